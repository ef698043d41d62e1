"""What there is to read, by role and by how far somebody is (R9.2)."""

from datetime import date, timedelta

import pytest

from scheme.definition.definition import Definition
from scheme.definition.loading import load, preset
from scheme.definition.sections import Resource, ResourceStage
from scheme.ids import PersonId
from scheme.learning.shelves import SHELVES, resources_for, shelves, stage_of, standings
from scheme.partnership.partnership import Partnership
from scheme.partnership.phase import Phase
from scheme.people import Role
from tests.support.stage import DAY_ONE, START
from tests.support.stage import scheme as aln

MENTEE, MENTOR = PersonId(1), PersonId(2)
# Days after the start, what was done until then, and what helps.
DAYS: list[tuple[int, bool, ResourceStage]] = [
    (0, False, "starting"),
    (200, False, "starting"),
    (10, True, "meeting"),
    (190, True, "halfway"),
    (360, True, "ending"),
    (400, True, "ending"),
]


def pair(**changes: object) -> Partnership:
    """The two, introduced and begun on the first day, for a year."""
    both = Partnership(
        scheme="aln",
        candidate_id=1,  # type: ignore[arg-type]
        mentee_application_id=1,  # type: ignore[arg-type]
        mentor_application_id=2,  # type: ignore[arg-type]
        mentee_id=MENTEE,
        mentor_id=MENTOR,
        introduced_at=START,
    )
    both.months = 12
    both.start(aln(), DAY_ONE)
    for key, value in changes.items():
        setattr(both, key, value)
    return both


def with_resources(*resources: tuple[str, Role | str, ResourceStage]) -> Definition:
    """ALN's scheme with these things to read."""
    made = tuple(
        Resource.model_validate({"title": title, "role": role, "stage": stage})
        for title, role, stage in resources
    )
    return aln().model_copy(update={"resources": made})


def titles(definition: Definition, *, role: Role, stage: ResourceStage) -> list[list[str]]:
    found = shelves(definition, frozenset({(role, stage)}))
    return [[each.title for each in shelf.resources] for shelf in found]


@pytest.mark.parametrize(("days", "has_met", "stage"), DAYS)
def test_how_far_a_partnership_is_says_what_helps(
    days: int, has_met: bool, stage: ResourceStage
) -> None:
    met = DAY_ONE if has_met else None
    assert stage_of(aln(), pair(last_met=met), DAY_ONE + timedelta(days=days)) == stage


def test_one_that_has_ended_is_over_whether_they_met_or_not() -> None:
    assert stage_of(aln(), pair(phase=Phase.ENDED), DAY_ONE) == "afterwards"


def test_one_that_rests_or_has_no_end_is_never_near_it() -> None:
    late = date(2199, 12, 31)
    assert stage_of(aln(), pair(last_met=DAY_ONE, phase=Phase.PAUSED), DAY_ONE) == "meeting"
    assert stage_of(aln(), pair(last_met=DAY_ONE, phase=Phase.PAUSED), late) == "halfway"
    assert stage_of(aln(), pair(last_met=DAY_ONE, ends_on=None), late) in ("meeting", "halfway")


def test_whoever_takes_part_in_nothing_may_apply_as_either() -> None:
    assert standings(aln(), MENTEE, [], [], DAY_ONE) == {
        ("mentee", "applying"),
        ("mentor", "applying"),
    }


def test_somebody_in_both_roles_stands_in_each_where_they_are() -> None:
    as_mentee = pair(last_met=DAY_ONE)
    as_mentor = pair(mentee_id=PersonId(3), mentor_id=MENTEE)
    found = standings(aln(), MENTEE, [], [as_mentee, as_mentor], DAY_ONE)
    assert found == {("mentee", "meeting"), ("mentor", "starting")}


def test_what_helps_now_stands_first_and_the_rest_in_its_order() -> None:
    definition = with_resources(
        ("Apply", "both", "applying"), ("Begin", "both", "starting"), ("End", "both", "ending")
    )
    assert titles(definition, role="mentee", stage="ending") == [["End"], ["Apply"], ["Begin"]]


def test_nobody_is_shown_what_is_for_the_other_role() -> None:
    definition = with_resources(
        ("Mine", "mentee", "meeting"), ("Theirs", "mentor", "meeting"), ("Ours", "both", "meeting")
    )
    assert titles(definition, role="mentee", stage="meeting") == [["Mine", "Ours"]]
    found = resources_for(definition, "mentor", "meeting", "ending")
    assert [each.title for each in found] == ["Theirs", "Ours"]


@pytest.mark.parametrize("name", ["aln", "libraries-connected", "alia", "m25", "sconul"])
def test_every_preset_has_something_for_each_role_before_they_apply_or_begin(name: str) -> None:
    definition = load(preset(name))
    for role in ("mentee", "mentor"):
        assert resources_for(definition, role, *SHELVES)
    assert {each.stage for each in definition.resources} <= set(SHELVES)
