"""The stub of Teams in bad luck, on order: errors, late answers, cut connections, rate limits."""

import aiohttp
import pytest

from tests.teams.api import ConnectorStub
from tests.teams.caller import HELLO, Caller, Clock
from tests.teams.records import Conversation, TChannel


async def test_errors_come_as_often_as_ordered_and_are_recorded(
    stub: ConnectorStub, bot: Caller, chat: Conversation
) -> None:
    stub.world.fails("send", 429, retry_after=3)
    stub.world.fails("send", 412)
    stub.world.fails("*", 502, tenant=chat.tenant.id)
    stub.world.fails("*", 504, tenant="elsewhere")
    limited = await bot.says(chat)
    assert (limited.status, limited.headers["Retry-After"], limited.code) == (429, "3", "Throttled")
    assert [(await bot.says(chat)).status for _ in range(3)] == [412, 502, 201]
    assert [one.status for one in stub.world.calls] == [429, 412, 502, 201]
    assert stub.world.faults.called("send", chat.id)[-1].body == HELLO


async def test_a_late_answer_comes_with_the_deed_or_without(
    stub: ConnectorStub, bot: Caller, chat: Conversation
) -> None:
    stub.world.slow("send", 1.5)
    with pytest.raises(TimeoutError):
        await bot.says(chat)
    assert len(chat.activities) == 1
    stub.world.slow("send", 0.01, done=False)
    assert (await bot.says(chat)).status == 504
    assert len(chat.activities) == 1


async def test_a_connection_is_cut_after_the_deed_or_before(
    stub: ConnectorStub, bot: Caller, chat: Conversation
) -> None:
    stub.world.cuts("send")
    stub.world.cuts("send", done=True)
    for done in (0, 1):
        with pytest.raises(aiohttp.ClientError):
            await bot.says(chat)
        assert len(chat.activities) == done


async def test_more_messages_than_the_rate_are_put_off(
    stub: ConnectorStub, bot: Caller, chat: Conversation, talk: TChannel, clock: Clock
) -> None:
    stub.world.rate = 1
    assert (await bot.says(chat)).status == 201
    limited = await bot.says(chat)
    assert (limited.status, limited.headers["Retry-After"]) == (429, "1")
    assert (await bot.says(talk)).status == 201
    clock.now += 1
    assert (await bot.says(chat)).status == 201
    stub.world.faults.tenant_rate = 1
    assert (await bot.says(talk)).status == 429
