"""Who does what, to which matter, when: everything a step may know of the world."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

from scheme import calendar
from scheme.definition import Definition
from scheme.fields import Answer
from scheme.people import Person
from storage.matters import Found

T = TypeVar("T")


@dataclass(frozen=True)
class Moment:
    """Something that time brings: the scheme, the matter, and now (UTC)."""

    definition: Definition
    found: Found
    now: datetime

    @property
    def today(self) -> date:
        """The day in the scheme's zone."""
        return calendar.local_day(self.now, self.definition.zone)

    @property
    def subject(self) -> str:
        """What it is about, for example "application:17"."""
        return self.found.matter.subject

    def the(self, kind: type[T]) -> T:
        """The object of a kind that it is about."""
        return self.found.the(kind)


@dataclass(frozen=True)
class Turn(Moment):
    """Something a person does. `answers` are as given, not yet checked."""

    person: Person
    duties: frozenset[str]
    action: str
    answers: Mapping[str, Answer] = field(default_factory=dict)

    def given(self, key: str) -> str:
        """An answer as text; "" when it is missing."""
        answer = self.answers.get(key)
        return "" if answer is None else str(answer)

    def number(self, key: str) -> int:
        """An answer as a whole number; 0 when it is missing or something else."""
        text = self.given(key)
        return int(text) if text.isdecimal() and len(text) < 12 else 0
