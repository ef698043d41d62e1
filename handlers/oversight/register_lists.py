"""The register as lists to put in order and to narrow, and as files: mentors, who waits, partnerships (R3.1, R10.3).

Each member reads what they may read of it elsewhere: nobody they stand aside from, and no partnership of their own.
"""

from datetime import date
from typing import Literal

from handlers.forms import saved
from handlers.forms.sheet import SheetCell, as_csv
from handlers.kit.conversation import Conversation
from handlers.kit.paging import ListPage
from handlers.kit.turn import Turn
from handlers.kit.ui import Button, Part, Prose, Reply, Table, TableCell, TableColumn, View
from handlers.oversight.register_sheets import LISTS, STATE, Listed, listed, titles
from scheme.audience import Audience
from scheme.forms.shown import spoken
from scheme.matching.register_state import MENTOR_STATES, PAIR_STATES
from scheme.subject import Subject
from storage.work import Work

LIST = "list"  # the answer that says which list
BY = "by"  # by which column, counted from 0; "-2" for the third, the last first
ONLY = "only"  # the state that is looked for; "" for every one
LEADS = (
    "leads"  # that each name leads to what has happened with it; a chat would have a card for each
)

# What can be looked for in a list; how an application stands has too many words for that.
STATES_OF: dict[str, tuple[str, ...]] = {
    "mentors": MENTOR_STATES,
    "partnerships": PAIR_STATES,
    "left": ("withdrawn", "unplaced", "concluded"),
}

lists = Conversation(name="register")


@lists.step("list", Audience.MEMBER, opens=True)
async def show(turn: Turn, work: Work) -> Reply:
    """One of the lists, a page at a time, in the order of a column, and only those in a state where one is asked for."""
    chosen = turn.given(LIST) if turn.given(LIST) in LISTS else LISTS[0]
    found = await listed(turn, work, chosen)
    sheet = found.sheet
    only = turn.given(ONLY) if turn.given(ONLY) in STATES_OF.get(chosen, ()) else ""
    kept = [at for at, row in enumerate(sheet.rows) if not only or row[STATE] == only]
    column, order = _order(turn.given(BY), len(sheet.columns))
    if order:
        kept.sort(key=lambda at: _key(sheet.rows[at][column]), reverse=order == "descending")
    asked = {LIST: chosen, BY: turn.given(BY), ONLY: only}
    page = ListPage.of_lines(turn, "register.list", len(kept), asked)
    columns = tuple(
        TableColumn(
            heading=one.heading,
            is_number=any(isinstance(sheet.rows[row][at], int) for row in kept[:1]),
            sorts=_sorts(asked, at, one.heading, order if at == column else ""),
            order=order if at == column else "",
        )
        for at, one in enumerate(sheet.columns)
    )
    rows = tuple(_row(found, at, leads=bool(turn.given(LEADS))) for at in page.of(kept))
    parts: list[Part] = [*page.heading()]
    if rows:
        parts.append(Table(title=sheet.title, columns=columns, rows=rows))
    else:
        parts.append(Prose("There is nobody now.", sheet.title))
    save_all = Button(label="Save the register", action="register.save", opens=True)
    others = tuple(
        Button(label=title, action="register.list", answers={LIST: each}, opens=True)
        for each, title in titles(turn.definition).items()
        if each != chosen
    )
    buttons = (*page.ways(), *others, save_all)
    return Reply(window=View(title="The register", parts=tuple(parts), buttons=buttons))


def _row(found: Listed, at: int, *, leads: bool) -> tuple[TableCell, ...]:
    """A row as it is shown, its first cell leading to what has happened with it where that is wanted."""
    cells: list[TableCell] = [_said(cell) for cell in found.sheet.rows[at]]
    application_id = found.about[at] if found.about else None
    if leads and application_id is not None:
        cells[0] = Button(
            label=str(cells[0]),
            action="register.timeline",
            subject=Subject("application", application_id),
            opens=True,
        )
    return tuple(cells)


@lists.step("save", Audience.MEMBER, opens=True)
async def save(turn: Turn, work: Work) -> Reply:
    """All lists as a workbook that explains its columns, and each as CSV."""
    sheets = [(await listed(turn, work, each)).sheet for each in LISTS]
    name = f"register-{turn.definition.key}-{turn.today.isoformat()}"
    book = await saved.workbook("Save it as a spreadsheet", f"{name}.xlsx", sheets)
    files = (
        saved.text(f"{sheet.title} as CSV", f"{name}-{each}.csv", as_csv(sheet), "text/csv")
        for each, sheet in zip(LISTS, sheets, strict=True)
    )
    told = Prose(
        "These files hold what you may read here, and names among it. Please keep them where only you can open them, and "
        "delete them when you are done."
    )
    look = Button(label="Open register", action="review.register", opens=True)
    return Reply(
        window=View(title="Save the register", parts=(told, book, *files), buttons=(look,))
    )


def _order(asked: str, width: int) -> tuple[int, Literal["", "ascending", "descending"]]:
    """The column whose order is asked for, and which way; no order where nothing that fits is asked for."""
    digits = asked.removeprefix("-")
    if not (digits.isascii() and digits.isdecimal() and len(digits) < 3 and int(digits) < width):
        return 0, ""
    return int(digits), "descending" if asked.startswith("-") else "ascending"


def _sorts(asked: dict[str, str], column: int, heading: str, order: str) -> Button:
    """Puts the rows in the order of a column, the other way round where they are in it already."""
    by = f"-{column}" if order == "ascending" else str(column)
    return Button(label=heading, action="register.list", answers={**asked, BY: by}, opens=True)


def _key(cell: SheetCell) -> tuple[bool, float, str]:
    """What a cell is put in order by: empty ones after all others."""
    match cell:
        case None:
            return (True, 0, "")
        case date():
            return (False, cell.toordinal(), "")
        case int() | float():
            return (False, cell, "")
        case str():
            return (False, 0, cell.casefold())


def _said(cell: SheetCell) -> str:
    if isinstance(cell, date):
        return spoken(cell)
    return "" if cell is None else str(cell)
