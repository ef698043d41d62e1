"""The whole round, played through the dialogue channel on both databases."""

import story
from stage import set_stage
from storage.database import Database


async def test_a_round_is_played_from_application_to_complaint(database: Database) -> None:
    scene = await set_stage(database)
    await story.register_of_two(scene)
    await story.matched(scene)
    await story.started(scene)
    await story.met_and_surveyed(scene)
    await story.concluded(scene)
    await story.complained(scene)
