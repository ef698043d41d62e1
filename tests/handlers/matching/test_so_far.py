"""What was asked and answered can be read again, by whoever was part of it and by nobody else (R4.2)."""

import pytest

from handlers.kit.ui import Prose, View
from tests.support.dialogue import Player, Stage
from tests.support.rounds import act, application_of, asked, barred, candidate_of, chooses, eligible
from tests.support.stage import ALEX, IDA, MAYA, NOAH, PRIYA, TOM

pytestmark = pytest.mark.usefixtures("ids_that_count")

QUESTION = "Do you commute past Tarn?"
ANSWER = "Only on Thursdays, when I can."


async def reads(player: Player, subject: str) -> list[tuple[str, str]]:
    """Titles and texts of what somebody reads again."""
    window = (await act(player, "question.so_far", subject)).window
    assert isinstance(window, View)
    return [(part.title, part.text) for part in window.parts if isinstance(part, Prose)]


async def test_both_sides_of_a_request_read_it_again_with_the_name_and_its_questions(
    scene: Stage,
) -> None:
    request = await asked(scene)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await act(priya, "question.put_to_mentee", request, text=QUESTION)
    await act(maya, "question.answered", "question:1", text=ANSWER)
    await act(priya, "answer.declined", request)
    own = f"application:{(await application_of(scene, PRIYA, 'mentor')).id}"
    words = f"{QUESTION}\n\n{ANSWER}"
    day = "Monday 11 January 2027"
    assert await reads(priya, own) == [
        (f"Maya Thorne, {day}", "You could not take it on then."),
        (f"You asked, {day}", words),
    ]
    hers = f"application:{(await application_of(scene, MAYA)).id}"
    assert await reads(maya, hers) == [
        (f"Priya Nair, {day}", "They could not take it on then."),
        (f"Priya Nair asked, {day}", words),
    ]


async def test_another_mentor_reads_nothing_of_it_nor_does_the_group_or_whoever_phones(
    scene: Stage,
) -> None:
    request = await asked(scene)
    await act(await scene.person(PRIYA), "question.put_to_mentee", request, text=QUESTION)
    tom = f"application:{(await application_of(scene, TOM, 'mentor')).id}"
    assert await reads(await scene.person(TOM), tom) == [("", "Nobody has asked anything so far.")]
    hers = f"application:{(await application_of(scene, MAYA)).id}"
    for stranger in (NOAH, TOM, IDA, ALEX):
        await barred(await scene.person(stranger), "question.so_far", hers)
    steps = scene.bot.desk.catalogue
    assert "question.so_far" not in steps.by_phone


async def test_the_view_of_an_application_leads_there(scene: Stage) -> None:
    await eligible(scene)
    maya = await scene.person(MAYA)
    await maya.presses("View it")
    await maya.presses("Requests and questions")
    await maya.sees("Requests and questions so far", "Nobody has asked anything so far.")


async def test_of_a_request_that_was_not_made_a_mentor_reads_nothing(scene: Stage) -> None:
    await asked(scene)
    other = await candidate_of(scene, MAYA, TOM)
    assert other.asked_at is None
    tom = f"application:{(await application_of(scene, TOM, 'mentor')).id}"
    assert await reads(await scene.person(TOM), tom) == [("", "Nobody has asked anything so far.")]
    await act(
        await scene.person(PRIYA),
        "answer.declined",
        f"candidate:{(await candidate_of(scene, MAYA, PRIYA)).id}",
    )
    await chooses(scene, MAYA, TOM)
    assert len(await reads(await scene.person(TOM), tom)) == 1
