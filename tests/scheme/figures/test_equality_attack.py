"""The attack on equality figures: somebody reads every number, every day, and knows who came when and how it is done (R10.4)."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import LinearConstraint, milp

from scheme.figures.equality import STAGES, Behind, EqualityBook, GivenOut, by_chance

QUESTION = "background"
LEAST = 5
OPTIONS = "abc"


@dataclass(frozen=True)
class Somebody:
    """Who came, in which years they got how far, and what they answered at each stage: the same, or nothing at all."""

    years: tuple[int, ...]  # of applying, being matched, concluding, as far as they came
    answer: str | None


Population = Sequence[Somebody]
Told = tuple[tuple[int, str, tuple[tuple[str, int], ...]], ...]


def published(population: Population, behind: Behind, least: int = LEAST) -> Told:
    """All that is given out of a population."""
    return as_told(book_of(population, behind, least).told)


def as_told(told: Sequence[GivenOut]) -> Told:
    return tuple(
        (each.year, each.stage, tuple(sorted(each.numbers.get(QUESTION, {}).items())))
        for each in told
    )


def book_of(population: Population, behind: Behind, least: int) -> EqualityBook:
    book = EqualityBook(role="mentee")
    last = max((year for person in population for year in person.years), default=0)
    for year in range(1, last + 1):
        for at, stage in enumerate(STAGES):
            ours = [p for p in population if len(p.years) > at and p.years[at] == year]
            book.add(stage, ({QUESTION: p.answer} for p in ours if p.answer is not None))
        people = came_alike(population, year)
        for _ in range(3):  # every day somebody looks
            book.give_out(year, people, least, behind)
    return book


def came_alike(population: Population, year: int) -> Counter[tuple[int, ...]]:
    """How many had come in the same years by the end of a year: as those know who read the register."""
    so_far = (tuple(each for each in p.years if each <= year) for p in population)
    return Counter(years for years in so_far if years)


def could_stand_behind(population: Population, told: Told) -> bool:
    """Whether chance could have had this given out of another population with the same people."""
    for year, stage, _ in told:
        at = STAGES.index(stage)
        answers = Counter(p.answer for p in population if len(p.years) > at and p.years[at] <= year)
        so_far = told_by(told, year, stage)
        if any(answers[option] < number for option, number in so_far.items()):
            return False
    return True


def told_by(told: Told, year: int, stage: str) -> Counter[str]:
    """What had been given out of a stage by a year."""
    so_far: Counter[str] = Counter()
    for earlier, other, given_out in told:
        if other == stage and earlier <= year:
            so_far.update(dict(given_out))
    return so_far


# Whoever has all the time tries every population there can be


def worlds(classes: Mapping[tuple[int, ...], int], options: str) -> Iterator[list[Somebody]]:
    """Every population with so many people of each kind, who are alike but for their answers."""
    answers = (*options, None)
    ways = [
        [(years, counts) for counts in divided(number, len(answers))]
        for years, number in classes.items()
    ]
    for way in product(*ways):
        yield [
            Somebody(years, answer)
            for years, counts in way
            for answer, number in zip(answers, counts, strict=True)
            for _ in range(number)
        ]


def divided(people: int, answers: int) -> Iterator[tuple[int, ...]]:
    if answers == 1:
        yield (people,)
        return
    for first in range(people + 1):
        for rest in divided(people - first, answers - 1):
            yield (first, *rest)


@pytest.mark.parametrize(
    "classes",
    [
        {(1,): 6},
        {(1,): 4, (2,): 5},
        {(1,): 5, (2,): 1, (3,): 3},
        {(1,): 1, (1, 1): 6},
        {(1,): 1, (1, 2): 6},
        {(1,): 1, (1, 2): 5, (2,): 4},
        {(1, 1): 1, (1, 1, 1): 5},
        {(1,): 1, (1, 1): 1, (1, 1, 2): 4},
    ],
    ids=str,
)
def test_no_answer_and_no_small_group_is_known_to_whoever_has_tried_everything(
    classes: dict[tuple[int, ...], int],
) -> None:
    least = 2
    every = list(worlds(classes, "ab"))
    histories = {
        published(world, lambda _, all_of=all_of: all_of, least)  # type: ignore[misc]
        for world in every
        for all_of in range(0, 5, 2)
    }
    assert len(histories) > 1
    for told in histories:
        behind = [world for world in every if could_stand_behind(world, told)]
        for years, number in classes.items():
            for option in "ab":
                said = {
                    sum(p.years == years and p.answer == option for p in world) for world in behind
                }
                assert min(said) < number, (told, years, option)  # nobody is known to have said so
                assert max(said) > 0, (told, years, option)  # nor known not to have
                assert not (0 < min(said) <= max(said) < least), (told, years, option)


# Thousands of populations, of the size of real ones

ANSWERS = st.sampled_from([*OPTIONS, "a", "a", "a", None])


@st.composite
def people(draw: st.DrawFn) -> Somebody:
    years = sorted(draw(st.lists(st.integers(1, 3), min_size=1, max_size=3)))
    return Somebody(tuple(years), draw(ANSWERS))


@st.composite
def populations(draw: st.DrawFn) -> list[Somebody]:
    """Crowds that are alike, of whom single people stick out."""
    crowds = draw(st.lists(st.tuples(people(), st.integers(1, 25)), min_size=1, max_size=4))
    return [person for person, number in crowds for _ in range(number)]


@settings(max_examples=1000, deadline=None)
@given(population=populations(), behind=st.sampled_from([0, 0, 0, 3, None]))
def test_whatever_is_read_anybody_could_have_answered_otherwise(
    population: list[Somebody], behind: int | None
) -> None:
    told = published(population, by_chance if behind is None else lambda _: behind)
    alike = Counter(p.years for p in population)
    for years in alike:
        for option in OPTIONS:
            assert least_possible(alike, told, years, option) < alike[years], (told, years, option)


def least_possible(
    alike: Mapping[tuple[int, ...], int], told: Told, years: tuple[int, ...], option: str
) -> int:
    """Of how few of those who came in some years an answer can be, by all that was given out: solved exactly."""
    kinds = [(each, said) for each in sorted(alike) for said in OPTIONS]
    constraints = []
    for each, size in alike.items():
        row = [float(kind == each) for kind, _ in kinds]
        constraints.append(LinearConstraint([row], 0, size))
    for year, stage, _ in told:
        at = STAGES.index(stage)
        for said, number in told_by(told, year, stage).items():
            row = [
                float(what == said and len(kind) > at and kind[at] <= year) for kind, what in kinds
            ]
            constraints.append(LinearConstraint([row], number, np.inf))
    wanted = [float(kind == (years, option)) for kind in kinds]
    if not told:
        return 0
    found = milp(wanted, constraints=constraints, integrality=[1] * len(kinds))
    assert found.success
    return round(found.fun)


@settings(max_examples=2000, deadline=None)
@given(population=populations(), behind=st.integers(0, 12))
def test_numbers_are_true_and_come_in_whole_groups_once_a_year(
    population: list[Somebody], behind: int
) -> None:
    told = published(population, lambda _: behind)
    assert could_stand_behind(population, told)
    for year, stage, given_out in told:
        assert all(number > 0 and number % LEAST == 0 for _, number in given_out)
        came = came_alike(population, year)
        everybody = sum(
            number for years, number in came.items() if len(years) > STAGES.index(stage)
        )
        if given_out:
            assert told_by(told, year, stage).total() <= everybody - LEAST
    turns = [(year, stage) for year, stage, _ in told]
    assert len(turns) == len(set(turns))


def test_a_year_has_one_turn_and_few_who_came_wait_for_the_next() -> None:
    book = EqualityBook(role="mentee")
    book.add("applied", [{QUESTION: "a"}] * 8)
    few: dict[tuple[int, ...], int] = {(2026,): 9}
    enough: dict[tuple[int, ...], int] = {(2026,): 9, (2027,): 5}
    many: dict[tuple[int, ...], int] = {(2026,): 9, (2027,): 5, (2028,): 46}
    book.give_out(2026, few, LEAST, lambda _: 0)
    assert not book.told
    book.give_out(2027, enough, LEAST, lambda _: 0)
    book.add("applied", [{QUESTION: "a"}] * 20)
    for year in (2026, 2027):
        book.give_out(year, many, LEAST, lambda _: 0)
    assert [(count.year, count.number) for count in book.counts()] == [(2027, 5)]
    book.give_out(2028, many, LEAST, lambda _: 0)
    assert [(count.year, count.number) for count in book.counts()] == [(2027, 5), (2028, 20)]


def test_answers_to_different_questions_are_not_kept_together() -> None:
    first, second = EqualityBook(role="mentee"), EqualityBook(role="mentee")
    first.add("applied", [{"age": "old", QUESTION: "a"}, {"age": "young", QUESTION: "b"}])
    second.add("applied", [{QUESTION: "a", "age": "young"}, {"age": "old", QUESTION: "b"}])
    assert first == second


def test_how_many_wait_by_chance_differs_and_has_no_end() -> None:
    drawn = Counter(by_chance(LEAST) for _ in range(4000))
    assert set(range(LEAST)) <= set(drawn)
    assert max(drawn) >= 2 * LEAST
    histories: dict[Told, int] = defaultdict(int)
    for _ in range(200):
        histories[published([Somebody((1,), "a")] * 40, by_chance)] += 1
    assert len(histories) > 2
