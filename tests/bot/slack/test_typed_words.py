"""What people type mentions nobody, links nowhere and formats nothing, wherever others read it in Slack."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from storage import tables
from storage.engine.database import Database
from tests.slack.corner import of_group, press, shown, slack_corner
from tests.slack.hand import pressable
from tests.slack.reading import read_home
from tests.slack.stage import SlackStage
from tests.support.pairs import pair
from tests.support.rounds import applies
from tests.support.stage import IDA, MAYA, PRIYA, TOM


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[SlackStage]:
    """The town in Slack."""
    database = Database(f"sqlite:///{tmp_path}/t.db")
    async with slack_corner(database) as found:
        yield found
    await database.close()


NASTY = "<!channel> *Bo* <@U00000001|x> <https://evil.example.org|click>"


async def test_names_and_goals_mention_link_and_format_nothing_wherever_others_read_them(
    scene: SlackStage,
) -> None:
    await pair(scene.stage, MAYA, PRIYA)
    async with scene.bot.work() as work:
        one = tables.metadata.tables["people"]
        await work.session.execute(update(one).where(one.c.email == MAYA).values(name=NASTY))
    await applies(scene.stage, TOM, "mentor", experience=f"{NASTY} leading teams")
    await scene.settled()
    priya, ida = (await scene.person(PRIYA)).hand, await of_group(scene, IDA)
    await priya.opens_home()
    await priya.types("hello")
    await priya.command("log a meeting")
    card = next(one for one in ida.sees_in(scene.channel) if pressable(one.blocks, "Open"))
    await press(ida, card, "Open")
    assert NASTY in shown(ida)
    assert NASTY.split()[0] in read_home(priya.home)
    await scene.settled()
    for call in scene.stub.world.calls:
        held = call.arguments.get("view") or call.arguments
        _must_be_plain(json.loads(held) if isinstance(held, str) else held)


def _must_be_plain(held: Any) -> None:
    """Nothing of what was typed stands where Slack looks for marks; the notification's text is escaped."""
    if isinstance(held, list):
        for one in held:
            _must_be_plain(one)
    elif isinstance(held, dict):
        if held.get("type") == "mrkdwn" or ("channel" in held and "text" in held):
            text = str(held["text"])
            assert "<!channel>" not in text
            assert "<@U" not in text
            assert "<https://evil" not in text
        for value in held.values():
            _must_be_plain(value)
