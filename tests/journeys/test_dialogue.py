"""The whole life of partnerships, played through the dialogue channel on both databases."""

import pytest

from storage.engine.database import Database
from tests.journeys.acts import ACTS
from tests.support.stage import set_stage

pytestmark = pytest.mark.usefixtures("ids_that_count")


@pytest.mark.parametrize("act", ACTS)
async def test_the_whole_life_is_played_act_by_act(act: str, database: Database) -> None:
    scene = await set_stage(database)
    await ACTS[act].begin(scene)
    await ACTS[act].play(scene)
