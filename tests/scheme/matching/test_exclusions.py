"""Who may never be put together, and what is only a caution."""

import pytest

from scheme.application.application import Application
from scheme.forms.fields import Answer
from scheme.matching.criteria import CRITERIA
from scheme.matching.exclusions import AT_REQUEST, avoids, kept_apart, may_avoid, may_manage
from scheme.matching.pair import Pair
from scheme.matching.side import Side
from scheme.people import Person
from tests.support.scheme_cast import (
    MAYA,
    MONDAY,
    PRIYA,
    TOM,
    VALLEY,
    mentee_application,
    mentor_application,
)


def side(application: Application) -> Side:
    return Side.of(VALLEY, application)


def maya(**answers: Answer) -> Side:
    return side(mentee_application(**answers))


def tom(**answers: Answer) -> Side:
    return side(mentor_application(**answers))


def test_two_strangers_are_not_kept_apart() -> None:
    assert kept_apart(maya(), tom()) is None


def test_nobody_mentors_themselves() -> None:
    assert kept_apart(maya(), side(mentor_application(202, MAYA))) == "The same person."
    assert kept_apart(maya(), tom(email="M.Thorne@fellside.example.org")) == "The same person."


def test_two_people_without_an_address_are_two_people() -> None:
    assert kept_apart(maya(email=None), tom(email=None)) is None


def test_a_line_manager_is_kept_apart_whichever_side_named_them() -> None:
    reason = "One is the other's line manager."
    assert kept_apart(maya(manager_email="T.Birch@harbour.example.org"), tom()) == reason
    assert kept_apart(maya(), tom(manager_email="m.thorne@fellside.example.org")) == reason
    assert kept_apart(maya(manager_name="tom  BIRCH", manager_email=None), tom()) == reason


def test_a_namesake_of_the_manager_with_another_address_is_a_caution() -> None:
    mentee = maya(manager_name="Tom Birch", manager_email="t.birch@elsewhere.example.org")
    assert kept_apart(mentee, tom()) is None
    assert may_manage(tom(), mentee)


def test_a_name_like_the_managers_is_a_caution_and_another_is_not() -> None:
    assert may_manage(tom(), maya(manager_name="Thomas Birch"))
    assert not may_manage(tom(), maya(manager_name="Lena Marsh"))
    assert not may_manage(tom(), maya(manager_name=None))


EXACT = [
    "Tom Birch",
    "  tom   BIRCH ",
    "t.birch@harbour.example.org",
    "T.BIRCH@Harbour.Example.org",
    "Tom Birch <old@elsewhere.example.org>",
    "Tom Birch (Harbour College)",
    "Tom Birch, Harbour College",
    "- Tom Birch",
    "Tom Birch and Priya Nair",
    "Priya Nair\n\nTom Birch\n",
    "Ｔom Birch",  # a wide letter
    "Tom\u200b Birch",  # an invisible one
    "please not t.birch@harbour.example.org.",
]


@pytest.mark.parametrize("line", EXACT)
def test_people_to_avoid_are_kept_apart_in_both_directions(line: str) -> None:
    assert kept_apart(maya(avoid=line), tom()) == AT_REQUEST
    as_mentor = side(
        mentor_application(202, MAYA, name="Maya Thorne", email="m.thorne@fellside.example.org")
    )
    as_mentee = side(
        mentee_application(102, TOM, name="Tom Birch", email="t.birch@harbour.example.org")
    )
    assert kept_apart(
        as_mentee, side(mentor_application(203, PRIYA, name="Priya", email=None, avoid=line))
    ) == (AT_REQUEST)
    assert kept_apart(as_mentee, as_mentor) is None


def test_an_address_given_as_second_contact_is_the_persons_too() -> None:
    assert avoids(
        maya(avoid="tom@home.example.net"),
        tom(second_contact="tom@home.example.net or 01632 960 002"),
    )


def test_a_shared_second_contact_does_not_make_two_people_one() -> None:
    office = "enquiries@example.org"
    assert kept_apart(maya(second_contact=office), tom(second_contact=office)) is None


def test_the_reason_does_not_tell_whose_request_it_was() -> None:
    asked_by_mentee = kept_apart(maya(avoid="Tom Birch"), tom())
    asked_by_mentor = kept_apart(maya(), tom(avoid="Maya Thorne"))
    assert asked_by_mentee == asked_by_mentor == AT_REQUEST


NEAR = [
    "Thomas Birch",
    "Tom Birtch",
    "Birch, Tom",
    "Tom",
    "Please not my old manager Tom Birch from Harbour",
    "the line manager before this one, Tom Birtch I think",
    "tom.birch@elsewhere.example.org",
]


@pytest.mark.parametrize("line", NEAR)
def test_a_near_name_is_a_caution_and_not_an_exclusion(line: str) -> None:
    assert kept_apart(maya(avoid=line), tom()) is None
    assert may_avoid(maya(avoid=line), tom())


@pytest.mark.parametrize(
    "line", ["Tom Smith", "Priya Nair", "", "\n \n", "-", "p.nair@harbour.example.org", "bir"]
)
def test_another_name_is_neither(line: str) -> None:
    assert kept_apart(maya(avoid=line), tom()) is None
    assert not may_avoid(maya(avoid=line), tom())


def test_somebody_without_a_name_is_avoided_by_nobody() -> None:
    assert kept_apart(maya(avoid="-\nTom Birch"), tom(name=None)) is None
    assert not may_avoid(maya(avoid="Tom Birch"), tom(name=None))


KNOWN = ("Tom Birch", "t.birch@harbour.example.org")


def verified(application: Application, name: str, email: str) -> Side:
    person = Person(name=name, email=email, since=MONDAY)
    person.id = application.person_id
    return Side.of(VALLEY, application, person)


def disguised(**answers: Answer) -> Side:
    """Tom, verified, whose form gives another name and address."""
    told = {"name": "Dan Cole", "email": "d.cole@moor.example.org"} | answers
    return verified(mentor_application(**told), *KNOWN)


def test_a_form_with_another_name_and_address_hides_nobody() -> None:
    assert kept_apart(maya(), disguised()) is None
    assert kept_apart(maya(email=KNOWN[1]), disguised()) == "The same person."
    for named in ({"manager_email": KNOWN[1]}, {"manager_name": KNOWN[0], "manager_email": None}):
        assert kept_apart(maya(**named), disguised()) == "One is the other's line manager."
    for line in (*KNOWN, "Dan Cole", "d.cole@moor.example.org"):
        assert kept_apart(maya(avoid=line), disguised()) == AT_REQUEST
    assert may_manage(disguised(), maya(manager_name="Thomas Birch"))
    assert may_avoid(maya(avoid="Thomas Birch"), disguised())


def test_the_employer_is_also_the_one_whose_address_was_verified() -> None:
    mentee = maya(organisation="harbour")
    elsewhere = Pair(definition=VALLEY, mentee=mentee, mentor=disguised(organisation="moor"))
    assert elsewhere.same_employer
    assert "Same employer" in next(
        one.judge(elsewhere).text for one in CRITERIA if one.letter == "h"
    )
    assert (
        Pair(definition=VALLEY, mentee=mentee, mentor=tom(organisation="moor")).same_employer
        is False
    )
    assert (
        Pair(definition=VALLEY, mentee=maya(organisation=None), mentor=tom()).same_employer is None
    )
