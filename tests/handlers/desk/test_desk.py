"""Performing an action: what comes in twice is done once, also where one step leads to another; looking stops nobody."""

import asyncio

import pytest
from sqlalchemy import select

from handlers.desk.desk import Desk
from handlers.kit.conversation import Conversation, Step
from handlers.kit.turn import Turn
from handlers.kit.ui import Action, Form, Reply, View, says
from scheme.audience import Audience
from scheme.forms.fields import ShortText
from scheme.subject import NOTHING_IN_PARTICULAR
from storage.tables import audit, drafts
from storage.work import Busy, Unsure, Work
from tests.support.dialogue import Stage
from tests.support.stage import MAYA, NOAH, START

counting = Conversation(name="counting")
counted: list[str] = []


@counting.step("find", Audience.ANYONE, reads=True)
async def find(turn: Turn, work: Work) -> Reply:
    return Reply(then=Action(name="counting.act"))


@counting.step("act", Audience.ANYONE)
async def act(turn: Turn, work: Work) -> Reply:
    counted.append(turn.action)
    return says(f"Done {len(counted)} times.")


BOUND = 20.0  # seconds that a test waits for what comes at once
looking = Conversation(name="looking")
WORD = ShortText(key="word", label="A word")


@looking.step("long", Audience.ANYONE, opens=True)
async def look_for_long(turn: Turn, work: Work) -> Reply:
    began, goes_on = gates[work.database]
    began.set()
    await goes_on.wait()
    return Reply(window=View(title="Something of their own", parts=()))


@looking.step("ask", Audience.ANYONE, opens=True)
async def ask(turn: Turn, work: Work) -> Reply:
    return Reply(window=Form(title="Which?", action="looking.found", fields=(WORD,), submit="Look"))


@looking.step("found", Audience.ANYONE, opens=True)
async def found(turn: Turn, work: Work) -> Reply:
    return Reply(window=View(title="Found", parts=()))


@looking.step("see", Audience.ANYONE, reads=True)
async def see(turn: Turn, work: Work) -> Reply:
    return says("Nothing confidential.")


gates: dict[object, tuple[asyncio.Event, asyncio.Event]] = {}


async def test_a_phrase_that_arrives_twice_acts_once_and_gets_the_same_reply(scene: Stage) -> None:
    desk = Desk(scene.bot.database, scene.bot.definitions, (counting,))
    maya = (await scene.person(MAYA)).person_id
    first = await desk.perform(maya, Action(name="counting.find"), START, "web:1")
    assert await desk.perform(maya, Action(name="counting.find"), START, "web:1") == first
    assert counted == ["counting.act"]
    assert await desk.perform(maya, Action(name="counting.find"), START, "web:2") != first


@pytest.mark.parametrize("reaches", [True, False])
async def test_an_action_whose_commit_broke_off_is_done_once_and_answered_as_if_nothing_had_happened(
    scene: Stage, monkeypatch: pytest.MonkeyPatch, *, reaches: bool
) -> None:
    desk = Desk(scene.bot.database, scene.bot.definitions, (counting,))
    maya = (await scene.person(MAYA)).person_id
    _breaks_off_once(monkeypatch, reaches=reaches)
    before = len(counted)
    reply = await desk.perform(maya, Action(name="counting.act"), START, f"web:broken:{reaches}")
    assert len(counted) == before + (1 if reaches else 2)
    assert (
        await desk.perform(maya, Action(name="counting.act"), START, f"web:broken:{reaches}")
        == reply
    )


async def test_where_nothing_tells_whether_it_was_kept_the_person_is_told_so(
    scene: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(scene.bot.database, scene.bot.definitions, (counting,))
    maya = (await scene.person(MAYA)).person_id
    _breaks_off_once(monkeypatch, reaches=True)
    with pytest.raises(Unsure):
        await desk.perform(maya, Action(name="counting.act"), START)

    times: list[object] = []

    async def busy_then(*given: object) -> Reply:
        times.append(given)
        raise Unsure if len(times) == 1 else Busy

    monkeypatch.setattr(desk, "_commit", busy_then)
    with pytest.raises(Unsure):  # not that nothing was saved, which nobody knows
        await desk.perform(maya, Action(name="counting.act"), START, "web:busy")
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


async def _audited(stage: Stage) -> list[str]:
    async with stage.bot.work(writes=False) as work:
        names = select(audit.c.action).where(audit.c.action.regexp_match("^(counting|looking)"))
        return list((await work.session.scalars(names.order_by(audit.c.id))).all())


@pytest.fixture
def desk(scene: Stage) -> Desk:
    """A desk of steps that look, and of one that acts."""
    gates[scene.bot.database] = asyncio.Event(), asyncio.Event()
    return Desk(scene.bot.database, scene.bot.definitions, (counting, looking))


async def test_while_somebody_looks_at_something_others_act_and_it_is_audited_before_it_is_shown(
    scene: Stage, desk: Desk
) -> None:
    maya, noah = (await scene.person(MAYA)).person_id, (await scene.person(NOAH)).person_id
    began, goes_on = gates[scene.bot.database]
    looks = asyncio.create_task(desk.perform(maya, Action(name="looking.long"), START))
    async with asyncio.timeout(BOUND):
        await began.wait()
        await desk.perform(noah, Action(name="counting.act"), START)
    assert await _audited(scene) == ["counting.act"]
    goes_on.set()
    assert (await looks).window is not None
    assert await _audited(scene) == ["counting.act", "looking.long"]


async def test_what_cannot_be_audited_is_not_shown(
    scene: Stage, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    maya = (await scene.person(MAYA)).person_id
    enter = Work.__aenter__

    async def nobody_writes(work: Work) -> Work:
        if work.writes:
            raise Busy
        return await enter(work)

    monkeypatch.setattr(Work, "__aenter__", nobody_writes)
    with pytest.raises(Busy):
        await desk.perform(maya, Action(name="looking.found"), START)
    assert await _audited(scene) == []
    assert (await desk.perform(maya, Action(name="looking.see"), START)).says


@pytest.mark.parametrize("kind", ["opens", "reads"])
async def test_what_was_sent_to_a_step_that_only_shows_is_no_draft_any_more(
    scene: Stage, desk: Desk, kind: str
) -> None:
    maya = (await scene.person(MAYA)).person_id
    desk.steps["looking.found"] = Step(
        run=found, audience=Audience.ANYONE, reads=kind == "reads", opens=kind == "opens"
    )
    form = (await desk.perform(maya, Action(name="looking.ask"), START)).window
    assert isinstance(form, Form)
    await desk.keep(maya, form, {"word": "cataloguing"}, {}, START)
    await desk.perform(
        maya,
        Action(
            name="looking.found",
            subject=NOTHING_IN_PARTICULAR,
            answers={"word": "cataloguing"},
            opener=form.opener,
        ),
        START,
    )
    async with scene.bot.work(writes=False) as work:
        assert (await work.session.scalars(select(drafts.c.id))).all() == []
