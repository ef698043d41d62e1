"""Performing an action: what comes in twice is done once, also where one step leads to another."""

import pytest

from dialogue import Stage
from handlers.kit.flow import Conversation, Desk
from handlers.kit.turn import Turn
from handlers.kit.ui import Action, Reply, says
from scheme.audience import Audience
from stage import MAYA, START
from storage.work import Busy, Unsure, Work

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


@pytest.mark.parametrize("reaches", [True, False])
async def test_an_action_whose_commit_broke_off_is_done_once_and_answered_as_if_nothing_had_happened(
    scene: Stage, monkeypatch: pytest.MonkeyPatch, *, reaches: bool
) -> None:
    desk = Desk(scene.bot.database, scene.bot.definitions, (counting,))
    maya = (await scene.person(MAYA)).person_id
    _breaks_off_once(monkeypatch, reaches=reaches)
    before = len(counted)
    reply = await desk.perform(maya, Action("counting.act"), START, f"web:broken:{reaches}")
    assert len(counted) == before + (1 if reaches else 2)
    assert await desk.perform(maya, Action("counting.act"), START, f"web:broken:{reaches}") == reply


async def test_where_nothing_tells_whether_it_was_kept_the_person_is_told_so(
    scene: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(scene.bot.database, scene.bot.definitions, (counting,))
    maya = (await scene.person(MAYA)).person_id
    _breaks_off_once(monkeypatch, reaches=True)
    with pytest.raises(Unsure):
        await desk.perform(maya, Action("counting.act"), START)

    times: list[object] = []

    async def busy_then(*given: object) -> Reply:
        times.append(given)
        raise Unsure if len(times) == 1 else Busy

    monkeypatch.setattr(desk, "_perform", busy_then)
    with pytest.raises(Unsure):  # not that nothing was saved, which nobody knows
        await desk.perform(maya, Action("counting.act"), START, "web:busy")
    assert len(times) == 2


def _breaks_off_once(monkeypatch: pytest.MonkeyPatch, *, reaches: bool) -> None:
    """The next commit is lost on its way, or only its answer is."""
    commit = Work._commit
    broken: list[Work] = []

    async def lost(work: Work) -> None:
        if broken or not work.writes:
            return await commit(work)
        broken.append(work)
        if reaches:
            await commit(work)
        raise Unsure

    monkeypatch.setattr(Work, "_commit", lost)
