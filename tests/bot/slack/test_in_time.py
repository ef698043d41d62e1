"""Slack is answered in time whatever its own API does, once what was asked is committed; what is to be said follows."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from sqlalchemy import delete

from bot.slack import asker, changes, installations
from bot.slack.replying import NOT_YET
from storage import tables
from storage.engine.database import Database
from storage.platforms import accounts, rooms
from tests.slack.corner import of_group, rows, said, slack_corner
from tests.slack.odd import everything
from tests.slack.reading import read_home
from tests.slack.stage import SlackStage
from tests.support.stage import ALEX, MAYA

WELCOME = "Welcome to ALN Mentoring Scheme"
ENDLESS = (
    3600.0  # seconds that a call may take: as far as these tests go, it does not end by itself
)


@pytest.fixture
async def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[SlackStage]:
    """The town in Slack, whose calls end when the test says so."""
    monkeypatch.setattr(installations, "SECONDS", ENDLESS)
    database = Database(f"sqlite:///{tmp_path}/t.db")
    async with slack_corner(database) as found:
        monkeypatch.setattr(
            asker, "SECONDS", ENDLESS
        )  # until a call is held: a slow machine is waited for
        monkeypatch.setattr(changes, "A_MOMENT", 0.1)
        yield found
        found.stub.world.faults.heal()
        await all_done(found)
    await database.close()


async def all_done(scene: SlackStage) -> None:
    """Wait until nothing goes on beside an answer any more."""
    while under_way := scene.slack.replying._under_way:
        await asyncio.wait(under_way)


@pytest.fixture
def holds(scene: SlackStage, monkeypatch: pytest.MonkeyPatch) -> Callable[..., asyncio.Event]:
    """From now on a call is held open, and what is asked of the bot is answered in this time or without it."""

    def hold(method: str, seconds: float = 2.4) -> asyncio.Event:
        monkeypatch.setattr(asker, "SECONDS", seconds)
        return scene.stub.world.holds(method)

    return hold


async def test_whatever_comes_is_acknowledged_while_every_call_is_still_open(
    scene: SlackStage, holds: Callable[..., asyncio.Event]
) -> None:
    app = scene.slack._app
    assert app is not None
    sent = await everything(scene)
    await scene.settled()
    let_go = holds("*", 0.2)
    for kind, payload in sent.items():
        again = {name: f"anew-{kind}" for name in ("trigger_id", "event_id") if name in payload}
        async with asyncio.timeout(20):
            answer = await scene.slack._dispatched(app, payload | again, "0")
        assert answer.status == 200, kind
        assert not let_go.is_set()
    let_go.set()
    await all_done(scene)
    scene.stub.world.wrongs.clear()  # windows with triggers that Slack has never given


@pytest.mark.parametrize("way", ["command", "typed"])
async def test_who_cannot_be_told_in_time_hears_that_nothing_is_done_yet_and_is_answered_then(
    scene: SlackStage, holds: Callable[..., asyncio.Event], way: str
) -> None:
    maya = await scene.person(MAYA)
    let_go = holds("users.info")
    if way == "command":
        assert (await maya.hand.command("hello")).ok
    else:
        await maya.hand.types("hello")
        assert maya.hand.heard.ok
    assert await rows(scene, "accounts") == 0
    let_go.set()
    await all_done(scene)
    told = said(maya.hand.messages)
    assert NOT_YET.text in told[0]
    assert [WELCOME in one for one in told] == [False, True]


async def test_a_form_of_whom_slack_does_not_tell_in_time_stays_open(
    scene: SlackStage, holds: Callable[..., asyncio.Event]
) -> None:
    maya = await scene.person(MAYA)
    await maya.hand.command("talk to a person")
    async with scene.bot.work() as work:
        await work.session.execute(delete(tables.accounts))
    let_go = holds("users.info")
    assert maya.hand.modal is not None
    heard = await maya.hand._send("interactive", maya.hand.told.submission(maya.hand.modal))
    assert "Slack could not tell me just now who you are" in heard.text
    assert await rows(scene, "concerns") == 0
    let_go.set()


async def test_what_was_typed_is_done_before_it_is_acknowledged_and_the_answer_follows_once(
    scene: SlackStage, holds: Callable[..., asyncio.Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    maya = await scene.person(MAYA)
    await maya.hand.types("hello")
    act, acted = scene.bot.act, []

    async def noted(*given: object) -> object:
        acted.append(await act(*given))  # type: ignore[arg-type]
        return acted[-1]

    monkeypatch.setattr(scene.bot, "act", noted)
    let_go = holds("chat.postMessage")
    await maya.hand.types("my mentoring")
    assert maya.hand.heard.ok
    assert len(acted) == 1
    count = len(said(maya.hand.messages))
    let_go.set()
    await all_done(scene)
    await scene.stub.events.again()
    assert len(said(maya.hand.messages)) == count + 1


async def test_a_home_tab_is_shown_when_slack_takes_it(
    scene: SlackStage, holds: Callable[..., asyncio.Event]
) -> None:
    maya = await scene.person(MAYA)
    let_go = holds("views.publish")
    assert (await scene.stub.events.home_opened(maya.hand.user)).ok
    assert maya.hand.home is None
    let_go.set()
    await all_done(scene)
    assert WELCOME in read_home(maya.hand.home)


async def test_a_channel_becomes_the_groups_before_slack_says_who_is_in_it(
    scene: SlackStage, holds: Callable[..., asyncio.Event]
) -> None:
    async with scene.bot.work() as work:
        room = await rooms.of(work, "aln")
        assert room is not None
        await work.session.delete(room)
    alex = await of_group(scene, ALEX)
    await alex.opens_home()
    held = [holds(one) for one in ("conversations.info", "conversations.members")]
    assert (await alex.command("oversight here", where=scene.channel)).ok
    assert await rows(scene, "rooms") == 1
    for let_go in held:
        let_go.set()


@pytest.mark.parametrize(
    "method", ["conversations.info", "conversations.members", "users.info", "auth.test"]
)
async def test_an_event_is_taken_though_slack_does_not_say_how_things_stand(
    scene: SlackStage, holds: Callable[..., asyncio.Event], method: str
) -> None:
    maya = (await scene.person(MAYA)).hand
    await maya.opens_home()
    let_go = holds(method)
    events = scene.stub.events
    assert (await events.changed(maya.user, name="May Thorne")).ok
    assert (await events.joined(maya.user, scene.channel)).ok
    assert (await events.archived(scene.channel, maya.user)).ok
    async with scene.bot.work(writes=False) as work:
        room = await rooms.of(work, "aln")
        account = await accounts.at(work, "slack", maya.user.team.id, maya.user.id)
    assert room is not None
    assert room.lost_at is not None  # by Slack's word now, else by the event's own
    assert account is not None
    assert account.name == "May Thorne"
    assert not let_go.is_set()
    let_go.set()
