"""What people see, and what is kept, when Slack is slow, refuses, or has gone on to something else."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.engine.database import Database
from tests.slack.corner import in_channel, press, rows, said, shown, slack_corner
from tests.slack.hand import Hand, pressable
from tests.slack.reading import read_home
from tests.slack.stage import SlackStage
from tests.support.rounds import applies
from tests.support.stage import IDA, MAYA, PRIYA

IN_A_WINDOW = "This opens in a window of its own."
UNSURE = "Slack could not tell me just now who you are, so nothing was done."
WINDOW_FAULTS = [
    {"error": "expired_trigger_id"},
    {"error": "exchanged_trigger_id"},
    {"error": "internal_error", "status": 503},
    {"error": "ratelimited", "status": 429, "retry_after": 1},
]


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[SlackStage]:
    """The town in Slack."""
    database = Database(f"sqlite:///{tmp_path}/t.db")
    async with slack_corner(database) as found:
        yield found
    await database.close()


@pytest.mark.parametrize("fault", WINDOW_FAULTS, ids=lambda one: str(one["error"]))
async def test_a_window_that_does_not_open_is_a_button_that_opens_it(
    scene: SlackStage, fault: dict[str, object]
) -> None:
    maya = await scene.person(MAYA)
    scene.stub.world.fails("views.open", **fault)  # type: ignore[arg-type]
    await maya.hand.command("apply as a mentee")
    assert maya.hand.modal is None
    assert IN_A_WINDOW in said(maya.hand.messages)[-1]
    await press(maya.hand, maya.hand.messages[-1], "Open")
    assert "Library" in shown(maya.hand) or "mentee" in shown(maya.hand).lower()
    assert await rows(scene, "applications") == 0


async def test_words_that_lead_to_a_window_say_a_button(scene: SlackStage) -> None:
    maya = await scene.person(MAYA)
    await maya.hand.types("I would like a mentor please")
    assert maya.hand.modal is None
    assert not scene.stub.world.faults.called("views.open")
    await press(maya.hand, maya.hand.messages[-1], "Open")
    assert maya.hand.modal is not None


async def test_a_window_that_slack_is_slow_to_open_keeps_nobody_waiting_past_its_patience(
    scene: SlackStage,
) -> None:
    maya = await scene.person(MAYA)
    await maya.hand.types("hello")
    scene.stub.world.patience = 3.0
    scene.stub.world.slow("views.open", 6.0, done=False)
    await maya.hand.command("apply as a mentee")
    assert not maya.hand.trouble
    await scene.settled()
    assert IN_A_WINDOW in said(maya.hand.messages)[-1]


async def test_who_comes_first_while_slack_cannot_tell_who_they_are_is_told_so(
    scene: SlackStage,
) -> None:
    maya = await scene.person(MAYA)
    scene.stub.world.fails("users.info", status=503)
    await maya.hand.command("hello")
    assert UNSURE in said(maya.hand.messages)[-1]
    assert await rows(scene, "accounts") == 0
    scene.stub.world.fails("users.info", "ratelimited", status=429, retry_after=1)
    await maya.hand.opens_home()
    assert UNSURE in read_home(maya.hand.home)
    scene.stub.world.fails("users.info", status=503)
    await maya.hand.types("hello")
    assert UNSURE in said(maya.hand.messages)[-1]
    await maya.hand.types("hello")
    assert "Welcome to ALN Mentoring Scheme" in said(maya.hand.messages)[-1]
    assert await rows(scene, "accounts") == 1


@pytest.mark.parametrize(
    "fault", [{"status": 503}, {"error": "ratelimited", "status": 429, "retry_after": 1}], ids=str
)
async def test_an_answer_that_cannot_be_posted_comes_later_and_once(
    scene: SlackStage, fault: dict[str, object]
) -> None:
    maya = await scene.person(MAYA)
    await maya.hand.opens_home()
    scene.stub.world.fails("chat.postMessage", **fault)  # type: ignore[arg-type]
    await maya.hand.types("hello")
    assert said(maya.hand.messages) == []
    assert await rows(scene, "outbox") == 1
    await scene.forward(1)
    assert sum("Welcome to ALN" in one for one in said(maya.hand.messages)) == 1


async def test_where_the_bot_is_not_an_answer_to_a_command_is_private_all_the_same(
    scene: SlackStage,
) -> None:
    maya = await scene.person(MAYA)
    room = in_channel(scene, maya.hand)
    await maya.hand.command("hello", where=room)
    assert "Welcome to ALN" in said(maya.hand.asides)[-1]
    assert maya.hand.messages == []


async def test_an_answer_address_that_is_gone_is_made_good_in_their_own_chat(
    scene: SlackStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    maya = await scene.person(MAYA)
    gone = f"{scene.stub.address}/answer/gone"
    monkeypatch.setattr(maya.hand.told, "address", lambda *_: gone)
    await maya.hand.command("hello", where=in_channel(scene, maya.hand))
    await scene.settled()
    assert maya.hand.asides == []
    assert sum("Welcome to ALN" in one for one in said(maya.hand.messages)) == 1


@pytest.mark.parametrize("error", ["account_inactive", "token_revoked"])
async def test_a_token_that_dies_in_the_middle_loses_no_answer(
    scene: SlackStage, error: str
) -> None:
    maya = await scene.person(MAYA)
    await maya.hand.opens_home()
    scene.stub.world.fails("chat.postMessage", error)
    await maya.hand.types("hello")
    assert said(maya.hand.messages) == []
    await scene.forward(1)
    assert sum("Welcome to ALN" in one for one in said(maya.hand.messages)) == 1


async def test_a_home_tab_that_has_changed_is_shown_all_the_same(scene: SlackStage) -> None:
    maya = await scene.person(MAYA)
    await maya.hand.opens_home()
    assert maya.hand.home is not None
    scene.stub.world.fails("views.publish", "hash_conflict")
    await press(maya.hand, maya.hand.home, "How it works")
    calls = scene.stub.world.faults.called("views.publish")
    assert [("hash" in one.arguments, one.answer.get("ok")) for one in calls[-2:]] == [
        (True, False),
        (False, True),
    ]


async def at_an_application(scene: SlackStage) -> Hand:
    """Ida, with an application open before her."""
    await applies(scene.stage, PRIYA, "mentor")
    await scene.settled()
    ida = (await scene.person(IDA)).group_hand
    assert ida is not None
    card = next(one for one in ida.sees_in(scene.channel) if pressable(one.blocks, "Open"))
    await press(ida, card, "Open")
    return ida


async def test_a_window_that_changed_meanwhile_is_left_alone(scene: SlackStage) -> None:
    ida = await at_an_application(scene)
    assert ida.modal is not None
    before = ida.modal.view
    scene.stub.world.fails("views.update", "hash_conflict")
    await press(ida, ida.modal, "Ask the applicant")
    await scene.settled()
    assert ida.modal.view == before
    assert said([*ida.asides, *ida.messages]) == []
    assert len(scene.stub.world.faults.called("views.update")) == 1


@pytest.mark.parametrize(
    "fault", [{"status": 503}, {"error": "ratelimited", "status": 429, "retry_after": 1}], ids=str
)
async def test_a_button_whose_window_cannot_be_changed_is_answered_where_it_was_opened(
    scene: SlackStage, fault: dict[str, object]
) -> None:
    ida = await at_an_application(scene)
    assert ida.modal is not None
    scene.stub.world.fails("views.update", **fault)  # type: ignore[arg-type]
    await press(ida, ida.modal, "Ask the applicant")
    assert not ida.trouble
    await scene.settled()
    assert IN_A_WINDOW in said(ida.asides)[-1]
    await press(ida, ida.asides[-1], "Open")
    assert "Your question" in shown(ida)
