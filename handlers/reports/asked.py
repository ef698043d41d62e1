"""Which year and which round somebody asks for, and the buttons that lead to the others."""

from collections.abc import Iterator, Mapping

from handlers.kit.turn import Turn
from handlers.kit.ui import Button
from scheme.calendar import local_day
from scheme.figures.counts import SchemeCounts
from scheme.figures.factors import Span
from scheme.figures.years import year_label, year_of
from scheme.forms.fields import Answer

YEAR = "year"  # the answer by which a button says which year of the scheme
ROUND = "round"  # likewise the key of a round; "" for all
NOT_YET = """This scheme is so large that its figures are counted once a day. The first are there by tomorrow."""


def span_of(turn: Turn, counts: SchemeCounts) -> Span:
    """The year and round that are asked for; this year and all rounds, where it is neither of those there are."""
    year = this_year(turn)
    given = turn.given(YEAR)
    if given.isdecimal() and int(given[:9]) in (*counts.years, year):
        year = int(given[:9])
    asked = turn.given(ROUND)
    if asked not in counts.rounds:
        asked = ""
    return Span(year=year, round=asked)


def this_year(turn: Turn) -> int:
    """The year of the scheme that is now."""
    return year_of(turn.definition, local_day(turn.now, turn.definition.zone))


def heading(turn: Turn, span: Span) -> str:
    """What is shown, for a title: "2026/27", or that and the round."""
    label = year_label(turn.definition, span.year)
    found = turn.definition.round_of(span.round)
    if found is None:
        return label
    return f"{label}, {found.name}"


def others(turn: Turn, counts: SchemeCounts, span: Span, action: str) -> Iterator[Button]:
    """The ways to other years, latest first, and to rounds of this one."""
    for year in sorted({*counts.years, this_year(turn)} - {span.year}, reverse=True):
        yield _way(year_label(turn.definition, year), action, {YEAR: str(year)})
    if span.round:
        yield _way("All rounds", action, {YEAR: str(span.year)})
    for campaign in turn.definition.rounds:
        here = any(
            (count.year, count.round) == (span.year, campaign.key) for count in counts.applied
        )
        if here and campaign.key != span.round:
            yield _way(campaign.name, action, {YEAR: str(span.year), ROUND: campaign.key})


def _way(label: str, action: str, answers: Mapping[str, Answer]) -> Button:
    return Button(label=label, action=action, answers=answers, opens=True, place="menu")
