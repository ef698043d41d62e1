"""`mentoring-bot import`: a register that was kept in spreadsheets, looked at, taken over, and taken back as a whole (R13.1)."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.command import sheets
from bot.command.roster import moment_of, only, working
from bot.settings import Settings
from handlers.oversight import moved_in
from scheme.calendar import local_day
from scheme.definition.definition import Definition
from scheme.moving_in.fitting import fit
from scheme.moving_in.reading import read
from scheme.moving_in.register import Register
from scheme.subject import Subject
from scheme.wording import counted
from storage import ledger, moving_in, taking_back
from storage.work import Work

TAKEN_OVER = "command line: import"
TAKEN_BACK = "command line: import undone"
MOST_NAMED = 200  # lines about what is wrong


@dataclass(frozen=True, kw_only=True)
class Looked:
    """What came of looking at a register: what is said, and the number of the import, if it was taken over."""

    lines: Sequence[str]
    good: bool
    number: int | None = None


async def take_over(
    settings: Settings, scheme: str, files: Sequence[Path], *, try_only: bool
) -> Looked:
    """Read some files, say what is wrong in them, and where nothing is, take them over; with `try_only`, change nothing.

    Raises `Refusal` for what is no spreadsheet, and `DatabaseProblem`.
    """
    grids = await asyncio.to_thread(sheets.read, files)
    async with working(settings, writes=not try_only) as work:
        definition = only(work, scheme)
        today = local_day(work.now, definition.zone)
        as_read = await asyncio.to_thread(read, definition, grids, today)
        here = await moving_in.here(work, definition.key, as_read.addresses)
        register = fit(definition, as_read, here)
        if register.faults:
            return Looked(lines=_wrong(register), good=False)
        moment = await moment_of(work, definition)
        counts = moved_in.counts(moment, register)
        if try_only:
            lines = [*register.notes, f"It would take over: {counts}. Nothing was changed."]
            return Looked(lines=lines, good=True)
        if not register.entrants and not register.pairs:
            lines = [*register.notes, "Everybody in it is here already. Nothing was changed."]
            return Looked(lines=lines, good=True)
        source = ", ".join(file.name for file in files)
        record = await moved_in.take_over(moment, work, register, here, source)
        await _record(work, definition, TAKEN_OVER, record.id)
        lines = [
            *register.notes,
            f"Import {record.id} is done: {counts}.",
            f"To take it back as a whole, as long as nothing has come of it: mentoring-bot import --undo {record.id}",
        ]
        return Looked(lines=lines, good=True, number=record.id)


def _wrong(register: Register) -> list[str]:
    lines = [str(fault) for fault in register.faults[:MOST_NAMED]]
    if (more := len(register.faults) - MOST_NAMED) > 0:
        lines.append(f"and {more} more.")
    things = counted(len(register.faults), "thing")
    return [*lines, *register.notes, f"{things} to put right first. Nothing was changed."]


async def take_back(settings: Settings, number: int) -> str:
    """Take an import back as a whole. Raises `Refusal`, which says why, where it can't be any more, and `DatabaseProblem`."""
    async with working(settings) as work:
        record = await taking_back.by_id(work, number)
        definition = work.definitions[record.scheme]
        await moved_in.take_back(await moment_of(work, definition), work, record)
        await _record(work, definition, TAKEN_BACK, number)
        return f"Import {number} is undone. Everything is as it was before it."


async def listed(settings: Settings) -> list[str]:
    """Every import, a line each, the latest first. Raises `DatabaseProblem`."""
    async with working(settings, writes=False) as work:
        return [taking_back.summary(record) for record in await taking_back.all_of(work)]


async def _record(work: Work, definition: Definition, action: str, number: int) -> None:
    subject = Subject("import", number)
    await ledger.record(
        work, definition.key, person_id=None, action=action, subject=subject, outcome="done"
    )
