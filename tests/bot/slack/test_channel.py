"""Letters arrive in Slack: in people's own chats and in the Group's channel, once, in place, and whatever goes wrong."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import structlog
from sqlalchemy import RowMapping, select, update

from bot.app import Bot
from bot.channel import DeliveryProblem
from bot.pacing import Pacer
from bot.slack.channel import SlackChannel
from bot.slack.identities import SlackIdentities
from bot.slack.installations import Clients
from bot.slack.settings import SlackSettings
from handlers.kit.ui import Attachment, Bullets, Button, Contact, Message, message_json
from scheme.definition.definition import Definition
from scheme.ids import PersonId
from scheme.people import Account
from scheme.room import Room
from storage import outbox, people
from storage.engine.database import Database
from storage.platforms import accounts, installations, rooms
from storage.platforms.installations import Installed
from storage.tables import outbox as rows
from tests.slack.api import SlackStub, stubbed
from tests.slack.reading import read_post
from tests.slack.stage import Town
from tests.slack.world import Channel, Post
from tests.support.dialogue import DialogueChannel
from tests.support.stage import ALEX, IDA, MAYA, ROBIN, SAM, UMA, set_stage

SECRET = "What somebody wrote"
CALENDAR = "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


class Scene:
    """A bot whose only channel is Slack, at a pace that holds nobody up."""

    def __init__(self, bot: Bot, stub: SlackStub, town: Town, clients: Clients) -> None:
        self.bot = bot
        self.stub = stub
        self.world = stub.world
        self.town = town
        self.clients = clients
        self.identities = SlackIdentities(bot, clients)
        self.pacer = Pacer(a_workspace=1000, a_channel=1000)
        self.slack = SlackChannel(bot, clients, self.identities, self.pacer)
        bot.channels[:] = [self.slack]

    async def id_of(self, email: str) -> PersonId:
        """A person's id."""
        async with self.bot.work() as work:
            return (await people.add(work, email, email, "Europe/London")).id

    async def post(
        self,
        to: str,
        message: Message | str,
        *,
        key: str | None = None,
        notify: bool = True,
        drain: bool = True,
    ) -> int:
        """Post to an address or a recipient and deliver; returns how many letters went."""
        recipient = to if ":" in to else f"person:{await self.id_of(to)}"
        made = Message(text=message) if isinstance(message, str) else message
        async with self.bot.work() as work:
            await outbox.post(work, recipient, message_json(made), key=key, notify=notify)
        return await self.bot.delivery.drain() if drain else 0

    def chat(self, email: str) -> Channel:
        """Somebody's own chat with the bot."""
        user = self.town.users[email]
        return user.team.chat_of(user)

    def reads(self, email: str) -> list[str]:
        """What stands in somebody's own chat."""
        return texts(self.chat(email))

    async def rows(self, recipient: str = "%") -> list[RowMapping]:
        """What the outbox holds for somebody."""
        async with self.bot.database.reading.connect() as connection:
            query = select(rows).where(rows.c.recipient.like(recipient)).order_by(rows.c.id)
            return list((await connection.execute(query)).mappings().all())

    async def change(self, **values: object) -> None:
        """Change every row, as time or a crash would."""
        async with self.bot.database.writing.begin() as connection:
            await connection.execute(update(rows).values(**values))

    async def again(self) -> int:
        """What was put off is due, and is delivered."""
        await self.change(try_at=datetime.now(UTC) - timedelta(seconds=1))
        return await self.bot.delivery.drain()

    async def make_room(self, *readers: str, bot_is_in: bool = True) -> Room:
        """Make the Group's channel its room."""
        if bot_is_in:
            self.town.channel.members.add(self.town.group_team.bot_user.id)
        ids = [await self.id_of(one) for one in readers]
        async with self.bot.work() as work:
            room = Room(
                scheme="aln",
                platform="slack",
                workspace=self.town.group_team.id,
                channel=self.town.channel.id,
                since=work.now,
                readers=ids,
            )
            return await rooms.move(work, room)


def texts(channel: Channel) -> list[str]:
    """What stands in a channel, outside its threads."""
    return [one.text for one in channel.posts.values() if not one.thread_ts]


def thread_of(post: Post) -> list[Post]:
    """What stands below a message."""
    return [one for one in post.channel.posts.values() if one.thread_ts == post.ts]


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Scene]:
    """The town's workspaces, with the bot in each."""
    database = Database(f"sqlite:///{tmp_path}/test.db")
    async with stubbed() as stub:
        town = Town(stub.world)
        bot = (await set_stage(database, town.scheme())).bot
        clients = Clients(
            SlackSettings(client_id=stub.world.app.client_id, api_url=stub.api_url), bot.work
        )
        async with bot.work() as work:
            for team in town.all_teams():
                token = team.install().value
                body = {"bot_user_id": team.bot_user.id}
                await installations.keep(
                    work,
                    "slack",
                    Installed(
                        enterprise="", workspace=team.id, token=token, body=body, gone_at=None
                    ),
                )
        await clients.start()
        yield Scene(bot, stub, town, clients)
        await clients.stop()
        await bot.database.close()


# To people


async def test_a_message_arrives_in_the_persons_own_chat_which_is_opened_once(town: Scene) -> None:
    assert await town.post(MAYA, Message(text="Hello <!channel> & *all*", heading="News")) == 1
    assert await town.post(MAYA, "Again") == 1
    first, second = town.chat(MAYA).posts.values()
    assert "&lt;!channel&gt; &amp; *all*" in first.text
    assert second.text == "Again"
    sent = town.world.faults.called("chat.postMessage")[0].arguments
    assert {name: sent[name] for name in ("mrkdwn", "parse", "link_names", "unfurl_links", "unfurl_media")} == {
        "mrkdwn": False, "parse": "none", "link_names": False, "unfurl_links": False, "unfurl_media": False
    }  # fmt: skip
    assert len(town.world.faults.called("conversations.open")) == 1
    async with town.bot.work() as work:
        account = await accounts.at(
            work, "slack", town.town.users[MAYA].team.id, town.town.users[MAYA].id
        )
    assert account is not None
    assert account.chat == town.chat(MAYA).id


async def test_a_keyed_message_is_updated_in_place_and_one_that_notifies_moves_to_the_end(
    town: Scene,
) -> None:
    await town.post(MAYA, "One", key="card")
    await town.post(MAYA, "Between")
    await town.post(MAYA, "Two", key="card", notify=False)
    assert town.reads(MAYA) == ["Two", "Between"]
    await town.post(MAYA, "Three", key="card")
    assert town.reads(MAYA) == ["Between", "Three"]


async def test_a_card_of_the_group_keeps_its_place_and_its_thread_where_news_of_it_is_told(
    town: Scene,
) -> None:
    await town.make_room()
    await town.post("group:aln", "One", key="card")
    (card,) = [one for one in town.town.channel.posts.values() if one.by_bot]
    talk = Post(
        town.world.new_ts(),
        town.town.channel,
        town.town.of_group[ROBIN].id,
        "I agree",
        thread_ts=card.ts,
    )
    town.town.channel.posts[talk.ts] = talk
    await town.post("group:aln", "Two", key="card")
    assert town.town.channel.posts[card.ts].text == "Two"
    said = [one for one in town.town.channel.posts.values() if one.thread_ts == card.ts]
    assert [one.text for one in said] == ["I agree", "Two"]
    calls = [
        one for one in town.world.calls if one.arguments.get("channel") == town.town.channel.id
    ]
    read = {one.method for one in calls} & {"conversations.replies", "conversations.history"}
    assert not read, "the bot has no right to read what the Group talks about"
    (word,) = [one for one in calls if one.arguments.get("thread_ts") == card.ts]
    assert word.arguments["reply_broadcast"] is True
    await town.post("group:aln", "Three", key="card", notify=False)
    assert town.town.channel.posts[card.ts].text == "Three"
    assert len([one for one in town.town.channel.posts.values() if one.thread_ts == card.ts]) == 2


@pytest.mark.parametrize(
    "error", ["message_not_found", "cant_update_message", "edit_window_closed"]
)
async def test_what_cannot_be_updated_any_more_is_posted_anew(town: Scene, error: str) -> None:
    await town.post(MAYA, "One", key="card")
    town.world.fails("chat.update", error)
    assert await town.post(MAYA, "Two", key="card", notify=False) == 1
    assert town.reads(MAYA)[-1] == "Two"
    assert (await town.rows())[0]["address"].endswith(list(town.chat(MAYA).posts)[-1])


async def test_a_letter_that_got_through_although_nothing_was_heard_of_it_is_not_posted_twice(
    town: Scene,
) -> None:
    town.world.slow("chat.postMessage", 30)
    deliver = asyncio.create_task(town.post(MAYA, "Hello"))
    while not town.world.faults.called("chat.postMessage"):  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.05)
    deliver.cancel()
    await asyncio.wait({deliver})
    assert town.reads(MAYA) == ["Hello"]
    assert await town.again() == 1
    assert town.reads(MAYA) == ["Hello"]
    assert len(town.world.faults.called("chat.postMessage")) == 1


async def test_a_move_to_the_end_that_was_not_noted_is_finished_and_not_repeated(
    town: Scene,
) -> None:
    await town.post(MAYA, "One", key="card")
    town.world.fails("conversations.replies", "internal_error")
    assert await town.post(MAYA, "Two", key="card") == 0
    assert town.reads(MAYA) == ["One", "Two"]
    assert await town.again() == 1
    assert town.reads(MAYA) == ["Two"]


async def test_people_who_are_not_known_to_slack_wait_and_get_it_once_they_are_there(
    town: Scene,
) -> None:
    email = "lena.marsh@fellside.example.org"
    assert await town.post(email, "Hello") == 0
    town.town.users[email] = town.town.teams["fellside"].add_user("Lena Marsh", email)
    town.identities.look_again()
    async with town.bot.work() as work:
        await outbox.take_up(
            work, f"person:{(await people.add(work, 'Lena', email, 'Europe/London')).id}"
        )
    assert await town.bot.delivery.drain() == 1
    assert town.reads(email) == ["Hello"]


async def test_a_closed_account_is_gone_and_the_person_is_reached_in_another(town: Scene) -> None:
    await town.post(IDA, "One")
    here, other = town.town.users[IDA], town.town.of_group[IDA]
    async with town.bot.work() as work:
        person = (await people.add(work, IDA, IDA, "Europe/London")).id
        await work.add(
            Account(platform="slack", workspace=other.team.id, user=other.id, person_id=person)
        )
    here.deleted = True
    assert await town.post(IDA, "Two") == 1
    assert texts(other.team.chat_of(other)) == ["Two"]
    async with town.bot.work() as work:
        gone = await accounts.at(work, "slack", here.team.id, here.id)
    assert gone is not None
    assert gone.gone_at is not None


async def test_whose_account_closes_here_and_who_is_on_another_platform_is_written_to_there(
    town: Scene,
) -> None:
    await town.post(IDA, "One")
    data = next(iter(town.bot.definitions.values())).model_dump()
    data["workspaces"] = [*data["workspaces"], {"platform": "teams", "id": "t1"}]
    town.bot.definitions = {"aln": Definition.model_validate(data)}
    elsewhere = DialogueChannel()
    elsewhere.name = "teams"
    town.bot.channels.append(elsewhere)
    async with town.bot.work() as work:
        person = (await people.add(work, IDA, IDA, "Europe/London")).id
        await work.add(Account(platform="teams", workspace="t1", user="ida", person_id=person))
    town.town.users[IDA].deleted = True
    assert await town.post(IDA, "Two") == 0
    assert await town.again() == 1
    assert "Two" in str(elsewhere.room(f"person:{person}"))


async def test_nobody_left_to_write_to_is_set_aside_and_taken_up_when_they_return(
    town: Scene,
) -> None:
    await town.post(MAYA, "One")
    user = town.town.users[MAYA]
    user.deleted = True
    assert await town.post(MAYA, "Two") == 0
    row = (await town.rows(f"person:{await town.id_of(MAYA)}"))[-1]
    assert row["set_aside"] == "is_archived"
    user.deleted = False
    async with town.bot.work() as work:
        await accounts.regain(work, "slack", user.team.id)
        await outbox.take_up(work, row["recipient"])
    assert await town.bot.delivery.drain() == 1
    assert town.reads(MAYA) == ["One", "Two"]


async def test_a_chat_that_is_remembered_wrongly_is_opened_again(town: Scene) -> None:
    await town.post(MAYA, "One")
    user = town.town.users[MAYA]
    async with town.bot.work() as work:
        account = await accounts.at(work, "slack", user.team.id, user.id)
        assert account is not None
        account.chat = "D0OLD"
    town.slack._chats.clear()
    assert await town.post(MAYA, "Two") == 1
    assert town.reads(MAYA) == ["One", "Two"]


async def test_a_partner_is_led_to_where_they_share_a_workspace(town: Scene) -> None:
    town.town.teams["fellside"].add_user("Noah Quill", "noah.quill@harbour.example.org")
    noah = await town.id_of("noah.quill@harbour.example.org")
    user = town.town.teams["fellside"].add_user("Noah Quill")
    async with town.bot.work() as work:
        await work.add(
            Account(platform="slack", workspace=user.team.id, user=user.id, person_id=noah)
        )
    contact = Contact(
        person=noah, name="Noah Quill", rows=(("E-mail", "noah.quill@harbour.example.org"),)
    )
    await town.post(MAYA, Message(text="Meet Noah.", parts=(contact,)))
    assert user.id in json.dumps(next(iter(town.chat(MAYA).posts.values())).blocks)


async def test_files_stand_in_the_thread_and_come_again_only_when_they_have_changed(
    town: Scene,
) -> None:
    def dated(text: str, content: str) -> Message:
        return Message(
            text=text,
            parts=(
                Attachment(
                    label="Calendar entry", name="meeting.ics", text=content, media="text/calendar"
                ),
            ),
        )

    await town.post(MAYA, dated("Meeting on Monday.", CALENDAR), key="meeting")
    (post,) = [one for one in town.chat(MAYA).posts.values() if not one.thread_ts]
    team = post.channel.team
    assert [team.files[one.files[0]].content for one in thread_of(post)] == [CALENDAR.encode()]
    await town.post(MAYA, dated("Meeting on Monday at ten.", CALENDAR), key="meeting", notify=False)
    assert len(thread_of(post)) == 1
    await town.post(MAYA, dated("Meeting on Tuesday.", CALENDAR + "X"), key="meeting", notify=False)
    assert [team.files[one.files[0]].size for one in thread_of(post)] == [
        len(CALENDAR),
        len(CALENDAR) + 1,
    ]
    assert town.reads(MAYA) == ["Meeting on Tuesday."]


async def test_a_file_that_could_not_be_uploaded_at_first_comes_and_the_message_stays_one(
    town: Scene,
) -> None:
    town.world.fails("files.completeUploadExternal", "internal_error")
    file = Attachment(
        label="Calendar entry", name="meeting.ics", text=CALENDAR, media="text/calendar"
    )
    assert await town.post(MAYA, Message(text="Meeting on Monday.", parts=(file,))) == 0
    assert await town.again() == 1
    (post,) = [one for one in town.chat(MAYA).posts.values() if not one.thread_ts]
    assert len(thread_of(post)) == 1


async def test_a_message_that_is_too_long_goes_on_in_its_thread_and_shrinks_with_it(
    town: Scene,
) -> None:
    def listing(count: int) -> Message:
        parts = tuple(
            Bullets(tuple(f"A-{n}" for n in range(3)), f"Part {part}") for part in range(count)
        )
        return Message(text="The list", parts=parts, pinned=True)

    await town.make_room()
    await town.post("group:aln", listing(120), key="list")
    (post,) = [one for one in town.town.channel.posts.values() if not one.thread_ts]
    assert post.pinned
    before = len(thread_of(post))
    assert before >= 2
    await town.post("group:aln", listing(119), key="list", notify=False)
    assert len(thread_of(post)) == before
    await town.post("group:aln", listing(3), key="list", notify=False)
    assert thread_of(post) == []
    assert len(town.world.faults.called("pins.add")) == 1


@pytest.mark.parametrize("error", ["msg_too_long", "msg_blocks_too_long", "invalid_blocks"])
async def test_what_slack_cannot_show_comes_in_plain_words_with_a_way_home(
    town: Scene, error: str
) -> None:
    town.world.fails("chat.postMessage", error)
    with structlog.testing.capture_logs() as lines:
        assert (
            await town.post(
                MAYA,
                Message(
                    text=SECRET,
                    parts=(Bullets(("a", "b")),),
                    buttons=(Button(label="Open", action="home.show"),),
                ),
            )
            == 1
        )
    (post,) = town.chat(MAYA).posts.values()
    assert SECRET in post.text
    assert "Home" in read_post(post)
    assert any(line.get("reason") == error for line in lines)
    assert SECRET not in json.dumps(lines)


# To the Group


async def test_the_group_reads_in_its_channel_and_who_cannot_see_it_in_their_own_chats(
    town: Scene,
) -> None:
    await town.make_room(ROBIN, SAM, ALEX)
    await town.post("group:aln", "A-1, mentee application", key="application:1")
    assert texts(town.town.channel) == ["A-1, mentee application"]
    for email in (IDA, UMA):
        assert town.reads(email) == ["A-1, mentee application"]
    for email in (ROBIN, SAM, ALEX):
        assert town.reads(email) == []
    await town.post("group:aln", "A-1, decided", key="application:1", notify=False)
    assert texts(town.town.channel) == ["A-1, decided"]
    assert town.reads(IDA) == ["A-1, decided"]


async def test_the_list_is_kept_at_hand_in_the_channel_and_copied_to_nobody(town: Scene) -> None:
    await town.make_room(ROBIN)
    await town.post("group:aln", Message(text="The list", pinned=True), key="list", notify=False)
    (post,) = town.town.channel.posts.values()
    assert post.pinned
    assert town.reads(IDA) == []


async def test_a_copy_of_what_is_made_at_delivery_is_made_for_its_reader(town: Scene) -> None:
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
    assert (await town.rows(ida))[0]["key"] == "group/application:17"


async def test_a_group_without_a_channel_is_reached_in_its_members_own_chats(town: Scene) -> None:
    assert await town.post("group:aln", "A-1", key="application:1") == 6
    for email in (ROBIN, SAM, ALEX, IDA, UMA):
        assert town.reads(email) == ["A-1"]
    assert (await town.rows("group:aln"))[0]["sent"] == 1


@pytest.mark.parametrize("how", ["removed", "archived"])
async def test_a_lost_channel_is_noticed_the_group_hears_and_all_stands_there_when_it_returns(
    town: Scene, how: str
) -> None:
    await town.make_room(ROBIN, SAM, ALEX, IDA, UMA)
    await town.post("group:aln", "A-1 received", key="application:1")
    bot = town.town.group_team.bot_user.id
    town.town.channel.archived = how == "archived"
    town.town.channel.members -= {bot} if how == "removed" else set()
    await town.post("group:aln", "A-2 received", key="application:2")
    async with town.bot.work() as work:
        room = await rooms.of(work, "aln")
    assert room is not None
    assert room.lost_at is not None
    assert any("can't post in the channel" in one for one in town.reads(ROBIN))
    assert "A-2 received" in town.reads(ROBIN)
    town.town.channel.archived = False
    town.town.channel.members.add(bot)
    async with town.bot.work() as work:
        room = await rooms.of(work, "aln")
        assert room is not None
        room.lost_at = None
        await outbox.post_again(work, "group:aln")
    await town.bot.delivery.drain()
    assert sorted(texts(town.town.channel))[-2:] == ["A-1 received", "A-2 received"]


async def test_a_channel_that_is_not_the_groups_any_more_has_a_last_word(town: Scene) -> None:
    town.town.channel.members.add(town.town.group_team.bot_user.id)
    place = f"room:slack:{town.town.group_team.id}/{town.town.channel.id}"
    assert await town.post(place, "Farewell") == 1
    assert texts(town.town.channel) == ["Farewell"]
    town.town.channel.archived = True
    assert await town.post(place, "Too late") == 0
    assert (await town.rows("room:%"))[-1]["set_aside"] == "is_archived"


# Bad luck


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 503},
        {"error": "fatal_error"},
        {"error": "internal_error"},
        {"error": "service_unavailable"},
    ],
)
async def test_what_passes_is_waited_for(town: Scene, fault: dict[str, object]) -> None:
    town.world.fails("chat.postMessage", **fault)  # type: ignore[arg-type]
    with structlog.testing.capture_logs() as lines:
        assert await town.post(MAYA, SECRET) == 0
    assert SECRET not in json.dumps(lines)
    assert await town.again() == 1
    assert town.reads(MAYA) == [SECRET]


async def test_retry_after_is_obeyed_and_counts_as_no_attempt(town: Scene) -> None:
    town.world.fails("chat.postMessage", "ratelimited", 429, retry_after=40)
    before = datetime.now(UTC)
    assert await town.post(MAYA, "Hello") == 0
    row = (await town.rows())[-1]
    assert timedelta(seconds=39) < row["try_at"] - before < timedelta(seconds=45)
    assert row["attempts"] == 0
    assert await town.post("noah.quill@harbour.example.org", "Another workspace") == 1
    assert await town.post("robin.ash@fellside.example.org", "The same workspace") == 0
    assert len(town.world.faults.called("chat.postMessage")) == 2


@pytest.mark.parametrize(
    "error", ["invalid_auth", "token_revoked", "account_inactive", "missing_scope", "not_authed"]
)
async def test_a_token_that_is_no_good_closes_nobodys_account_and_what_waits_comes_later(
    town: Scene, error: str
) -> None:
    await town.post(MAYA, "One")
    user = town.town.users[MAYA]
    town.world.fails("chat.postMessage", error, team=user.team.id)
    assert await town.post(MAYA, "Two") == 0
    async with town.bot.work() as work:
        account = await accounts.at(work, "slack", user.team.id, user.id)
    assert account is not None
    assert account.gone_at is None
    assert (await town.rows())[-1]["set_aside"] is None
    assert await town.again() == 1
    assert town.reads(MAYA) == ["One", "Two"]


async def test_a_workspace_that_is_slow_holds_up_no_other(town: Scene) -> None:
    town.world.slow("chat.postMessage", 5, times=1)
    await town.post(MAYA, "Slow", drain=False)
    await town.post("noah.quill@harbour.example.org", "Quick", drain=False)
    going = asyncio.create_task(town.bot.delivery.drain())
    async with asyncio.timeout(4):
        while "Quick" not in town.reads("noah.quill@harbour.example.org"):  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    assert not going.done()
    going.cancel()
    await asyncio.wait({going})


# Replies


async def test_a_reply_is_posted_at_once_and_seen_by_one_person_where_it_is_for_one(
    town: Scene,
) -> None:
    robin = town.town.of_group[ROBIN]
    await town.make_room()
    team, channel = town.town.group_team.id, town.town.channel
    chat = await town.slack.chat_of(team, robin.id)
    address = await town.slack.say(team, chat, Message(text="Here you are."))
    assert address == f"{team}/{chat}/{next(iter(team_chat(town, ROBIN).posts))}"
    assert await town.slack.say(team, channel.id, Message(text="For you alone."), to=robin.id) == ""
    (aside,) = channel.posts.values()
    assert (aside.only_for, aside.text) == (robin.id, "For you alone.")


def team_chat(town: Scene, email: str) -> Channel:
    """A member's own chat in the Group's workspace."""
    user = town.town.of_group[email]
    return user.team.chat_of(user)


async def test_a_reply_that_slack_does_not_take_raises_without_a_word_of_it(town: Scene) -> None:
    chat = await town.slack.chat_of(town.town.users[MAYA].team.id, town.town.users[MAYA].id)
    town.world.fails("chat.postMessage", "ratelimited", 429, retry_after=30)
    with pytest.raises(DeliveryProblem) as problem:
        await town.slack.say(town.town.users[MAYA].team.id, chat, Message(text=SECRET))
    assert problem.value.after == timedelta(seconds=30)
    assert SECRET not in repr(problem.value)


@pytest.mark.parametrize("inside", [True, False])
async def test_whether_the_bot_is_in_a_channel_is_asked_before_it_becomes_the_groups(
    town: Scene, inside: bool
) -> None:
    if inside:
        town.town.channel.members.add(town.town.group_team.bot_user.id)
    action = await town.slack.here(town.town.group_team.id, town.town.channel.id, 20.0)
    assert action.name == "room.here"
    assert action.answers == {
        "platform": "slack",
        "workspace": town.town.group_team.id,
        "channel": town.town.channel.id,
        "inside": inside,
    }
