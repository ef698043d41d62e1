"""One's own hours log: for its giver alone, by month beside what the scheme names, to take along (R6.5, R10.3)."""

import csv
import io
from collections.abc import AsyncIterator
from pathlib import Path

import openpyxl
import pytest
from pypdf import PdfReader

from handlers.kit.ui import Attachment, Form, Table, View
from scheme.definition.definition import Definition
from scheme.meeting.reflection import of_hours
from scheme.partnership.usual import gives
from storage import people
from storage.engine.database import Database
from tests.handlers.learning.test_hosting import on_the_day
from tests.support.dialogue import Player, Stage
from tests.support.learning import TALK, every_event, subject_for, with_events
from tests.support.pairs import pair
from tests.support.quiet_weeks import pass_by
from tests.support.rounds import act, applies, barred, keeps_to_the_voice, refused
from tests.support.scheme_cast import definition
from tests.support.stage import IDA, MAYA, PRIYA, TOM, scheme, set_stage

pytestmark = pytest.mark.usefixtures("ids_that_count")
HOURS = {"mentee_hours": 1, "preparation_hours": 2, "mentor_hours": 1}


@pytest.fixture
async def timed(tmp_path: Path) -> AsyncIterator[Stage]:
    """A stage whose scheme names hours a month."""
    data = scheme().model_dump()
    data["meetings"] |= HOURS
    database = Database(f"sqlite:///{tmp_path}/test.db")
    stage = await set_stage(database, Definition.model_validate(data))
    yield stage
    await database.close()
    keeps_to_the_voice(stage)


async def notes(player: Player, minutes: str, kind: str = "preparation", **answers: str) -> None:
    """Somebody notes time."""
    await player.says("my hours")
    await player.presses("Add time")
    await player.fills(minutes=minutes, kind=kind, **answers)
    await player.submits()


async def opens(player: Player, name: str, **answers: str) -> None:
    """A step shows them its window, whatever they see just now."""
    player.window = (await act(player, name, **answers)).window


def files(player: Player) -> dict[str, Attachment]:
    """The files in the open window, by name."""
    assert isinstance(player.window, View)
    return {part.name: part for part in player.window.parts if isinstance(part, Attachment)}


def text_of(file: Attachment) -> str:
    """What stands on the pages of a PDF."""
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(file.content())).pages)


def months(player: Player) -> list[tuple[str, ...]]:
    """The table of months in the open window."""
    assert isinstance(player.window, View)
    [table] = [part for part in player.window.parts if isinstance(part, Table)]
    heads = tuple(column.heading for column in table.columns)
    return [heads, *(tuple(map(str, row)) for row in table.rows)]


async def test_logged_meetings_count_as_contact_by_themselves_for_both(scene: Stage) -> None:
    await pair(scene, MAYA, PRIYA)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await maya.says("log a meeting")
    await maya.submits()
    await notes(maya, "45")
    await maya.sees("Noted for you alone: 45 min on Monday 11 January 2027.")
    await maya.presses("My hours")
    await maya.sees("Contact: 1 h 30 min", "Preparation: 45 min", "Together: 2 h 15 min")
    await maya.sees("1 h 30 min, contact, with Priya Nair. From a logged meeting.")
    await priya.says("my hours")
    await priya.sees("Contact: 1 h 30 min", "Preparation: 0 min")
    await priya.does_not_see("45 min, preparation")


async def test_a_deleted_meeting_counts_no_more(scene: Stage) -> None:
    await pair(scene, MAYA, PRIYA)
    maya = await scene.person(MAYA)
    await maya.says("log a meeting")
    await maya.submits()
    await act(maya, "meet.deleted", "meeting:1")
    await maya.says("my hours")
    await maya.sees("No time is noted yet.")


async def test_time_is_corrected_and_deleted_and_seen_by_nobody_else(scene: Stage) -> None:
    await pair(scene, MAYA, PRIYA)
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
    await pair(scene, MAYA, PRIYA)
    maya = await scene.person(MAYA)
    await notes(maya, "45")
    await notes(maya, "45")
    await maya.sees("Just that is noted already.")
    await maya.submits()
    await maya.presses("My hours")
    await maya.sees("Preparation: 1 h 30 min")


async def test_time_corrected_elsewhere_is_shown_again(scene: Stage) -> None:
    await pair(scene, MAYA, PRIYA)
    maya = await scene.person(MAYA)
    await notes(maya, "45")
    given = {"day": "2027-01-11", "kind": "contact"}
    await act(maya, "reflect.corrected", "hours:1", minutes="50", revision="1", **given)
    reply = await act(maya, "reflect.corrected", "hours:1", minutes="55", revision="1", **given)
    assert isinstance(reply.window, Form)
    assert "to 50 min on Monday 11 January 2027" in reply.window.notice


async def test_each_reads_their_own_share_at_the_start(timed: Stage) -> None:
    subject = f"partnership:{await pair(timed, MAYA, PRIYA, days_ago=None)}"
    maya, priya = await timed.person(MAYA), await timed.person(PRIYA)
    await act(maya, "start.started", subject)
    await act(priya, "start.started", subject)
    await maya.sees("Your share is about 1 hour a month, and 2 to prepare.")
    await priya.sees("Your share is about 1 hour a month. After")
    await maya.says("how does it work")
    await act(maya, "home.about")


async def test_the_log_says_how_much_of_the_month_is_given_to_their_giver_alone(
    timed: Stage,
) -> None:
    subject = f"partnership:{await pair(timed, MAYA, PRIYA)}"
    maya, priya = await timed.person(MAYA), await timed.person(PRIYA)
    await maya.says("my hours")
    await maya.sees("This month", "With Priya Nair: 0 of 3 hours")
    await act(maya, "meet.logged", subject, day="2027-01-11", minutes="60", how="teams")
    await act(maya, "reflect.noted", subject, day="2027-01-11", minutes="120", kind="preparation")
    await maya.says("my hours")
    await maya.sees("With Priya Nair: 3 of 3 hours")
    await priya.says("my hours")
    await priya.sees("With Maya Thorne: 1 of 1 hour")
    await timed.forward(21)
    await maya.says("my hours")
    await maya.sees("With Priya Nair: 0 of 3 hours")
    for player in (maya, priya):
        said = [arrival.message.text for arrival in timed.channel.arrivals]
        assert not [text for text in said if "of 3 hours" in text], player.name


async def test_a_scheme_that_names_none_says_nothing_of_it(scene: Stage) -> None:
    await pair(scene, MAYA, PRIYA)
    maya = await scene.person(MAYA)
    await maya.says("my hours")
    await maya.does_not_see("This month")


@pytest.mark.parametrize(
    ("hours", "mentee", "mentor"),
    [
        ({}, "", ""),
        (HOURS, "1 hour a month, and 2 to prepare", "1 hour a month"),
        ({"preparation_hours": 2}, "2 hours a month to prepare", ""),
        ({"mentee_hours": 2, "mentor_hours": 3}, "2 hours a month", "3 hours a month"),
    ],
)
def test_words_for_a_share(hours: dict[str, object], mentee: str, mentor: str) -> None:
    own = definition(meetings=hours)
    assert (gives(own, "mentee"), gives(own, "mentor")) == (mentee, mentor)


def test_words_for_how_much_of_some_hours_there_is() -> None:
    assert of_hours(180, 3) == "3 of 3 hours"
    assert of_hours(150, 3) == "2 h 30 min of 3 hours"
    assert of_hours(0, 1) == "0 of 1 hour"


async def test_the_months_stand_beside_what_the_scheme_names(timed: Stage) -> None:
    subject = f"partnership:{await pair(timed, MAYA, PRIYA, days_ago=60)}"
    maya = await timed.person(MAYA)
    await act(maya, "reflect.noted", subject, day="2027-01-04", minutes="60", kind="contact")
    await act(maya, "reflect.noted", subject, day="2027-01-05", minutes="45", kind="preparation")
    await act(maya, "reflect.noted", subject, day="2026-12-30", minutes="120", kind="contact")
    await maya.says("my hours")
    assert months(maya) == [
        ("Month", "Contact", "Preparation", "Together", "The scheme names"),
        ("January", "1 h", "45 min", "1 h 45 min", "3 hours"),
    ]
    await maya.sees("1 h 45 min of 3 hours in 2027.", "Together: 3 h 45 min")
    await maya.presses("2026")
    assert months(maya)[1:] == [
        ("December", "2 h", "0 min", "2 h", "3 hours"),
        ("November", "0 min", "0 min", "0 min", "3 hours"),
    ]


async def test_a_scheme_that_names_no_hours_has_no_column_of_them(scene: Stage) -> None:
    await pair(scene, MAYA, PRIYA)
    maya = await scene.person(MAYA)
    await notes(maya, "45")
    await maya.says("my hours")
    assert months(maya) == [
        ("Month", "Contact", "Preparation", "Together"),
        ("January", "0 min", "45 min", "45 min"),
    ]


async def test_a_long_log_is_shown_a_page_at_a_time(scene: Stage) -> None:
    subject = f"partnership:{await pair(scene, MAYA, PRIYA)}"
    maya = await scene.person(MAYA)
    for day in range(1, 12):
        given = {"day": f"2027-01-{day:02}", "minutes": str(day), "kind": "preparation"}
        await act(maya, "reflect.noted", subject, **given)
    await maya.says("my hours")
    await maya.sees("1 to 10 of 11.", "Monday 11 January 2027")
    await maya.does_not_see("Friday 1 January 2027")
    await maya.presses("Next")
    await maya.sees("11 to 11 of 11.", "Friday 1 January 2027")


async def test_hours_are_saved_as_a_sheet_with_totals_and_without_formulas(scene: Stage) -> None:
    await pair(scene, MAYA, PRIYA)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    async with scene.bot.work() as work:
        (await people.by_id(work, priya.person_id)).name = "=Priya"
    await maya.says("log a meeting")
    await maya.submits()
    await notes(maya, "30", day="2027-01-08")
    await maya.presses("My hours")
    await maya.presses("Save my hours")
    file = files(maya)["my-hours.csv"]
    assert list(csv.reader(io.StringIO(file.text))) == [
        ["Date", "Minutes", "Kind", "With or at", "From"],
        ["2027-01-08", "30", "preparation", "'=Priya", "own note"],
        ["2027-01-11", "90", "contact", "'=Priya", "logged meeting"],
        ["Total", "90", "contact", "", "1 h 30 min"],
        ["Total", "30", "preparation", "", "30 min"],
    ]
    book = openpyxl.load_workbook(io.BytesIO(files(maya)["my-hours.xlsx"].content()))
    assert book.sheetnames == ["Hours", "By month", "Columns explained"]
    assert [cell.value for cell in book["Hours"][2]][1:] == [
        30,
        "preparation",
        "=Priya",
        "own note",
    ]
    assert [cell.value for cell in book["By month"][2]][1:] == [90, 30, 120, 0]


async def test_the_record_on_paper_names_nobody_else(timed: Stage) -> None:
    subject = f"partnership:{await pair(timed, MAYA, PRIYA, days_ago=60)}"
    maya = await timed.person(MAYA)
    await act(maya, "reflect.noted", subject, day="2027-01-04", minutes="60", kind="contact")
    await opens(maya, "hours.save", year="2027")
    await maya.sees("Save my hours, 2027")
    read = text_of(files(maya)["my-hours.pdf"])
    assert "Maya Thorne" in read
    assert "Priya" not in read
    assert "1 of 3 hours" in read
    assert "Monday 4 January 2027" in read


async def test_a_name_that_our_fonts_lack_has_a_page_to_print_instead(scene: Stage) -> None:
    await pair(scene, MAYA, PRIYA)
    maya = await scene.person(MAYA)
    await notes(maya, "45")
    async with scene.bot.work() as work:
        (await people.by_id(work, maya.person_id)).name = "王小明"
    await opens(maya, "hours.save")
    kept = files(maya)
    assert "my-hours.pdf" not in kept
    assert "王小明" in kept["my-hours.html"].text


async def test_a_year_that_is_none_or_beyond_shows_this_one(scene: Stage) -> None:
    await pair(scene, MAYA, PRIYA)
    maya = await scene.person(MAYA)
    await notes(maya, "45")
    for year in ("1", "99999", "last", "999999999"):
        await opens(maya, "hours.show", year=year)
        await maya.sees("45 min, preparation, with Priya Nair")
        await opens(maya, "hours.save", year=year)
        await maya.sees("Save my hours")


async def test_somebody_without_a_partner_has_an_empty_log(scene: Stage) -> None:
    tom = await scene.person(TOM)
    await opens(tom, "hours.show")
    await tom.sees("No time is noted yet.")
    await tom.does_not_see("Add time")
    await tom.does_not_see("Save my hours")
    await opens(tom, "reflect.hours")
    await tom.sees("No time is noted yet.")


async def test_an_event_counts_once_it_is_noted_that_they_came(scene: Stage) -> None:
    event = await on_the_day(scene, PRIYA, TOM)
    await pass_by(scene, 1)
    priya, tom, ida = [await scene.person(email) for email in (PRIYA, TOM, IDA)]
    await opens(priya, "hours.show")
    await priya.sees("No time is noted yet.")
    own = (await subject_for(scene, PRIYA)).partition(":")[2]
    await act(ida, "events.noted", event, came=[own])
    await opens(priya, "hours.show")
    await priya.sees("2 h, event: Mentor training. From an event.", "Events: 2 h")
    assert months(priya)[0] == ("Month", "Contact", "Preparation", "Events", "Together")
    await opens(tom, "hours.show")
    await tom.sees("No time is noted yet.")
    await opens(priya, "hours.save")
    read = text_of(files(priya)["my-hours.pdf"])
    assert "Mentor training" in read


async def test_an_event_is_on_its_day_where_they_are(scene: Stage) -> None:
    late = TALK | {"at": "23:30", "guests": "mentors"}
    await applies(scene, PRIYA, "mentor")
    await with_events(scene, late)
    await pass_by(scene, 1)
    priya, ida = await scene.person(PRIYA), await scene.person(IDA)
    await act(priya, "events.come", await subject_for(scene, PRIYA))
    await pass_by(scene, 18)
    [event] = await every_event(scene)
    own = (await subject_for(scene, PRIYA)).partition(":")[2]
    await act(ida, "events.noted", f"learningevent:{event.id}", came=[own])
    for zone, day in (("Europe/London", "Thursday 28"), ("Australia/Sydney", "Friday 29")):
        async with scene.bot.work() as work:
            (await people.by_id(work, priya.person_id)).zone = zone
        await opens(priya, "hours.show")
        await priya.sees(f"{day} January 2027")
