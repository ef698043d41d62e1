"""What cannot be taken back is asked first: docs/experience.md says of every step that acts how it is confirmed or undone."""

import re
from collections.abc import Iterator
from pathlib import Path

from handlers import CATALOGUE
from tests.support.dialogue import Stage
from tests.support.pairs import pair
from tests.support.rounds import act
from tests.support.stage import MAYA, PRIYA

PAGE = Path(__file__).parents[2] / "docs" / "experience.md"
SECTION = "## What cannot be taken back is asked first"
STAYS = "what acts and stays done"
STEP = re.compile(r"`([a-z]+\.[a-z_]+)`")


def rows() -> Iterator[tuple[str, list[str], list[str]]]:
    """The heading of a table, the steps of a line that act, and the steps by which they are confirmed or undone."""
    text = PAGE.read_text(encoding="utf-8").partition(SECTION)[2].partition("\n## ")[0]
    heading = ""
    for line in text.splitlines():
        if not line.startswith("|") or line.startswith("|--"):
            continue
        _, first, second, _ = line.split("|")
        if STEP.search(first):
            yield heading, STEP.findall(first), STEP.findall(second)
        else:
            heading = first.strip()


def test_every_step_that_acts_is_there_once_and_no_other() -> None:
    told = [step for _, acts, _ in rows() for step in acts]
    acting = sorted(name for name, step in CATALOGUE.steps.items() if step.acts)
    assert sorted(told) == acting


def test_what_stays_done_is_asked_in_something_that_only_shows() -> None:
    asked = [(acts, by) for heading, acts, by in rows() if heading == STAYS]
    assert asked
    for acts, by in asked:
        assert by, acts
        assert [name for name in by if CATALOGUE.steps[name].acts] == [], acts


def test_what_can_be_undone_is_undone_by_steps_that_there_are() -> None:
    for _, acts, by in rows():
        assert by, acts
        assert [name for name in by if name not in CATALOGUE.steps] == []


async def test_time_that_was_noted_is_deleted_only_after_a_question(scene: Stage) -> None:
    await pair(scene, MAYA, PRIYA, days_ago=20)
    maya = await scene.person(MAYA)
    await act(
        maya, "reflect.noted", "partnership:1", day="2027-01-11", minutes="30", kind="contact"
    )
    await maya.says("my hours")
    await maya.presses("Delete")
    await maya.sees("Delete this time?", "30 min")
    await maya.presses("Keep it")
    await maya.sees("30 min")
    await maya.presses("Delete")
    await maya.presses("Delete")
    await maya.sees("Deleted: 30 min")
