"""The whole life of partnerships on the web alone: everybody signs in by mail, the Group included (R12.6)."""

from pathlib import Path

import pytest

from storage.engine.database import Database
from tests.journeys.acts import ACTS
from tests.support.browser import chromium
from tests.support.stage import MAYA
from tests.support.web_stage import web_stage

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(600),
    pytest.mark.usefixtures("ids_that_count"),
]


@pytest.mark.parametrize("act", ACTS)
async def test_the_whole_life_is_played_on_the_web_act_by_act(act: str, tmp_path: Path) -> None:
    chromium()
    database = Database(f"sqlite:///{tmp_path}/web.db")
    async with web_stage(database, viewport={"width": 1280, "height": 900}) as scene:
        await ACTS[act].begin(scene.stage)
        await scene.person(MAYA)
        await ACTS[act].play(scene)
        for player in scene.players.values():
            await player.accessible()
