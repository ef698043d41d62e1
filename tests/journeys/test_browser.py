"""The life of partnerships in the playground, played in a real browser with the same stories as the dialogue channel.

Every act is played in the browser by people who sign in (test_web), on the same pages. What only the playground has is
that everybody's page is a press away, the Group's channel beside it and the clock: here are the acts that live of these.
"""

from pathlib import Path

import pytest

from storage.engine.database import Database
from tests.journeys.acts import ACTS
from tests.support.browser import browser_stage, chromium
from tests.support.stage import MAYA

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(600),
    pytest.mark.usefixtures("ids_that_count"),
]

WITH_THE_GROUP = ("a round", "questions, issues and complaints", "running the scheme")


@pytest.mark.parametrize("act", WITH_THE_GROUP)
async def test_what_the_group_has_a_part_in_is_played_in_the_playground_act_by_act(
    act: str, tmp_path: Path
) -> None:
    chromium()
    database = Database(f"sqlite:///{tmp_path}/browser.db")
    async with browser_stage(database, viewport={"width": 1280, "height": 900}) as scene:
        await ACTS[act].begin(scene.stage)
        await scene.person(MAYA)
        await ACTS[act].play(scene)
        for player in scene.players.values():
            await player.accessible()
