"""`mentoring-bot import`: a register that was kept in spreadsheets, looked at, taken over, and taken back as a whole (R13.1)."""

import asyncio
import re
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
from scheme.moving_in.register import Flaw, Register
from scheme.subject import Subject
from scheme.wording import counted
from storage import ledger, moving_in, taking_back
from storage.work import Work

TAKEN_OVER = "command line: import"
TAKEN_BACK = "command line: import undone"
MOST_NAMED = 2000  # lines about what is wrong
ROW = re.compile(r"(.*), row ([0-9]+)(.*)")


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
    async with working(
        settings, writes=False
    ) as work:  # nobody waits while it is read and looked at
        definition = only(work, scheme)
        today = local_day(work.now, definition.zone)
        as_read = await asyncio.to_thread(read, definition, grids, today)
        register = await _fitting(work, definition, as_read)
    if register.faults:
        return Looked(lines=_wrong(register), good=False)
    counts = moved_in.counts(definition, register)
    if try_only:
        lines = [*register.notes, f"It would take over: {counts}. Nothing was changed."]
        return Looked(lines=lines, good=True)
    if not register.entrants and not register.pairs:
        lines = [*register.notes, "Everybody in it is here already. Nothing was changed."]
        return Looked(lines=lines, good=True)
    source = ", ".join(file.name for file in files)
    return await _kept(settings, scheme, as_read, source)


async def _kept(settings: Settings, scheme: str, as_read: Register, source: str) -> Looked:
    """Take over what was looked at, as things stand now."""
    async with working(settings) as work:
        definition = only(work, scheme)
        here = await moving_in.here(work, definition.key, as_read.addresses)
        register = fit(definition, as_read, here)
        if register.faults:
            return Looked(lines=_wrong(register), good=False)
        moment = await moment_of(work, definition)
        record = await moved_in.take_over(moment, work, register, here, source)
        await _record(work, definition, TAKEN_OVER, record.id)
        lines = [
            *register.notes,
            f"Import {record.id} is done: {moved_in.counts(definition, register)}.",
            f"To take it back as a whole, as long as nothing has come of it: mentoring-bot import --undo {record.id}",
        ]
        return Looked(lines=lines, good=True, number=record.id)


async def _fitting(work: Work, definition: Definition, as_read: Register) -> Register:
    here = await moving_in.here(work, definition.key, as_read.addresses)
    return fit(definition, as_read, here)


def _wrong(register: Register) -> list[str]:
    lines = _together(register.faults)
    if (more := len(lines) - MOST_NAMED) > 0:
        lines = [*lines[:MOST_NAMED], f"and {more} more lines like these."]
    things = counted(len(register.faults), "thing")
    return [*lines, *register.notes, f"{things} to put right first. Nothing was changed."]


def _together(flaws: Sequence[Flaw]) -> list[str]:
    """What is wrong, a line each; of the same in one row after another, one: "Pairs, rows 2 to 9, column F: …"."""
    lines: list[str] = []
    runs: dict[tuple[str, str, str], tuple[int, int, int]] = {}  # first row, last row, line
    for flaw in flaws:
        parts = ROW.fullmatch(flaw.place)
        if parts is None:
            lines.append(str(flaw))
            continue
        number = int(parts[2])
        same = (parts[1], parts[3], flaw.what)
        first, last, at = runs.get(same, (0, 0, 0))
        if not first or number != last + 1:
            first, at = number, len(lines)
            lines.append(str(flaw))
        else:
            lines[at] = f"{parts[1]}, rows {first} to {number}{parts[3]}: {flaw.what}"
        runs[same] = (first, number, at)
    return lines


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
