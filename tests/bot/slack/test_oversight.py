"""The Group's channel in Slack: who makes it, where it cannot be, and who gets the cards without it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.engine.database import Database
from storage.platforms import rooms
from tests.slack.corner import of_group, rows, said, slack_corner
from tests.slack.stage import SlackStage
from tests.support.rounds import applies
from tests.support.stage import ALEX, IDA, PRIYA, ROBIN, SAM

pytestmark = pytest.mark.usefixtures("ids_that_count")


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[SlackStage]:
    """The town in Slack."""
    database = Database(f"sqlite:///{tmp_path}/t.db")
    async with slack_corner(database) as found:
        yield found
    await database.close()


async def test_only_an_administrator_makes_a_channel_the_groups(scene: SlackStage) -> None:
    await applies(scene.stage, PRIYA, "mentor")
    await gives_up(scene)
    scene.channel.posts.clear()
    for email in (IDA, ROBIN):
        hand = await of_group(scene, email)
        await hand.command("oversight here", where=scene.channel)
        assert len(said(hand.asides)) == 1
    assert await rows(scene, "rooms") == 0
    alex = await of_group(scene, ALEX)
    await alex.command("oversight here", where=scene.channel)
    assert "This is now the channel of the" in said(alex.asides)[-1]
    await scene.settled()
    assert await rows(scene, "rooms") == 1
    assert "A-1" in scene.group_room
    assert any(one.pinned for one in scene.channel.posts.values())
    await alex.command("Oversight  HERE", where=scene.channel)
    assert "It is already the channel" in said(alex.asides)[-1]


async def gives_up(scene: SlackStage) -> None:
    """The Group has no channel yet."""
    async with scene.bot.work() as work:
        await rooms.leave(work, "aln")


async def test_a_chat_of_two_or_a_channel_without_the_bot_is_never_the_groups(
    scene: SlackStage,
) -> None:
    await gives_up(scene)
    alex = await of_group(scene, ALEX)
    await alex.command("oversight here")
    assert "in the channel itself" in said(alex.messages)[-1]
    other = scene.town.of_group[IDA]
    talk = alex.user.team.add_channel("alex and ida", alex.user, other, kind="im")
    await alex.command("oversight here", where=talk)
    assert "in the channel itself" in said(alex.sees_in(talk))[-1]
    for kind in ("channel", "group"):
        place = alex.user.team.add_channel(f"elsewhere-{kind}", alex.user, kind=kind)
        await alex.command("oversight here", where=place)
        assert "I am not in this channel yet" in said(alex.sees_in(place))[-1]
    assert await rows(scene, "rooms") == 0


async def test_another_channel_takes_the_place_and_the_cards_come_there(scene: SlackStage) -> None:
    await applies(scene.stage, PRIYA, "mentor")
    await scene.settled()
    alex = await of_group(scene, ALEX)
    team = scene.town.group_team
    place = team.add_channel("new-room", *scene.town.of_group.values(), team.bot_user, kind="group")
    await alex.command("oversight here", where=place)
    await scene.settled()
    assert any("A-1" in one for one in said(list(place.posts.values())))
    assert any("elsewhere now" in one for one in said(list(scene.channel.posts.values())))
    assert await rows(scene, "rooms", channel=place.id) == 1


async def test_members_outside_the_channel_get_the_cards_in_their_own_chats(
    scene: SlackStage,
) -> None:
    place = scene.channel
    place.members.discard(scene.town.of_group[SAM].id)
    async with scene.bot.work() as work:
        found = await rooms.of(work, "aln")
        assert found is not None
        sam = await scene.stage.person(SAM)
        found.readers = [one for one in found.readers if one != sam.person_id]
    await applies(scene.stage, PRIYA, "mentor")
    await scene.settled()
    for email, wanted in ((SAM, 1), (IDA, 0)):
        chats = [post for hand in (await scene.person(email)).hands for post in hand.messages]
        assert sum("A-1" in one for one in said(chats)) == wanted
    assert any("A-1" in one for one in said(list(place.posts.values())))
