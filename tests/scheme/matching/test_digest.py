"""The register in short: who waits, who has room, and what is asked for more than there is of it (R3.8)."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from scheme.application.application import Application, ApplicationStage
from scheme.ids import ApplicationId
from scheme.matching.digest import digest_of
from scheme.matching.ranking import Mentor
from tests.support.scheme_cast import (
    MONDAY,
    definition,
    mentee_application,
    mentor_application,
)

TODAY = MONDAY.date()
A_SCHEME = definition()


def mentee(number: int, *, days: int = 0, by: int = 7, **answers: Any) -> Application:
    """Somebody who waits to be matched, since so many days, with an answer promised in so many."""
    found = mentee_application()
    found.id = ApplicationId(number)
    found.stage = ApplicationStage.ELIGIBLE
    found.received_at = _ago(days)
    found.answer_by = TODAY + timedelta(days=by)
    found.answers = found.answers | answers
    return found


def mentor(number: int, *, taken: int = 0, away: date | None = None, **answers: Any) -> Mentor:
    found = mentor_application()
    found.id = ApplicationId(number)
    found.away_until = away
    found.answers = found.answers | {"capacity": 2} | answers
    return Mentor(application=found, taken=taken)


def _ago(days: int) -> datetime:
    return MONDAY - timedelta(days=days)


def test_who_waits_longest_comes_first_and_promises_are_counted_by_their_day() -> None:
    made = digest_of(
        A_SCHEME,
        [mentee(1, days=3, by=20), mentee(2, days=60, by=-1), mentee(3, days=20, by=5)],
        [],
        TODAY,
    )
    assert [each.id for each in made.to_match] == [2, 3, 1]
    assert (made.longest, made.overdue, made.soon) == (60, 1, 1)
    assert made.bands == (1, 1, 0, 1)


def test_whoever_is_away_or_full_has_no_room() -> None:
    mentors = [mentor(1), mentor(2, taken=2), mentor(3, taken=1), mentor(4, away=date(2099, 1, 1))]
    made = digest_of(A_SCHEME, [], mentors, TODAY)
    assert [each.mentor.application.id for each in made.free] == [1, 3]
    assert (made.places, made.full, made.away) == (3, 1, 1)


def test_an_application_to_be_checked_waits_and_is_not_to_be_matched_yet() -> None:
    fresh = mentee(1)
    fresh.stage = ApplicationStage.RECEIVED
    made = digest_of(A_SCHEME, [fresh], [], TODAY, kept=2)
    assert (made.to_match, made.to_check, made.kept) == ((), 1, 2)


@pytest.mark.parametrize(("free", "missing"), [(0, 3), (1, 1), (2, 0)])
def test_an_area_lacks_as_many_places_as_are_not_there(free: int, missing: int) -> None:
    area = A_SCHEME.areas[0]
    mentors = [mentor(number, areas=[area.key]) for number in range(1, free + 1)]
    waits = [mentee(number, areas=[area.key]) for number in (1, 2, 3)]
    found = digest_of(A_SCHEME, waits, mentors, TODAY).areas
    assert [(each.name, each.waiting, each.mentors, each.missing) for each in found] == [
        (area.label, 3, free, missing)
    ]


def test_a_place_is_met_by_mentors_in_the_same_town_or_near() -> None:
    waits = [mentee(1, place="Nowhere Known"), mentee(2, place="nowhere known")]
    mentors = [mentor(1, place="Nowhere known"), mentor(2, place="Elsewhere")]
    (found,) = digest_of(A_SCHEME, waits, mentors, TODAY).towns
    assert (found.waiting, found.mentors, found.places, found.missing) == (2, 1, 2, 0)


def test_many_towns_that_were_typed_cost_no_more_than_the_first_of_them() -> None:
    waits = [mentee(number, place=f"Town {number}") for number in range(200)]
    assert len(digest_of(A_SCHEME, waits, [mentor(1)], TODAY).towns) == 40
