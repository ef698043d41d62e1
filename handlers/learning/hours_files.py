"""One's hours log to take along: rows for a spreadsheet, and a record on paper that names nobody else (R6.5, R10.3)."""

import asyncio
from base64 import b64encode
from collections.abc import Sequence
from datetime import date

from handlers.forms import saved
from handlers.forms.sheet import Column, Sheet, SheetCell
from handlers.kit.turn import Turn
from handlers.kit.ui import Attachment, Facts, Prose
from handlers.paper.document import Document, PaperBlock, PaperSection, PaperTable
from handlers.paper.html import html
from scheme.day_order import written
from scheme.forms.shown import spoken
from scheme.learning.hours_log import HoursLine, HoursLog, HoursNamed, TimeKind
from scheme.meeting.reflection import duration, of_hours
from scheme.wording import counted

PDF = "application/pdf"
PAGE = "text/html"
MOST_ON_PAPER = 400  # lines; what is longer is for a spreadsheet
KINDS = {
    TimeKind.CONTACT: "Meetings and contact",
    TimeKind.PREPARATION: "Preparation",
    TimeKind.EVENT: "Events",
    TimeKind.ONE_TO_ONE: "One-to-ones",
}
# What a line of the record says instead of whom it was with.
ON_PAPER = {
    TimeKind.CONTACT: "Meeting or contact",
    TimeKind.PREPARATION: "Preparation",
    TimeKind.ONE_TO_ONE: "One-to-one",
}
LINES = (
    Column("Date", "The day on which the time was given."),
    Column("Minutes", "How long it was, in minutes."),
    Column("Kind", "contact, preparation, event or one-to-one."),
    Column("With or at", "With whom it was, or at which event."),
    Column("From", "Where the log has it from: a logged meeting, an own note, an event."),
)


async def made(turn: Turn, log: HoursLog, named: HoursNamed, span: str) -> tuple[Attachment, ...]:
    """The files of a log, or of a year of it, which `span` names: CSV, a workbook, and the record.

    The record is a PDF; for a name whose letters our fonts lack, a page that any browser shows and prints.
    """
    lines = _lines(log)
    sheets = (Sheet("Hours", LINES, lines), _by_month(log, named))
    book = await saved.workbook("Save as a spreadsheet", "my-hours.xlsx", sheets)
    rows: list[Sequence[SheetCell]] = [[column.heading for column in LINES], *lines]
    for kind in log.kinds:
        minutes = log.minutes(kind)
        rows.append(("Total", minutes, kind, "", duration(minutes)))
    table = saved.table("Save as CSV", "my-hours.csv", rows)
    return (
        await asyncio.to_thread(_record, turn, document_of(turn, log, named, span)),
        book,
        table,
    )


def _lines(log: HoursLog) -> list[Sequence[SheetCell]]:
    """Every line, the earliest first."""
    return [
        (line.day, line.minutes, line.kind, line.what, line.source) for line in reversed(log.lines)
    ]


def _by_month(log: HoursLog, named: HoursNamed) -> Sheet:
    """The months, the earliest first, in minutes."""
    columns = (
        Column("Month", "The first day of the month."),
        *(Column(KINDS[kind], "Minutes in the month.") for kind in log.kinds),
        Column("Together", "Minutes of every kind in the month."),
        Column("The scheme names", "Minutes that the scheme names for the month; 0 for none."),
    )
    rows: list[Sequence[SheetCell]] = [
        (
            month.first,
            *(month.minutes(kind) for kind in log.kinds),
            month.minutes(),
            month.hours * 60,
        )
        for month in reversed(log.months(named))
    ]
    return Sheet("By month", columns, rows)


def document_of(turn: Turn, log: HoursLog, named: HoursNamed, span: str) -> Document:
    """The record: sums, months and lines, without anybody's name but their own."""
    sums = [(KINDS[kind], duration(log.minutes(kind))) for kind in log.kinds]
    sums.append(("Together", duration(log.minutes())))
    if named.hours:
        sums.append(("Of what the scheme names", of_hours(log.minutes(), named.hours)))
    sections = [
        PaperSection(title="Altogether", blocks=(Facts(tuple(sums)),)),
        PaperSection(title="By month", blocks=(_month_table(log, named),)),
        PaperSection(title="What the time was given to", blocks=(_line_table(turn, log),)),
    ]
    return Document(
        title="Hours given to mentoring",
        subtitle=f"{turn.person.name}\n{turn.definition.name}, {span}",
        foot=f"As noted by {turn.person.name} and in the scheme's meetings and events, on {_day(turn, turn.today)}.",
        sections=tuple(sections),
    )


def _month_table(log: HoursLog, named: HoursNamed) -> PaperTable:
    columns = ["Month", *(KINDS[kind] for kind in log.kinds), "Together"]
    rows = []
    for month in reversed(log.months(named)):
        row = [f"{month.first:%B %Y}", *(duration(month.minutes(kind)) for kind in log.kinds)]
        row.append(duration(month.minutes()))
        if named.hours:
            row.append(counted(month.hours, "hour") if month.hours else "–")
        rows.append(tuple(row))
    if named.hours:
        columns.append("The scheme names")
    return PaperTable(
        title="",
        columns=tuple(columns),
        rows=tuple(rows),
        numbers=frozenset(range(1, len(columns))),
    )


def _line_table(turn: Turn, log: HoursLog) -> PaperBlock:
    if len(log.lines) > MOST_ON_PAPER:
        return Prose(f"{len(log.lines)} entries, which the spreadsheet has one by one.")
    return PaperTable(
        title="",
        columns=("Day", "Time", "For"),
        rows=tuple(
            (_day(turn, line.day), duration(line.minutes), _on_paper(line))
            for line in reversed(log.lines)
        ),
        numbers=frozenset({1}),
    )


def _day(turn: Turn, day: date) -> str:
    """A day as its reader has it; on paper it stays so."""
    return written(spoken(day), turn.person.day_order(turn.definition.region))


def _on_paper(line: HoursLine) -> str:
    return ON_PAPER.get(line.kind, line.what)


def _record(turn: Turn, document: Document) -> Attachment:
    """Made beside the loop: the fonts and Typst take their time."""
    from handlers.paper.certificate import not_drawn  # noqa: PLC0415 - loaded when a file is made
    from handlers.paper.pdf import pdf  # noqa: PLC0415

    if not_drawn(turn.person.name + turn.definition.name):
        return Attachment(
            label="Save the record, to print", name="my-hours.html", text=html(document), media=PAGE
        )
    return Attachment(
        label="Save the record as PDF",
        name="my-hours.pdf",
        text=b64encode(pdf(document, turn.now)).decode(),
        media=PDF,
        encoded=True,
    )
