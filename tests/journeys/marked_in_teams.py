"""People who write a word of their own into every field in Teams, and all that Teams is given of it.

What a person types into a chat is theirs, and what stands in a dialog is for whoever has it open. Everything else that
Teams is given can be looked through: every wording of every activity, what buttons and dialogs carry.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.teams.wire.place import ConversationAddress
from handlers.kit.ui import Button, Message
from scheme.forms.fields import Answer
from scheme.subject import Subject
from tests.journeys.marker import OPEN, Marker
from tests.teams.player import NEXT, TeamsPlayer
from tests.teams.stage import TeamsStage
from tests.teams.wire import Heard, HttpWire
from tests.teams.world import Activity, Json

# What of a dialog is read by whoever has it open; all else is carried, and is nobody's to read.
SHOWN = frozenset(
    {
        "text",
        "title",
        "label",
        "placeholder",
        "errorMessage",
        "altText",
        "speak",
        "fallbackText",
        "facts",
        "choices",
    }
)
THIS_WAY = "This way"


class Listening(HttpWire):
    """A wire that remembers what the bot answered, and the tokens that it was shown."""

    def __init__(self, wire: HttpWire) -> None:
        super().__init__(wire.world, wire.issuer, wire.address, wire._session)
        self.heard: list[Heard] = []
        self.tokens: list[str] = []

    async def raw(self, body: bytes, header: str, **headers: str) -> Heard:
        """Send, and remember."""
        self.tokens.append(header.removeprefix("Bearer "))
        heard = await super().raw(body, header, **headers)
        self.heard.append(heard)
        return heard


@dataclass
class TeamsJourney:
    """People who write wherever they are asked to, in Teams: a button of their own leads them to each form."""

    scene: TeamsStage
    marker: Marker = field(default_factory=Marker)

    async def acts(self, email: str, action: str, subject: str = "", /, **answers: Answer) -> None:
        """A press in a message."""
        await self.presses(
            email,
            Button(label=THIS_WAY, action=action, subject=Subject.read(subject), answers=answers),
        )

    async def presses(self, email: str, button: Button) -> None:
        """Press a button of their own, in their chat."""
        player = await self.scene.person(email)
        await player.closes()
        chat = player.hand.conversation
        place = ConversationAddress(chat.tenant.id, chat.tenant.service_url, chat.id)
        await self.scene.teams.channel.say(place, Message(text="Here.", buttons=(button,)))
        await player.presses(THIS_WAY)

    async def fills(self, email: str, action: str, subject: str = "", /, **answers: Answer) -> None:
        """Open a form and write into every field of its first page."""
        await self.presses(
            email,
            Button(
                label=THIS_WAY,
                action=action,
                subject=Subject.read(subject),
                answers=answers,
                opens=True,
            ),
        )
        await self._page(await self.scene.person(email), action, answers)

    async def _page(self, player: TeamsPlayer, action: str, answers: dict[str, Answer]) -> None:
        dialog, today = player.dialog, self.scene.bot.clock.now().date()
        assert dialog is not None, f"{action} shows nothing:\n{player.screen}"
        assert dialog.inputs, f"{action} shows no form:\n{player.screen}"
        for one in dialog.inputs:
            key = str(one["id"]).partition(".")[2]
            if key not in OPEN:
                new = (
                    answers[key]
                    if key in answers
                    else self.marker.teams_answer(action, key, one, today)
                )
                dialog.fills(one["id"], new)
            elif not dialog.values[one["id"]]:
                dialog.fills(one["id"], "Librarian")

    async def writes(
        self, email: str, action: str, subject: str = "", /, **answers: Answer
    ) -> None:
        """Fill in a form and send it, page after page."""
        await self.fills(email, action, subject, **answers)
        player = await self.scene.person(email)
        while await self._sends(player, action):
            await self._page(player, action, answers)

    async def _sends(self, player: TeamsPlayer, action: str) -> bool:
        dialog = player.dialog
        assert dialog is not None
        more = dialog.sender["title"] == NEXT
        await player.at.submits()
        await self.scene.settled()
        after = player.dialog
        assert after is not dialog, f"{action} was not taken:\n{dialog.errors}\n{player.screen}"
        again = bool(after and after.inputs and after.card["body"][0].get("style") == "Emphasis")
        assert not again, f"{action} was not taken:\n{player.screen}"
        return more and after is not None

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


def dialogs(answers: list[Heard]) -> Iterator[Json]:
    """Every dialog the bot answered with."""
    yield from (one.body for one in answers if is_dialog(one))


def is_dialog(heard: Heard) -> bool:
    """Whether an answer shows a dialog."""
    task = heard.body.get("task") if isinstance(heard.body, dict) else None
    return task is not None and task["type"] == "continue"


def carried(given: Any) -> Any:
    """What of a dialog nobody reads: all that it carries. An input's value is read, and what a button has is not."""
    if isinstance(given, list):
        return [carried(one) for one in given]
    if not isinstance(given, dict):
        return given
    drawn = {key: one for key, one in given.items() if key == "data" or key not in SHOWN}
    if str(given.get("type")).startswith("Input."):
        drawn.pop("value", None)
    return {key: one if key == "data" else carried(one) for key, one in drawn.items()}


def said(scene: TeamsStage) -> Iterator[Activity]:
    """Everything the bot said, to one or to many."""
    for tenant in scene.stub.world.tenants.values():
        for there in tenant.conversations.values():
            yield from (one for one in there.activities.values() if one.by_bot)


def at_teams(scene: TeamsStage, answers: list[Heard]) -> dict[str, str]:
    """What Teams' servers keep outside of dialogs, and what dialogs carry."""
    return {
        "activities": str([one.history for one in said(scene)]),
        "calls": str(
            [(one.body, one.conversation, one.activity) for one in scene.stub.world.calls]
        ),
        "what dialogs carry": json.dumps(
            [carried(one) for one in dialogs(answers)], ensure_ascii=False
        ),
        "answers": str([(one.status, one.text) for one in answers if not is_dialog(one)]),
    }


def listen(scene: TeamsStage) -> Listening:
    """Remember from now on what the bot answers."""
    assert scene.stub.wire is not None
    scene.stub.wire = wire = Listening(scene.stub.wire)
    return wire


def tokens_of(wire: Listening) -> list[str]:
    """The tokens that Teams showed the bot, and those that the bot got for itself."""
    found = {
        *(one for one in wire.tokens if len(one) > 40),
        *(one.token for one in wire.issuer.grants),
    }
    assert len(found) > 1
    return sorted(found)
