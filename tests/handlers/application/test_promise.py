"""The promise to applicants: four weeks, warnings to the Group, and an honest holding message (R3.6)."""

import pytest

from scheme.subject import Subject
from tests.support.dialogue import Stage
from tests.support.rounds import (
    act,
    application_of,
    applies,
    arrived,
    asked,
    definition_of,
    eligible,
    on_register,
    places_taken,
    refused,
    selects,
)
from tests.support.stage import ALEX, IDA, JO, MAYA, NOAH, PRIYA, ROBIN

pytestmark = pytest.mark.usefixtures("ids_that_count")


async def test_the_group_is_warned_a_week_and_a_day_before_and_the_applicant_has_a_new_date_on_the_day(
    scene: Stage,
) -> None:
    await eligible(scene)
    maya = await scene.person(MAYA)
    await scene.forward(21)
    await scene.group_sees("A-1, mentee application. 7 days left to answer.")
    await scene.group_sees("Due within seven days")
    await scene.forward(4)
    await scene.group_sees(
        "A-1, mentee application. 3 days left to answer."
    )  # the day before is a Sunday
    await maya.does_not_see("Still on it")
    await scene.forward(4)
    await maya.sees(
        "Sorry, Maya: we promised you an answer on A-1 by Monday 8 February 2027, and are still looking for mentors for "
        "you. You'll hear by Monday 22 February 2027. Nothing is needed from you."
    )
    await scene.group_sees("The promised day has passed; the applicant has a new date.")
    await maya.says("where is my application?")
    await maya.sees("answer by Monday 22 February 2027")


async def test_after_a_second_missed_day_a_person_is_named_the_chair_hears_then_steering_and_then_there_is_silence(
    scene: Stage,
) -> None:
    await applies(scene, MAYA, "mentee")
    maya, chair, steering = [await scene.person(email) for email in (MAYA, ROBIN, JO)]
    for _ in range(180):
        await scene.forward(1)
    [first] = arrived(scene, maya, "Still on it")
    assert first.startswith(
        "Sorry, Maya: we promised you an answer on A-1 by Monday 8 February 2027"
    )
    [second] = arrived(scene, maya, "Longer than we said")
    assert "You'll hear by" not in second
    assert "Sorry" not in second
    assert definition_of(scene).help[0].name in second
    for told in (chair, steering):
        [text] = arrived(scene, told, "An applicant waits too long")
        assert "A-1, mentee application, has waited past two promised days" in text
        assert "Maya" not in text
    order = [
        one.recipient
        for one in scene.channel.arrivals
        if one.message.heading == "An applicant waits too long"
    ]
    assert order == [f"person:{chair.person_id}", f"person:{steering.person_id}"]
    await maya.says("where is my application?")
    await maya.sees("It takes longer than we promised.")
    await maya.does_not_see("answer by Monday 22 February 2027")


async def test_a_chair_who_is_too_close_does_not_hear_of_it(scene: Stage) -> None:
    subject = await applies(scene, MAYA, "mentee")
    chair = await scene.person(ROBIN)
    await act(chair, "review.stood_aside", subject)
    for _ in range(60):
        await scene.forward(1)
    assert arrived(scene, chair, "An applicant waits too long") == []
    waits = [
        one.recipient
        for one in scene.channel.arrivals
        if one.message.heading == "An applicant waits too long"
    ]
    assert waits
    assert f"person:{chair.person_id}" not in waits


async def test_something_that_comes_of_it_is_promised_afresh(scene: Stage) -> None:
    await asked(scene)
    application = await application_of(scene, MAYA)
    assert application.missed == 0


async def test_a_mentee_found_eligible_is_told_a_kind_no_and_so_is_the_mentor_who_was_asked(
    scene: Stage,
) -> None:
    await asked(scene)
    subject = Subject("application", (await application_of(scene, MAYA)).id)
    ida, maya, priya = [await scene.person(email) for email in (IDA, MAYA, PRIYA)]
    await act(
        ida,
        "review.no_mentor_told",
        str(subject),
        reason="Nobody with your field has a place before summer.",
    )
    [text] = [one for one in arrived(scene, maya, "About A-3")]
    assert "We can't offer you a place this time." in text
    await maya.presses("Read why")
    await maya.sees("Nobody with your field has a place before summer.")
    assert arrived(scene, priya, "Request closed")
    assert await places_taken(scene, PRIYA) == 0
    await scene.group_sees("A-3, mentee application. No mentor this time; applicant told.")
    for _ in range(70):
        await scene.forward(1)
    assert arrived(scene, maya, "Still on it") == []


async def test_a_late_not_eligible_is_no_kind_no_to_somebody_who_was_found_eligible(
    scene: Stage,
) -> None:
    subject = await eligible(scene)
    ida = await scene.person(IDA)
    for step in ("review.decline", "review.declined"):
        assert "decided already" in await refused(ida, step, subject, reason="x")
    await applies(scene, NOAH, "mentor")
    assert "does not wait for options" in await refused(
        ida, "review.no_mentor_told", "application:2", reason="x"
    )


async def test_a_kind_no_can_be_undone_and_the_group_looks_again(scene: Stage) -> None:
    subject = await eligible(scene)
    ida, maya = await scene.person(IDA), await scene.person(MAYA)
    await act(ida, "review.no_mentor_told", subject, reason="Nobody is free.")
    await act(
        ida, "undo.done", subject, decision="no mentor this time", reason="Somebody came back."
    )
    assert (await application_of(scene, MAYA)).stage == "eligible"
    await maya.sees("takes another look at A-1", "You'll hear by")


async def test_who_has_been_asked_something_is_not_told_that_nothing_is_needed(
    scene: Stage,
) -> None:
    subject = await applies(scene, NOAH, "mentor")
    await act(await scene.person(ALEX), "question.put_to_applicant", subject, text="Which years?")
    await scene.forward(29)
    noah = await scene.person(NOAH)
    await noah.sees("Still on it", "and it is not ready", "Our question still waits for you.")
    await noah.does_not_see("Nothing is needed from you")
    await noah.does_not_see("still reading")
    await noah.presses("Read and answer", card="Still on it")
    await noah.sees("Which years?")
    await scene.forward(40)
    [text] = arrived(scene, await scene.person(ROBIN), "An applicant waits too long")
    assert "A question to them waits for their answer." in text


async def test_an_answer_stops_the_clock(scene: Stage) -> None:
    await on_register(scene, PRIYA)
    subject = await eligible(scene)
    await selects(scene, IDA, subject, [PRIYA])
    await selects(scene, ROBIN, subject, [PRIYA], 1)
    await scene.forward(29)
    await (await scene.person(MAYA)).does_not_see("Still on it")
    await (await scene.person(PRIYA)).does_not_see("Still on it")
    await scene.group_does_not_see("left to answer")


async def test_a_week_without_the_bot_brings_one_message_and_not_two(scene: Stage) -> None:
    await applies(scene, MAYA, "mentee")
    scene.bot.clock.set(scene.bot.clock.now().replace(month=2, day=9))
    await scene.bot.sweep()
    await scene.bot.delivery.drain()
    maya = await scene.person(MAYA)
    assert [one.heading for one in maya.room.messages.values()].count("Still on it") == 1
    await scene.group_does_not_see("left to answer")
    assert (await application_of(scene, MAYA)).answer_by.isoformat() == "2027-02-23"


async def test_a_withdrawn_application_has_no_clock(scene: Stage) -> None:
    subject = await applies(scene, MAYA, "mentee")
    maya = await scene.person(MAYA)
    await act(maya, "applied.withdrawn", subject)
    await scene.forward(60)
    await maya.does_not_see("Sorry")
    assert "withdrawn" in await refused(await scene.person(IDA), "review.eligible", subject)
