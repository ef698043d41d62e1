"""Who is too close to an applicant to act on what is theirs (R3.3)."""

import pytest

from scheme.ids import PersonId
from scheme.matching.conflict import too_close
from scheme.matching.side import Side
from scheme.people import Person
from tests.support.scheme_cast import MAYA, MONDAY, VALLEY, mentee_application


def member(
    name: str = "Robin Ashworth", email: str = "r.ashworth@fellside.example.org", number: int = 91
) -> Person:
    person = Person(name=name, email=email, since=MONDAY)
    person.id = PersonId(number)
    return person


def side(**answers: str | None) -> Side:
    return Side.of(VALLEY, mentee_application(**answers))


def test_a_member_nobody_named_may_act() -> None:
    assert not too_close(side(), member())


def test_nobody_acts_on_their_own() -> None:
    assert too_close(side(), member(number=MAYA))


@pytest.mark.parametrize(
    ("manager_name", "manager_email"),
    [
        ("Somebody Else", "R.Ashworth@Fellside.example.org"),
        (" robin  ashworth. ", None),
        ("Robin Ashworth", ""),
    ],
)
def test_the_line_manager_named_by_address_or_else_by_name_is_too_close(
    manager_name: str, manager_email: str | None
) -> None:
    assert too_close(side(manager_name=manager_name, manager_email=manager_email), member())


def test_a_namesake_of_a_manager_whose_address_is_given_may_act() -> None:
    assert not too_close(
        side(manager_name="Robin Ashworth", manager_email="robin@harbour.example.org"), member()
    )


@pytest.mark.parametrize(
    "line", ["Robin Ashworth", "robin ashworth (my cousin)", "r.ashworth@fellside.example.org"]
)
def test_whoever_an_applicant_asked_to_be_kept_from_is_too_close(line: str) -> None:
    assert too_close(side(avoid=f"Tom Birch\n{line}"), member())


def test_a_likeness_alone_keeps_nobody_out() -> None:
    assert not too_close(
        side(avoid="Robin Ashwood", manager_name="Robyn Ashworth", manager_email=None), member()
    )


def test_a_member_without_a_name_is_not_taken_for_an_unnamed_manager() -> None:
    assert not too_close(side(manager_name=None, manager_email=None), member(name="."))
