"""The board: everybody who waits for the Group and every mentor with a place, at once, as one member may read it (R3.9).

Of whom the reader must keep out of nothing is here: no row, no column and no count.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from scheme.definition.definition import Definition
from scheme.ids import ApplicationId, PersonId
from scheme.matching.conflict import Reader
from scheme.matching.ranking import Mentee, Mentor, Suggestion, suggest
from scheme.matching.side import Side


@dataclass(frozen=True, kw_only=True)
class WaitingMentee:
    """Somebody who waits, with what has been selected for them. `parted`: the mentors with whom it did not work before."""

    mentee: Mentee  # who waits
    held: frozenset[ApplicationId] = frozenset()  # the mentors selected so far
    parted: frozenset[PersonId] = frozenset()


@dataclass(frozen=True, kw_only=True)
class BoardCell:
    """One mentor for one mentee. Without a suggestion they cannot be proposed, for the `reason` given.

    `place`: where the mentor stands in the mentee's order, from 1; 0 where they cannot be proposed.
    """

    mentor: Mentor  # for whoever the row is about
    suggestion: Suggestion | None = None  # with its verdict
    reason: str = ""
    place: int = 0
    is_held: bool = False  # among those selected so far


@dataclass(frozen=True, kw_only=True)
class BoardRow:
    """Somebody who waits, and a cell for each mentor of the board, in its order."""

    waiting: WaitingMentee  # whom the row is about
    cells: tuple[BoardCell, ...]  # as many as the board has mentors

    @property
    def best(self) -> list[BoardCell]:
        """The mentors who can be proposed, best first."""
        able = [cell for cell in self.cells if cell.suggestion is not None]
        return sorted(able, key=lambda cell: cell.place)


@dataclass(frozen=True, kw_only=True)
class Board:
    """Mentees by row, in the order given; mentors by column, whoever suits one of the rows best before the others."""

    mentors: tuple[Mentor, ...]  # by column
    rows: tuple[BoardRow, ...]  # one for each who waits


def free_after(mentor: Mentor, selected: Mapping[ApplicationId, int]) -> int:
    """The places left with a mentor once everybody they are selected for has asked them; below 0 where that is too many."""
    return mentor.capacity - mentor.taken - selected.get(mentor.application.id, 0)


def how_often_selected(waiting: Iterable[WaitingMentee]) -> Counter[ApplicationId]:
    """For how many of those who wait each mentor is selected so far."""
    return Counter(mentor for each in waiting for mentor in each.held)


def readable(definition: Definition, mentors: Iterable[Mentor], reader: Reader) -> list[Mentor]:
    """The mentors whom a member may read of."""
    return [
        mentor
        for mentor in mentors
        if not reader.keeps_out_of(
            mentor.side or Side.of(definition, mentor.application, mentor.person)
        )
    ]


def board_of(
    definition: Definition,
    waiting: Sequence[WaitingMentee],
    mentors: Sequence[Mentor],
    today: date,
) -> Board:
    """The board for some who wait and some mentors; a mentor who can be proposed to none of them is left out.

    The cost grows with the number of pairs.
    """
    cells = [_cells(definition, each, mentors, today) for each in waiting]
    best: dict[ApplicationId, tuple[int, float]] = {}
    for row in cells:
        for mentor_id, cell in row.items():
            if cell.suggestion is None and not cell.is_held:
                continue
            rank = (cell.place, -cell.suggestion.score) if cell.suggestion else (0, 0.0)
            best[mentor_id] = min(rank, best.get(mentor_id, rank))
    columns = sorted(
        (mentor for mentor in mentors if mentor.application.id in best),
        key=lambda mentor: (best[mentor.application.id], mentor.came),
    )
    rows = tuple(
        BoardRow(waiting=each, cells=tuple(row[mentor.application.id] for mentor in columns))
        for each, row in zip(waiting, cells, strict=True)
    )
    return Board(mentors=tuple(columns), rows=rows)


def _cells(
    definition: Definition, each: WaitingMentee, mentors: Iterable[Mentor], today: date
) -> dict[ApplicationId, BoardCell]:
    parted = frozenset({each.mentee.application.person_id})
    theirs = [
        replace(mentor, did_not_work_with=parted)
        if mentor.application.person_id in each.parted
        else mentor
        for mentor in mentors
    ]
    found = suggest(definition, each.mentee, theirs, today)
    cells = {
        suggestion.mentor.application.id: BoardCell(
            mentor=suggestion.mentor,
            suggestion=suggestion,
            place=place,
            is_held=suggestion.mentor.application.id in each.held,
        )
        for place, suggestion in enumerate(found.ranked, 1)
    }
    cells |= {
        exclusion.mentor.application.id: BoardCell(
            mentor=exclusion.mentor,
            reason=exclusion.reason,
            is_held=exclusion.mentor.application.id in each.held,
        )
        for exclusion in found.excluded
    }
    return cells
