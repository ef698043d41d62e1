"""How far apart two are: by the gazetteer and the organisations' own spots, in the sentence and in the score (question g)."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheme.definition.definition import Definition
from scheme.definition.gazetteer import km_between
from scheme.forms.fields import Answer, Answers
from scheme.matching import weights
from scheme.matching.pair import Pair, Point
from scheme.matching.said_of_pair import practicalities
from scheme.matching.score_table import ScoreTable
from scheme.matching.side import Side
from tests.support.scheme_cast import (
    CALMLY,
    VALLEY,
    definition,
    mentee_application,
    mentor_application,
)

TOWNS = [
    {"name": "Fellside", "latitude": 54.46, "longitude": -3.09},
    {"name": "Harbour Bay", "latitude": 54.55, "longitude": -3.59},
    {"name": "Far Moor", "latitude": 51.51, "longitude": -0.13},
]
MAPPED = definition(gazetteer=TOWNS)

SPOTS = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


def sides(mentee: Answers, mentor: Answers, scheme: Definition = MAPPED) -> tuple[Side, Side]:
    return (
        Side.of(scheme, mentee_application(**mentee)),
        Side.of(scheme, mentor_application(**mentor)),
    )


def told(mentee: Answer, mentor: Answer, scheme: Definition = MAPPED) -> Point:
    one, other = sides({"place": mentee}, {"place": mentor}, scheme)
    return practicalities(Pair(definition=scheme, mentee=one, mentor=other))


def test_a_distance_that_is_known_is_that_of_an_atlas() -> None:
    london, edinburgh = (51.51, -0.13), (55.95, -3.19)
    assert 530 <= km_between(london, edinburgh) <= 537
    assert km_between((-35.28, 149.13), (-33.87, 151.21)) == pytest.approx(247, abs=3)


@CALMLY
@given(SPOTS, SPOTS)
def test_a_distance_is_the_same_there_and_back_and_at_most_half_round_the_earth(
    one: tuple[float, float], other: tuple[float, float]
) -> None:
    assert km_between(one, other) == km_between(other, one)
    assert 0 <= km_between(one, other) <= 20_016
    assert km_between(one, one) == 0


def test_towns_of_other_names_that_are_near_count_as_near_and_the_sentence_says_so() -> None:
    near, far = told("Fellside", "Harbour Bay"), told("Fellside", "Far Moor")
    assert "They are in Fellside and Harbour Bay, near each other: about 34 km." in near.text
    assert "They are in Fellside and Far Moor, about 384 km apart." in far.text
    assert near.weight - far.weight == MAPPED.matching.near
    assert near.brief.startswith("near, and can meet by ")


def test_two_towns_on_one_spot_are_named_as_two_and_count_as_near() -> None:
    twins = [*TOWNS, {**TOWNS[0], "name": "Fellside Parva"}]
    found = told("Fellside", "Fellside Parva", definition(gazetteer=twins))
    assert "They are in Fellside and Fellside Parva, right beside each other." in found.text
    assert found.brief.startswith("near, and can meet by ")


def test_what_counts_as_near_is_the_schemes_to_say() -> None:
    strict = definition(gazetteer=TOWNS, matching={"near_km": 33})
    found = told("Fellside", "Harbour Bay", strict)
    assert "They are in Fellside and Harbour Bay, about 34 km apart." in found.text
    assert found.weight == told("Fellside", "Far Moor", strict).weight


@pytest.mark.parametrize("written", ["harbour bay", " Harbour Bay ", "Harbour Bay, Cumbria"])
def test_a_town_is_known_as_people_write_it(written: str) -> None:
    assert "34 km" in told("Fellside", written).text


def test_where_a_place_is_not_known_the_same_name_is_near_and_nothing_else_is_said() -> None:
    assert "Both are in Nowhere." in told("Nowhere", "Nowhere").text
    other = told("Fellside", "Nowhere")
    assert other.text.endswith("They are in Fellside and Nowhere.")
    assert other.weight == told("Fellside", "Far Moor").weight


def test_an_organisations_own_spot_is_where_its_people_are_who_give_no_other_place() -> None:
    organisations = [each.model_dump() for each in VALLEY.organisations]
    organisations[1] |= {"place": "Quay", "latitude": 54.47, "longitude": -3.1}
    scheme = definition(gazetteer=TOWNS, organisations=organisations)
    key = organisations[1]["key"]
    one, other = sides({"place": "Fellside"}, {"place": None, "organisation": key}, scheme)
    assert weights.km_apart(one, other) == 2
    by_name = sides({"place": "Fellside"}, {"place": "Quay"}, scheme)
    assert weights.km_apart(*by_name) == 2


@CALMLY
@given(
    st.lists(
        st.sampled_from(["Fellside", "Harbour Bay", "Far Moor", "Nowhere", None]),
        min_size=1,
        max_size=4,
    ),
    st.lists(
        st.sampled_from(["Fellside", "Harbour Bay", "Far Moor", "Nowhere", None]),
        min_size=1,
        max_size=4,
    ),
)
def test_the_table_of_scores_measures_as_a_single_pair_does(
    ours: list[Answer], theirs: list[Answer]
) -> None:
    mentees = [Side.of(MAPPED, mentee_application(place=place)) for place in ours]
    mentors = [Side.of(MAPPED, mentor_application(place=place)) for place in theirs]
    found = ScoreTable(MAPPED, mentors).scores(mentees)
    alone = [[weights.score(MAPPED, one, other) for other in mentors] for one in mentees]
    for row, expected in zip(found.tolist(), alone, strict=True):
        assert row == pytest.approx(expected)


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"gazetteer": [*TOWNS, {**TOWNS[0], "name": "FELLSIDE"}]}, "gazetteer"),
        ({"gazetteer": [{**TOWNS[0], "latitude": 91}]}, "gazetteer[1].latitude"),
    ],
)
def test_a_gazetteer_that_cannot_be_right_is_refused(changed: dict[str, Any], where: str) -> None:
    with pytest.raises(ValueError, match=where.partition("[")[0]):
        definition(**changed)


def test_half_a_spot_is_refused_with_the_half_that_is_missing() -> None:
    organisations = [each.model_dump() for each in VALLEY.organisations]
    organisations[0] |= {"latitude": 54.0}
    with pytest.raises(ValueError, match=r"organisations\[1\]\.longitude"):
        definition(organisations=organisations)
