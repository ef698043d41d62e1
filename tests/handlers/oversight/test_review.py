"""The Group reads an application and decides: eligible, by discretion, not eligible; or a member stands aside (R2.3, R3.3)."""

import pytest

from handlers.kit.ui import Action, Facts, View
from scheme.application.application import ApplicationStage as Standing
from scheme.refusal import Refusal
from scheme.subject import Subject
from storage.engine.database import Database
from tests.support.dialogue import Stage
from tests.support.rounds import (
    act,
    application_of,
    applies,
    at_once,
    barred,
    cards,
    definition_of,
    eligible,
    logged,
    on_register,
    refused,
    selects,
)
from tests.support.stage import ALEX, ESTHER, IDA, JO, MAYA, NOAH, PRIYA, ROBIN, SAM, TOM, set_stage

pytestmark = pytest.mark.usefixtures("ids_that_count")

STEPS = (
    "open",
    "eligible",
    "discretion",
    "discreet",
    "decline",
    "declined",
    "aside",
    "stood_aside",
)


async def test_a_member_opens_the_facts_and_the_flags_with_their_reasons(scene: Stage) -> None:
    await applies(scene, MAYA, "mentee", avoid="Tom Birch", background=["bame"])
    ida = await scene.person(IDA)
    await ida.presses_in_channel("Open", card="A-1")
    await ida.sees(
        "A-1, Maya Thorne",
        "Met: University of Fellside is a member",
        "Tom Birch",
        "BAME",
        "Answer due",
    )
    await ida.sees("Eligible", "Not eligible", "Ask the applicant", "Stand aside")


async def test_answers_are_read_by_section_under_short_names_and_what_is_open_is_named_once(
    scene: Stage,
) -> None:
    await applies(scene, MAYA, "mentee", manager_approval=False, avoid="", other="")
    ida = await scene.person(IDA)
    await ida.presses_in_channel("Open", card="A-1")
    assert isinstance(ida.window, View)
    facts = {part.title: dict(part.rows) for part in ida.window.parts if isinstance(part, Facts)}
    assert facts["Who they are"]["Name"] == "Maya Thorne"
    assert facts["Line manager"]["Line manager agrees"] == "Not said yet"
    assert "Goals" in facts["What they are looking for"]
    assert "–" not in {value for rows in facts.values() for value in rows.values()}
    await ida.sees("Left open", "People to avoid; Anything else")
    await ida.does_not_see("Your name")


async def test_an_unmet_guideline_asks_for_discretion_whose_reason_is_the_groups_alone(
    scene: Stage,
) -> None:
    subject = await applies(scene, MAYA, "mentee", manager_approval=False)
    ida, maya = await scene.person(IDA), await scene.person(MAYA)
    await ida.presses_in_channel("Open", card="A-1")
    await ida.sees("To consider: The line manager's agreement is not confirmed")
    await ida.presses("Use discretion")
    await ida.submits()
    assert ida.errors == {"reason": "Please fill this in."}
    await ida.fills(reason="Her manager is on leave.")
    await ida.submits()
    found = await application_of(scene, MAYA)
    assert (found.stage, found.discretion, found.reason) == (
        Standing.ELIGIBLE,
        True,
        "Her manager is on leave.",
    )
    await act(ida, "review.open", subject)
    await maya.sees("Good news, Maya: you are eligible")
    await maya.presses("View it")
    await maya.does_not_see("on leave")
    await ida.closes()
    await ida.presses_in_channel("Open", card="A-1")
    await ida.sees("Discretion, and why", "Her manager is on leave.")


async def test_the_address_that_was_verified_counts_not_the_one_that_was_typed(
    scene: Stage,
) -> None:
    typed = "maya.thorne@harbour.example.org"
    subject = await applies(scene, MAYA, "mentee", organisation="harbour", email=typed)
    ida = await scene.person(IDA)
    await ida.presses_in_channel("Open", card="A-1")
    await ida.sees(
        "To consider: University of Harbour is a member, but the verified address is at fellside.example.org"
    )
    await ida.sees(
        f"The form gives another address, {typed}, which nobody has verified.", "Use discretion"
    )
    await act(ida, "review.eligible", subject)
    assert (await application_of(scene, MAYA)).stage == Standing.RECEIVED


async def test_another_name_than_the_profile_has_is_shown_beside_it_and_an_accent_is_not(
    scene: Stage,
) -> None:
    await applies(scene, MAYA, "mentee", name="Daniel Cummins")
    await applies(scene, NOAH, "mentee", name="Dr Quill, Noáh")
    ida = await scene.person(IDA)
    await ida.presses_in_channel("Open", card="A-1")
    await ida.sees("The form says Daniel Cummins; the profile says Maya Thorne.", "Eligible")
    await ida.presses_in_channel("Open", card="A-2")
    await ida.does_not_see("the profile says")


async def test_a_late_click_on_eligible_after_a_change_asks_for_discretion(scene: Stage) -> None:
    subject = await applies(scene, MAYA, "mentee")
    ida, maya = await scene.person(IDA), await scene.person(MAYA)
    await ida.presses_in_channel("Open", card="A-1")
    await maya.says("change my application")
    await maya.fills(level="director")
    await maya.submits()
    await ida.presses("Eligible")
    assert "The applicant has changed A-1 since you opened it" in ida.notice
    assert (await application_of(scene, MAYA)).stage == Standing.RECEIVED
    reply = await act(ida, "review.eligible", subject)
    assert reply.window is not None
    assert reply.window.title == "Use discretion"


async def test_a_decision_is_about_what_was_read(scene: Stage) -> None:
    subject = await applies(scene, MAYA, "mentee")
    answers = (await application_of(scene, MAYA)).answers
    await act(
        await scene.person(MAYA),
        "applied.resend",
        subject,
        **{**answers, "place": "Tarn", "revision": "1"},
    )
    ida = await scene.person(IDA)
    for step in ("eligible", "discretion", "discreet", "decline", "declined"):
        text = await refused(ida, f"review.{step}", subject, revision="1", reason="x")
        assert (
            text == "The applicant has changed A-1 since you opened it. Open it again, then decide."
        )
    await act(ida, "review.eligible", subject, revision="2")


async def test_after_a_decision_the_next_to_check_is_one_press_away(scene: Stage) -> None:
    for email in (MAYA, NOAH):
        await applies(scene, email, "mentee")
    await applies(scene, PRIYA, "mentor")
    ida = await scene.person(IDA)
    await ida.presses_in_channel("Open", card="A-1")
    await ida.presses("Eligible")
    await ida.sees("A-1 is eligible", "Maya Thorne has been told", "Suggest mentors")
    await ida.presses("Check A-2")
    await ida.sees("A-2, Noah Quill")
    await ida.presses("Not eligible")
    await ida.fills(reason="Your library is not a member yet.")
    await ida.submits()
    await ida.sees("A-2 is answered")
    await ida.presses("Check A-3")
    await ida.presses("Eligible")
    await ida.sees("A-3 is on the register")
    await ida.does_not_see("Check A-")


async def test_what_comes_next_is_nothing_that_waits_for_others(scene: Stage) -> None:
    first = await applies(scene, MAYA, "mentee")
    asked = await applies(scene, NOAH, "mentee")
    aside = await applies(scene, PRIYA, "mentor")
    last = await applies(scene, TOM, "mentor")
    ida = await scene.person(IDA)
    await act(ida, "question.put_to_applicant", asked, text="Since when?")
    await act(ida, "review.stood_aside", aside)
    reply = await act(ida, "review.eligible", first)
    assert reply.window is not None
    assert [
        str(button.subject) for button in reply.window.buttons if button.action == "review.open"
    ] == [last]


async def test_a_no_is_told_kindly_with_its_reason_behind_the_button_and_another_door(
    scene: Stage,
) -> None:
    await applies(scene, MAYA, "mentee")
    ida, maya = await scene.person(IDA), await scene.person(MAYA)
    await ida.presses_in_channel("Open", card="A-1")
    await ida.presses("Not eligible")
    await ida.fills(reason="Your library is not a member yet.")
    await ida.submits()
    await maya.sees("Thank you for applying, Maya. We can't offer you a place this time.")
    await maya.does_not_see("not a member yet")
    await maya.presses("Read why")
    await maya.sees(
        "Your library is not a member yet.",
        "Read about SCONUL mentoring scheme",
        "glad to talk it over",
    )
    await scene.group_sees("Not eligible; applicant told")
    await scene.group_does_not_see("not a member yet")


async def test_a_mentor_is_welcomed_to_the_register_with_the_training_and_the_days_to_answer(
    scene: Stage,
) -> None:
    await on_register(scene, PRIYA)
    priya = await scene.person(PRIYA)
    await priya.sees(
        "When a mentee would like to work with you",
        "with 7 days to answer",
        "Mentor skills training",
    )
    assert cards(priya, "Application received") == []


async def test_nobody_outside_the_group_opens_or_decides(scene: Stage) -> None:
    subject = await applies(scene, MAYA, "mentee")
    for email in (NOAH, TOM, JO):
        for step in STEPS:
            text = await barred(await scene.person(email), f"review.{step}", subject, reason="x")
            assert text.startswith("This is for the Group")
    assert (await application_of(scene, MAYA)).stage == Standing.RECEIVED


async def test_an_applicant_who_is_a_member_leaves_their_own_to_others(scene: Stage) -> None:
    subject = await applies(scene, IDA, "mentee")
    ida = await scene.person(IDA)
    for step in STEPS:
        text = await barred(ida, f"review.{step}", subject, reason="x")
        assert "your own, so others look after it" in text
    await ida.says("hello")
    await ida.does_not_see("matter waits")


MANAGERS = {
    "by address": {"manager_email": ROBIN.upper()},
    "by name alone": {"manager_name": "robin  ASH", "manager_email": ""},
    "asked to be kept from": {"avoid": "Somebody else\nRobin Ash"},
}


@pytest.mark.parametrize("named", MANAGERS.values(), ids=MANAGERS)
async def test_a_member_who_is_the_line_manager_or_to_be_avoided_neither_opens_nor_sees_it_waiting(
    scene: Stage, named: dict[str, str]
) -> None:
    subject = await applies(scene, MAYA, "mentee", **named)
    robin, sam = await scene.person(ROBIN), await scene.person(SAM)
    for step in STEPS:
        text = await barred(robin, f"review.{step}", subject, reason="x")
        assert text.startswith("This one is with other people")
    await robin.says("hello")
    await robin.sees("Nothing waits for you")
    await sam.says("hello")
    await sam.sees("1 matter waits; the earliest by Monday 8 February 2027")


async def test_a_member_who_stands_aside_can_do_nothing_more_anywhere_and_their_word_is_gone(
    scene: Stage,
) -> None:
    await on_register(scene, PRIYA)
    subject = await eligible(scene)
    await selects(scene, IDA, subject, [PRIYA])
    ida = await scene.person(IDA)
    await ida.presses_in_channel("Open", card="A-2")
    await ida.presses("Stand aside")
    await ida.sees("no reason is asked")
    await ida.presses("Stand aside")
    await scene.group_sees("Proposed; 0 of 2 agreed")
    for name in (
        "review.open",
        "propose.open",
        "propose.send",
        "propose.agree",
        "propose.take_back",
    ):
        await barred(ida, name, subject)
    await barred(ida, "question.to_applicant", subject)
    await barred(ida, "review.stood_aside", subject)
    await ida.says("hello")
    await ida.does_not_see("A-2, mentee")
    await (await scene.person(SAM)).says("what is waiting")
    await (await scene.person(SAM)).sees("A-2, mentee application")


async def test_two_members_who_decide_at_once_decide_once(database: Database) -> None:
    scene = await set_stage(database)
    subject = await applies(scene, MAYA, "mentee")
    yes, no = (
        Action(name="review.eligible", subject=Subject.read(subject)),
        Action(name="review.declined", subject=Subject.read(subject), answers={"reason": "No."}),
    )
    [text] = [
        one.text
        for one in await at_once(scene, (ROBIN, yes), (SAM, no))
        if isinstance(one, Refusal)
    ]
    assert text == "A-1 has been decided already. Open it again to see the outcome."
    room = str((await scene.person(MAYA)).room)
    assert ("Good news" in room) != ("can't offer you a place" in room)


async def test_a_withdrawn_application_opens_without_a_word_of_what_was_written(
    scene: Stage,
) -> None:
    subject = await applies(scene, MAYA, "mentee")
    await act(await scene.person(MAYA), "applied.withdrawn", subject)
    ida = await scene.person(IDA)
    await ida.presses_in_channel("Open", card="A-1")
    await ida.sees("The applicant has withdrawn it.")
    await ida.does_not_see("Maya")
    await ida.does_not_see("teaching sessions")
    assert "withdrawn" in await refused(ida, "review.discretion", subject)


async def test_every_decision_and_every_refusal_is_in_the_audit_log_without_a_word_of_text(
    scene: Stage,
) -> None:
    subject = await applies(scene, MAYA, "mentee")
    await barred(await scene.person(ESTHER), "review.open", subject)
    await act(await scene.person(ALEX), "review.declined", subject, reason="Secret words.")
    log, key = await logged(scene), definition_of(scene).key
    esther, alex = await scene.person(ESTHER), await scene.person(ALEX)
    assert (key, str(esther.person_id), "review.open", subject, "refused") in log
    assert (key, str(alex.person_id), "review.declined", subject, "done") in log
    assert "Secret" not in str(log)
