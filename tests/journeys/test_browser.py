"""The whole round, played in a real browser with the same story as the dialogue channel."""

from pathlib import Path

import pytest

import story
from browser import browser_stage, chromium
from stage import MAYA
from storage.database import Database

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]


async def test_a_round_is_played_in_the_browser(tmp_path: Path) -> None:
    chromium()
    database = Database(f"sqlite:///{tmp_path}/browser.db")
    async with browser_stage(database, viewport={"width": 1280, "height": 900}) as scene:
        await scene.person(MAYA)
        await story.register_of_two(scene)
        await story.matched(scene)
        await story.started(scene)
        await story.met_and_surveyed(scene)
        await story.concluded(scene)
        await story.complained(scene)
        for player in scene.players.values():
            await player.accessible()
