"""Several act at the same moment where nobody suits: each thing is done once, on either database (R3.5, R4.3)."""

import pytest

from handlers.kit.ui import Action, Reply
from scheme.refusal import Refusal
from scheme.searching.one_more import OneMoreState
from scheme.subject import Subject
from storage.engine.database import Database
from storage.searching import one_mores
from tests.support.dialogue import Stage
from tests.support.rounds import (
    act,
    application_of,
    arrived,
    at_once,
    eligible,
    introduced,
)
from tests.support.stage import ESTHER, IDA, MAYA, NOAH, PRIYA, ROBIN, TOM, set_stage

pytestmark = pytest.mark.usefixtures("ids_that_count")
ONE_MORE = "One more?"


async def full(database: Database) -> Stage:
    """Priya's one place is taken by Maya, and there is nobody else."""
    scene = await set_stage(database)
    await introduced(scene)
    theirs = await application_of(scene, TOM, "mentor")
    await act(await scene.person(TOM), "applied.withdrawn", f"application:{theirs.id}")
    scene.channel.arrivals.clear()
    return scene


async def asks(scene: Stage, subject: str) -> Action:
    priya = await application_of(scene, PRIYA, "mentor")
    return Action(
        name="nobody.asked", subject=Subject.read(subject), answers={"mentor": str(priya.id)}
    )


async def test_two_members_ask_a_mentor_once_for_one_mentee(database: Database) -> None:
    scene = await full(database)
    wish = await asks(scene, await eligible(scene, NOAH))
    found = await at_once(scene, (IDA, wish), (ROBIN, wish))
    assert sorted(isinstance(each, Reply) for each in found) == [False, True]
    assert len(arrived(scene, await scene.person(PRIYA), ONE_MORE)) == 1


async def test_two_members_ask_a_mentor_once_for_two_mentees(database: Database) -> None:
    scene = await full(database)
    noah, esther = await eligible(scene, NOAH), await eligible(scene, ESTHER)
    found = await at_once(scene, (IDA, await asks(scene, noah)), (ROBIN, await asks(scene, esther)))
    assert sorted(isinstance(each, Reply) for each in found) == [False, True]
    assert len(arrived(scene, await scene.person(PRIYA), ONE_MORE)) == 1


async def test_a_mentor_who_presses_yes_twice_has_one_place_more(database: Database) -> None:
    scene = await full(database)
    subject = await eligible(scene, NOAH)
    await scene.bot.act((await scene.person(IDA)).person_id, await asks(scene, subject))
    request = await open_request(scene)
    wish = Action(name="nobody.yes", subject=Subject.read(request))
    found = await at_once(scene, (PRIYA, wish), (PRIYA, wish))
    assert sorted(isinstance(each, Reply) for each in found) == [False, True]
    assert (await application_of(scene, PRIYA, "mentor")).capacity == 2


async def test_a_yes_and_a_withdrawal_at_the_same_moment_leave_nothing_half_done(
    database: Database,
) -> None:
    scene = await full(database)
    subject = await eligible(scene, NOAH)
    await scene.bot.act((await scene.person(IDA)).person_id, await asks(scene, subject))
    request = await open_request(scene)
    found = await at_once(
        scene,
        (PRIYA, Action(name="nobody.yes", subject=Subject.read(request))),
        (NOAH, Action(name="applied.withdrawn", subject=Subject.read(subject))),
    )
    said_yes = isinstance(found[0], Reply)
    assert isinstance(found[1], Reply)
    assert said_yes or isinstance(found[0], Refusal)
    assert (await application_of(scene, PRIYA, "mentor")).capacity == 1 + said_yes
    mentee = await application_of(scene, NOAH)
    async with scene.bot.work(writes=False) as work:
        (asked,) = await one_mores.about(work, mentee.id)
    assert asked.state == (OneMoreState.YES if said_yes else OneMoreState.OVER)
    assert len(arrived(scene, await scene.person(MAYA), ONE_MORE)) == 0


async def open_request(scene: Stage) -> str:
    mentee = await application_of(scene, NOAH)
    async with scene.bot.work(writes=False) as work:
        (asked,) = await one_mores.about(work, mentee.id)
    return f"onemore:{asked.id}"
