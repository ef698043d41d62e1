"""Eligibility: flags with reasons, and the other door for senior applicants."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from scheme.application.application import Application
from scheme.application.eligibility import Flag, flags, points_to_sister
from scheme.application.permission import Manager, Permission
from scheme.definition.definition import Definition
from scheme.ids import ApplicationId, PersonId
from tests.support.scheme_cast import VALLEY, definition, mentee_application, mentor_application

NOW = datetime(2027, 1, 11, 10, 0, tzinfo=UTC)


def flag(key: str, application: Application, scheme: Definition = VALLEY) -> Flag:
    found = [one for one in flags(scheme, application) if one.key == key]
    assert len(found) == 1, f"{key} should be there once"
    return found[0]


def keys(application: Application, **rules: object) -> list[str]:
    return [one.key for one in flags(definition(eligibility=rules), application)]


def test_a_mentee_who_meets_every_guideline_has_every_flag_met() -> None:
    assert [(one.key, one.met) for one in flags(VALLEY, mentee_application())] == [
        ("membership", True),
        ("approval", True),
        ("level", True),
    ]


def test_a_mentor_is_asked_for_years_and_not_for_a_level_that_is_not_senior() -> None:
    found = flags(VALLEY, mentor_application(level="head"))
    assert [(one.key, one.met) for one in found] == [
        ("membership", True),
        ("approval", True),
        ("years", True),
    ]


def test_guidelines_the_scheme_does_not_have_are_not_shown() -> None:
    assert keys(mentee_application(), manager_approval=False, non_senior=False) == ["membership"]
    assert keys(mentor_application(), manager_approval=False) == ["membership", "years"]


@pytest.mark.parametrize(
    ("email", "met"),
    [
        ("maya@fellside.example.org", True),
        ("maya@library.fellside.example.org", True),
        ("Maya@Fellside.Example.ORG", True),
        ("maya@harbour.example.org", False),
        ("maya@notfellside.example.org", False),
        ("maya@fellside.example.org.elsewhere.example", False),
        ("maya@example.org", False),
        ("maya", False),
        (None, False),
    ],
)
def test_the_address_belongs_to_the_employer_or_a_part_of_it(email: str | None, met: bool) -> None:
    assert flag("membership", mentee_application(email=email)).met is met


def test_the_verified_address_counts_and_what_was_typed_instead_is_shown() -> None:
    typed = mentee_application(email="maya@fellside.example.org")
    found = flags(VALLEY, typed, "maya@harbour.example.org")[0]
    assert not found.met
    assert "the verified address is at harbour.example.org" in found.text
    assert "another address, maya@fellside.example.org, which nobody has verified" in found.text
    assert flags(VALLEY, typed, "maya@fellside.example.org")[0].met
    other = flags(
        VALLEY, mentee_application(email="someone@elsewhere.example"), "Maya@Fellside.example.org"
    )[0]
    assert other.met
    assert "someone@elsewhere.example, which nobody has verified" in other.text


def test_the_employer_must_be_a_member() -> None:
    outside = flag("membership", mentee_application(organisation="Lakeland Archive"))
    assert not outside.met
    assert "Lakeland Archive" in outside.text
    assert not flag("membership", mentee_application(organisation=None)).met


def test_a_scheme_may_leave_the_address_out_of_it_but_not_the_membership() -> None:
    scheme = definition(eligibility={"member_domain": False})
    assert flag("membership", mentee_application(email="maya@home.example.net"), scheme).met
    assert not flag("membership", mentee_application(organisation="Lakeland Archive"), scheme).met


def test_where_no_addresses_are_listed_the_flag_says_that_none_was_compared() -> None:
    found = flag("membership", mentee_application(organisation="moor"))
    assert found.met
    assert "none was compared" in found.text


@pytest.mark.parametrize(
    ("approval", "met"), [(True, True), (False, False), (None, False), ("yes", False)]
)
def test_only_a_tick_counts_as_the_managers_approval(
    approval: bool | str | None, met: bool
) -> None:
    assert flag("approval", mentee_application(manager_approval=approval)).met is met


@pytest.mark.parametrize(
    ("does", "met", "says"),
    [
        (lambda permission: None, False, "has still to answer"),
        (lambda permission: permission.note_silence(), False, "has been silent"),
        (lambda permission: permission.approve(NOW), True, "has said yes"),
        (lambda permission: permission.decline("", NOW), False, "has said no"),
        (lambda permission: permission.enquire("?", NOW), False, "wants to know something"),
        (lambda permission: permission.lapse(), False, "never answered"),
    ],
)
def test_where_managers_are_asked_their_word_counts_and_no_tick(
    does: Callable[[Permission], None], met: bool, says: str
) -> None:
    asks = VALLEY.model_copy(
        update={"eligibility": VALLEY.eligibility.model_copy(update={"approval_by": "mail"})}
    )
    application = mentee_application(manager_approval=True)
    permission = Permission.ask(
        "v", ApplicationId(1), PersonId(1), Manager("Lena", "lena@fellside.example.org"), NOW
    )
    does(permission)
    found = {flag.key: flag for flag in flags(asks, application, permission=permission)}
    assert (found["approval"].met, says in found["approval"].text) == (met, True)
    unasked = {flag.key: flag for flag in flags(asks, application)}
    assert "has not been asked yet" in unasked["approval"].text


def test_a_senior_mentee_is_told_of_the_other_door() -> None:
    found = flag("level", mentee_application(level="head"))
    assert not found.met
    assert "Head of service" in found.text
    assert "Summit Mentoring" in found.text
    assert "https://summit.example.org" in found.text


def test_without_a_sister_scheme_the_flag_names_no_door() -> None:
    found = flag("level", mentee_application(level="head"), definition(sister=None))
    assert not found.met
    assert "http" not in found.text


def test_an_unknown_level_is_left_to_the_group() -> None:
    assert not flag("level", mentee_application(level="wizard")).met


@pytest.mark.parametrize(
    ("level", "years", "met"),
    [
        ("leader", 2, True),
        (
            "leader",
            1,
            True,
        ),  # enough for mentees at a lower level, perhaps: asked again of each pair
        ("assistant", 2, True),
        ("assistant", 1, False),  # no mentee is lower
        ("leader", None, False),
        ("wizard", 9, False),
    ],
)
def test_a_mentors_years_are_shown_as_far_as_they_say_something(
    level: str, years: int | None, met: bool
) -> None:
    assert flag("years", mentor_application(level=level, years_at_level=years)).met is met


def test_the_years_are_those_of_the_scheme() -> None:
    five = definition(eligibility={"mentor_years_at_level": 5})
    assert "the guideline is 5" in flag("years", mentor_application(years_at_level=4), five).text
    assert not flag("years", mentor_application(level="assistant", years_at_level=4), five).met


def test_flags_use_the_schemes_own_words() -> None:
    texts = " ".join(one.text for one in flags(VALLEY, mentor_application(years_at_level=1)))
    assert "learner" in texts
    assert "mentee" not in texts


def test_flags_cope_with_a_form_that_asked_nothing() -> None:
    for application in (mentee_application(), mentor_application()):
        application.answers = {}
        assert [one.met for one in flags(VALLEY, application)] == [False, False, False]
        assert all(one.text.endswith(".") for one in flags(VALLEY, application))


def test_a_senior_mentee_is_pointed_to_the_sister_scheme() -> None:
    sister = points_to_sister(VALLEY, "mentee", {"level": "head"})
    assert sister is not None
    assert sister.name == "Summit Mentoring"


def test_nobody_else_is_pointed_elsewhere() -> None:
    assert points_to_sister(VALLEY, "mentor", {"level": "head"}) is None
    assert points_to_sister(VALLEY, "mentee", {"level": "leader"}) is None
    assert points_to_sister(VALLEY, "mentee", {}) is None
    assert points_to_sister(definition(sister=None), "mentee", {"level": "head"}) is None
    for_seniors = definition(eligibility={"non_senior": False})
    assert points_to_sister(for_seniors, "mentee", {"level": "head"}) is None


LEVELED: dict[str, object] = {
    "manager_approval": False,
    "non_senior": False,
    "mentee_levels": ["leader"],
    "best_effort_levels": ["head"],
    "mentor_levels": ["head"],
}


@pytest.mark.parametrize(
    ("application", "met", "says"),
    [
        (mentee_application(level="leader"), True, "Team leader is a level of learners here."),
        (mentee_application(level="head"), True, "Head of service is taken as far as possible"),
        (mentee_application(level="assistant"), False, "Assistant is not a level of learners here"),
        (mentee_application(level="chief"), False, "The level of job is not known here"),
        (mentor_application(level="head"), True, "Head of service is a level of guides here."),
        (mentor_application(level="leader"), False, "Team leader is not a level of guides here"),
    ],
)
def test_levels_that_a_scheme_lists_are_flags_with_their_reason(
    application: Application, met: bool, says: str
) -> None:
    found = flag("level", application, definition(eligibility=LEVELED))
    assert found.met == met
    assert found.text.startswith(says)


@pytest.mark.parametrize(
    ("rules", "at"),
    [
        (
            {"mentee_levels": ["chief"]},
            "eligibility.mentee_levels: 'chief' is not among the levels",
        ),
        ({"mentor_levels": ["chief"]}, "eligibility.mentor_levels: 'chief' is not among"),
        ({"best_effort_levels": ["chief"]}, "eligibility.best_effort_levels: 'chief' is not"),
        (
            {"mentee_levels": ["leader"], "best_effort_levels": ["leader"]},
            "eligibility.best_effort_levels: leader is among mentee_levels too",
        ),
        (
            {"mentee_levels": ["head"]},
            "eligibility.non_senior: mentees of a senior level are taken",
        ),
    ],
)
def test_levels_that_contradict_each_other_are_told_by_their_key(
    rules: dict[str, object], at: str
) -> None:
    with pytest.raises(ValueError, match=at):
        definition(eligibility=rules)
