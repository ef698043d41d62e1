"""Whom a mentee chooses of all mentors: until which day, how many, in which order, and what falls due."""

from datetime import date, datetime, timedelta

import pytest

from scheme.definition.definition import Definition
from scheme.ids import ApplicationId, PersonId
from scheme.matching.shortlist import (
    Pick,
    Shortlist,
    by_chance,
    last_day,
    moved_up,
    room_for_another,
)
from scheme.refusal import Refusal
from tests.support.scheme_cast import MAYA, MONDAY, TODAY, TOM, VALLEY, mentee_application

ROUND = VALLEY.rounds[0].key


def closing(day: date | None) -> Definition:
    """The scheme with a day on which choices close in its first round."""
    first = VALLEY.rounds[0].model_copy(update={"choices_close": day})
    return VALLEY.model_copy(update={"rounds": (first, *VALLEY.rounds[1:])})


@pytest.mark.parametrize(
    ("closes", "days"),
    [
        (None, (21, 24)),  # the mentee's own 21 days, to a working day
        (40, (40, 40)),
        (1, (3, 5)),  # never less than a few days
        (-1, (21, 24)),  # found eligible after it
    ],
)
def test_choices_are_open_until_the_day_of_the_round_or_for_the_mentees_own_days(
    closes: int | None, days: tuple[int, int]
) -> None:
    day = None if closes is None else TODAY + timedelta(days=closes)
    found = (last_day(closing(day), ROUND, TODAY) - TODAY).days
    least, most = days
    assert least <= found <= most


def test_outside_of_a_round_the_mentees_own_days_count() -> None:
    assert last_day(closing(TODAY + timedelta(days=40)), "none", TODAY) == last_day(
        VALLEY, ROUND, TODAY
    )


def a_shortlist() -> Shortlist:
    return Shortlist.open(VALLEY, mentee_application(), MONDAY)


def test_it_is_theirs_until_the_end_of_its_last_day() -> None:
    shortlist = a_shortlist()
    shortlist.must_be_open(shortlist.closes_on)
    with pytest.raises(Refusal, match="Choices were open until"):
        shortlist.must_be_open(shortlist.closes_on + timedelta(days=1))
    shortlist.close(MONDAY)
    with pytest.raises(Refusal, match="nothing was changed"):
        shortlist.must_be_open(TODAY)
    shortlist.close(MONDAY + timedelta(days=1))
    assert shortlist.closed_at == MONDAY
    shortlist.open_again(VALLEY, mentee_application(), MONDAY)
    shortlist.must_be_open(TODAY)


def test_it_reminds_and_then_closes_and_once_closed_nothing_is_due() -> None:
    shortlist = a_shortlist()
    names = [due.name for due in shortlist.due(VALLEY)]
    assert names == ["remind", "remind", "close"]
    assert shortlist.due(VALLEY)[-1].at.date() > shortlist.closes_on
    shortlist.close(MONDAY)
    assert shortlist.due(VALLEY) == []


def test_a_day_that_is_near_leaves_no_room_for_reminders_but_closes_all_the_same() -> None:
    near = closing(TODAY + timedelta(days=4))
    shortlist = Shortlist.open(near, mentee_application(), MONDAY)
    assert [due.name for due in shortlist.due(near)] == ["close"]


def picked(*mentors: int) -> list[Pick]:
    return [
        Pick(
            shortlist_id=1,
            mentor_application_id=ApplicationId(mentor),
            mentor_id=PersonId(mentor),
            rank=at,
            picked_at=MONDAY,
        )
        for at, mentor in enumerate(mentors)
    ]


def test_as_many_are_chosen_as_the_scheme_says_and_no_more() -> None:
    room_for_another(VALLEY, picked(1, 2))
    with pytest.raises(Refusal, match="Take one off first"):
        room_for_another(VALLEY, picked(1, 2, 3))


@pytest.mark.parametrize(
    ("mentor", "order"), [(3, [1, 3, 2]), (2, [2, 1, 3]), (1, [1, 2, 3]), (9, [1, 2, 3])]
)
def test_a_choice_moves_up_by_one_place_and_the_first_stays_first(
    mentor: int, order: list[int]
) -> None:
    found = moved_up(picked(1, 2, 3), ApplicationId(mentor))
    assert [pick.mentor_application_id for pick in found] == order


def test_each_mentee_has_another_order_by_chance_and_the_same_whenever_they_look() -> None:
    mentors = [ApplicationId(number) for number in range(200, 230)]
    orders = [
        sorted(mentors, key=by_chance(shortlist, mentors).__getitem__) for shortlist in range(1, 20)
    ]
    assert len({tuple(order) for order in orders}) == len(orders)
    assert sorted(mentors, key=by_chance(1, mentors).__getitem__) == orders[0]
    assert len({order[0] for order in orders}) > 8, "nobody stands first for everybody"


def test_it_belongs_to_the_mentee() -> None:
    shortlist = a_shortlist()
    assert (shortlist.person_id, shortlist.is_open) == (MAYA, True)
    assert isinstance(shortlist.opened_at, datetime)
    assert shortlist.person_id != TOM
