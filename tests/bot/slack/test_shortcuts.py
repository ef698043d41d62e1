"""The shortcuts and the home tab: what each person gets, and whose words go where."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import delete

from storage import tables
from storage.engine.database import Database
from tests.slack.corner import (
    in_channel,
    of_group,
    outsider,
    press,
    rows,
    said,
    shown,
    slack_corner,
    typed_in,
)
from tests.slack.hand import Hand
from tests.slack.reading import read_home
from tests.slack.stage import SlackStage
from tests.support.pairs import pair
from tests.support.stage import IDA, MAYA, PRIYA, TOM

ANOTHER_DAY = "is from another day and does nothing now"


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[SlackStage]:
    """The town in Slack."""
    database = Database(f"sqlite:///{tmp_path}/t.db")
    async with slack_corner(database) as found:
        yield found
    await database.close()


async def test_somebody_elses_words_are_taken_along_only_by_a_press_and_stand_nowhere_else(
    scene: SlackStage,
) -> None:
    await pair(scene.stage, MAYA, PRIYA)
    maya = await scene.person(MAYA)
    room = in_channel(scene, maya.hand)
    other = Hand(
        scene.stub, scene.town.teams["fellside"].add_user("Otto Reed", "otto@fellside.example.org")
    )
    room.members.add(other.user.id)
    post = await other.types("You are a fool, Maya", where=room)
    await maya.hand.shortcut_on(post, "raise_concern")
    assert "You are a fool, Maya" in shown(maya.hand)
    assert "Otto Reed" in shown(maya.hand)
    assert await rows(scene, "drafts") + await rows(scene, "concerns") == 0
    assert maya.hand.modal is not None
    await press(maya.hand, maya.hand.modal, "Complain without these words")
    assert "fool" not in typed_in(maya.hand)
    await maya.hand.closes(everything=True)
    await maya.hand.shortcut_on(post, "raise_concern")
    await press(maya.hand, maya.hand.modal, "Complain with these words")
    assert "> You are a fool, Maya" in typed_in(maya.hand)
    await maya.hand.submits()
    assert "choice.about" in maya.hand.modal.errors
    maya.hand.fills("choice.about", "scheme")
    await maya.hand.submits()
    await scene.settled()
    assert maya.hand.modal is None
    assert await rows(scene, "concerns") == 1
    everything = [one.text + json.dumps(one.blocks) for team in scene.town.all_teams() for c in team.channels.values()
                  for one in c.posts.values() if one.by_bot]  # fmt: skip
    assert not any("fool" in one for one in everything)


async def test_the_shortcut_to_log_a_meeting_knows_how_many_partnerships_there_are(
    scene: SlackStage,
) -> None:
    maya = await scene.person(MAYA)
    await maya.hand.shortcut("log_meeting")
    assert maya.hand.modal is None
    assert len(said(maya.hand.messages)) == 1
    await pair(scene.stage, MAYA, PRIYA, days_ago=30)
    await maya.hand.shortcut("log_meeting")
    assert "meeting" in shown(maya.hand).lower()
    await maya.hand.closes(everything=True)
    priya = await scene.person(PRIYA)
    await pair(scene.stage, TOM, PRIYA, days_ago=30)
    await priya.hand.shortcut("log_meeting")
    told = "\n".join([shown(priya.hand), *said(priya.hand.messages)])
    assert "Maya" in told
    assert "Tom" in told
    assert await rows(scene, "meetings") == 0


async def test_a_kept_body_that_is_gone_says_so(scene: SlackStage) -> None:
    maya = await scene.person(MAYA)
    room = in_channel(scene, maya.hand)
    post = await maya.hand.types("long words " * 300, where=room)
    await maya.hand.shortcut_on(post, "raise_concern")
    assert await rows(scene, "carried") > 0
    async with scene.bot.work() as work:
        await work.session.execute(delete(tables.metadata.tables["carried"]))
    assert maya.hand.modal is not None
    await press(maya.hand, maya.hand.modal, "Complain with these words")
    assert any(
        ANOTHER_DAY in one
        for one in [shown(maya.hand), *said([*maya.hand.messages, *maya.hand.asides])]
    )
    assert await rows(scene, "concerns") == 0


# The home tab


async def test_the_home_tab_shows_each_what_is_theirs(scene: SlackStage) -> None:
    await pair(scene.stage, MAYA, PRIYA)
    omar = await outsider(scene)
    hands = [
        (await scene.person(MAYA)).hand,
        (await scene.person(PRIYA)).hand,
        await of_group(scene, IDA),
        omar,
    ]
    for hand in hands:
        await hand.opens_home()
    mentee, mentor, member, stranger = (read_home(hand.home) for hand in hands)
    assert "Priya" in mentee
    assert "Maya" in mentor
    assert "Maya" not in member
    assert "An administrator can confirm you" in stranger
    assert "Maya" not in stranger
    assert omar.home is not None
    await press(omar, omar.home, "Ask")
    assert "You asked on" in read_home(omar.home)
    assert await rows(scene, "accounts", user=omar.user.id) == 1
