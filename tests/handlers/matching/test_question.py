"""Questions the bot carries, and their answers; none of their words stands in a chat (R2, R4.2, R4.3, R11.4)."""

import pytest

from handlers.kit.ui import Action, View
from scheme.subject import Subject
from tests.support.dialogue import Stage
from tests.support.rounds import (
    act,
    applies,
    asked,
    barred,
    candidate_of,
    cards,
    eligible,
    introduced,
    offered,
    on_register,
    refused,
    written,
)
from tests.support.stage import ALEX, ESTHER, IDA, MAYA, NOAH, PRIYA, ROBIN, TOM

pytestmark = pytest.mark.usefixtures("ids_that_count")

SECRET = "Do you commute past Tarn?"
ANSWER = "Only on Thursdays, when I can."


def silent(scene: Stage) -> bool:
    """Whether neither question nor answer stands in any chat, button or channel."""
    return SECRET not in written(scene) and ANSWER not in written(scene)


async def test_the_group_asks_an_applicant_and_reads_the_answer(scene: Stage) -> None:
    await applies(scene, MAYA, "mentee")
    ida, maya, robin = [await scene.person(email) for email in (IDA, MAYA, ROBIN)]
    await ida.presses_in_channel("Open", card="A-1")
    await ida.presses("Ask the applicant")
    await ida.sees("The applicant sees that it comes from the Oversight Group.")
    await ida.fills(text=SECRET)
    await ida.submits()
    await scene.group_sees("Waiting for the applicant's answer")
    await robin.says("hello")
    await robin.sees("Nothing waits for you")
    await maya.sees("The Oversight Group has a question for you.")
    await maya.says("hello")
    await maya.sees("A question waits for you")
    await maya.presses("Read and answer")
    await maya.sees("They ask", SECRET)
    await maya.fills(text=ANSWER)
    await maya.submits()
    await maya.sees("Thank you, your answer has been passed on.")
    await scene.group_sees("The applicant has answered.")
    await robin.presses_in_channel("Open", card="A-1")
    await robin.sees(SECRET, ANSWER)
    assert silent(scene)


async def test_a_mentee_asks_the_group_before_choosing_and_any_member_answers_once(
    scene: Stage,
) -> None:
    await on_register(scene, PRIYA)
    proposal = await offered(scene, MAYA, [PRIYA])
    maya, alex, ida = await scene.person(MAYA), await scene.person(ALEX), await scene.person(IDA)
    await maya.presses("Read profiles")
    await maya.presses("Ask a question first")
    await maya.fills(text=SECRET)
    await maya.submits()
    await maya.sees("Your question is with the Oversight Group.")
    await scene.group_sees("One waits for the Group's answer")
    await scene.group_sees("A-2: a question waits for an answer")
    await alex.says("hello")
    await alex.presses("Open the earliest")
    await alex.sees(SECRET)
    await alex.fills(text=ANSWER)
    await alex.submits()
    await maya.sees("The Oversight Group has answered your question.")
    await maya.presses("Read the answer")
    await maya.sees(ANSWER)
    assert "answered already" in await refused(
        ida, "question.answered_for_group", "question:1", text="Late"
    )
    reply = await act(ida, "question.answer_for_group", "question:1")
    assert isinstance(reply.window, View)
    await scene.group_sees("Nothing waits for the Group.")
    assert silent(scene)
    assert proposal == "proposal:1"


async def test_a_mentor_asks_before_accepting_and_has_fresh_time_that_both_read(
    scene: Stage,
) -> None:
    request = await asked(scene)
    priya, maya = await scene.person(PRIYA), await scene.person(MAYA)
    await scene.forward(4)
    await priya.presses("Read the request")
    await priya.presses("Ask something first")
    await priya.fills(text=SECRET)
    await priya.submits()
    await priya.sees("you now have until Friday 22 January 2027 to decide")
    assert "Friday 22 January 2027" in cards(priya, "A mentee asks")[0]
    assert "Friday 22 January 2027" in cards(maya, "Your choice is made")[0]
    await scene.group_sees("answer by Friday 22 January 2027")
    await scene.forward(3)
    await maya.sees(
        "Priya Nair still hopes for a sentence from you, to decide by Friday 22 January 2027: 4 days left."
    )
    assert "is waiting to hear" not in str(priya.room)[-400:]
    await maya.presses("Read and answer")
    await maya.fills(text=ANSWER)
    await maya.submits()
    assert "Monday 25 January 2027" in cards(maya, "Your choice is made")[0]
    await priya.sees("Maya Thorne has answered your question.")
    await priya.presses("Back to the request")
    await priya.sees(SECRET, ANSWER, "Monday 25 January 2027")
    await priya.presses("Accept")
    assert silent(scene)
    assert request.startswith("candidate:")


async def test_while_a_mentor_waits_for_an_answer_it_is_the_mentee_who_is_reminded(
    scene: Stage,
) -> None:
    request = await asked(scene)
    priya, maya = await scene.person(PRIYA), await scene.person(MAYA)
    await act(priya, "question.put_to_mentee", request, text=SECRET)
    await scene.forward(3)
    await priya.does_not_see("is waiting to hear from you")
    assert list(maya.room.messages.values())[-1].heading == "A question for you"
    assert len(cards(maya, "A question for you")) == 1


async def test_what_a_mentor_asks_a_mentee_is_between_the_two(scene: Stage) -> None:
    request = await asked(scene)
    await act(await scene.person(PRIYA), "question.put_to_mentee", request, text=SECRET)
    for email in (TOM, NOAH, IDA, ROBIN):
        await barred(await scene.person(email), "question.answer", "question:1")
        await barred(await scene.person(email), "question.answered", "question:1", text="x")
    assert "between two people" in await refused(
        await scene.person(IDA), "question.answer_for_group", "question:1"
    )
    assert "somebody else" in await refused(
        await scene.person(IDA), "question.answered_for_group", "question:1", text="x"
    )
    ida = await scene.person(IDA)
    await ida.presses_in_channel("Open", card="A-3")
    await ida.does_not_see(SECRET)


async def test_who_asked_cannot_answer_and_an_answer_is_given_once(scene: Stage) -> None:
    request = await asked(scene)
    priya, maya = await scene.person(PRIYA), await scene.person(MAYA)
    await act(priya, "question.put_to_mentee", request, text=SECRET)
    assert "put to somebody else" in await refused(
        priya, "question.answered", "question:1", text="x"
    )
    reply = await act(priya, "question.answer", "question:1")
    assert "Not answered yet." in repr(reply.window)
    await act(maya, "question.answered", "question:1", text=ANSWER)
    assert "answered already" in await refused(
        maya, "question.answered", "question:1", text="Again"
    )


async def test_a_question_needs_no_answer_once_its_request_is_over(scene: Stage) -> None:
    request = await asked(scene)
    priya, maya = await scene.person(PRIYA), await scene.person(MAYA)
    await act(priya, "question.put_to_mentee", request, text=SECRET)
    await act(priya, "answer.declined", request)
    assert cards(maya, "A question for you") == [
        "This question needs no answer any more. Thank you all the same."
    ]
    await maya.says("hello")
    await maya.does_not_see("A question waits for you")
    assert "needs no answer" in await refused(maya, "question.answered", "question:1", text=ANSWER)
    reply = await act(maya, "question.answer", "question:1")
    assert "It needs no answer any more." in repr(reply.window)
    assert "closed" in await refused(priya, "question.to_mentee", request)
    assert "closed" in await refused(priya, "question.put_to_mentee", request, text="More?")


async def test_who_withdraws_owes_no_more_answers(scene: Stage) -> None:
    subject = await applies(scene, MAYA, "mentee")
    maya = await scene.person(MAYA)
    await act(await scene.person(IDA), "question.put_to_applicant", subject, text=SECRET)
    await act(maya, "applied.withdrawn", subject)
    await maya.says("hello")
    await maya.does_not_see("A question waits for you")
    assert "needs no answer" in await refused(maya, "question.answered", "question:1", text=ANSWER)


async def test_nobody_asks_the_wrong_person(scene: Stage) -> None:
    subject = await applies(scene, MAYA, "mentee")
    for email in (NOAH, MAYA):
        await barred(await scene.person(email), "question.put_to_applicant", subject, text="x")
    for email in (NOAH, IDA):
        await barred(await scene.person(email), "question.put_to_group", subject, text="x")
    await act(await scene.person(MAYA), "applied.withdrawn", subject)
    assert "A-1 is closed" in await refused(
        await scene.person(IDA), "question.to_applicant", subject
    )
    assert "A-1 is closed" in await refused(
        await scene.person(IDA), "question.put_to_applicant", subject, text="x"
    )
    assert "A-1 is closed" in await refused(
        await scene.person(MAYA), "question.put_to_group", subject, text="x"
    )


async def test_an_empty_or_endless_question_is_refused_beside_its_field_and_nobody_is_told(
    scene: Stage,
) -> None:
    await applies(scene, MAYA, "mentee")
    ida, maya = await scene.person(IDA), await scene.person(MAYA)
    await ida.presses_in_channel("Open", card="A-1")
    await ida.presses("Ask the applicant")
    for text in ("", "   ", "\u200b", "x" * 10_000):
        await ida.fills(text=text)
        await ida.submits()
        assert set(ida.errors) == {"text"}
        assert ida.typed["text"] == text
    await maya.does_not_see("question")


async def test_two_questions_are_two_cards_and_a_matched_pair_owes_no_more_answers(
    scene: Stage,
) -> None:
    await introduced(scene)
    await eligible(scene, ESTHER)
    esther = await scene.person(ESTHER)
    for text in ("First?", "Second?"):
        action = Action(
            name="question.put_to_applicant",
            subject=Subject("application", 4),
            answers={"text": text},
        )
        await scene.bot.act((await scene.person(IDA)).person_id, action)
    await scene.bot.delivery.drain()
    assert len(cards(esther, "A question for you")) == 2
    assert (await candidate_of(scene, MAYA, PRIYA)).state == "accepted"
    await refused(await scene.person(PRIYA), "question.put_to_mentee", "candidate:1", text="x")
