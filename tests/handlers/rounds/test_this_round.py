"""This round, for the Group: numbers against places, lists in pages, at a cost that does not grow; the day to look at it (R1.7)."""

from datetime import timedelta

import pytest

from handlers.kit.ui import Card, View
from scheme.application.application import Application
from storage import people, rounds
from tests.support.dialogue import Stage, read
from tests.support.quiet_weeks import pass_by
from tests.support.rounds import (
    act,
    applies,
    barred,
    definition_of,
    eligible,
    in_this_round,
    introduced,
    refused,
)
from tests.support.stage import DAY_ONE, ESTHER, IDA, MAYA, MENTEE_ANSWERS, NOAH

pytestmark = pytest.mark.usefixtures("ids_that_count")


async def test_the_group_reads_who_applied_waits_and_is_matched_against_the_places_by_role(
    scene: Stage,
) -> None:
    days = {
        "matched_by": DAY_ONE + timedelta(days=60),
        "starts": DAY_ONE + timedelta(days=70),
        "ends": DAY_ONE + timedelta(days=300),
        "review": DAY_ONE + timedelta(days=20),
    }
    in_this_round(scene, places={"mentee": 1, "mentor": 5}, **days)
    await introduced(scene)
    await eligible(scene, NOAH)
    await applies(scene, ESTHER, "mentee")
    shown = await act(await scene.person(IDA), "round.show")
    words = read(shown.window)
    for line in (
        "Spring",
        "Mentees apply: Friday 1 January 2027 to Tuesday 2 March 2027",
        "All have heard by: Friday 12 March 2027",
        "Everybody starts: Monday 22 March 2027",
        "To be looked at: Sunday 31 January 2027",
        "Ends: Sunday 7 November 2027",
        "Applied: 3",
        "Places: 1 of 1 taken",
        "Places: 2 of 5 taken",
        "To be checked: 1",
        "On the waiting list: 1",
        "Matched: 1",
        "With a mentee, or asked: 1",
        "On the register: 2",
    ):
        assert line in words, line
    assert "Close Spring" not in words


async def test_a_list_says_who_is_in_it_and_by_reference_alone_who_is_left_to_others(
    scene: Stage,
) -> None:
    in_this_round(scene, places={"mentee": 1, "mentor": 0})
    await eligible(scene, MAYA)
    subject = await eligible(scene, NOAH)
    await eligible(scene, ESTHER)
    ida = await scene.person(IDA)
    await act(ida, "review.stood_aside", subject)
    shown = await act(ida, "round.show", round="spring", list="mentee:listed")
    words = read(shown.window)
    assert "Esther Lowe" in words
    assert "Noah Quill" not in words
    assert "Left to the other members." in words
    assert "Applied on Monday 11 January 2027" in words


async def test_it_is_for_the_group_alone_and_of_a_scheme_without_rounds_it_says_so(
    scene: Stage,
) -> None:
    assert "for the Group" in await barred(await scene.person(MAYA), "round.show")
    assert "no round" in await refused_without_rounds(scene)


async def refused_without_rounds(scene: Stage) -> str:
    data = in_this_round(scene).model_dump() | {"rounds": (), "always_open": True}
    definition = type(in_this_round(scene)).model_validate(data)
    for definitions in (scene.bot.definitions, scene.bot.desk.definitions):
        assert isinstance(definitions, dict)
        definitions[definition.key] = definition
    return await refused(await scene.person(IDA), "round.show")


async def _crowd(scene: Stage, number: int) -> None:
    """So many more are on the waiting list."""
    definition = definition_of(scene)
    async with scene.bot.work() as work:
        for count in range(number):
            person = await people.add(
                work, f"Mentee {count}", f"m{count}@tarn.example.org", definition.zone
            )
            one = Application.receive(
                definition,
                person.id,
                "mentee",
                "spring",
                {**MENTEE_ANSWERS, "name": person.name},
                work.now,
            )
            one.find_eligible(person.id, work.now)
            one.wait_for_place(definition, work.now.date())
            await work.add(one)


async def test_a_list_comes_a_page_at_a_time(
    scene: Stage,
) -> None:
    in_this_round(scene, places={"mentee": 1, "mentor": 0})
    await eligible(scene, MAYA)
    await eligible(scene, NOAH)
    ida = await scene.person(IDA)
    await _crowd(scene, 20)
    shown = await act(ida, "round.show", round="spring", list="mentee:listed")
    assert isinstance(shown.window, View)
    assert sum(isinstance(part, Card) for part in shown.window.parts) == 10
    assert "1 to 10 of 21." in read(shown.window)
    more = next(one for one in shown.window.buttons if one.label == "Next")
    following = await scene.bot.act(ida.person_id, more.does)
    assert "11 to 20 of 21." in read(following.window)


async def test_places_that_a_changed_file_adds_are_given_in_order(scene: Stage) -> None:
    in_this_round(scene, places={"mentee": 1, "mentor": 0})
    await eligible(scene, MAYA)
    await eligible(scene, NOAH)
    await eligible(scene, ESTHER)
    ida = await scene.person(IDA)
    assert "No place is free" in await refused(ida, "round.give", round="spring")
    in_this_round(scene, places={"mentee": 2, "mentor": 0})
    assert "Give the free places" in read((await act(ida, "round.show")).window)
    await act(ida, "round.give", round="spring")
    await (await scene.person(NOAH)).sees("A place for you")
    await (await scene.person(ESTHER)).does_not_see("A place for you")


async def test_on_the_day_to_look_at_it_the_group_hears_once_by_numbers_alone(scene: Stage) -> None:
    definition = in_this_round(scene, review=DAY_ONE + timedelta(days=21))
    async with scene.bot.work() as work:
        await rounds.ensure(work, definition)
    await eligible(scene, MAYA)
    await pass_by(scene, 20)
    await scene.group_does_not_see("How Spring stands")
    await pass_by(scene, 2)
    await scene.group_sees("How Spring stands")
    await scene.group_sees(
        "Today is the day to look at Spring. 1 mentees and 0 mentors have applied; 0 mentees are matched, 1 wait to be",
    )
    await pass_by(scene, 30)
    heard = [one for one in scene.channel.arrivals if one.message.heading == "How Spring stands"]
    assert len(heard) == 1
