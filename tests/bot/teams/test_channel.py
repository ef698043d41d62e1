"""Letters find people and the Group in Teams, wherever they are, and wait where Teams takes nothing."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import structlog

from bot.channel import DeliveryProblem
from bot.chat.identity import KNOWN
from bot.teams.wire.place import ConversationAddress
from handlers.kit.ui import Attachment, Button, Contact, Message
from scheme.people import Account
from storage import outbox
from storage.letters import MADE
from storage.outbox import Letter
from storage.platforms import accounts, installations, rooms
from storage.tables import installations as installed
from tests.support.stage import ALEX, IDA, MAYA, ROBIN, SAM, UMA
from tests.teams.letters import NOAH, Letters, letters
from tests.teams.reading import read_activity

SECRET = "What somebody wrote"


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Letters]:
    """Teams, and a bot that writes there."""
    async with letters(tmp_path) as found:
        yield found


class Elsewhere:
    """Another platform, on which Maya is reached once she is not in Teams."""

    name = "slack"

    def __init__(self, town: Letters) -> None:
        self.town = town
        self.got: list[str] = []

    async def reaches(self, recipient: str) -> bool:
        return (await self.town.kept(self.town.users[MAYA])).gone_at is not None

    async def deliver(self, recipient: str, message: Message, letter: Letter) -> str:
        self.got.append(message.text)
        return "slack"


# Whom it reaches


async def test_it_reaches_people_whose_account_is_there_and_groups_whose_room_is_not_elsewhere(
    town: Letters,
) -> None:
    maya, nobody = await town.id_of(MAYA), await town.id_of("lena.marsh@fellside.example.org")
    assert await town.teams.reaches(f"person:{maya}")
    assert not await town.teams.reaches(f"person:{nobody}")
    assert not await town.teams.reaches("person:x")
    assert await town.teams.reaches("group:aln")
    assert not await town.teams.reaches("group:other")
    assert await town.teams.reaches(f"room:teams:{town.group_tenant.id}/{town.channel.id}")
    assert not await town.teams.reaches("room:slack:T1/C1")
    await town.make_room()
    assert await town.teams.reaches("group:aln")
    async with town.bot.work() as work:
        room = await rooms.of(work, "aln")
        assert room is not None
        room.platform = "slack"
    assert not await town.teams.reaches("group:aln")


async def test_a_tenant_that_is_not_let_in_any_more_is_not_written_to(town: Letters) -> None:
    town.lets_in([one for one in town.places() if one["id"] != town.tenants["fellside"].id])
    assert not await town.teams.reaches(f"person:{await town.id_of(MAYA)}")


# To people


async def test_a_message_arrives_in_the_persons_own_chat_which_is_opened_once(
    town: Letters,
) -> None:
    assert await town.post(MAYA, Message(text="Hello *all* <b>", heading="News")) == 1
    assert await town.post(MAYA, "Again") == 1
    first, second = town.reads(MAYA)
    assert "News" in first
    assert "Hello *all* <b>" in first
    assert "Again" in second
    assert len(town.world.faults.called("open_chat")) == 1
    user = town.users[MAYA]
    chat = user.tenant.chat_of(user)
    assert chat is not None
    assert (await town.kept(user)).chat == chat.id
    last = chat.shown[-1].id
    assert (await town.rows())[-1]["address"] == f"{user.tenant.id}/{chat.id}/{last}"


async def test_whoever_is_known_nowhere_waits_and_gets_it_once_they_are_there(
    town: Letters,
) -> None:
    email = "lena.marsh@fellside.example.org"
    assert await town.post(email, "Hello") == 0
    user = town.users[email] = town.tenants["fellside"].add_user("Lena Marsh", email, install=True)
    person = await town.has(email, user)
    async with town.bot.work() as work:
        await outbox.take_up(work, f"person:{person}")
    assert await town.bot.delivery.drain() == 1
    assert "Hello" in town.reads(email)[0]


@pytest.mark.parametrize("how", ["blocked", "left", "removed the app"])
async def test_a_closed_account_is_gone_and_the_person_is_reached_in_another(
    town: Letters, how: str
) -> None:
    await town.post(IDA, "One")
    here, other = town.users[IDA], town.of_group[IDA]
    await town.has(IDA, other)
    here.blocked, here.gone = how == "blocked", how == "left"
    chat = here.tenant.chat_of(here)
    assert chat is not None
    chat.has_bot = how != "removed the app"
    with structlog.testing.capture_logs() as lines:
        assert await town.post(IDA, "Two") == 1
    there = other.tenant.chat_of(other)
    assert there is not None
    assert ["Two" in read_activity(one.body) for one in there.shown] == [True]
    gone = await town.kept(here)
    assert gone.gone_at is not None
    assert gone.chat == ""
    assert any(line["event"] == "an account is gone" for line in lines)
    assert (await town.kept(other)).gone_at is None


async def test_somebody_whose_account_closes_is_reached_on_another_platform_without_losing_the_letter(
    town: Letters,
) -> None:
    maya, slack = await town.id_of(MAYA), Elsewhere(town)
    town.bot.channels.append(slack)
    town.lets_in([*town.places(), {"platform": "slack", "id": "T012345"}])
    async with town.bot.work() as work:
        await work.add(Account(platform="slack", workspace="T012345", user="U1", person_id=maya))
    town.users[MAYA].blocked = True
    assert await town.post(MAYA, "Two") == 0
    assert (await town.rows())[-1]["set_aside"] is None
    assert await town.again() == 1
    assert slack.got == ["Two"]


async def test_nobody_left_to_write_to_is_set_aside_and_taken_up_when_they_return(
    town: Letters,
) -> None:
    await town.post(MAYA, "One")
    user = town.users[MAYA]
    user.blocked = True
    assert await town.post(MAYA, "Two") == 0
    row = (await town.rows(f"person:{await town.id_of(MAYA)}"))[-1]
    assert row["set_aside"] == "MessageWritesBlocked"
    user.blocked = False
    async with town.bot.work() as work:
        await accounts.regain(work, "teams", user.tenant.id)
    assert await town.bot.delivery.drain() == 1
    assert [one.partition("\n")[0] for one in town.reads(MAYA)] == ["One", "Two"]


async def test_a_chat_that_is_remembered_wrongly_is_opened_again(town: Letters) -> None:
    user = town.users[MAYA]
    async with town.bot.work() as work:
        account = await accounts.at(work, "teams", user.tenant.id, user.aad)
        assert account is not None
        account.chat = "a:1old"
    assert await town.post(MAYA, "Hello") == 1
    assert "Hello" in town.reads(MAYA)[0]
    kept = await town.kept(user)
    assert kept.gone_at is None
    assert kept.chat != "a:1old"


async def test_whoever_is_gone_is_seen_afresh_when_they_write_again(town: Letters) -> None:
    user = town.users[MAYA]
    assert await town.identities.person(user.tenant.id, user.aad) == await town.id_of(MAYA)
    user.blocked = True
    await town.post(MAYA, "Hello")
    user.blocked = False
    assert await town.identities.ask_in(user.tenant.id, user.aad) == KNOWN
    assert (await town.kept(user)).gone_at is None


async def test_a_partner_is_led_to_where_they_share_a_tenant(town: Letters) -> None:
    noah = await town.id_of(NOAH)
    contact = Message(
        text="Meet Noah.",
        parts=(Contact(person=noah, name="Noah Quill", rows=(("E-mail", NOAH),)),),
    )
    await town.post(MAYA, contact)
    assert "l/chat/" not in json.dumps(town.chat(MAYA)[-1].body)
    same = town.tenants["fellside"].add_user("Noah Quill", "n.quill@fellside.example.org")
    await town.has(NOAH, same)
    await town.post(MAYA, contact)
    assert "users=n.quill@fellside.example.org" in json.dumps(town.chat(MAYA)[-1].body)


# To the Group


async def test_the_group_reads_in_its_channel_and_who_cannot_see_it_in_their_own_chats(
    town: Letters,
) -> None:
    await town.make_room(ROBIN, SAM, ALEX)
    await town.post("group:aln", "A-1, mentee application", key="application:1")
    assert town.posts() == ["A-1, mentee application"]
    for email in (IDA, UMA):
        assert town.reads(email) == ["A-1, mentee application"]
    for email in (ROBIN, SAM, ALEX):
        assert town.reads(email) == []
    await town.post("group:aln", "A-1, decided", key="application:1", notify=False)
    assert town.posts() == ["A-1, decided"]
    assert town.reads(IDA) == ["A-1, decided"]


async def test_the_list_is_kept_up_in_one_post_and_copied_to_nobody(town: Letters) -> None:
    await town.make_room(ROBIN)
    for text in ("The list", "The list, longer"):
        await town.post("group:aln", Message(text=text, pinned=True), key="list", notify=False)
    assert town.posts() == ["The list, longer"]
    assert len(town.world.faults.called("start_thread")) == 1
    assert town.reads(IDA) == []


async def test_a_copy_of_what_is_made_at_delivery_is_made_for_its_reader(town: Letters) -> None:
    made: list[tuple[str, str, str]] = []

    async def make(recipient: str, name: str, note: str) -> Message:
        made.append((recipient, name, note))
        return Message(text=f"{name} {note}")

    town.bot.delivery._make = make
    async with town.bot.work() as work:
        await outbox.post_drawn(
            work, "group:aln", "application:17", key="application:17", note="New.", notify=True
        )
    await town.bot.delivery.drain()
    ida = f"person:{await town.id_of(IDA)}"
    assert ("group:aln", "application:17", "New.") in made
    assert (ida, "application:17", "New.") in made
    assert town.reads(IDA) == ["application:17 New."]
    assert (await town.rows(ida))[0]["body"].startswith(MADE)


async def test_a_group_without_a_channel_is_reached_in_its_members_own_chats(town: Letters) -> None:
    assert await town.post("group:aln", "A-1", key="application:1") == 6
    for email in (ROBIN, SAM, ALEX, IDA, UMA):
        assert town.reads(email) == ["A-1"]
    assert (await town.rows("group:aln"))[0]["address"] == ""


@pytest.mark.parametrize("how", ["removed", "deleted"])
async def test_a_lost_channel_is_noticed_the_group_hears_and_all_stands_there_when_it_returns(
    town: Letters, how: str
) -> None:
    await town.make_room(ROBIN, SAM, ALEX, IDA, UMA)
    await town.post("group:aln", "A-1 received", key="application:1")
    town.channel.deleted, town.channel.has_bot = how == "deleted", how != "removed"
    await town.post("group:aln", "A-2 received", key="application:2")
    assert (await town.room()).lost_at is not None
    assert any("can't post in the channel" in one for one in town.reads(ROBIN))
    assert "A-2 received" in town.reads(ROBIN)
    town.channel.deleted, town.channel.has_bot = False, True
    async with town.bot.work() as work:
        room = await rooms.of(work, "aln")
        assert room is not None
        room.lost_at = None
        await outbox.post_again(work, "group:aln")
    await town.bot.delivery.drain()
    assert sorted(town.posts())[-2:] == ["A-1 received", "A-2 received"]


async def test_a_channel_that_is_not_the_groups_any_more_has_a_last_word(town: Letters) -> None:
    place = f"room:teams:{town.group_tenant.id}/{town.channel.id}"
    assert await town.post(place, "Farewell") == 1
    assert town.posts() == ["Farewell"]
    town.channel.deleted = True
    assert await town.post(place, "Too late") == 0
    assert (await town.rows("room:%"))[-1]["set_aside"] == "ConversationNotFound"


async def test_a_channel_becomes_the_groups_by_its_own_id(town: Letters) -> None:
    action = await town.teams.here(town.group_tenant.id, town.channel.id)
    assert action.name == "room.here"
    assert action.answers == {
        "platform": "teams",
        "workspace": town.group_tenant.id,
        "channel": town.channel.id,
    }
    await town.bot.act(await town.id_of(ALEX), action)
    assert (await town.room()).channel == town.channel.id


# Bad luck


@pytest.mark.parametrize("status", [412, 500, 502, 504])
async def test_what_passes_is_waited_for(town: Letters, status: int) -> None:
    town.world.fails("send", status)
    with structlog.testing.capture_logs() as lines:
        assert await town.post(MAYA, SECRET) == 0
    assert SECRET not in json.dumps(lines)
    assert await town.again() == 1
    assert town.reads(MAYA) == [SECRET]


async def test_retry_after_is_obeyed_and_counts_as_no_attempt(town: Letters) -> None:
    town.world.fails("send", 429, retry_after=40)
    before = datetime.now(UTC)
    assert await town.post(MAYA, "Hello") == 0
    row = (await town.rows())[-1]
    assert timedelta(seconds=39) < row["try_at"] - before < timedelta(seconds=45)
    assert row["attempts"] == 0
    assert await town.post(NOAH, "Somebody else") == 1


@pytest.mark.parametrize("status", [403, 404])
@pytest.mark.parametrize("method", ["send", "open_chat"])
async def test_a_gateway_s_word_closes_nobodys_account(
    town: Letters, method: str, status: int
) -> None:
    town.world.fails(method, status, times=2, code="0")
    assert await town.post(MAYA, "Hello") == 0
    assert (await town.kept(town.users[MAYA])).gone_at is None
    assert (await town.rows())[-1]["set_aside"] is None
    town.world.faults.heal()
    assert await town.again() == 1
    assert town.reads(MAYA) == ["Hello"]


async def test_credentials_that_are_refused_close_nothing_and_what_waits_comes_later(
    town: Letters,
) -> None:
    await town.make_room(ROBIN, SAM, ALEX, IDA, UMA)
    town.world.fails("*", 401, times=10)
    assert await town.post(MAYA, "To Maya") == 0
    assert await town.post("group:aln", "To the Group", key="application:1") == 0
    assert (await town.kept(town.users[MAYA])).gone_at is None
    assert (await town.room()).lost_at is None
    assert [row["set_aside"] for row in await town.rows()] == [None, None]
    town.world.faults.heal()
    await town.signs_in_afresh()
    assert await town.again() == 2
    assert town.reads(MAYA) == ["To Maya"]
    assert town.posts() == ["To the Group"]


async def test_a_tenant_that_was_never_heard_of_waits_until_something_comes_from_there(
    town: Letters,
) -> None:
    tenant = town.users[MAYA].tenant
    async with town.bot.work() as work:
        found = await installations.of(work, "teams", tenant.id)
        assert found is not None
        await work.session.execute(
            installed.update().where(installed.c.workspace == tenant.id).values(body={})
        )
    assert await town.post(MAYA, "Hello") == 0
    assert (await town.rows())[-1]["set_aside"] is None
    async with town.bot.work() as work:
        await installations.keep(work, "teams", found)
    assert await town.again() == 1


async def test_a_tenant_that_is_slow_holds_up_no_other(town: Letters) -> None:
    town.world.slow("send", 5)
    await town.post(MAYA, "Slow", drain=False)
    await town.post(NOAH, "Quick", drain=False)
    going = asyncio.create_task(town.bot.delivery.drain())
    async with asyncio.timeout(4):
        while "Quick" not in [*town.reads(NOAH), *town.reads(MAYA)]:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    going.cancel()
    await asyncio.wait({going})


# Replies


async def test_a_reply_is_said_at_once_where_it_belongs(town: Letters) -> None:
    user = town.users[MAYA]
    place = await town.references.chat_of(user.tenant.id, user.aad)
    said = await town.teams.say(
        place, Message(text="Here you are.", buttons=(Button(label="Home", action="home.show"),))
    )
    assert town.chat(MAYA)[-1].id == said
    post = town.channel.said(town.of_group[ROBIN].id, {"type": "message", "text": "Hello"})
    await town.teams.say(
        ConversationAddress(town.group_tenant.id, town.group_tenant.service_url, post.where),
        Message(text="In our chat."),
    )
    assert town.thread(post) == ["In our chat."]


async def test_a_reply_that_teams_refuses_raises_what_is_wrong(town: Letters) -> None:
    user = town.users[MAYA]
    place = await town.references.chat_of(user.tenant.id, user.aad)
    user.blocked = True
    with pytest.raises(DeliveryProblem, match="MessageWritesBlocked"):
        await town.teams.say(place, Message(text=SECRET))


async def test_a_file_of_a_message_is_a_link_to_it(town: Letters) -> None:
    entry = Attachment(
        label="Calendar entry",
        name="meeting.ics",
        text="BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
        media="text/calendar",
    )
    await town.post(MAYA, Message(text="Meeting on Monday.", parts=(entry,)))
    body = json.dumps(town.chat(MAYA)[-1].body)
    assert "https://mentoring.example.org/teams/file/" in body
    assert "VCALENDAR" not in body
