"""The whole life of partnerships, played in Slack with the same stories: over signed HTTP, and in Socket Mode."""

from pathlib import Path

import pytest

import together
from acts import ACTS, Act
from slack_stage import slack_stage
from stage import TOM
from storage.database import Database
from story import Scene

pytestmark = pytest.mark.timeout(600)


async def left_a_form(scene: Scene) -> None:
    """Tom leaves the form after its first page, which is kept; Slack does not tell what stands on one that is closed."""
    tom = await scene.person(TOM)
    await tom.says("I want to be a mentor")
    await tom.fills(job_title="Team leader", level="team-leader", years_at_level="5", experience_years="14")
    await tom.leaves()
    await scene.forward(1)
    await tom.says("hello")
    await tom.sees("You began this form on Monday 11 January 2027.", "nothing was sent")
    await tom.presses("Continue")
    await tom.holds(job_title="Team leader", level="team-leader")
    await tom.fills(manager_name="Gwen Pike", manager_approval=True)
    await tom.fills(experience="Leading teaching teams.", areas=["teaching"], capacity="1", consent=True)
    await tom.submits()
    await tom.sees("Your mentor application is here")
    await tom.says("hello")
    await tom.does_not_see("You began this form on Tuesday")


FORMS = "forms left and gone on with"
PLAYED = ACTS | {FORMS: Act((together.begun_and_cancelled, left_a_form, together.applied_in_chat))}
WAYS = {"typed, over HTTP": (False, False), "by command, in Socket Mode": (True, True)}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("act", PLAYED)
async def test_the_whole_life_is_played_in_slack_act_by_act(act: str, way: str, tmp_path: Path) -> None:
    socket, by_command = WAYS[way]  # a question asked in the chat is answered there; a command begins something else
    database = Database(f"sqlite:///{tmp_path}/slack.db")
    async with slack_stage(database, socket=socket, by_command=by_command and act != FORMS) as scene:
        await PLAYED[act].begin(scene.stage)
        await PLAYED[act].play(scene)
    await database.close()
