"""Meetings in the chat: noted in two presses, put right, deleted, and a gentle word when weeks go by (R6.1, R6.2)."""

from datetime import date, timedelta

import pytest

from handlers.kit.ui import Action, Form, Message
from scheme.forms.fields import Answers
from scheme.ids import PartnershipId
from scheme.meeting.meeting import Meeting
from scheme.partnership.partnership import Partnership
from scheme.partnership.phase import Phase
from scheme.people import StandsAside
from scheme.refusal import NotAllowed, Refusal
from scheme.subject import Subject
from storage import partnerships
from tests.support import pairs
from tests.support.dialogue import Player, Stage
from tests.support.stage import ESTHER, IDA, MAYA, NOAH, PRIYA, ROBIN, START, TOM

TODAY = START.date()
MONDAY = "Monday 11 January 2027"
QUIET = "No meeting with"


@pytest.fixture
def stage(scene: Stage) -> Stage:
    """The stage of every conversation's tests."""
    return scene


async def pair(
    stage: Stage, mentee: str = MAYA, mentor: str = PRIYA, *, started: bool = True
) -> PartnershipId:
    """The id of a partnership: introduced on Friday, and started today unless told otherwise."""
    number = await pairs.pair(stage, mentee, mentor, days_ago=0 if started else None)
    async with stage.bot.work() as work:
        (await partnerships.by_id(work, number)).introduced_at -= timedelta(days=3)
    return number


async def partnership(stage: Stage, partnership_id: PartnershipId) -> Partnership:
    """A partnership as it is kept."""
    async with stage.bot.work(writes=False) as work:
        return await partnerships.by_id(work, partnership_id)


async def meetings(stage: Stage, partnership_id: PartnershipId) -> list[Meeting]:
    """The meetings that count, latest first."""
    async with stage.bot.work(writes=False) as work:
        return list(await partnerships.meetings_of(work, partnership_id))


async def logs(player: Player, **answers: str) -> None:
    """Somebody logs a meeting."""
    await player.says("log a meeting")
    await player.fills(**answers)
    await player.submits()


def cards(player: Player, text: str) -> list[Message]:
    """The messages in a chat that hold a text."""
    return [message for message in player.room.messages.values() if text in message.text]


async def test_a_meeting_is_logged_in_two_presses_and_the_partner_reads_its_date_alone(
    stage: Stage,
) -> None:
    number = await pair(stage)
    maya, priya = await stage.person(MAYA), await stage.person(PRIYA)
    await maya.says("hello")
    await maya.presses("Log a meeting")
    await maya.sees("A meeting with Priya Nair", "What was said is yours; it is never asked.")
    await maya.submits()
    assert maya.presses_made == 2
    await maya.sees(
        f"Noted: {MONDAY}", "usual between Monday 8 February 2027 and Monday 22 February 2027"
    )
    await priya.sees(f"Maya Thorne noted that you two met on {MONDAY}.")
    await priya.does_not_see("90")
    [meeting] = await meetings(stage, number)
    assert (meeting.day, meeting.minutes, meeting.how) == (TODAY, 90, "face-to-face")
    assert (await partnership(stage, number)).last_met == TODAY


async def test_the_form_is_filled_in_as_the_last_meeting_was_and_offers_another_way(
    stage: Stage,
) -> None:
    await pair(stage)
    maya = await stage.person(MAYA)
    await logs(maya, day="2027-01-10", minutes="55", how="other")
    await maya.says("log a meeting")
    assert isinstance(maya.window, Form)
    assert dict(maya.window.answers) == {"day": "2027-01-11", "minutes": 55, "how": "other"}
    assert await maya.option("Another way") == "other"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("day", "2027-01-12"),
        ("day", "2027-01-07"),
        ("day", "tomorrow"),
        ("minutes", "4"),
        ("minutes", "601"),
        ("minutes", "an hour"),
        ("how", "pigeon"),
    ],
)
async def test_what_cannot_be_is_refused_beside_its_field_and_nothing_is_kept(
    stage: Stage, field: str, value: str
) -> None:
    number = await pair(stage)
    maya = await stage.person(MAYA)
    await logs(maya, **{field: value})
    assert list(maya.errors) == [field]
    assert isinstance(maya.window, Form)
    assert await meetings(stage, number) == []


async def test_a_first_meeting_counts_as_the_start_for_both(stage: Stage) -> None:
    number = await pair(stage, started=False)
    maya, priya = await stage.person(MAYA), await stage.person(PRIYA)
    await logs(priya, day="2027-01-09")
    found = await partnership(stage, number)
    assert (found.phase, found.started_on, found.ends_on) == (
        Phase.ACTIVE,
        date(2027, 1, 9),
        date(2027, 7, 9),
    )
    assert found.mentee_started_at
    assert found.mentor_started_at
    for person in (maya, priya):
        await person.sees("which counts as your start", "until Friday 9 July 2027")


async def test_a_second_meeting_on_a_day_is_kept_only_when_it_is_confirmed(stage: Stage) -> None:
    number = await pair(stage)
    maya, priya = await stage.person(MAYA), await stage.person(PRIYA)
    await logs(priya)
    await logs(maya)
    await maya.sees(
        "A second meeting on Monday?", "It is there already. Noted by Priya.", "Correct"
    )
    assert len(await meetings(stage, number)) == 1
    form = maya.window
    assert isinstance(form, Form)
    await maya.submits()
    assert len(await meetings(stage, number)) == 2
    maya.window = form
    await maya.submits()
    await maya.sees("A second meeting on Monday?")
    assert len(await meetings(stage, number)) == 2


async def test_the_second_of_two_who_log_the_same_meeting_may_correct_the_first_ones(
    stage: Stage,
) -> None:
    number = await pair(stage)
    maya, priya = await stage.person(MAYA), await stage.person(PRIYA)
    await logs(priya)
    await logs(maya)
    await maya.presses("Correct")
    await maya.fills(minutes="75")
    await maya.submits()
    await maya.sees(f"Saved: {MONDAY}, 75 minutes, Face to face.")
    assert [meeting.minutes for meeting in await meetings(stage, number)] == [75]


async def test_a_mentor_with_two_mentees_is_asked_with_whom_they_met(stage: Stage) -> None:
    first = await pair(stage)
    second = await pair(stage, NOAH)
    priya = await stage.person(PRIYA)
    await priya.says("log a meeting")
    await priya.sees("With whom did you meet?", "Maya Thorne")
    await priya.presses("Noah Quill")
    await priya.submits()
    assert (len(await meetings(stage, first)), len(await meetings(stage, second))) == (0, 1)
    await priya.says("our meetings")
    await priya.sees("Whose meetings would you like to see?")


async def test_who_has_no_partnership_is_told_what_to_do_instead(stage: Stage) -> None:
    tom = await stage.person(TOM)
    for text in ("log a meeting", "our meetings"):
        await tom.says(text)
        await tom.sees("You have no partnership at the moment", "Home", "Get help")


async def test_a_correction_reaches_whoever_noted_the_meeting_and_keeps_one_message_up(
    stage: Stage,
) -> None:
    number = await pair(stage)
    maya, priya = await stage.person(MAYA), await stage.person(PRIYA)
    await logs(maya)
    await priya.presses("Correct", card="Maya Thorne noted")
    await priya.fills(day="2027-01-10")
    await priya.submits()
    for person in (maya, priya):
        assert (
            len(
                cards(
                    person,
                    "A meeting, put right by Priya Nair: you two met on Sunday 10 January 2027.",
                )
            )
            == 1
        )
    assert cards(priya, "Maya Thorne noted") == []
    assert (await partnership(stage, number)).last_met == date(2027, 1, 10)


async def test_the_partner_hears_of_a_meeting_without_a_sound(stage: Stage) -> None:
    await pair(stage)
    maya, priya = await stage.person(MAYA), await stage.person(PRIYA)
    await logs(maya)
    await priya.says("hello")
    last = list(priya.room.messages)[-1]
    await maya.presses("Correct", card="Noted")
    await maya.fills(minutes="60", day="2027-01-10")
    await maya.submits()
    assert list(priya.room.messages)[-1] == last
    assert cards(priya, "put right by Maya Thorne")


async def test_a_stale_correction_is_shown_again_with_what_was_typed(stage: Stage) -> None:
    number = await pair(stage)
    maya, priya = await stage.person(MAYA), await stage.person(PRIYA)
    await logs(maya)
    await priya.presses("Correct")
    await maya.presses("Correct")
    await maya.fills(minutes="60")
    await maya.submits()
    await priya.fills(minutes="100")
    await priya.submits()
    await priya.sees(f"This was changed meanwhile, to {MONDAY}, 60 minutes, Face to face.")
    assert isinstance(priya.window, Form)
    assert priya.window.answers["minutes"] == 100
    await priya.submits()
    assert [meeting.minutes for meeting in await meetings(stage, number)] == [100]


async def test_a_correction_that_changes_nothing_says_so_and_tells_nobody(stage: Stage) -> None:
    await pair(stage)
    maya, priya = await stage.person(MAYA), await stage.person(PRIYA)
    await logs(maya)
    await maya.presses("Correct")
    await maya.submits()
    await maya.sees("Nothing was different")
    assert cards(priya, "put right") == []


async def test_a_correction_onto_another_meetings_day_is_questioned_too(stage: Stage) -> None:
    number = await pair(stage)
    maya = await stage.person(MAYA)
    await logs(maya, day="2027-01-10")
    await logs(maya)
    await maya.presses("Correct", card=MONDAY)
    await maya.fills(day="2027-01-10")
    await maya.submits()
    await maya.sees("A second meeting on Sunday?", "Noted by you.")
    await maya.submits()
    assert [meeting.day for meeting in await meetings(stage, number)] == [date(2027, 1, 10)] * 2


async def test_a_deleted_meeting_counts_no_more_and_the_latest_other_one_does(stage: Stage) -> None:
    number = await pair(stage)
    maya, priya = await stage.person(MAYA), await stage.person(PRIYA)
    await logs(maya, day="2027-01-09")
    await logs(maya)
    await maya.says("our meetings")
    await maya.presses("Delete", card=MONDAY)
    await maya.sees("Delete this meeting?", "It goes for both of you.")
    await maya.presses("Delete")
    await maya.sees(f"Deleted: {MONDAY}.")
    [gone] = cards(priya, f"Maya Thorne deleted the meeting noted for {MONDAY}.")
    assert gone.buttons == ()
    assert [meeting.day for meeting in await meetings(stage, number)] == [date(2027, 1, 9)]
    assert (await partnership(stage, number)).last_met == date(2027, 1, 9)


async def test_without_any_meeting_left_none_was_the_last(stage: Stage) -> None:
    number = await pair(stage)
    maya = await stage.person(MAYA)
    await logs(maya)
    [meeting] = await meetings(stage, number)
    await stage.bot.act(
        maya.person_id, Action(name="meet.deleted", subject=Subject("meeting", meeting.id))
    )
    assert (await partnership(stage, number)).last_met is None
    await maya.says("our meetings")
    await maya.sees("Meetings with Priya Nair", "No meeting is noted yet.")


@pytest.mark.parametrize("step", ["meet.deleted", "meet.delete", "meet.correct", "meet.corrected"])
async def test_whatever_is_pressed_on_a_deleted_meeting_is_answered_kindly(
    stage: Stage, step: str
) -> None:
    number = await pair(stage)
    maya, priya = await stage.person(MAYA), await stage.person(PRIYA)
    await logs(maya)
    [meeting] = await meetings(stage, number)
    await stage.bot.act(
        maya.person_id, Action(name="meet.deleted", subject=Subject("meeting", meeting.id))
    )
    with pytest.raises(Refusal, match="deleted already, so nothing is left to do"):
        await stage.bot.act(
            priya.person_id, Action(name=step, subject=Subject("meeting", meeting.id))
        )


async def test_nobody_else_sees_or_touches_a_pairs_meetings(stage: Stage) -> None:
    number = await pair(stage)
    maya, tom, ida = await stage.person(MAYA), await stage.person(TOM), await stage.person(IDA)
    await logs(maya)
    [meeting] = await meetings(stage, number)
    for stranger in (tom, ida):
        for step in ("form", "logged", "show"):
            with pytest.raises(NotAllowed):
                await stage.bot.act(
                    stranger.person_id,
                    Action(name=f"meet.{step}", subject=Subject("partnership", number)),
                )
        for step in ("correct", "corrected", "delete", "deleted"):
            with pytest.raises(NotAllowed):
                await stage.bot.act(
                    stranger.person_id,
                    Action(name=f"meet.{step}", subject=Subject("meeting", meeting.id)),
                )
    assert len(await meetings(stage, number)) == 1


async def test_quiet_weeks_bring_three_gentle_nudges_in_one_message_then_a_word_to_the_group(
    stage: Stage,
) -> None:
    await pair(stage)
    maya, priya = await stage.person(MAYA), await stage.person(PRIYA)
    await stage.forward(41)
    assert cards(maya, QUIET) == []
    await stage.forward(1)
    for person, partner in ((maya, "Priya"), (priya, "Maya")):
        [message] = cards(person, QUIET)
        assert message.text.startswith(f"No meeting with {partner} is noted yet.")
        assert "last reminder" not in message.text
        assert [button.label for button in message.buttons] == [
            "Log a meeting",
            "Not now",
            "Get help",
            "End",
        ]
    await stage.forward(14)
    assert "last reminder" not in cards(maya, QUIET)[0].text
    await stage.forward(14)
    [message] = cards(maya, QUIET)
    assert "This is my last reminder" in message.text
    await stage.group_does_not_see("P-1")
    await stage.forward(14)
    await stage.group_sees("P-1, partnership: nothing noted for 12 weeks.")
    await stage.group_does_not_see("Maya")
    await stage.forward(40)
    assert len(cards(priya, QUIET)) == 1


async def test_a_meeting_settles_the_nudge_and_the_weeks_count_afresh(stage: Stage) -> None:
    await pair(stage)
    maya, priya = await stage.person(MAYA), await stage.person(PRIYA)
    await stage.forward(43)
    await maya.presses("Log a meeting", card=QUIET)
    await maya.submits()
    for person in (maya, priya):
        assert cards(person, QUIET) == []
        [settled] = cards(person, "A meeting is noted, so nothing is needed here.")
        assert settled.buttons == ()
    await stage.forward(41)
    assert cards(priya, QUIET) == []
    await stage.forward(1)
    assert cards(priya, QUIET)[0].text.startswith(
        "No meeting with Maya is noted since Tuesday 23 February 2027."
    )


async def test_a_meeting_while_nothing_was_quiet_says_nothing_of_a_nudge(stage: Stage) -> None:
    await pair(stage)
    maya, priya = await stage.person(MAYA), await stage.person(PRIYA)
    await logs(maya)
    assert cards(maya, "nothing is needed here") + cards(priya, "nothing is needed here") == []


async def test_who_notes_a_meeting_of_long_ago_is_not_nudged_on_the_same_day(stage: Stage) -> None:
    await pair(stage)
    maya = await stage.person(MAYA)
    await stage.forward(60)
    await logs(maya, day="2027-01-20")
    await stage.bot.sweep()
    await stage.forward(0)
    assert cards(maya, QUIET) == []
    await stage.forward(14)
    assert len(cards(maya, QUIET)) == 1


async def test_home_shows_the_partnership_with_what_is_usual_next_until_its_end_is_near(
    stage: Stage,
) -> None:
    await pair(stage)
    maya = await stage.person(MAYA)
    await maya.says("hello")
    await maya.sees(
        "In partnership with Priya Nair",
        "No meeting is noted yet.",
        "Our meetings",
    )
    await logs(maya)
    await maya.says("hello")
    await maya.sees(
        f"You last met on {MONDAY}. The next meeting is usual between Monday 8 February 2027"
    )
    await stage.forward(167)
    maya.room.messages.clear()
    await maya.says("hello")
    await maya.does_not_see("In partnership with")
    await maya.sees("Ends on Sunday 11 July 2027")


async def test_near_the_end_no_next_meeting_is_promised(stage: Stage) -> None:
    await pair(stage)
    maya = await stage.person(MAYA)
    await stage.forward(160)
    await logs(maya)
    await maya.sees("You are planned to go on until Sunday 11 July 2027.")


async def test_after_the_end_meetings_are_seen_and_put_right_but_none_is_added(
    stage: Stage,
) -> None:
    number = await pair(stage)
    maya, priya = await stage.person(MAYA), await stage.person(PRIYA)
    await logs(maya)
    answers: Answers = {"how": "completed", "reason": "", "now": True}
    await stage.bot.act(
        priya.person_id,
        Action(name="end.ended", subject=Subject("partnership", number), answers=answers),
    )
    with pytest.raises(Refusal, match="This partnership is closed"):
        await stage.bot.act(
            maya.person_id, Action(name="meet.form", subject=Subject("partnership", number))
        )
    again = {"day": "2027-01-10", "minutes": "60", "how": "phone"}
    with pytest.raises(Refusal, match="This partnership is closed"):
        await stage.bot.act(
            maya.person_id,
            Action(name="meet.logged", subject=Subject("partnership", number), answers=again),
        )
    await stage.forward(5)
    await maya.says("our meetings")
    await maya.does_not_see("Log a meeting")
    await maya.presses("Correct")
    await maya.fills(day="2027-01-12")
    await maya.submits()
    assert "Please give a date up to Monday 11 January 2027." in maya.errors["day"]


async def test_the_group_opens_dates_and_a_count_unless_a_member_stands_aside(stage: Stage) -> None:
    number = await pair(stage)
    maya, ida, robin = await stage.person(MAYA), await stage.person(IDA), await stage.person(ROBIN)
    await logs(maya)
    async with stage.bot.work() as work:
        found = await partnerships.by_id(work, number)
        await work.add(
            StandsAside(
                application_id=found.mentor_application_id,
                person_id=robin.person_id,
                declared_at=work.now,
            )
        )
    await stage.forward(84 + 14)
    await ida.presses_in_channel("Open", card="P-1")
    await ida.sees(
        "Maya Thorne", "Priya Nair", "Meetings noted: 1", f"Last met: {MONDAY}", "Phase: Active"
    )
    await ida.does_not_see("Face to face")
    await robin.presses_in_channel("Open", card="P-1")
    await robin.sees("This one is with other people")
    await robin.does_not_see("Maya Thorne")
    with pytest.raises(NotAllowed):
        await stage.bot.act(
            maya.person_id, Action(name="meet.overview", subject=Subject("partnership", number))
        )


async def test_a_meeting_of_another_pair_on_the_same_day_does_not_count(stage: Stage) -> None:
    first, second = await pair(stage), await pair(stage, NOAH, ESTHER)
    await logs(await stage.person(MAYA))
    await logs(await stage.person(NOAH))
    assert (len(await meetings(stage, first)), len(await meetings(stage, second))) == (1, 1)
