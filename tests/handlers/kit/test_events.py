"""What one subject says has happened is heard by the others in the same commit, or none of it is kept."""

import ast
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import handlers
from handlers import CONVERSATIONS
from handlers.desk.desk import Desk
from handlers.kit.conversation import Conversation
from handlers.kit.events import Event
from handlers.kit.turn import Moment, Turn
from handlers.kit.ui import Action, Reply, says
from scheme.audience import Audience
from scheme.refusal import Gone
from storage import people
from storage.engine.database import Database
from storage.work import Work
from tests.support.dialogue import Stage
from tests.support.stage import MAYA, set_stage

ROOT = Path(handlers.__file__).parent


@dataclass(frozen=True, kw_only=True)
class RoomBooked(Event):
    """Something that happens in these tests alone."""

    email: str


@dataclass(frozen=True, kw_only=True)
class LightsOut(Event):
    """Something that nobody hears."""


OURS = {RoomBooked, LightsOut}
booking = Conversation(name="booking")
cleaning = Conversation(name="cleaning")
heating = Conversation(name="heating")
heard: list[str] = []


@booking.step("book", Audience.ANYONE)
async def book(turn: Turn, work: Work) -> Reply:
    await turn.happened(work, RoomBooked(email=turn.given("for")))
    await turn.happened(work, LightsOut())
    return says(f"Booked; {', '.join(heard)} know.")


@heating.hears(RoomBooked)
async def warms(moment: Moment, work: Work, event: RoomBooked) -> None:
    heard.append("heating")
    if event.email == "cold@moor.example.org":
        raise Gone


@cleaning.hears(RoomBooked)
async def cleans(moment: Moment, work: Work, event: RoomBooked) -> None:
    heard.append("cleaning")
    await people.add(work, "Nia Fell", event.email, moment.definition.zone)


@pytest.fixture
async def scene(database: Database) -> AsyncIterator[Stage]:
    """A stage on either database, with a desk where a room can be booked."""
    stage = await set_stage(database)
    conversations = (cleaning, booking, heating)
    stage.bot.desk = Desk(stage.bot.database, stage.bot.definitions, conversations)
    heard.clear()
    yield stage
    await stage.bot.stop()


async def _is_known(scene: Stage, email: str) -> bool:
    async with scene.bot.work(writes=False) as work:
        return await people.by_email(work, email) is not None


async def test_all_who_hear_it_act_in_their_order_before_the_reply(scene: Stage) -> None:
    maya = (await scene.person(MAYA)).person_id
    warm = Action(name="booking.book", answers={"for": "warm@moor.example.org"})
    reply = await scene.bot.act(maya, warm, "web:1")
    assert reply.says[0].text == "Booked; cleaning, heating know."
    assert await _is_known(scene, "warm@moor.example.org")


async def test_what_one_of_them_refuses_undoes_all_of_it(scene: Stage) -> None:
    maya = (await scene.person(MAYA)).person_id
    cold = Action(name="booking.book", answers={"for": "cold@moor.example.org"})
    with pytest.raises(Gone):
        await scene.bot.act(maya, cold, "web:1")
    assert heard == ["cleaning", "heating"]
    assert not await _is_known(scene, "cold@moor.example.org")


def _said() -> dict[str, set[str]]:
    """The subjects in which each event is said, by its name."""
    found: dict[str, set[str]] = {}
    for file in sorted(ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            match node:
                case ast.Call(
                    func=ast.Attribute(attr="happened"),
                    args=[_, ast.Call(func=ast.Name(id=event))],
                ):
                    found.setdefault(event, set()).add(file.relative_to(ROOT).parts[0])
                case _:
                    pass
    return found


def test_every_event_is_said_in_one_subject_and_heard_in_another() -> None:
    said = _said()
    page = (ROOT.parent / "docs" / "architecture.md").read_text(encoding="utf-8")
    for event in set(Event.__subclasses__()) - OURS:
        hearing = {
            run.__module__.split(".")[1]
            for conversation in CONVERSATIONS
            for kind, run in conversation.heard
            if kind is event
        }
        assert said.get(event.__name__), f"nobody says {event.__name__}"
        assert f"| `{event.__name__}` |" in page, "docs/architecture.md has a table of them"
        assert hearing - said[event.__name__], f"{event.__name__} is heard where it is said alone"
