"""Performing an action: what comes in twice is done once, also where one step leads to another."""

import pytest

from dialogue import Stage
from handlers.kit.flow import Conversation, Desk
from handlers.kit.turn import Turn
from handlers.kit.ui import Action, Reply, says
from scheme.audience import Audience
from stage import MAYA, START
from storage.work import Work

counting = Conversation("counting")
counted: list[str] = []


@counting.step("find", Audience.ANYONE, reads=True)
async def find(turn: Turn, work: Work) -> Reply:
    return Reply(then=Action("counting.act"))


@counting.step("act", Audience.ANYONE)
async def act(turn: Turn, work: Work) -> Reply:
    counted.append(turn.action)
    return says(f"Done {len(counted)} times.")


async def test_a_phrase_that_arrives_twice_acts_once_and_gets_the_same_reply(scene: Stage) -> None:
    desk = Desk(scene.bot.database, scene.bot.definitions, (counting,))
    maya = (await scene.person(MAYA)).person_id
    first = await desk.perform(maya, Action("counting.find"), START, "web:1")
    assert await desk.perform(maya, Action("counting.find"), START, "web:1") == first
    assert counted == ["counting.act"]
    assert await desk.perform(maya, Action("counting.find"), START, "web:2") != first


def test_a_step_about_what_nothing_finds_is_a_mistake_at_the_start() -> None:
    with pytest.raises(ValueError, match=r"counting\.look is about pigeon"):
        counting.step("look", Audience.PARTY, about="pigeon")
