"""What every pair of a round is worth, in numbers (R3.7): how well the two suit, who comes first, and what a mentor carries."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from scheme.application.application import Application
from scheme.definition.definition import Definition
from scheme.ids import ApplicationId, PersonId
from scheme.matching import weights
from scheme.matching.assignment import BEST, DENSE, NOBODY, Candidates, Worth, best_of
from scheme.matching.ranking import Mentee, Mentor, unavailable
from scheme.matching.score_table import ScoreTable, Truth
from scheme.matching.side import Side

MOST_WEEKS = 26  # of waiting that are told apart
CARRIED = 0.25  # less for each place that a mentor has taken
FURTHER = 0.5  # less for each further place of one mentor in the same round
LEAST = 0.0  # what must speak for a pair, unless a member keeps the two together
ROWS = 250  # mentees whose pairs are looked at in one go


class RoundTable:
    """Mentees by row and the mentors who have a place and are there by column; what two are worth is 0 where a rule forbids it.

    `sides`: what the rules read of mentees, where that was done already.
    """

    def __init__(
        self,
        definition: Definition,
        mentees: Sequence[Mentee],
        mentors: Sequence[Mentor],
        today: date,
        sides: Mapping[ApplicationId, Side] | None = None,
    ) -> None:
        self.definition = definition
        self.today = today
        self.mentees = list(mentees)
        self.mentors = [
            mentor for mentor in mentors if unavailable(definition, mentor, today) is None
        ]
        read = sides or {}
        self._sides = {
            row: read[mentee.application.id]
            for row, mentee in enumerate(self.mentees)
            if mentee.application.id in read
        }
        self.places = np.array(
            [mentor.capacity - mentor.taken for mentor in self.mentors], dtype=np.int64
        )

    @cached_property
    def row_of(self) -> dict[ApplicationId, int]:
        """Where each mentee stands."""
        return {mentee.application.id: row for row, mentee in enumerate(self.mentees)}

    @cached_property
    def column_of(self) -> dict[ApplicationId, int]:
        """Where each mentor stands; whoever is away, full or gone is not there."""
        return {mentor.application.id: column for column, mentor in enumerate(self.mentors)}

    @cached_property
    def candidates(self) -> Candidates:
        """The best pairs of every mentee; all of them, where they are few."""
        if len(self.mentees) <= DENSE:
            return self.best(range(len(self.mentees)), most=len(self.mentors))
        return self.best(range(len(self.mentees)), most=BEST)

    def best(self, rows: Sequence[int], *, most: int, full: Collection[int] = ()) -> Candidates:
        """The best pairs of some mentees, as many as `most` for each, without mentors who are `full`."""
        if not rows or not self.mentors:
            nothing = np.zeros((len(rows), 0))
            return Candidates(mentors=nothing.astype(np.int64), worth=nothing)
        found = []
        for start in range(0, len(rows), ROWS):
            worth = self._worth(rows[start : start + ROWS])
            worth[:, list(full)] = 0.0
            found.append(best_of(worth, first_row=start, most=most))
        return Candidates(
            mentors=np.concatenate([page.mentors for page in found]),
            worth=np.concatenate([page.worth for page in found]),
        )

    def able(self, rows: Sequence[int]) -> Truth:
        """Which pairs of some mentees can be drafted."""
        pages = [self._worth(rows[start : start + ROWS]) > 0 for start in range(0, len(rows), ROWS)]
        return np.concatenate(pages)

    def with_also(self, columns: NDArray[np.int64]) -> Candidates:
        """The best pairs of every mentee, and with them a pair each of these columns, in a table of one; `NOBODY` is none."""
        known = self.candidates
        worth = np.zeros(columns.shape)
        for row in np.flatnonzero(columns[:, 0] != NOBODY):
            column = columns[row, 0]
            if column not in known.mentors[row]:
                worth[row] = self._worth([int(row)])[0, column]
        return Candidates(
            mentors=np.concatenate([known.mentors, np.maximum(columns, 0)], axis=1),
            worth=np.concatenate([known.worth, worth], axis=1),
        )

    def allows(self, row: int, column: int) -> bool:
        """Whether no rule forbids the two, however well they suit."""
        return not self._forbidden([row], [self._side_of(row)])[0, column]

    def _worth(self, rows: Sequence[int]) -> Worth:
        sides = [self._side_of(row) for row in rows]
        suits = self._scores.scores(sides)
        chosen = self._chosen(rows)
        worth = suits + chosen + self.bonus[list(rows)][:, None] - self._carried
        too_little = (suits < LEAST) & (chosen == 0)
        return np.where(self._forbidden(rows, sides) | too_little, 0.0, worth)

    def _chosen(self, rows: Sequence[int]) -> NDArray[np.float64]:
        """What it is worth that a mentee chose a mentor themselves: more than how well any other suits, the first choice most."""
        found = np.zeros((len(rows), len(self.mentors)))
        for at, row in enumerate(rows):
            for place, mentor in enumerate(self.mentees[row].chose):
                if mentor in self.column_of:
                    rank = place * self.definition.choosing.ranked
                    found[at, self.column_of[mentor]] = self._apart * (self._most_chosen - rank)
        return found

    @cached_property
    def _most_chosen(self) -> int:
        """Mentors whom any mentee chose, at most."""
        return max((len(mentee.chose) for mentee in self.mentees), default=0)

    @cached_property
    def _apart(self) -> float:
        """More than two mentors can be apart in how well they suit and in what they carry."""
        areas = max((len(side.areas) for side in self._scores.mentors), default=0)
        rules = self.definition.matching
        apart = weights.most(rules, areas) - weights.least(rules)
        apart += float(self._carried.max(initial=0.0))
        return apart + FURTHER * min(int(self.places.max(initial=1)), len(self.mentees)) + 1

    def _forbidden(self, rows: Sequence[int], sides: Sequence[Side]) -> Truth:
        found = self._scores.kept_apart(sides)
        for at, row in enumerate(rows):
            found[at, self._parted.get(self.mentees[row].application.person_id, [])] = True
        return found

    @cached_property
    def bonus(self) -> NDArray[np.float64]:
        """What it is worth that each mentee has a mentor, whoever it is.

        Steps of `_step`: priority is more of them than any waiting, and each is more than how well all others suit.
        """
        return self._step * np.array([_turn(self.today, each.application) for each in self.mentees])

    @cached_property
    def _step(self) -> float:
        """More than all pairs of a round can differ by in how well they suit, who was chosen and what mentors carry.

        Where one mentee takes another's turn, at most every pair of the round is another than before.
        """
        return (len(self.mentees) + 1) * self._apart * (self._most_chosen + 1)

    def _side_of(self, row: int) -> Side:
        if row not in self._sides:
            mentee = self.mentees[row]
            self._sides[row] = Side.of(self.definition, mentee.application, mentee.person)
        return self._sides[row]

    @cached_property
    def _scores(self) -> ScoreTable:
        return ScoreTable(self.definition, [self._offering(mentor) for mentor in self.mentors])

    def _offering(self, mentor: Mentor) -> Side:
        return mentor.side or Side.of(self.definition, mentor.application, mentor.person)

    @cached_property
    def _carried(self) -> NDArray[np.float64]:
        return CARRIED * np.array([mentor.taken for mentor in self.mentors], dtype=np.float64)

    @cached_property
    def _parted(self) -> dict[PersonId, list[int]]:
        """The columns of mentors with whom it did not work before, by mentee."""
        found: dict[PersonId, list[int]] = {}
        for column, mentor in enumerate(self.mentors):
            for person_id in mentor.did_not_work_with:
                found.setdefault(person_id, []).append(column)
        return found


def _turn(today: date, application: Application) -> int:
    """Who comes before whom: whoever went without or lost a mentor (R2.8, R5.7), then who waits longest; 1 for the last."""
    weeks = min(max((today - application.received_at.date()).days // 7, 0), MOST_WEEKS)
    return 1 + weeks + (MOST_WEEKS + 1) * application.priority
