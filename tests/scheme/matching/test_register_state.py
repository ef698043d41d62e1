"""How mentors and partnerships stand on the register: one word for each, and who carries too many or nobody (R3.1)."""

from datetime import date, timedelta

import pytest

from scheme.matching.ranking import Mentor
from scheme.matching.register_state import mentor_load, mentor_state, pair_state
from scheme.partnership.phase import Phase
from tests.support.scheme_cast import MONDAY, active, mentor_application

TODAY = MONDAY.date()


def mentor(*, places: int = 2, taken: int = 0, ever: int = 0, away: int = 0) -> Mentor:
    found = mentor_application()
    found.answers = found.answers | {"capacity": places}
    if away:
        found.away_until = TODAY + timedelta(days=away)
    return Mentor(application=found, taken=taken, partnerships_ever=ever)


@pytest.mark.parametrize(
    ("who", "proposed", "pairs", "state"),
    [
        (mentor(), 0, 0, "available"),
        (mentor(), 1, 0, "offered"),
        (mentor(taken=1), 0, 1, "matched"),
        (mentor(taken=1), 1, 1, "offered"),
        (mentor(taken=2), 1, 2, "full"),
        (mentor(taken=2, away=3), 1, 2, "away"),
    ],
)
def test_of_several_states_the_one_that_matters_for_the_next_is_told(
    who: Mentor, proposed: int, pairs: int, state: str
) -> None:
    assert mentor_state(who, TODAY, proposed=proposed, pairs=pairs) == state


def test_too_many_and_nobody_yet_are_told_of_a_mentors_load() -> None:
    long_ago = TODAY - timedelta(days=57)
    assert mentor_load(mentor(places=1, taken=2), long_ago, TODAY) == "too many"
    assert mentor_load(mentor(), long_ago, TODAY) == "none yet"
    assert mentor_load(mentor(), TODAY - timedelta(days=56), TODAY) == ""
    assert mentor_load(mentor(ever=1), long_ago, TODAY) == ""


def test_an_end_before_its_day_is_early_whatever_was_said_of_it() -> None:
    pair = active()
    assert pair_state(pair, None) == "active"
    pair.phase = Phase.ENDED
    pair.ends_on = date(2027, 6, 1)
    assert pair_state(pair, date(2027, 5, 31)) == "ended early"
    assert pair_state(pair, date(2027, 6, 1)) == "concluded"
    pair.ends_on = None
    assert pair_state(pair, date(2027, 1, 1)) == "concluded"
