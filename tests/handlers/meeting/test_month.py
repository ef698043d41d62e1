"""Hours a month that a scheme names: said at the start, shown to their giver alone, and nobody is reminded (R6.5)."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from scheme.definition.definition import Definition
from scheme.ids import PartnershipId
from scheme.meeting.reflection import HoursEntry, HoursKind, of_hours, this_month
from scheme.partnership.usual import gives
from storage.engine.database import Database
from tests.support.dialogue import Stage
from tests.support.pairs import pair
from tests.support.rounds import act, keeps_to_the_voice
from tests.support.scheme_cast import definition
from tests.support.stage import MAYA, PRIYA, scheme, set_stage

HOURS = {"mentee_hours": 1, "preparation_hours": 2, "mentor_hours": 1}


@pytest.fixture
async def timed(tmp_path: Path) -> AsyncIterator[Stage]:
    """A stage whose scheme names hours a month."""
    data = scheme().model_dump()
    data["meetings"] |= HOURS
    database = Database(f"sqlite:///{tmp_path}/test.db")
    stage = await set_stage(database, Definition.model_validate(data))
    yield stage
    await database.close()
    keeps_to_the_voice(stage)


async def test_each_reads_their_own_share_at_the_start(timed: Stage) -> None:
    subject = f"partnership:{await pair(timed, MAYA, PRIYA, days_ago=None)}"
    maya, priya = await timed.person(MAYA), await timed.person(PRIYA)
    await act(maya, "start.started", subject)
    await act(priya, "start.started", subject)
    await maya.sees("Your share is about 1 hour a month, and 2 to prepare.")
    await priya.sees("Your share is about 1 hour a month. After")
    await maya.says("how does it work")
    await act(maya, "home.about")


async def test_the_log_says_how_much_of_the_month_is_given_to_their_giver_alone(
    timed: Stage,
) -> None:
    subject = f"partnership:{await pair(timed, MAYA, PRIYA)}"
    maya, priya = await timed.person(MAYA), await timed.person(PRIYA)
    await maya.says("my hours")
    await maya.sees("This month", "With Priya Nair: 0 of 3 hours")
    await act(maya, "meet.logged", subject, day="2027-01-11", minutes="60", how="teams")
    await act(maya, "reflect.noted", subject, day="2027-01-11", minutes="120", kind="preparation")
    await maya.says("my hours")
    await maya.sees("With Priya Nair: 3 of 3 hours")
    await priya.says("my hours")
    await priya.sees("With Maya Thorne: 1 of 1 hour")
    await timed.forward(21)
    await maya.says("my hours")
    await maya.sees("With Priya Nair: 0 of 3 hours")
    for player in (maya, priya):
        said = [arrival.message.text for arrival in timed.channel.arrivals]
        assert not [text for text in said if "of 3 hours" in text], player.name


async def test_a_scheme_that_names_none_says_nothing_of_it(scene: Stage) -> None:
    await pair(scene, MAYA, PRIYA)
    maya = await scene.person(MAYA)
    await maya.says("my hours")
    await maya.does_not_see("This month")


@pytest.mark.parametrize(
    ("hours", "mentee", "mentor"),
    [
        ({}, "", ""),
        (HOURS, "1 hour a month, and 2 to prepare", "1 hour a month"),
        ({"preparation_hours": 2}, "2 hours a month to prepare", ""),
        ({"mentee_hours": 2, "mentor_hours": 3}, "2 hours a month", "3 hours a month"),
    ],
)
def test_words_for_a_share(hours: dict[str, object], mentee: str, mentor: str) -> None:
    own = definition(meetings=hours)
    assert (gives(own, "mentee"), gives(own, "mentor")) == (mentee, mentor)


def test_the_minutes_of_a_month_and_their_words() -> None:
    def entry(day: date, minutes: int) -> HoursEntry:
        return HoursEntry(day, minutes, HoursKind.CONTACT, PartnershipId(1), None)

    lines = [entry(date(2027, 1, 1), 60), entry(date(2027, 1, 31), 30), entry(date(2026, 1, 9), 5)]
    assert this_month(lines, date(2027, 1, 15)) == 90
    assert this_month(lines, date(2027, 2, 1)) == 0
    assert of_hours(180, 3) == "3 of 3 hours"
    assert of_hours(150, 3) == "2 h 30 min of 3 hours"
    assert of_hours(0, 1) == "0 of 1 hour"
