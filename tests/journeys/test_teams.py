"""The whole life of partnerships, played in Teams with the same stories, by signed requests."""

from pathlib import Path

import pytest

from storage.engine.database import Database
from tests.journeys import together
from tests.journeys.acts import ACTS, Act
from tests.teams.stage import teams_stage

pytestmark = [pytest.mark.timeout(600), pytest.mark.usefixtures("ids_that_count")]


FORMS = "forms left and gone on with"
PLAYED = ACTS | {
    FORMS: Act(
        (together.begun_and_cancelled, together.left_a_form_after_a_page, together.applied_in_chat)
    )
}


@pytest.mark.parametrize("act", PLAYED)
async def test_the_whole_life_is_played_in_teams_act_by_act(act: str, tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/teams.db")
    async with teams_stage(database) as scene:
        await PLAYED[act].begin(scene.stage)
        await PLAYED[act].play(scene)
    await database.close()
