"""The register as lists to put in order and to narrow, and as files: mentors, who waits, partnerships (R3.1, R10.3).

Each member reads what they may read of it elsewhere: nobody they stand aside from, and no partnership of their own.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal

from handlers.forms import saved
from handlers.forms.sheet import Column, Sheet, SheetCell, as_csv
from handlers.group import cards
from handlers.kit.conversation import Conversation
from handlers.kit.paging import ListPage
from handlers.kit.turn import Turn
from handlers.kit.ui import Button, Part, Prose, Reply, Table, TableColumn, View
from scheme.audience import Audience
from scheme.calendar import local_day
from scheme.definition.definition import Definition
from scheme.forms.shown import spoken
from scheme.matching.ranking import Mentor
from scheme.matching.side import Side
from scheme.partnership.phase import Phase
from scheme.wording import capital, several
from storage import applications, matters, partnerships, people
from storage.many import in_turn
from storage.matching import register
from storage.work import Work

LIST = "list"  # the answer that says which list
BY = "by"  # by which column, counted from 0; "-2" for the third, the last first
ONLY = "only"  # the state that is looked for; "" for every one
LISTS = ("mentors", "waiting", "partnerships")
STATE = 1  # the column in which a list has its state

# What can be looked for in a list; how an application stands has too many words for that.
STATES_OF = {
    "mentors": ("available", "full", "away"),
    "partnerships": tuple(str(phase) for phase in Phase),
}

lists = Conversation(name="register")


@lists.step("list", Audience.MEMBER, opens=True)
async def show(turn: Turn, work: Work) -> Reply:
    """One of the lists, a page at a time, in the order of a column, and only those in a state where one is asked for."""
    chosen = turn.given(LIST) if turn.given(LIST) in LISTS else LISTS[0]
    sheet = await _sheet(turn, work, chosen)
    only = turn.given(ONLY) if turn.given(ONLY) in STATES_OF.get(chosen, ()) else ""
    kept = [row for row in sheet.rows if not only or row[STATE] == only]
    column, order = _order(turn.given(BY), len(sheet.columns))
    if order:
        kept.sort(key=lambda row: _key(row[column]), reverse=order == "descending")
    asked = {LIST: chosen, BY: turn.given(BY), ONLY: only}
    page = ListPage.of_lines(turn, "register.list", len(kept), asked)
    columns = tuple(
        TableColumn(
            heading=one.heading,
            is_number=any(isinstance(row[at], int) for row in kept[:1]),
            sorts=_sorts(asked, at, one.heading, order if at == column else ""),
            order=order if at == column else "",
        )
        for at, one in enumerate(sheet.columns)
    )
    rows = tuple(tuple(_said(cell) for cell in row) for row in page.of(kept))
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


def titles(definition: Definition) -> dict[str, str]:
    """How the lists are called."""
    names = (capital(several(definition.terms.mentor)), "Who waits", "Partnerships")
    return dict(zip(LISTS, names, strict=True))


@lists.step("save", Audience.MEMBER, opens=True)
async def save(turn: Turn, work: Work) -> Reply:
    """All lists as a workbook that explains its columns, and each as CSV."""
    sheets = [await _sheet(turn, work, each) for each in LISTS]
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


async def _sheet(turn: Turn, work: Work, chosen: str) -> Sheet:
    match chosen:
        case "mentors":
            return await _mentors(turn, work)
        case "waiting":
            return await _waiting(turn, work)
        case _:
            return await _partnerships(turn, work)


async def _mentors(turn: Turn, work: Work) -> Sheet:
    definition = turn.definition
    mentee = definition.terms.mentee
    reader = await people.reader(work, turn.person)
    rows: list[Sequence[SheetCell]] = []
    async for mentor in in_turn(await register.mentors(work, definition)):
        if not reader.keeps_out_of(mentor.side or Side.of(definition, mentor.application)):
            rows.append(_mentor(mentor, turn))
    columns = (
        Column("Name", f"Who is on the register as {definition.terms.mentor}."),
        Column("State", "available, full, or away: away where they said so, until the day beside."),
        Column("Away until", "The last day they are away; empty where they are here."),
        Column("Places", f"How many {several(mentee)} they take at a time."),
        Column(
            "Taken", "How many of these places are taken, by those who were asked and by pairs."
        ),
        Column("Free", "Places less those that are taken; none while they are away."),
        Column(
            "So far", "All partnerships they have had in this scheme, those that go on included."
        ),
        Column("Since", "The day on which they applied."),
    )
    return Sheet(titles(definition)["mentors"], columns, rows)


def _mentor(mentor: Mentor, turn: Turn) -> Sequence[SheetCell]:
    application = mentor.application
    until = application.away_until
    away = until if until and until > turn.today else None
    free = max(application.capacity - mentor.taken, 0)
    state = "away" if away else "available" if free else "full"
    since = local_day(application.received_at, turn.definition.zone)
    free = 0 if away else free
    return (
        application.applicant, state, away, application.capacity, mentor.taken, free,
        mentor.partnerships_ever, since,
    )  # fmt: skip


async def _waiting(turn: Turn, work: Work) -> Sheet:
    definition = turn.definition
    found = await applications.awaiting_answer(work, definition.key)
    barred = await matters.conflicted_each(work, found)
    mine = [each for each in found if turn.person.id not in barred[each.id]]
    rows: list[Sequence[SheetCell]] = []
    async for pending in in_turn(await register.pending_each(work, mine)):
        application = pending.application
        came = local_day(application.received_at, definition.zone)
        rows.append(
            (
                application.applicant, application.ref, cards.stage_of(definition, pending),
                definition.term(application.role), came, (turn.today - came).days,
                application.answer_by, len(pending.candidates),
            )
        )  # fmt: skip
    columns = (
        Column("Name", "Who applied and has not had an answer yet."),
        Column("Reference", "Of their application."),
        Column("Stage", "How far it is."),
        Column("As", "The role they applied for."),
        Column("Applied", "The day on which they applied."),
        Column("Days", "Days since then."),
        Column("Answer by", "The day by which they were promised an answer."),
        Column("Proposed", f"How many {several(definition.terms.mentor)} are selected for them."),
    )
    return Sheet(titles(definition)["waiting"], columns, rows)


async def _partnerships(turn: Turn, work: Work) -> Sheet:
    definition = turn.definition
    count = await partnerships.count_read_by(work, definition.key, turn.person.id)
    found = await partnerships.read_by(
        work, definition.key, turn.person.id, start=0, most=max(count, 1)
    )
    rows = [
        (
            each.ref, str(each.phase), local_day(each.introduced_at, definition.zone),
            each.started_on, each.ends_on, each.last_met, _ended(definition, each.ended_at),
        )
        for each in found
    ]  # fmt: skip
    columns = (
        Column("Reference", "Of the partnership; whose it is stands with the partnership itself."),
        Column("State", "How far it is."),
        Column("Introduced", "The day on which both were told of each other."),
        Column("Started", "The day on which they began; empty until both have said so."),
        Column("Ends", "The day on which it is to end; empty where none is set."),
        Column("Last met", "The day of the latest meeting that was noted."),
        Column("Ended", "The day on which it ended; empty while it goes on."),
    )
    return Sheet(titles(definition)["partnerships"], columns, rows)


def _ended(definition: Definition, at: datetime | None) -> date | None:
    if at is None:
        return None
    return local_day(at, definition.zone)


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
