"""Whoever waits hears once a round how things stand, and nobody who does not (R4.4, R2.8)."""

from datetime import timedelta

import pytest

from tests.support.dialogue import Player, Stage
from tests.support.rounds import (
    act,
    applies,
    arrived,
    eligible,
    in_this_round,
    offered,
    on_register,
    with_rules,
)
from tests.support.stage import DAY_ONE, IDA, MAYA, NOAH, PRIYA, ROBIN, TOM

pytestmark = pytest.mark.usefixtures("ids_that_count")
HEADING = "How things stand"


def looked_at(scene: Stage, **more: object) -> None:
    """The Group looks at the round on the fourteenth day, a Monday."""
    in_this_round(scene, review=DAY_ONE + timedelta(days=14), **more)


async def words(scene: Stage, player: Player, days: int = 100) -> list[str]:
    """What somebody hears of how things stand, day by day."""
    for _ in range(days):
        await scene.forward(1)
    return list(arrived(scene, player, HEADING))


async def test_the_day_after_the_group_has_looked_those_it_looks_for_hear_once(
    scene: Stage,
) -> None:
    looked_at(scene)
    await eligible(scene)
    maya = await scene.person(MAYA)
    (told,) = await words(scene, maya)
    assert told.startswith(
        "Maya, the Oversight Group still looks for mentors for you. You'll hear by"
    )
    (arrival,) = [each for each in scene.channel.arrivals if each.message.heading == HEADING]
    assert arrival.at.date() == DAY_ONE + timedelta(days=15)
    assert arrival.message.unasked


async def test_those_on_the_waiting_list_read_so_with_how_many_are_before_them(
    scene: Stage,
) -> None:
    looked_at(scene, places={"mentee": 1, "mentor": 0})
    await eligible(scene, NOAH)
    await eligible(scene, TOM)
    await eligible(scene, MAYA)
    for email, before in ((TOM, "and the first on it"), (MAYA, "with 1 other before you")):
        (told,) = await words(scene, await scene.person(email), 20)
        assert f"you are on the waiting list of Spring, {before}." in told


async def test_whoever_waits_until_a_day_reads_that_they_are_not_forgotten(scene: Stage) -> None:
    looked_at(scene)
    subject = await eligible(scene)
    day = (DAY_ONE + timedelta(days=50)).isoformat()
    await act(await scene.person(IDA), "nobody.waits", subject, day=day)
    (told,) = await words(scene, await scene.person(MAYA), 40)
    assert "you are on the waiting list until" in told
    assert "You have not been forgotten." in told


async def test_who_is_being_matched_not_checked_or_on_the_register_hears_nothing_of_it(
    scene: Stage,
) -> None:
    looked_at(scene)
    await on_register(scene, PRIYA, TOM)
    await offered(scene, MAYA, [PRIYA])
    await applies(scene, NOAH, "mentee")
    for email in (MAYA, NOAH, PRIYA, TOM):
        assert await words(scene, await scene.person(email), 10) == []


async def test_whoever_wants_no_reminders_has_none_and_finds_it_on_their_home(
    scene: Stage,
) -> None:
    looked_at(scene)
    await eligible(scene)
    maya = await scene.person(MAYA)
    await act(maya, "quiet.off")
    assert await words(scene, maya) == []
    await maya.says("home")
    await maya.sees("Looking for mentors")


async def test_where_they_hear_in_that_week_anyway_no_word_comes_besides(scene: Stage) -> None:
    in_this_round(scene, review=DAY_ONE + timedelta(days=25))
    await eligible(scene)
    assert await words(scene, await scene.person(MAYA), 60) == []


async def test_a_scheme_without_such_a_day_says_so_after_weeks_and_again_until_it_ends(
    scene: Stage,
) -> None:
    with_rules(scene, answering={"word_days": 60})
    subject = await eligible(scene)
    maya = await scene.person(MAYA)
    found = await words(scene, maya, 130)
    assert len(found) == 2
    assert "It takes longer than we promised. To ask:" in found[0]
    await act(await scene.person(ROBIN), "review.no_mentor_told", subject, reason="Nobody near.")
    assert len(await words(scene, maya, 130)) == 2


async def test_ten_silent_weeks_bring_no_word_more_than_before(scene: Stage) -> None:
    await eligible(scene)
    assert await words(scene, await scene.person(MAYA), 70) == []
