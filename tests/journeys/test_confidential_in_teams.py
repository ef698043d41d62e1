"""Nothing that people write in confidence stands at Teams outside the dialogs of whoever may read it (R11.4)."""

import logging
from pathlib import Path
from typing import Any

import pytest

from bot.chat.payload import of_form
from bot.teams.wire.auth import Extractor
from handlers.kit.ui import Button, Form
from storage.engine.database import Database
from storage.engine.encryption import vault
from tests.journeys.marked_in_teams import (
    THIS_WAY,
    TeamsJourney,
    at_teams,
    dialogs,
    listen,
    tokens_of,
)
from tests.journeys.test_confidential import every_line, kept, readable, whole_life, written_down
from tests.platforms.town import EVERYBODY
from tests.support.stage import ESTHER, IDA, MAYA, ROBIN
from tests.teams.corner import teams_corner
from tests.teams.hand import THand
from tests.teams.inputs import actions
from tests.teams.issuer import SECRET
from tests.teams.stage import teams_stage
from tests.teams.world import Activity, Json

pytestmark = [pytest.mark.timeout(300), pytest.mark.usefixtures("ids_that_count")]

TYPED = ("chat", "channel", "group chat")  # is not kept: the bot understood nothing of it


async def talked_among_others(go: TeamsJourney) -> None:
    """People mention the bot in the Group's channel and in a chat of several, with words that were not meant for it."""
    scene = go.scene
    for email in (ROBIN, IDA):
        hand = (await scene.person(email)).group_hand
        assert hand is not None
        await hand.types(f"Well, {go.marker.word('channel')} and so on", where=scene.channel)
        await hand.types("my data", where=scene.channel)
    maya = await scene.person(MAYA)
    chat = maya.hand.user.tenant.add_group_chat(maya.hand.user, install=True)
    await maya.hand.types(f"I complain: {go.marker.word('group chat')}", where=chat)
    await scene.settled()


async def pressed_everything(go: TeamsJourney) -> None:
    """Everybody looks into every window that their home opens; two of the Group into those of its channel as well."""
    for email in EVERYBODY:
        player = await go.scene.person(email)
        await player.says("hello")
        await looked(player.hand, player.hand.chat[-1:])
    for email in (ROBIN, IDA):
        hand = (await go.scene.person(email)).group_hand
        assert hand is not None
        await looked(hand, [one for one in hand.sees_in(go.scene.channel) if one.by_bot])


async def looked(hand: THand, messages: list[Activity]) -> None:
    """Look into every window that some messages open."""
    assert any(opening(one) for one in messages)
    for message in messages:
        for one in opening(message):
            await hand.presses(message, one)
            if hand.dialog:
                hand.closes()


def opening(message: Activity) -> list[Json]:
    """The buttons of a message that open a window."""
    return [
        one for card in message.cards for one in actions(card) if one["type"] == "Action.Submit"
    ]


async def were_refused(go: TeamsJourney) -> None:
    """What nobody may send is refused, whatever words are in it."""
    scene, word = go.scene, go.marker.word("chat")
    maya = await scene.person(MAYA)
    body = scene.stub.events.told.base("message", maya.hand.user, maya.hand.conversation, text=word)
    for header in ("", "Bearer x", f"Bearer {word}", "Basic eHg="):
        await scene.stub.deliver(body, header=header)
    await scene.stub.deliver({**body, "conversation": {"id": word, "tenantId": word}})
    await scene.stub.deliver(
        {**body, "type": "invoke", "name": "composeExtension/query", "value": {"q": word}}
    )
    await scene.stub.deliver(
        {**body, "type": "invoke", "name": "task/fetch", "value": {"data": {"m": word}}}
    )
    await scene.stub.deliver({**body, "type": "invoke", "name": "a/new/kind", "value": word})
    await scene.stub.deliver({**body, "type": "newKind", "from": word})


async def test_no_word_written_in_confidence_stands_at_teams_outside_of_dialogs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = Database(f"sqlite:///{tmp_path}/test.db")
    with every_line():
        async with teams_stage(database) as scene:
            wire, journey = listen(scene), TeamsJourney(scene)
            await whole_life(journey)
            await talked_among_others(journey)
            await pressed_everything(journey)
            lines, words = capsys.readouterr(), journey.marker.words
            logged = lines.err + lines.out
            assert "review.eligible" in logged
            places = at_teams(scene, wire.heard) | {"logs": logged} | written_down(tmp_path)
            del places["chats on the web"]  # nobody is there
            assert all(places.values())
            assert readable(places, words) == {}
            opened = await kept(scene.bot)
            assert [
                where for word, where in words.items() if word not in opened and where not in TYPED
            ] == []
            assert len(words) > 60
            secrets = {SECRET: "secret", **dict.fromkeys(tokens_of(wire), "token")}
            dialogs_whole = {"dialogs": str(list(dialogs(wire.heard)))}
            assert readable(places | dialogs_whole, secrets) == {}
    await database.close()


async def test_what_is_refused_is_repeated_in_no_log_and_in_no_answer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = Database(f"sqlite:///{tmp_path}/test.db")
    with every_line():
        async with teams_corner(database) as scene:
            wire, journey = listen(scene), TeamsJourney(scene)
            await were_refused(journey)
            assert len({one.status for one in wire.heard}) > 3
            lines = capsys.readouterr()
            logged = [
                one
                for one in (lines.err + lines.out).split("\n")
                if any(w in one for w in journey.marker.words)
            ]
            assert logged == []
            assert readable(at_teams(scene, wire.heard), journey.marker.words) == {}
    await database.close()


# Each rule, taken away


async def test_a_dialog_that_carried_what_was_typed_would_be_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    carries = of_form

    def all_of_it(form: Form, page: int, count: int, origin: str = "") -> dict[str, Any]:
        return carries(form, page, count, origin) | {"d": dict(form.answers)}

    monkeypatch.setattr("bot.teams.cards.render.of_form", all_of_it)
    monkeypatch.setattr("bot.chat.payload._wordy", lambda _: False)
    seen, _, shown = await half_a_form(tmp_path)
    assert shown
    assert set(seen) == {"what dialogs carry"}


async def test_a_dialog_shows_what_was_typed_to_its_reader_and_carries_none_of_it(
    tmp_path: Path,
) -> None:
    seen, _, shown = await half_a_form(tmp_path)
    assert shown
    assert seen == {}


async def test_the_same_form_without_encryption_would_be_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vault, "seal", lambda text: text)
    monkeypatch.setattr(vault, "unseal", lambda token: token)
    _, written, _ = await half_a_form(tmp_path)
    assert {"drafts", "backup.db"} <= set(written)


@pytest.mark.parametrize("ruled", [True, False])
async def test_a_library_that_logged_whole_requests_would_be_found_if_it_might_log_at_all(
    ruled: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    told, library = Extractor.get_identity_from_auth_header, logging.getLogger("botframework")

    async def tells(self: Extractor, header: str, channel: str) -> Any:
        library.critical("asked with %s", header)
        return await told(self, header, channel)

    monkeypatch.setattr(Extractor, "get_identity_from_auth_header", tells)
    if not ruled:
        monkeypatch.setattr(library, "level", logging.NOTSET)
    database = Database(f"sqlite:///{tmp_path}/test.db")
    with every_line():
        async with teams_corner(database) as scene:
            wire = listen(scene)
            await (await scene.person(MAYA)).says("hello")
            logged = capsys.readouterr().err
            assert logged
            assert any(one in logged for one in tokens_of(wire)) is not ruled
    await database.close()


@pytest.mark.parametrize("ruled", [True, False])
async def test_a_button_that_carried_what_was_typed_would_be_found(
    ruled: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not ruled:
        monkeypatch.setattr("bot.chat.payload._wordy", lambda _: False)
    database = Database(f"sqlite:///{tmp_path}/test.db")
    async with teams_corner(database) as scene:
        wire, journey = listen(scene), TeamsJourney(scene)
        taken = Button(
            label=THIS_WAY,
            action="enquiry.ask",
            answers={"text": f"About {journey.marker.word('button')}."},
        )
        await journey.presses(MAYA, taken)
        seen = readable(at_teams(scene, wire.heard), journey.marker.words)
        assert set(seen) == (set() if ruled else {"activities", "calls", "what dialogs carry"})
    await database.close()


async def half_a_form(folder: Path) -> tuple[dict[str, list[str]], dict[str, list[str]], bool]:
    """Esther leaves a form after a page and opens it again: what is readable at Teams, what is written down, what she sees."""
    database = Database(f"sqlite:///{folder}/test.db")
    async with teams_corner(database) as scene:
        wire, journey = listen(scene), TeamsJourney(scene)
        await journey.fills(ESTHER, "apply.mentee", level="assistant")
        await journey.leaves(ESTHER)
        await journey.presses(ESTHER, Button(label=THIS_WAY, action="apply.mentee", opens=True))
        dialog, words = (await scene.person(ESTHER)).dialog, journey.marker.words
        assert dialog is not None
        shown = all(word in str(dialog.values) for word in words)
        seen, written = (
            readable(at_teams(scene, wire.heard), words),
            readable(written_down(folder), words),
        )
    await database.close()
    return seen, written, shown
