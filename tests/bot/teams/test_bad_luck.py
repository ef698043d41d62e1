"""What people see, and what is kept, when Microsoft is slow, refuses, or does not answer, and when the bot itself is held up."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.teams import acts
from handlers.kit.ui import Message, message_json
from storage import outbox
from storage.engine.database import Database
from storage.work import Busy
from tests.support.rounds import applies, introduced, logged
from tests.support.stage import IDA, MAYA, MENTEE_ANSWERS, PRIYA, ROBIN, TOM
from tests.teams.corner import (
    due,
    hand_of,
    held,
    of_group,
    opens,
    press,
    restarted,
    rows,
    said,
    shown,
    teams_corner,
    with_button,
)
from tests.teams.hand import THand
from tests.teams.stage import TeamsStage

pytestmark = pytest.mark.usefixtures("ids_that_count")

UNSURE = "Teams could not tell me just now who you are, so nothing was done."
WELCOME = "Welcome to ALN Mentoring Scheme"
BUSY = "The bot is busy just now, so nothing was saved."


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[TeamsStage]:
    """The town in Teams."""
    database = Database(f"sqlite:///{tmp_path}/t.db")
    async with teams_corner(database) as found:
        yield found
    await database.close()


async def post(scene: TeamsStage, *emails: str, text: str = "News for you.") -> None:
    """A letter for each of some people, and whatever comes of it."""
    async with scene.bot.work() as work:
        for email in emails:
            person = (await scene.stage.person(email)).person_id
            await outbox.post(
                work, f"person:{person}", message_json(Message(text=text, heading="News"))
            )
    await scene.settled()


def times(hand: THand, text: str) -> int:
    """In how many messages somebody has a text."""
    return sum(text in one for one in said(hand))


# Microsoft says no, or nothing


@pytest.mark.parametrize("status", [429, 412, 500, 502, 504])
async def test_an_answer_that_cannot_be_posted_comes_later_and_once(
    scene: TeamsStage, status: int
) -> None:
    maya = await hand_of(scene, MAYA)
    before = len(said(maya))
    scene.stub.world.fails("send", status, retry_after=1 if status == 429 else None)
    await maya.types("hello")
    assert len(said(maya)) == before
    assert await rows(scene, "outbox") == 1
    await scene.forward(1)
    assert times(maya, WELCOME) == 2


async def test_who_comes_first_while_teams_cannot_tell_who_they_are_is_told_so(
    scene: TeamsStage,
) -> None:
    maya = (await scene.person(MAYA)).hand
    for status in (503, 429):
        scene.stub.world.fails("member", status, retry_after=1)
        await maya.types("hello")
        assert UNSURE in said(maya)[-1]
    assert await rows(scene, "accounts", user=maya.user.aad) == 0
    await maya.types("hello")
    assert WELCOME in said(maya)[-1]
    assert await rows(scene, "accounts", user=maya.user.aad) == 1


async def test_while_microsoft_is_down_a_dialog_goes_on_and_its_answer_comes_once(
    scene: TeamsStage,
) -> None:
    maya = await hand_of(scene, MAYA)
    await opens(maya, "ask a question")
    scene.stub.world.fails("*", 503, times=100)
    maya.fills("long.text", "When does the round close?")
    assert await maya.submits() == {}
    assert maya.dialog is None
    assert not maya.trouble
    assert await rows(scene, "enquiries") == 1
    scene.stub.world.faults.heal()
    before = len(said(maya))
    await scene.forward(1)
    assert len(said(maya)) == before + 1
    await maya.again()
    await scene.settled()
    assert await rows(scene, "enquiries") == 1


@pytest.mark.parametrize(
    "fault",
    [{"status": 429, "retry_after": 1}, *({"status": one} for one in (412, 502, 504))],
    ids=str,
)
async def test_what_fails_in_the_middle_of_a_wave_comes_later_and_everybody_has_it_once(
    scene: TeamsStage, fault: dict[str, int]
) -> None:
    hands = [await hand_of(scene, one) for one in (MAYA, PRIYA, TOM)]
    scene.stub.world.fails("send", times=2, **fault)  # type: ignore[arg-type]
    await post(scene, MAYA, PRIYA, TOM)
    assert sum(times(one, "News for you.") for one in hands) < 3
    await due(scene)
    assert [times(one, "News for you.") for one in hands] == [1, 1, 1]


async def test_a_message_that_was_taken_while_the_line_broke_may_stand_twice_and_is_never_lost(
    scene: TeamsStage,
) -> None:
    maya = await hand_of(scene, MAYA)
    scene.stub.world.cuts("send", done=True)
    await post(scene, MAYA)
    await due(scene)
    assert times(maya, "News for you.") in (1, 2)
    assert await rows(scene, "outbox", address=None) == 0


async def at_a_card(scene: TeamsStage) -> THand:
    """Ida, with the card of an application in the Group's channel open before her."""
    await applies(scene.stage, PRIYA, "mentor")
    await scene.settled()
    ida = await of_group(scene, IDA)
    await press(ida, "Open", scene.channel)
    return ida


def cards(ida: THand, scene: TeamsStage) -> list[str]:
    """The first lines of the application's posts in the Group's channel."""
    return [one.splitlines()[0] for one in said(ida, scene.channel) if one.startswith("A-1")]


async def test_a_card_of_the_groups_whose_update_was_taken_while_the_line_broke_stands_once(
    scene: TeamsStage,
) -> None:
    ida = await at_a_card(scene)
    scene.stub.world.cuts("update", done=True)
    await press(ida, "Eligible")
    await due(scene)
    assert cards(ida, scene) == ["A-1, mentor application. On the register."]


async def test_a_card_of_the_groups_that_somebody_deleted_is_posted_anew_with_its_news(
    scene: TeamsStage,
) -> None:
    ida = await at_a_card(scene)
    with_button(ida, "Open", scene.channel).deleted = True
    await press(ida, "Eligible")
    await scene.settled()
    assert cards(ida, scene) == ["A-1, mentor application. On the register."]


# Addresses that went stale


async def test_a_chat_that_is_not_there_any_more_is_opened_anew(scene: TeamsStage) -> None:
    maya = await hand_of(scene, MAYA)
    old, tenant = maya.conversation, maya.user.tenant
    del tenant.conversations[old.id]
    new = tenant.install(maya.user)
    await post(scene, MAYA)
    assert new.id != old.id
    assert times(maya, "News for you.") == 1
    assert await rows(scene, "accounts", chat=new.id) == 1
    await scene.group_does_not_see("could not be delivered")


async def test_a_tenant_that_is_served_elsewhere_is_found_again_with_what_arrives_next(
    scene: TeamsStage,
) -> None:
    maya, priya, opposite = (
        await hand_of(scene, MAYA),
        await hand_of(scene, PRIYA),
        (await scene.person(ROBIN)).hand,
    )
    maya.user.tenant.region = "uk"
    await post(scene, MAYA, PRIYA)
    assert (times(maya, "News for you."), times(priya, "News for you.")) == (0, 1)
    await opposite.types("hello")
    await scene.settled()
    assert times(maya, "News for you.") == 1
    assert await rows(scene, "accounts", user=maya.user.aad, gone_at=None) == 1


# The bot itself is held up


async def test_a_held_database_is_told_to_whoever_presses_and_nothing_is_half_saved(
    scene: TeamsStage,
) -> None:
    maya = await hand_of(scene, MAYA)
    await introduced(scene.stage)
    await scene.settled()
    with held(scene.bot.database):
        await press(maya, "We have started")
        assert not maya.trouble
        assert BUSY in said(maya)[-1]
    assert not any(one[2] == "start.started" for one in await logged(scene.stage))
    await press(maya, "We have started")
    await scene.settled()
    assert sum(one[2] == "start.started" for one in await logged(scene.stage)) == 1


async def test_a_dialog_that_is_sent_while_the_database_is_held_stands_there_with_all_that_was_typed(
    scene: TeamsStage,
) -> None:
    maya = await hand_of(scene, MAYA)
    await opens(maya, "ask a question")
    maya.fills("long.text", "When does the round close?")
    with held(scene.bot.database):
        await maya.submits()
        assert BUSY in shown(maya)
        assert maya.dialog is not None
        assert maya.dialog.values["long.text"] == "When does the round close?"
    assert await rows(scene, "enquiries") == 0
    await maya.submits()
    assert maya.dialog is None
    assert await rows(scene, "enquiries") == 1


async def test_who_comes_for_the_first_time_while_the_database_is_held_is_told_so_while_teams_waits(
    scene: TeamsStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(acts, "PATIENT", 0.1)
    monkeypatch.setattr(acts, "WITHIN", 20.0)
    scene.bot.database.turns.patience = 60.0
    maya = (await scene.person(MAYA)).hand
    with held(scene.bot.database):
        await maya.types("hello")
        assert maya.heard.ok
        assert BUSY in said(maya)[-1]
    await maya.types("hello")
    assert WELCOME in said(maya)[-1]


async def test_a_tenant_that_returns_while_the_database_is_held_is_taken_up_with_what_arrives_next(
    scene: TeamsStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    maya, robin = await hand_of(scene, MAYA), (await scene.person(ROBIN)).hand
    await scene.teams.changes.lost(maya.user.tenant.id)
    await post(scene, MAYA)
    assert times(maya, "News for you.") == 0

    async def busy(_: str) -> None:
        raise Busy

    with monkeypatch.context() as patch:
        patch.setattr(scene.teams.changes, "returned", busy)
        await robin.types("hello")
        assert robin.heard.ok
    assert times(maya, "News for you.") == 0
    await robin.types("hello")
    await scene.settled()
    assert times(maya, "News for you.") == 1


async def test_a_form_goes_on_after_a_restart_and_what_was_given_is_kept(scene: TeamsStage) -> None:
    player = await scene.person(MAYA)
    await player.says("I would like a mentor")
    await player.fills(**MENTEE_ANSWERS)
    await player.hand.submits()
    assert "Step 2 of" in shown(player.hand)
    async with restarted(scene):
        player._fill()
        await player.hand.submits()
        assert "Step 3 of" in shown(player.hand)
        player.hand.closes()
        async with restarted(scene):
            await player.says("I would like a mentor")
            await player.holds(job_title="Library assistant", level="assistant")
            assert "This is as you left it" in player.screen
    assert await rows(scene, "drafts") == 1
    assert await rows(scene, "applications") == 0


async def test_what_was_pressed_before_a_restart_is_not_done_again_after_it(
    scene: TeamsStage,
) -> None:
    maya = await hand_of(scene, MAYA)
    await opens(maya, "ask a question")
    maya.fills("long.text", "When does the round close?")
    await maya.submits()
    async with restarted(scene):
        assert (await maya.again()).status == 200
        await scene.settled()
    assert await rows(scene, "enquiries") == 1
