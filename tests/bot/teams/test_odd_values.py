"""Whatever stands in the data of a press or a form, it is answered politely: never with a fault, nor with what Teams cannot read."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import structlog

from bot.teams.replying import InvokeAnswer
from handlers.kit.ui import Action
from storage.engine.database import Database
from tests.teams.known import Json, Known, teams_known
from tests.teams.rules import check_invoke, check_task

LONG = "x" * 200_000
DEEP: Json = {}
for _ in range(400):
    DEEP = {"a": DEEP}
ODD: tuple[object, ...] = (
    None,
    True,
    7,
    10**40,
    float("1e300"),
    float("nan"),
    float("-inf"),
    [1, [2, [None]], {}],
    {"m": {"m": []}},
    DEEP,
    LONG,
    "\x00",
    '{"n": "home.about"}',
    "~" + "A" * 32,
)
FETCH = "task/fetch"
SUBMIT = "task/submit"
EXECUTE = "adaptiveCard/action"
KINDS = ("short", "long", "choice", "choices", "number", "date", "time", "tick")


@pytest.fixture
async def known(tmp_path: Path) -> AsyncIterator[Known]:
    """A bot in two tenants."""
    one = Database(f"sqlite:///{tmp_path}/t.db")
    yield await teams_known(one)
    await one.close()


async def tells(known: Known, name: str, data: object, **more: Any) -> InvokeAnswer:
    """What data are answered with, which is always of a shape that Teams takes."""
    value: Json = (
        {"data": data} if name != EXECUTE else {"action": {"type": "Action.Execute", "data": data}}
    )
    with structlog.testing.capture_logs() as lines:
        answer = await known.invokes(name, value, **more)
    assert not [one for one in lines if one["log_level"] == "error"], (name, str(data)[:200])
    assert answer.status == 200
    if answer.body is not None:
        check = check_invoke if name == EXECUTE else check_task
        check(answer.body)
        json.dumps(answer.body, allow_nan=False)
    return answer


def of_press(odd: object) -> list[Json]:
    """What a button may carry, with something odd at each place."""
    bare: Json = {"n": "home.about"}
    return [
        {**bare, "a": {"text": odd}},
        {**bare, "a": odd},
        {**bare, "s": odd},
        {**bare, "k": odd},
        {**bare, "o": odd},
        {**bare, "o": {"n": odd}},
        {**bare, "p": odd},
        {**bare, "f": odd},
        {"n": odd},
    ]


def of_form(odd: object) -> list[Json]:
    """What a dialog may know of itself, with something odd at each place."""
    bare: Json = {"n": "enquiry.asked"}
    return [
        {**bare, key: odd} for key in ("s", "k", "o", "c", "p", "q", "g", "h", "t", "v", "i")
    ] + [
        {**bare, "c": {"text": odd}},
        {**bare, "c": {"~drawn": odd, "~once": odd}},
        {**bare, "h": {"cv": odd}},
        {"n": odd},
    ]


async def test_odd_data_are_answered_politely(known: Known) -> None:
    fine = json.dumps({"n": "home.about"})
    for odd in ODD:
        for name in (FETCH, SUBMIT, EXECUTE):
            for data in (odd, {"m": odd}, {"m": odd, "k": odd}, {"m": fine, "k": odd}):
                await tells(known, name, data)


async def test_odd_words_in_what_a_button_carries_are_answered_politely(known: Known) -> None:
    for odd in ODD:
        for carried in of_press(odd):
            for name in (FETCH, SUBMIT, EXECUTE):
                await tells(known, name, {"m": json.dumps(carried), "k": "press"})


async def test_odd_words_in_what_a_dialog_knows_of_itself_are_answered_politely(
    known: Known,
) -> None:
    for odd in ODD:
        for carried in of_form(odd):
            await tells(known, SUBMIT, {"m": json.dumps(carried), "k": "send", "long.text": ""})


async def test_odd_answers_are_answered_politely(known: Known) -> None:
    opened = await known.opens(Action(name="enquiry.ask"))
    data = (opened.body or {})["task"]["value"]["card"]["content"]["actions"][0]["data"]
    for odd in ODD:
        for kind in KINDS:
            await tells(
                known, SUBMIT, {**data, "long.text": "", f"{kind}.text": odd, f"{kind}.other": odd}
            )


async def test_odd_words_about_where_it_was_pressed_are_answered_politely(known: Known) -> None:
    data = {"m": json.dumps({"n": "home.about"})}
    for odd in ODD:
        for channel in ({"team": odd}, {"team": {"id": odd}}, {"channel": odd}, {"source": odd}):
            for name in (FETCH, EXECUTE):
                await tells(known, name, data, channelData=channel)
        for more in ({"localTimezone": odd}, {"replyToId": odd}, {"id": odd}):
            await tells(known, FETCH, data, **more)
