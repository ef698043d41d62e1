"""Every reminder, warning, promise and apology: it reaches the person, as often as the rules say, and then it ends (R12.8)."""

import re
from collections.abc import AsyncIterator, Sequence
from datetime import time, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from handlers import CONVERSATIONS
from scheme import calendar
from storage.engine.database import Database
from tests.support.dialogue import Arrival, Stage
from tests.support.occasions import GROUP, Occasion
from tests.support.occasions import OCCASIONS as USUAL
from tests.support.occasions_of_learning import OF_LEARNING
from tests.support.occasions_of_ways import OF_WAYS
from tests.support.quiet_weeks import pass_by
from tests.support.rounds import definition_of, keeps_to_the_voice, logged
from tests.support.stage import DAY_ONE, START, set_stage
from tests.support.surveying import surveyed

pytestmark = pytest.mark.usefixtures("ids_that_count")

OCCASIONS = {**USUAL, **OF_WAYS, **OF_LEARNING}
REGISTERED = sorted(name for one in CONVERSATIONS for name in one.moments)
SPOKEN = [name for name in REGISTERED if name in OCCASIONS and not OCCASIONS[name].quiet]
REPEATED = [name for name in SPOKEN if any(len(days) > 1 for days in OCCASIONS[name].told.values())]
ENDED = [name for name in SPOKEN if OCCASIONS[name].ends]
SINGLE = [name for name in ENDED if name not in REPEATED]
AN_HOUR = timedelta(hours=1)
AN_EVENING = 0.3  # of a day, after the hour at which a scene begins


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Stage]:
    """A bot whose surveys are short."""
    database = Database(f"sqlite:///{tmp_path}/t.db")
    one = await set_stage(database, surveyed())
    yield one
    await database.close()
    keeps_to_the_voice(one)


async def heard(scene: Stage, one: Occasion, email: str) -> Sequence[Arrival]:
    """The messages of an occasion that somebody noticed, in order."""
    to = f"group:{definition_of(scene).key}"
    if email != GROUP:
        to = f"person:{(await scene.person(email)).person_id}"
    mine = [arrival for arrival in scene.channel.arrivals if arrival.recipient == to]
    return [
        each for each in mine if re.search(one.says, f"{each.message.text} {each.message.heading}")
    ]


def days_of(found: Sequence[Arrival]) -> tuple[int, ...]:
    """The days on which they came, counted from the first of the scene."""
    return tuple((one.at.date() - DAY_ONE).days for one in found)


def test_whatever_falls_due_has_its_scene_here() -> None:
    assert sorted(OCCASIONS) == REGISTERED


@pytest.mark.parametrize("name", REGISTERED)
async def test_left_without_an_answer_it_reaches_each_on_its_days_and_then_there_is_silence(
    scene: Stage, name: str
) -> None:
    one = OCCASIONS[name]
    await one.play(scene)
    begun = len(scene.channel.arrivals)
    await pass_by(scene, one.days)
    kind, _, what = name.partition(".")
    assert [
        row
        for row in await logged(scene)
        if row[2] == f"due.{what}" and row[3].startswith(f"{kind}:")
    ]
    for email in one.told:
        found = await heard(scene, one, email)
        assert days_of(found) == one.told[email], email
        words = [each.message.text for each in found]
        assert all(earlier != later for earlier, later in pairwise(words)), words
    _nothing_twice(scene.channel.arrivals)
    _in_working_hours(scene, scene.channel.arrivals[begun:])


def _nothing_twice(arrivals: Sequence[Arrival]) -> None:
    """Nobody reads the same words twice on a day, nor an apology twice at all."""
    for recipient in {one.recipient for one in arrivals}:
        mine = [one for one in arrivals if one.recipient == recipient]
        daily = [(one.at.date(), one.message.heading, one.message.text) for one in mine]
        assert len(set(daily)) == len(daily), daily
        sorry = [one.message.text for one in mine if re.search("[Ss]orry", one.message.text)]
        assert len(set(sorry)) == len(sorry), sorry


def _in_working_hours(scene: Stage, arrivals: Sequence[Arrival]) -> None:
    """What time brings comes on working days, from nine to five; what somebody pressed, when they did."""
    definition = definition_of(scene)
    for one in arrivals:
        at = calendar.local(one.at, definition.zone).replace(microsecond=0)
        if one.at - START >= AN_HOUR:
            assert calendar.on_or_after(at.date(), definition.region) == at.date(), one
            assert time(9) <= at.time() <= time(17), one


@pytest.mark.parametrize("name", SINGLE)
async def test_what_is_answered_at_once_never_comes(scene: Stage, name: str) -> None:
    one = OCCASIONS[name]
    assert one.ends
    await one.play(scene)
    already = {email: len(await heard(scene, one, email)) for email in one.told}
    await one.ends(scene)
    await pass_by(scene, one.days)
    for email in one.told:
        assert len(await heard(scene, one, email)) == already[email], email


@pytest.mark.parametrize("name", [name for name in REPEATED if OCCASIONS[name].ends])
async def test_what_is_answered_after_the_first_time_comes_no_second_time(
    scene: Stage, name: str
) -> None:
    one = OCCASIONS[name]
    assert one.ends
    await one.play(scene)
    first = min(day for days in one.told.values() for day in days)
    await pass_by(scene, first + AN_EVENING)
    await one.ends(scene)
    await pass_by(scene, one.days - first)
    for email, days in one.told.items():
        assert days_of(await heard(scene, one, email)) == tuple(
            day for day in days if day <= first
        ), email
