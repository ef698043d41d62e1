"""A mentor's answer: accept, decline, silence; what the mentee hears, and what goes back to the Group (R4.3, R4.4)."""

import asyncio

import pytest

from handlers.kit.ui import Action
from scheduler.sweep import sweep
from scheme.application.application import ApplicationStage as Standing
from scheme.matching.candidate import Word
from scheme.refusal import Refusal
from scheme.subject import Subject
from storage.engine.database import Database
from tests.support.dialogue import Stage
from tests.support.rounds import (
    act,
    application_of,
    asked,
    at_once,
    barred,
    candidate_of,
    cards,
    chooses,
    offered,
    on_register,
    places_taken,
    proposal_of,
    refused,
    selects,
)
from tests.support.stage import ESTHER, IDA, MAYA, NOAH, PRIYA, ROBIN, SAM, TOM, set_stage

pytestmark = pytest.mark.usefixtures("ids_that_count")


async def test_a_request_opens_with_the_mentees_profile_and_nothing_meant_for_the_group(
    scene: Stage,
) -> None:
    await on_register(scene, PRIYA)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await offered(scene, MAYA, [PRIYA])
    await chooses(scene, MAYA, PRIYA)
    await priya.sees(
        "Maya Thorne would like to work with you as a mentee.",
        "Monday 18 January 2027",
        "needs no reason",
    )
    await priya.does_not_see("teaching sessions")
    await priya.presses("Read the request")
    await priya.sees("lead teaching sessions", "Accept", "Decline", "Ask something first")
    for secret in ("Lena Marsh", MAYA, "eligible"):
        await priya.does_not_see(secret)
    await maya.sees(
        "Priya Nair has been asked, and has until Monday 18 January 2027. You'll hear either way."
    )


async def test_accepting_matches_the_two_once_and_a_second_click_says_so(scene: Stage) -> None:
    request = await asked(scene)
    priya, maya, tom = [await scene.person(email) for email in (PRIYA, MAYA, TOM)]
    await act(priya, "answer.accept", request)
    assert (await application_of(scene, MAYA)).stage == Standing.MATCHED
    assert "accepted already" in await refused(priya, "answer.accept", request)
    assert "accepted already" in await refused(priya, "answer.declined", request)
    assert "accepted already" in await refused(priya, "answer.read", request)
    assert cards(maya, "Your choice is made") == ["Priya Nair has accepted."]
    assert cards(priya, "A mentee asks") == []
    await scene.group_sees("A-3, mentee application. Matched; the two have been introduced.")
    await tom.does_not_see("Maya")
    assert await places_taken(scene, PRIYA) == 1


async def test_declining_frees_the_place_and_opens_the_other_option_until_a_day(
    scene: Stage,
) -> None:
    await asked(scene)
    priya, maya = await scene.person(PRIYA), await scene.person(MAYA)
    await priya.presses("Read the request")
    await priya.presses("Decline")
    await priya.sees("No reason is needed")
    await priya.submits()
    assert cards(priya, "Declined") == ["Thank you for saying so. They will be told kindly."]
    [text] = cards(maya, "Another choice")
    assert text.startswith(
        "Priya Nair can't take this on just now. It says nothing about you. Your other option is open"
    )
    assert text.endswith("until Monday 1 February 2027, and you can ask for others.")
    assert await places_taken(scene, PRIYA) == 0
    await maya.presses("Read profiles")
    await maya.does_not_see("Priya Nair")
    await maya.presses("Choose Tom Birch")
    await maya.presses("Send")
    assert cards(await scene.person(TOM), "A mentee asks")


async def test_when_everyone_declines_it_goes_back_to_the_group_with_a_new_date(
    scene: Stage,
) -> None:
    request = await asked(scene)
    priya, maya, tom = [await scene.person(email) for email in (PRIYA, MAYA, TOM)]
    await act(priya, "answer.declined", request)
    await scene.forward(1)
    await act(tom, "answer.declined", await chooses(scene, MAYA, TOM))
    [text] = cards(maya, "Looking again")
    assert text.startswith(
        "Tom Birch can't take this on just now. It says nothing about you. The Oversight Group looks"
    )
    assert text.endswith("you'll hear by Tuesday 26 January 2027.")
    await scene.group_sees("Nobody is left to choose from; please look again.")
    await scene.group_sees("Answer due: Tuesday 26 January 2027")
    assert (await proposal_of(scene)).state == "returned"
    await maya.says("hello")
    await maya.sees("Looking for mentors; answer by Tuesday 26 January 2027")
    await scene.forward(8)
    await scene.group_sees("7 days left to answer.")
    await selects(scene, IDA, "application:3", [PRIYA])
    await selects(scene, SAM, "application:3", [PRIYA])
    await maya.sees("1 mentor to consider")


async def test_another_option_that_has_filled_up_meanwhile_is_not_offered_again(
    scene: Stage,
) -> None:
    request = await asked(scene)
    await offered(scene, NOAH, [TOM])
    await chooses(scene, NOAH, TOM)
    await act(await scene.person(PRIYA), "answer.declined", request)
    assert cards(await scene.person(MAYA), "Looking again")
    assert (await candidate_of(scene, MAYA, TOM)).state == Word.RELEASED


async def test_not_available_until_a_day_keeps_a_mentor_from_being_suggested_before(
    scene: Stage,
) -> None:
    await asked(scene)
    priya = await scene.person(PRIYA)
    await priya.presses("Read the request")
    await priya.presses("Decline")
    for wrong in ("2027-01-11", "2026-12-01", "soon"):
        await priya.fills(away_until=wrong)
        await priya.submits()
        assert set(priya.errors) == {"away_until"}
    assert (await candidate_of(scene, MAYA, PRIYA)).state == Word.ASKED
    await priya.fills(away_until="2027-03-01")
    await priya.submits()
    await priya.sees("You won't be suggested to anybody before Monday 1 March 2027.")
    await priya.says("hello")
    await priya.sees("Away until Monday 1 March 2027", "I'm back")


async def test_a_silent_mentor_is_reminded_on_the_set_days_and_then_the_next_option_is_open(
    scene: Stage,
) -> None:
    request = await asked(scene)
    priya, maya = await scene.person(PRIYA), await scene.person(MAYA)
    await scene.forward(2)
    await priya.does_not_see("is waiting to hear from you")
    await scene.forward(1)
    await priya.sees(
        "Maya Thorne is waiting to hear from you. A yes or a no by Monday 18 January 2027 helps"
    )
    await scene.forward(4)
    assert len(cards(priya, "A mentee asks")) == 1
    await maya.does_not_see("can't take this on")
    await scene.forward(1)
    await priya.sees("This request has closed without an answer", "you stay on the register")
    await maya.sees("Your other option is open until Tuesday 9 February 2027")
    assert await places_taken(scene, PRIYA) == 0
    assert (await candidate_of(scene, MAYA, PRIYA)).state == Word.LAPSED
    assert "This request is closed" in await refused(priya, "answer.accept", request)
    assert "This request is closed" in await refused(priya, "answer.declined", request)
    assert "This request is closed" in await refused(priya, "answer.read", request)
    await scene.forward(14)
    assert len(cards(priya, "Request closed")) == 1


async def test_the_last_day_counts_to_its_end(scene: Stage) -> None:
    request = await asked(scene)
    await scene.forward(7)
    scene.bot.clock.set(scene.bot.clock.now().replace(hour=23))
    await scene.bot.sweep()
    await act(await scene.person(PRIYA), "answer.accept", request)
    assert (await application_of(scene, MAYA)).stage == Standing.MATCHED


async def test_an_answer_and_the_end_of_its_time_at_once_come_to_one_thing(
    database: Database,
) -> None:
    scene = await set_stage(database)
    request = await asked(scene, mentors=[PRIYA])
    scene.bot.clock.set(scene.bot.clock.now().replace(day=20))
    await at_once(
        scene, *[(PRIYA, Action(name="home.show"))] * 3
    )  # so that each has a connection of its own
    done = await asyncio.gather(
        scene.bot.act(
            (await scene.person(PRIYA)).person_id,
            Action(name="answer.accept", subject=Subject.read(request)),
        ),
        sweep(scene.bot.desk, scene.bot.clock.now()),
        return_exceptions=True,
    )
    accepted = not isinstance(done[0], Refusal)
    await scene.bot.sweep()
    candidate, application = (
        await candidate_of(scene, MAYA, PRIYA),
        await application_of(scene, MAYA),
    )
    assert candidate.state == (Word.ACCEPTED if accepted else Word.LAPSED)
    assert application.stage == (Standing.MATCHED if accepted else Standing.ELIGIBLE)
    assert await places_taken(scene, PRIYA) == accepted


async def test_only_the_mentor_asked_answers(scene: Stage) -> None:
    request = await asked(scene)
    for email in (TOM, MAYA, NOAH, IDA, ROBIN):
        for step in ("read", "accept", "decline", "declined"):
            text = await barred(await scene.person(email), f"answer.{step}", request)
            assert text.startswith("This is not there, or not yours")
    assert (await candidate_of(scene, MAYA, PRIYA)).state == Word.ASKED


async def test_a_mentor_with_two_places_answers_each_request_by_itself(scene: Stage) -> None:
    await on_register(scene, PRIYA, capacity="2")
    for email in (MAYA, NOAH):
        await offered(scene, email, [PRIYA])
    first, second = await chooses(scene, MAYA, PRIYA), await chooses(scene, NOAH, PRIYA)
    priya = await scene.person(PRIYA)
    assert await places_taken(scene, PRIYA) == 2
    await priya.says("hello")
    await priya.sees("A mentee asks; answer by Monday 18 January 2027", "Your places are taken")
    await act(priya, "answer.declined", first, away_until="2027-04-05")
    await act(priya, "answer.accept", second)
    assert await places_taken(scene, PRIYA) == 1
    assert (await application_of(scene, NOAH)).stage == Standing.MATCHED
    assert (await application_of(scene, MAYA)).stage == Standing.ELIGIBLE


async def test_an_administrator_who_mentors_is_asked_like_anybody(scene: Stage) -> None:
    await on_register(scene, SAM)
    await offered(scene, ESTHER, [SAM])
    await act(await scene.person(SAM), "answer.accept", await chooses(scene, ESTHER, SAM))
    assert (await application_of(scene, ESTHER)).stage == Standing.MATCHED
