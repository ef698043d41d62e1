"""A corner of Slack for single scenes: the town before anybody has said a word, with the Group in its channel."""

import logging
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager

import pytest
import structlog
from sqlalchemy import func, select

from bot.pacing import Pacer
from bot.slack.app import Slack
from scheme.definition.definition import Definition
from scheme.room import Room
from storage import people, tables
from storage.engine.database import Database
from storage.platforms import rooms
from tests.platforms.stage import SECONDS, UNPACED
from tests.slack.api import stubbed
from tests.slack.hand import Hand, pressable
from tests.slack.reading import read_modal, read_post
from tests.slack.stage import SlackStage, Town, install, served, settings
from tests.slack.world import Channel, Json, Modal, Post, User, World
from tests.support.dialogue import Stage
from tests.support.stage import set_stage


@asynccontextmanager
async def slack_corner(
    database: Database, *, socket: bool = False, mentees_give: Sequence[Json] = ()
) -> AsyncIterator[SlackStage]:
    """A stage like `slack_stage`, on which nobody has opened anything yet.

    `mentees_give` are further fields of their form. The bot's own words do not come back to it, so that the last event is somebody's.
    """
    async with stubbed(World(patience=SECONDS, echoes=False)) as stub:
        town = Town(stub.world)
        stage = await set_stage(database, asking(town.scheme(), mentees_give))
        slack = Slack(stage.bot, settings(stub, socket=socket), Pacer(*UNPACED))
        stage.bot.channels[:] = [slack.channel]
        async with served(stage, stub, slack, socket=socket):
            for team in town.all_teams():
                await install(slack, team)
            scene = SlackStage(stage, stub, town, slack, by_command=False)
            await make_room(scene)
            yield scene


def asking(definition: Definition, fields: Sequence[Json]) -> Definition:
    """A scheme that asks mentees for more."""
    data = definition.model_dump()
    data["forms"]["mentee"] = [*data["forms"]["mentee"], *fields]
    return Definition.model_validate(data)


async def make_room(scene: SlackStage) -> None:
    """The channel is the Group's, and all its members read it."""
    scene.channel.members.add(scene.town.group_team.bot_user.id)
    async with scene.bot.work() as work:
        readers = [one.person_id for one in await people.group(work, "aln")]
        place = scene.channel
        await rooms.move(
            work,
            Room(
                scheme="aln",
                platform="slack",
                workspace=place.team.id,
                channel=place.id,
                since=work.now,
                readers=readers,
            ),
        )


@asynccontextmanager
async def restarted(scene: SlackStage) -> AsyncIterator[Slack]:
    """The same bot in a new process, as far as Slack can tell: nothing of what was in memory is known."""
    slack = Slack(scene.bot, settings(scene.stub, socket=False), Pacer(*UNPACED))
    scene.bot.channels[:] = [slack.channel]
    async with served(scene.stage, scene.stub, slack, socket=False):
        yield slack


def said(posts: Sequence[Post]) -> list[str]:
    """What the bot wrote, message by message."""
    return [read_post(one) for one in posts if one.by_bot]


def shown(hand: Hand) -> str:
    """What somebody's window says, "" when none is open."""
    return read_modal(hand.modal) if hand.modal else ""


async def press(hand: Hand, place: Post | Modal, label: str) -> None:
    """Press a button by its words."""
    blocks = place.view["blocks"] if isinstance(place, Modal) else place.blocks
    block, button = pressable(blocks, label)[0]
    await hand.presses(place, button, block)


async def rows(stage: Stage | SlackStage, table: str, **where: object) -> int:
    """How many rows of a table there are."""
    one = tables.metadata.tables[table]
    query = (
        select(func.count())
        .select_from(one)
        .where(*(one.c[key] == value for key, value in where.items()))
    )
    async with stage.bot.work(writes=False) as work:
        return int((await work.session.scalars(query)).one())


async def outsider(scene: SlackStage, name: str = "Omar Vale") -> Hand:
    """Somebody in Fellside's workspace by an address that nobody vouches for."""
    user: User = scene.town.teams["fellside"].add_user(name, "omar@vale.example.com")
    return Hand(scene.stub, user)


def in_channel(scene: SlackStage, hand: Hand) -> Channel:
    """A public channel of somebody's workspace, in which the bot is not."""
    return hand.user.team.add_channel("tea-room", hand.user)


@contextmanager
def everything_logged(caplog: pytest.LogCaptureFixture) -> Iterator[list[str]]:
    """Every line that is logged by whatever library, at its most talkative; it is filled at the end."""
    lines: list[str] = []
    caplog.set_level(logging.DEBUG)
    with structlog.testing.capture_logs() as structured:
        yield lines
    lines += [str(one) for one in structured]
    lines += [f"{one.name} {one.getMessage()} {one.exc_text or ''}" for one in caplog.records]


async def of_group(scene: SlackStage, email: str) -> Hand:
    """A member of the Group, in its workspace."""
    hand = (await scene.person(email)).group_hand
    assert hand is not None
    return hand


def typed_in(hand: Hand) -> str:
    """What the inputs of the open window hold."""
    assert hand.modal is not None
    held = [held for block in hand.modal.state.values() for held in block.values()]
    return "\n".join(str(one.get("value") or "") for one in held)
