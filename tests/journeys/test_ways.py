"""Each scheme of the seeds leads to a mentor in its own way, in every channel (R1.5, R4.1–R4.5)."""

from pathlib import Path

import pytest

from storage.engine.database import Database
from tests.journeys.ways import WAYS
from tests.slack.stage import slack_stage
from tests.support.browser import chromium
from tests.support.stage import DAY_ONE, scheme, set_stage
from tests.support.web_stage import web_stage
from tests.teams.stage import teams_stage

IN_CHAT = [
    preset for preset in WAYS if preset != "alia"
]  # it asks for a CV, which is given on the web

pytestmark = [pytest.mark.timeout(600), pytest.mark.usefixtures("ids_that_count")]


@pytest.mark.parametrize("preset", WAYS)
async def test_the_way_of_a_preset_is_gone_in_the_dialogue(preset: str, database: Database) -> None:
    definition = scheme(DAY_ONE, preset)
    await WAYS[preset](await set_stage(database, definition), definition)


@pytest.mark.parametrize("preset", IN_CHAT)
async def test_the_way_of_a_preset_is_gone_in_slack(preset: str, tmp_path: Path) -> None:
    definition = scheme(DAY_ONE, preset)
    database = Database(f"sqlite:///{tmp_path}/slack.db")
    async with slack_stage(database, definition) as scene:
        await WAYS[preset](scene, definition)
    await database.close()


@pytest.mark.parametrize("preset", IN_CHAT)
async def test_the_way_of_a_preset_is_gone_in_teams(preset: str, tmp_path: Path) -> None:
    definition = scheme(DAY_ONE, preset)
    database = Database(f"sqlite:///{tmp_path}/teams.db")
    async with teams_stage(database, definition) as scene:
        await WAYS[preset](scene, definition)
    await database.close()


@pytest.mark.browser
@pytest.mark.parametrize("preset", WAYS)
async def test_the_way_of_a_preset_is_gone_on_the_web_alone(preset: str, tmp_path: Path) -> None:
    chromium()
    definition = scheme(DAY_ONE, preset)
    database = Database(f"sqlite:///{tmp_path}/web.db")
    async with web_stage(database, definition, viewport={"width": 1280, "height": 900}) as scene:
        await WAYS[preset](scene, definition)
        for player in scene.players.values():
            await player.accessible()
    await database.close()
