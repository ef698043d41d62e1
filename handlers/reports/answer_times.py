"""How long answers really took beside the promise, as a chart: of who had one in time, late, or not yet (R3.6)."""

from collections.abc import Iterable, Iterator

from handlers.kit.ui import Chart, Series
from scheme.definition.definition import Definition
from scheme.figures.answer_times import AnswerTimes
from scheme.figures.counts import AnswerTimeCount, OpenCount, SchemeCounts, total
from scheme.people import Role
from scheme.wording import several

# The last day of each band, and how it is called.
BANDS = (
    (7, "up to a week"),
    (14, "to 2 weeks"),
    (28, "to 4 weeks"),
    (56, "to 8 weeks"),
    (100_000, "longer"),
)


def answer_times(
    definition: Definition, counts: SchemeCounts, chosen: str, role: Role
) -> Iterator[Chart]:
    """The chart for a role, of a round or of all; none where nobody has applied."""
    times = AnswerTimes.in_counts(counts, role, chosen)
    if not times.is_known:
        return
    given = [each for each in counts.answered if each.role == role and chosen in ("", each.round)]
    still = [each for each in counts.open if each.role == role and chosen in ("", each.round)]
    yield Chart(
        title=f"Answers to {several(definition.term(role))}, beside the promise",
        says=times.told(definition, chosen),
        shape="stacked",
        labels=tuple(label for _, label in BANDS),
        series=(
            Series("Answered in time", _banded(each for each in given if not each.late)),
            Series("Answered late", _banded(each for each in given if each.late)),
            Series("No answer yet", _banded(still)),
        ),
        unit="people",
    )


def _banded(counts: Iterable[AnswerTimeCount | OpenCount]) -> tuple[int, ...]:
    """How many are in each band."""
    every = list(counts)
    found = []
    least = -1
    for most, _ in BANDS:
        found.append(
            total(every, lambda count, least=least, most=most: least < count.days <= most)  # type: ignore[misc]
        )
        least = most
    return tuple(found)
