"""How long answers took, beside the promise: who had one, who had it late, and who still waits (R3.6)."""

from scheme.figures.answer_times import AnswerTimes
from scheme.figures.counts import AnswerTimeCount, OpenCount, SchemeCounts
from tests.support.scheme_cast import definition


def answered(days: int, number: int, *, late: bool = False) -> AnswerTimeCount:
    return AnswerTimeCount(
        year=2026, round="spring", role="mentee", days=days, late=late, number=number
    )


def waiting(days: int, number: int, *, late: bool = False) -> OpenCount:
    return OpenCount(year=2026, round="spring", role="mentee", days=days, late=late, number=number)


def test_half_nine_in_ten_and_the_longest_are_told_of_those_who_were_answered() -> None:
    times = AnswerTimes.of(
        [answered(7, 5), answered(20, 4), answered(41, 1, late=True)], [waiting(3, 2)]
    )
    assert (times.half, times.most, times.longest) == (7, 20, 41)
    assert (times.answered, times.late, times.waiting, times.overdue) == (10, 1, 2, 0)


def test_who_still_waits_beyond_the_day_is_said_before_anything_else_to_do() -> None:
    told = AnswerTimes.of([answered(7, 1)], [waiting(50, 2, late=True)]).told(definition())
    assert "For 2 who wait the day has gone by" in told
    assert "holds" not in told


def test_a_promise_that_would_have_held_is_named_where_this_one_does_not() -> None:
    late = AnswerTimes.of([answered(20, 7), answered(35, 3, late=True)], [])
    assert "A promise of 35 days would have held for nine in ten." in late.told(definition())
    kept = AnswerTimes.of([answered(20, 99), answered(35, 1, late=True)], [])
    assert "The promise holds." in kept.told(definition())


def test_nothing_is_known_before_somebody_has_applied() -> None:
    assert not AnswerTimes.of([], []).is_known
    only = AnswerTimes.of([], [waiting(3, 2)])
    assert only.is_known
    assert "Nobody has had an answer yet." in only.told(definition())


def test_a_round_and_a_role_are_told_apart() -> None:
    counts = SchemeCounts(answered=(answered(7, 5),), open=(waiting(3, 2),))
    assert AnswerTimes.in_counts(counts, "mentee", "spring").answered == 5
    assert not AnswerTimes.in_counts(counts, "mentee", "autumn").is_known
    assert not AnswerTimes.in_counts(counts, "mentor").is_known
