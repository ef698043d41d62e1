"""The verdict on a pair: a line, with what to be careful about first."""

import pytest
from hypothesis import given

from scheme.forms.fields import Answers
from scheme.matching.pair import Point, asks, counts
from scheme.matching.ranking import Mentee, Mentor, suggest
from scheme.matching.ties import NO_TIES, Ties
from scheme.matching.verdict import FITS, OPEN, WORDS, Verdict, verdict_on
from tests.scheme.matching.test_ranking import mentees, registers
from tests.support.scheme_cast import CALMLY, TODAY, VALLEY, mentee_application, mentor_application


def verdict(
    mentee: Answers | None = None, mentor: Answers | None = None, ties: Ties = NO_TIES
) -> Verdict:
    seeking = Mentee(application=mentee_application(**(mentee or {})), known_to=ties)
    offering = Mentor(application=mentor_application(**(mentor or {})))
    return suggest(VALLEY, seeking, [offering], TODAY).ranked[0].verdict


def test_goals_that_meet_and_nothing_against_it_or_unknown_is_good() -> None:
    found = verdict()
    assert found.tone == "good"
    assert found.line == ("Good: Teaching in common; 4 years at a level above the learner's.")


@pytest.mark.parametrize(
    ("mentor", "first"),
    [
        ({"organisation": "fellside"}, "same employer"),
        ({"years_at_level": 1}, "1 year at their level, where the guideline asks 2"),
        ({"modes": ["in-person"]}, "no way of meeting both accept"),
        ({"level": "assistant"}, "a lower level than the learner's"),
    ],
)
def test_what_to_be_careful_about_comes_before_what_fits(mentor: Answers, first: str) -> None:
    found = verdict({"level": "specialist"}, mentor)
    assert found.tone == "careful"
    assert found.line.startswith(f"With care: {first}")
    assert found.line.index(first) < found.line.index("In favour: ")


def test_of_several_cautions_the_gravest_comes_first_and_none_is_left_out() -> None:
    found = verdict(mentor={"organisation": "fellside", "years_at_level": 1})
    assert found.line.startswith(
        "With care: 1 year at their level, where the guideline asks 2; same employer. In favour: "
    )


def test_what_is_unknown_is_asked_and_makes_it_possible_alone() -> None:
    found = verdict(mentor={"years_at_level": None})
    assert found.tone == "possible"
    assert found.line.startswith("Possible: Teaching in common")
    assert found.line.endswith("To ask: level and years at it are not known.")


def test_what_holds_for_the_mentee_beside_everybody_is_not_in_the_line_and_the_mentors_own_is() -> (
    None
):
    known = Ties(know=frozenset({"Alex Finch"}))
    assert verdict({"other": "Mondays only"}, ties=known) == verdict()
    found = verdict(mentor={"other": "I use a hearing loop"})
    assert found.tone == "good"
    assert found.line.endswith("To ask: what the guide wrote besides.")


def test_of_many_areas_the_first_is_named_and_how_many_more_there_are() -> None:
    areas: Answers = {"areas": ["teaching", "research", "collections"]}
    assert verdict(areas, areas).line.startswith("Good: Teaching and 2 more in common; ")


def test_forms_that_say_nothing_make_a_line_all_the_same() -> None:
    found = verdict_on([asks("a", "Does anyone know them?")])
    assert found == Verdict("possible", "Possible: the forms say little.")


def test_the_weightiest_that_fit_are_named_and_no_more() -> None:
    points = [
        counts("b", "B.", brief="third", weight=1.0),
        counts("c", "C.", brief="first", weight=3.0),
        counts("d", "D.", brief="second", weight=2.0),
        counts("e", "E.", brief="fourth", weight=0.5),
        counts("f", "F.", brief="nothing", weight=0.0),
    ]
    assert verdict_on(points).line == "Good: first; second."


@CALMLY
@given(mentees(), registers())
def test_the_line_says_every_caution_and_its_tone_follows_from_what_is_said(
    mentee: Mentee, register: list[Mentor]
) -> None:
    for suggestion in suggest(VALLEY, mentee, register, TODAY).ranked:
        found = suggestion.verdict
        assert found.line.startswith(f"{WORDS[found.tone]}: ")
        assert found.word == WORDS[found.tone]
        assert (found.tone == "careful") == bool(suggestion.cautions)
        assert all(point.brief and point.brief in found.line for point in suggestion.cautions)
        if found.tone == "good":
            assert not {point.question for point in suggestion.to_consider} - {"a", "i"}
        assert named(suggestion.reasons, found) <= FITS
        assert named(suggestion.to_consider, found) <= OPEN


def named(points: list[Point], found: Verdict) -> int:
    parts = found.line.removesuffix(".").replace(". ", "; ").replace(": ", "; ").split("; ")
    return sum(point.brief in parts for point in points if point.brief)
