"""The whole life of partnerships, played through the dialogue channel on both databases."""

import pytest

from acts import ACTS
from stage import set_stage
from storage.database import Database


@pytest.mark.parametrize("act", ACTS)
async def test_the_whole_life_is_played_act_by_act(act: str, database: Database) -> None:
    scene = await set_stage(database)
    await ACTS[act].begin(scene)
    await ACTS[act].play(scene)
