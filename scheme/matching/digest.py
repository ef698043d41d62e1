"""The register in short, ahead of a matching discussion: who waits, which mentors have room, and where they are missing (R3.8).

As one member may read it: of whom they keep out of nothing is here but how many there are.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from scheme.application.application import Application, ApplicationStage
from scheme.calendar import add_days, local_day
from scheme.definition.definition import Definition
from scheme.definition.gazetteer import Spot
from scheme.matching.ranking import Mentor
from scheme.matching.side import Side
from scheme.matching.weights import are_near

SOON = 7  # days ahead in which a promised day is soon
MOST_TOWNS = 40  # where most wait, that are compared with where mentors are
WEEKS = (2, 4, 8)  # after which somebody has waited longer


@dataclass(frozen=True, kw_only=True)
class Supply:
    """Something that mentees who wait ask for, and for how many of them there are places with mentors who have it."""

    name: str  # as the scheme, or whoever wrote it, calls it
    waiting: int  # mentees who ask for it
    mentors: int  # those with a place free who have it
    places: int  # that these have free

    @property
    def missing(self) -> int:
        """How many of those who ask have no place."""
        return max(self.waiting - self.places, 0)


@dataclass(frozen=True, kw_only=True)
class FreeMentor:
    """A mentor who is here and has room."""

    mentor: Mentor  # on the register
    side: Side  # what the rules read of them
    free: int  # places

    @classmethod
    def of(cls, definition: Definition, mentor: Mentor) -> "FreeMentor":
        """A mentor, read where that was not done already."""
        side = mentor.side or Side.of(definition, mentor.application, mentor.person)
        return cls(mentor=mentor, side=side, free=max(mentor.capacity - mentor.taken, 0))


@dataclass(frozen=True, kw_only=True)
class RegisterDigest:
    """Who waits, who has room, and what is asked for more than there is of it; the largest lack first."""

    to_match: tuple[Application, ...]  # whoever waits longest first
    waited: tuple[int, ...]  # days of each of these
    overdue: int  # whose promised day has gone by
    soon: int  # whose day comes within a week
    to_check: int  # applications that were not looked at yet
    free: tuple[FreeMentor, ...]  # whoever has had the fewest partnerships first
    away: int  # mentors on the register who are away
    full: int  # those who are here and have no place free
    areas: tuple[Supply, ...]  # of work
    towns: tuple[Supply, ...]  # where those are who wait
    backgrounds: tuple[Supply, ...]  # that they ask a mentor to share
    kept: int = 0  # who wait, and are left to the other members

    @property
    def places(self) -> int:
        """All places that are free."""
        return sum(each.free for each in self.free)

    @property
    def longest(self) -> int:
        """Days that whoever waits longest has waited; 0 where nobody waits."""
        return max(self.waited, default=0)

    @property
    def bands(self) -> tuple[int, ...]:
        """How many have waited up to each of `WEEKS`, and how many longer."""
        found = []
        least = -1
        for most in (*(7 * weeks for weeks in WEEKS), 1_000_000):
            found.append(sum(least < days <= most for days in self.waited))
            least = most
        return tuple(found)


def digest_of(
    definition: Definition,
    waiting: Sequence[Application],
    mentors: Iterable[Mentor],
    today: date,
    *,
    kept: int = 0,
) -> RegisterDigest:
    """The digest for those who wait for an answer and the mentors of the register, all of whom its reader may read of.

    The cost grows with the number of both, added up.
    """
    to_match = [
        each
        for each in waiting
        if each.role == "mentee" and each.stage == ApplicationStage.ELIGIBLE
    ]
    to_match.sort(key=lambda each: (each.received_at, each.id))
    sides = [Side.of(definition, each) for each in to_match]
    every = list(mentors)
    here = [each for each in every if not _is_away(each, today)]
    room = [FreeMentor.of(definition, each) for each in here if each.capacity > each.taken]
    room.sort(key=lambda each: (each.mentor.partnerships_ever, each.mentor.came))
    promised = [each.answer_by for each in waiting if each.has_a_day]
    return RegisterDigest(
        to_match=tuple(to_match),
        waited=tuple(
            (today - local_day(each.received_at, definition.zone)).days for each in to_match
        ),
        overdue=sum(day < today for day in promised) + len(waiting) - len(promised),
        soon=sum(today <= day <= add_days(today, SOON) for day in promised),
        to_check=sum(each.stage == ApplicationStage.RECEIVED for each in waiting),
        free=tuple(room),
        away=len(every) - len(here),
        full=len(here) - len(room),
        areas=_chosen(
            {option.key: option.label for option in definition.areas},
            sides,
            room,
            lambda side: side.areas,
            lambda side: side.areas,
        ),
        towns=_towns(definition, sides, room),
        backgrounds=_chosen(
            {option.key: option.label for option in definition.groups},
            sides,
            room,
            lambda side: side.background,
            lambda side: side.groups,
        ),
        kept=kept,
    )


def _is_away(mentor: Mentor, today: date) -> bool:
    until = mentor.application.away_until
    return until is not None and until > today


def _chosen(
    names: dict[str, str],
    sides: Iterable[Side],
    room: Iterable[FreeMentor],
    wanted: Callable[[Side], frozenset[str]],
    given: Callable[[Side], frozenset[str]],
) -> tuple[Supply, ...]:
    """What can be chosen from a list of the scheme's: how often it is asked for, and for how many places it is there."""
    asked = Counter(key for side in sides for key in wanted(side))
    mentors: Counter[str] = Counter()
    places: Counter[str] = Counter()
    for each in room:
        for key in given(each.side):
            mentors[key] += 1
            places[key] += each.free
    return _in_order(
        Supply(name=name, waiting=asked[key], mentors=mentors[key], places=places[key])
        for key, name in names.items()
        if asked[key]
    )


def _towns(
    definition: Definition, sides: Iterable[Side], room: Iterable[FreeMentor]
) -> tuple[Supply, ...]:
    """Where those who wait are, and how many places there are in the same town or near."""
    asked: dict[str, list[Side]] = {}
    for side in sides:
        if side.town:
            asked.setdefault(side.town, []).append(side)
    there: dict[tuple[str, Spot | None], list[FreeMentor]] = {}
    for each in room:
        there.setdefault((each.side.town, each.side.spot), []).append(each)
    found = []
    for every in sorted(asked.values(), key=len, reverse=True)[:MOST_TOWNS]:
        near = [
            each
            for group in there.values()
            if are_near(definition.matching, every[0], group[0].side)
            for each in group
        ]
        found.append(
            Supply(
                name=every[0].place,
                waiting=len(every),
                mentors=len(near),
                places=sum(each.free for each in near),
            )
        )
    return _in_order(found)


def _in_order(found: Iterable[Supply]) -> tuple[Supply, ...]:
    return tuple(sorted(found, key=lambda each: (-each.missing, -each.waiting, each.name)))
