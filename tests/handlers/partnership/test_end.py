"""Ending: either side alone, at once, without blame; what follows for each; and the planned end (R5.4)."""

import asyncio
from datetime import date, timedelta

import pytest

from handlers.kit.ui import Action, Form, Message, message_json
from scheme.application.application import Application
from scheme.application.application import ApplicationStage as Where
from scheme.forms.fields import ChoiceField
from scheme.ids import PartnershipId
from scheme.matching.proposal import Place
from scheme.partnership.ending import Ending
from scheme.partnership.partnership import Partnership
from scheme.partnership.phase import Phase
from scheme.people import Role, StandsAside
from scheme.refusal import NotAllowed, Refusal
from scheme.subject import Subject
from storage import applications, partnerships, plans
from storage.engine.database import Database
from storage.matching import proposals
from tests.support import pairs
from tests.support.dialogue import Player, Stage
from tests.support.stage import (
    ESTHER,
    IDA,
    MAYA,
    MENTEE_ANSWERS,
    NOAH,
    PRIYA,
    ROBIN,
    START,
    TOM,
    set_stage,
)

pytestmark = pytest.mark.usefixtures("ids_that_count")

TODAY = START.date()
REASON = "The trains no longer run on Fridays."
CLOSED = "has come to an end"


@pytest.fixture
def stage(scene: Stage) -> Stage:
    """The stage of every conversation's tests."""
    return scene


async def pair(
    stage: Stage, mentee: str = MAYA, mentor: str = PRIYA, *, started: bool = True
) -> PartnershipId:
    """The id of a partnership that holds one of its mentor's places, and started today unless told otherwise."""
    number = await pairs.pair(stage, mentee, mentor, days_ago=0 if started else None)
    async with stage.bot.work() as work:
        found = await partnerships.by_id(work, number)
        (await applications.by_id(work, found.mentee_application_id)).answered(work.now.date())
        held = (await applications.taken_places(work, [found.mentor_application_id])).get(
            found.mentor_application_id, frozenset()
        )
        await work.add(
            Place(
                mentor_application_id=found.mentor_application_id,
                number=len(held) + 1,
                candidate_id=found.candidate_id,
                taken_at=work.now,
            )
        )
    return number


async def partnership(stage: Stage, partnership_id: PartnershipId) -> Partnership:
    """A partnership as it is kept."""
    async with stage.bot.work(writes=False) as work:
        return await partnerships.by_id(work, partnership_id)


async def application(stage: Stage, email: str, role: Role = "mentee") -> Application:
    """Somebody's latest application in a role."""
    person = await stage.person(email)
    async with stage.bot.work(writes=False) as work:
        mine = await applications.of_person(
            work, next(iter(stage.bot.definitions)), person.person_id
        )
        return next(one for one in mine if one.role == role)


async def ends(player: Player, how: Ending = Ending.AGREED, reason: str = "") -> None:
    """Somebody ends their one partnership, at once."""
    await player.says("end my partnership")
    await player.fills(how=str(how), reason=reason, now=True)
    await player.submits()


def cards(player: Player, text: str) -> list[Message]:
    """The messages in a chat that hold a text."""
    return [message for message in player.room.messages.values() if text in message.text]


async def test_either_side_ends_it_alone_and_at_once(stage: Stage) -> None:
    number = await pair(stage)
    priya = await stage.person(PRIYA)
    await ends(priya, Ending.CHANGED, REASON)
    await priya.sees("Your partnership with Maya Thorne has come to an end.")
    found = await partnership(stage, number)
    assert (found.phase, found.ending, found.ended_by) == (
        Phase.ENDED,
        Ending.CHANGED,
        priya.person_id,
    )
    assert found.reason == REASON


async def test_the_reason_stands_in_no_message_and_opens_for_the_group_alone(stage: Stage) -> None:
    number = await pair(stage)
    maya, priya, ida = await stage.person(MAYA), await stage.person(PRIYA), await stage.person(IDA)
    await ends(maya, Ending.NOT_WORKING, REASON)
    for room in stage.channel.rooms.values():
        for message in room.messages.values():
            assert REASON not in message_json(message)
    await stage.group_sees("P-1, partnership: ended early.")
    await stage.group_does_not_see("Maya")
    await stage.group_does_not_see("not working")
    await ida.presses_in_channel("Open", card="P-1")
    await ida.sees(REASON, "How: Not working", "By: Maya Thorne", "Ended: Monday 11 January 2027")
    for party in (maya, priya):
        with pytest.raises(NotAllowed):
            await stage.bot.act(
                party.person_id, Action(name="end.overview", subject=Subject("partnership", number))
            )


async def test_a_member_who_stands_aside_cannot_read_how_it_ended(stage: Stage) -> None:
    number = await pair(stage)
    robin = await stage.person(ROBIN)
    async with stage.bot.work() as work:
        found = await partnerships.by_id(work, number)
        await work.add(
            StandsAside(
                application_id=found.mentee_application_id,
                person_id=robin.person_id,
                declared_at=work.now,
            )
        )
    await ends(await stage.person(MAYA), Ending.CHANGED, REASON)
    await robin.presses_in_channel("Open", card="P-1")
    await robin.sees("This one is with other people")
    await robin.does_not_see(REASON)


@pytest.mark.parametrize(("mentee", "mentor", "how"), [(MAYA, PRIYA, how) for how in Ending])
async def test_the_partner_reads_the_same_whichever_way_it_ended(
    stage: Stage, mentee: str, mentor: str, how: Ending
) -> None:
    await pair(stage, mentee, mentor)
    maya = await stage.person(mentee)
    await ends(await stage.person(mentor), how, REASON)
    [told] = cards(maya, CLOSED)
    assert told.text == (
        "Your partnership with Priya Nair has come to an end. Thank you for your time; its reminders have stopped. "
        "If you would like another mentor, we will gladly look."
    )
    assert [button.label for button in told.buttons] == [
        "Look for another mentor",
        "Become a mentor",
        "What you did together",
    ]
    maya.room.messages.clear()
    await maya.says("hello")
    await maya.sees("Partnership closed")
    for word in ("completed", "early", "agree", "circumstances", "working", "fit"):
        await maya.does_not_see(word)


async def test_the_mentors_place_is_free_at_once(stage: Stage) -> None:
    number = await pair(stage)
    found = await partnership(stage, number)
    await ends(await stage.person(MAYA))
    async with stage.bot.work(writes=False) as work:
        assert await proposals.place_of(work, found.candidate_id) is None
        assert await applications.taken_places(work, [found.mentor_application_id]) == {}
    await (await stage.person(PRIYA)).sees(
        "Your place is open again. Would you take another mentee?"
    )


async def test_the_groups_card_of_the_application_says_neither_matched_nor_looking(
    stage: Stage,
) -> None:
    await pair(stage)
    await ends(await stage.person(MAYA))
    await stage.group_sees("A-1, mentee application")
    await stage.group_does_not_see("Matched")
    await stage.group_does_not_see("to be proposed")


async def test_completed_is_offered_only_once_they_have_started(stage: Stage) -> None:
    number = await pair(stage, started=False)
    maya = await stage.person(MAYA)
    await maya.says("end my partnership")
    assert isinstance(maya.window, Form)
    [how] = [one for one in maya.window.fields if isinstance(one, ChoiceField)]
    assert [option.key for option in how.options] == [
        str(way) for way in Ending if way != Ending.COMPLETED
    ]
    await maya.fills(how="completed")
    await maya.submits()
    assert list(maya.errors) == ["how"]
    assert (await partnership(stage, number)).is_live


async def test_who_is_asked_how_it_ends_is_told_whom_they_can_talk_to_first(stage: Stage) -> None:
    await pair(stage)
    maya = await stage.person(MAYA)
    await maya.says("end my partnership")
    contact = stage.bot.definitions["aln"].help[0]
    await maya.sees("End the partnership with Priya Nair?", "nobody is to blame", contact.name)


async def test_a_pair_that_never_started_ends_without_a_survey_and_no_invitation_to_mentor(
    stage: Stage,
) -> None:
    await pair(stage, started=False)
    maya = await stage.person(MAYA)
    await ends(maya)
    await stage.bot.sweep()
    await stage.forward(0)
    await maya.does_not_see("Closing survey")
    await maya.does_not_see("Become a mentor")
    await maya.sees("Look for another mentor")


async def test_reminders_stop_and_both_are_asked_how_it_was(stage: Stage) -> None:
    await pair(stage)
    maya, priya = await stage.person(MAYA), await stage.person(PRIYA)
    await ends(maya)
    await stage.forward(0)
    for person in (maya, priya):
        await person.sees("Closing survey")
    await stage.forward(200)
    for person in (maya, priya):
        assert cards(person, "No meeting with") + cards(person, "planned") == []


async def test_a_standing_nudge_is_settled(stage: Stage) -> None:
    await pair(stage)
    maya, priya = await stage.person(MAYA), await stage.person(PRIYA)
    await stage.forward(42)
    await ends(maya)
    for person in (maya, priya):
        assert cards(person, "No meeting with") == []
        assert cards(person, "nothing left to note")[0].buttons == ()


async def test_a_second_or_late_press_is_answered_kindly_and_changes_nothing(stage: Stage) -> None:
    number = await pair(stage)
    maya, priya = await stage.person(MAYA), await stage.person(PRIYA)
    await priya.says("end my partnership")
    await ends(maya, Ending.COMPLETED)
    await priya.fills(how=str(Ending.NOT_WORKING), reason=REASON, now=True)
    await priya.submits()
    await priya.sees("This partnership is closed, so nothing more is needed.")
    with pytest.raises(Refusal, match="This partnership is closed"):
        await stage.bot.act(
            maya.person_id, Action(name="end.ask", subject=Subject("partnership", number))
        )
    found = await partnership(stage, number)
    assert (found.ending, found.ended_by, found.reason) == (Ending.COMPLETED, maya.person_id, None)


async def test_when_both_end_it_at_the_same_moment_it_ends_once_and_both_read_so(
    database: Database,
) -> None:
    stage = await set_stage(database)
    number = await pair(stage)
    two = [await stage.person(email) for email in (MAYA, PRIYA)]
    acts = [
        stage.bot.act(
            one.person_id,
            Action(
                name="end.ended", subject=Subject("partnership", number), answers={"how": str(how)}
            ),
        )
        for one, how in zip(two, (Ending.COMPLETED, Ending.NOT_WORKING), strict=True)
    ]
    await asyncio.gather(*acts)
    await stage.bot.delivery.drain()
    assert [len(cards(one, CLOSED)) for one in two] == [1, 1]
    found = await partnership(stage, number)
    assert (found.phase, found.ending) == (Phase.ENDED, Ending.NOT_WORKING)
    assert {found.ended_by, found.leaves_by} == {one.person_id for one in two}


async def test_with_several_partnerships_the_right_one_is_asked_for_and_the_other_goes_on(
    stage: Stage,
) -> None:
    first, second = await pair(stage), await pair(stage, NOAH)
    priya = await stage.person(PRIYA)
    await priya.says("end my partnership")
    await priya.sees("Which partnership would you like to end?", "Maya Thorne")
    await priya.presses("Noah Quill")
    await priya.fills(how=str(Ending.AGREED), now=True)
    await priya.submits()
    assert (await partnership(stage, first)).is_live
    assert not (await partnership(stage, second)).is_live
    async with stage.bot.work(writes=False) as work:
        assert (
            await proposals.place_of(work, (await partnership(stage, first)).candidate_id)
            is not None
        )


async def test_who_has_no_partnership_reads_that_there_is_nothing_to_end(stage: Stage) -> None:
    tom = await stage.person(TOM)
    await tom.says("end my partnership")
    await tom.sees("there is nothing to end", "Home")


async def test_nobody_else_ends_a_partnership_or_acts_on_what_follows(stage: Stage) -> None:
    number = await pair(stage)
    for email in (TOM, IDA):
        stranger = await stage.person(email)
        for step in ("ask", "form", "ended", "again", "available", "away", "rest"):
            with pytest.raises(NotAllowed):
                await stage.bot.act(
                    stranger.person_id,
                    Action(name=f"end.{step}", subject=Subject("partnership", number)),
                )
    assert (await partnership(stage, number)).is_live


async def test_the_mentee_may_look_for_another_mentor_with_a_new_day_to_hear_by(
    stage: Stage,
) -> None:
    await pair(stage)
    maya = await stage.person(MAYA)
    await ends(maya)
    assert (await application(stage, MAYA)).stage == Where.CONCLUDED
    await maya.presses("Look for another mentor")
    again = await application(stage, MAYA)
    assert (again.stage, again.answered_on, again.answer_by) == (
        Where.ELIGIBLE,
        None,
        date(2027, 1, 25),
    )
    await maya.sees(
        "The Oversight Group looks for another mentor, and you'll hear by Monday 25 January 2027."
    )
    [card] = cards(maya, "looks for another mentor")[:1]
    assert "Look for another mentor" not in [button.label for button in card.buttons]
    assert cards(maya, CLOSED) == []
    await stage.group_sees("The mentee would like another mentor.")
    maya.room.messages.clear()
    await maya.says("hello")
    await maya.sees("Looking for mentors; answer by Monday 25 January 2027")
    await maya.does_not_see("Partnership closed")


async def test_a_second_press_on_look_for_another_shows_where_the_application_stands(
    stage: Stage,
) -> None:
    number = await pair(stage)
    maya = await stage.person(MAYA)
    await ends(maya)
    subject = Subject("partnership", number)
    await stage.bot.act(maya.person_id, Action(name="end.again", subject=subject))
    await stage.forward(3)
    reply = await stage.bot.act(maya.person_id, Action(name="end.again", subject=subject))
    assert "Looking for mentors" in reply.says[0].heading
    assert (await application(stage, MAYA)).answer_by == date(2027, 1, 25)


async def test_after_an_ending_one_can_apply_afresh_and_the_old_application_stays_closed(
    stage: Stage,
) -> None:
    number = await pair(stage)
    maya = await stage.person(MAYA)
    await ends(maya)
    await maya.says("I would like a mentor please")
    known = {key: value for key, value in MENTEE_ANSWERS.items() if isinstance(value, str | bool)}
    await maya.fills(**known, areas=["teaching"], modes=["teams"])
    await maya.submits()
    await maya.sees("Application received")
    await stage.bot.act(
        maya.person_id, Action(name="end.again", subject=Subject("partnership", number))
    )
    async with stage.bot.work(writes=False) as work:
        mine = await applications.of_person(work, "aln", maya.person_id)
    assert [one.stage for one in mine] == [Where.RECEIVED, Where.CONCLUDED]


async def test_what_follows_is_for_its_own_side_and_only_after_the_end(stage: Stage) -> None:
    number = await pair(stage)
    maya, priya = await stage.person(MAYA), await stage.person(PRIYA)
    subject = Subject("partnership", number)
    for person, step in ((maya, "again"), (priya, "available"), (priya, "away"), (priya, "rest")):
        with pytest.raises(Refusal, match="still going on"):
            await stage.bot.act(person.person_id, Action(name=f"end.{step}", subject=subject))
    await ends(maya)
    for person, step in ((priya, "again"), (maya, "available"), (maya, "away"), (maya, "rest")):
        with pytest.raises(Refusal, match="This is for the"):
            await stage.bot.act(person.person_id, Action(name=f"end.{step}", subject=subject))


async def test_a_mentor_says_until_when_they_are_away(stage: Stage) -> None:
    await pair(stage)
    priya = await stage.person(PRIYA)
    await ends(await stage.person(MAYA))
    await priya.presses("Away for a while")
    await priya.fills(until="2027-01-11")
    await priya.submits()
    assert list(priya.errors) == ["until"]
    await priya.fills(until="2027-03-01")
    await priya.submits()
    await priya.sees("You won't be suggested to anybody before Monday 1 March 2027.")
    assert (await application(stage, PRIYA, "mentor")).away_until == date(2027, 3, 1)
    assert cards(priya, CLOSED) == []
    await priya.says("hello")
    await priya.does_not_see("has come to an end")


async def test_a_mentor_who_is_available_again_is_no_longer_away(stage: Stage) -> None:
    number = await pair(stage)
    priya = await stage.person(PRIYA)
    await ends(await stage.person(MAYA))
    subject = Subject("partnership", number)
    await stage.bot.act(
        priya.person_id, Action(name="end.rest", subject=subject, answers={"until": "2027-03-01"})
    )
    await stage.bot.act(priya.person_id, Action(name="end.available", subject=subject))
    await stage.bot.delivery.drain()
    await priya.sees("You are on the register")
    assert (await application(stage, PRIYA, "mentor")).away_until is None


async def test_a_mentor_who_left_the_register_is_told_how_to_come_back(stage: Stage) -> None:
    number = await pair(stage)
    priya = await stage.person(PRIYA)
    await ends(await stage.person(MAYA))
    async with stage.bot.work() as work:
        found = await partnerships.by_id(work, number)
        (await applications.by_id(work, found.mentor_application_id)).stage = Where.WITHDRAWN
    with pytest.raises(Refusal, match="not on the register just now"):
        await stage.bot.act(
            priya.person_id, Action(name="end.available", subject=Subject("partnership", number))
        )


async def test_the_planned_end_is_told_two_weeks_ahead_and_on_the_day_in_one_message(
    stage: Stage,
) -> None:
    await stage.forward(1)
    await pair(stage)
    maya, priya = await stage.person(MAYA), await stage.person(PRIYA)
    await stage.forward(166)
    assert cards(maya, "planned to end") == []
    await stage.forward(1)
    for person, partner in ((maya, "Priya Nair"), (priya, "Maya Thorne")):
        [told] = cards(
            person, f"Your partnership with {partner} is planned to end on Monday 12 July 2027."
        )
        assert told.buttons[0].label == "Finish"
    await stage.forward(14)
    assert cards(maya, "planned to end") == []
    [told] = cards(maya, "was planned until today.")
    assert "it closes by itself on Monday 26 July 2027" in told.text


async def test_a_planned_end_on_a_sunday_is_named_on_the_monday_after(stage: Stage) -> None:
    await pair(stage)
    maya = await stage.person(MAYA)
    await stage.forward(182)
    [told] = cards(maya, "was planned until Sunday 11 July 2027.")
    assert "it closes by itself on Monday 26 July 2027" in told.text


async def test_finishing_at_the_planned_end_takes_two_presses(stage: Stage) -> None:
    number = await pair(stage)
    maya = await stage.person(MAYA)
    await stage.forward(170)
    await maya.presses("Finish")
    await maya.submits()
    assert maya.presses_made == 2
    await stage.forward(1)
    assert (await partnership(stage, number)).ending == Ending.COMPLETED
    await stage.group_sees("P-1, partnership: completed.")


async def test_what_nobody_ends_closes_as_completed_after_the_days_of_grace(stage: Stage) -> None:
    number = await pair(stage)
    maya, priya = await stage.person(MAYA), await stage.person(PRIYA)
    await stage.forward(194)
    assert (await partnership(stage, number)).is_live
    await stage.forward(2)
    found = await partnership(stage, number)
    assert (found.phase, found.ending, found.ended_by) == (Phase.ENDED, Ending.COMPLETED, None)
    for person in (maya, priya):
        assert len(cards(person, CLOSED)) == 1
        assert cards(person, "was planned until") == []
    assert (await application(stage, MAYA)).stage == Where.CONCLUDED
    ida = await stage.person(IDA)
    await ida.presses_in_channel("Open", card="P-1")
    await ida.sees("By: Its planned time", "How: Completed")


async def test_home_shows_the_end_coming_and_for_two_months_what_can_follow(stage: Stage) -> None:
    await pair(stage)
    maya, priya = await stage.person(MAYA), await stage.person(PRIYA)
    await stage.forward(170)
    await maya.says("hello")
    await maya.sees("Ends on Sunday 11 July 2027", "Finish", "Contact")
    await stage.forward(12)
    await maya.says("hello")
    await maya.sees("Planned end: Sunday 11 July 2027")
    await ends(maya)
    for days, shows in ((59, True), (2, False)):
        await stage.forward(days)
        for person, label in ((maya, "Look for another mentor"), (priya, "I'm available")):
            person.room.messages.clear()
            await person.says("hello")
            assert ("Partnership closed" in person.screen) is shows
            assert (label in person.screen) is shows


async def test_after_the_end_surveys_and_one_invitation_are_left_to_fall_due(stage: Stage) -> None:
    number = await pair(stage, NOAH, ESTHER)
    await ends(await stage.person(NOAH))
    due = (await partnership(stage, number)).due(stage.bot.definitions["aln"])
    assert [one.name for one in due] == [
        "conclusion",
        "invite",
        "forget-soon",
        "forget-soon",
        "forget",
    ]
    async with stage.bot.work(writes=False) as work:
        assert await plans.next_moment(work.session) == due[0].at
    await stage.bot.sweep()
    async with stage.bot.work(writes=False) as work:
        coming = await plans.next_moment(work.session)
    assert coming is not None
    assert coming > START + timedelta(hours=12)


async def test_a_concluding_mentee_is_invited_to_mentor_at_once_and_once_more_months_later(
    stage: Stage,
) -> None:
    await pair(stage)
    maya, priya = await stage.person(MAYA), await stage.person(PRIYA)
    await ends(maya, Ending.COMPLETED)
    await maya.sees("Become a mentor")
    await stage.forward(180)
    assert cards(maya, "Would you like to pass it on") == []
    await stage.forward(10)
    [told] = cards(maya, "Would you like to pass it on")
    assert told.buttons[0].action == "apply.mentor"
    assert cards(priya, "Would you like to pass it on") == []
    maya.room.messages.clear()
    await stage.forward(200)
    assert cards(maya, "Would you like to pass it on") == []


async def test_who_is_a_mentor_already_or_has_applied_is_not_invited_to_become_one(
    stage: Stage,
) -> None:
    await pair(stage)
    await pair(stage, NOAH, MAYA)  # Maya is a mentor too
    maya = await stage.person(MAYA)
    await stage.bot.act(
        maya.person_id,
        Action(
            name="end.ended",
            subject=Subject("partnership", 1),
            answers={"how": str(Ending.COMPLETED), "now": True},
        ),
    )
    await stage.bot.delivery.drain()
    await maya.does_not_see("Become a mentor")
    await stage.forward(200)
    assert cards(maya, "Would you like to pass it on") == []


async def test_a_mentor_who_is_available_is_asked_no_more(stage: Stage) -> None:
    await pair(stage)
    priya = await stage.person(PRIYA)
    await ends(await stage.person(MAYA))
    await priya.says("hello")
    await priya.sees("Would you take another mentee?")
    await priya.presses("I'm available")
    priya.room.messages.clear()
    await priya.says("hello")
    await priya.does_not_see("Would you take another mentee?")


async def test_the_group_notes_what_it_learnt_of_what_did_not_work_and_nobody_else_reads_it(
    stage: Stage,
) -> None:
    number = await pair(stage)
    maya, ida, robin = await stage.person(MAYA), await stage.person(IDA), await stage.person(ROBIN)
    await ends(maya, Ending.NOT_WORKING)
    await ida.presses_in_channel("Open", card="P-1")
    await ida.presses("Note what we learnt")
    await ida.fills(lesson="Ask about travel before we propose.")
    await ida.submits()
    await robin.presses_in_channel("Open", card="P-1")
    await robin.sees("Ask about travel before we propose. (Ida Moss, Monday 11 January 2027)")
    await robin.presses("Note what we learnt")
    await robin.sees("Noted so far", "Ask about travel")
    await robin.fills(lesson="Say how long a first talk takes.")
    await robin.submits()
    await robin.sees("Ask about travel", "Say how long a first talk takes.")
    for room in stage.channel.rooms.values():
        assert "travel" not in "".join(message_json(message) for message in room.messages.values())
    for step in ("lessons", "noted"):
        with pytest.raises(NotAllowed):
            await stage.bot.act(
                maya.person_id,
                Action(
                    name=f"end.{step}",
                    subject=Subject("partnership", number),
                    answers={"lesson": "Mine."},
                ),
            )


async def test_lessons_are_noted_of_what_did_not_work_alone(stage: Stage) -> None:
    number = await pair(stage)
    ida = await stage.person(IDA)
    await ends(await stage.person(MAYA), Ending.COMPLETED)
    await ida.presses_in_channel("Open", card="P-1")
    await ida.does_not_see("Note what we learnt")
    with pytest.raises(Refusal, match="not the right fit"):
        await stage.bot.act(
            ida.person_id,
            Action(
                name="end.noted",
                subject=Subject("partnership", number),
                answers={"lesson": "Something."},
            ),
        )


@pytest.mark.parametrize(("who", "first"), [(PRIYA, True), (MAYA, False)])
async def test_a_mentee_whose_mentor_left_is_looked_for_first_and_no_reason_is_given(
    stage: Stage, who: str, *, first: bool
) -> None:
    await pair(stage)
    await ends(await stage.person(who), Ending.CHANGED, REASON)
    await (await stage.person(MAYA)).presses("Look for another mentor")
    assert (await application(stage, MAYA)).priority is first
    assert ("Priority: Please look for this one first" in str(stage.group_room)) is first
    await stage.group_does_not_see(REASON)


async def test_who_wants_another_mentor_may_talk_first_or_end_it_and_after_an_end_one_is_looked_for(
    stage: Stage,
) -> None:
    await pair(stage)
    maya, tom = await stage.person(MAYA), await stage.person(TOM)
    await maya.says("I want a different mentor")
    await maya.sees("nobody is to blame", "A word in confidence", "End it")
    await maya.presses("End it")
    await maya.fills(how=str(Ending.NOT_WORKING), now=True)
    await maya.submits()
    await maya.says("I want a different mentor")
    await maya.sees("The Oversight Group looks for another mentor")
    await tom.says("I want a different mentor")
    await tom.sees("There is no application from you yet.")
