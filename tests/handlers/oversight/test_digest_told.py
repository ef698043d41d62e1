"""Before a discussion of matches the Group has the register in numbers; in quiet weeks it has nothing (R3.8)."""

from datetime import timedelta

import pytest

from handlers.oversight.digest_told import NOTHING
from scheduler.sweep import sweep
from storage.matching import discussions
from tests.support.dialogue import Stage, read
from tests.support.quiet_weeks import pass_by
from tests.support.rounds import act, eligible, on_register, refused, with_rules
from tests.support.stage import DAY_ONE, IDA, MAYA, PRIYA

pytestmark = pytest.mark.usefixtures("ids_that_count")


async def discusses(scene: Stage, days: int = 8, **more: object) -> None:
    """The Group discusses matches in some days, and every week from then on."""
    table = {
        "day": f"{DAY_ONE + timedelta(days=days)}",
        "every": "week",
        "times": 10,
    }
    definition = with_rules(scene, discussions=table | more)
    async with scene.bot.work() as work:
        await discussions.ensure(work, definition)


def told(scene: Stage) -> list[str]:
    """What the Group's channel was told of it, each as it came."""
    return [
        read(arrival.message)
        for arrival in scene.channel.arrivals
        if arrival.message.heading.startswith(("Before the discussion", "The register in short"))
    ]


async def test_it_comes_before_each_discussion_while_somebody_waits(scene: Stage) -> None:
    await eligible(scene, MAYA)
    await on_register(scene, PRIYA)
    await discusses(scene)
    await pass_by(scene, 6)
    (first,) = told(scene)
    assert "1 mentee to be matched, as it stands on Friday 15 January 2027." in first
    assert "Longest wait: 4 days" in first
    assert "Mentors with no mentee: 1" in first
    assert "Applications since the last time: 2" in first
    assert "Maya" not in first
    await pass_by(scene, 7)
    assert len(told(scene)) == 2
    assert "since the last time" not in told(scene)[1]
    await scene.group_sees("Before the discussion on Tuesday 26 January 2027")
    await scene.group_does_not_see("Before the discussion on Tuesday 19 January 2027")


async def test_ten_weeks_in_which_nobody_waits_are_quiet(scene: Stage) -> None:
    await on_register(scene, PRIYA)
    await discusses(scene)
    await pass_by(scene, 70)
    assert told(scene) == []
    no = await refused(await scene.person(IDA), "digest.send")
    assert no == NOTHING


async def test_after_a_long_stop_only_the_discussion_that_is_to_come_is_told_of(
    scene: Stage,
) -> None:
    await eligible(scene, MAYA)
    await discusses(scene)
    now = scene.bot.clock.now() + timedelta(days=42)
    scene.bot.clock.set(now)
    await sweep(scene.bot.desk, now)
    await scene.bot.delivery.drain()
    (only,) = told(scene)
    assert "Longest wait: 42 days" in only
    await scene.group_sees("Before the discussion on Tuesday 23 February 2027")


async def test_the_last_one_says_that_none_is_set_after_it(scene: Stage) -> None:
    await eligible(scene, MAYA)
    await discusses(scene, times=1, every="")
    await pass_by(scene, 8)
    (only,) = told(scene)
    assert "After that: no day is set" in only
    await pass_by(scene, 30)
    assert len(told(scene)) == 1


async def test_a_member_sends_it_when_they_like_and_it_comes_before_the_next_as_well(
    scene: Stage,
) -> None:
    await eligible(scene, MAYA)
    await discusses(scene)
    reply = await act(await scene.person(IDA), "digest.send")
    assert "has it now, in numbers alone" in reply.says[0].text
    assert len(told(scene)) == 1
    await pass_by(scene, 6)
    assert len(told(scene)) == 2


async def test_nothing_comes_where_the_scheme_names_no_days(scene: Stage) -> None:
    await eligible(scene, MAYA)
    async with scene.bot.work() as work:
        await discussions.ensure(work, next(iter(scene.bot.definitions.values())))
    await pass_by(scene, 70)
    assert told(scene) == []
    await act(await scene.person(IDA), "digest.send")
    await scene.group_sees("The register in short")
