"""Nothing that people write in confidence stands at Slack outside the windows of whoever may read it (R11.4).

What a person types into their own chat is theirs, and what stands in a window is for whoever has it open. Everything
else that Slack is given is looked through after a whole journey: messages, home tabs, files, what buttons and windows carry.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bot.chat.payload import of_form
from handlers.kit.ui import Button, Form, Message
from scheme.forms.fields import Answer
from scheme.subject import Subject
from storage.engine.database import Database
from tests.journeys.marker import OPEN, Marker
from tests.journeys.test_confidential import every_line, kept, readable, whole_life, written_down
from tests.platforms.town import EVERYBODY
from tests.slack.hand import Hand
from tests.slack.inputs import elements, holds
from tests.slack.player import NEXT, SlackPlayer
from tests.slack.stage import SlackStage, slack_stage
from tests.slack.wire import Heard, Wire
from tests.slack.world import Json, Post
from tests.support.stage import ESTHER, NOAH, PRIYA

pytestmark = [pytest.mark.timeout(300), pytest.mark.usefixtures("ids_that_count")]

SHOWN = frozenset(
    {
        "text",
        "label",
        "hint",
        "title",
        "placeholder",
        "description",
        "initial_value",
        "alt_text",
        "fields",
    }
)


@dataclass
class Listening:
    """A wire that remembers what the bot answered."""

    wire: Wire
    bodies: list[Any] = field(default_factory=list)

    async def send(self, kind: str, payload: Json, headers: dict[str, str] | None = None) -> Heard:
        """Send, and remember."""
        heard = await self.wire.send(kind, payload, headers)
        self.bodies.append(heard.body)
        return heard


@dataclass
class SlackJourney:
    """People who write wherever they are asked to, in Slack: a button of their own leads them to each form."""

    scene: SlackStage
    marker: Marker = field(default_factory=Marker)

    async def acts(self, email: str, action: str, subject: str = "", /, **answers: Answer) -> None:
        """A press."""
        player = await self.scene.person(email)
        await player.closes()
        chat = player.hand.chat
        leads = Message(
            text="Here.",
            buttons=(
                Button(
                    label="This way", action=action, subject=Subject.read(subject), answers=answers
                ),
            ),
        )
        await self.scene.slack.channel.say(chat.team.id, chat.id, leads)
        await player.presses("This way")

    async def fills(self, email: str, action: str, subject: str = "", /, **answers: Answer) -> None:
        """Open a form and write into every field of its first page."""
        await self.acts(email, action, subject)
        await self._page(await self.scene.person(email), action, answers)

    async def _page(self, player: SlackPlayer, action: str, answers: dict[str, Answer]) -> None:
        assert player.modal, f"{action} shows no form:\n{player.screen}"
        today = self.scene.bot.clock.now().date()
        for block, element in elements(player.modal.view["blocks"]):
            key, _, part = block["block_id"].partition(".")[2].partition("~")
            if block["type"] != "input" or part:
                continue
            if key not in OPEN:
                new = (
                    self.marker.slack_answer(action, key, element, today)
                    if key not in answers
                    else answers[key]
                )
                player.at.fills(block["block_id"], new)
            elif not holds(player.modal.state[block["block_id"]][element["action_id"]]):
                player.at.fills(block["block_id"], "Librarian")

    async def writes(
        self, email: str, action: str, subject: str = "", /, **answers: Answer
    ) -> None:
        """Fill in a form and send it, page after page."""
        await self.fills(email, action, subject, **answers)
        player = await self.scene.person(email)
        while await self._sends(player, action):
            await self._page(player, action, answers)

    async def _sends(self, player: SlackPlayer, action: str) -> bool:
        modal = player.modal
        assert modal is not None
        more, before = modal.view["submit"]["text"] == NEXT, modal.view
        await player.at.submits()
        await self.scene.settled()
        after = player.modal
        wrong = after is not None and (
            after.errors or after.view["blocks"][0]["block_id"] == "notice"
        )
        assert not wrong, f"{action} was not taken:\n{player.screen}"
        return more and after is not None and after.view is not before

    async def leaves(self, email: str) -> None:
        """Send the page before them and close the next one."""
        player = await self.scene.person(email)
        assert await self._sends(player, "what is left")
        await player.closes()

    async def types(self, email: str) -> None:
        """Type something into the chat that nobody understands."""
        player = await self.scene.person(email)
        await player.says(f"Well, {self.marker.word('chat')} and so on")

    async def forward(self, days: int) -> None:
        """Move the clock."""
        await self.scene.forward(days)


async def took_words_along(go: SlackJourney) -> None:
    """Noah raises a concern about what somebody wrote in a channel, and takes the words along."""
    noah = await go.scene.person(NOAH)
    colleague = go.scene.town.users[PRIYA]
    channel = colleague.team.add_channel("general", colleague, noah.hand.user)
    talk = Hand(go.scene.stub, colleague)
    said = await talk.types(f"You are {go.marker.word('a colleague')} and no more.", where=channel)
    await noah.hand.shortcut_on(said, "raise_concern")
    await noah.presses("Complain with these words")
    await noah.fills(about="scheme")
    await noah.submits()
    await noah.sees("Complaint received")


def given_views(scene: SlackStage, bodies: list[Any]) -> Iterator[Json]:
    """Every window the bot gave Slack, by a call or with an answer."""
    yield from (one.arguments["view"] for one in scene.stub.world.calls if "view" in one.arguments)
    yield from (one["view"] for one in bodies if isinstance(one, dict) and "view" in one)


def carried(given: Any) -> Any:
    """What of a window nobody reads: all that it carries."""
    if isinstance(given, dict):
        return {key: carried(one) for key, one in given.items() if key not in SHOWN}
    return [carried(one) for one in given] if isinstance(given, list) else given


def posts(scene: SlackStage) -> Iterator[Post]:
    """Everything the bot said, to one or to many."""
    for team in scene.town.all_teams():
        for channel in team.channels.values():
            yield from (one for one in channel.posts.values() if one.by_bot)


def at_slack(scene: SlackStage, bodies: list[Any]) -> dict[str, str]:
    """What Slack's servers keep outside of windows, and what windows carry."""
    world = scene.stub.world
    windows = list(given_views(scene, bodies))
    calls = [one for one in world.calls if not one.method.startswith("views.")]
    files = [file for team in scene.town.all_teams() for file in team.files.values()]
    return {
        "messages": str([(one.text, one.blocks, one.metadata) for one in posts(scene)]),
        "home tabs": str([one.view for one in world.homes.values()]),
        "home tabs before": str(
            [one.arguments for one in world.calls if one.method == "views.publish"]
        ),
        "files": str([(one.name, one.title, one.content) for one in files]) + "\n",
        "calls": str([one.arguments for one in calls]),
        "what windows carry": json.dumps([carried(one) for one in windows]),
        "answers": str([one for one in bodies if not (isinstance(one, dict) and "view" in one)]),
    }


async def every_home(scene: SlackStage) -> None:
    """Everybody looks at their home."""
    for email in EVERYBODY:
        await (await scene.person(email)).opens_home()


async def test_no_word_written_in_confidence_stands_at_slack_outside_of_windows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = Database(f"sqlite:///{tmp_path}/test.db")
    with every_line():
        async with slack_stage(database) as scene:
            assert scene.stub.wire is not None
            scene.stub.wire = listening = Listening(scene.stub.wire)
            journey = SlackJourney(scene)
            await whole_life(journey)
            await took_words_along(journey)
            await every_home(scene)
            said, words = capsys.readouterr(), journey.marker.words
            logged = said.err + said.out
            assert "review.eligible" in logged
            places = at_slack(scene, listening.bodies) | {"logs": logged} | written_down(tmp_path)
            del places["chats on the web"]  # nobody is there
            assert all(places.values())
            assert readable(places, words) == {}
            opened = await kept(scene.bot)
            assert [
                where for word, where in words.items() if word not in opened and where != "chat"
            ] == []
            assert len(words) > 60
    await database.close()


async def test_a_window_that_carried_what_was_typed_would_be_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    carries = of_form

    def all_of_it(form: Form, page: int, count: int, origin: str = "") -> dict[str, Any]:
        return carries(form, page, count, origin) | {"d": dict(form.answers)}

    monkeypatch.setattr("bot.slack.cards.render.of_form", all_of_it)
    database = Database(f"sqlite:///{tmp_path}/test.db")
    async with slack_stage(database) as scene:
        journey = SlackJourney(scene)
        await journey.fills(ESTHER, "apply.mentee", level="assistant")
        await journey.leaves(ESTHER)
        await journey.acts(ESTHER, "apply.mentee")
        modal = (await scene.person(ESTHER)).modal
        assert modal is not None
        assert all(word in str(modal.state) for word in journey.marker.words)
        seen = readable(at_slack(scene, []), journey.marker.words)
        assert set(seen) == {"what windows carry"}
    await database.close()
