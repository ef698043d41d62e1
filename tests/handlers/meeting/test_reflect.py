"""Reflections and an hours log: for one person alone, to write, change, delete and take along (R6.5, R11.4)."""

from pathlib import Path

import pytest

from handlers.kit.ui import Attachment, Form, View
from storage import meetings
from tests.support import pairs
from tests.support.dialogue import Player, Stage
from tests.support.rounds import act, barred
from tests.support.stage import IDA, MAYA, NOAH, PRIYA, ROBIN, TOM

pytestmark = pytest.mark.usefixtures("ids_that_count")

WORDS = "I spoke too little of the move to Carrowmoor, and know why."


async def writes(player: Player, text: str = WORDS, **answers: str) -> None:
    """Somebody writes a reflection."""
    await player.says("write a reflection")
    await player.fills(text=text, **answers)
    await player.submits()


async def notes(player: Player, minutes: str, kind: str = "preparation", **answers: str) -> None:
    """Somebody notes time."""
    await player.says("my hours")
    await player.presses("Add time")
    await player.fills(minutes=minutes, kind=kind, **answers)
    await player.submits()


def written(folder: Path) -> bytes:
    """Every byte of the database's files."""
    return b"".join(file.read_bytes() for file in folder.glob("t.db*"))


def saved(player: Player) -> Attachment:
    """The file in the open window."""
    assert isinstance(player.window, View)
    return next(part for part in player.window.parts if isinstance(part, Attachment))


async def test_a_reflection_is_kept_read_changed_and_deleted_by_its_author(scene: Stage) -> None:
    await pairs.pair(scene, MAYA, PRIYA)
    maya = await scene.person(MAYA)
    await writes(maya)
    await maya.sees("Your reflection is kept. Nobody else can open it.")
    await maya.does_not_see("Carrowmoor")
    await maya.presses("My reflections")
    await maya.sees("Monday 11 January 2027", "With Priya Nair", WORDS)
    await maya.presses("Change")
    await maya.fills(text="Next time I begin with it.", day="2027-01-10")
    await maya.submits()
    await maya.says("my reflections")
    await maya.sees("Sunday 10 January 2027", "Next time I begin with it.")
    await maya.does_not_see("Carrowmoor")
    await maya.presses("Delete")
    await maya.sees("goes for good")
    await maya.presses("Delete")
    await maya.says("my reflections")
    await maya.sees("Nothing is written yet.")


async def test_a_reflection_is_seen_by_its_author_alone_not_by_partner_or_group(
    scene: Stage,
) -> None:
    await pairs.pair(scene, MAYA, PRIYA)
    await writes(await scene.person(MAYA))
    for email in (PRIYA, TOM, ROBIN, IDA):
        other = await scene.person(email)
        for step in ("edit", "rewritten", "delete", "deleted"):
            assert await barred(
                other, f"reflect.{step}", "reflection:1", text="x", day="2027-01-10"
            )
        await other.says("my reflections")
        await other.sees("Nothing is written yet.")
    for room in scene.channel.rooms.values():
        assert "Carrowmoor" not in str(room)


async def test_reflections_and_hours_are_unreadable_in_the_database(
    scene: Stage, tmp_path: Path
) -> None:
    await pairs.pair(scene, MAYA, PRIYA)
    await writes(await scene.person(MAYA))
    held = written(tmp_path)
    assert b"Maya Thorne" in held
    assert b"Carrowmoor" not in held


async def test_a_double_click_keeps_one_reflection(scene: Stage) -> None:
    await pairs.pair(scene, MAYA, PRIYA)
    maya = await scene.person(MAYA)
    await writes(maya)
    await writes(maya)
    async with scene.bot.work(writes=False) as work:
        assert len(await meetings.reflections_of(work, "aln", maya.person_id)) == 1


async def test_a_change_from_an_earlier_state_is_shown_again_and_loses_nothing(
    scene: Stage,
) -> None:
    await pairs.pair(scene, MAYA, PRIYA)
    maya = await scene.person(MAYA)
    await writes(maya)
    await maya.presses("My reflections")
    await maya.presses("Change")
    form = maya.window
    await maya.fills(text="First change.")
    await maya.submits()
    maya.window = form
    await maya.fills(text="Second change.")
    await maya.submits()
    await maya.sees("You changed this elsewhere meanwhile.")
    assert isinstance(maya.window, Form)
    assert maya.window.answers["text"] == "Second change."
    await maya.submits()
    await maya.says("my reflections")
    await maya.sees("Second change.")


async def test_reflections_are_saved_as_a_file_earliest_first(scene: Stage) -> None:
    await pairs.pair(scene, MAYA, PRIYA)
    maya = await scene.person(MAYA)
    await writes(maya, "Later thoughts.")
    await writes(maya, "Earlier thoughts.", day="2027-01-09")
    await maya.says("my reflections")
    file = saved(maya)
    assert (file.name, file.media) == ("reflections.md", "text/markdown")
    assert file.text.index("Earlier thoughts.") < file.text.index("Later thoughts.")
    assert "## Saturday 9 January 2027, with Priya Nair" in file.text


async def test_a_reflection_of_tomorrow_or_of_nothing_is_refused_beside_its_field(
    scene: Stage,
) -> None:
    await pairs.pair(scene, MAYA, PRIYA)
    maya = await scene.person(MAYA)
    await writes(maya, "", day="2027-01-12")
    assert set(maya.errors) == {"day", "text"}


async def test_what_is_kept_outlives_the_partnership_and_can_still_be_added_to(
    scene: Stage,
) -> None:
    number = await pairs.pair(scene, MAYA, PRIYA)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await writes(maya)
    await notes(maya, "45")
    await act(priya, "end.ended", f"partnership:{number}", how="completed", reason="", now=True)
    await maya.says("my reflections")
    await maya.sees("Carrowmoor", "Write a reflection")
    await writes(maya, "Looking back on all of it.")
    await maya.sees("Your reflection is kept.")
    await maya.says("my hours")
    await maya.sees("Preparation: 45 min")


async def test_a_mentor_with_two_mentees_says_for_which(scene: Stage) -> None:
    await pairs.pair(scene, MAYA, PRIYA)
    await pairs.pair(scene, NOAH, PRIYA)
    priya = await scene.person(PRIYA)
    await priya.says("write a reflection")
    await priya.sees("Which partnership is it about?")
    await priya.presses("Noah Quill")
    await priya.fills(text="A quiet start.")
    await priya.submits()
    await priya.presses("My reflections")
    await priya.sees("With Noah Quill")


async def test_who_never_had_a_partnership_is_told_what_comes_next(scene: Stage) -> None:
    tom = await scene.person(TOM)
    await tom.says("write a reflection")
    await tom.sees("There is no partnership to write about yet.")
