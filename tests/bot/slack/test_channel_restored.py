"""The Group's channel in Slack is archived and restored: what it held is brought up to date where it stands."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.engine.database import Database
from tests.slack.corner import slack_corner
from tests.slack.stage import SlackStage
from tests.slack.world import Post
from tests.support.rounds import applies
from tests.support.stage import PRIYA, TOM


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[SlackStage]:
    """The town in Slack."""
    database = Database(f"sqlite:///{tmp_path}/t.db")
    async with slack_corner(database) as found:
        yield found
    await database.close()


async def turns(scene: SlackStage, *, archived: bool) -> None:
    """The channel is archived, or restored."""
    scene.channel.archived = archived
    kind = "group_archive" if archived else "group_unarchive"
    event = {"type": kind, "channel": scene.channel.id, "user": "U0ADMIN"}
    await scene.stub.events.send(scene.channel.team, event)
    await scene.settled()


def cards(scene: SlackStage) -> list[Post]:
    """What the bot has posted in the channel, but for words in a thread."""
    posts = scene.channel.posts.values()
    return [post for post in posts if post.by_bot and not post.only_for and not post.thread_ts]


async def test_the_list_and_the_cards_keep_their_places_and_say_what_is_so_now(
    scene: SlackStage,
) -> None:
    await applies(scene.stage, PRIYA, "mentor")
    await scene.settled()
    before = cards(scene)
    assert len(before) == 2
    said = [str(post.blocks) for post in before]
    await turns(scene, archived=True)
    await applies(scene.stage, TOM, "mentor")
    await scene.settled()
    await turns(scene, archived=False)
    after = cards(scene)
    assert len(after) == 3
    assert [post.ts for post in after][:2] == [post.ts for post in before]
    changed = [str(post.blocks) != words for post, words in zip(after, said, strict=False)]
    assert any(changed)


async def test_what_was_taken_away_meanwhile_is_posted_anew(scene: SlackStage) -> None:
    await applies(scene.stage, PRIYA, "mentor")
    await scene.settled()
    gone, stays = cards(scene)
    await turns(scene, archived=True)
    del scene.channel.posts[gone.ts]
    await turns(scene, archived=False)
    assert len(cards(scene)) == 2
    assert cards(scene)[0].ts == stays.ts
