"""What comes to the endpoint that nobody should have sent, and words that look like more than words."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.engine.database import Database
from tests.support.rounds import applies
from tests.support.stage import ALEX, IDA, MAYA, PRIYA
from tests.teams.corner import (
    everything,
    hand_of,
    of_group,
    opens,
    outsider,
    press,
    pressing,
    rows,
    said,
    sending,
    shown,
    shows,
    teams_corner,
    with_button,
)
from tests.teams.issuer import APP_ID
from tests.teams.stage import TeamsStage
from tests.teams.world import Json

NASTY = "<b>Bo</b> <at>Priya Nair</at> *loud* [click](https://evil.example.org) {{DATE(2027-01-01T00:00:00Z,SHORT)}} &amp; @channel"


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[TeamsStage]:
    """The town in Teams."""
    database = Database(f"sqlite:///{tmp_path}/t.db")
    async with teams_corner(database) as found:
        yield found
    await database.close()


# Requests


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"from": None}, 200),
        ({"from": "Maya"}, 200),
        ({"from": {"name": "Maya"}}, 200),
        ({"type": "somethingNew"}, 200),
        ({"type": 7}, 200),
        ({"type": "messageReaction", "reactionsAdded": "x"}, 200),
        ({"type": "conversationUpdate", "membersAdded": {"id": 7}, "channelData": {}}, 200),
        ({"type": "installationUpdate", "action": ["add"]}, 200),
        ({"type": "invoke", "name": "composeExtension/query", "value": {}}, 501),
        ({"type": "invoke", "name": None, "value": []}, 501),
        ({"type": "invoke", "name": "task/submit", "from": {}}, 400),
        ({"text": "x" * 300_000}, 413),
        ({"conversation": {"id": "a:1", "tenantId": "11111111-1111-1111-1111-111111111111"}}, 403),
        ({"channelData": {"tenant": {"id": "11111111-1111-1111-1111-111111111111"}}}, 403),
    ],
    ids=lambda one: str(one)[:60],
)
async def test_what_nobody_should_send_is_answered_as_it_deserves_and_leaves_no_trace(
    scene: TeamsStage, changes: Json, status: int
) -> None:
    maya = await hand_of(scene, MAYA)
    before, talk = await everything(scene.bot), len(maya.chat)
    body = maya.told.base("message", maya.user, maya.conversation, text="")
    assert (await scene.stub.deliver({**body, **changes})).status == status
    await scene.settled()
    assert await everything(scene.bot) == before
    assert len(maya.chat) == talk
    await maya.types("hello")
    assert "Welcome" in said(maya)[-1]


async def test_a_tenant_that_is_not_let_in_leaves_no_trace(scene: TeamsStage) -> None:
    stranger = scene.stub.world.add_tenant("Elsewhere").add_user("Omar Vale", MAYA)
    before = await everything(scene.bot)
    chat = stranger.tenant.chat_of(stranger)
    assert chat is not None
    told = scene.stub.events.told
    for body in (
        told.base("message", stranger, chat, text="hello"),
        told.update(stranger, chat, membersAdded=told.came(stranger, bot=True)),
        told.installation(stranger, chat, "add"),
    ):
        assert (await scene.stub.deliver(body)).status == 403
    await scene.settled()
    assert await everything(scene.bot) == before
    assert not chat.shown
    assert not [one for one in scene.stub.world.calls if one.tenant == stranger.tenant.id]


async def test_an_address_that_the_token_does_not_vouch_for_is_refused_and_never_spoken_to(
    scene: TeamsStage,
) -> None:
    maya = await hand_of(scene, MAYA)
    before = await everything(scene.bot)
    token = scene.stub.issuer.token(APP_ID, "https://elsewhere.example.org/")
    body = maya.told.base("message", maya.user, maya.conversation, text="hello")
    assert (await scene.stub.deliver(body, header=f"Bearer {token}")).status == 401
    moved = {**body, "serviceUrl": "https://elsewhere.example.org/"}
    mine = scene.stub.issuer.token(APP_ID, maya.user.tenant.service_url)
    assert (await scene.stub.deliver(moved, header=f"Bearer {mine}")).status == 401
    assert await everything(scene.bot) == before


@pytest.mark.parametrize(
    "value",
    [
        None,
        "press",
        [],
        {},
        {"action": None},
        {"action": {"data": "x"}},
        {"action": {"verb": "rm", "data": {"m": 7}}},
    ],
    ids=str,
)
async def test_odd_presses_are_told_and_do_nothing(scene: TeamsStage, value: object) -> None:
    maya = await hand_of(scene, MAYA)
    before = await everything(scene.bot)
    odd = maya.told.invoke("adaptiveCard/action", maya.user, maya.chat[-1], {})
    assert shows(maya, await scene.stub.deliver({**odd, "value": value}))
    await scene.settled()
    assert "another day" in said(maya)[-1]
    assert await everything(scene.bot) == before


async def test_an_id_of_half_a_character_breaks_nothing(scene: TeamsStage) -> None:
    maya = await hand_of(scene, MAYA)
    button = with_button(maya, "How it works")
    odd = {**pressing(maya, button, "How it works"), "id": "\ud83d"}
    assert "How it works" in shows(maya, await scene.stub.deliver(odd))


# Words


async def test_what_is_typed_comes_back_as_typed_and_mentions_links_and_formats_nothing(
    scene: TeamsStage,
) -> None:
    await applies(scene.stage, PRIYA, "mentor", experience=f"{NASTY} leading teams")
    await scene.settled()
    ida = await of_group(scene, IDA)
    await press(ida, "Open", scene.channel)
    assert NASTY in shown(ida)
    maya = await hand_of(scene, MAYA)
    await opens(maya, "ask a question")
    again = shows(maya, await scene.stub.deliver(sending(maya, long__text=NASTY * 60)))
    assert "Please shorten this" in again
    assert maya.dialog is not None
    assert maya.dialog.values["long.text"] == NASTY * 60
    maya.fills("long.text", NASTY)
    await maya.submits()
    await maya.types(NASTY)
    await scene.settled()
    for call in scene.stub.world.calls:
        assert not call.body.get("entities")


# Who is nobody yet


@pytest.mark.parametrize("email", ["omar@vale.example.com", ""])
async def test_a_stranger_asks_in_is_confirmed_and_is_answered_from_then_on(
    scene: TeamsStage, email: str
) -> None:
    """Also a guest of whom Teams tells no address."""
    alex, omar = (
        await hand_of(scene, ALEX),
        outsider(scene, email=email, guest=True, upn="omar_vale#EXT#@x.example.com"),
    )
    await omar.types("hello")
    assert "I can't tell yet who you are here." in said(omar)[-1]
    await press(omar, "Ask")
    await scene.settled()
    assert "The administrators of ALN Mentoring Scheme have been asked" in "\n".join(said(omar))
    await press(alex, "Open")
    assert (email or "Hidden") in shown(alex)
    await press(alex, "Say whose it is")
    alex.fills("short.email", "omar@fellside.example.org")
    alex.fills("short.name", "Omar Vale")
    await alex.submits()
    await scene.settled()
    assert "You are in" in "\n".join(said(omar))
    await omar.types("hello")
    assert "Welcome to ALN Mentoring Scheme" in said(omar)[-1]
    assert await rows(scene, "accounts", user=omar.user.aad, gone_at=None) == 1
