"""Nobody suits, and a day is named: the mentee is on the waiting list, is told so at once, and hears by then (R3.5, R2.8)."""

from datetime import timedelta

import pytest

from tests.support.dialogue import Stage
from tests.support.rounds import act, application_of, arrived, cards, eligible, refused
from tests.support.stage import DAY_ONE, IDA, MAYA, ROBIN

pytestmark = pytest.mark.usefixtures("ids_that_count")
HOW = "How we go on"


def within(days: int) -> str:
    """A day, as a form has it."""
    return (DAY_ONE + timedelta(days=days)).isoformat()


async def test_the_mentee_hears_at_once_with_the_day_and_reads_it_on_their_home(
    scene: Stage,
) -> None:
    subject = await eligible(scene)
    ida, maya = await scene.person(IDA), await scene.person(MAYA)
    await act(ida, "nobody.wait", subject)
    reply = await act(ida, "nobody.waits", subject, day=within(45))
    assert "Maya Thorne is on the waiting list" in reply.says[0].text
    (told,) = arrived(scene, maya, HOW)
    assert "you are on the waiting list until Thursday 25 February 2027" in told
    await maya.says("home")
    await maya.sees("On the waiting list; answer by Thursday 25 February 2027")
    await maya.says("where is my application")
    await maya.sees("On the waiting list")
    await scene.group_sees("the applicant hears again by Thursday 25 February 2027")


async def test_no_day_is_promised_that_is_not_to_come_and_none_a_third_time(scene: Stage) -> None:
    subject = await eligible(scene)
    ida = await scene.person(IDA)
    await refused(ida, "nobody.waits", subject, day=within(0))
    await refused(ida, "nobody.waits", subject, day=within(400))
    assert (await application_of(scene, MAYA)).waits == 0
    for days in (20, 50):
        await act(ida, "nobody.waits", subject, day=within(days))
    third = await refused(ida, "nobody.waits", subject, day=within(55))
    assert "A kind no is an answer as well" in third
    assert len(arrived(scene, await scene.person(MAYA), HOW)) == 2


async def test_ten_silent_weeks_after_it_end_with_a_person_to_ask(scene: Stage) -> None:
    subject = await eligible(scene)
    await act(await scene.person(IDA), "nobody.waits", subject, day=within(21))
    maya = await scene.person(MAYA)
    for _ in range(90):
        await scene.forward(1)
    assert len(arrived(scene, maya, HOW)) == 1
    (sorry,) = arrived(scene, maya, "Still on it")
    assert "Monday 1 February 2027" in sorry
    assert len(arrived(scene, maya, "Longer than we said")) == 1
    assert len(arrived(scene, await scene.person(ROBIN), "An applicant waits too long")) == 1


async def test_a_kind_no_settles_what_stood_there(scene: Stage) -> None:
    subject = await eligible(scene)
    ida = await scene.person(IDA)
    await act(ida, "nobody.waits", subject, day=within(21))
    await act(ida, "review.no_mentor_told", subject, reason="Nobody near.")
    assert cards(await scene.person(MAYA), HOW) == [
        "This is settled. Your home shows where things stand."
    ]
    assert not (await application_of(scene, MAYA)).is_waiting
