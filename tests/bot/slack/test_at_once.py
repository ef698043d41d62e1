"""Many greet the bot at once: each is answered, and nobody is taken for somebody else because the database is busy."""

import asyncio
from collections import Counter
from pathlib import Path

import pytest

from bot.app import Bot
from bot.slack import asker
from bot.slack.replying import NOT_YET
from storage.engine.database import Database
from storage.work import Busy, Work
from tests.slack.hand import Hand
from tests.slack.reading import read_post
from tests.slack.stage import slack_stage
from tests.slack.world import Json

NEW = 200
MANY = 50
A_MOMENT = 0.1  # seconds in which far from all of them can be served
PATIENCE = (
    60.0  # seconds, so that a machine ten times slower passes; what is tried is that a line is kept
)


async def test_two_hundred_new_people_who_greet_the_bot_at_once_are_all_welcomed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asker, "SECONDS", PATIENCE)
    database = Database(f"sqlite:///{tmp_path}/test.db", patience=PATIENCE)
    async with slack_stage(database) as scene:
        team = scene.town.teams["fellside"]
        people = [
            team.add_user(f"New {number}", f"new{number}@fellside.example.org")
            for number in range(NEW)
        ]
        hands = [Hand(scene.stub, one) for one in people]
        await asyncio.gather(*(hand.types("hello") for hand in hands))
        await scene.stub.settled()
        said = Counter(read_post(hand.messages[-1]).split("\n")[0] for hand in hands)
        assert said == {f"Welcome to {scene.town.scheme().name}": NEW}
    await database.close()


@pytest.mark.parametrize("way", ["typed", "command"])
async def test_a_crowd_is_answered_once_each_though_slack_waits_for_a_moment_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    database = Database(f"sqlite:///{tmp_path}/test.db", patience=PATIENCE)
    async with slack_stage(database) as scene:
        await scene.settled()
        monkeypatch.setattr(asker, "SECONDS", A_MOMENT)
        team = scene.town.teams["fellside"]
        people = [
            team.add_user(f"New {number}", f"new{number}@fellside.example.org")
            for number in range(MANY)
        ]
        hands = [Hand(scene.stub, one) for one in people]

        async def greets(hand: Hand) -> None:
            if way == "command":
                assert (await hand.command("hello")).ok
                return
            words: Json = {
                "type": "message",
                "user": hand.user.id,
                "team": team.id,
                "text": "hello",
            }
            event = words | {
                "ts": scene.stub.world.new_ts(),
                "channel": hand.chat.id,
                "channel_type": "im",
            }
            times = 0
            while not (
                await scene.stub.events.send(team, event, event_id=f"Ev{hand.user.id}", retry=times)
            ).ok:
                times += 1  # as Slack does, only that it gives up after the third time

        await asyncio.gather(*(greets(hand) for hand in hands))
        while under_way := scene.slack.replying._under_way:
            await asyncio.wait(under_way)
        await scene.stub.settled()
        said = Counter(
            read_post(one).split("\n")[0] for hand in hands for one in hand.messages if one.by_bot
        )
        said.pop(NOT_YET.text, None)
        assert said == {f"Welcome to {scene.town.scheme().name}": MANY}
    await database.close()


async def test_somebody_new_is_told_that_the_bot_is_busy_and_not_that_they_are_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(f"sqlite:///{tmp_path}/test.db")
    async with slack_stage(database) as scene:
        await scene.settled()
        hand = Hand(
            scene.stub,
            scene.town.teams["fellside"].add_user("Nell Fox", "nell.fox@fellside.example.org"),
        )

        def busy(*_: object, **__: object) -> Work:
            raise Busy

        with monkeypatch.context() as patch:
            patch.setattr(Bot, "work", busy)
            await hand.types("hello")
            await scene.stub.settled()
        assert read_post(hand.messages[-1]) == Busy().text
        await hand.types("hello")
        await scene.stub.settled()
        assert "Welcome" in read_post(hand.messages[-1])
    await database.close()
