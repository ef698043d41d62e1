"""Long lists in windows: a page at a time, with the ways to the next and to the one before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from handlers.kit.turn import Turn
from handlers.kit.ui import Button, Part, Prose
from scheme.forms.fields import Answer
from scheme.subject import Subject

T = TypeVar("T")

CARDS = 10  # a page, each with its buttons
LINES = 25
FROM = "from"  # the answer by which a button says how many rows come before its page


@dataclass(frozen=True, kw_only=True)
class ListPage:
    """Which rows of a list a window shows: a whole page, or what is left for the last one."""

    count: int  # rows of the whole list
    start: int  # rows that come before
    length: int
    action: str  # that opens the list
    subject: Subject
    carries: Mapping[str, Answer] = field(default_factory=dict)  # what else its buttons answer

    @classmethod
    def of_cards(
        cls, turn: Turn, action: str, count: int, carries: Mapping[str, Answer] | None = None
    ) -> "ListPage":
        """The page of cards that a turn asks for, of so many."""
        return replace(cls._asked_for(turn, action, count, CARDS), carries=carries or {})

    @classmethod
    def of_lines(
        cls, turn: Turn, action: str, count: int, carries: Mapping[str, Answer] | None = None
    ) -> "ListPage":
        """The page of lines that a turn asks for, of so many."""
        return replace(cls._asked_for(turn, action, count, LINES), carries=carries or {})

    @classmethod
    def _asked_for(cls, turn: Turn, action: str, count: int, length: int) -> "ListPage":
        # The last, where the list has become shorter since.
        last = max(count - 1, 0) // length * length
        start = min(max(turn.number(FROM), 0), last)
        return cls(count=count, start=start, length=length, action=action, subject=turn.subject)

    @property
    def is_whole(self) -> bool:
        """Whether the list is no longer than a page."""
        return self.count <= self.length

    @property
    def end(self) -> int:
        """How many rows of the list have been shown with this page."""
        return min(self.start + self.length, self.count)

    @property
    def told(self) -> str:
        """Which rows these are: "11 to 20 of 34"."""
        return f"{self.start + 1} to {self.end} of {self.count}"

    def of(self, rows: Sequence[T]) -> Sequence[T]:
        """The rows of this page, of all rows."""
        return rows[self.start : self.end]

    def heading(self) -> tuple[Part, ...]:
        """Which rows these are, where there are more."""
        if self.is_whole:
            return ()
        return (Prose(f"{self.told}."),)

    def ways(self) -> tuple[Button, ...]:
        """To the next page and to the one before, where there are such."""
        ways = []
        if self.end < self.count:
            ways.append(self._to("Next", self.end))
        if self.start:
            ways.append(self._to("Previous", max(self.start - self.length, 0)))
        return tuple(ways)

    def _to(self, label: str, start: int) -> Button:
        return Button(
            label=label,
            action=self.action,
            subject=self.subject,
            answers={**self.carries, FROM: str(start)},
            opens=True,
        )
