"""One's own hours log: meetings, preparation, events and one-to-ones by month, seen by nobody else (R6.5)."""

from handlers.kit.conversation import Conversation
from handlers.kit.help import MEETINGS
from handlers.kit.paging import ListPage
from handlers.kit.turn import Turn
from handlers.kit.ui import (
    Button,
    Card,
    Facts,
    Link,
    Part,
    Prose,
    Reply,
    Table,
    TableColumn,
    View,
)
from handlers.learning import hours_files
from handlers.pair.which import from_first_introduction, live
from scheme.audience import Audience
from scheme.forms.shown import spoken
from scheme.learning.hours_log import HoursLine, HoursLog, HoursNamed, TimeKind, total
from scheme.meeting.reflection import duration, of_hours
from scheme.wording import a, counted
from storage import partnerships, people
from storage.work import Work

hours = Conversation(name="hours")

YEAR = "year"  # the answer that says which year is shown, and saved
ALONE = "Only you can see this."
NOTHING_YET = "No time is noted yet. Meetings count by themselves once logged."
ADD = Button(label="Add time", action="reflect.time", style="primary", opens=True)
REFLECTIONS = Button(label="My reflections", action="reflect.mine", opens=True)
BY_KIND = {
    TimeKind.CONTACT: "Contact",
    TimeKind.PREPARATION: "Preparation",
    TimeKind.EVENT: "Events",
    TimeKind.ONE_TO_ONE: "One-to-ones",
}


async def log_of(turn: Turn, work: Work) -> HoursLog:
    """All the time that somebody gave, as the conversations that know of some tell it."""
    lines: list[HoursLine] = []
    for given in turn.catalogue.hours_functions:
        lines += await given(turn, work)
    return HoursLog.of(lines)


async def named_for(turn: Turn, work: Work) -> HoursNamed:
    """The hours that the scheme names for somebody."""
    pairs = await partnerships.of_person(work, turn.definition.key, turn.person.id)
    return HoursNamed.of(turn.definition, pairs, turn.person.id, turn.now)


@hours.step(
    "show",
    Audience.ANYONE,
    opens=True,
    in_help=MEETINGS.entry("My hours", 50, from_first_introduction),
)
async def show(turn: Turn, work: Work) -> Reply:
    """A year of one's log: this month, the months, the sums, and what was given, the latest first."""
    log = await log_of(turn, work)
    named = await named_for(turn, work)
    years = sorted({*log.years, *named.years}, reverse=True)
    year = _year(turn, years)
    shown = log.of_year(year)
    first = ALONE if log.lines else NOTHING_YET
    parts: list[Part] = [Prose(first)]
    if address := turn.catalogue.page(f"/hours/{turn.definition.key}", turn.person.id):
        parts.append(Link("Open it on a page", address))
    parts += await _this_month(turn, work, log)
    if log.lines:
        parts += [_sums(log), *_months(shown, named.of_year(year), year)]
    page = ListPage.of_cards(turn, "hours.show", len(shown.lines), {YEAR: str(year)})
    parts += [*page.heading(), *(_card(line) for line in page.of(shown.lines))]
    buttons = [
        *([ADD] if await partnerships.of_person(work, turn.definition.key, turn.person.id) else []),
        *([_save(year)] if log.lines else []),
        *page.ways(),
        *(_of_year(each) for each in years if each != year),
        REFLECTIONS,
    ]
    return Reply(window=View(title="My hours", parts=tuple(parts), buttons=tuple(buttons)))


@hours.step("save", Audience.ANYONE, opens=True)
async def save(turn: Turn, work: Work) -> Reply:
    """A year of one's log as files, or all of it."""
    log = await log_of(turn, work)
    named = await named_for(turn, work)
    year = turn.number(YEAR)
    span = "all years"
    if year:
        log, named, span = log.of_year(year), named.of_year(year), str(year)
    files = await hours_files.made(turn, log, named, span)
    told = Prose(
        "The table and the spreadsheet say with whom each hour was. The record names nobody but you, so that you can pass "
        "it on."
    )
    whole = Button(label="Save all years", action="hours.save", opens=True)
    return Reply(
        window=View(
            title=f"Save my hours, {span}",
            parts=(told, *files),
            buttons=(
                *([whole] if year else []),
                Button(label="My hours", action="hours.show", opens=True),
            ),
        )
    )


def _year(turn: Turn, years: list[int]) -> int:
    """The year that is asked for; else this one, or the latest in which there is something."""
    asked = turn.number(YEAR)
    if asked in years:
        return asked
    if turn.today.year in years or not years:
        return turn.today.year
    return years[0]


def _save(year: int) -> Button:
    return Button(label="Save my hours", action="hours.save", answers={YEAR: str(year)}, opens=True)


def _of_year(year: int) -> Button:
    return Button(
        label=str(year), action="hours.show", answers={YEAR: str(year)}, opens=True, place="menu"
    )


async def _this_month(turn: Turn, work: Work, log: HoursLog) -> list[Facts]:
    """A line for each partnership under way: "3 of 3 hours"; nothing where the scheme names no hours. Nobody is reminded."""
    pairs = [pair for pair in await live(turn, work) if pair.started_on is not None]
    names = await people.by_ids(work, {pair.partner_of(turn.person.id) for pair in pairs})
    month = (turn.today.year, turn.today.month)
    rows = []
    for pair in pairs:
        whole = turn.definition.meetings.hours(pair.role_of(turn.person.id))
        if whole:
            given = total(
                line
                for line in log.lines
                if line.partnership_id == pair.id and (line.day.year, line.day.month) == month
            )
            partner = names[pair.partner_of(turn.person.id)].name
            rows.append((f"With {partner}", of_hours(given, whole)))
    return [Facts(tuple(rows), "This month")] if rows else []


def _sums(log: HoursLog) -> Facts:
    rows = [(BY_KIND[kind], duration(log.minutes(kind))) for kind in log.kinds]
    return Facts((*rows, ("Together", duration(log.minutes()))), "So far")


def _months(log: HoursLog, named: HoursNamed, year: int) -> list[Part]:
    """A table of a year's months, and beside them what the scheme names, where it names hours."""
    kinds = log.kinds
    months = log.months(named)
    headings = ["Month", *(BY_KIND[kind] for kind in kinds), "Together"]
    rows = [
        [
            f"{month.first:%B}",
            *(duration(month.minutes(kind)) for kind in kinds),
            duration(month.minutes()),
        ]
        for month in months
    ]
    if named.months:
        headings.append("The scheme names")
        for row, month in zip(rows, months, strict=True):
            row.append(counted(month.hours, "hour") if month.hours else "–")
    columns = tuple(
        TableColumn(heading=heading, is_number=at > 0) for at, heading in enumerate(headings)
    )
    table = Table(title=str(year), columns=columns, rows=tuple(tuple(row) for row in rows))
    if not named.months:
        return [table]
    told = f"{of_hours(log.minutes(), named.hours)} in {year}. A month counts where a partnership goes on for half of it or more."
    return [table, Prose(told)]


def _card(line: HoursLine) -> Card:
    title = spoken(line.day)
    match line.kind:
        case TimeKind.CONTACT | TimeKind.PREPARATION:
            text = f"{duration(line.minutes)}, {line.kind}, with {line.what}."
        case _:
            text = f"{duration(line.minutes)}, {line.kind}: {line.what}."
    if not line.note:
        return Card(title=title, text=f"{text} From {a(line.source)}.")
    change = Button(label="Change", action="reflect.correct", subject=line.note, opens=True)
    delete = Button(label="Delete", action="reflect.drop", subject=line.note, opens=True)
    return Card(title=title, text=text, buttons=(change, delete))
