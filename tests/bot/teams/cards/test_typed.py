"""What somebody typed in Teams, however oddly it is marked up, in a time that follows its length."""

import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from bot.teams.cards.typed import said
from storage.engine.database import Database
from tests.support.stage import MAYA
from tests.teams.corner import hand_of, opens, rows, sending, shows, teams_corner
from tests.teams.known import BOT, Known, read, teams_known
from tests.teams.stage import TeamsStage


def message(text: str, *mentions: str, form: str = "plain") -> dict[str, Any]:
    """A message in which the bot is mentioned so."""
    entities = [{"type": "mention", "mentioned": {"id": BOT}, "text": one} for one in mentions]
    return {"text": text, "textFormat": form, "recipient": {"id": BOT}, "entities": entities}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<at>Maya</at> and <AT id='1'>Priya</AT>", "Maya and Priya"),
        ("<at>Maya", "<at>Maya"),
        ("Maya</at>", "Maya</at>"),
        ("</at><at>Maya</at>", "</at>Maya"),
        ("<at><at>Maya</at>", "<at>Maya"),
    ],
)
def test_names_are_read_without_the_marks_of_a_mention(text: str, words: str) -> None:
    assert said(message(text)) == words


def test_a_mention_of_the_bot_is_left_out_and_an_empty_one_changes_nothing() -> None:
    assert said(message("<at>Mentoring</at> hello", "<at>Mentoring</at>")) == "hello"
    assert said(message("hello", *[""] * 40)) == "hello"
    assert said(message("hello", "l", " ", "hello")) == "hello"


def test_a_number_that_stands_for_nothing_is_left_out() -> None:
    assert said(message(f"a&#{'9' * 10_000};b", form="xml")) == "ab"


PIECES = [
    "<at>",
    "<at ",
    "</at>",
    "<",
    "<p",
    "</p> ",
    "<br ",
    "<br",
    "&#9",
    "&",
    "\xa0",
    "<at></at>",
    "<p \n",
    "<at>x",
]


@pytest.mark.parametrize("form", ["plain", "xml"])
@pytest.mark.parametrize("piece", PIECES)
def test_the_time_it_takes_grows_with_the_length_and_no_faster(piece: str, form: str) -> None:
    short, long = (
        min(_took(message(piece * size, *[piece] * 50, form=form)) for _ in range(3))
        for size in (2_000, 8_000)
    )
    assert long < 12 * short + 0.01  # four times as long: the square would take sixteen times


def _took(body: dict[str, Any]) -> float:
    start = time.process_time()
    said(body)
    return time.process_time() - start


async def test_what_is_far_too_long_is_told_so_and_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(f"sqlite:///{tmp_path}/t.db")
    known: Known = await teams_known(database)
    monkeypatch.setattr("bot.teams.hearing.said", lambda body: pytest.fail("it was read"))
    told = read(await known.types("<at>" * 60_000))
    assert "Please shorten this to 10,000 characters; it has 240,000." in told
    await database.close()


# Half a character


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[TeamsStage]:
    """The town in Teams."""
    database = Database(f"sqlite:///{tmp_path}/t.db")
    async with teams_corner(database) as found:
        yield found
    await database.close()


async def test_half_a_character_in_a_page_of_a_form_is_left_out_and_the_form_goes_on(
    scene: TeamsStage,
) -> None:
    maya = await hand_of(scene, MAYA)
    await opens(maya, "ask a question")
    told = await scene.stub.deliver(
        sending(maya, long__text="When does it close? \ud83d Thank you.")
    )
    assert told.status == 200
    assert await rows(scene, "enquiries") == 1
    maya.closes()
    await opens(maya, "I would like a mentor")
    again = shows(maya, await scene.stub.deliver(sending(maya, short__job_title="Libra\ud83drian")))
    assert "Step 1 of" in again
    assert maya.dialog is not None
    assert maya.dialog.values["short.job_title"] == "Librarian"
    await maya.types("hello \ud83d")
    assert maya.heard.ok
