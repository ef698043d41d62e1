"""The whole life in acts that stand for themselves, so that they can be played side by side in every channel."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.journeys import running, story, together
from tests.journeys.story import Scene
from tests.support import pairs
from tests.support.dialogue import Stage
from tests.support.stage import MAYA, PRIYA

Play = Callable[[Scene], Awaitable[None]]


@dataclass(frozen=True)
class Act:
    """Scenes that follow each other; `pair` says whether Maya and Priya are a pair when it begins."""

    scenes: tuple[Play, ...]
    pair: str = ""

    async def begin(self, stage: Stage) -> None:
        """Put the two on the stage, where the act is about them: "introduced" today, or "started" today."""
        if self.pair:
            await pairs.pair(stage, MAYA, PRIYA, days_ago=0 if self.pair == "started" else None)

    async def play(self, scene: Scene) -> None:
        """All of it."""
        for one in self.scenes:
            await one(scene)


ACTS = {
    "a round": Act(
        (
            story.register_of_two,
            story.matched,
            story.started,
            story.met_and_surveyed,
            story.concluded,
            story.complained,
        )
    ),
    "forms left and gone on with": Act(
        (together.begun_and_cancelled, together.left_a_form, together.applied_in_chat),
    ),
    "half a year together": Act(
        (
            together.agreed,
            together.set_goals,
            together.planned,
            together.prepared,
            together.logged,
            together.reflected,
        ),
        "started",
    ),
    "longer, paused, surveyed and over": Act(
        (
            together.made_longer,
            together.paused,
            together.surveyed,
            together.parted,
            together.became_a_mentor,
            together.looked_back,
        ),
        "started",
    ),
    "a partner who never answers": Act(
        (
            together.taken_as_started,
            together.nudged_in_vain,
            together.asked_for_a_word,
            together.found_another,
        ),
        "introduced",
    ),
    "questions, issues and complaints": Act(
        (
            running.enquired,
            running.raised_an_issue,
            running.complained_with_advice,
            running.complained_to_the_steering_group,
        )
    ),
    "running the scheme": Act(
        (
            running.changed_the_roster,
            running.needed_a_stand_in,
            running.undone,
        )
    ),
    "by phone, and one's own data": Act((running.acted_by_phone, running.showed_my_data)),
    "a new job": Act((running.moved_to_another_library,), "started"),
}
