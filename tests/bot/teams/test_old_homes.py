"""Teams: of several homes in somebody's chat the newest has its buttons, and each before it is a line; nothing else is."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.teams.wire.errors import TeamsProblem
from handlers.home.at_a_glance import EARLIER_HOME
from handlers.kit.ui import Action, Button, Message, Reply
from storage.engine.database import Database
from tests.teams.known import Known, read, teams_known

WELCOME = "Welcome to"
FOLDED = EARLIER_HOME.text
GO_ON = Button(label="Go on", action="home.show")
HOME = Action(name="home.show")


@pytest.fixture
async def known(tmp_path: Path) -> AsyncIterator[Known]:
    """A bot in two tenants."""
    one = Database(f"sqlite:///{tmp_path}/t.db")
    yield await teams_known(one)
    await one.close()


async def all_done(known: Known) -> None:
    """Wait until nothing goes on beside an answer any more."""
    while under_way := known.replying._under_way:
        await asyncio.wait(under_way)


async def asks_for_home(known: Known) -> list[dict[str, Any]]:
    before = len(known.teams.said)
    await known.presses(HOME)
    await all_done(known)
    return [activity for _, activity in known.teams.said[before:]]


async def test_a_newer_home_leaves_a_line_of_the_earlier_and_touches_nothing_else(
    known: Known,
) -> None:
    ids = []
    for _ in range(3):
        await known.types("qwertyuiop")
        told = await asks_for_home(known)
        ids.append([one.get("id") for one in told if FOLDED in read([one])])
        assert [WELCOME in read([one]) for one in told].count(True) == 1
    assert [len(one) for one in ids] == [0, 1, 1]
    assert ids[1] != ids[2]
    assert known.teams.calls.count("update") == 2
    assert "delete" not in known.teams.calls


async def test_a_message_that_comes_twice_folds_nothing(known: Known) -> None:
    body = known.activity("message", text="home")
    await known.hears(body)
    await known.hears(body)
    await all_done(known)
    assert "update" not in known.teams.calls


async def test_what_stood_beside_an_earlier_home_goes_with_it(
    known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = Message(text="First", buttons=(GO_ON,), home="first")
    beside = Message(text="Beside", buttons=(GO_ON,), home="beside")

    async def both(*_: Any) -> Reply:
        return Reply(says=(first, beside))

    monkeypatch.setattr(known.bot, "act", both)
    for _ in range(2):
        await asks_for_home(known)
    calls = [one for one in known.teams.calls if " " not in one]
    assert calls[-4:] == ["send", "send", "update", "delete"]


async def test_a_home_that_teams_does_not_change_stays_and_the_newer_is_there(
    known: Known,
) -> None:
    await asks_for_home(known)
    known.teams.fails["update"] = TeamsProblem("MessageSizeTooBig", "unable")
    with capture_logs() as logs:
        [told] = await asks_for_home(known)
    assert WELCOME in read([told])
    assert [one["reason"] for one in logs if one["event"] == "a home is not folded"] == [
        "MessageSizeTooBig"
    ]
