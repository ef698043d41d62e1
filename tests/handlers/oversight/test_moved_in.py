"""Who was taken over from an earlier register lives on here: reminded, surveyed and ended by the days they had (R13.1)."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from handlers import CATALOGUE
from handlers.kit.turn import Moment
from handlers.oversight import moved_in
from scheme.calendar import local_day
from scheme.moving_in.fitting import fit
from scheme.moving_in.grid import Given, Grid
from scheme.moving_in.reading import read
from scheme.refusal import Refusal
from scheme.subject import NOTHING_IN_PARTICULAR
from storage import matters, moving_in, taking_back
from storage.work import Work
from tests.support.dialogue import Stage
from tests.support.rounds import act
from tests.support.stage import DAY_ONE, MAYA, NOAH, PRIYA, ROBIN

PEOPLE: list[Given] = ["Role", "Name", "Email", "Job title", "Level", "Goals", "Joined"]
PAIRS: list[Given] = ["Mentee", "Mentor", "Started", "Ends", "Last met"]


def ago(days: int) -> date:
    """A day so long before the first of the stage."""
    return DAY_ONE - timedelta(days=days)


def sheets(*pairs: Sequence[Given]) -> list[Grid]:
    """A register of Maya and Noah, mentees, and Priya, a mentor; and some pairs."""
    entrants: list[list[Given]] = [
        ["mentee", "Maya Thorne", MAYA, "Assistant", "assistant", "To teach.", ago(200)],
        ["mentee", "Noah Quill", NOAH, "Assistant", "assistant", "To lead.", ago(20)],
        ["mentor", "Priya Nair", PRIYA, "Team leader", "team-leader", None, ago(300)],
    ]
    return [
        Grid(title="People", rows=[PEOPLE, *entrants]),
        Grid(title="Pairs", rows=[PAIRS, *pairs]),
    ]


async def _moment(scene: Stage, work: Work) -> Moment:
    (definition,) = scene.bot.definitions.values()
    found = await matters.find(work, NOTHING_IN_PARTICULAR, definition.key)
    return Moment(definition=definition, found=found, now=work.now, catalogue=CATALOGUE)


async def move_in(scene: Stage, grids: list[Grid]) -> int:
    """Take a register over as the command does; returns the number of the import."""
    async with scene.bot.work() as work:
        moment = await _moment(scene, work)
        as_read = read(moment.definition, grids, local_day(work.now, moment.definition.zone))
        here = await moving_in.here(work, moment.definition.key, as_read.addresses)
        register = fit(moment.definition, as_read, here)
        assert [str(fault) for fault in register.faults] == []
        record = await moved_in.take_over(moment, work, register, here, "register.xlsx")
    await scene.bot.delivery.drain()
    return record.id


async def move_out(scene: Stage, number: int) -> None:
    """Take it back as the command does."""
    async with scene.bot.work() as work:
        record = await taking_back.by_id(work, number)
        await moved_in.take_back(await _moment(scene, work), work, record)
    await scene.bot.delivery.drain()


async def test_the_group_hears_of_it_once_and_nobody_else(scene: Stage) -> None:
    await move_in(scene, sheets([MAYA, PRIYA, ago(60), ago(-120), ago(5)]))
    await scene.group_sees("The register from before is here.")
    for who in (MAYA, NOAH, PRIYA):
        assert str((await scene.person(who)).room) == ""


async def test_a_pair_goes_on_from_its_days(scene: Stage) -> None:
    await move_in(scene, sheets([MAYA, PRIYA, ago(60), ago(-120), ago(40)]))
    maya = await scene.person(MAYA)
    await maya.says("home")
    await maya.sees("Priya Nair")
    await scene.forward(5)  # six weeks after they last met
    await maya.sees("Priya")
    await act(maya, "meet.logged", "partnership:1", day=str(ago(-4)), minutes="60", how="teams")
    await scene.forward(26)  # halfway between start and end
    await maya.sees("Halfway")
    await scene.forward(105)
    await maya.sees("Partnership closed", "Closing survey")


async def test_who_waits_is_proposed_somebody_as_any_other(scene: Stage) -> None:
    await move_in(scene, sheets())
    robin = await scene.person(ROBIN)
    await robin.says("what waits for me")
    await robin.sees("Noah Quill", "Maya Thorne")


async def test_who_was_taken_over_is_asked_for_their_consent_to_the_words_here(
    scene: Stage,
) -> None:
    await move_in(scene, sheets())
    noah = await scene.person(NOAH)
    await noah.says("home")
    await noah.presses("Read and agree")
    await noah.sees("consent")


async def test_it_is_taken_back_as_long_as_nothing_has_come_of_it(scene: Stage) -> None:
    number = await move_in(scene, sheets([MAYA, PRIYA, ago(60), ago(-120), ago(5)]))
    await move_out(scene, number)
    await scene.group_sees("The register from before was taken back as a whole.")
    priya = await scene.person(PRIYA)
    await priya.says("home")
    await priya.does_not_see("Maya")


async def test_it_is_not_taken_back_once_a_meeting_was_noted(scene: Stage) -> None:
    number = await move_in(scene, sheets([MAYA, PRIYA, ago(60), ago(-120), ago(5)]))
    await act(
        await scene.person(MAYA),
        "meet.logged",
        "partnership:1",
        day=str(ago(1)),
        minutes="60",
        how="teams",
    )
    with pytest.raises(Refusal) as no:
        await move_out(scene, number)
    assert "P-1: has noted a meeting" in no.value.text
    assert "P-1: has changed since" in no.value.text


async def test_it_is_not_taken_back_once_somebody_was_reminded(scene: Stage) -> None:
    number = await move_in(scene, sheets([MAYA, PRIYA, ago(60), ago(-120), ago(40)]))
    await scene.forward(5)
    with pytest.raises(Refusal, match="P-1: something fell due since, and was told"):
        await move_out(scene, number)
