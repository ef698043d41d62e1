"""The digest of the register as what people see of it: charts and tables, a page to hand round, and sheets (R3.8)."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import pairwise

from handlers.forms.sheet import Column, Sheet, SheetCell
from handlers.group import cards
from handlers.kit.ui import Chart, Facts, Prose, Series, Table, TableColumn
from handlers.paper.document import Document, PaperBlock, PaperSection, PaperTable
from scheme.application.application import Application
from scheme.calendar import local, local_day
from scheme.definition.definition import Definition
from scheme.forms.shown import spoken
from scheme.matching.digest import WEEKS, RegisterDigest, Supply
from scheme.wording import capital, counted, several
from storage.matching.register import Pending

SHOWN = 12  # rows of what is asked for, the largest lack first
CHARTED = 8  # bars that can still be read
TOO_LONG = 100  # who wait, on paper


def in_short(definition: Definition, digest: RegisterDigest) -> tuple[tuple[str, str], ...]:
    """The numbers to begin with, as names and values."""
    terms = definition.terms
    rows = [
        (f"{capital(several(terms.mentee))} to be matched", str(len(digest.to_match))),
        ("Longest wait", counted(digest.longest, "day")),
        ("Promised day gone by", str(digest.overdue)),
        ("Promised within a week", str(digest.soon)),
        ("Applications to be checked", str(digest.to_check)),
        (
            f"{capital(several(terms.mentor))} with room",
            f"{len(digest.free)}, with {counted(digest.places, 'place')}",
        ),
        (f"{capital(several(terms.mentor))} who are full", str(digest.full)),
        ("Away for now", str(digest.away)),
    ]
    if digest.kept:
        rows.append(("Left to the other members", str(digest.kept)))
    return tuple(rows)


def charts(definition: Definition, digest: RegisterDigest) -> Iterator[Chart]:
    """How long they have waited; and what is asked for beside the places there are for it."""
    mentees = several(definition.terms.mentee)
    mentors = several(definition.terms.mentor)
    if not digest.to_match:
        return
    labels = (
        f"up to {WEEKS[0]} weeks",
        *(f"{least} to {most} weeks" for least, most in pairwise(WEEKS)),
        "longer",
    )
    yield Chart(
        title=f"How long {mentees} have waited",
        says=_on_waiting(digest),
        shape="bars",
        labels=labels,
        series=(Series(capital(mentees), digest.bands),),
        unit=mentees,
    )
    if digest.areas:
        found = digest.areas[:CHARTED]
        yield Chart(
            title="Areas asked for, beside places free",
            says=_on_lack(digest.areas, mentors),
            shape="bars",
            labels=tuple(each.name for each in found),
            series=(
                Series("Asked for by", tuple(each.waiting for each in found)),
                Series("Places free", tuple(each.places for each in found)),
            ),
            unit=mentees,
        )


def _on_waiting(digest: RegisterDigest) -> str:
    if digest.overdue:
        return f"For {digest.overdue} the promised day has gone by: begin with these."
    if digest.soon:
        return f"For {digest.soon} the promised day comes within a week: begin with these."
    return "No promised day comes within a week."


def _on_lack(found: Sequence[Supply], mentors: str) -> str:
    short = [each.name for each in found if each.missing]
    if not short:
        return "For everything that is asked for there are places enough."
    named = ", ".join(short[:3])
    return f"Too few places for {named}: call for {mentors} there."


def lacks(
    definition: Definition, digest: RegisterDigest
) -> Iterator[tuple[str, str, Sequence[Supply]]]:
    """What is asked for and how much of it there is: a title, what its first column is, and the lines; none that are empty."""
    near = f"Places, and {several(definition.terms.mentor)} within {definition.matching.near_km} km"
    for title, first, found in (
        ("Areas of work", "Area", digest.areas),
        (near, "Place", digest.towns),
        ("Backgrounds asked for", "Background", digest.backgrounds),
    ):
        if found:
            yield title, first, found


def lack_table(definition: Definition, title: str, first: str, found: Sequence[Supply]) -> Table:
    """What is asked for as a table of a window."""
    headings = _headings(definition, first)
    columns = tuple(TableColumn(heading=each, is_number=at > 0) for at, each in enumerate(headings))
    return Table(title=title, columns=columns, rows=tuple(map(_line, found[:SHOWN])))


def _headings(definition: Definition, first: str) -> tuple[str, ...]:
    mentees = capital(several(definition.terms.mentee))
    return first, f"{mentees} who ask", capital(several(definition.terms.mentor)), "Places", "Short"


def _line(each: Supply) -> tuple[str, ...]:
    return (
        each.name,
        str(each.waiting),
        str(each.mentors),
        str(each.places),
        str(each.missing),
    )


def document_of(
    definition: Definition,
    digest: RegisterDigest,
    stands: Sequence[Pending],
    times: str,
    made: datetime,
) -> Document:
    """What is handed round at a discussion. By reference alone, so that it tells nobody whose application it is."""
    here = local(made, definition.zone)
    blocks: list[PaperBlock] = [Facts(in_short(definition, digest))]
    if times:
        blocks.append(Prose(times, "How long answers take"))
    sections = [
        PaperSection(title="In short", blocks=tuple(blocks)),
        PaperSection(title="To be seen", blocks=tuple(charts(definition, digest))),
        PaperSection(title="Who waits", blocks=_who_waits(definition, stands, here.date())),
        PaperSection(
            title="Where there are too few",
            blocks=tuple(
                PaperTable(
                    title=title,
                    columns=_headings(definition, first),
                    rows=tuple(map(_line, found[:SHOWN])),
                    numbers=frozenset({1, 2, 3, 4}),
                )
                for title, first, found in lacks(definition, digest)
            ),
        ),
    ]
    return Document(
        title=f"{definition.name}: the register in short",
        subtitle=f"For {definition.terms.the_group}, before it discusses matches.",
        foot=f"Made on {spoken(here.date())}. It names nobody; each member sees names where they are signed in.",
        sections=tuple(section for section in sections if section.blocks),
    )


def _who_waits(
    definition: Definition, stands: Sequence[Pending], today: date
) -> tuple[PaperBlock, ...]:
    if not stands:
        return (Prose("Nobody waits to be matched."),)
    rows = tuple(
        (
            each.application.ref,
            str(_days(definition, each, today)),
            promised(each.application),
            cards.stage_of(definition, each),
        )
        for each in stands[:TOO_LONG]
    )
    table = PaperTable(
        title="",
        columns=("Reference", "Days", "Answer by", "Stage"),
        rows=rows,
        numbers=frozenset({1}),
    )
    if len(stands) <= TOO_LONG:
        return (table,)
    return table, Prose(f"{len(stands) - TOO_LONG} more wait; the spreadsheet has all of them.")


def promised(application: Application) -> str:
    """The day by which somebody was promised an answer, in words."""
    if application.has_a_day:
        return spoken(application.answer_by)
    return "gone by"


def _days(definition: Definition, each: Pending, today: date) -> int:
    return (today - local_day(each.application.received_at, definition.zone)).days


def sheets_of(
    definition: Definition, digest: RegisterDigest, stands: Sequence[Pending], today: date
) -> list[Sheet]:
    """The same for a spreadsheet: who waits, which mentors have room, and what is asked for."""
    mentors = several(definition.terms.mentor)
    waiting: list[Sequence[SheetCell]] = [
        (
            each.application.ref,
            each.application.applicant,
            _days(definition, each, today),
            each.application.answer_by if each.application.has_a_day else None,
            cards.stage_of(definition, each),
            "yes" if each.application.priority else "",
            len(each.candidates),
        )
        for each in stands
    ]
    free: list[Sequence[SheetCell]] = [
        (
            each.mentor.application.applicant,
            each.free,
            each.mentor.taken,
            each.mentor.partnerships_ever,
            each.side.place,
        )
        for each in digest.free
    ]
    lines: list[Sequence[SheetCell]] = [
        (first, each.name, each.waiting, each.mentors, each.places, each.missing)
        for _, first, found in lacks(definition, digest)
        for each in found
    ]
    return [
        Sheet("Who waits", _waiting_columns(definition), waiting),
        Sheet(f"{capital(mentors)} with room", _free_columns(definition), free),
        Sheet("Asked for", _lack_columns(definition), lines),
    ]


def _waiting_columns(definition: Definition) -> tuple[Column, ...]:
    return (
        Column("Reference", "Of their application."),
        Column("Name", f"The {definition.terms.mentee} who waits to be matched."),
        Column("Days", "Days since they applied."),
        Column(
            "Answer by",
            "The day by which they were promised an answer; empty once two have gone by.",
        ),
        Column("Stage", "How far it is."),
        Column("First", "yes for those who are to be looked for first."),
        Column("Proposed", f"How many {several(definition.terms.mentor)} are selected for them."),
    )


def _free_columns(definition: Definition) -> tuple[Column, ...]:
    mentees = several(definition.terms.mentee)
    return (
        Column(
            "Name", f"A {definition.terms.mentor} on the register who is here and has a place free."
        ),
        Column("Free", f"How many {mentees} they can take now."),
        Column("Taken", "Places that are taken, by those who were asked and by pairs."),
        Column("So far", "All partnerships they have had in this scheme."),
        Column("Place", "Where they are, as they or their organisation say."),
    )


def _lack_columns(definition: Definition) -> tuple[Column, ...]:
    mentors = several(definition.terms.mentor)
    return (
        Column("Kind", "Area of work, place, or background."),
        Column("Name", "What is asked for; of a place, where those are who wait."),
        Column(
            "Ask", f"How many {several(definition.terms.mentee)} who wait ask for it, or are there."
        ),
        Column(
            capital(mentors),
            f"{capital(mentors)} with a place free who have it, or are there or near.",
        ),
        Column(
            "Places",
            "Places that these have free. A place counts in every line in which it could be taken.",
        ),
        Column("Short", "Those who ask less those places; 0 where there are enough."),
    )
