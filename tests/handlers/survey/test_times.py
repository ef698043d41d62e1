"""When surveys reach people: at most one message a week, moved by a pause, and again months and years later (R7.2-R7.4)."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from scheme.ids import PartnershipId
from scheme.partnership.ending import Ending
from scheme.people import Person
from storage import matters, partnerships
from storage.engine.database import Database
from tests.support.dialogue import Stage
from tests.support.pairs import pair
from tests.support.stage import MAYA, PRIYA, set_stage
from tests.support.surveying import (
    HALF,
    cards,
    ends,
    halfway,
    met,
    sends,
    surveyed,
    surveys,
    time_comes,
)

pytestmark = pytest.mark.usefixtures("ids_that_count")


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    one = Database(f"sqlite:///{tmp_path}/test.db")
    yield one
    await one.close()


@pytest.fixture
async def stage(database: Database) -> Stage:
    return await set_stage(database, surveyed())


async def wishes(stage: Stage, email: str, *, reminders: bool = True, days: int = 0) -> None:
    """Somebody wants no reminders, or none for so many days."""
    person_id = (await stage.person(email)).person_id
    async with stage.bot.work() as work:
        person = await matters.locked(work, Person, person_id)
        person.reminders, person.quiet_until = reminders, work.now.date() + timedelta(days=days)


async def test_an_invitation_waits_a_week_after_a_nudge_and_stands_on_the_home_page_meanwhile(
    stage: Stage,
) -> None:
    await pair(
        stage, MAYA, PRIYA, days_ago=HALF
    )  # nothing noted so far: nudges are due on the same day
    await time_comes(stage)
    maya = await stage.person(MAYA)
    assert "No meeting with" in str(maya.room)
    assert cards(maya) == []
    await maya.says("hello")
    await maya.sees("A survey waits")
    await stage.forward(7)
    assert "until Monday 15 February 2027" in cards(maya)[0]
    assert [one.closes_on for one in await surveys(stage)] == [date(2027, 2, 15)] * 2


async def test_who_wants_no_reminders_finds_it_on_the_home_page_alone_and_it_closes(
    stage: Stage,
) -> None:
    await wishes(stage, MAYA, reminders=False)
    maya, priya = await halfway(stage)
    assert cards(maya) == []
    assert len(cards(priya)) == 1
    await maya.says("hello")
    await maya.sees("A survey waits")
    await stage.forward(29)
    assert cards(maya) == []
    maya.room.messages.clear()
    await maya.says("hello")
    await maya.does_not_see("A survey waits")


async def test_who_asked_for_quiet_does_not_first_hear_of_it_when_it_has_closed(
    stage: Stage,
) -> None:
    await wishes(stage, MAYA, days=30)
    maya, _ = await halfway(stage)
    await stage.forward(29)  # a day after it would have closed
    assert cards(maya) == []
    await stage.forward(1)
    assert "until Wednesday 10 March 2027" in str(cards(maya))


async def test_a_pause_puts_it_aside_and_after_it_the_silent_one_is_asked_once_more(
    stage: Stage,
) -> None:
    maya, priya = await halfway(stage)
    await sends(priya, going="yes")
    await stage.forward(1)
    async with stage.bot.work() as work:
        (await partnerships.by_id(work, PartnershipId(1))).pause(
            maya.person_id, date(2027, 3, 1), date(2027, 1, 12)
        )
    await stage.forward(1)
    assert "This survey has been put aside." in cards(maya)[0]
    maya.room.messages.clear()
    await maya.says("answer the survey")
    await maya.does_not_see("Halfway survey")
    await stage.forward(20)
    assert "still welcome" not in str(maya.room)
    async with stage.bot.work() as work:
        (await partnerships.by_id(work, PartnershipId(1))).resume(date(2027, 2, 2))
    await stage.forward(1)
    assert "Maya, you and Priya are halfway." in str(cards(maya))
    assert {one.role: one.answered for one in await surveys(stage)} == {
        "mentee": False,
        "mentor": True,
    }
    assert "put aside" not in str(priya.room)


async def test_months_after_the_end_both_look_back_and_then_every_year_until_the_scheme_stops(
    stage: Stage,
) -> None:
    partnership_id = await met(stage, MAYA, PRIYA)
    await ends(stage, partnership_id, Ending.NOT_WORKING)
    maya, priya = await stage.person(MAYA), await stage.person(PRIYA)
    for person, partner, days in (
        (priya, "Maya", 182),
        (maya, "Priya", 7),
    ):  # she is first asked to become a mentor
        await stage.forward(days)
        assert f"some time has passed since you worked with {partner}. What has stayed?" in str(
            cards(person)
        )
    await maya.says("answer the survey")
    await maya.sees("A look back", "Ended on: Monday 11 January 2027")
    await maya.does_not_see("If it is not going well")
    await maya.closes()
    await stage.forward(3 * 365)
    found = [(one.role, one.occasion) for one in await surveys(stage)]
    assert [occasion for role, occasion in found if role == "mentee"] == [
        "conclusion",
        "lookback",
        "later-1",
        "later-2",
    ]
    assert len(found) == 8


async def test_a_pair_that_goes_on_is_asked_once_a_year_how_it_goes(stage: Stage) -> None:
    partnership_id = await met(stage, MAYA, PRIYA, days_ago=360)
    async with stage.bot.work() as work:
        one = await partnerships.by_id(work, partnership_id)
        assert one.started_on is not None
        one.ends_on = one.started_on + timedelta(days=540)
    maya = await stage.person(MAYA)
    await time_comes(stage)  # the midpoint is long past
    await sends(maya, going="yes")
    await stage.forward(7)
    assert "Maya, you have worked with Priya for a year. How is it going?" in str(cards(maya))
    yearly = next(
        one for one in await surveys(stage) if one.occasion == "yearly-1" and one.role == "mentee"
    )
    await ends(stage, partnership_id)
    assert not next(one for one in await surveys(stage) if one.id == yearly.id).is_open(
        date(2027, 1, 18)
    )


async def test_a_partner_who_never_answers_keeps_nothing_open(stage: Stage) -> None:
    maya, priya = await halfway(stage)
    await sends(maya, going="yes")
    await stage.forward(110)  # past the planned end and its days of grace
    async with stage.bot.work(writes=False) as work:
        assert not (await partnerships.by_id(work, PartnershipId(1))).is_live
    halfway_ones = [one for one in await surveys(stage) if one.occasion == "midpoint"]
    assert {one.role: one.answered for one in halfway_ones} == {"mentee": True, "mentor": False}
    assert str(priya.room).count("still welcome") <= 1
