"""Places of a round and its waiting list: told honestly, given in order, never more than there are (R1.7, R2.8)."""

from datetime import timedelta
from random import Random

import pytest

from handlers.kit.ui import Action
from scheme.application.application import ApplicationStage as Standing
from scheme.ids import ApplicationId
from scheme.subject import Subject
from storage import applications, people, rounds
from storage.engine.database import Database
from tests.support.dialogue import Stage
from tests.support.quiet_weeks import pass_by
from tests.support.rounds import (
    act,
    application_of,
    applies,
    arrived,
    at_once,
    eligible,
    in_this_round,
    on_register,
)
from tests.support.stage import DAY_ONE, ESTHER, MAYA, NOAH, PRIYA, ROBIN, SAM, TOM, set_stage

pytestmark = pytest.mark.usefixtures("ids_that_count")


async def standing(scene: Stage, *emails: str) -> list[Standing]:
    return [(await application_of(scene, email)).stage for email in emails]


async def test_whoever_is_eligible_beyond_the_places_is_on_the_waiting_list_and_told_what_happens_next_and_by_when(
    scene: Stage,
) -> None:
    in_this_round(scene, places={"mentee": 1, "mentor": 0})
    await eligible(scene, MAYA)
    await eligible(scene, NOAH)
    await eligible(scene, ESTHER)
    assert await standing(scene, MAYA, NOAH, ESTHER) == [
        Standing.ELIGIBLE,
        Standing.LISTED,
        Standing.LISTED,
    ]
    noah, esther = await scene.person(NOAH), await scene.person(ESTHER)
    await noah.sees(
        "On the waiting list",
        "Spring is full just now, so you are on its waiting list, and you are the first on it.",
        "A place that comes free goes to the first. You'll hear by Monday 25 January 2027.",
    )
    await esther.sees("on its waiting list, with 1 before you.")
    await noah.says("status")
    await noah.sees("On the waiting list; answer by Monday 25 January 2027")
    await scene.group_sees("Eligible; on the waiting list of its round")


async def test_a_place_that_comes_free_goes_to_the_first_on_the_list_and_whoever_left_the_list_is_passed_over(
    scene: Stage,
) -> None:
    in_this_round(scene, places={"mentee": 1, "mentor": 0})
    subject = await eligible(scene, MAYA)
    second = await eligible(scene, NOAH)
    await eligible(scene, ESTHER)
    noah, esther = await scene.person(NOAH), await scene.person(ESTHER)
    await act(noah, "applied.withdrawn", second)
    assert await standing(scene, NOAH, ESTHER) == [Standing.WITHDRAWN, Standing.LISTED]
    await act(await scene.person(MAYA), "applied.withdrawn", subject)
    assert await standing(scene, MAYA, ESTHER) == [Standing.WITHDRAWN, Standing.ELIGIBLE]
    await esther.sees(
        "A place for you",
        "a place in Spring has come free, and it is yours. The Oversight Group looks for mentors for you now.",
    )
    assert not arrived(scene, noah, "A place for you")


async def test_a_place_that_a_kind_no_frees_goes_to_who_applied_first(scene: Stage) -> None:
    in_this_round(scene, places={"mentee": 1, "mentor": 0})
    subject = await eligible(scene, MAYA)
    await eligible(scene, NOAH)
    await eligible(scene, ESTHER)
    await act(
        await scene.person(ROBIN),
        "review.no_mentor_told",
        subject,
        reason="Nobody was near enough.",
    )
    assert await standing(scene, MAYA, NOAH, ESTHER) == [
        Standing.UNPLACED,
        Standing.ELIGIBLE,
        Standing.LISTED,
    ]


async def test_a_decision_that_is_undone_gets_back_to_the_list_where_the_place_has_gone_to_somebody_else(
    scene: Stage,
) -> None:
    in_this_round(scene, places={"mentee": 1, "mentor": 0})
    subject = await eligible(scene, MAYA)
    await eligible(scene, NOAH)
    robin = await scene.person(ROBIN)
    await act(robin, "review.no_mentor_told", subject, reason="Nobody was near enough.")
    await act(robin, "undo.done", subject, reason="There is somebody after all.")
    assert await standing(scene, MAYA, NOAH) == [Standing.LISTED, Standing.ELIGIBLE]


async def test_a_mentor_beyond_the_places_is_on_no_register_until_one_comes_free(
    scene: Stage,
) -> None:
    in_this_round(scene, places={"mentee": 0, "mentor": 1})
    first, _ = await on_register(scene, PRIYA, TOM)
    tom = await scene.person(TOM)
    await tom.sees("Spring is full just now", "you are the first on it")
    assert (await application_of(scene, TOM, "mentor")).stage == Standing.LISTED
    await act(await scene.person(PRIYA), "applied.withdrawn", first)
    found = await application_of(scene, TOM, "mentor")
    assert (found.stage, found.answered_on) == (Standing.ELIGIBLE, DAY_ONE)
    await tom.sees("A place for you", "You are on the register now.")


async def test_the_list_and_its_member_hear_honestly_when_the_day_comes_and_no_place_has(
    scene: Stage,
) -> None:
    in_this_round(scene, places={"mentee": 1, "mentor": 0})
    await eligible(scene, MAYA)
    await eligible(scene, NOAH)
    noah = await scene.person(NOAH)
    await pass_by(scene, 15)
    assert any(
        "no place has come free so far" in one for one in arrived(scene, noah, "Still on it")
    )


async def test_who_is_on_the_waiting_list_can_be_told_kindly_that_there_is_no_place(
    scene: Stage,
) -> None:
    in_this_round(scene, places={"mentee": 1, "mentor": 0})
    await eligible(scene, MAYA)
    subject = await eligible(scene, NOAH)
    robin = await scene.person(ROBIN)
    await act(robin, "review.open", subject)
    shown = await act(robin, "review.no_mentor", subject)
    assert shown.window is not None
    assert shown.window.title == "No place this time"
    await act(robin, "review.no_mentor_told", subject, reason="It was a full round.")
    assert await standing(scene, NOAH) == [Standing.UNPLACED]


async def test_whoever_is_matched_by_the_day_of_the_round_is_promised_that_day_on_the_list_too(
    scene: Stage,
) -> None:
    heard = DAY_ONE + timedelta(days=60)
    in_this_round(scene, places={"mentee": 1, "mentor": 0}, matched_by=heard)
    await eligible(scene, MAYA)
    await eligible(scene, NOAH)
    found = [await application_of(scene, email) for email in (MAYA, NOAH)]
    assert {one.answer_by for one in found} == {heard}


@pytest.fixture
async def shared(database: Database) -> Stage:
    return await set_stage(database)


async def test_of_two_who_are_found_eligible_at_the_same_moment_one_has_the_last_place(
    shared: Stage,
) -> None:
    in_this_round(shared, places={"mentee": 1, "mentor": 0})
    wishes = [
        (
            member,
            Action(
                name="review.eligible", subject=Subject.read(await applies(shared, email, "mentee"))
            ),
        )
        for member, email in ((ROBIN, MAYA), (SAM, NOAH))
    ]
    await at_once(shared, *wishes)
    found = sorted(await standing(shared, MAYA, NOAH))
    # On PostgreSQL one of two that cross may be told to try again; nobody has a place too many.
    assert found in (
        [Standing.ELIGIBLE, Standing.LISTED],
        [Standing.ELIGIBLE, Standing.RECEIVED],
    )


CAST = (MAYA, NOAH, PRIYA, TOM, ESTHER)


@pytest.mark.parametrize("seed", range(4))
async def test_places_are_never_exceeded_nobody_waits_while_there_is_room_and_the_order_of_the_list_holds(
    scene: Stage, seed: int
) -> None:
    chance = Random(seed)  # noqa: S311
    in_this_round(scene, places={"mentee": 2, "mentor": 0})
    for number in range(14):
        email = chance.choice(CAST) if number > 4 else CAST[number]
        before = await _list(scene)
        await _move(scene, email, chance.choice(("leaves", "no", "undone")))
        after = await _list(scene)
        moved = [one for one in before if one not in after and await _has_place(scene, one)]
        left = [one for one in before if one in after]
        assert moved + left == [one for one in before if one in moved + left], "in order"
        async with scene.bot.work(writes=False) as work:
            taken = await rounds.taken(work, "aln", "spring", "mentee")
        assert taken <= 2
        assert taken == 2 or not after, "nobody waits while there is room"


async def _list(scene: Stage) -> list[int]:
    async with scene.bot.work() as work:
        held = await rounds.lock(work, "aln", "spring")
        return [one.id for one in await rounds.waiting_list(work, held, "mentee", 99)]


async def _has_place(scene: Stage, application_id: int) -> bool:
    async with scene.bot.work(writes=False) as work:
        found = await applications.by_id(work, ApplicationId(application_id))
        return found.stage == Standing.ELIGIBLE


async def _move(scene: Stage, email: str, way: str) -> None:
    """Whoever has not applied does, and is eligible; else they leave, get a kind no, or a no is undone."""
    robin = await scene.person(ROBIN)
    async with scene.bot.work(writes=False) as work:
        person = await people.by_email(work, email)
        assert person is not None
        last = await rounds.last_of(work, "aln", person.id, "mentee")
    subject = f"application:{last.id}" if last else ""
    if last is None or last.stage == Standing.WITHDRAWN:
        await eligible(scene, email)
    elif last.stage == Standing.UNPLACED and way == "undone":
        await act(robin, "undo.done", subject, reason="Another look.")
    elif last.stage in (Standing.ELIGIBLE, Standing.LISTED) and way == "no":
        await act(robin, "review.no_mentor_told", subject, reason="Nobody was near enough.")
    elif last.stage in (Standing.ELIGIBLE, Standing.LISTED, Standing.RECEIVED):
        await act(await scene.person(email), "applied.withdrawn", subject)
