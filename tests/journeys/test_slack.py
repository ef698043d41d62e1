"""The whole life of partnerships, played in Slack with the same stories: over signed HTTP, and in Socket Mode."""

from pathlib import Path

import pytest

from storage.engine.database import Database
from tests.journeys import together
from tests.journeys.acts import ACTS, Act
from tests.slack.stage import slack_stage

pytestmark = [pytest.mark.timeout(600), pytest.mark.usefixtures("ids_that_count")]


FORMS = "forms left and gone on with"
PLAYED = ACTS | {
    FORMS: Act(
        (together.begun_and_cancelled, together.left_a_form_after_a_page, together.applied_in_chat)
    )
}
WAYS = {"typed, over HTTP": (False, False), "by command, in Socket Mode": (True, True)}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("act", PLAYED)
async def test_the_whole_life_is_played_in_slack_act_by_act(
    act: str, way: str, tmp_path: Path
) -> None:
    socket, by_command = WAYS[
        way
    ]  # a question asked in the chat is answered there; a command begins something else
    database = Database(f"sqlite:///{tmp_path}/slack.db")
    async with slack_stage(
        database, socket=socket, by_command=by_command and act != FORMS
    ) as scene:
        await PLAYED[act].begin(scene.stage)
        await PLAYED[act].play(scene)
    await database.close()
