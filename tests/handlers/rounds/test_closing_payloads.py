"""Closing a round as Slack and Teams have it: the form and what is shown before, with words at their longest (R2.8)."""

import pytest

from bot.chat.payload import Payloads
from bot.slack.cards.render import modal
from bot.teams.cards import render
from handlers.kit.ui import Action, Form, View
from tests.slack.rules import check_view
from tests.support.dialogue import Stage
from tests.support.quiet_weeks import pass_by
from tests.support.rounds import act, eligible
from tests.support.stage import ALEX, MAYA
from tests.teams.rules import check_task

LONGEST = "Thank you, truly. " * 55
ANSWERS = {
    "round": "spring",
    "listed": "late",
    "looked_for": "first",
    "unread": "kind_word",
    "word": LONGEST,
}


@pytest.fixture
async def windows(scene: Stage) -> list[Form | View]:
    """The form, and what is shown before it is closed."""
    await eligible(scene, MAYA)
    await pass_by(scene, 51)
    alex = await scene.person(ALEX)
    shown = [await act(alex, "round.close", **ANSWERS), await act(alex, "round.preview", **ANSWERS)]
    return [reply.window for reply in shown if reply.window is not None]


async def test_slack_takes_both_and_the_closer_s_words_are_sealed_away_from_the_button(
    windows: list[Form | View],
) -> None:
    form, preview = windows
    opener = Action(name="round.preview", answers=ANSWERS)
    for window in (form, preview):
        payloads = Payloads()
        view = modal(window, payloads, opener=opener)
        check_view(view)
    assert "Thank you, truly." not in str([one for one in _values(view) if "round.closed" in one])
    assert any(
        "round.closed" in body and "Thank you, truly." in body
        for body in payloads.overflow.values()
    )


def _values(view: object) -> list[str]:
    """What every button carries."""
    if isinstance(view, dict):
        own = [str(view["value"])] if "value" in view else []
        return own + [value for held in view.values() for value in _values(held)]
    if isinstance(view, list):
        return [value for held in view for value in _values(held)]
    return []


async def test_teams_takes_both(windows: list[Form | View]) -> None:
    for window in windows:
        payloads = Payloads()
        task = render.dialog(window, payloads, opener=Action(name="round.show"))
        check_task(render.continue_with(task))
    assert any("Thank you, truly." in body for body in payloads.overflow.values())
