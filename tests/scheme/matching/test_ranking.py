"""Matching: every mentor once, best first, whatever the forms asked and whatever order the register is in."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from time import process_time
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheme.application.application import ApplicationStage
from scheme.day_order import DayOrder, written
from scheme.forms.fields import Answer, Answers
from scheme.ids import ApplicationId, PersonId
from scheme.matching import ranking
from scheme.matching.criteria import CRITERIA
from scheme.matching.exclusions import AT_REQUEST
from scheme.matching.pair import CriterionLetter, Pair, Point, asks
from scheme.matching.ranking import Mentee, Mentor, Suggestions, suggest
from scheme.matching.side import Side
from scheme.matching.ties import Ties
from tests.support.scheme_cast import (
    CALMLY,
    MAYA,
    MONDAY,
    OWEN,
    PRIYA,
    ROBIN,
    TODAY,
    VALLEY,
    mentee_application,
    mentor_application,
)

NAMES = [
    "Maya Thorne",
    "Tom Birch",
    "Thomas Birch",
    "Priya Nair",
    "Owen Marsh",
    "Åsa Öberg",
    "李 明",
]
ADDRESSES = [
    "m.thorne@fellside.example.org",
    "t.birch@harbour.example.org",
    "p.nair@moor.example.org",
]
LINES = [*NAMES, *ADDRESSES, "Tom Birch <t.birch@harbour.example.org>", "Birch, Tom", "", "-"]
WORDS = ["budgets", "teaching", "maps", "strategy", "metadata", "I would like to learn"]


def some(options: list[str]) -> st.SearchStrategy[Answer]:
    return st.lists(st.sampled_from(options), unique=True, max_size=4)


def one(options: list[str]) -> st.SearchStrategy[Answer]:
    return st.sampled_from(options)


def lines(options: list[str], between: str) -> st.SearchStrategy[Answer]:
    return st.lists(st.sampled_from(options), max_size=3).map(between.join)


AREAS = [area.key for area in VALLEY.areas]
QUESTIONS: dict[str, st.SearchStrategy[Answer]] = {
    "name": one(NAMES),
    "email": one(ADDRESSES),
    "second_contact": one([*ADDRESSES, "01632 960 002"]),
    "organisation": one(["fellside", "harbour", "moor", "elsewhere"]),
    "level": one(["assistant", "specialist", "leader", "head", "wizard"]),
    "years_at_level": st.integers(0, 5),
    "experience_years": st.integers(0, 40),
    "manager_name": one(NAMES),
    "manager_email": one(ADDRESSES),
    "goals": lines(WORDS, " "),
    "experience": lines(WORDS, " "),
    "areas": some(AREAS),
    "modes": some(["in-person", "video", "phone", "carrier pigeon"]),
    "place": one(["Fellside", "Harbour Bay", "fellside"]),
    "background": some(["first-generation", "returner"]),
    "groups": some(["first-generation", "returner"]),
    "avoid": lines(LINES, "\n"),
    "other": one(["", "Mondays only"]),
    "capacity": st.integers(0, 2),
}
ANSWERS: st.SearchStrategy[Answers] = st.fixed_dictionaries({}, optional=QUESTIONS)


@st.composite
def mentees(draw: st.DrawFn) -> Mentee:
    application = mentee_application()
    application.answers = draw(ANSWERS)
    known = draw(st.frozensets(st.sampled_from(["Robin Ashworth", "Alex Finch"])))
    return Mentee(application=application, known_to=Ties(know=known))


@st.composite
def registers(draw: st.DrawFn) -> list[Mentor]:
    found = []
    for number in range(draw(st.integers(0, 6))):
        person_id = draw(st.sampled_from([MAYA, *range(20, 40)]))
        application = mentor_application(201 + number, person_id)
        application.answers = draw(ANSWERS)
        application.stage = draw(
            st.sampled_from([ApplicationStage.ELIGIBLE] * 5 + list(ApplicationStage))
        )
        application.away_until = draw(
            st.none() | st.dates(TODAY - timedelta(days=3), TODAY + timedelta(days=3))
        )
        known = draw(
            st.sampled_from([frozenset[PersonId](), frozenset({PersonId(99)}), frozenset({MAYA})])
        )
        found.append(
            Mentor(
                application=application,
                taken=draw(st.integers(0, 2)),
                did_not_work_with=known,
                partnerships_ever=draw(st.integers(0, 3)),
            )
        )
    return found


def ids(found: Suggestions) -> list[int]:
    return [one.mentor.application.id for one in found.ranked]


def alone(mentor: Mentor, mentee: Mentee | None = None, today: date = TODAY) -> Suggestions:
    return suggest(VALLEY, mentee or Mentee(application=mentee_application()), [mentor], today)


@CALMLY
@given(mentees(), registers())
def test_every_mentor_is_there_exactly_once(mentee: Mentee, register: list[Mentor]) -> None:
    found = suggest(VALLEY, mentee, register, TODAY)
    everyone = ids(found) + [one.mentor.application.id for one in found.excluded]
    assert sorted(everyone) == [mentor.application.id for mentor in register]
    assert all(one.reason.endswith(".") for one in found.excluded)


@CALMLY
@given(mentees(), registers(), st.randoms(use_true_random=False))
def test_the_order_of_the_register_makes_no_difference(
    mentee: Mentee, register: list[Mentor], chance: random.Random
) -> None:
    shuffled = chance.sample(register, len(register))
    assert suggest(VALLEY, mentee, shuffled, TODAY) == suggest(VALLEY, mentee, register, TODAY)


@CALMLY
@given(mentees(), registers())
def test_each_of_the_nine_questions_has_one_verdict(mentee: Mentee, register: list[Mentor]) -> None:
    for one in suggest(VALLEY, mentee, register, TODAY).ranked:
        assert tuple(point.question for point in one.points) == get_args(CriterionLetter)
        assert all(point.text.endswith((".", "?")) for point in one.points)
        assert one.score == round(sum(point.weight for point in one.points), 2)


def exhaustively(mentee: Mentee, register: list[Mentor]) -> list[tuple[int, float, list[Point]]]:
    """Who is suggested, best first, with all that is said of everybody: what the short way must come to as well."""
    seeking = Side.of(VALLEY, mentee.application, mentee.person)
    found = []
    for mentor in register:
        if alone(mentor, mentee).excluded:
            continue
        offering = Side.of(VALLEY, mentor.application, mentor.person)
        pair = Pair(definition=VALLEY, mentee=seeking, mentor=offering, known_to=mentee.known_to)
        points = [criterion.judge(pair) for criterion in CRITERIA]
        score = round(sum(point.weight for point in points), 2)
        order = (-score, mentor.partnerships_ever, mentor.application.received_at)
        found.append((order, mentor.application.id, score, points))
    found.sort(key=lambda row: row[:2])
    return [(application_id, score, points) for _, application_id, score, points in found]


@settings(CALMLY, max_examples=400)
@given(mentees(), registers())
def test_who_comes_first_by_numbers_alone_comes_first_by_all_that_is_said(
    mentee: Mentee, register: list[Mentor]
) -> None:
    ranked = suggest(VALLEY, mentee, register, TODAY).ranked
    short = [
        (suggestion.mentor.application.id, suggestion.score, list(suggestion.points))
        for suggestion in ranked
    ]
    assert short == exhaustively(mentee, register)


@pytest.mark.parametrize("avoided_by", ["mentee", "mentor"])
@pytest.mark.parametrize("name", ["Maya Thorne", "Thomas Birch", "Åsa Öberg"])
def test_names_like_others_count_what_is_said_of_them(name: str, avoided_by: str) -> None:
    told = set()
    for other, avoided, manager in product(NAMES, NAMES, NAMES):
        mentee: Answers = {"name": name, "manager_name": manager, "manager_email": None}
        mentor: Answers = {"name": other, "manager_name": "Tom Birch", "manager_email": None}
        (mentee if avoided_by == "mentee" else mentor)["avoid"] = avoided
        seeking = Mentee(application=mentee_application(**mentee, email=None))
        register = [Mentor(application=mentor_application(**mentor, email=None))]
        ranked = suggest(VALLEY, seeking, register, TODAY).ranked
        short = [
            (suggestion.mentor.application.id, suggestion.score, list(suggestion.points))
            for suggestion in ranked
        ]
        assert short == exhaustively(seeking, register)
        told |= {point.weight for suggestion in ranked for point in suggestion.points[7:]}
    assert told >= {VALLEY.matching.managers_named_alike, VALLEY.matching.named_like_a_manager}


@pytest.mark.parametrize("looked_at", [0, 2])
def test_words_are_made_for_those_alone_who_are_looked_at(
    looked_at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    register = []
    for number in range(5):
        address = f"p{number}@harbour.example.org"
        application = mentor_application(201 + number, PersonId(20 + number), email=address)
        register.append(Mentor(application=application))
    made: list[Pair] = []

    def judge(pair: Pair) -> Point:
        made.append(pair)
        return asks("a", "Looked at.")

    looking = replace(CRITERIA[0], judge=judge)
    monkeypatch.setattr(ranking, "CRITERIA", (looking,))
    found = suggest(VALLEY, Mentee(application=mentee_application()), register, TODAY)
    assert len(found.ranked) == 5
    for suggestion in found.ranked[:looked_at]:
        assert suggestion.points == suggestion.points
    assert len(made) == looked_at


@CALMLY
@given(mentees(), registers())
def test_the_best_come_first(mentee: Mentee, register: list[Mentor]) -> None:
    scores = [one.score for one in suggest(VALLEY, mentee, register, TODAY).ranked]
    assert scores == sorted(scores, reverse=True)


@CALMLY
@given(mentees(), registers())
def test_nobody_who_must_not_be_is_ever_ranked(mentee: Mentee, register: list[Mentor]) -> None:
    asked = mentee.application.answers
    for one in suggest(VALLEY, mentee, register, TODAY).ranked:
        application, offered = one.mentor.application, one.mentor.application.answers
        assert application.person_id != MAYA
        assert application.stage in (ApplicationStage.ELIGIBLE, ApplicationStage.MATCHED)
        assert one.mentor.taken < application.capacity
        assert application.away_until is None or application.away_until <= TODAY
        assert MAYA not in one.mentor.did_not_work_with
        for mine, theirs in ((asked, offered), (offered, asked)):
            assert "email" not in mine or mine["email"] != theirs.get("email")
            assert "email" not in mine or mine["email"] != theirs.get("manager_email")
            avoided = str(theirs.get("avoid", "")).splitlines()
            assert mine.get("name") not in avoided
            assert mine.get("email") not in avoided


@CALMLY
@given(mentees(), registers(), st.sampled_from(AREAS))
def test_a_shared_area_more_never_lowers_a_score(
    mentee: Mentee, register: list[Mentor], area: str
) -> None:
    def with_area(answers: Answers) -> Answers:
        areas = answers.get("areas")
        return answers | {"areas": sorted({*(areas if isinstance(areas, list) else []), area})}

    wanting = replace(mentee.application, answers=with_area(mentee.application.answers))
    wanting.id = mentee.application.id
    seeking = Mentee(application=wanting, known_to=mentee.known_to)
    for mentor in register:
        before = alone(mentor, seeking).ranked
        offering = replace(mentor.application, answers=with_area(mentor.application.answers))
        offering.id = mentor.application.id
        after = alone(replace(mentor, application=offering), seeking).ranked
        assert [one.score for one in after] >= [one.score for one in before]
        asked_less = alone(replace(mentor, application=offering), mentee).ranked
        assert [one.score for one in after] >= [one.score for one in asked_less]


@CALMLY
@given(st.sampled_from(NAMES), st.sampled_from(ADDRESSES), st.booleans(), st.booleans())
def test_people_to_avoid_are_excluded_in_either_direction(
    name: str, email: str, by_address: bool, asked_by_mentor: bool
) -> None:
    other: Answers = {"name": name, "email": email, "manager_email": None}
    avoid: Answers = {"avoid": f"Somebody Else\n  {email.upper() if by_address else name.upper()} "}
    own: Answers = {"name": "Ines Calder", "email": "i.calder@example.org", "manager_email": None}
    mentee, mentor = (other, own | avoid) if asked_by_mentor else (own | avoid, other)
    found = alone(
        Mentor(application=mentor_application(**mentor)),
        Mentee(application=mentee_application(**mentee)),
    )
    assert [one.reason for one in found.excluded] == [AT_REQUEST]


@pytest.mark.parametrize("asked_by_mentor", [True, False])
def test_a_near_name_to_avoid_is_suggested_with_a_caution(asked_by_mentor: bool) -> None:
    mentee: Answers = {} if asked_by_mentor else {"avoid": "Thomas Birch"}
    mentor: Answers = {"avoid": "Maja Thorne"} if asked_by_mentor else {}
    found = alone(
        Mentor(application=mentor_application(**mentor)),
        Mentee(application=mentee_application(**mentee)),
    ).ranked[0]
    assert any(
        point.question == "i" and "someone's request" in point.text for point in found.cautions
    )
    assert found.score < alone(Mentor(application=mentor_application())).ranked[0].score


def full(mentor: Mentor) -> Mentor:
    return replace(mentor, taken=2)


def away(mentor: Mentor) -> Mentor:
    mentor.application.away_until = date(2026, 2, 3)
    return mentor


def ineligible(mentor: Mentor) -> Mentor:
    mentor.application.stage = ApplicationStage.INELIGIBLE
    return mentor


def tried(mentor: Mentor) -> Mentor:
    return replace(mentor, did_not_work_with=frozenset({MAYA}))


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        (full, "No place free: 2 of 2 taken."),
        (away, "Away until Tuesday 3 February 2026."),
        (ineligible, "Not on the register of guides: the application is ineligible."),
        (tried, "The two were a pair before, and it did not work out."),
        (
            lambda mentor: full(tried(mentor)),
            "The two were a pair before, and it did not work out.",
        ),
        (lambda mentor: full(away(mentor)), "Away until Tuesday 3 February 2026."),
    ],
)
def test_the_reason_named_is_the_one_that_lasts_longest(
    changed: Callable[[Mentor], Mentor], reason: str
) -> None:
    excluded = alone(changed(Mentor(application=mentor_application()))).excluded
    assert [written(one.reason, DayOrder.DAY_FIRST) for one in excluded] == [reason]


def test_a_mentor_is_back_on_the_day_they_named() -> None:
    mentor = away(Mentor(application=mentor_application()))
    assert not alone(mentor, today=date(2026, 2, 2)).ranked
    assert alone(mentor, today=date(2026, 2, 3)).ranked


def test_a_mentee_is_no_mentor() -> None:
    assert not alone(
        Mentor(application=mentee_application(105, PRIYA, capacity=2, email=None))
    ).ranked


def test_too_few_years_is_a_caution_and_ranks_lower_but_does_not_exclude() -> None:
    seasoned, newer = (
        Mentor(application=mentor_application()),
        Mentor(application=mentor_application(200, PRIYA, years_at_level=1, email=None)),
    )
    found = suggest(VALLEY, Mentee(application=mentee_application()), [newer, seasoned], TODAY)
    assert ids(found) == [201, 200]
    assert "e" in [point.question for point in found.ranked[1].cautions]


def test_equal_scores_go_to_whoever_has_had_fewer_partnerships_and_then_to_the_earlier_application() -> (
    None
):
    first = mentor_application(203, OWEN, email="o@harbour.example.org")
    second = mentor_application(202, PRIYA, email="p@harbour.example.org")
    second.received_at = first.received_at + timedelta(minutes=1)
    register = [
        Mentor(application=second, partnerships_ever=1),
        Mentor(application=first, partnerships_ever=1),
        Mentor(application=mentor_application(204, ROBIN, email="r@harbour.example.org")),
    ]
    assert ids(suggest(VALLEY, Mentee(application=mentee_application()), register, TODAY)) == [
        204,
        203,
        202,
    ]


@CALMLY
@given(mentees(), registers())
def test_suggesting_changes_nothing(mentee: Mentee, register: list[Mentor]) -> None:
    before = repr((mentee, register))
    suggest(VALLEY, mentee, register, TODAY)
    assert repr((mentee, register)) == before


def test_a_large_register_is_ranked_quickly() -> None:
    base = mentor_application(
        avoid="Somebody Else", experience="Teaching, budgets, strategy and metadata. " * 10
    )
    register = []
    for number in range(1000):
        application = replace(base, person_id=PersonId(1000 + number), received_at=MONDAY)
        application.answers = base.answers | {
            "name": f"Person {number}",
            "email": f"p{number}@harbour.example.org",
        }
        application.id = ApplicationId(number)
        register.append(Mentor(application=application))
    start = process_time()
    assert (
        len(suggest(VALLEY, Mentee(application=mentee_application()), register, TODAY).ranked)
        == 1000
    )
    assert process_time() - start < 4  # seconds: ten times what it takes
