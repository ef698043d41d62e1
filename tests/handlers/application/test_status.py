"""An application on its way: where it stands, changing it, taking it back, and its clock (R2.4, R2.5, R3.6, R4.4)."""

import pytest

from handlers.kit.ui import Form, Link, View
from scheme.application.application import ApplicationStage as Standing
from scheme.matching.candidate import Word
from scheme.people import Role
from tests.support.dialogue import Stage
from tests.support.rounds import (
    act,
    application_of,
    applies,
    asked,
    barred,
    candidate_of,
    cards,
    chooses,
    eligible,
    introduced,
    offered,
    on_register,
    pair_of,
    places_taken,
    proposal_of,
    refused,
    selects,
)
from tests.support.stage import ESTHER, IDA, MAYA, NOAH, PRIYA, ROBIN, TOM

pytestmark = pytest.mark.usefixtures("ids_that_count")


async def test_where_my_application_is_has_a_true_answer_at_every_stage(scene: Stage) -> None:
    maya = await scene.person(MAYA)
    await maya.says("where is my application?")
    await maya.sees("There is no application from you yet")
    subject = await applies(scene, MAYA, "mentee")
    await maya.says("where is my application?")
    await maya.sees("A-1 is with the Oversight Group. You'll hear by Monday 8 February 2027.")
    await act(await scene.person(ROBIN), "review.eligible", subject)
    await maya.says("where is my application?")
    await maya.sees("Looking for mentors; answer by Monday 8 February 2027")
    await maya.says("withdraw my application")
    await maya.presses("Withdraw")
    await maya.says("where is my application?")
    await maya.sees("You withdrew A-1 on Monday 11 January 2027. You are welcome to apply again.")


async def test_where_my_application_is_names_the_options_the_mentor_asked_and_the_partner(
    scene: Stage,
) -> None:
    await on_register(scene, PRIYA, TOM)
    await offered(scene)
    maya = await scene.person(MAYA)
    await maya.says("where is my application?")
    await maya.sees("2 mentors to consider")
    request = await chooses(scene, MAYA, PRIYA)
    await maya.says("where is my application?")
    await maya.sees("You asked Priya Nair, who has until Monday 18 January 2027.")
    await act(await scene.person(PRIYA), "answer.accept", request)
    await maya.says("where is my application?")
    await maya.sees("Arrange your first talk")


async def test_a_change_keeps_the_clock_and_the_group_hears_that_there_was_one(
    scene: Stage,
) -> None:
    await eligible(scene)
    await scene.forward(3)
    maya = await scene.person(MAYA)
    await maya.says("change my application")
    await maya.fills(goals="Something else altogether.")
    await maya.submits()
    await maya.sees(
        "Saved. A-1 now reads as you wrote it, and you still hear by Monday 8 February 2027."
    )
    await scene.group_sees("The applicant has changed it.")
    assert "Something else" not in str(scene.group_room)
    await maya.says("change my application")
    await maya.submits()
    await maya.sees("Nothing was different")


async def test_a_stale_form_is_shown_again_with_what_was_typed_and_what_differs_named(
    scene: Stage,
) -> None:
    subject = await applies(scene, MAYA, "mentee")
    maya = await scene.person(MAYA)
    await maya.says("change my application")
    form = maya.window
    assert isinstance(form, Form)
    await act(maya, "applied.resend", subject, **{**form.answers, "place": "Tarn", "revision": "1"})
    await maya.fills(goals="Typed in the older window.")
    await maya.submits()
    again = maya.window
    assert isinstance(again, Form)
    assert again.notice.endswith(
        "differs in: What you would like to achieve with a mentor; Where you are based."
    )
    assert (again.answers["goals"], again.answers["place"]) == ("Typed in the older window.", None)
    await maya.submits()
    found = await application_of(scene, MAYA)
    assert (found.answers["goals"], found.answers["place"], found.revision) == (
        "Typed in the older window.",
        None,
        3,
    )


async def test_a_change_to_what_stands_already_is_no_conflict(scene: Stage) -> None:
    subject = await applies(scene, MAYA, "mentee")
    maya, same = await scene.person(MAYA), dict((await application_of(scene, MAYA)).answers)
    await act(maya, "applied.resend", subject, **{**same, "place": "Tarn", "revision": "1"})
    reply = await act(maya, "applied.resend", subject, **{**same, "place": "Tarn", "revision": "1"})
    assert "Nothing was different" in reply.says[0].text


async def test_who_has_two_open_applications_is_asked_which_one(scene: Stage) -> None:
    await applies(scene, ESTHER, "mentee")
    await applies(scene, ESTHER, "mentor")
    esther = await scene.person(ESTHER)
    await esther.says("change my application")
    await esther.sees("Which one would you like to change?")
    await esther.presses("A-1, as a mentee")
    await esther.sees("Change A-1, your mentee application")
    await esther.says("withdraw my application")
    await esther.presses("A-2, as a mentor")
    await esther.sees("Withdraw A-2, your mentor application?")


async def test_a_closed_application_offers_no_form_on_a_late_click(scene: Stage) -> None:
    subject = await applies(scene, MAYA, "mentee")
    maya = await scene.person(MAYA)
    await act(maya, "applied.withdrawn", subject)
    assert "A-1 is closed" in await refused(maya, "applied.change", subject)
    assert "already closed" in await refused(maya, "applied.withdraw", subject)
    assert "already closed" in await refused(maya, "applied.withdrawn", subject)
    assert "no open application of yours" in await refused(maya, "applied.change")
    assert cards(maya, "Withdrawn") == ["You have withdrawn A-1."]
    assert cards(maya, "Application received") == []


async def test_an_application_is_its_applicants_alone(scene: Stage) -> None:
    subject = await applies(scene, MAYA, "mentee")
    for email in (NOAH, ROBIN):
        for step in ("view", "change", "resend", "withdraw", "withdrawn"):
            text = await barred(await scene.person(email), f"applied.{step}", subject)
            assert text.startswith("This is not there, or not yours")


async def test_one_may_apply_again_after_withdrawing_and_after_a_no(scene: Stage) -> None:
    subject = await applies(scene, MAYA, "mentee")
    maya = await scene.person(MAYA)
    await act(maya, "applied.withdrawn", subject)
    subject = await applies(scene, MAYA, "mentee")
    await act(
        await scene.person(IDA), "review.declined", subject, reason="Please ask again next year."
    )
    await maya.says("hello")
    await maya.sees("Not a place this time")
    await maya.presses("Apply again")
    assert isinstance(maya.window, Form)
    assert await applies(scene, MAYA, "mentee") == "application:3"


@pytest.mark.parametrize(
    ("role", "besides", "door"),
    [("mentee", "another door", True), ("mentor", "somebody to talk it over with", False)],
)
async def test_a_no_promises_what_stands_behind_it_and_nothing_else(
    scene: Stage, role: Role, besides: str, door: bool
) -> None:
    subject = await applies(scene, MAYA, role)
    await act(await scene.person(IDA), "review.declined", subject, reason="Not yet.")
    maya = await scene.person(MAYA)
    [message] = cards(maya, "About A-1")
    assert f"The reason is behind the button, and so is {besides}" in message
    await maya.says("hello")
    await maya.sees(f"The reason is behind View it, and so is {besides}.")
    await maya.presses("Read why")
    await maya.sees("is glad to talk it over")
    assert isinstance(maya.window, View)
    assert any(isinstance(part, Link) for part in maya.window.parts) is door


async def test_a_no_leaves_home_after_two_months_and_stays_true_when_asked_for(
    scene: Stage,
) -> None:
    subject = await applies(scene, MAYA, "mentee")
    await act(await scene.person(IDA), "review.declined", subject, reason="Not yet.")
    await scene.forward(61)
    maya = await scene.person(MAYA)
    await maya.says("hello")
    await maya.sees("Welcome to ALN")
    await maya.says("where is my application?")
    await maya.sees("A-1 was answered on Monday 11 January 2027")


# Withdrawing while others are concerned


async def test_when_a_mentee_withdraws_the_mentor_asked_is_told_kindly_and_their_place_is_free(
    scene: Stage,
) -> None:
    request = await asked(scene)
    maya, priya, tom = [await scene.person(email) for email in (MAYA, PRIYA, TOM)]
    assert await places_taken(scene, PRIYA) == 1
    await act(priya, "question.put_to_mentee", request, text="Why me?")
    await maya.says("withdraw my application")
    await maya.presses("Withdraw")
    assert await places_taken(scene, PRIYA) == 0
    assert cards(priya, "Request closed") == [
        "Maya Thorne has withdrawn, so there is nothing left to answer. Your place is open again. Thank you."
    ]
    assert "Maya" not in str(tom.room)
    assert cards(maya, "Options closed")
    assert cards(maya, "A question for you") == [
        "This question needs no answer any more. Thank you all the same."
    ]
    assert "closed" in await refused(priya, "answer.accept", request)
    await maya.says("hello")
    await maya.sees("Welcome to ALN")
    await scene.group_sees("A-3, mentee application. The applicant has withdrawn it.")


async def test_a_mentor_who_withdraws_while_asked_has_declined_and_the_other_option_is_open(
    scene: Stage,
) -> None:
    await asked(scene)
    priya, maya = await scene.person(PRIYA), await scene.person(MAYA)
    await priya.says("withdraw my application")
    await priya.sees("A request that waits for you is declined kindly")
    await priya.presses("Withdraw")
    assert (await candidate_of(scene, MAYA, PRIYA)).state == Word.DECLINED
    assert await places_taken(scene, PRIYA) == 0
    await maya.sees(
        "Priya Nair can't take this on just now. It says nothing about you. Your other option is open until"
    )
    await maya.presses("Read profiles")
    await maya.sees("Choose Tom Birch")
    await maya.does_not_see("Priya Nair")


async def test_a_mentor_who_withdraws_while_proposed_can_no_longer_be_chosen(scene: Stage) -> None:
    await on_register(scene, PRIYA, TOM)
    proposal = await offered(scene)
    late = str((await candidate_of(scene, MAYA, PRIYA)).id)
    priya, maya = await scene.person(PRIYA), await scene.person(MAYA)
    await act(priya, "applied.withdrawn", "application:1")
    await priya.does_not_see("request")
    assert "can't be asked just now" in await refused(
        maya, "choose.sent", proposal, candidate=late, revision="1"
    )
    await act(await scene.person(TOM), "applied.withdrawn", "application:2")
    assert (await proposal_of(scene)).state == "returned"
    assert cards(maya, "Looking again")[0].endswith(
        "looks again, and you'll hear by Monday 25 January 2027."
    )


async def test_a_mentor_who_withdraws_leaves_the_drafts_and_agreement_starts_afresh(
    scene: Stage,
) -> None:
    await on_register(scene, PRIYA, TOM)
    subject = await eligible(scene)
    await selects(scene, IDA, subject, [PRIYA, TOM])
    await act(await scene.person(PRIYA), "applied.withdrawn", "application:1")
    await scene.group_sees("A mentor who was proposed has withdrawn.")
    await scene.group_sees("Proposed; 0 of 2 agreed")
    await act(await scene.person(TOM), "applied.withdrawn", "application:2")
    await scene.group_sees("Eligible; mentors to be proposed")


async def test_a_partnership_goes_on_when_its_mentor_leaves_the_register(scene: Stage) -> None:
    await introduced(scene)
    priya = await scene.person(PRIYA)
    await priya.says("withdraw my application")
    await priya.presses("Withdraw")
    await priya.sees("A-1 is withdrawn. Your partnership goes on as it is.")
    assert (await pair_of(scene)).is_live
    assert (await application_of(scene, PRIYA, "mentor")).stage == Standing.WITHDRAWN


async def test_a_mentee_in_a_partnership_is_shown_the_way_to_end_it(scene: Stage) -> None:
    await introduced(scene)
    maya = await scene.person(MAYA)
    assert "choose End" in await refused(maya, "applied.withdraw", "application:3")


async def test_home_and_view_show_a_mentor_what_others_see_of_them(scene: Stage) -> None:
    await on_register(scene, PRIYA, avoid="Tom Birch")
    priya = await scene.person(PRIYA)
    await priya.says("hello")
    await priya.presses("Review profile")
    await priya.sees("A mentee reads this of you, and no more.", "Your application A-1")
    shown = priya.screen.split("What you wrote")[0]
    assert "Leading teaching teams" in shown
    assert "Tom Birch" not in shown


async def test_where_one_mentor_alone_is_proposed_one_is_looked_for(scene: Stage) -> None:
    (definition,) = scene.bot.definitions.values()
    one = definition.choosing.model_copy(update={"options": 1})
    changed = definition.model_copy(update={"choosing": one})
    scene.bot.definitions = scene.bot.desk.definitions = {changed.key: changed}
    subject = await applies(scene, MAYA, "mentee")
    await act(await scene.person(ROBIN), "review.eligible", subject)
    maya = await scene.person(MAYA)
    await maya.sees("is now looking for a mentor for you")
    await maya.says("where is my application?")
    await maya.sees("Looking for a mentor; answer by Monday 8 February 2027")
