"""Teams is answered while it waits, whatever its own API does; the answer follows."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.teams import acts
from bot.teams.asker import Asker
from bot.teams.wire.place import ConversationAddress
from handlers.kit.ui import Action
from storage.engine.database import Database
from storage.engine.turns import Ticket
from storage.platforms import accounts
from tests.support.stage import MAYA, PRIYA
from tests.teams.known import (
    CHANNEL,
    FELLS,
    UNION,
    Json,
    Known,
    card_of,
    chat_of,
    count,
    read,
    said_in,
    teams_known,
    user_of,
)

pytestmark = pytest.mark.usefixtures("ids_that_count")


class Slow:
    """Teams says nothing of anybody until it is let go."""

    def __init__(self, known: Known, monkeypatch: pytest.MonkeyPatch) -> None:
        self.known = known
        self.goes_on = asyncio.Event()
        self.monkeypatch = monkeypatch
        self.holds()
        answers = known.teams.member

        async def member(place: ConversationAddress, user: str) -> Json | None:
            await self.goes_on.wait()
            return await answers(place, user)

        monkeypatch.setattr(known.teams, "member", member)

    def holds(self) -> None:
        """From now on it says nothing, and the bot waits for hardly anything."""
        self.monkeypatch.setattr(acts, "WITHIN", 0.05)
        self.goes_on.clear()

    async def comes(self) -> None:
        """Now it does; what was waited for is done, and a busy machine has all the time it needs."""
        self.monkeypatch.setattr(acts, "WITHIN", 60.0)
        self.goes_on.set()
        await self.known.replying.stop()


@pytest.fixture
async def known(tmp_path: Path) -> AsyncIterator[Known]:
    """A bot in two tenants."""
    one = Database(f"sqlite:///{tmp_path}/t.db")
    yield await teams_known(one)
    await one.close()


@pytest.fixture
def slow(known: Known, monkeypatch: pytest.MonkeyPatch) -> Slow:
    """A Teams that never answers by itself."""
    return Slow(known, monkeypatch)


async def test_what_is_typed_is_heard_at_once_and_answered_when_it_can_be(
    known: Known, slow: Slow
) -> None:
    assert (
        await known.acts.heard(known.activity("message", text="hello", textFormat="plain")) is None
    )
    assert known.teams.said == []
    await slow.comes()
    assert "Welcome" in read([one for _, one in known.teams.said])


async def test_the_same_words_sent_again_meanwhile_are_answered_once(
    known: Known, slow: Slow
) -> None:
    body = known.activity("message", text="hello", textFormat="plain")
    for _ in range(3):
        await known.acts.heard(body)
    await slow.comes()
    assert len([one for _, one in known.teams.said if "Welcome" in read([one])]) == 1


async def test_a_dialog_that_comes_too_late_is_a_button_in_the_chat(
    known: Known, slow: Slow
) -> None:
    value = {
        "data": {
            "msteams": {"type": "task/fetch"},
            "m": await known.packed(Action(name="home.about")),
        }
    }
    answer = await known.acts.heard(known.activity("invoke", name="task/fetch", value=value))
    assert answer is not None
    assert answer.body == {"task": {"type": "message", "value": acts.LATE}}
    assert known.teams.said == []
    await slow.comes()
    [(where, told)] = known.teams.said
    assert where == chat_of(MAYA)
    assert acts.READY in read([told])
    [button] = card_of(told)["body"][-1]["actions"]
    opened = await known.invokes("task/fetch", {"data": button["data"]})
    assert "How it works" in str(opened.body)


async def test_a_press_is_done_and_told_in_the_chat(known: Known, slow: Slow) -> None:
    value = {"action": {"data": {"m": await known.packed(Action(name="home.show"))}}}
    answer = await known.acts.heard(
        known.activity("invoke", name="adaptiveCard/action", value=value)
    )
    assert answer is not None
    assert (answer.status, (answer.body or {}).get("value")) == (200, acts.LATE)
    await slow.comes()
    assert "Welcome" in read([one for _, one in known.teams.said])
    assert said_in(known) == {chat_of(MAYA)}


async def test_a_press_in_a_channel_is_told_in_the_pressers_own_chat(
    known: Known, slow: Slow
) -> None:
    known.teams.inside[CHANNEL] = []
    value = {"action": {"data": {"m": await known.packed(Action(name="review.waiting"))}}}
    body = known.activity(
        "invoke", PRIYA, where=CHANNEL, tenant=UNION, name="adaptiveCard/action", value=value
    )
    answer = await known.acts.heard(body)
    assert ((answer and answer.body) or {}).get("value") == acts.LATE
    await slow.comes()
    assert all(where.startswith("a:") for where in said_in(known))
    assert known.teams.said


async def test_who_was_kept_waiting_by_teams_waits_for_the_database_like_anybody(
    known: Known, slow: Slow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acts, "PATIENT", 0.0)
    await known.acts.heard(known.activity("message", text="hello", textFormat="plain"))
    turns = known.bot.database.turns
    takes = turns.take
    asked = asyncio.Event()

    async def take(*, writes: bool) -> Ticket:
        if writes:
            asked.set()
        return await takes(writes=writes)

    async with known.bot.work():
        monkeypatch.setattr(turns, "take", take)
        slow.goes_on.set()
        await asked.wait()
    await slow.comes()
    assert "Welcome" in read([one for _, one in known.teams.said])


async def test_a_form_that_cannot_be_taken_in_time_stays_open_and_counts_once(
    known: Known, slow: Slow
) -> None:
    await slow.comes()
    dialog_answer = await known.opens(Action(name="enquiry.ask"))
    assert dialog_answer.body is not None
    card = dialog_answer.body["task"]["value"]["card"]["content"]
    data = {**card["actions"][0]["data"], "long.text": "When does it close?"}
    await known.invokes("task/submit", {"data": data})
    before = await count(known, "enquiries")
    slow.holds()
    async with known.bot.work() as work:
        found = await accounts.at(work, "teams", FELLS, user_of(MAYA))
        assert found is not None
        found.gone_at = work.now
    answer = await known.acts.heard(
        known.activity("invoke", name="task/submit", value={"data": data})
    )
    assert answer is not None
    assert answer.status == 500, "the dialog stays open, with what was typed"
    await slow.comes()
    assert await count(known, "enquiries") == before == 1


async def test_a_tenant_that_is_back_is_answered_before_its_channels_are_looked_at(
    known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    never = asyncio.Event()
    monkeypatch.setattr(known.replying, "_patience", 0.05)

    async def returned(tenant: str) -> None:
        await never.wait()

    async def note(asker: Asker) -> bool:
        return True

    monkeypatch.setattr(known.changes, "returned", returned)
    monkeypatch.setattr(known.references, "note", note)
    monkeypatch.setattr(acts, "WITHIN", 60.0)
    await known.acts.heard(known.activity("message", text="hello", textFormat="plain"))
    assert "Welcome" in read([one for _, one in known.teams.said])
    never.set()
    await known.replying.stop()
