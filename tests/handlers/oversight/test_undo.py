"""Undoing a decision until whoever it was about has acted on it; too late is said kindly (R3.4)."""

import pytest
from sqlalchemy import select, text

from handlers.kit.ui import Action, Reply
from scheme.refusal import Refusal
from scheme.subject import Subject
from storage.engine.database import Database
from storage.tables import undoings
from tests.support.dialogue import Stage
from tests.support.rounds import (
    act,
    application_of,
    applies,
    at_once,
    barred,
    candidate_of,
    cards,
    chooses,
    eligible,
    logged,
    offered,
    on_register,
    proposal_of,
    refused,
    selects,
)
from tests.support.stage import ALEX, IDA, MAYA, NOAH, PRIYA, ROBIN, SAM, TOM, UMA, set_stage

pytestmark = pytest.mark.usefixtures("ids_that_count")

WHY = {"reason": "We read the wrong form."}


async def test_a_no_is_undone_and_the_applicant_told_kindly_in_the_same_place(scene: Stage) -> None:
    subject = await applies(scene, MAYA, "mentee")
    await act(await scene.person(ALEX), "review.declined", subject, reason="Too senior.")
    maya, ida = await scene.person(MAYA), await scene.person(IDA)
    assert len(cards(maya, "About A-1")) == 1
    await ida.presses_in_channel("Open", card="A-1")
    await ida.presses("Undo the decision")
    await ida.sees("Undo “not eligible” on A-1?", "told kindly")
    await ida.fills(reason="We read the wrong form.")
    await ida.submits()
    assert cards(maya, "About A-1") == []
    [told] = cards(maya, "Another look")
    assert "You'll hear by Monday 8 February 2027. Nothing is needed from you." in told
    assert "wrong form" not in str(maya.room) + str(scene.group_room)
    await scene.group_sees("A decision was undone; another look, please.")
    assert (await application_of(scene, MAYA)).awaits_answer
    await ida.closes()
    await ida.presses("Open", card="is with the Oversight Group again")
    await ida.sees(
        "Undone: not eligible", "Ida Moss, Monday 11 January 2027: We read the wrong form."
    )
    await ida.does_not_see("Too senior.")
    await act(ida, "review.eligible", subject)
    assert len(cards(maya, "You are eligible")) == 1


async def test_who_undid_and_when_is_in_the_audit_log_and_the_reason_is_sealed(
    scene: Stage,
) -> None:
    subject = await eligible(scene)
    ida = await scene.person(IDA)
    await act(ida, "undo.done", subject, **WHY)
    assert (str(ida.person_id), "undo.done", subject, "done") in [
        one[1:] for one in await logged(scene)
    ]
    async with scene.bot.work(writes=False) as work:
        raw = (await work.session.execute(text("SELECT reason FROM undoings"))).scalar_one()
        [kept] = (await work.session.scalars(select(undoings.c.reason))).all()
    assert "wrong form" not in raw
    assert kept == "We read the wrong form."


async def test_found_eligible_is_undone_until_there_are_options_and_a_draft_goes_with_it(
    scene: Stage,
) -> None:
    await on_register(scene, PRIYA)
    subject = await eligible(scene)
    await selects(scene, IDA, subject, [PRIYA])
    await act(await scene.person(SAM), "undo.done", subject, **WHY)
    assert (await application_of(scene, MAYA)).stage == "received"
    await scene.group_sees("To be checked")
    assert "not waiting to be matched" in await refused(
        await scene.person(ROBIN), "propose.agree", subject, revision="1"
    )
    await act(await scene.person(ROBIN), "review.eligible", subject)
    await selects(scene, ROBIN, subject, [PRIYA])
    await scene.group_sees("Proposed; 1 of 2 agreed")


async def test_options_are_drawn_back_by_any_member_and_agreed_on_afresh(scene: Stage) -> None:
    await on_register(scene, PRIYA, TOM)
    proposal = await offered(scene)
    maya, uma = await scene.person(MAYA), await scene.person(UMA)
    await uma.presses_in_channel("Open", card="A-3")
    await uma.presses("Undo the decision")
    await uma.sees("Undo “options” on A-3?", "agreed on afresh")
    await uma.fills(reason="One of them has moved.")
    await uma.submits()
    assert len(cards(maya, "Another look first")) == 1
    assert "no options to read yet" in await refused(maya, "choose.read", proposal)
    await scene.group_sees("Proposed; 0 of 2 agreed")
    await act(
        await scene.person(IDA),
        "propose.agree",
        "application:3",
        revision="2",
        considered="yes",
        criteria=["a"],
    )
    await act(
        await scene.person(ROBIN),
        "propose.agree",
        "application:3",
        revision="2",
        considered="yes",
        criteria=["a"],
    )
    assert len(cards(maya, "2 mentors to consider")) == 1


async def test_it_is_too_late_once_the_mentee_has_chosen_or_asked_a_question(scene: Stage) -> None:
    await on_register(scene, PRIYA, TOM)
    proposal = await offered(scene)
    ida = await scene.person(IDA)
    await ida.presses_in_channel("Open", card="A-3")
    await ida.presses("Undo the decision")
    await ida.fills(reason="Too slow.")
    await act(await scene.person(MAYA), "question.put_to_group", proposal, text="Who is nearer?")
    await ida.submits()
    await ida.sees("It is too late to undo this on A-3")
    assert "acted on it already" in await refused(ida, "propose.take_back", "application:3")
    await ida.closes()
    await ida.presses_in_channel("Open", card="A-3")
    await ida.does_not_see("Undo the decision")
    await chooses(scene, MAYA, PRIYA)
    assert "too late" in await refused(ida, "undo.done", "application:3", **WHY)
    assert "too late" in await refused(ida, "undo.ask", "application:3")


async def test_a_second_click_undoes_nothing_more(scene: Stage) -> None:
    subject = await applies(scene, MAYA, "mentee")
    await act(await scene.person(ALEX), "review.declined", subject, reason="Too senior.")
    ida = await scene.person(IDA)
    await act(ida, "undo.done", subject, decision="not eligible", **WHY)
    assert "too late" in await refused(ida, "undo.done", subject, decision="not eligible", **WHY)
    await act(ida, "review.eligible", subject)
    late = await refused(ida, "undo.done", subject, decision="not eligible", **WHY)
    assert late == "A-1 has moved on since you opened this. Open it again to see where it stands."


async def test_a_mentor_is_taken_off_the_register_until_somebody_is_to_have_them(
    scene: Stage,
) -> None:
    mentors = await on_register(scene, PRIYA, TOM)
    ida = await scene.person(IDA)
    await act(ida, "undo.done", mentors[1], **WHY)
    assert len(cards(await scene.person(TOM), "Another look")) == 1
    subject = await eligible(scene)
    await selects(scene, IDA, subject, [PRIYA])
    assert "too late" in await refused(ida, "undo.done", mentors[0], **WHY)


async def test_a_no_stands_once_they_have_applied_again(scene: Stage) -> None:
    subject = await applies(scene, MAYA, "mentee")
    await act(await scene.person(ALEX), "review.declined", subject, reason="Too senior.")
    await applies(scene, MAYA, "mentee")
    assert "too late" in await refused(await scene.person(IDA), "undo.done", subject, **WHY)


async def test_nobody_undoes_outside_the_group_nor_who_stands_aside(scene: Stage) -> None:
    subject = await eligible(scene)
    await act(await scene.person(UMA), "review.stood_aside", subject)
    for email in (MAYA, NOAH, UMA):
        await barred(await scene.person(email), "undo.ask", subject)
        await barred(await scene.person(email), "undo.done", subject, **WHY)


async def test_undoing_and_choosing_at_the_same_moment_never_both_happen(
    database: Database,
) -> None:
    scene = await set_stage(database)
    await on_register(scene, PRIYA)
    proposal = await offered(scene, MAYA, [PRIYA])
    candidate = await candidate_of(scene, MAYA, PRIYA)
    chosen = Action(
        name="choose.sent",
        subject=Subject.read(proposal),
        answers={"candidate": str(candidate.id), "revision": "1"},
    )
    done = await at_once(
        scene,
        (MAYA, chosen),
        (IDA, Action(name="undo.done", subject=Subject("application", 2), answers=WHY)),
    )
    assert sum(isinstance(one, Refusal) for one in done) == 1
    assert sum(isinstance(one, Reply) for one in done) == 1
    assert (await proposal_of(scene)).state in ("asked", "draft")
    assert ((await proposal_of(scene)).state == "asked") == (
        len(cards(await scene.person(PRIYA), "A mentee asks")) == 1
    )
