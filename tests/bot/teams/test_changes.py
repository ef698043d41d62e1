"""What changes in a tenant: the bot taken in and shown out, greetings, the Group's channel and who reads it; twice, and late."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.teams.wire.errors import TeamsProblem
from handlers.kit.post import tell
from handlers.kit.ui import Message
from storage import outbox
from storage.engine.database import Database
from storage.platforms import accounts, installations
from tests.support import pairs
from tests.support.stage import ALEX, IDA, MAYA, PRIYA, ROBIN, SAM
from tests.teams.known import (
    BOT,
    CHANNEL,
    FELLS,
    SERVED,
    TEAM,
    UNION,
    Json,
    Known,
    chat_of,
    member,
    read,
    teams_known,
    user_of,
)

LOST = "I can't post in the channel of the Oversight Group any more"
BACK = "works again, and what is open stands there"
HELLO = "I look after mentoring"
GENERAL = TEAM


@pytest.fixture
async def known(tmp_path: Path) -> AsyncIterator[Known]:
    """A bot in two tenants."""
    one = Database(f"sqlite:///{tmp_path}/t.db")
    yield await teams_known(one)
    await one.close()


@pytest.fixture
async def room(known: Known) -> Known:
    """The Group's channel, in which the bot and two of its members are."""
    known.teams.inside[CHANNEL] = [member(UNION, IDA), member(UNION, ROBIN)]
    await known.types("hello", ALEX, tenant=UNION)
    known.teams.said.clear()
    await known.make_room()
    await known.changes.look(UNION, CHANNEL)
    return known


def installed(known: Known, action: str = "add", email: str = MAYA, **more: Any) -> Json:
    """The app is taken into a chat or team, or taken out."""
    return known.activity("installationUpdate", email, action=action, **more)


def updated(known: Known, email: str = MAYA, event: str = "", **more: Any) -> Json:
    """Something about a conversation is another."""
    data = {"channelData": more.pop("channelData", {}) | {"eventType": event}} if event else {}
    return known.activity("conversationUpdate", email, **data, **more)


def happens(known: Known, event: str, channel: str = CHANNEL, **more: Any) -> Json:
    """Something happens to a channel or to its team."""
    data = {"eventType": event, "team": {"id": TEAM}, "channel": {"id": channel}}
    return known.activity("conversationUpdate", ALEX, tenant=UNION, where=GENERAL, **more) | {
        "channelData": {"tenant": {"id": UNION}} | data
    }


ADDED: Json = {"membersAdded": [{"id": BOT}]}
REMOVED: Json = {"membersRemoved": [{"id": BOT}]}


# Greetings


async def test_who_takes_the_bot_in_is_greeted_once_with_their_home(known: Known) -> None:
    [said] = await known.hears(updated(known, **ADDED))
    assert HELLO in read([said])
    assert "Welcome to" in read([said])
    assert "Find a mentor" in read([said])
    assert await known.hears(installed(known)) == []


async def test_who_takes_it_in_again_at_once_is_not_greeted_again_and_later_is(
    known: Known,
) -> None:
    await known.hears(installed(known))
    await known.hears(installed(known, "remove"))
    known.forward(hours=2)
    assert await known.hears(installed(known)) == []
    known.forward(days=2)
    assert HELLO in read(await known.hears(installed(known)))


async def test_a_stranger_is_greeted_with_what_they_can_do(known: Known) -> None:
    [said] = await known.hears(installed(known, email="omar@vale.example.com"))
    assert HELLO in read([said])
    assert "An administrator can confirm you" in read([said])


async def test_a_team_is_greeted_once_and_told_how_a_channel_becomes_the_groups(
    known: Known,
) -> None:
    said = await known.hears(updated(known, where=GENERAL, **ADDED))
    assert "mention me and write: oversight here" in read(said)
    assert "Welcome to" not in read(said)
    assert await known.hears(installed(known, where=GENERAL)) == []


async def test_a_group_chat_is_greeted_without_a_word_about_anybody(known: Known) -> None:
    body = updated(known, where="19:chat@thread.v2", **ADDED)
    body["conversation"]["conversationType"] = "groupChat"
    assert "What you ask me here, I answer there." in read(await known.hears(body))


async def test_an_upgrade_and_people_who_come_and_go_are_no_reason_to_greet(known: Known) -> None:
    for body in (
        installed(known, "add-upgrade"),
        installed(known, "remove-upgrade"),
        installed(known, ""),
        updated(known, where=GENERAL, membersAdded=[{"id": "29:somebody"}]),
        updated(known, membersAdded="x", membersRemoved=[None]),
        updated(known) | {"channelData": "x"},
    ):
        assert await known.hears(body) == []


async def test_a_greeting_that_teams_does_not_take_breaks_nothing(known: Known) -> None:
    known.teams.fails["send"] = TeamsProblem("ServiceUnavailable", "passing")
    assert await known.hears(installed(known)) == []
    assert await known.account() is not None


# People


async def test_who_shows_the_bot_out_is_not_reached_and_the_group_hears_of_it_by_reference(
    known: Known,
) -> None:
    await pairs.pair(known.stage, MAYA, PRIYA)
    await known.hears(installed(known))
    for body in (installed(known, "remove"), updated(known, **REMOVED)):
        await known.hears(body)
    found = await known.account()
    assert found is not None
    assert found.gone_at is not None
    await known.bot.delivery.drain()
    assert (
        str(known.stage.group_room).count("A message to somebody in P-1 could not be delivered")
        == 1
    )


async def test_who_takes_it_in_again_gets_what_waited(known: Known) -> None:
    await known.hears(installed(known))
    await known.hears(installed(known, "remove"))
    maya = await known.person(MAYA)
    async with known.bot.work() as work:
        await tell(work, maya, Message(text="This waited."))
    async with known.bot.work() as work:
        [letter] = await outbox.claim(work.session, work.now)
        await outbox.set_aside(work.session, letter, "no account")
    await known.hears(installed(known))
    found = await known.account()
    assert found is not None
    assert (found.gone_at, found.chat) == (None, chat_of(MAYA))
    async with known.bot.work() as work:
        assert [one.id for one in await outbox.claim(work.session, work.now)] == [letter.id]


async def test_who_is_unknown_shows_the_bot_out_without_a_trace(known: Known) -> None:
    await known.hears(installed(known, "remove"))
    assert await known.account() is None


# The Group's channel


async def lost(known: Known) -> bool:
    """Whether the channel counts as lost."""
    return (await known.room()).lost_at is not None


async def test_who_reads_the_channel_is_learnt_of_those_who_never_spoke_too(room: Known) -> None:
    assert set((await room.room()).readers) == {await room.person(IDA), await room.person(ROBIN)}
    account = await room.account(IDA, UNION)
    assert account is not None
    assert account.seen_at is None


async def test_who_comes_into_the_team_and_leaves_it_is_noticed(room: Known) -> None:
    room.teams.inside[CHANNEL] = [member(UNION, IDA), member(UNION, SAM)]
    await room.hears(
        updated(room, ALEX, tenant=UNION, where=GENERAL, membersAdded=[{"id": f"29:{SAM}"}])
    )
    assert set((await room.room()).readers) == {await room.person(IDA), await room.person(SAM)}


async def test_who_wants_no_chat_with_the_bot_reads_the_channel_all_the_same(room: Known) -> None:
    async with room.bot.work() as work:
        account = await accounts.at(work, "teams", UNION, user_of(IDA))
        assert account is not None
        account.gone_at = work.now
    await room.changes.look(UNION, CHANNEL)
    assert await room.person(IDA) in (await room.room()).readers
    found = await room.account(IDA, UNION)
    assert found is not None
    assert found.gone_at is not None


async def test_somebody_of_another_tenant_with_an_address_of_ours_is_nobody_there(
    room: Known,
) -> None:
    room.teams.inside[CHANNEL] = [member(FELLS, SAM) | {"tenantId": FELLS}]
    await room.changes.look(UNION, CHANNEL)
    assert (await room.room()).readers == []
    assert await room.account(SAM, UNION) is None


async def test_a_team_without_the_bot_loses_the_channel_and_its_members_are_told_once(
    room: Known,
) -> None:
    room.teams.inside.pop(CHANNEL)
    for body in (
        updated(room, ALEX, tenant=UNION, where=GENERAL, **REMOVED),
        installed(room, "remove", ALEX, tenant=UNION, where=GENERAL),
    ):
        await room.hears(body)
    assert await lost(room)
    assert (await room.chat(IDA)).count(LOST) == 1


async def test_an_old_word_that_the_bot_was_removed_counts_for_nothing(room: Known) -> None:
    await room.hears(installed(room, "remove", ALEX, tenant=UNION, where=GENERAL))
    assert not await lost(room)


async def test_what_teams_told_counts_where_it_cannot_be_asked_and_the_channel_is_known_to_be_meant(
    room: Known,
) -> None:
    room.teams.fails["members"] = aiohttp.ClientError()
    gone = installed(room, "remove", ALEX, tenant=UNION, where=GENERAL)
    await room.hears(gone)
    assert not await lost(room)  # it may have been any team
    room.teams.inside[f"{CHANNEL};messageid=7"] = [member(UNION, ALEX)]
    del room.teams.fails["members"]
    await room.types("oversight here", ALEX, tenant=UNION, where=f"{CHANNEL};messageid=7")
    room.teams.fails["members"] = aiohttp.ClientError()
    await room.hears(gone)
    assert await lost(room)


async def test_a_team_that_takes_the_bot_in_again_has_its_channel_back(room: Known) -> None:
    inside = room.teams.inside.pop(CHANNEL)
    await room.hears(installed(room, "remove", ALEX, tenant=UNION, where=GENERAL))
    assert await lost(room)
    room.teams.inside[CHANNEL] = inside
    await room.hears(installed(room, "add", ALEX, tenant=UNION, where=GENERAL))
    assert not await lost(room)
    assert BACK in await room.chat(IDA)


async def test_a_channel_that_is_deleted_is_lost_and_one_that_is_restored_is_back(
    room: Known,
) -> None:
    await room.hears(happens(room, "channelDeleted", "19:another@thread.tacv2"))
    assert not await lost(room)
    await room.hears(happens(room, "channelDeleted"))
    assert await lost(room)
    await room.hears(happens(room, "channelRestored"))
    assert not await lost(room)


@pytest.mark.parametrize("event", ["teamArchived", "teamDeleted", "teamHardDeleted"])
async def test_a_team_that_is_archived_takes_no_cards_though_its_members_are_still_there(
    room: Known, event: str
) -> None:
    room.teams.inside[f"{CHANNEL};messageid=7"] = [member(UNION, ALEX)]
    await room.types("oversight here", ALEX, tenant=UNION, where=f"{CHANNEL};messageid=7")
    await room.hears(happens(room, event))
    assert await lost(room)
    await room.hears(happens(room, "teamUnarchived"))
    assert not await lost(room)


@pytest.mark.parametrize(
    "fault", [TeamsProblem("status 404", "place", status=404), aiohttp.ClientError()]
)
async def test_a_gateway_that_finds_nothing_takes_no_channel_away(
    room: Known, fault: Exception
) -> None:
    room.teams.fails["members"] = fault
    await room.changes.look(UNION, CHANNEL)
    assert not await lost(room)


async def test_another_teams_channel_is_left_alone(room: Known) -> None:
    room.teams.inside[f"{CHANNEL};messageid=7"] = [member(UNION, ALEX)]
    await room.types("oversight here", ALEX, tenant=UNION, where=f"{CHANNEL};messageid=7")
    calls = len(room.teams.calls)
    body = happens(room, "teamArchived")
    body["channelData"]["team"] = body["conversation"] | {"id": "19:other@thread.tacv2"}
    body["conversation"] = body["conversation"] | {"id": "19:other@thread.tacv2"}
    await room.hears(body)
    assert not await lost(room)
    assert len(room.teams.calls) == calls


# Tenants


async def test_a_tenant_that_shuts_the_bot_out_is_told_of_and_whatever_comes_from_there_brings_it_back(
    room: Known,
) -> None:
    await room.hears(installed(room))
    await room.changes.lost(FELLS)
    found = await room.account()
    assert found is not None
    assert found.gone_at is not None
    await room.changes.lost(FELLS)
    assert (await room.chat(ALEX)).count("I was removed from Fells libraries") == 1
    await room.types("hello")
    found = await room.account()
    assert found is not None
    assert found.gone_at is None
    assert "I am back in Fells libraries" in await room.chat(ALEX)
    async with room.bot.work(writes=False) as work:
        tenant = await installations.of(work, "teams", FELLS)
    assert tenant is not None
    assert (tenant.gone_at, tenant.body["service_url"]) == (None, SERVED)


async def test_what_happened_while_nobody_listened_is_learnt_at_the_start(room: Known) -> None:
    room.teams.inside.pop(CHANNEL)
    await room.changes.catch_up()
    assert await lost(room)
