"""The promise to applicants: four weeks, warnings to the Group, and an honest holding message (R3.6)."""

from dialogue import Stage
from rounds import act, application_of, applies, eligible, on_register, refused, selects
from stage import ALEX, IDA, MAYA, NOAH, PRIYA, ROBIN


async def test_the_group_is_warned_a_week_and_a_day_before_and_the_applicant_has_a_new_date_on_the_day(
    scene: Stage,
) -> None:
    await eligible(scene)
    maya = await scene.person(MAYA)
    await scene.forward(21)
    await scene.group_sees("A-1, mentee application. 7 days left to answer.")
    await scene.group_sees("Due within seven days")
    await scene.forward(4)
    await scene.group_sees("A-1, mentee application. 3 days left to answer.")  # the day before is a Sunday
    await maya.does_not_see("Still on it")
    await scene.forward(4)
    await maya.sees(
        "Sorry, Maya: we promised you an answer on A-1 by Monday 8 February 2027, and are still looking for mentors for "
        "you. You'll hear by Monday 22 February 2027. Nothing is needed from you."
    )
    await scene.group_sees("The promised day has passed; the applicant has a new date.")
    await maya.says("where is my application?")
    await maya.sees("answer by Monday 22 February 2027")


async def test_the_new_promise_is_kept_in_sight_as_the_first_one_was(scene: Stage) -> None:
    await applies(scene, MAYA, "mentee")
    await scene.forward(60)
    maya = await scene.person(MAYA)
    texts = [one.text for one in maya.room.messages.values() if one.heading == "Still on it"]
    assert len(texts) == 3
    assert all("are still reading your application" in text for text in texts)
    assert len(set(texts)) == 3


async def test_who_has_been_asked_something_is_not_told_that_nothing_is_needed(scene: Stage) -> None:
    subject = await applies(scene, NOAH, "mentor")
    await act(await scene.person(ALEX), "question.put_to_applicant", subject, text="Which years?")
    await scene.forward(29)
    noah = await scene.person(NOAH)
    await noah.sees("Still on it", "Our question still waits for you.")
    await noah.does_not_see("Nothing is needed from you")


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
