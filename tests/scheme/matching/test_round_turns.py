"""Whatever a scheme lets count: as many as can be have a mentor, whoever comes first before the others, and then who suits."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheme.definition.definition import Definition
from scheme.forms.fields import Answers
from scheme.ids import PersonId
from scheme.matching import assignment, round_table, weights, whole_round
from scheme.matching.ranking import Mentee, Mentor, suggest
from scheme.matching.round_table import CARRIED, FURTHER, LEAST, RoundTable
from scheme.matching.round_wishes import RoundWish, WishKind
from scheme.matching.side import Side
from scheme.matching.weights import score
from scheme.matching.whole_round import drafted
from tests.scheme.matching.test_agreement import ANSWERS, weighed
from tests.support.scheme_cast import (
    CALMLY,
    MONDAY,
    TODAY,
    definition,
    mentee_application,
    mentor_application,
)

NEVER = st.sets(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=3)
Round = tuple[list[Mentee], list[Mentor], set[tuple[int, int]]]


@st.composite
def rounds(draw: st.DrawFn) -> Round:
    """Few mentees for fewer places, so that somebody is often left without; and pairs that members rule out."""
    mentees = []
    for number in range(draw(st.integers(1, 4))):
        application = mentee_application(101 + number, PersonId(1000 + number))
        application.answers |= draw(ANSWERS) | {
            "name": f"Mentee Number{number}",
            "email": f"mentee{number}@moor.example.org",
        }
        application.priority = draw(st.booleans())
        application.received_at = MONDAY - timedelta(days=draw(st.sampled_from([0, 6, 8, 500])))
        mentees.append(Mentee(application=application))
    mentors = []
    for number in range(draw(st.integers(1, 4))):
        application = mentor_application(201 + number, PersonId(2000 + number))
        taken = draw(st.integers(0, 2))
        application.answers |= draw(ANSWERS) | {
            "name": f"Guide Another{number}",
            "email": f"guide{number}@harbour.example.org",
            "capacity": taken + draw(st.integers(1, 2)),
        }
        mentors.append(Mentor(application=application, taken=taken))
    return mentees, mentors, draw(NEVER)


def able(scheme: Definition, given_round: Round) -> dict[tuple[int, int], float]:
    """The pairs that can be, by row and column, and how well the two suit."""
    mentees, mentors, never = given_round
    columns = {mentor.application.id: column for column, mentor in enumerate(mentors)}
    return {
        (row, columns[found.mentor.application.id]): found.score
        for row, mentee in enumerate(mentees)
        for found in suggest(scheme, mentee, mentors, TODAY).ranked
        if found.score >= LEAST and (row, columns[found.mentor.application.id]) not in never
    }


def every_way(scheme: Definition, given_round: Round) -> Iterator[list[tuple[int, int]]]:
    """All that a round could come to."""
    mentees, mentors, _ = given_round
    pairs = able(scheme, given_round)
    for found in product(range(-1, len(mentors)), repeat=len(mentees)):
        chosen = [(row, column) for row, column in enumerate(found) if column >= 0]
        used = Counter(column for _, column in chosen)
        room = all(
            used[column] <= mentor.capacity - mentor.taken for column, mentor in enumerate(mentors)
        )
        if room and all(pair in pairs for pair in chosen):
            yield chosen


def turns(mentees: list[Mentee], chosen: list[tuple[int, int]]) -> list[tuple[bool, int]]:
    """Who has a mentor, whoever comes first at the head: priority, then weeks of waiting up to half a year."""
    those = [mentees[row].application for row, _ in chosen]
    weeks = [(TODAY - each.received_at.date()).days // 7 for each in those]
    ranks = [(each.priority, min(week, 26)) for each, week in zip(those, weeks, strict=True)]
    return sorted(ranks, reverse=True)


def suits(scheme: Definition, given_round: Round, chosen: list[tuple[int, int]]) -> float:
    """How well all suit, less what mentors carry."""
    pairs = able(scheme, given_round)
    used = Counter(column for _, column in chosen)
    carried = sum(given_round[1][column].taken for _, column in chosen) * CARRIED
    further = sum(FURTHER * count * (count - 1) / 2 for count in used.values())
    return sum(pairs[pair] for pair in chosen) - carried - further


def the_draft(scheme: Definition, given_round: Round) -> list[tuple[int, int]]:
    mentees, mentors, never = given_round
    table = RoundTable(scheme, mentees, mentors, TODAY)
    wishes = [
        RoundWish(WishKind.NEVER, mentees[row].application.id, mentors[column].application.id)
        for row, column in sorted(never)
        if row < len(mentees) and column < len(mentors)
    ]
    placings = drafted(table, wishes).placings
    return [
        (row, table.column_of[placing.first])
        for row, placing in enumerate(placings)
        if placing.first is not None
    ]


@pytest.mark.parametrize("best", [0, 1, 2], ids=["of all", "of the best", "of the two best"])
def test_no_weights_leave_more_without_or_let_anybody_come_before_their_turn(
    best: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    if best:
        for module in (assignment, round_table, whole_round):
            monkeypatch.setattr(module, "DENSE", 0)
        for module in (round_table, whole_round):
            monkeypatch.setattr(module, "BEST", best)

    @settings(CALMLY, max_examples=150)
    @given(weighed(), rounds())
    def holds(scheme: Definition, given_round: Round) -> None:
        mentees = given_round[0]
        chosen = the_draft(scheme, given_round)
        ways = list(every_way(scheme, given_round))
        assert chosen in ways
        most = max((len(way), turns(mentees, way)) for way in ways)
        assert (len(chosen), turns(mentees, chosen)) == most
        if not best:
            same = [way for way in ways if turns(mentees, way) == most[1]]
            well = max(suits(scheme, given_round, way) for way in same)
            assert suits(scheme, given_round, chosen) == pytest.approx(well, abs=0.02)

    holds()


@settings(CALMLY, max_examples=150)
@given(weighed(), rounds(), st.data())
def test_whom_a_mentee_chose_comes_before_whoever_suits_better(
    scheme: Definition, given_round: Round, data: st.DataObject
) -> None:
    mentees, mentors, _ = given_round
    choosing = scheme.choosing.model_copy(update={"ranked": data.draw(st.booleans())})
    scheme = scheme.model_copy(update={"choosing": choosing})
    ids = [mentor.application.id for mentor in mentors]
    chose = tuple(data.draw(st.permutations(ids))[: data.draw(st.integers(0, len(ids)))])
    first = replace(mentees[0], chose=chose)
    alone = RoundTable(scheme, [first], mentors, TODAY)
    found = drafted(alone).placings[0].first
    able_now = {mentor.application.id for mentor in alone.mentors}
    possible = [
        each for each in chose if each in able_now and alone.allows(0, alone.column_of[each])
    ]
    if possible and scheme.choosing.ranked:
        assert found == possible[0]
    elif possible:
        assert found in possible
    together = RoundTable(scheme, [first, *mentees[1:]], mentors, TODAY)
    without = RoundTable(scheme, mentees, mentors, TODAY)
    placed = [placing for placing in drafted(together).placings if placing.mentors]
    assert len(placed) >= sum(bool(placing.mentors) for placing in drafted(without).placings)


@settings(CALMLY, max_examples=300)
@given(weighed(), ANSWERS, ANSWERS)
def test_no_score_is_beyond_the_most_and_the_least(
    scheme: Definition, mentee: Answers, mentor: Answers
) -> None:
    one = Side.of(scheme, mentee_application(**mentee))
    other = Side.of(scheme, mentor_application(**mentor))
    rules = scheme.matching
    most, least = weights.most(rules, len(other.areas)), weights.least(rules)
    assert least - 0.005 <= score(scheme, one, other) <= most + 0.005


@pytest.mark.parametrize("weight", [0.0, 20.0])
def test_near_makes_no_pair_of_two_without_a_way_to_meet(weight: float) -> None:
    scheme = definition(matching={"near": 20.0, "no_shared_mode": -weight})
    one = Side.of(scheme, mentee_application(modes=["video"], place="Fellside"))
    other = Side.of(scheme, mentor_application(modes=["phone"], place="Fellside"))
    assert weights.are_near(scheme.matching, one, other)
    assert weights.practicalities(scheme.matching, one, other) == -weight
