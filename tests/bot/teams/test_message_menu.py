"""What is chosen in the menu of any message: its words come along by a press alone, and stand nowhere else."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from manifest.teams import RAISE_CONCERN
from storage.engine.database import Database
from storage.platforms import accounts
from tests.support.stage import MAYA
from tests.teams.known import FELLS, Json, Known, count, dialog_of, read, teams_known, user_of
from tests.teams.reading import read_card

FETCH = "composeExtension/fetchTask"
SUBMIT = "composeExtension/submitAction"
# A chat of two people, of which the bot is no part; Teams calls it personal as well.
TWO: Json = {
    "conversationType": "personal",
    "id": "19:maya_otto@unq.gbl.spaces",
    "tenantId": FELLS,
}


@pytest.fixture
async def known(tmp_path: Path) -> AsyncIterator[Known]:
    """A bot in two tenants, whom Maya has spoken to."""
    database = Database(f"sqlite:///{tmp_path}/t.db")
    scene = await teams_known(database)
    await scene.types("hello")
    yield scene
    await database.close()


def chosen(content: str = "<p>You are a fool, <b>Maya</b></p>") -> Json:
    """The entry, on a message of Otto's."""
    return {
        "commandId": RAISE_CONCERN,
        "commandContext": "message",
        "messagePayload": {
            "id": "1600000000000",
            "from": {"user": {"id": "otto", "displayName": "Otto Reed"}},
            "body": {"contentType": "html", "content": content},
        },
    }


async def test_the_message_and_its_writer_are_shown_and_nothing_is_kept_or_said(
    known: Known,
) -> None:
    before = len(known.teams.said)
    answer = await known.invokes(FETCH, chosen(), conversation=TWO)
    shown = read_card(dialog_of(answer).card)
    assert "You are a fool, Maya" in shown
    assert "Otto Reed" in shown
    assert known.teams.said[before:] == []
    assert await count(known, "drafts") + await count(known, "concerns") == 0


async def test_the_words_come_along_by_a_press_alone(known: Known) -> None:
    for label, along in (("Complain without these words", False), ("Complain with", True)):
        answer = await known.invokes(FETCH, chosen(), conversation=TWO)
        dialog = dialog_of(answer)
        name = next(one for one in dialog.labels if one.startswith(label))
        value = {"data": dialog.data(dialog.button(name)), **chosen()}
        form = dialog_of(await known.invokes(SUBMIT, value, conversation=TWO))
        assert ("fool" in str(form.values)) == along


async def test_a_chat_of_two_people_is_never_taken_for_ones_own_with_the_bot(known: Known) -> None:
    async with known.bot.work(writes=False) as work:
        account = await accounts.at(work, "teams", FELLS, user_of(MAYA))
    assert account is not None
    await known.invokes(FETCH, chosen("I want to kill myself"), conversation=TWO)
    places = {conversation for conversation, _ in known.teams.said}
    assert TWO["id"] not in places
    assert "People can, now" in read([activity for _, activity in known.teams.said])
    async with known.bot.work(writes=False) as work:
        again = await accounts.at(work, "teams", FELLS, user_of(MAYA))
    assert again is not None
    assert again.chat == account.chat


@pytest.mark.parametrize(
    "payload",
    [None, 7, {}, {"body": 7, "from": None}, {"body": {"content": []}, "from": {"user": 1}}],
)
async def test_a_message_without_words_or_writer_opens_the_same_window(
    known: Known, payload: Any
) -> None:
    value = {**chosen(), "messagePayload": payload}
    answer = await known.invokes(FETCH, value, conversation=TWO)
    assert dialog_of(answer).title == "Raise a concern"


async def test_another_entry_is_nothing_to_the_bot(known: Known) -> None:
    answer = await known.invokes(FETCH, {**chosen(), "commandId": "other"}, conversation=TWO)
    assert answer.status == 501
