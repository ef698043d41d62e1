"""What the stand-in for Teams tells the bot of when apps, people and channels come and go."""

from collections.abc import AsyncIterator

import pytest

from tests.teams.hand import THand
from tests.teams.played import Played, held, playing
from tests.teams.samples import press


@pytest.fixture
async def played() -> AsyncIterator[Played]:
    """Maya at her Teams."""
    async with playing() as one:
        yield one


async def test_adding_the_app_and_taking_it_out_is_told(played: Played) -> None:
    paul = THand(played.stub, played.maya.user.tenant.add_user("Paul Weir", install=False))
    await paul.adds_app()
    update, installed = played.seen.bodies
    assert [one["id"] for one in update["membersAdded"]] == [played.stub.world.bot_id, paul.user.id]
    assert (installed["type"], installed["action"]) == ("installationUpdate", "add")
    assert installed["conversation"]["id"] == paul.conversation.id
    await paul.removes_app()
    assert (played.seen.last["action"], paul.conversation.has_bot) == ("remove", False)


async def test_what_happens_to_a_team_is_told_with_its_ids(played: Played) -> None:
    events, team, maya = played.stub.events, played.talk.of, played.maya.user
    await played.maya.adds_to(team, played.talk)
    update, installed = played.seen.bodies
    assert held(update, "channelData", "eventType") == "teamMemberAdded"
    assert update["membersAdded"] == [{"id": played.stub.world.bot_id}]
    assert update["conversation"]["id"] == installed["conversation"]["id"] == played.talk.id
    paul = maya.tenant.add_user("Paul Weir")
    await events.joined(paul, team)
    assert played.seen.last["membersAdded"] == [{"id": paul.id, "aadObjectId": paul.aad}]
    assert played.seen.last["conversation"]["id"] == team.id
    await events.left(paul, team)
    assert held(played.seen.last, "channelData", "eventType") == "teamMemberRemoved"
    await events.happens("channelDeleted", played.talk, maya)
    assert held(played.seen.last, "channelData", "channel", "id") == played.talk.id
    assert played.talk.deleted
    await events.happens("channelRestored", played.talk, maya)
    assert not played.talk.deleted
    await events.happens("teamArchived", team, maya)
    assert "channel" not in held(played.seen.last, "channelData")
    await events.removed_from(team, maya)
    count = len(played.seen.bodies)
    assert (played.seen.last["action"], played.talk.has_bot) == ("remove", False)
    await events.joined(paul, team)
    assert len(played.seen.bodies) == count


async def test_the_app_comes_into_a_chat_of_several_people_and_leaves_it(played: Played) -> None:
    maya = played.maya.user
    chat = maya.tenant.add_group_chat(maya)
    await played.maya.types("hello", chat)
    assert not played.seen.bodies
    await played.stub.events.added_to_chat(chat, maya)
    conversation = held(played.seen.last, "conversation")
    assert (conversation["conversationType"], conversation["isGroup"]) == ("groupChat", True)
    assert "team" not in held(played.seen.last, "channelData")
    await played.maya.types("hello", chat)
    assert (played.seen.last["text"], held(played.seen.last, "conversation", "id")) == (
        "<at>Mentoring</at> hello",
        chat.id,
    )
    await played.stub.events.removed_from_chat(chat, maya)
    assert played.seen.last["action"] == "remove"


async def test_a_reaction_and_a_message_extension_have_their_shapes(played: Played) -> None:
    post = played.shows(press())
    await played.stub.events.reacts(played.maya.user, post)
    assert (played.seen.last["type"], played.seen.last["replyToId"]) == ("messageReaction", post.id)
    told = played.stub.events.told
    await played.stub.deliver(
        told.extension(played.maya.user, played.maya.conversation, "query", {"commandId": "a"})
    )
    assert (played.seen.last["type"], played.seen.last["name"]) == (
        "invoke",
        "composeExtension/query",
    )


async def test_the_last_event_is_told_again_with_the_same_id(played: Played) -> None:
    await played.stub.events.added_by(played.maya.user)
    await played.stub.events.again()
    assert played.seen.bodies[-1] == played.seen.bodies[-2]
