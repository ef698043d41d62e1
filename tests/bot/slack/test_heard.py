"""Whatever people send to the bot in Slack gets a word, and an answer stands where it was asked."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.chat.replies import WORDS_ONLY
from storage.engine.database import Database
from tests.slack.corner import of_group, press, said, shown, slack_corner
from tests.slack.hand import Hand
from tests.slack.reading import read_post
from tests.slack.stage import SlackStage
from tests.slack.world import Post
from tests.support.stage import IDA, MAYA

WELCOME = "Welcome to ALN Mentoring Scheme"


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[SlackStage]:
    """The town in Slack."""
    database = Database(f"sqlite:///{tmp_path}/t.db")
    async with slack_corner(database) as found:
        yield found
    await database.close()


async def greeted(scene: SlackStage) -> tuple[Hand, Post]:
    """Maya, and the bot's first words to her."""
    maya = (await scene.person(MAYA)).hand
    await maya.types("hello")
    await scene.settled()
    return maya, next(post for post in maya.messages if post.by_bot)


@pytest.mark.parametrize("subtype", ["file_share", ""])
async def test_what_has_no_words_is_told_once_that_words_are_read(
    scene: SlackStage, subtype: str
) -> None:
    maya = (await scene.person(MAYA)).hand
    await maya.types("", subtype=subtype)
    await scene.stub.events.again()
    await scene.settled()
    assert said(maya.messages) == [WORDS_ONLY.text]


async def test_a_file_with_words_is_answered_by_its_words(scene: SlackStage) -> None:
    maya = (await scene.person(MAYA)).hand
    await maya.types("hello", subtype="file_share")
    await scene.settled()
    assert WELCOME in said(maya.messages)[0]


async def test_what_is_said_by_me_is_answered(scene: SlackStage) -> None:
    maya = (await scene.person(MAYA)).hand
    await maya.types("hello", subtype="me_message")
    await scene.settled()
    assert WELCOME in said(maya.messages)[0]


@pytest.mark.parametrize("subtype", ["", "thread_broadcast"])
async def test_a_reply_in_a_thread_is_answered_in_the_thread(
    scene: SlackStage, subtype: str
) -> None:
    maya, first = await greeted(scene)
    before = len(maya.messages)
    await maya.types("talk to a person", thread=first, subtype=subtype)
    await scene.settled()
    answers = [post for post in maya.messages[before:] if post.by_bot]
    assert answers
    assert {post.thread_ts for post in answers} == {first.ts}


async def test_danger_in_a_thread_is_answered_in_it_and_beside_it_where_it_is_gone(
    scene: SlackStage,
) -> None:
    maya, first = await greeted(scene)
    await maya.types("I want to kill myself", thread=first)
    await scene.settled()
    (answer,) = [post for post in maya.messages if "116 123" in read_post(post)]
    assert answer.thread_ts == first.ts
    gone = Post("1.000001", maya.chat, first.user, "", [], by_bot=True)
    await maya.types("I want to kill myself", thread=gone)
    await scene.settled()
    *_, latest = [post for post in maya.messages if "116 123" in read_post(post)]
    assert latest.thread_ts == ""
    assert latest.ts != answer.ts


async def test_a_mention_in_a_channel_is_answered_for_whoever_wrote_it_alone(
    scene: SlackStage,
) -> None:
    ida = await of_group(scene, IDA)
    before = scene.group_room
    post = await ida.mentions("", scene.channel)
    await scene.settled()
    (answer,) = ida.asides
    assert "Delete message" not in read_post(answer)
    await ida.mentions("home", scene.channel, post)
    await scene.stub.events.again()
    await scene.settled()
    again = ida.asides[-1]
    assert (read_post(again), again.thread_ts) == (read_post(answer), post.ts)
    assert len(ida.asides) == 2
    assert scene.group_room.count("Welcome") == before.count("Welcome")


async def test_a_complaint_among_others_is_met_at_once_and_none_of_it_is_repeated(
    scene: SlackStage,
) -> None:
    ida = await of_group(scene, IDA)
    written = "I want to complain about my mentor"
    await ida.mentions(written, scene.channel)
    await scene.settled()
    how, door = ida.asides
    assert "Others can read what you typed here" in read_post(how)
    assert written not in read_post(how) + read_post(door)
    assert [post.by_bot for post in scene.channel.posts.values() if not post.only_for] == [False]
    await press(ida, door, "Open")
    assert "Complain in confidence" in shown(ida)


@pytest.mark.parametrize("written", ["I want to kill myself", "my mentor shouted at me"])
async def test_danger_among_others_is_met_in_their_own_chat_and_for_them_alone(
    scene: SlackStage, written: str
) -> None:
    ida = await of_group(scene, IDA)
    await ida.mentions(written, scene.channel)
    await scene.settled()
    assert "People can, now" in said(ida.messages)[0]
    assert "People can, now" in read_post(ida.asides[0])
    assert "Others can read what you typed here" in read_post(ida.asides[1])
    assert [post.by_bot for post in scene.channel.posts.values() if not post.only_for] == [False]
