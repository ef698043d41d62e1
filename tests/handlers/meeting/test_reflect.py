"""Reflections and an hours log: for one person alone, to write, change, delete and take along (R6.5, R11.4)."""

import csv
import io
from pathlib import Path

import pytest

from handlers.kit.ui import Attachment, Form, View
from storage import meetings, people
from tests.support import pairs
from tests.support.dialogue import Player, Stage
from tests.support.rounds import act, barred, refused
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


async def test_logged_meetings_count_as_contact_by_themselves_for_both(scene: Stage) -> None:
    await pairs.pair(scene, MAYA, PRIYA)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await maya.says("log a meeting")
    await maya.submits()
    await notes(maya, "45")
    await maya.sees("Noted for you alone: 45 min on Monday 11 January 2027.")
    await maya.presses("My hours")
    await maya.sees("Contact: 1 h 30 min", "Preparation: 45 min", "Together: 2 h 15 min")
    await maya.sees("1 h 30 min, contact, with Priya Nair. A meeting that was logged.")
    await priya.says("my hours")
    await priya.sees("Contact: 1 h 30 min", "Preparation: 0 min")
    await priya.does_not_see("45 min, preparation")


async def test_a_deleted_meeting_counts_no_more(scene: Stage) -> None:
    await pairs.pair(scene, MAYA, PRIYA)
    maya = await scene.person(MAYA)
    await maya.says("log a meeting")
    await maya.submits()
    await act(maya, "meet.deleted", "meeting:1")
    await maya.says("my hours")
    await maya.sees("No time is noted yet.")


async def test_time_is_corrected_and_deleted_and_seen_by_nobody_else(scene: Stage) -> None:
    await pairs.pair(scene, MAYA, PRIYA)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await notes(maya, "45")
    await maya.presses("My hours")
    await maya.presses("Change")
    await maya.fills(minutes="50", kind="contact")
    await maya.submits()
    await maya.sees("Kept: 50 min")
    for step in ("correct", "corrected", "drop", "dropped"):
        assert await barred(
            priya, f"reflect.{step}", "hours:1", minutes="1", day="2027-01-10", kind="contact"
        )
    await maya.presses("My hours")
    await maya.sees("Contact: 50 min")
    await maya.presses("Delete")
    await maya.sees("Delete this time?")
    await maya.presses("Delete")
    await maya.sees("Deleted: 50 min")
    assert "is not there" in await refused(maya, "reflect.dropped", "hours:1")


async def test_the_same_time_twice_is_kept_only_when_it_is_confirmed(scene: Stage) -> None:
    await pairs.pair(scene, MAYA, PRIYA)
    maya = await scene.person(MAYA)
    await notes(maya, "45")
    await notes(maya, "45")
    await maya.sees("Just that is noted already.")
    await maya.submits()
    await maya.presses("My hours")
    await maya.sees("Preparation: 1 h 30 min")


async def test_time_corrected_elsewhere_is_shown_again(scene: Stage) -> None:
    await pairs.pair(scene, MAYA, PRIYA)
    maya = await scene.person(MAYA)
    await notes(maya, "45")
    given = {"day": "2027-01-11", "kind": "contact"}
    await act(maya, "reflect.corrected", "hours:1", minutes="50", revision="1", **given)
    reply = await act(maya, "reflect.corrected", "hours:1", minutes="55", revision="1", **given)
    assert isinstance(reply.window, Form)
    assert "to 50 min on Monday 11 January 2027" in reply.window.notice


async def test_hours_are_saved_as_a_sheet_with_totals_and_without_formulas(scene: Stage) -> None:
    await pairs.pair(scene, MAYA, PRIYA)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    async with scene.bot.work() as work:
        (await people.by_id(work, priya.person_id)).name = "=Priya"
    await maya.says("log a meeting")
    await maya.submits()
    await notes(maya, "30", day="2027-01-08")
    await maya.presses("My hours")
    file = saved(maya)
    assert (file.name, file.media) == ("hours.csv", "text/csv")
    assert list(csv.reader(io.StringIO(file.text))) == [
        ["Date", "Minutes", "Kind", "With", "From"],
        ["2027-01-08", "30", "preparation", "'=Priya", "own note"],
        ["2027-01-11", "90", "contact", "'=Priya", "logged meeting"],
        ["Total", "90", "contact", "", "1 h 30 min"],
        ["Total", "30", "preparation", "", "30 min"],
    ]


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
