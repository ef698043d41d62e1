"""The next meeting in the chat: planned, moved and called off on two clocks, with a calendar file that follows (R6.3)."""

from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest

from handlers.kit.ui import Action, Attachment, Button, Form, Message, View
from scheme.ids import PartnershipId
from scheme.meeting.appointment import Appointment, Plan
from scheme.subject import Subject
from storage import meetings, partnerships, people
from storage.engine.database import Database
from tests.support import pairs
from tests.support.dialogue import Player, Stage
from tests.support.rounds import act, at_once, barred, refused
from tests.support.stage import IDA, MAYA, NOAH, PRIYA, TOM, set_stage

MONDAY = "Monday 18 January 2027, 14:00"
EARLIER, LATER = date(2027, 1, 18), "2027-01-19"


async def plans(player: Player, **answers: str) -> None:
    """Somebody plans a meeting: the Monday after, at two, unless told otherwise."""
    await player.says("plan our next meeting")
    await player.fills(**({"day": "2027-01-18", "hour": "14:00"} | answers))
    await player.submits()


async def the_plan(scene: Stage, number: int) -> Appointment | None:
    """The plan that stands, if any."""
    async with scene.bot.work(writes=False) as work:
        return await meetings.plan_of(work, PartnershipId(number))


async def lives_in(scene: Stage, player: Player, zone: str) -> None:
    """Somebody's clock."""
    async with scene.bot.work() as work:
        (await people.by_id(work, player.person_id)).zone = zone


def the_message(player: Player, text: str = "meeting") -> Message:
    """The one message about a plan in somebody's chat."""
    [found] = [one for one in player.room.messages.values() if file_of(one) and text in one.text]
    return found


def file_of(shown: Message | View | Form | None) -> Attachment | None:
    """The calendar file in what is shown."""
    return (
        next((part for part in shown.parts if isinstance(part, Attachment)), None)
        if shown
        else None
    )


def event_of(shown: Message | View | Form | None) -> tuple[str, icalendar.Event]:
    """The method of the calendar file, and the event in it, read back."""
    file = file_of(shown)
    assert file is not None
    read = icalendar.Calendar.from_ical(file.text)
    assert isinstance(read, icalendar.Calendar)
    [event] = read.events
    return str(read["METHOD"]), event


async def test_a_meeting_is_planned_with_one_form_and_both_are_told_with_a_file_for_their_calendar(
    scene: Stage,
) -> None:
    await pairs.pair(scene, MAYA, PRIYA)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await maya.says("hello")
    await maya.sees("Next meeting with Priya: not planned")
    await maya.presses("Plan the next meeting")
    await maya.fills(day="2027-01-18", hour="14:00")
    await maya.submits()
    await maya.sees(
        f"You planned your next meeting for {MONDAY}: 90 minutes, Face to face. Priya hears of it too."
    )
    await priya.sees(f"Maya planned your next meeting for {MONDAY}: 90 minutes, Face to face.")
    assert [one.label for one in the_message(priya).buttons] == ["Prepare", "Move", "Call it off"]
    file = file_of(the_message(priya))
    assert file
    assert (file.name, file.media) == ("meeting.ics", "text/calendar; method=REQUEST")


async def test_the_calendar_file_reads_back_as_the_meeting_that_was_planned(scene: Stage) -> None:
    await pairs.pair(scene, MAYA, PRIYA)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await plans(maya, how="teams", minutes="60")
    method, event = event_of(the_message(priya))
    assert method == "REQUEST"
    assert (event.start, event.end) == (
        datetime(2027, 1, 18, 14, 0, tzinfo=UTC),
        datetime(2027, 1, 18, 15, 0, tzinfo=UTC),
    )
    assert (event["SEQUENCE"], str(event["STATUS"]), str(event["CLASS"])) == (
        0,
        "CONFIRMED",
        "PRIVATE",
    )
    assert str(event["SUMMARY"]) == "Mentoring meeting with Maya Thorne"
    assert str(event["ORGANIZER"]) == f"mailto:{MAYA}"
    assert {str(one) for one in event.attendees} == {f"mailto:{MAYA}", f"mailto:{PRIYA}"}
    assert str(event["UID"]) == str(event_of(the_message(maya))[1]["UID"])
    assert event.stamp == datetime(2027, 1, 11, 10, 0, tzinfo=UTC)


async def test_the_file_is_no_entry_to_the_goals_and_asks_for_no_place(scene: Stage) -> None:
    await pairs.pair(scene, MAYA, PRIYA)
    maya = await scene.person(MAYA)
    await maya.says("plan our next meeting")
    await maya.sees("Where, or by which link, you settle between you; it is not asked here.")
    assert isinstance(maya.window, Form)
    assert [one.key for one in maya.window.fields] == ["day", "hour", "minutes", "how"]
    await plans(maya)
    file = file_of(the_message(maya))
    assert file
    assert "teaching" not in file.text


async def test_a_move_updates_the_message_and_the_calendar_entry_of_both(scene: Stage) -> None:
    await pairs.pair(scene, MAYA, PRIYA)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await plans(maya)
    before = event_of(the_message(maya))[1]
    await priya.presses("Move")
    assert isinstance(priya.window, Form)
    assert priya.window.answers == {
        "day": "2027-01-18",
        "hour": "14:00",
        "minutes": "90",
        "how": "face-to-face",
    }
    await priya.fills(day=LATER, hour="9.30")
    await priya.submits()
    await maya.sees("Priya moved your next meeting to Tuesday 19 January 2027, 09:30")
    await maya.does_not_see("planned your next meeting for")
    method, event = event_of(the_message(maya))
    assert (method, event["SEQUENCE"], str(event["UID"])) == ("REQUEST", 1, str(before["UID"]))
    assert event.start == datetime(2027, 1, 19, 9, 30, tzinfo=UTC)
    assert str(event["ORGANIZER"]) == str(before["ORGANIZER"])


async def test_a_meeting_called_off_is_taken_out_of_both_calendars_and_no_reason_is_asked(
    scene: Stage,
) -> None:
    number = await pairs.pair(scene, MAYA, PRIYA)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await plans(maya)
    uid = str(event_of(the_message(priya))[1]["UID"])
    await priya.presses("Call it off")
    await priya.sees("Call this meeting off?", MONDAY, "No reason is needed.", "Move it instead")
    await priya.presses("Call it off")
    for player, by in ((maya, "Priya"), (priya, "You")):
        message = the_message(player)
        assert message.text.startswith(f"{by} called off the meeting of {MONDAY}.")
        assert [one.label for one in message.buttons] == ["Plan another"]
        method, event = event_of(message)
        assert (method, str(event["STATUS"]), event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)
        assert str(event["UID"]) == uid
    assert await the_plan(scene, number) is None
    await scene.forward(9)
    await maya.does_not_see("Did you meet?")


async def test_each_reads_the_time_on_their_own_clock_and_the_zone_is_named(scene: Stage) -> None:
    await pairs.pair(scene, MAYA, PRIYA)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await lives_in(scene, priya, "America/New_York")
    await maya.says("plan our next meeting")
    await maya.sees("In London time. Priya sees it in New York time.")
    await plans(maya)
    await maya.sees(f"{MONDAY} London time")
    await priya.sees("Monday 18 January 2027, 09:00 New York time")
    assert event_of(the_message(priya))[1].start == datetime(2027, 1, 18, 14, 0, tzinfo=UTC)
    await priya.presses("Move")
    assert isinstance(priya.window, Form)
    assert priya.window.answers["hour"] == "09:00"
    await priya.fills(hour="23:00")
    await priya.submits()
    await maya.sees("Priya moved your next meeting to Tuesday 19 January 2027, 04:00 London time")
    await priya.says("when is our next meeting")
    await priya.sees("When: Monday 18 January 2027, 23:00 New York time")
    await priya.sees("For Maya: Tuesday 19 January 2027, 04:00 London time")


async def test_on_one_clock_no_zone_is_named(scene: Stage) -> None:
    await pairs.pair(scene, MAYA, PRIYA)
    maya = await scene.person(MAYA)
    await lives_in(scene, await scene.person(PRIYA), "Europe/Dublin")
    await plans(maya)
    await maya.sees(MONDAY)
    await maya.does_not_see("London time")


async def test_a_time_the_clocks_leave_out_is_refused_kindly_and_one_that_comes_twice_is_the_first(
    scene: Stage,
) -> None:
    number = await pairs.pair(scene, MAYA, PRIYA)
    maya = await scene.person(MAYA)
    await plans(maya, day="2027-03-28", hour="01:30")
    assert maya.errors["hour"].startswith("The clocks go forward that day, so there is no 01:30.")
    assert await the_plan(scene, number) is None
    async with scene.bot.work() as work:
        (await people.by_id(work, maya.person_id)).zone = "America/New_York"
    await plans(maya, day="2027-03-14", hour="02:30")
    assert "no 02:30" in maya.errors["hour"]
    await plans(maya, day="2027-03-28", hour="01:30")
    found = await the_plan(scene, number)
    assert found
    assert found.at == datetime(2027, 3, 28, 5, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("answers", "field", "words"),
    [
        ({"day": "2027-01-11", "hour": "09:59"}, "hour", "That time has passed."),
        ({"day": "2027-01-11", "hour": "10:00"}, "hour", "That time has passed."),
        ({"day": "2027-01-10"}, "day", "from Monday 11 January 2027 on"),
        ({"day": "2027-07-27"}, "day", "up to Monday 26 July 2027"),
        ({"minutes": "4"}, "minutes", "from 5 to 600"),
        ({"how": "pigeon"}, "how", "options listed"),
    ],
)
async def test_what_cannot_be_planned_is_refused_beside_its_field(
    scene: Stage, answers: dict[str, str], field: str, words: str
) -> None:
    number = await pairs.pair(scene, MAYA, PRIYA)
    maya = await scene.person(MAYA)
    await plans(maya, **answers)
    assert words in maya.errors[field]
    assert isinstance(maya.window, Form)
    assert await the_plan(scene, number) is None


async def test_a_meeting_in_the_hour_that_comes_twice_keeps_its_moment_when_the_other_changes_it(
    scene: Stage,
) -> None:
    number = await pairs.pair(scene, MAYA, PRIYA)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await lives_in(scene, priya, "Australia/Sydney")
    second = datetime(2027, 4, 3, 16, 30, tzinfo=UTC)
    await plans(maya, day="2027-04-03", hour="17:30")
    await priya.says("plan our next meeting")
    await priya.fills(minutes="45")
    await priya.submits()
    found = await the_plan(scene, number)
    assert found
    assert (found.at, found.minutes) == (second, 45)


async def test_the_form_is_filled_in_with_what_is_usual(scene: Stage) -> None:
    await pairs.pair(scene, MAYA, PRIYA)
    maya = await scene.person(MAYA)
    await maya.says("log a meeting")
    await maya.fills(minutes="45", how="phone")
    await maya.submits()
    await maya.says("plan our next meeting")
    assert isinstance(maya.window, Form)
    assert maya.window.answers == {"day": "2027-02-08", "minutes": "45", "how": "phone"}


async def test_no_day_is_suggested_on_which_people_are_away(database: Database) -> None:
    scene = await set_stage(database, now=datetime(2026, 12, 21, 10, 0, tzinfo=UTC))
    number = await pairs.pair(scene, MAYA, PRIYA)
    maya = await scene.person(MAYA)
    await maya.says("plan our next meeting")
    assert isinstance(maya.window, Form)
    assert str(maya.window.answers["day"]) >= "2027-01-04"
    async with scene.bot.work() as work:
        (await partnerships.by_id(work, number)).started_on = date(2026, 11, 30)
    await maya.closes()
    await maya.says("home")
    await maya.sees("The next meeting is usual between Monday 4 January 2027 and")


async def test_saving_twice_plans_once(scene: Stage) -> None:
    number = await pairs.pair(scene, MAYA, PRIYA)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await maya.says("plan our next meeting")
    await maya.fills(day="2027-01-18", hour="14:00")
    form = maya.window
    await maya.submits()
    maya.window = form
    await maya.fills(day="2027-01-18", hour="14:00")
    await maya.submits()
    await maya.sees("That is just how it is planned, so nothing changes.")
    found = await the_plan(scene, number)
    assert found
    assert found.sequence == 0
    assert (
        len(
            [one for one in priya.room.messages.values() if "planned your next meeting" in one.text]
        )
        == 1
    )


async def test_who_plans_from_an_earlier_state_sees_what_the_other_planned_and_loses_nothing(
    scene: Stage,
) -> None:
    number = await pairs.pair(scene, MAYA, PRIYA)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await maya.says("plan our next meeting")
    await plans(priya)
    await maya.fills(day=LATER, hour="11:00")
    await maya.submits()
    await maya.sees(f"Meanwhile Priya planned {MONDAY}, 90 minutes, Face to face.")
    found = await the_plan(scene, number)
    assert found
    assert found.at.date() == EARLIER
    assert isinstance(maya.window, Form)
    assert maya.window.answers["hour"] == "11:00"
    await maya.submits()
    found = await the_plan(scene, number)
    assert found
    assert (found.at, found.sequence) == (datetime(2027, 1, 19, 11, 0, tzinfo=UTC), 1)


async def test_a_form_for_a_meeting_that_was_called_off_meanwhile_plans_it_anew_when_saved_again(
    scene: Stage,
) -> None:
    number = await pairs.pair(scene, MAYA, PRIYA)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await plans(maya)
    await maya.presses("Move")
    await priya.presses("Call it off")
    await priya.presses("Call it off")
    await maya.fills(day=LATER)
    await maya.submits()
    await maya.sees("The meeting was called off meanwhile.")
    await maya.submits()
    found = await the_plan(scene, number)
    assert found
    assert (found.id, found.sequence) == (2, 0)


async def test_a_meeting_moved_meanwhile_is_not_called_off_without_asking_again(
    scene: Stage,
) -> None:
    number = await pairs.pair(scene, MAYA, PRIYA)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await plans(maya)
    await priya.presses("Call it off")
    await maya.presses("Move")
    await maya.fills(day=LATER)
    await maya.submits()
    await priya.presses("Call it off")
    await priya.sees("Call this meeting off?", "Tuesday 19 January 2027, 14:00")
    assert await the_plan(scene, number)
    await priya.presses("Call it off")
    assert await the_plan(scene, number) is None
    assert "off the table already" in await refused(
        maya, "plan.cancelled", "appointment:1", revision="1.2"
    )
    assert "off the table already" in await refused(maya, "plan.cancel", "appointment:1")


async def test_two_who_plan_at_the_same_moment_have_one_plan(scene: Stage) -> None:
    number = await pairs.pair(scene, MAYA, PRIYA)
    given = {"minutes": "60", "how": "phone", "revision": "new"}
    wishes = [
        (
            email,
            Action(
                name="plan.saved",
                subject=Subject("partnership", number),
                answers={"day": "2027-01-18", "hour": hour, **given},
            ),
        )
        for email, hour in ((MAYA, "10:00"), (PRIYA, "11:00"))
    ]
    replies = await at_once(scene, *wishes)
    assert len([one for one in replies if isinstance(getattr(one, "window", None), Form)]) == 1
    found = await the_plan(scene, number)
    assert found
    assert (found.id, found.sequence) == (1, 0)


async def test_nobody_else_plans_sees_or_cancels_a_pairs_meeting(scene: Stage) -> None:
    number = await pairs.pair(scene, MAYA, PRIYA)
    await plans(await scene.person(MAYA))
    for email in (TOM, IDA):
        other = await scene.person(email)
        for step in ("form", "saved", "show"):
            assert await barred(other, f"plan.{step}", f"partnership:{number}")
        for step in ("cancel", "cancelled", "missed"):
            assert await barred(other, f"plan.{step}", "appointment:1")


async def test_each_is_reminded_on_the_working_day_before_with_a_way_to_prepare(
    scene: Stage,
) -> None:
    await pairs.pair(scene, MAYA, PRIYA)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await plans(maya)
    assert await scene.to_next_due() == datetime(2027, 1, 15, 9, 0, tzinfo=UTC)
    for player, partner in ((maya, "Priya"), (priya, "Maya")):
        message = the_message(player, "You meet")
        assert message.text.startswith(f"You meet {partner} on {MONDAY}: 90 minutes, Face to face.")
        assert message.heading == "Coming up"
        assert player.room.latest_first()[0] is message
        assert event_of(message)[1]["SEQUENCE"] == 0
    await priya.presses("Prepare")
    await priya.sees("Before you meet", "Another", "That's enough")


async def test_a_reminder_waits_for_working_hours_where_the_person_is(scene: Stage) -> None:
    await pairs.pair(scene, MAYA, PRIYA)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await lives_in(scene, priya, "America/New_York")
    await plans(maya, day="2027-01-20")
    await scene.bot.advance(datetime(2027, 1, 19, 9, 0, tzinfo=UTC))
    await maya.sees("You meet Priya")
    await priya.does_not_see("You meet Maya")
    await scene.bot.advance(datetime(2027, 1, 19, 13, 59, tzinfo=UTC))
    await priya.does_not_see("You meet Maya")
    await scene.bot.advance(datetime(2027, 1, 19, 14, 0, tzinfo=UTC))
    await priya.sees("You meet Maya on Wednesday 20 January 2027, 09:00 New York time")


async def test_a_meeting_moved_to_another_week_is_reminded_of_once_and_for_its_new_day(
    scene: Stage,
) -> None:
    await pairs.pair(scene, MAYA, PRIYA)
    maya = await scene.person(MAYA)
    await plans(maya)
    await maya.presses("Move")
    await maya.fills(day="2027-01-27")
    await maya.submits()
    await scene.forward(14)
    await maya.does_not_see("You meet Priya")
    await maya.does_not_see("Did you?")
    await scene.forward(1)
    await maya.sees("You meet Priya on Wednesday 27 January 2027, 14:00")


async def test_who_plans_for_tomorrow_gets_no_reminder_besides(scene: Stage) -> None:
    await pairs.pair(scene, MAYA, PRIYA)
    maya = await scene.person(MAYA)
    await plans(maya, day="2027-01-12")
    await scene.forward(1)
    await maya.does_not_see("You meet Priya")


async def test_the_day_after_the_meeting_is_logged_with_two_presses_as_it_was_planned(
    scene: Stage,
) -> None:
    number = await pairs.pair(scene, MAYA, PRIYA)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await plans(maya, how="phone", minutes="75")
    await scene.bot.advance(datetime(2027, 1, 19, 9, 0, tzinfo=UTC))
    await maya.sees(f"You and Priya had planned to meet on {MONDAY}. Did you?")
    maya.presses_made = 0
    await maya.presses("Log it")
    assert isinstance(maya.window, Form)
    assert dict(maya.window.answers) == {"day": "2027-01-18", "minutes": 75, "how": "phone"}
    await maya.submits()
    assert maya.presses_made == 2
    await maya.sees("Noted: Monday 18 January 2027.")
    for player in (maya, priya):
        await player.does_not_see("Did you?")
        await player.sees("You two met on Monday 18 January 2027. It is noted.")
    assert await the_plan(scene, number) is None


async def test_a_meeting_that_did_not_happen_is_put_away_without_blame(scene: Stage) -> None:
    number = await pairs.pair(scene, MAYA, PRIYA)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await plans(maya)
    await scene.bot.advance(datetime(2027, 1, 19, 9, 0, tzinfo=UTC))
    await maya.presses("We did not meet")
    await maya.sees("That happens. Nothing is noted", "Plan another")
    await priya.does_not_see("Did you?")
    assert await the_plan(scene, number) is None
    reply = await act(priya, "plan.missed", "appointment:1")
    assert "That happens." in reply.says[0].text


async def test_a_meeting_of_long_before_leaves_the_plan_as_it_is(scene: Stage) -> None:
    number = await pairs.pair(scene, MAYA, PRIYA)
    maya = await scene.person(MAYA)
    await plans(maya)
    await maya.says("log a meeting")
    await maya.submits()
    assert await the_plan(scene, number)
    await scene.forward(9)
    await maya.says("log a meeting")
    await maya.fills(day="2027-01-19")
    await maya.submits()
    assert await the_plan(scene, number) is None


async def test_a_new_plan_takes_the_place_of_one_that_has_gone_by(scene: Stage) -> None:
    number = await pairs.pair(scene, MAYA, PRIYA)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await plans(maya)
    await scene.bot.advance(datetime(2027, 1, 19, 9, 0, tzinfo=UTC))
    await priya.presses("Plan another")
    await priya.fills(day="2027-01-28", hour="10:00")
    await priya.submits()
    await maya.does_not_see("Did you?")
    await maya.sees("Priya planned your next meeting for Thursday 28 January 2027, 10:00")
    found = await the_plan(scene, number)
    assert found
    assert (found.id, found.state) == (2, Plan.PLANNED)


async def test_who_wants_no_reminders_is_still_reminded_of_a_meeting_but_not_asked_about_it(
    scene: Stage,
) -> None:
    await pairs.pair(scene, MAYA, PRIYA)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await plans(maya)
    await maya.says("stop reminders")
    await maya.presses("None at all")
    await scene.bot.advance(datetime(2027, 1, 15, 9, 0, tzinfo=UTC))
    await maya.sees(f"You meet Priya on {MONDAY}")
    await scene.bot.advance(datetime(2027, 1, 20, 9, 0, tzinfo=UTC))
    await maya.does_not_see("Did you?")
    await priya.sees("Did you?")


async def test_nobody_is_asked_about_quiet_weeks_while_a_meeting_is_planned(scene: Stage) -> None:
    await pairs.pair(scene, MAYA, PRIYA)
    maya = await scene.person(MAYA)
    await plans(maya, day="2027-04-20")
    await scene.bot.advance(datetime(2027, 4, 27, 9, 0, tzinfo=UTC))
    await maya.does_not_see("No meeting with Priya is noted yet.")
    await scene.group_does_not_see("nothing noted")
    await scene.forward(9)
    await maya.sees("No meeting with Priya is noted yet.")


async def test_home_shows_the_next_meeting_and_asks_for_the_log_once_it_has_passed(
    scene: Stage,
) -> None:
    await pairs.pair(scene, MAYA, PRIYA)
    maya = await scene.person(MAYA)
    await plans(maya)
    await maya.says("hello")
    home = maya.room.latest_first()[0]
    assert home.heading == f"Next meeting with Priya: {MONDAY}"
    assert home.buttons[0] == Button(
        label="The plan",
        action="plan.show",
        subject=Subject("partnership", 1),
        style="primary",
        opens=True,
    )
    await maya.presses("The plan")
    assert event_of(maya.window)[0] == "REQUEST"
    await scene.forward(8)
    await maya.says("hello")
    home = maya.room.latest_first()[0]
    assert (home.heading, home.buttons[0].label) == ("Did you meet Priya?", "Log a meeting")


async def test_an_ended_partnership_has_no_meeting_to_come_and_its_calendar_entry_goes(
    scene: Stage,
) -> None:
    number = await pairs.pair(scene, MAYA, PRIYA)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await plans(maya)
    await act(priya, "end.ended", f"partnership:{number}", how="completed", reason="", now=True)
    assert await the_plan(scene, number) is None
    for player in (maya, priya):
        message = the_message(player, f"The meeting of {MONDAY} is off.")
        assert event_of(message)[0] == "CANCEL"
        assert message.buttons == ()
    assert "closed" in await refused(maya, "plan.form", f"partnership:{number}")
    await scene.forward(9)
    await maya.does_not_see("Did you?")


async def test_a_mentor_with_two_mentees_is_asked_with_whom(scene: Stage) -> None:
    await pairs.pair(scene, MAYA, PRIYA)
    second = await pairs.pair(scene, NOAH, PRIYA)
    priya = await scene.person(PRIYA)
    await priya.says("plan our next meeting")
    await priya.sees("With whom would you like to meet?")
    await priya.presses("Noah Quill")
    await priya.fills(day="2027-01-18", hour="14:00")
    await priya.submits()
    assert await the_plan(scene, second)
    assert await the_plan(scene, second - 1) is None


async def test_who_has_no_partnership_is_told_what_comes_next(scene: Stage) -> None:
    tom = await scene.person(TOM)
    await tom.says("plan our next meeting")
    await tom.sees("You have no partnership at the moment")


async def test_without_a_plan_the_window_offers_to_make_one(scene: Stage) -> None:
    await pairs.pair(scene, MAYA, PRIYA)
    maya = await scene.person(MAYA)
    await maya.says("when is our next meeting")
    await maya.sees("No meeting with Priya is planned.")
    await maya.presses("Plan it")
    assert isinstance(maya.window, Form)
    assert timedelta(days=28) == date.fromisoformat(str(maya.window.answers["day"])) - date(
        2027, 1, 11
    )
