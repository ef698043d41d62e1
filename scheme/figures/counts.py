"""What is counted of a scheme: numbers under a few headings, and nothing that leads to a person or a pair.

`year` is a year of the scheme, `round` the key of the round in which somebody applied. "number" is how many there are.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, Protocol, TypeVar

from scheme.application.application import ApplicationStage
from scheme.figures.equality import EqualityCount
from scheme.people import Role
from scheme.survey.occasion import SurveyKind

Furthest = Literal["applied", "eligible", "offered", "introduced", "concluded"]
STEPS: tuple[Furthest, ...] = ("applied", "eligible", "offered", "introduced", "concluded")
PairStanding = Literal["introduced", "active", "paused", "concluded", "failed"]
Rhythm = Literal["in rhythm", "late", "quiet", "not started", "paused", "their own rhythm"]
MentorRoom = Literal["free", "some room", "full", "away"]


@dataclass(frozen=True, kw_only=True)
class AppliedCount:
    """Applications received in a year. `furthest`: how far their partnership, if any, has come."""

    year: int  # of the scheme
    round: str  # key of the round, "" for none
    role: Role  # in which somebody applied
    stage: ApplicationStage  # where they stand
    furthest: Furthest  # how far it has come
    number: int  # how many there are


@dataclass(frozen=True, kw_only=True)
class ReasonCount:
    """Applications that were found not eligible, by the first guideline that they do not meet; "" for another reason."""

    year: int  # of the scheme
    round: str  # key of the round, "" for none
    role: Role  # in which somebody applied
    reason: str  # key of the guideline
    number: int  # how many there are


@dataclass(frozen=True, kw_only=True)
class AnswerTimeCount:
    """Applications that had their answer after so many days; `late`: after the day that was promised first."""

    year: int  # of the scheme
    round: str  # key of the round, "" for none
    role: Role  # in which somebody applied
    days: int  # from the one to the other
    late: bool  # after the day that was promised first
    number: int  # how many there are


@dataclass(frozen=True, kw_only=True)
class OpenCount:
    """Applications that have had no answer for so many days; `late`: the day that was promised first has gone by."""

    year: int  # of the scheme
    round: str  # key of the round, "" for none
    role: Role  # in which somebody applied
    days: int  # since they applied
    late: bool  # after the day that was promised first
    number: int  # how many there are


@dataclass(frozen=True, kw_only=True)
class WaitCount:
    """Mentees who were introduced to a mentor so many days after they had applied, by the year of that."""

    year: int  # of the scheme
    round: str  # key of the round, "" for none
    days: int  # from the one to the other
    number: int  # how many there are


@dataclass(frozen=True, kw_only=True)
class PairCount:
    """Partnerships, by the year of their introduction and of their end (0: live). `taught`: a lesson was noted."""

    year: int  # of the scheme
    round: str  # key of the round, "" for none
    started: str  # the month of their start, "2026-03"; "" where both have not started
    ended: int  # year of the scheme; 0 while it is live
    standing: PairStanding  # as it is now
    taught: bool  # whether a lesson was noted
    number: int  # how many there are


@dataclass(frozen=True, kw_only=True)
class EmployerCount:
    """Eligible applications from an organisation, by its key."""

    year: int  # of the scheme
    round: str  # key of the round, "" for none
    organisation: str  # its key
    number: int  # how many there are


@dataclass(frozen=True, kw_only=True)
class WishCounts:
    """Eligible mentees who asked for a background, those of them who were introduced to somebody, and to one who shares it."""

    asked: int = 0  # how many were asked
    introduced: int = 0  # of these, who have met somebody
    shared: int = 0  # of these, whose mentor shares it


@dataclass(frozen=True, kw_only=True)
class YearCount:
    """Something that has a year and no round: mentees who became mentors."""

    year: int  # of the scheme
    number: int  # how many there are


@dataclass(frozen=True, kw_only=True)
class MonthCount:
    """Meetings noted of a month ("2026-03")."""

    month: str  # as "2026-03"
    number: int  # how many there are


@dataclass(frozen=True, kw_only=True)
class PaceCount:
    """Live partnerships by how their meetings keep to their rhythm."""

    round: str  # key of the round, "" for none
    pace: Rhythm  # how it keeps to its rhythm
    number: int  # how many there are


@dataclass(frozen=True, kw_only=True)
class RoomCount:
    """Mentors on the register by the room that they have."""

    round: str  # key of the round, "" for none
    room: MentorRoom  # that they have
    number: int  # how many there are


@dataclass(frozen=True, kw_only=True)
class AskedCount:
    """Surveys that have closed, and how many of them were answered."""

    role: Role  # in which somebody applied
    kind: SurveyKind  # which questionnaire
    asked: int  # how many were asked
    answered: int  # how many answered


@dataclass(frozen=True, kw_only=True)
class SaidCount:
    """Answers to a closed question, of those that count (R7.5): by the key of the option."""

    role: Role  # in which somebody applied
    kind: SurveyKind  # which questionnaire
    question: str  # its key
    option: str  # its key
    number: int  # how many there are


@dataclass(frozen=True, kw_only=True)
class QuestionCount:
    """Questions that people asked, and how many had their answer by the day promised; questions are about nobody."""

    year: int  # of the scheme
    number: int  # how many there are
    answered: int  # how many answered
    in_time: int  # by the day promised


@dataclass(frozen=True, kw_only=True)
class KnownCount:
    """The question of the year that has closed: how many answered, and how many of them said yes to each."""

    year: int  # of the scheme
    answered: int  # how many answered
    heard: int  # who had heard of it
    knows: int  # who know what it offers
    speaks: int  # who would suggest it


@dataclass(frozen=True, kw_only=True)
class SchemeCounts:
    """All of it."""

    applied: tuple[AppliedCount, ...] = ()  # applications
    reasons: tuple[ReasonCount, ...] = ()  # those that are not eligible
    answered: tuple[AnswerTimeCount, ...] = ()  # how long an answer took
    open: tuple[OpenCount, ...] = ()  # how long those who had no answer have waited
    waited: tuple[WaitCount, ...] = ()  # how long a mentor took
    pairs: tuple[PairCount, ...] = ()  # partnerships
    employers: tuple[EmployerCount, ...] = ()  # where people work
    wishes: WishCounts = WishCounts()  # for a background
    became: tuple[YearCount, ...] = ()  # mentees who became mentors
    meetings: tuple[MonthCount, ...] = ()  # by month
    paces: tuple[PaceCount, ...] = ()  # live partnerships by rhythm
    rooms: tuple[RoomCount, ...] = ()  # mentors on the register
    asked: tuple[AskedCount, ...] = ()  # surveys
    said: tuple[SaidCount, ...] = ()  # answers to surveys
    questions: tuple[QuestionCount, ...] = ()  # that people asked
    known: tuple[KnownCount, ...] = ()  # the question of the year
    equality: tuple[EqualityCount, ...] = ()  # what was given out of the equality form

    @property
    def first_year(self) -> int:
        """The year of the first application; 0 where there is none."""
        return min((count.year for count in self.applied), default=0)

    @property
    def years(self) -> tuple[int, ...]:
        """The years in which something happened, oldest first."""
        found = {count.year for count in self.applied} | {pair.year for pair in self.pairs}
        found |= {asked.year for asked in self.questions} | {asked.year for asked in self.known}
        found |= {pair.ended for pair in self.pairs if pair.ended}
        return tuple(sorted(found))

    @property
    def rounds(self) -> frozenset[str]:
        """The keys of the rounds in which somebody applied."""
        return frozenset(count.round for count in self.applied)


class HasNumber(Protocol):
    """Something of which there are so many."""

    @property
    def number(self) -> int:
        """How many there are."""


C = TypeVar("C", bound=HasNumber)


def total(counts: Iterable[C], which: Callable[[C], bool] = lambda _: True) -> int:
    """How many there are of those counts that are meant."""
    return sum(count.number for count in counts if which(count))


def middle(days: Iterable[tuple[int, int]]) -> int | None:
    """The day by which half of them had it: of pairs of days and how many; None where there are none."""
    return within(days, 0.5)


def within(days: Iterable[tuple[int, int]], share: float) -> int | None:
    """The day by which a share of them had it: of pairs of days and how many; None where there are none."""
    ordered = sorted(days)
    wanted = sum(number for _, number in ordered) * share
    passed = 0
    for day, number in ordered:
        passed += number
        if passed >= wanted:
            return day
    return None
