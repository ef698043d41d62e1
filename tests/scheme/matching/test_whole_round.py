"""A whole round: no rule is broken, nobody has more than their places, wishes hold, and whoever waits longest comes first."""

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheme.application.application import ApplicationStage
from scheme.forms.fields import Answer
from scheme.ids import ApplicationId, PersonId
from scheme.matching import assignment, round_table, whole_round
from scheme.matching.ranking import Mentee, Mentor, suggest
from scheme.matching.round_draft import RoundDraft
from scheme.matching.round_table import LEAST, RoundTable
from scheme.matching.round_wishes import RoundWish, WishKind, with_wish, without_wish
from scheme.matching.whole_round import drafted
from tests.scheme.matching.test_ranking import ANSWERS, registers
from tests.support.scheme_cast import (
    CALMLY,
    MONDAY,
    TODAY,
    VALLEY,
    mentee_application,
    mentor_application,
)


def mentee(number: int, *, weeks: int = 0, priority: bool = False, **answers: Answer) -> Mentee:
    """Somebody who waits; each works elsewhere and has a name of their own."""
    application = mentee_application(
        number,
        PersonId(1000 + number),
        name=f"Mentee Number{number}",
        email=f"mentee{number}@moor.example.org",
        **answers,
    )
    application.received_at = MONDAY - timedelta(weeks=weeks)
    application.priority = priority
    return Mentee(application=application)


def mentor(number: int, *, capacity: int = 1, taken: int = 0, **answers: Answer) -> Mentor:
    """Somebody who would take on others."""
    application = mentor_application(
        number,
        PersonId(2000 + number),
        name=f"Guide Another{number}",
        email=f"guide{number}@harbour.example.org",
        capacity=capacity,
        **answers,
    )
    return Mentor(application=application, taken=taken)


def table(mentees: list[Mentee], mentors: list[Mentor]) -> RoundTable:
    return RoundTable(VALLEY, mentees, mentors, TODAY)


def keep(one: Mentee, other: Mentor) -> RoundWish:
    return RoundWish(WishKind.KEEP, one.application.id, other.application.id)


def never(one: Mentee, other: Mentor) -> RoundWish:
    return RoundWish(WishKind.NEVER, one.application.id, other.application.id)


def firsts(draft: RoundDraft) -> dict[int, int | None]:
    return {mentee: mentor for mentee, mentor in draft.firsts.items()}


@st.composite
def rounds(draw: st.DrawFn) -> tuple[list[Mentee], list[Mentor], list[RoundWish]]:
    mentees = []
    for number in range(draw(st.integers(1, 5))):
        application = mentee_application(101 + number, PersonId(500 + number))
        application.answers = draw(ANSWERS)
        application.priority = draw(st.booleans())
        mentees.append(Mentee(application=application))
    register = draw(registers())
    ids = [each.application.id for each in mentees]
    others = [each.application.id for each in register]
    wishes = [
        RoundWish(WishKind.REST, one) for one in draw(st.lists(st.sampled_from(ids), max_size=1))
    ]
    if others:
        pairs = st.builds(
            RoundWish,
            st.sampled_from([WishKind.KEEP, WishKind.NEVER]),
            st.sampled_from(ids),
            st.sampled_from(others),
        )
        for wish in draw(st.lists(pairs, max_size=4)):
            wishes = list(with_wish(wishes, wish))
    return mentees, register, wishes


@pytest.mark.parametrize("dense", [0, 1000], ids=["sparse", "dense"])
def test_no_rule_is_broken_and_wishes_hold(dense: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (assignment, round_table, whole_round):
        monkeypatch.setattr(module, "DENSE", dense)

    @CALMLY
    @given(rounds())
    def holds(given_round: tuple[list[Mentee], list[Mentor], list[RoundWish]]) -> None:
        mentees, register, wishes = given_round
        draft = drafted(table(mentees, register), wishes, options=3)
        assert [one.mentee for one in draft.placings] == [one.application.id for one in mentees]
        for one in mentees:
            mentors = draft.mentors_of[one.application.id]
            assert len(set(mentors)) == len(mentors)
            able = {
                found.mentor.application.id: found.score
                for found in suggest(VALLEY, one, register, TODAY).ranked
            }
            kept = [wish.mentor for wish in wishes if wish.kind == WishKind.KEEP]
            assert all(able[each] >= LEAST or each in kept for each in mentors)
        free = {one.application.id: one.capacity - one.taken for one in register}
        used = Counter(mentors[0] for mentors in draft.mentors_of.values() if mentors)
        assert all(count <= free[each] for each, count in used.items())
        for wish in set(wishes) - set(draft.broken):
            mentors = draft.mentors_of[wish.mentee]
            if wish.kind == WishKind.KEEP:
                assert mentors[0] == wish.mentor
            elif wish.kind == WishKind.NEVER:
                assert wish.mentor not in mentors
            else:
                assert not mentors

    holds()


def test_as_many_as_can_be_have_a_mentor_though_somebody_would_suit_better() -> None:
    # Both suit the first mentor best; only one of the two may have the other.
    first, second = mentee(101), mentee(102, avoid="Guide Another202")
    best, other = mentor(201), mentor(202, areas=None)
    draft = drafted(table([first, second], [best, other]))
    assert firsts(draft) == {101: 202, 102: 201}


@pytest.mark.parametrize(
    ("one", "other", "has_it"),
    [
        (mentee(101, weeks=30), mentee(102, priority=True), 102),
        (mentee(101), mentee(102, weeks=4), 102),
        (mentee(101), mentee(102, level="assistant", goals="Nothing in common"), 101),
    ],
    ids=["priority before waiting", "waiting longest", "else who suits"],
)
def test_of_two_who_want_the_only_place_the_right_one_has_it(
    one: Mentee, other: Mentee, has_it: int
) -> None:
    draft = drafted(table([one, other], [mentor(201)]))
    assert [placing.mentee for placing in draft.placings if placing.mentors] == [has_it]


def test_whoever_carries_less_comes_first() -> None:
    busy, idle = mentor(201, capacity=3, taken=2), mentor(202, capacity=3)
    assert firsts(drafted(table([mentee(101)], [busy, idle]))) == {101: 202}
    shared = drafted(table([mentee(101), mentee(102)], [mentor(201, capacity=3), idle]))
    assert set(firsts(shared).values()) == {201, 202}


def test_whoever_is_away_full_or_gone_has_nobody() -> None:
    away, full, gone = mentor(201), mentor(202, capacity=1, taken=1), mentor(203)
    away.application.away_until = TODAY + timedelta(days=2)
    gone.application.stage = ApplicationStage.WITHDRAWN
    assert firsts(drafted(table([mentee(101)], [away, full, gone]))) == {101: None}


def test_options_are_others_and_no_mentor_is_put_to_all() -> None:
    mentees = [mentee(101 + number) for number in range(3)]
    mentors = [mentor(201 + number) for number in range(4)]
    draft = drafted(table(mentees, mentors), options=3)
    assert all(len(set(placing.mentors)) == 3 for placing in draft.placings)
    put = Counter(each for placing in draft.placings for each in placing.mentors)
    assert max(put.values()) <= 3


def test_a_pair_for_whom_too_little_speaks_is_left_to_a_member() -> None:
    one, senior = mentee(101, level="head"), mentor(201, level="assistant", areas=None, modes=None)
    assert firsts(drafted(table([one], [senior]))) == {101: None}
    assert firsts(drafted(table([one], [senior]), [keep(one, senior)])) == {101: 201}


def test_what_cannot_be_kept_is_said() -> None:
    one, other, only = mentee(101), mentee(102, avoid="Guide Another201"), mentor(201)
    wishes = [keep(one, only), keep(other, only)]
    draft = drafted(table([one, other], [only]), wishes)
    assert draft.broken == (wishes[1],)
    assert firsts(draft) == {101: 201, 102: None}
    assert drafted(table([other], [only]), [keep(other, only)]).broken == (keep(other, only),)


def test_a_later_wish_takes_the_place_of_what_it_contradicts() -> None:
    one, first, second = mentee(101), mentor(201), mentor(202)
    wishes = with_wish(with_wish((), keep(one, first)), keep(one, second))
    assert wishes == (keep(one, second),)
    assert with_wish(wishes, never(one, second)) == (never(one, second),)
    assert with_wish(wishes, never(one, first)) == (keep(one, second), never(one, first))
    rest = RoundWish(WishKind.REST, one.application.id)
    assert with_wish((*wishes, never(one, first)), rest) == (never(one, first), rest)
    assert without_wish((rest, *wishes), rest) == wishes


def test_those_left_by_the_best_of_each_are_tried_with_the_places_that_are_left(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in (assignment, round_table, whole_round):
        monkeypatch.setattr(module, "DENSE", 0)
    for module in (round_table, whole_round):
        monkeypatch.setattr(module, "BEST", 1)
    mentees = [mentee(101 + number) for number in range(4)]
    mentors = [mentor(201), *(mentor(202 + number, areas=None) for number in range(3))]
    draft = drafted(table(mentees, mentors))
    assert all(placing.mentors for placing in draft.placings)


def test_nobody_waits_and_nobody_is_there() -> None:
    assert drafted(table([], [mentor(201)])).placings == ()
    assert firsts(drafted(table([mentee(101)], []), options=2)) == {101: None}
    assert ApplicationId(7) not in drafted(table([], [])).mentors_of
