"""The board's windows as Slack and Teams have them: within their limits with many who wait, and with every way on."""

import pytest

from bot.chat.payload import Payloads
from bot.slack.cards.render import modal
from bot.teams.cards import render
from handlers.kit.ui import Action, View
from scheme.forms.fields import Answer
from tests.slack.rules import check_view
from tests.support.dialogue import Stage
from tests.support.evening import gather_evening
from tests.support.rounds import act, definition_of
from tests.support.stage import IDA
from tests.teams.rules import check_task

pytestmark = pytest.mark.usefixtures("ids_that_count")
LABELS = {
    "board.glance": ("Next for me", "What can be done"),
    "board.next": ("having looked at all nine", "On to the next", "Nobody suits?"),
}
SHOWN: dict[str, tuple[str, dict[str, Answer]]] = {
    "in short": ("board.glance", {}),
    "in short, further on": ("board.glance", {"from": "10"}),
    "a pair": ("board.next", {}),
}


@pytest.mark.parametrize("what", SHOWN)
async def test_slack_and_teams_take_the_board_of_forty_who_wait(scene: Stage, what: str) -> None:
    async with scene.bot.work() as work:
        await gather_evening(work, definition_of(scene), 40, 40)
    name, given = SHOWN[what]
    shown = (await act(await scene.person(IDA), name, **given)).window
    assert isinstance(shown, View)
    scene.bot.desk.catalogue.site = "https://mentoring.example.org"
    opener = Action(name=name, answers=given)
    view = modal(shown, Payloads(), opener=opener)
    check_view(view)
    task = render.continue_with(render.dialog(shown, Payloads(), opener=opener))
    check_task(task)
    for drawn in (str(view), str(task)):
        assert all(label in drawn for label in LABELS[name])
