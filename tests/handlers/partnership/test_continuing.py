"""Continuation is asked of both in the last month, and takes a yes of both with a new end (R5.3)."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from scheme.definition.definition import Definition
from storage.engine.database import Database
from tests.support.dialogue import Stage
from tests.support.pairs import pair
from tests.support.rounds import act, barred, keeps_to_the_voice, pair_of, refused
from tests.support.scheme_cast import active, definition, for_each
from tests.support.stage import MAYA, NOAH, PRIYA, scheme, set_stage

END = "2027-07-11"
ASKS = "Would you like to go on?"


@pytest.fixture
async def asked(tmp_path: Path) -> AsyncIterator[Stage]:
    """Maya and Priya, a month before their planned end, in a scheme that asks."""
    data = scheme().model_dump()
    data["pairing"]["continuation_days"] = 30
    data["meetings"]["nudges"] = 0
    database = Database(f"sqlite:///{tmp_path}/test.db")
    stage = await set_stage(database, Definition.model_validate(data))
    await pair(stage, MAYA, PRIYA)
    await stage.forward(155)
    yield stage
    await database.close()
    keeps_to_the_voice(stage)


async def test_both_are_asked_and_a_yes_of_both_is_needed(asked: Stage) -> None:
    maya, priya = await asked.person(MAYA), await asked.person(PRIYA)
    for player in (maya, priya):
        await player.sees("is planned to end on Sunday 11 July 2027.", ASKS)
    await maya.presses("I'd like to go on")
    await maya.fills(until="day", day="2027-10-11")
    await maya.submits()
    assert (await pair_of(asked)).ends_on == date(2027, 7, 11)
    await priya.sees("Maya Thorne would like to go on longer: until Monday 11 October 2027")
    await priya.presses("Agree")
    assert (await pair_of(asked)).ends_on == date(2027, 10, 11)


async def test_one_no_leaves_the_end_and_tells_the_other_nothing(asked: Stage) -> None:
    maya, priya = await asked.person(MAYA), await asked.person(PRIYA)
    before = str(priya.room)
    await maya.presses("Finish as planned")
    await maya.sees(
        "It ends on Sunday 11 July 2027, as planned. Priya is not told that you were asked."
    )
    await maya.does_not_see(ASKS)
    assert str(priya.room) == before
    await priya.presses("I'd like to go on")
    await priya.fills(until="day", day="2027-09-11")
    await priya.submits()
    await maya.presses("Keep it as it is")
    assert (await pair_of(asked)).ends_on == date(2027, 7, 11)


async def test_a_no_to_an_end_that_has_moved_meanwhile_says_so(asked: Stage) -> None:
    subject = f"partnership:{(await pair_of(asked)).id}"
    maya, priya = await asked.person(MAYA), await asked.person(PRIYA)
    await act(maya, "extend.proposed", subject, until="day", day="2027-09-11", seen="")
    await act(priya, "continuing.no", subject, day=END)
    await priya.sees(
        "Maya has proposed another day; your home has it, and keeping the end is fine."
    )
    await act(priya, "extend.agreed", subject, day="2027-09-11")
    no = await refused(priya, "continuing.no", subject, day=END)
    assert no == "The planned end is another by now. Your home shows how it stands."
    assert await refused(priya, "continuing.no", subject, day="yesterday") == no


async def test_nobody_else_can_answer_for_them(asked: Stage) -> None:
    subject = f"partnership:{(await pair_of(asked)).id}"
    assert await barred(await asked.person(NOAH), "continuing.no", subject, day=END)


async def test_who_has_proposed_another_end_is_not_asked_again(tmp_path: Path) -> None:
    data = scheme().model_dump()
    data["pairing"]["continuation_days"] = 30
    database = Database(f"sqlite:///{tmp_path}/test.db")
    stage = await set_stage(database, Definition.model_validate(data))
    subject = f"partnership:{await pair(stage, MAYA, PRIYA)}"
    maya, priya = await stage.person(MAYA), await stage.person(PRIYA)
    await act(maya, "extend.proposed", subject, until="day", day="2027-09-11", seen="")
    await stage.forward(170)
    await maya.does_not_see(ASKS)
    await priya.sees(ASKS)
    await database.close()


def test_they_are_asked_so_many_days_before_and_never_where_the_scheme_does_not() -> None:
    month = definition(pairing={"continuation_days": 31})
    one = active()
    assert one.ends_on is not None
    found = for_each(one.due(month), "continue")
    assert found == [date(2026, 7, 2)]
    assert found[0] == one.ends_on - timedelta(days=31)
    assert for_each(one.due(definition()), "continue") == []


def test_nobody_is_asked_for_what_the_scheme_does_not_allow() -> None:
    full = definition(pairing={"continuation_days": 31, "most_months": 6})
    assert for_each(active().due(full), "continue") == []
    fuller = active()
    assert fuller.ends_on is not None
    fuller.ends_on += timedelta(days=400)  # an agreement may be for longer than is usual
    assert for_each(fuller.due(full), "continue") == []


@pytest.mark.parametrize("days", [1, 13, 14])
def test_asking_after_the_end_was_told_is_a_contradiction(days: int) -> None:
    with pytest.raises(ValueError, match=r"pairing\.continuation_days: they would have been told"):
        definition(pairing={"continuation_days": days})
