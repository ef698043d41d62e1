"""What an equality form comes to: answers wait, and numbers are given out in whole groups of the smallest size alone (R10.4).

All that a number tells is "so many at least". Whoever has read every number there ever was, and knows who came when, who was
matched and how this is done, knows nobody's answer:

- Of each answer so many wait as chance says, from none to any number, drawn anew each time: so nothing tells how many there
  are at most, nor what has changed since the last time.
- Numbers come once for a year, in steps of the smallest group, and never before twice as many people have come.
- Before anything is given out, it is looked whether all of it together, of every stage and time, could be true with at
  least one of those who came alike told of nowhere, and as many as the smallest group of each stage. What goes beyond waits.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from secrets import randbelow
from typing import Literal

from scheme.people import Role

EqualityStage = Literal["applied", "matched", "concluded"]
STAGES: tuple[EqualityStage, ...] = ("applied", "matched", "concluded")
UNSAID = "unsaid"  # key of what can be answered to every question: prefer not to say
EqualitySheet = Mapping[str, str]  # the key of the option that was chosen, by that of its question
Numbers = dict[str, dict[str, int]]  # of answers, by question and option
Behind = Callable[
    [int], int
]  # how many answers are left waiting by chance; takes the smallest group
# How many people came alike: by the year of each stage, as far as they have come.
CameAlike = Mapping[tuple[int, ...], int]


def by_chance(least: int) -> int:
    """A number that nobody can foresee: mostly below the smallest group, and without an end."""
    behind = randbelow(least)
    while randbelow(least) == 0:
        behind += least
    return behind


@dataclass(frozen=True, kw_only=True)
class EqualityCount:
    """Answers that were given out for a year: so many at least."""

    year: int  # of the scheme
    role: Role  # of those who answered
    stage: EqualityStage  # how far they were
    question: str  # its key
    option: str  # its key
    number: int  # how many there are, in whole groups


@dataclass(frozen=True, kw_only=True)
class GivenOut:
    """What was given out for a year of those at a stage."""

    year: int  # of the scheme
    stage: EqualityStage  # how far they were
    numbers: Numbers  # in whole groups


@dataclass(kw_only=True)
class EqualityBook:
    """The answers of those of a role: what waits, by stage, and all that was ever given out."""

    role: Role  # of those who answered
    waiting: dict[EqualityStage, Numbers] = field(default_factory=dict)  # not given out yet
    told: list[GivenOut] = field(default_factory=list)  # oldest first

    def add(self, stage: EqualityStage, sheets: Iterable[EqualitySheet]) -> None:
        """Have answers wait. Those to one question are parted from those to the others, and nothing can join them again."""
        waiting = self.waiting.setdefault(stage, {})
        for sheet in sheets:
            for question, option in sheet.items():
                answers = waiting.setdefault(question, {})
                answers[option] = answers.get(option, 0) + 1

    def give_out(
        self, year: int, people: CameAlike, least: int, behind: Behind = by_chance
    ) -> None:
        """Give out for a year what may be.

        Nothing is given out of a stage for a year that had its turn, or an earlier one, nor before twice the smallest group
        have come as far since the last time.
        """
        for stage in STAGES:
            turns = [told.year for told in self.told if told.stage == stage]
            last = max(turns, default=0)
            come = _came(people, stage, year) - _came(people, stage, last)
            if (turns and year <= last) or come < 2 * least:
                continue
            numbers: Numbers = {}
            for question, waiting in self.waiting.get(stage, {}).items():
                taken = self._taken(stage, question, year, people, least, behind)
                for option, number in taken.items():
                    waiting[option] -= number
                numbers[question] = taken
            self.told.append(GivenOut(year=year, stage=stage, numbers=numbers))

    def _taken(
        self,
        stage: EqualityStage,
        question: str,
        year: int,
        people: CameAlike,
        least: int,
        behind: Behind,
    ) -> dict[str, int]:
        """How many of each answer are given out now: whole groups of what waits, as long as those leave enough untold."""
        steps = [
            option
            for option, number in sorted(self.waiting[stage][question].items())
            for _ in range(max(0, number - behind(least)) // least)
        ]
        while steps:
            taken = Counter(steps)
            numbers = {option: taken[option] * least for option in sorted(taken)}
            now = GivenOut(year=year, stage=stage, numbers={question: numbers})
            over = _over([*self.told, now], question, people, least)
            if over <= 0:
                return numbers
            for _ in range(min(len(steps), -(-over // least))):
                # Which of them wait is chance, so that it says nothing of how many there are.
                steps.pop(randbelow(len(steps)))
        return {}

    def counts(self) -> list[EqualityCount]:
        """All that was given out."""
        return [
            EqualityCount(
                year=told.year,
                role=self.role,
                stage=told.stage,
                question=question,
                option=option,
                number=number,
            )
            for told in self.told
            for question, options in told.numbers.items()
            for option, number in sorted(options.items())
        ]


def _came(people: CameAlike, stage: EqualityStage, year: int) -> int:
    """How many had come as far as a stage by the end of a year."""
    return sum(number for years, number in people.items() if _is_in(years, stage, year))


def _is_in(years: tuple[int, ...], stage: EqualityStage, year: int) -> bool:
    """Whether those who came in such years had come as far as a stage by the end of a year."""
    at = STAGES.index(stage)
    return len(years) > at and years[at] <= year


def _over(told: Sequence[GivenOut], question: str, people: CameAlike, least: int) -> int:
    """How many of those told of have no place, where one of each who came alike, and the smallest group, are told of nowhere.

    Looks for one way to place them, those of the fewest people first. Where it finds none there may be one all the same:
    then more waits than must.
    """
    free = {years: number - 1 for years, number in people.items()}
    placed: dict[tuple[int, ...], Counter[str]] = {years: Counter() for years in people}
    over = 0
    for came, members, so_far in sorted(_so_far(told, question, people), key=lambda each: each[0]):
        for option, number in so_far.items():
            needed = number - sum(placed[years][option] for years in members)
            # Those who are in the most other numbers come last, as they are needed there.
            for years in sorted(members, key=lambda years: (len(years), years)):
                more = min(max(0, needed), free[years])
                placed[years][option] += more
                free[years] -= more
                needed -= more
            over += max(0, needed)
        untold = came - sum(placed[years].total() for years in members)
        if so_far:
            over += max(0, least - untold)
    return over


def _so_far(
    told: Sequence[GivenOut], question: str, people: CameAlike
) -> list[tuple[int, list[tuple[int, ...]], dict[str, int]]]:
    """At each time: how many had come as far, who of those alike, and how many of each answer had been given out."""
    found = []
    for stage in STAGES:
        so_far: Counter[str] = Counter()
        for given in sorted(
            (each for each in told if each.stage == stage), key=lambda given: given.year
        ):
            so_far.update(given.numbers.get(question, {}))
            members = [years for years in people if _is_in(years, stage, given.year)]
            found.append((sum(people[years] for years in members), members, dict(so_far)))
    return found
