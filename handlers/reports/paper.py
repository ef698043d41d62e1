"""The report of a year as a document: figures, charts, what was raised in aggregate, and what members wrote (R10.2, R8.3).

It names nobody. Complaints and issues that concern somebody of the Group or the Steering Group are in no number of it,
and the sentence that says so always stands there.
"""

from calendar import month_name
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from handlers.kit.ui import Bullets, Chart, Facts, Prose
from handlers.paper.document import Document, PaperBlock, PaperSection, PaperTable
from handlers.reports.now import funnel
from handlers.reports.success import STANDS, applicants_by_year
from scheme.calendar import local, local_day
from scheme.concern.concern import Concern
from scheme.concern.enquiry import Enquiry
from scheme.concern.figures import complaints, issues
from scheme.definition.definition import Definition
from scheme.figures.counts import SchemeCounts
from scheme.figures.factors import FactorFigure, Span, factors
from scheme.figures.share import ReportShare
from scheme.figures.years import is_over, year_label, year_of
from scheme.forms.shown import spoken
from scheme.ids import NOBODY
from scheme.roster import Roster
from scheme.wording import capital, counted

ASKS = {
    "learnt": "What we learnt",
    "recommends": "What we recommend",
    "changes": "Changes we propose",
}
APART = (
    "Issues and complaints count here once they are closed. Any that concern somebody of the {group} or the {steering} are in "
    "none of these numbers; those who handled them report them themselves."
)


def document_of(
    definition: Definition,
    counts: SchemeCounts,
    year: int,
    raised: tuple[Sequence[Enquiry], Sequence[Concern]],
    roster: Roster,
    shares: Sequence[ReportShare],
    made: datetime,
) -> Document:
    """The report. A pure function: the same values make the same document."""
    label = year_label(definition, year)
    today = local_day(made, definition.zone)
    now = factors(definition, counts, Span(year=year))
    before = factors(definition, counts, Span(year=year - 1))
    subtitle = f"For {definition.terms.the_steering}, by {definition.terms.the_group}."
    if not is_over(definition, year, today):
        subtitle += f" A draft: {label} is not over yet."
    here = local(made, definition.zone)
    return Document(
        title=f"{definition.name}: report of {label}",
        subtitle=subtitle,
        foot=f"Made on {spoken(here.date())}. Nobody is named in it.",
        sections=(
            PaperSection(
                title="In short", blocks=(Bullets(tuple(_in_short(definition, now, label))),)
            ),
            _people_section(shares),
            _factor_section(definition, counts, now, before, year),
            _raised_section(definition, counts, year, raised, roster),
            PaperSection(title="How this was counted", blocks=tuple(_method(definition, now))),
        ),
    )


def _in_short(definition: Definition, now: Sequence[FactorFigure], label: str) -> list[str]:
    reached = [each for each in now if each.tone == "reached"]
    short = [each for each in now if each.tone == "not yet"]
    lines = [f"{label}: {len(reached)} of {counted(len(reached) + len(short), 'target')} reached."]
    lines += [
        f"Not reached yet: {_lowered(each.says)} {each.figure} ({each.target})." for each in short
    ]
    unknown = [each for each in now if each.tone == "not counted"]
    if unknown:
        lines.append(
            f"{counted(len(unknown), 'factor')} could not be counted; the last section says why."
        )
    return lines


def _lowered(text: str) -> str:
    return f"“{text.rstrip('.')}”:"


def _people_section(shares: Sequence[ReportShare]) -> PaperSection:
    """What only people can say. Where nobody has yet, that stands there, so that a draft asks for it."""
    blocks: list[PaperBlock] = []
    for key, title in ASKS.items():
        told = [text for share in shares if (text := str(getattr(share, key)).strip())]
        if told:
            blocks.append(Bullets(tuple(sorted(told, key=str.casefold)), title))
        else:
            blocks.append(Prose("Nobody has written anything here yet.", title))
    given = [share.hours for share in shares if share.hours is not None]
    if given:
        blocks.append(
            Prose(
                f"{counted(len(given), 'member')} together gave some {counted(sum(given), 'hour')} to the scheme.",
                "Time given",
            )
        )
    return PaperSection(title="What the Group says", blocks=tuple(blocks))


def _factor_section(
    definition: Definition,
    counts: SchemeCounts,
    now: Sequence[FactorFigure],
    before: Sequence[FactorFigure],
    year: int,
) -> PaperSection:
    rows = tuple(
        (each.says, each.target or "–", _figure(each), _before(earlier))
        for each, earlier in zip(now, before, strict=True)
    )
    up_to = replace(counts, applied=tuple(count for count in counts.applied if count.year <= year))
    ours = [count for count in counts.applied if (count.role, count.year) == ("mentee", year)]
    charts: list[Chart] = list(applicants_by_year(definition, up_to))
    if ours:
        charts.append(funnel(definition, ours, "mentee"))
    return PaperSection(
        title="Success factors",
        blocks=(
            PaperTable(
                title="Target beside figure",
                columns=(
                    "Factor",
                    "Target",
                    year_label(definition, year),
                    year_label(definition, year - 1),
                ),
                rows=rows,
            ),
            *charts,
            *(Facts(tuple(_more(each)), each.says) for each in now if each.more),
        ),
    )


def _figure(each: FactorFigure) -> str:
    stands = STANDS[each.tone]
    if each.tone == "not counted":
        return "–"
    if stands:
        return f"{each.figure}. {stands}."
    return each.figure


def _before(earlier: FactorFigure) -> str:
    """The year before, in which nothing can be reached any more."""
    if not earlier.yearly:
        return "In the column beside it"
    return _figure(earlier).replace("Not reached yet.", "Not reached.")


def _more(each: FactorFigure) -> list[tuple[str, str]]:
    parted = [told.rpartition(": ") for told in each.more]
    return [(capital(name) if name else "Also", value) for name, _, value in parted]


def _raised_section(
    definition: Definition,
    counts: SchemeCounts,
    year: int,
    raised: tuple[Sequence[Enquiry], Sequence[Concern]],
    roster: Roster,
) -> PaperSection:
    seated = roster.everybody
    ours = [
        each
        for each in raised[0]
        if each.closed_at
        and year_of(definition, local_day(each.closed_at, definition.zone)) == year
        and not each.closed_to & seated
    ]
    complained = [
        each
        for each in raised[1]
        if each.closed_at
        and year_of(definition, local_day(each.closed_at, definition.zone)) == year
        and not each.concerned(roster) & seated
    ]
    issue = issues(definition, ours, NOBODY)
    complaint = complaints(definition, complained, NOBODY, roster)
    asked = next((count for count in counts.questions if count.year == year), None)
    outcomes = tuple((capital(name), str(number)) for name, number in complaint.outcomes.items())
    rows = (
        ("Questions", _in_time(asked.number if asked else 0, asked.in_time if asked else 0)),
        ("Issues closed", _in_time(issue.number, issue.in_time)),
        ("Complaints closed", _in_time(complaint.number, complaint.in_time)),
        *outcomes,
    )
    apart = APART.format(group=definition.terms.group, steering=definition.terms.steering)
    return PaperSection(title="What was raised", blocks=(Facts(rows), Prose(apart)))


def _in_time(number: int, in_time: int) -> str:
    if not number:
        return "0"
    return f"{number}, of which {in_time} had an answer by the day promised"


def _method(definition: Definition, now: Sequence[FactorFigure]) -> list[PaperBlock]:
    rows = tuple((each.says.rstrip("."), each.counted_from) for each in now if each.counted_from)
    begins = f"A year begins in {month_name[definition.success.begins_in]}; an application counts in the year in which it came."
    return [Prose(begins), Facts(rows)]
