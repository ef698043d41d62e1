"""The nine questions: what the forms say about each, one story at a time."""

from itertools import pairwise
from typing import get_args

import pytest

from scheme.forms.fields import Answer, Answers
from scheme.matching.criteria import CRITERIA
from scheme.matching.pair import CriterionLetter, Pair, Point
from scheme.matching.side import Side
from scheme.matching.ties import NO_TIES, Ties
from tests.support.scheme_cast import VALLEY, mentee_application, mentor_application


def verdict(
    letter: CriterionLetter,
    mentee: Answers | None = None,
    mentor: Answers | None = None,
    ties: Ties = NO_TIES,
) -> Point:
    pair = Pair(
        definition=VALLEY,
        mentee=Side.of(VALLEY, mentee_application(**(mentee or {}))),
        mentor=Side.of(VALLEY, mentor_application(**(mentor or {}))),
        known_to=ties,
    )
    return next(one.judge(pair) for one in CRITERIA if one.letter == letter)


def test_there_are_nine_questions_from_a_to_i_each_asked_in_words() -> None:
    assert tuple(one.letter for one in CRITERIA) == get_args(CriterionLetter)
    assert all(one.question.endswith("?") for one in CRITERIA)
    assert all(verdict(one.letter).question == one.letter for one in CRITERIA)


def test_a_what_is_known_of_members_ties_is_told_and_the_rest_is_for_the_group_to_say() -> None:
    assert verdict("a").tone == "ask"
    assert verdict("a").text.startswith("Does anyone here know the learner?")
    both = frozenset({"Robin Ashworth", "Alex Finch"})
    known = verdict("a", ties=Ties(know=both, colleagues=both))
    assert known.tone == "ask"
    assert known.text.startswith("Alex Finch and Robin Ashworth know the learner: does that help")
    assert "Alex Finch knows" in verdict("a", ties=Ties(know=frozenset({"Alex Finch"}))).text
    some = verdict("a", ties=Ties(frozenset({"Alex Finch"}), frozenset({"Robin Ashworth"}), 1)).text
    assert (
        "Alex Finch knows the learner; Robin Ashworth has or had an employer in common with the learner"
        in some
    )
    assert some.endswith("1 member keeps out of this one already.")


def test_b_names_shared_areas_and_words_both_write() -> None:
    found = verdict("b")
    assert found.tone == "for"
    assert "Areas in common: Teaching." in found.text
    assert "budgets" in found.text


def test_b_understands_words_in_other_endings_and_passes_over_common_ones() -> None:
    found = verdict(
        "b",
        {
            "areas": None,
            "goals": "My experience is with policies. I would like to manage a strategy.",
        },
        {"areas": None, "experience": "Much experience: one policy, strategies and management."},
    )
    assert found.text == "Both use the words manage, policies and strategy."


def test_b_every_shared_area_counts_and_each_further_one_less() -> None:
    wanted = ["teaching", "research", "collections", "systems"]
    weights = [
        verdict("b", {"areas": wanted}, {"areas": wanted[:count]}).weight for count in range(5)
    ]
    gains = [later - earlier for earlier, later in pairwise(weights)]
    assert all(gain > 0 for gain in gains)
    assert all(later < earlier for earlier, later in pairwise(gains))


def test_b_cautions_when_goals_and_experience_do_not_meet() -> None:
    apart: Answers = {"areas": ["archives"], "experience": "Old maps."}
    assert verdict("b", mentor=apart).tone == "against"
    assert verdict("b", mentor=apart).weight < verdict("b").weight


def test_b_asks_when_one_side_says_nothing() -> None:
    assert verdict("b", mentor={"areas": None, "experience": None}).tone == "ask"
    assert verdict("b", {"areas": None, "goals": None}).tone == "ask"


@pytest.mark.parametrize(
    ("level", "areas", "tone"),
    [
        ("specialist", ["archives"], "for"),  # one level up
        ("leader", ["teaching"], "for"),  # further up, the same work
        ("leader", ["archives"], "against"),
        ("wizard", ["teaching"], "for"),
        ("wizard", ["archives"], "ask"),
    ],
)
def test_c_likeness_is_a_level_close_by_or_shared_work(
    level: str, areas: list[str], tone: str
) -> None:
    assert verdict("c", mentor={"level": level, "areas": areas}).tone == tone


@pytest.mark.parametrize(
    ("asked", "groups", "tone"),
    [
        (None, None, "noted"),
        ([], ["returner"], "noted"),
        (["returner"], ["returner", "first-generation"], "for"),
        (["returner", "first-generation"], ["returner"], "ask"),
        (["returner"], ["first-generation"], "against"),
        (["returner"], None, "against"),
        ("Somebody who came back to work", None, "ask"),
    ],
)
def test_d_says_whether_a_request_is_met(asked: Answer, groups: Answer, tone: str) -> None:
    assert verdict("d", {"background": asked}, {"groups": groups}).tone == tone


def test_d_never_names_a_background_and_tells_no_silence_from_a_no() -> None:
    said_other = verdict("d", {"background": ["returner"]}, {"groups": ["first-generation"]})
    said_nothing = verdict("d", {"background": ["returner"]}, {"groups": None})
    assert said_other == said_nothing
    labels = [word for option in VALLEY.groups for word in (option.key, option.label)]
    for groups in (["returner"], ["first-generation"], None):
        found = verdict("d", {"background": ["returner", "first-generation"]}, {"groups": groups})
        assert not any(label in found.text for label in labels)


@pytest.mark.parametrize(
    ("mentee_level", "mentor_level", "years", "tone"),
    [
        ("specialist", "specialist", 2, "for"),
        ("specialist", "leader", 2, "for"),
        ("specialist", "leader", 1, "against"),
        ("specialist", "assistant", 20, "against"),
        ("specialist", "leader", None, "ask"),
        ("specialist", "leader", True, "ask"),  # a tick is not a number
        ("wizard", "leader", 5, "ask"),
    ],
)
def test_e_asks_for_years_at_a_level_equal_to_or_above(
    mentee_level: str, mentor_level: str, years: int | None, tone: str
) -> None:
    found = verdict("e", {"level": mentee_level}, {"level": mentor_level, "years_at_level": years})
    assert found.tone == tone


def test_e_too_few_years_is_a_strong_caution_and_longer_experience_a_better_reason() -> None:
    assert verdict("e", mentor={"years_at_level": 1}).weight < -3
    shorter = verdict("e", mentor={"experience_years": 4})
    assert shorter.weight < verdict("e").weight
    assert "12 years of experience beside 5" in verdict("e").text


@pytest.mark.parametrize(
    ("mentor", "tone", "what"),
    [
        ({"level": "assistant", "areas": ["teaching"]}, "for", "another employer"),
        ({"organisation": "fellside", "areas": ["teaching"]}, "for", "a higher level"),
        ({"organisation": "fellside", "level": "assistant"}, "noted", "Other areas"),
        (
            {"organisation": "fellside", "level": "assistant", "areas": ["teaching"]},
            "ask",
            "enough distance",
        ),
        (
            {"organisation": None, "level": "assistant", "areas": ["teaching"]},
            "ask",
            "enough distance",
        ),
    ],
)
def test_f_difference_is_another_employer_a_higher_level_or_other_areas(
    mentor: Answers, tone: str, what: str
) -> None:
    found = verdict("f", mentor=mentor)
    assert found.tone == tone
    assert what in found.text


def test_g_names_shared_ways_of_meeting_and_both_places() -> None:
    found = verdict("g")
    assert found.tone == "for"
    assert "Video" in found.text
    assert "Fellside and Harbour Bay" in found.text


def test_g_cautions_when_no_way_of_meeting_is_shared_and_asks_when_none_was_said() -> None:
    assert verdict("g", mentor={"modes": ["in-person"]}).tone == "against"
    assert verdict("g", mentor={"modes": None}).tone == "ask"


def test_g_being_near_counts_and_an_employers_town_stands_in_for_a_place() -> None:
    near = verdict("g", {"place": None}, {"place": "fellside"})
    assert "Both are in" in near.text
    assert near.weight > verdict("g").weight
    assert "did not say" in verdict("g", mentor={"place": None, "organisation": "moor"}).text


def test_h_influence_is_graver_the_closer_it_is() -> None:
    cases: list[tuple[Answers, str]] = [
        ({"manager_email": "l.marsh@fellside.example.org"}, "same line manager"),
        ({"name": "Leena Marsh"}, "like that of the other's line manager"),
        ({"manager_name": "Lena Marsh"}, "have the same name"),
        ({"organisation": "fellside"}, "Same employer"),
    ]
    found = [verdict("h", mentor=mentor) for mentor, _ in cases]
    assert [point.tone for point in found] == ["against"] * 4
    assert all(words in point.text for point, (_, words) in zip(found, cases, strict=True))
    weights = [point.weight for point in found]
    assert weights == sorted(weights)
    assert len(set(weights)) == len(weights)


def test_h_speaks_for_a_pair_only_when_both_employers_are_known() -> None:
    assert verdict("h").tone == "for"
    assert verdict("h", mentor={"organisation": None}).tone == "ask"


def test_h_a_name_like_the_managers_is_found_on_either_side() -> None:
    found = verdict("h", {"name": "Gwenn Pike"})
    assert found == verdict("h", mentor={"name": "Leena Marsh"})
    assert found.tone == "against"


def test_h_two_managers_who_were_not_named_are_not_one() -> None:
    unnamed: Answers = {"manager_email": None, "manager_name": None}
    assert verdict("h", unnamed, unnamed).tone == "for"


def test_i_says_who_wrote_of_something_else_without_repeating_it() -> None:
    assert verdict("i").tone == "noted"
    found = verdict("i", {"other": "Mondays only"}, {"other": "I use a hearing loop"})
    assert found.tone == "ask"
    assert "the learner and the guide" in found.text
    assert "Mondays" not in found.text
    assert "guide" not in verdict("i", {"other": "Mondays only"}).text


def test_i_a_near_name_to_avoid_comes_first_from_either_side_in_the_same_words() -> None:
    asked_by_mentee = verdict("i", {"avoid": "Thomas Birch", "other": "Mondays only"})
    asked_by_mentor = verdict("i", mentor={"avoid": "Mia Thorne"})
    assert asked_by_mentee == asked_by_mentor
    assert asked_by_mentee.tone == "against"
    assert "someone's request" in asked_by_mentee.text


def test_every_verdict_speaks_the_schemes_words() -> None:
    nothing: Answers = dict.fromkeys(mentor_application().answers)
    mentors: tuple[Answers, ...] = ({}, {"years_at_level": 1}, {"level": "assistant"}, nothing)
    for mentor in mentors:
        for one in CRITERIA:
            found = verdict(one.letter, {"level": "specialist", "background": "a wish"}, mentor)
            assert "mentee" not in found.text
            assert "mentor" not in found.text
