"""Late, wrong and forged clicks in Slack: what the person reads, and that nothing was done."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import update

from storage import tables
from storage.engine.database import Database
from tests.slack.corner import of_group, outsider, press, rows, said, slack_corner, typed_in
from tests.slack.hand import Hand, pressable
from tests.slack.stage import SlackStage
from tests.support.rounds import act, application_of, applies
from tests.support.stage import ALEX, ESTHER, IDA, MAYA, PRIYA, SAM, TOM

pytestmark = pytest.mark.usefixtures("ids_that_count")

ANOTHER_DAY = "is from another day and does nothing now"


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[SlackStage]:
    """The town in Slack."""
    database = Database(f"sqlite:///{tmp_path}/t.db")
    async with slack_corner(database) as found:
        yield found
    await database.close()


async def forged(hand: Hand, value: str) -> None:
    """Press the latest "More" of one's chat, a button or an entry of a menu, with another value."""
    post = next(one for one in hand.messages[::-1] if pressable(one.blocks, "More"))
    block, element = pressable(post.blocks, "More")[0]
    if element["type"] == "overflow":
        [entry] = element["options"]
        element = element | {"options": [entry | {"value": value}]}
    else:
        element = element | {"value": value}
    await hand.presses(post, element, block)


@pytest.mark.parametrize(
    "value",
    [
        "garbage",
        "{}",
        "[]",
        '{"n": 7}',
        "~" + "x" * 32,
        json.dumps({"n": "no.step"}),
        json.dumps({"n": "a", "o": "b"}),
    ],
)
async def test_a_button_that_means_nothing_any_more_says_so(scene: SlackStage, value: str) -> None:
    maya = await scene.person(MAYA)
    await maya.hand.types("hello")
    await forged(maya.hand, value)
    assert ANOTHER_DAY in said(maya.hand.messages)[-1]
    assert not maya.hand.trouble


async def test_a_forged_subject_is_refused_and_the_audit_log_knows(scene: SlackStage) -> None:
    await applies(scene.stage, PRIYA, "mentor")
    maya = await scene.person(MAYA)
    await maya.hand.types("hello")
    await forged(maya.hand, json.dumps({"n": "review.eligible", "s": "application:1"}))
    assert (await application_of(scene.stage, PRIYA, "mentor")).stage == "received"
    assert await rows(scene, "audit", action="review.eligible", outcome="refused") == 1


# The Group's channel


async def test_somebody_who_is_not_of_the_group_is_told_so_for_themselves_alone(
    scene: SlackStage,
) -> None:
    await applies(scene.stage, PRIYA, "mentor")
    await scene.settled()
    guest = await scene.invite(scene.town.users[TOM])
    card = next(one for one in guest.sees_in(scene.channel) if pressable(one.blocks, "Open"))
    before = scene.group_room
    await press(guest, card, "Open")
    assert guest.modal is None
    assert len(said(guest.asides)) == 1
    assert scene.group_room == before
    assert await rows(scene, "audit", outcome="refused") == 1


async def test_a_member_who_stood_aside_opens_nothing_by_an_old_card(scene: SlackStage) -> None:
    subject = await applies(scene.stage, PRIYA, "mentor")
    await scene.settled()
    await act(await scene.stage.person(SAM), "review.stood_aside", subject)
    await scene.settled()
    sam = await of_group(scene, SAM)
    card = next(one for one in sam.sees_in(scene.channel) if pressable(one.blocks, "Open"))
    await press(sam, card, "Open")
    assert sam.modal is None
    assert "stays closed to you" in said(sam.asides)[-1]


async def test_a_form_that_is_sent_after_its_right_is_lost_is_kept_before_them_and_does_nothing(
    scene: SlackStage,
) -> None:
    subject = await applies(scene.stage, PRIYA, "mentor")
    await scene.settled()
    ida = await of_group(scene, IDA)
    card = next(one for one in ida.sees_in(scene.channel) if pressable(one.blocks, "Open"))
    await press(ida, card, "Open")
    assert ida.modal is not None
    await press(ida, ida.modal, "Ask the applicant")
    ida.fills("long.text", "What did you teach last year?")
    async with scene.bot.work() as work:
        await work.session.execute(
            update(tables.metadata.tables["members"])
            .where(tables.metadata.tables["members"].c.duty == "member")
            .values(until=work.now)
        )
    await ida.submits()
    await scene.settled()
    assert ida.modal is not None
    assert not ida.trouble
    assert "What did you teach last year?" in typed_in(ida)
    assert await rows(scene, "audit", subject=subject, outcome="refused") == 1


# Strangers


async def test_a_stranger_asks_is_confirmed_and_is_known_from_then_on(scene: SlackStage) -> None:
    omar = await outsider(scene)
    await omar.types("hello")
    assert "An administrator can confirm you" in said(omar.messages)[-1]
    await press(omar, omar.messages[-1], "Ask")
    assert "Thank you. The administrators" in said(omar.messages)[-1]
    await scene.settled()
    alex = (await scene.person(ALEX)).hand
    found = [(hand, post) for hand in (alex, await of_group(scene, ALEX)) for post in hand.messages]
    hand, card = next((hand, post) for hand, post in found if pressable(post.blocks, "Open"))
    await press(hand, card, "Open")
    assert hand.modal is not None
    await press(hand, hand.modal, "Say whose it is")
    hand.fills("short.email", TOM)
    await hand.submits()
    await scene.settled()
    assert hand.modal is None
    assert any("An administrator has confirmed" in one for one in said(omar.messages)), said(
        omar.messages
    )
    await omar.types("hello")
    assert "can't tell" not in said(omar.messages)[-1]
    assert await rows(scene, "accounts", user=omar.user.id, asked_at=None) == 0


async def test_a_stranger_who_asks_while_slack_is_away_is_told_to_try_again(
    scene: SlackStage,
) -> None:
    omar = await outsider(scene)
    await omar.types("hello")
    scene.stub.world.fails("users.info", status=503, times=2)
    await press(omar, omar.messages[-1], "Ask")
    assert not omar.trouble
    assert "so nothing was done" in said(omar.messages)[-1]
    assert await rows(scene, "accounts", user=omar.user.id) == 0


async def test_what_is_written_in_a_form_is_read_for_danger_and_what_is_chosen_is_not(
    scene: SlackStage,
) -> None:
    alex = await scene.person(ALEX)
    await alex.says("roster")
    await alex.presses("Add somebody")
    await alex.fills(name="Esther Lowe", email=ESTHER, duty="member", organisation="moor")
    await alex.submits()
    assert not any("in danger" in text for text in said(alex.hand.messages))
    await alex.presses("Open roster")
    await alex.presses("Add somebody")
    await alex.fills(
        name="Vreau sa mor", email="sam.lock@moor.example.org", duty="member", organisation="moor"
    )
    await alex.submits()
    assert any("in danger" in text for text in said(alex.hand.messages))
