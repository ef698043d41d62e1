"""Matching: mentors for one mentee, best first, each with a verdict on the Group's nine questions (R3.2).

The rules suggest and the Group decides: who is excluded can be listed with the reason, and nothing is ranked on what
the forms do not say. All are put in order by numbers; words are made for those alone who are looked at.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from scheme.application.application import Application, ApplicationStage
from scheme.definition.definition import Definition
from scheme.forms.shown import spoken
from scheme.ids import ApplicationId, PersonId
from scheme.matching.conflict import Reader
from scheme.matching.criteria import CRITERIA
from scheme.matching.exclusions import kept_apart
from scheme.matching.pair import Pair, Point
from scheme.matching.side import Side
from scheme.matching.ties import NO_TIES, Ties
from scheme.matching.verdict import Verdict, verdict_on
from scheme.matching.weights import score
from scheme.people import Person


@dataclass(frozen=True, kw_only=True)
class Mentor:
    """A mentor of the register, and who that is. `taken` counts the places held now, `partnerships_ever` all partnerships so far.

    `did_not_work_with` holds the person ids of mentees with whom a partnership ended as not working. `side` is what the rules
    read of the two, where that was done already; with it `person` is not looked at. `lacks`: what they must have done before
    they are suggested to anybody, in words for the Group.
    """

    application: Application  # which is on the register
    taken: int = 0
    did_not_work_with: frozenset[PersonId] = frozenset()
    partnerships_ever: int = 0
    person: Person | None = None  # None: it is not known who that is
    side: Side | None = None
    lacks: str = ""

    def read_through(self) -> None:
        """Find all that is read of them only once it is needed, for a mentor who is kept and compared with many."""
        _ = (self.came, self.capacity)
        if self.side is not None:
            self.side.read_through()

    @cached_property
    def came(self) -> tuple[datetime, int]:
        """When they applied, to be put in order by; no two are alike."""
        return self.application.received_at, self.application.id

    @cached_property
    def capacity(self) -> int:
        """How many mentees they can have at a time."""
        return self.application.capacity


@dataclass(frozen=True, kw_only=True)
class Mentee:
    """A mentee to be matched, and who that is. `known_to`: what is known of members' ties to them.

    `chose`: the mentors they chose themselves, by their applications, the first choice first (R4.1).
    """

    application: Application  # which waits for a mentor
    known_to: Ties = NO_TIES
    person: Person | None = None  # None: it is not known who that is
    chose: tuple[ApplicationId, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Sought:
    """The mentee's part in every suggestion for them."""

    definition: Definition  # the scheme's rules
    side: Side  # what the rules read of the mentee
    known_to: Ties  # what is known of members' ties to them


@dataclass(frozen=True, kw_only=True)
class Suggestion:
    """A possible mentor. For the Group alone."""

    mentor: Mentor  # who may suit
    score: float  # to two places; only compared with that of others for the same mentee
    sought: Sought  # for whom
    side: Side  # the mentor's

    @cached_property
    def points(self) -> tuple[Point, ...]:
        """Exactly one for each of the nine questions, a to i; their weights are the score."""
        pair = Pair(
            definition=self.sought.definition,
            mentee=self.sought.side,
            mentor=self.side,
            known_to=self.sought.known_to,
        )
        return tuple(criterion.judge(pair) for criterion in CRITERIA)

    @cached_property
    def verdict(self) -> Verdict:
        """What a committee would say of the two, in a line."""
        return verdict_on(self.points)

    @property
    def reasons(self) -> list[Point]:
        """What speaks for the pair."""
        return [point for point in self.points if point.tone == "for"]

    @property
    def cautions(self) -> list[Point]:
        """What speaks against it, or must be made sure of."""
        return [point for point in self.points if point.tone == "against"]

    @property
    def to_consider(self) -> list[Point]:
        """What the forms cannot tell and the Group may know."""
        return [point for point in self.points if point.tone == "ask"]


@dataclass(frozen=True)
class Exclusion:
    """A mentor who is not suggested, and why, in words for the Group."""

    mentor: Mentor  # who can't be proposed
    reason: str  # a sentence for the Group


@dataclass(frozen=True)
class Suggestions:
    """Every mentor of the register once: suggested, best first, or excluded, in the order in which they came."""

    ranked: list[Suggestion]  # best first
    excluded: list[Exclusion]  # in the order in which they came


def suggest(
    definition: Definition,
    mentee: Mentee,
    mentors: Iterable[Mentor],
    today: date,
    reader: Reader | None = None,
) -> Suggestions:
    """Rank the mentors for a mentee, whatever order they come in; none of whom the `reader` must keep out (R3.3).

    Equal scores go to whoever has had fewer partnerships, then to the earlier application. The cost grows with the
    number of mentors; the mentee's side is read once.
    """
    seeking = Side.of(definition, mentee.application, mentee.person)
    sought = Sought(definition=definition, side=seeking, known_to=mentee.known_to)
    ranked: list[Suggestion] = []
    excluded: list[Exclusion] = []
    for mentor in mentors:
        offering = mentor.side or Side.of(definition, mentor.application, mentor.person)
        if reader:
            closed = reader.keeps_out_of(offering)
        else:
            closed = ""
        reason = (
            closed
            or kept_apart(seeking, offering)
            or _unavailable(definition, mentor, seeking.person_id, today)
        )
        if reason:
            excluded.append(Exclusion(mentor, reason))
            continue
        suits = score(definition, seeking, offering)
        ranked.append(Suggestion(mentor=mentor, score=suits, sought=sought, side=offering))
    ranked.sort(key=_rank)
    excluded.sort(key=lambda exclusion: exclusion.mentor.came)
    return Suggestions(ranked, excluded)


def choosable(
    definition: Definition, mentee: Mentee, mentors: Iterable[Mentor], today: date
) -> list[Mentor]:
    """The mentors whom a mentee could ask for now, in the order in which they came: none kept apart, away, full or gone."""
    seeking = Side.of(definition, mentee.application, mentee.person)
    return [
        mentor
        for mentor in mentors
        if not kept_apart(
            seeking, mentor.side or Side.of(definition, mentor.application, mentor.person)
        )
        and not _unavailable(definition, mentor, seeking.person_id, today)
    ]


def _rank(suggestion: Suggestion) -> tuple[float, int, tuple[datetime, int]]:
    mentor = suggestion.mentor
    return -suggestion.score, mentor.partnerships_ever, mentor.came


def _unavailable(
    definition: Definition, mentor: Mentor, mentee_id: PersonId, today: date
) -> str | None:
    """Why this mentor cannot be asked now; what lasts is named before what passes, so nobody waits in vain."""
    if mentee_id in mentor.did_not_work_with:
        return "The two were a pair before, and it did not work out."
    return unavailable(definition, mentor, today)


def unavailable(definition: Definition, mentor: Mentor, today: date) -> str | None:
    """Why a mentor cannot be asked by anybody now, in words for the Group; None where they can."""
    application = mentor.application
    if application.stage not in (ApplicationStage.ELIGIBLE, ApplicationStage.MATCHED):
        return f"Not on the register of {definition.terms.mentor}s: the application is {application.stage}."
    if mentor.lacks:
        return mentor.lacks
    if application.away_until is not None and application.away_until > today:
        return f"Away until {spoken(application.away_until)}."
    if mentor.taken >= mentor.capacity:
        return f"No place free: {mentor.taken} of {mentor.capacity} taken."
    return None
