"""The Group's channel on a platform: made so by an administrator, moved, given up, lost and back again (R3.3)."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select, update

from handlers.accounts import platform_changes
from handlers.kit.ui import Reply
from scheme.definition.sections import Workspace
from scheme.forms.fields import Answer
from scheme.people import Account
from scheme.room import Room
from storage import outbox, people
from storage.engine.database import Database
from storage.platforms import accounts, rooms
from storage.tables import outbox as rows
from storage.work import Work
from tests.support.dialogue import Stage
from tests.support.rounds import act, applies, barred, keeps_to_the_voice, refused
from tests.support.stage import ALEX, IDA, MAYA, ROBIN, scheme, set_stage

FELLS = "T0FELLS"
FIRST, SECOND = "C0FIRST", "C0SECOND"
LOST = "I can't post in the channel of the Oversight Group any more"


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Stage]:
    """A bot whose scheme lets a workspace in."""
    database = Database(f"sqlite:///{tmp_path}/t.db")
    here = Workspace(platform="slack", id=FELLS, name="Fells libraries")
    one = await set_stage(database, scheme().model_copy(update={"workspaces": (here,)}))
    yield one
    await database.close()
    keeps_to_the_voice(one)


async def moves(scene: Stage, channel: str = FIRST, email: str = ALEX) -> Reply:
    """Somebody says in a channel that it is to be the Group's."""
    return await act(
        await scene.person(email), "room.here", platform="slack", workspace=FELLS, channel=channel
    )


async def room_of(scene: Stage) -> Room | None:
    """The Group's channel as it is kept."""
    async with scene.bot.work(writes=False) as work:
        return await rooms.of(work, "aln")


async def _room(work: Work) -> Room:
    found = await rooms.of(work, "aln")
    assert found is not None
    return found


async def loses(scene: Stage) -> None:
    """The bot is removed from the Group's channel."""
    async with scene.bot.work() as work:
        await platform_changes.room_lost(
            work, await _room(work), scene.bot.desk.catalogue.platforms["slack"]
        )
    await scene.bot.delivery.drain()


async def comes_back(scene: Stage) -> None:
    """The bot is invited back."""
    async with scene.bot.work() as work:
        await platform_changes.room_back(work, await _room(work))
    await scene.bot.delivery.drain()


async def test_an_administrator_makes_a_channel_the_groups_and_reads_who_can_see_it(
    scene: Stage,
) -> None:
    reply = await moves(scene)
    room = await room_of(scene)
    assert room is not None
    assert (room.platform, room.workspace, room.channel, room.lost_at) == (
        "slack",
        FELLS,
        FIRST,
        None,
    )
    assert "Members who are not in it get the cards in their own chats." in reply.says[0].text


async def test_what_is_open_comes_to_the_new_channel_afresh(scene: Stage) -> None:
    subject = await applies(scene, MAYA, "mentee")
    before = await _waiting(scene, subject)
    await moves(scene)
    assert (before, await _waiting(scene, subject)) == (1, 2)


async def _waiting(scene: Stage, key: str) -> int:
    """How often a card of the channel was delivered there, afresh or for the first time."""
    async with scene.bot.work(writes=False) as work:
        found = select(rows.c.sent).where(rows.c.recipient == "group:aln", rows.c.key == key)
        return int((await work.session.scalars(found)).one())


async def test_the_same_channel_again_changes_nothing(scene: Stage) -> None:
    await moves(scene)
    before = await room_of(scene)
    assert (await moves(scene)).says[0].text == "It is already the channel of the Oversight Group."
    after = await room_of(scene)
    assert before is not None
    assert after is not None
    assert before.id == after.id


async def test_another_channel_takes_its_place_and_the_earlier_one_gets_a_last_word(
    scene: Stage,
) -> None:
    await moves(scene)
    await moves(scene, SECOND)
    room = await room_of(scene)
    assert room is not None
    assert room.channel == SECOND
    assert "has its channel elsewhere now" in str(scene.channel.room(f"room:slack:{FELLS}/{FIRST}"))


async def test_a_channel_of_another_schemes_group_is_not_taken(scene: Stage) -> None:
    async with scene.bot.work() as work:
        await work.add(
            Room(scheme="sister", platform="slack", workspace=FELLS, channel=FIRST, since=work.now)
        )
    alex = await scene.person(ALEX)
    told = await refused(alex, "room.here", platform="slack", workspace=FELLS, channel=FIRST)
    assert told.startswith("This channel is another scheme's Group's")
    assert await room_of(scene) is None


@pytest.mark.parametrize("email", [MAYA, IDA, ROBIN])
async def test_only_an_administrator_makes_a_channel_the_groups_or_gives_it_up(
    scene: Stage, email: str
) -> None:
    await moves(scene)
    somebody = await scene.person(email)
    await barred(somebody, "room.here", platform="slack", workspace=FELLS, channel=SECOND)
    await barred(somebody, "room.away")
    room = await room_of(scene)
    assert room is not None
    assert room.channel == FIRST


@pytest.mark.parametrize(
    ("platform", "workspace", "channel", "inside", "why"),
    [
        ("web", FELLS, FIRST, True, "not one that ALN Mentoring Scheme lets in"),
        ("slack", FELLS, "", True, "in the channel itself"),
        ("slack", FELLS, "C0FIRST/../C0SECOND", True, "in the channel itself"),
        ("slack", FELLS, "C" * 101, True, "in the channel itself"),
        ("slack", "T0OTHER", FIRST, True, "not one that ALN Mentoring Scheme lets in"),
        ("teams", FELLS, FIRST, True, "not one that ALN Mentoring Scheme lets in"),
        ("slack", FELLS, FIRST, False, "I am not in this channel yet"),
    ],
)
async def test_what_is_no_channel_of_a_workspace_that_is_let_in_is_refused(
    scene: Stage, platform: str, workspace: str, channel: str, inside: bool, why: str
) -> None:
    given: dict[str, Answer] = {
        "platform": platform,
        "workspace": workspace,
        "channel": channel,
        "inside": inside,
    }
    assert why in await refused(await scene.person(ALEX), "room.here", **given)
    assert await room_of(scene) is None


async def test_a_channel_can_be_given_up(scene: Stage) -> None:
    await moves(scene)
    alex = await scene.person(ALEX)
    assert "has no channel now" in (await act(alex, "room.away")).says[0].text
    assert await room_of(scene) is None
    assert "not the channel of the Oversight Group any more" in str(
        scene.channel.room(f"room:slack:{FELLS}/{FIRST}")
    )
    assert "none to give up" in await refused(alex, "room.away")


async def test_when_the_channel_is_lost_each_member_hears_once_and_how_to_mend_it(
    scene: Stage,
) -> None:
    await moves(scene)
    await loses(scene)
    await loses(scene)
    for email in (ALEX, IDA, ROBIN):
        texts = [
            one.text
            for one in (await scene.person(email)).room.messages.values()
            if one.text.startswith(LOST)
        ]
        assert len(texts) == 1
        assert "/invite" in texts[0]
        assert "/mentoring oversight here" in texts[0]
    assert LOST not in str((await scene.person(MAYA)).room)


async def test_when_it_is_back_what_is_open_stands_there_and_nobody_is_left_with_the_word(
    scene: Stage,
) -> None:
    subject = await applies(scene, MAYA, "mentee")
    await moves(scene)
    await loses(scene)
    before = await _waiting(scene, subject)
    await comes_back(scene)
    await comes_back(scene)
    assert await _waiting(scene, subject) == before + 1
    ida = await scene.person(IDA)
    await ida.sees("The channel of the Oversight Group works again")
    await ida.does_not_see(LOST)


async def test_saying_it_in_a_lost_channel_takes_it_up_again(scene: Stage) -> None:
    await moves(scene)
    await loses(scene)
    assert "is the channel of the Oversight Group again" in (await moves(scene)).says[0].text
    room = await room_of(scene)
    assert room is not None
    assert room.lost_at is None


async def test_another_channel_settles_the_word_about_the_lost_one(scene: Stage) -> None:
    await moves(scene)
    await loses(scene)
    await moves(scene, SECOND)
    ida = await scene.person(IDA)
    await ida.sees("has a channel that works again")
    assert scene.channel.room(f"room:slack:{FELLS}/{FIRST}").messages == {}


# A whole workspace


async def _accounts(scene: Stage) -> None:
    """Ida and Maya are reached in the workspace, Robin there and elsewhere."""
    for email, workspace in ((IDA, FELLS), (MAYA, FELLS), (ROBIN, FELLS), (ROBIN, "T0OTHER")):
        async with scene.bot.work() as work:
            person = await people.by_email(work, email)
            assert person is not None
            await work.add(
                Account(
                    platform="slack", workspace=workspace, user=f"U{person.id}", person_id=person.id
                )
            )


async def test_a_workspace_lost_is_told_to_who_runs_the_scheme_and_is_reached_elsewhere(
    scene: Stage,
) -> None:
    await _accounts(scene)
    await moves(scene)
    for _ in range(2):
        async with scene.bot.work() as work:
            await platform_changes.workspace_lost(work, "slack", FELLS)
    await scene.bot.delivery.drain()
    robin = await scene.person(ROBIN)
    await robin.sees("I was removed from Fells libraries")
    for email in (IDA, MAYA):
        await (await scene.person(email)).does_not_see("I was removed")
    room = await room_of(scene)
    assert room is not None
    assert room.lost_at is not None
    async with scene.bot.work(writes=False) as work:
        assert await accounts.live_in(work, "slack", FELLS) == []


async def test_a_workspace_that_is_back_brings_back_those_who_were_lost_with_it_and_nobody_else(
    scene: Stage,
) -> None:
    await _accounts(scene)
    ida, maya = await scene.person(IDA), await scene.person(MAYA)
    async with scene.bot.work() as work:
        gone = await accounts.at(work, "slack", FELLS, f"U{maya.person_id}")
        assert gone is not None
        gone.gone_at = work.now
    await scene.forward(days=1)
    async with scene.bot.work() as work:
        await platform_changes.workspace_lost(work, "slack", FELLS)
        await outbox.post(work, f"person:{ida.person_id}", '{"text": "This waited."}', key="waited")
    async with scene.bot.work() as work:
        await work.session.execute(update(rows).values(set_aside="account_inactive"))
    async with scene.bot.work() as work:
        await accounts.regain(work, "slack", FELLS)
        await platform_changes.workspace_back(work, "slack", FELLS)
    await scene.bot.delivery.drain()
    async with scene.bot.work(writes=False) as work:
        live = set(await accounts.live_in(work, "slack", FELLS))
    assert live == {ida.person_id, (await scene.person(ROBIN)).person_id}
    await ida.sees("This waited.")
    await (await scene.person(ROBIN)).sees("I am back in Fells libraries")
