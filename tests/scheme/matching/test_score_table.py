"""The table of scores: for every pair what is said of it alone, whatever the forms asked."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheme.definition.matching import Matching
from scheme.forms.fields import Answer
from scheme.matching.exclusions import kept_apart
from scheme.matching.ranking import Mentee, Mentor
from scheme.matching.score_table import ScoreTable
from scheme.matching.side import Side
from scheme.matching.weights import score
from tests.scheme.matching.test_ranking import mentees, registers
from tests.support.scheme_cast import (
    CALMLY,
    VALLEY,
    definition,
    mentee_application,
    mentor_application,
)

HALF_A_PLACE = 0.0051  # of two places: the same number may be rounded up here and down there


def sides(register: list[Mentor]) -> list[Side]:
    return [Side.of(VALLEY, mentor.application) for mentor in register]


@CALMLY
@given(mentees(), mentees(), registers())
def test_every_pair_has_the_score_that_it_has_alone(
    mentee: Mentee, other: Mentee, register: list[Mentor]
) -> None:
    seeking = [Side.of(VALLEY, each.application) for each in (mentee, other)]
    offering = sides(register)
    found = ScoreTable(VALLEY, offering).scores(seeking)
    alone = [[score(VALLEY, own, theirs) for theirs in offering] for own in seeking]
    assert found.shape == (2, len(register))
    assert np.allclose(found, np.reshape(alone, found.shape), rtol=0, atol=HALF_A_PLACE)


@CALMLY
@given(mentees(), mentees(), registers())
def test_whoever_is_kept_apart_alone_is_kept_apart_in_the_table(
    mentee: Mentee, other: Mentee, register: list[Mentor]
) -> None:
    seeking = [Side.of(VALLEY, each.application) for each in (mentee, other)]
    offering = sides(register)
    found = ScoreTable(VALLEY, offering).kept_apart(seeking)
    alone = [[bool(kept_apart(own, theirs)) for theirs in offering] for own in seeking]
    assert found.tolist() == alone


@CALMLY
@given(mentees(), registers(), st.data())
def test_what_a_scheme_says_counts_counts_in_the_table(
    mentee: Mentee, register: list[Mentor], data: st.DataObject
) -> None:
    weighed = {
        name: data.draw(st.integers(0, 40)) / 4 * (-1 if field.default < 0 else 1)
        for name, field in Matching.model_fields.items()
        if name != "near_km"
    }
    rules = definition(matching=weighed)
    seeking = Side.of(rules, mentee.application)
    offering = [Side.of(rules, mentor.application) for mentor in register]
    alone = [score(rules, seeking, theirs) for theirs in offering]
    found = ScoreTable(rules, offering).scores([seeking])[0]
    assert np.allclose(found, alone, rtol=0, atol=HALF_A_PLACE)


@pytest.mark.parametrize(
    ("whose", "changed"),
    [
        ("mentor", {"level": "assistant"}),
        ("mentor", {"years_at_level": 0}),
        ("mentor", {"areas": []}),
        ("mentor", {"experience": "Nothing of that kind."}),
        ("mentor", {"modes": ["carrier pigeon"]}),
        ("mentor", {"organisation": "fellside", "email": ""}),
        ("mentee", {"avoid": "Tom Birchh"}),
        ("mentee", {"manager_name": "Thomas Birch", "manager_email": ""}),
        ("mentee", {"background": ["returner"]}),
    ],
)
def test_a_fact_that_counts_alone_counts_in_the_table(
    whose: str, changed: dict[str, Answer]
) -> None:
    mentee, mentor = mentee_application(), mentor_application()
    before = score(VALLEY, Side.of(VALLEY, mentee), Side.of(VALLEY, mentor))
    if whose == "mentee":
        mentee = mentee_application(**changed)
    else:
        mentor = mentor_application(**changed)
    seeking, offering = Side.of(VALLEY, mentee), Side.of(VALLEY, mentor)
    assert score(VALLEY, seeking, offering) != before
    assert ScoreTable(VALLEY, [offering]).scores([seeking])[0, 0] == score(
        VALLEY, seeking, offering
    )
