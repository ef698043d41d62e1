"""Success factors: each with its target beside its figure, by year and by round, for the Group and for the Board (R10.1)."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from handlers.kit.conversation import Conversation
from handlers.kit.help import GROUP, STEERING
from handlers.kit.turn import Turn
from handlers.kit.ui import (
    Button,
    Card,
    Chart,
    Part,
    Prose,
    Reply,
    Series,
    Table,
    TableColumn,
    View,
    says,
)
from handlers.reports.asked import NOT_YET, ROUND, YEAR, heading, others, span_of
from scheme.audience import Audience
from scheme.calendar import local
from scheme.definition.definition import Definition
from scheme.figures.counts import SchemeCounts, total
from scheme.figures.factors import ELIGIBLE, FactorFigure, FactorTone, Span, factors
from scheme.figures.years import number_of_year, year_label
from scheme.forms.shown import spoken
from scheme.people import ROLES
from scheme.wording import capital, several
from storage.figures.kept import figures_of
from storage.work import Work

success = Conversation(name="success")

STANDS: dict[FactorTone, str] = {
    "reached": "Reached",
    "not yet": "Not reached yet",
    "told": "",
    "not counted": "Not counted here",
}
YEARS_SHOWN = 5


@success.step("group", Audience.MEMBER, opens=True, in_help=GROUP.entry("Success factors", 42))
async def for_group(turn: Turn, work: Work) -> Reply:
    """The factors of a year, for a member of the Group."""
    return await _shown(turn, work, "success.group")


@success.step("board", Audience.STEERING, opens=True, in_help=STEERING.entry("Success factors", 5))
async def for_board(turn: Turn, work: Work) -> Reply:
    """The same, for the Steering Group."""
    return await _shown(turn, work, "success.board")


async def _shown(turn: Turn, work: Work, action: str) -> Reply:
    found = await figures_of(work, turn.definition)
    if found is None:
        return says(NOT_YET)
    counts, counted_at = found
    span = span_of(turn, counts)
    shown = factors(turn.definition, counts, span)
    parts: list[Part] = [
        at_a_glance(shown),
        *applicants_by_year(turn.definition, counts),
        *(card_of(each) for each in shown),
        Prose(counted_on(turn.definition, counted_at)),
    ]
    return Reply(
        window=View(
            title=f"Success factors, {heading(turn, span)}",
            parts=tuple(parts),
            buttons=tuple(_ways(turn, counts, span, action)),
        )
    )


def _ways(turn: Turn, counts: SchemeCounts, span: Span, action: str) -> Iterator[Button]:
    if action == "success.group":
        yield Button(
            label=f"Report of {year_label(turn.definition, span.year)}",
            action="report.group",
            answers={YEAR: str(span.year)},
            opens=True,
            style="primary",
        )
        yield Button(
            label="How it is doing now",
            action="now.group",
            answers={ROUND: span.round},
            opens=True,
        )
    yield from others(turn, counts, span, action)


def counted_on(definition: Definition, counted_at: datetime) -> str:
    """When it was counted, in the scheme's own time."""
    here = local(counted_at, definition.zone)
    return (
        f"Counted on {spoken(here.date())} at {here:%H:%M}. There are numbers here, and no names."
    )


def at_a_glance(shown: Sequence[FactorFigure]) -> Table:
    """All factors, one a row."""
    return Table(
        title="At a glance",
        columns=tuple(
            TableColumn(heading=name) for name in ("Factor", "Target", "Figure", "How it stands")
        ),
        rows=tuple(
            (each.says, each.target or "–", each.figure, STANDS[each.tone] or "–") for each in shown
        ),
    )


def card_of(figure: FactorFigure) -> Card:
    """A factor as a card: what it is, how it stands, what it was counted from."""
    rows = [("Figure", figure.figure)]
    if figure.target:
        rows.insert(0, ("Target", figure.target))
    rows += [(capital(name), value) for name, _, value in map(_parted, figure.more)]
    return Card(
        title=figure.says,
        subtitle=STANDS[figure.tone],
        text=figure.counted_from,
        facts=tuple(rows),
    )


def _parted(told: str) -> tuple[str, str, str]:
    """What else was counted, as its name and its number."""
    name, between, value = told.rpartition(": ")
    if not between:
        return "Also", "", told
    return name, between, value


def applicants_by_year(definition: Definition, counts: SchemeCounts) -> Iterator[Chart]:
    """Eligible applicants by year, beside the target of each; nothing before somebody has applied."""
    years = counts.years[-YEARS_SHOWN:]
    if not years:
        return
    series = [
        Series(
            capital(several(definition.term(role))),
            tuple(
                total(
                    counts.applied,
                    lambda count, role=role, year=year: (  # type: ignore[misc]
                        (count.role, count.year) == (role, year) and count.stage in ELIGIBLE
                    ),
                )
                for year in years
            ),
        )
        for role in ROLES
    ]
    goals = _targets(definition, counts, years)
    if goals is not None:
        series.append(goals)
    yield Chart(
        title="Eligible applicants by year",
        says=_trend(definition, counts, years, goals),
        shape="bars",
        labels=tuple(year_label(definition, year) for year in years),
        series=tuple(series),
        unit="applicants",
    )


def _targets(definition: Definition, counts: SchemeCounts, years: tuple[int, ...]) -> Series | None:
    """What each role is to pass in each year, where both are to pass the same."""
    goals = {
        factor.more_than
        for factor in definition.success.factors
        if factor.measure in ("mentees", "mentors") and factor.more_than
    }
    if len(goals) != 1:
        return None
    goal = goals.pop()
    numbers = [number_of_year(definition, counts.first_year, year) for year in years]
    return Series("To pass", tuple(goal[min(number, len(goal)) - 1] for number in numbers))


def _trend(
    definition: Definition, counts: SchemeCounts, years: tuple[int, ...], goals: Series | None
) -> str:
    """What the last year means, and the one thing to do."""
    eligible = {
        role: total(
            counts.applied,
            lambda count, role=role: (  # type: ignore[misc]
                (count.role, count.year) == (role, years[-1]) and count.stage in ELIGIBLE
            ),
        )
        for role in ROLES
    }
    label = year_label(definition, years[-1])
    mentees = several(definition.terms.mentee)
    mentors = several(definition.terms.mentor)
    if goals is not None:
        short = [role for role in ROLES if eligible[role] <= (goals.values[-1] or 0)]
        if not short:
            return f"{label}: both numbers are above what they are to pass."
        names = " and ".join(several(definition.term(role)) for role in short)
        said = f"{label}: {names} are not above the number to pass yet."
        return (
            f"{said} Ask each organisation to tell its staff of the next {definition.terms.round}."
        )
    if eligible["mentor"] < eligible["mentee"]:
        return f"{label}: there are fewer {mentors} than {mentees}. Ask those who were {mentees} to become {mentors}."
    return f"{label}: there are {mentors} enough for the {mentees} who apply."
