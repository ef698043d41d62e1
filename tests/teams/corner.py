"""A corner of Teams for single scenes: the town before anybody has said a word, with the Group in its channel."""

import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, select, update

from bot.app import Bot
from bot.pacing import Pacer
from bot.teams.app import Teams
from bot.teams.wire.place import TEAMS
from scheme.room import Room
from storage import people, tables
from storage.engine.database import Database
from storage.platforms import installations, rooms
from storage.platforms.installations import Installed
from tests.platforms.stage import SECONDS, UNPACED
from tests.support.dialogue import Stage
from tests.support.stage import set_stage
from tests.teams.api import teams_stubbed
from tests.teams.dialogs import Dialog
from tests.teams.dialogs import shown as dialog_shown
from tests.teams.hand import THand
from tests.teams.inputs import pressable
from tests.teams.reading import read_activity, read_card, read_task
from tests.teams.rules import check_invoke, check_task
from tests.teams.stage import TeamsStage, TeamsTown, settings, teams_served
from tests.teams.wire import Heard
from tests.teams.world import Activity, Conversation, Json, World


@asynccontextmanager
async def teams_corner(database: Database) -> AsyncIterator[TeamsStage]:
    """A stage like `teams_stage`, on which nobody was greeted: everybody has the app, and the bot is in the channel."""
    async with teams_stubbed(World(patience=SECONDS)) as stub:
        town = TeamsTown(stub.world)
        stage = await set_stage(database, town.scheme())
        teams = Teams(stage.bot, settings(stub), Pacer(*UNPACED))
        stage.bot.channels[:] = [teams.channel]
        scene = TeamsStage(stage, stub, town, teams)
        await _in_town(scene)
        async with teams_served(stage, stub, teams):
            if teams._catching_up is not None:  # so that it is no surprise to a scene who is known
                await teams._catching_up
            yield scene


async def _in_town(scene: TeamsStage) -> None:
    """What the bot has learnt of the town: where each tenant is served, and that the channel is the Group's."""
    scene.town.team.install()
    async with scene.bot.work() as work:
        for tenant in scene.town.all_tenants():
            body = {"service_url": tenant.service_url, "bot": scene.stub.world.bot_id}
            await installations.keep(
                work,
                TEAMS,
                Installed(enterprise="", workspace=tenant.id, token=None, body=body, gone_at=None),
            )
        readers = [one.person_id for one in await people.group(work, "aln")]
        there = scene.channel
        await rooms.move(
            work,
            Room(
                scheme="aln",
                platform=TEAMS,
                workspace=there.tenant.id,
                channel=there.id,
                since=work.now,
                readers=readers,
            ),
        )


@asynccontextmanager
async def restarted(scene: TeamsStage) -> AsyncIterator[Teams]:
    """The same bot in a new process, as far as Teams can tell: nothing of what was in memory is known."""
    teams = Teams(scene.bot, settings(scene.stub), Pacer(*UNPACED))
    scene.bot.channels[:] = [teams.channel]
    scene.teams = teams
    async with teams_served(scene.stage, scene.stub, teams):
        yield teams


@contextmanager
def held(database: Database) -> Iterator[None]:
    """Another program holds the database: it can be read, and nothing can be written."""
    assert database.file is not None
    with closing(sqlite3.connect(database.file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


async def hand_of(scene: TeamsStage, email: str, *, mobile: bool = False) -> THand:
    """Somebody in their employer's tenant, whom the bot has heard and answered."""
    hand = (await scene.person(email)).hand
    hand.mobile = mobile
    await hand.types("hello")
    await scene.settled()
    return hand


async def of_group(scene: TeamsStage, email: str) -> THand:
    """A member of the Group, in its tenant."""
    hand = (await scene.person(email)).group_hand
    assert hand is not None
    return hand


def outsider(
    scene: TeamsStage, name: str = "Omar Vale", email: str = "omar@vale.example.com", **more: Any
) -> THand:
    """Somebody in Fellside's tenant by an address that nobody vouches for."""
    return THand(scene.stub, scene.town.tenants["fellside"].add_user(name, email, **more))


# What there is to see


def said(hand: THand, there: Conversation | None = None) -> list[str]:
    """What the bot said, message by message, in somebody's own chat or elsewhere."""
    found = hand.sees_in(there) if there else hand.chat
    return [read_activity(one.body) for one in found if one.by_bot]


def shown(hand: THand) -> str:
    """What somebody's dialog says, "" when none is open."""
    return f"{hand.dialog.title}\n{read_card(hand.dialog.card)}" if hand.dialog else ""


def with_button(hand: THand, label: str, there: Conversation | None = None) -> Activity:
    """The latest message with a button."""
    found = hand.sees_in(there) if there else hand.chat
    for one in reversed(found):
        if one.by_bot and (card := hand.card(one)) and pressable(card, label):
            return one
    raise AssertionError(
        f"{hand.user.name} sees no button {label!r}:\n" + "\n---\n".join(said(hand, there))
    )


async def press(hand: THand, label: str, there: Conversation | None = None) -> Heard:
    """Press the latest button of a label: of the dialog when one is open, else in a chat."""
    place: Dialog | Activity = hand.dialog or with_button(hand, label, there)
    if isinstance(place, Dialog):
        return await hand.presses(place, label)
    card = hand.card(place)
    assert card is not None
    return await hand.presses(place, pressable(card, label)[0])


async def opens(hand: THand, words: str) -> Dialog:
    """Say what leads to a window, and open it."""
    await hand.types(words)
    await press(hand, "Open")
    assert hand.dialog is not None, said(hand)
    return hand.dialog


async def rows(stage: Stage | TeamsStage, table: str, **where: object) -> int:
    """How many rows of a table there are."""
    one = tables.metadata.tables[table]
    query = (
        select(func.count())
        .select_from(one)
        .where(*(one.c[key] == value for key, value in where.items()))
    )
    async with stage.bot.work(writes=False) as work:
        return int((await work.session.scalars(query)).one())


async def everything(bot: Bot) -> dict[str, int]:
    """How many rows each table has."""
    async with bot.work(writes=False) as work:
        counted = {}
        for name, one in tables.metadata.tables.items():
            counted[name] = int(
                (await work.session.scalars(select(func.count()).select_from(one))).one()
            )
        return counted


async def due(scene: TeamsStage) -> None:
    """What was put off is due, and is delivered."""
    waiting = tables.metadata.tables["outbox"]
    async with scene.bot.database.writing.begin() as connection:
        await connection.execute(
            update(waiting).values(try_at=datetime.now(UTC) - timedelta(seconds=1))
        )
    await scene.settled()


def pressing(hand: THand, message: Activity, label: str) -> Json:
    """What Teams sends when somebody presses a button of a message: to be sent now, later, or more than once."""
    card = hand.card(message)
    assert card is not None
    button = pressable(card, label)[0]
    data = dict(button.get("data") or {})
    if button["type"] == "Action.Execute":
        return hand.told.execute(hand.user, message, button, data)
    return hand.told.fetch(hand.user, message, data)


def sending(hand: THand, label: str = "", **changed: object) -> Json:
    """What Teams sends when the open dialog is sent, or a button of it pressed; `changed` are inputs and other data."""
    assert hand.dialog is not None
    button = hand.dialog.button(label) if label else hand.dialog.sender
    data = hand.dialog.data(button, mobile=hand.mobile)
    return hand.told.task(
        hand.user,
        hand.dialog.origin,
        {**data, **{key.replace("__", "."): one for key, one in changed.items()}},
    )


def shows(hand: THand, heard: Heard) -> str:
    """What an answer to something that was sent by hand shows, in words; a dialog of it is open from now on."""
    assert heard.status == 200, heard
    if not heard.body:
        return ""
    if "task" not in heard.body:
        check_invoke(heard.body)
        return str(heard.body["value"])
    check_task(heard.body)
    task = heard.body["task"]
    if task["type"] == "continue":
        origin = hand.dialog.origin if hand.dialog else hand.chat[-1]
        hand.dialog = dialog_shown(task["value"], origin)
    return read_task(heard.body)
