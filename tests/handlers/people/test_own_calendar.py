"""Somebody's own calendar: what stands in it, whom it names, and its one address (R6.6)."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import vobject

from handlers.kit.calendar_entry import CalendarEntry
from handlers.kit.ui import Action, Attachment, View
from handlers.people import own_calendar_file
from storage import partnerships
from storage.engine.database import Database
from storage.member import calendar_feeds
from tests.handlers.meeting.test_plan import plans
from tests.support import pairs
from tests.support.dialogue import Player, Stage
from tests.support.rounds import act, chooses, eligible, on_register, selects
from tests.support.stage import IDA, MAYA, NOAH, PRIYA, ROBIN, TOM, set_stage


@pytest.fixture
async def scene(database: Database) -> Stage:
    """A stage on the day on which a pair begins."""
    return await set_stage(database)


async def calendar_of(scene: Stage, player: Player) -> str:
    """What a program reads of somebody's calendar."""
    reply = await scene.bot.act(player.person_id, Action(name="calendar.file"))
    assert isinstance(reply.window, View)
    [file] = [part for part in reply.window.parts if isinstance(part, Attachment)]
    return file.text


def entries(text: str) -> Sequence[vobject.base.Component]:
    """Its entries, as another library than the one that wrote them reads them."""
    found: Sequence[vobject.base.Component] = vobject.readOne(text).contents.get("vevent", [])
    return found


def says(text: str) -> list[str]:
    """What its entries say, in their order."""
    return [entry.summary.value for entry in entries(text)]


async def test_meetings_and_the_days_that_matter_stand_in_it_and_nobody_is_named(
    scene: Stage,
) -> None:
    number = await pairs.pair(scene, MAYA, PRIYA)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await plans(maya, how="teams", minutes="60")
    text = await calendar_of(scene, maya)
    assert sorted(says(text)) == [
        "Mentoring meeting",
        "Mentoring partnership ends",
        "Mentoring survey: how is it going",
    ]
    for name in ("Maya", "Priya", MAYA, PRIYA):
        assert name not in text
    by_name = {entry.summary.value: entry for entry in entries(text)}
    meeting = by_name["Mentoring meeting"]
    assert meeting.dtstart.value == datetime(2027, 1, 18, 14, 0, tzinfo=UTC)
    assert meeting.dtend.value == datetime(2027, 1, 18, 15, 0, tzinfo=UTC)
    assert meeting.contents["class"][0].value == "PRIVATE"
    async with scene.bot.work(writes=False) as work:
        ends_on = (await partnerships.by_id(work, number)).ends_on
    end = by_name["Mentoring partnership ends"]
    assert end.dtstart.value == ends_on
    assert end.transp.value == "TRANSPARENT"
    theirs = {entry.uid.value for entry in entries(await calendar_of(scene, priya))}
    assert meeting.uid.value in theirs


async def test_it_follows_what_is_moved_and_called_off_and_keeps_what_has_been(
    scene: Stage,
) -> None:
    await pairs.pair(scene, MAYA, PRIYA)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await plans(maya)
    [before] = [
        e for e in entries(await calendar_of(scene, maya)) if e.summary.value == "Mentoring meeting"
    ]
    await priya.presses("Move")
    await priya.fills(day="2027-01-19")
    await priya.submits()
    [after] = [
        e for e in entries(await calendar_of(scene, maya)) if e.summary.value == "Mentoring meeting"
    ]
    assert after.uid.value == before.uid.value
    assert int(after.sequence.value) == int(before.sequence.value) + 1
    assert after.dtstart.value.date() == date(2027, 1, 19)
    await scene.forward(30)
    assert "Mentoring meeting" in says(await calendar_of(scene, maya))
    await scene.forward(60)
    assert "Mentoring meeting" not in says(await calendar_of(scene, maya))
    await plans(maya, day="2027-05-04")
    assert "Mentoring meeting" in says(await calendar_of(scene, maya))
    await maya.presses("Call it off")
    await maya.presses("Call it off")
    assert "Mentoring meeting" not in says(await calendar_of(scene, maya))


async def test_nothing_of_it_is_anybody_elses(scene: Stage) -> None:
    await pairs.pair(scene, MAYA, PRIYA)
    maya, noah = await scene.person(MAYA), await scene.person(NOAH)
    await plans(maya)
    assert says(await calendar_of(scene, noah)) == []


async def test_an_address_is_made_renewed_named_and_ended(scene: Stage) -> None:
    await pairs.pair(scene, MAYA, PRIYA)
    maya = await scene.person(MAYA)
    await plans(maya)
    await maya.says("my calendar")
    await maya.sees("the entries are marked private and name nobody, unless you want that")
    await maya.presses("Get an address")
    await maya.presses("Your calendar")
    await maya.sees("/calendar/", ".ics", "It names nobody. Nothing has read it yet.")
    first = await token_of(scene, maya)
    await maya.presses("Name my partner in it")
    assert "Mentoring meeting with Priya Nair" in says(await calendar_of(scene, maya))
    await maya.presses("Your calendar")
    await maya.presses("Name nobody in it")
    assert "Priya" not in await calendar_of(scene, maya)
    await maya.presses("Your calendar")
    await maya.presses("Get a new address")
    second = await token_of(scene, maya)
    assert first != second
    await maya.presses("Your calendar")
    await maya.presses("End it")
    await maya.sees("Ended. Nothing is read from here any more")
    assert await token_of(scene, maya) == ""


async def token_of(scene: Stage, player: Player) -> str:
    """What stands in somebody's address; "" where they have none."""
    async with scene.bot.work(writes=False) as work:
        feed = await calendar_feeds.of_person(work, player.person_id)
        return feed.token if feed else ""


@pytest.mark.parametrize("step", ["renew", "end", "named", "unnamed"])
async def test_whoever_has_no_address_is_offered_one(scene: Stage, step: str) -> None:
    maya = await scene.person(MAYA)
    reply = await act(maya, f"calendar.{step}")
    assert [message.text for message in reply.says] == ["You have no calendar address."]


async def test_a_second_press_keeps_the_address_there_is(scene: Stage) -> None:
    maya = await scene.person(MAYA)
    await act(maya, "calendar.make")
    first = await token_of(scene, maya)
    await act(maya, "calendar.make")
    assert await token_of(scene, maya) == first


async def test_what_waits_for_somebody_stands_there_until_it_is_answered(scene: Stage) -> None:
    await on_register(scene, PRIYA, TOM)
    subject = await eligible(scene, MAYA)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    assert says(await calendar_of(scene, maya)) == ["Mentoring application: answered by today"]
    await selects(scene, IDA, subject, (PRIYA, TOM))
    await selects(scene, ROBIN, subject, (PRIYA, TOM), 1)
    assert says(await calendar_of(scene, maya)) == ["Choose a mentor: last day"]
    request = await chooses(scene, MAYA, PRIYA)
    assert says(await calendar_of(scene, maya)) == []
    assert says(await calendar_of(scene, priya)) == ["Answer a mentoring request: last day"]
    await act(priya, "answer.accept", request)
    assert says(await calendar_of(scene, priya)) == []


@pytest.mark.parametrize("zone", ["Europe/London", "Australia/Sydney", "Pacific/Apia"])
def test_every_hour_through_two_changes_of_the_clocks_is_read_back_as_it_was(zone: str) -> None:
    changes = [
        datetime(2027, 3, 27, tzinfo=UTC),
        datetime(2027, 4, 3, tzinfo=UTC),
        datetime(2027, 10, 2, tzinfo=UTC),
        datetime(2027, 10, 30, tzinfo=UTC),
    ]
    moments = [start + timedelta(hours=hour) for start in changes for hour in range(48)]
    written = own_calendar_file.drawn(
        own_calendar_file.event(
            "aln",
            CalendarEntry(
                key=str(number),
                says="Mentoring meeting",
                at=moment.astimezone(ZoneInfo(zone)),
                ends=moment + timedelta(hours=1),
                changed_at=moment,
            ),
            name="ALN",
            with_names=False,
        )
        for number, moment in enumerate(moments)
    )
    assert [entry.dtstart.value.astimezone(UTC) for entry in entries(written)] == moments


@pytest.mark.parametrize(
    "place",
    [
        "Room 3\nLibrary, 2nd floor",
        "Room 3\nLibrary, 2nd floor; " * 12,
        "圖書館三樓會議室，請從北門進入；" * 20,
        "a" * 73 + "\\n,;" * 40,
    ],
)
def test_a_place_is_read_back_whole_wherever_its_lines_are_folded(place: str) -> None:
    entry = CalendarEntry(
        key="1",
        says="Mentoring meeting",
        at=datetime(2027, 1, 18, 14, tzinfo=UTC),
        changed_at=datetime(2027, 1, 11, tzinfo=UTC),
        place=place,
    )
    written = own_calendar_file.drawn(
        [own_calendar_file.event("aln", entry, name="ALN", with_names=False)]
    )
    assert all(len(line.encode()) <= 75 for line in written.split("\r\n"))
    for line, following in zip(written.split("\r\n"), written.split("\r\n")[1:], strict=False):
        if following.startswith(" "):
            trailing = len(line) - len(line.rstrip("\\"))
            assert trailing % 2 == 0, "an escape is cut in two"
    [read] = entries(written)
    assert read.location.value == place
