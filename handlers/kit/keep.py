"""Files of what somebody keeps for themselves, for a professional-development record (R6.5)."""

import csv
from collections.abc import Mapping, Sequence
from io import StringIO

from handlers.kit.ui import File
from scheme.definition import Definition
from scheme.fields import spoken
from scheme.reflection import Entry, Kind, Reflection, duration, total


def reflections_file(definition: Definition, held: Sequence[Reflection], names: Mapping[int, str]) -> File:
    """Every reflection, earliest first, as text that any editor opens; `names` are the partners', by partnership."""
    notes = [f"## {spoken(one.day)}, with {names[one.partnership_id]}\n\n{one.text}\n" for one in reversed(held)]
    return File(
        "Save them all", "reflections.md", "\n".join([f"# Reflections, {definition.name}\n", *notes]), "text/markdown"
    )


def hours_file(lines: Sequence[Entry], names: Mapping[int, str]) -> File:
    """Every entry, earliest first, and the totals, for a spreadsheet; `names` are the partners', by partnership."""
    sheet = StringIO()
    rows = csv.writer(sheet)
    rows.writerow(("Date", "Minutes", "Kind", "With", "From"))
    for one in reversed(lines):
        source = "logged meeting" if one.own is None else "own note"
        rows.writerow((one.day.isoformat(), one.minutes, one.kind, _inert(names[one.partnership_id]), source))
    for kind in Kind:
        rows.writerow(("Total", total(lines, kind), kind, "", duration(total(lines, kind))))
    return File("Save them all", "hours.csv", sheet.getvalue(), "text/csv")


def _inert(name: str) -> str:
    """A name as a cell: spreadsheets take what begins with one of these for a formula."""
    return f"'{name}" if name[:1] in "=+-@\t\r" else name
