"""The whole life of partnerships, played in a real browser with the same stories as the dialogue channel."""

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


@pytest.mark.parametrize("act", ACTS)
async def test_the_whole_life_is_played_in_the_browser_act_by_act(act: str, tmp_path: Path) -> None:
    chromium()
    database = Database(f"sqlite:///{tmp_path}/browser.db")
    async with browser_stage(database, viewport={"width": 1280, "height": 900}) as scene:
        await ACTS[act].begin(scene.stage)
        await scene.person(MAYA)
        await ACTS[act].play(scene)
        for player in scene.players.values():
            await player.accessible()
