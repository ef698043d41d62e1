"""Prompts: the next is always one not seen yet; the preset has enough for each side and stage (R6.4)."""

from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheme.definition.loading import load, preset
from scheme.definition.pairs import Prompt, PromptStage
from scheme.ids import PartnershipId
from scheme.meeting.appointment import Appointment
from scheme.meeting.prompt import PromptsSeen, prompts_for, stage_at
from scheme.people import ROLES, Role
from tests.support.scheme_cast import CALMLY, MAYA

ALN = load(preset("aln"))
AT = datetime(2027, 1, 18, 14, 0, tzinfo=UTC)
STAGES: tuple[PromptStage, ...] = get_args(PromptStage)


def some(count: int) -> list[Prompt]:
    """So many prompts."""
    return [
        Prompt(key=f"p{number}", stage="closing", text=f"Text {number}") for number in range(count)
    ]


@CALMLY
@given(st.integers(1, 9), st.integers(0, 40))
def test_each_round_shows_every_prompt_once_and_none_twice_running(count: int, turns: int) -> None:
    prompts, seen = (
        some(count),
        PromptsSeen(partnership_id=PartnershipId(1), person_id=MAYA, stage="closing"),
    )
    shown = [one.key for one in (seen.turn(prompts) for _ in range(turns)) if one]
    assert len(shown) == turns
    for start in range(0, turns - count + 1, count):
        assert len(set(shown[start : start + count])) == count
    if count > 1:
        assert all(shown[n] != shown[n + 1] for n in range(turns - 1))


def test_without_any_there_is_none() -> None:
    assert (
        PromptsSeen(partnership_id=PartnershipId(1), person_id=MAYA, stage="closing").turn([])
        is None
    )


def test_one_that_the_scheme_added_later_comes_next() -> None:
    seen = PromptsSeen(partnership_id=PartnershipId(1), person_id=MAYA, stage="closing")
    for _ in range(3):
        seen.turn(some(3))
    found = seen.turn(some(4))
    assert found
    assert found.key == "p3"


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("stage", STAGES)
def test_the_preset_has_at_least_six_for_each_side_and_stage(
    role: Role, stage: PromptStage
) -> None:
    found = prompts_for(ALN, role, stage)
    assert len(found) >= 6
    assert all(one.stage == stage and one.role in ("both", role) for one in found)


def test_the_presets_prompts_are_short_plain_and_none_is_like_another() -> None:
    texts = [one.text for one in ALN.prompts]
    assert len(set(texts)) == len(texts)
    assert all(len(text.split()) <= 30 and "!" not in text for text in texts)


@pytest.mark.parametrize(
    ("minutes", "stage"),
    [
        (-1, "preparing"),
        (0, "meeting"),
        (44, "meeting"),
        (45, "closing"),
        (59, "closing"),
        (60, "reflecting"),
    ],
)
def test_the_stage_follows_the_meeting_planned(minutes: int, stage: PromptStage) -> None:
    plan = Appointment(
        scheme="aln",
        partnership_id=PartnershipId(1),
        at=AT,
        minutes=60,
        how="phone",
        planned_by=MAYA,
        changed_at=AT - timedelta(days=9),
    )
    assert stage_at(plan, AT + timedelta(minutes=minutes)) == stage


def test_without_a_meeting_planned_it_is_to_prepare() -> None:
    assert stage_at(None, AT) == "preparing"
