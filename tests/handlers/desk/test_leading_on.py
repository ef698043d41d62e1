"""A step that leads on: what acts is committed with what it leads to or not at all; what cannot be shown is said to be kept."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from handlers.desk.desk import Desk
from handlers.desk.errand import MOST_STEPS, Circle, NotShown
from handlers.kit.conversation import Conversation
from handlers.kit.turn import Turn
from handlers.kit.ui import Action, Reply, View, says
from scheme.audience import Audience
from scheme.refusal import Gone, NotAllowed, Refusal
from scheme.subject import NOTHING_IN_PARTICULAR
from storage import people
from storage.engine.database import Database
from storage.tables import audit
from storage.work import Busy, Clash, Fault, Work
from tests.support.dialogue import Stage
from tests.support.stage import MAYA, START, set_stage

NEW = "newcomer@moor.example.org"
leading = Conversation(name="leading")
trouble: list[Exception] = []  # what happens in the second half, one after another


def _strikes() -> None:
    if trouble:
        raise trouble.pop(0)


@leading.step("hear", Audience.ANYONE, reads=True)
async def hear(turn: Turn, work: Work) -> Reply:
    return Reply(
        then=Action(
            name="leading.pass", subject=NOTHING_IN_PARTICULAR, answers={"to": "leading.refuse"}
        )
    )


@leading.step("pass", Audience.ANYONE)
async def pass_on(turn: Turn, work: Work) -> Reply:
    return Reply(
        then=Action(name="leading.add", subject=NOTHING_IN_PARTICULAR, answers=turn.answers)
    )


@leading.step("add", Audience.ANYONE)
async def add(turn: Turn, work: Work) -> Reply:
    await people.add(work, "Nia Fell", NEW, turn.definition.zone)
    return Reply(
        then=Action(name=turn.given("to"), subject=NOTHING_IN_PARTICULAR, answers={"for": "Nia"}),
        otherwise=Action(name="leading.instead"),
    )


@leading.step("finish", Audience.ANYONE)
async def finish(turn: Turn, work: Work) -> Reply:
    _strikes()
    return says("All done.")


@leading.step("show", Audience.ANYONE, opens=True)
async def show(turn: Turn, work: Work) -> Reply:
    _strikes()
    return Reply(window=View(title="What comes next", parts=()))


@leading.step("refuse", Audience.ANYONE)
async def refuse(turn: Turn, work: Work) -> Reply:
    raise Gone


@leading.step("members", Audience.MEMBER)
async def members(turn: Turn, work: Work) -> Reply:
    return says("For members.")


@leading.step("instead", Audience.ANYONE)
async def instead(turn: Turn, work: Work) -> Reply:
    return says(f"Instead, as {turn.given('text')}")


@leading.step("circle", Audience.ANYONE)
async def circle(turn: Turn, work: Work) -> Reply:
    await people.add(work, "Nia Fell", NEW, turn.definition.zone)
    return Reply(then=Action(name="leading.circle"))


@pytest.fixture
async def scene(database: Database) -> AsyncIterator[Stage]:
    """A stage on either database, with a desk of steps that lead on."""
    stage = await set_stage(database)
    stage.bot.desk = Desk(stage.bot.database, stage.bot.definitions, (leading,))
    trouble.clear()
    yield stage
    await stage.bot.stop()


async def _kept(scene: Stage) -> tuple[bool, list[str]]:
    """Whether the newcomer is known, and what is audited as done."""
    async with scene.bot.work(writes=False) as work:
        done = select(audit.c.action).where(
            audit.c.action.startswith("leading"), audit.c.outcome == "done"
        )
        known = await people.by_email(work, NEW) is not None
        return known, list((await work.session.scalars(done.order_by(audit.c.id))).all())


async def test_steps_that_act_are_committed_together(scene: Stage) -> None:
    maya = (await scene.person(MAYA)).person_id
    to = Action(
        name="leading.pass", subject=NOTHING_IN_PARTICULAR, answers={"to": "leading.finish"}
    )
    first = await scene.bot.act(maya, to, "web:1")
    assert first.says[0].text == "All done."
    assert await _kept(scene) == (True, ["leading.pass", "leading.add", "leading.finish"])
    assert await scene.bot.act(maya, to, "web:1") == first
    assert len((await _kept(scene))[1]) == 3


@pytest.mark.parametrize("fault", [Busy(), Fault(), Gone(), RuntimeError("unforeseen")])
async def test_where_the_second_half_fails_nothing_of_the_first_is_kept(
    scene: Stage, fault: Exception
) -> None:
    maya = (await scene.person(MAYA)).person_id
    add = Action(
        name="leading.add", subject=NOTHING_IN_PARTICULAR, answers={"to": "leading.finish"}
    )
    trouble.append(fault)
    if isinstance(fault, Gone):
        assert "Instead" in (await scene.bot.act(maya, add, "web:1")).says[0].text
        assert await _kept(scene) == (False, ["leading.instead"])
        return
    with pytest.raises(Refusal, match="saved"):
        await scene.bot.act(maya, add, "web:1")
    assert await _kept(scene) == (False, [])
    assert (await scene.bot.act(maya, add, "web:1")).says[0].text == "All done."
    assert await _kept(scene) == (True, ["leading.add", "leading.finish"])


async def test_where_the_second_half_meets_somebody_quicker_both_halves_are_done_again_and_once(
    scene: Stage,
) -> None:
    maya = (await scene.person(MAYA)).person_id
    trouble.append(Clash())
    await scene.bot.act(
        maya,
        Action(name="leading.add", subject=NOTHING_IN_PARTICULAR, answers={"to": "leading.finish"}),
    )
    assert await _kept(scene) == (True, ["leading.add", "leading.finish"])


async def test_whoever_may_not_take_the_second_half_has_done_nothing_and_it_is_written_down(
    scene: Stage,
) -> None:
    maya = (await scene.person(MAYA)).person_id
    with pytest.raises(NotAllowed):
        await scene.bot.act(
            maya,
            Action(
                name="leading.add", subject=NOTHING_IN_PARTICULAR, answers={"to": "leading.members"}
            ),
        )
    assert await _kept(scene) == (False, [])
    async with scene.bot.work(writes=False) as work:
        refused = select(audit.c.action, audit.c.person_id).where(audit.c.outcome == "refused")
        assert [tuple(row) for row in await work.session.execute(refused)] == [
            ("leading.members", maya)
        ]


@pytest.mark.parametrize("fault", [Busy(), Fault(), RuntimeError("unforeseen")])
async def test_what_cannot_be_shown_after_something_was_saved_is_not_told_as_if_nothing_was(
    scene: Stage, fault: Exception
) -> None:
    maya = (await scene.person(MAYA)).person_id
    add = Action(name="leading.add", subject=NOTHING_IN_PARTICULAR, answers={"to": "leading.show"})
    trouble.append(fault)
    [told] = (await scene.bot.act(maya, add, "web:1")).says
    assert (
        told.text
        == "What comes next can't be shown just now. Nothing you did is lost; go on in a moment."
    )
    assert await _kept(scene) == (True, ["leading.add"])
    [go_on] = told.buttons
    assert (go_on.label, go_on.action, go_on.answers, go_on.opens) == (
        "Go on",
        "leading.show",
        {"for": "Nia"},
        True,
    )
    shown = await scene.bot.act(
        maya,
        Action(
            name=go_on.action, subject=go_on.subject, answers=go_on.answers, scheme=go_on.scheme
        ),
    )
    assert isinstance(shown.window, View)
    again = await scene.bot.act(
        maya, add, "web:1"
    )  # the platform repeats what it did not see answered
    assert isinstance(again.window, View)
    assert await _kept(scene) == (True, ["leading.add", "leading.show", "leading.show"])


async def test_what_only_shows_holds_no_write_lock_though_what_led_to_it_did(
    scene: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    maya = (await scene.person(MAYA)).person_id
    works: list[bool] = []
    enter = Work.__aenter__

    async def noted(work: Work) -> Work:
        works.append(work.writes)
        return await enter(work)

    monkeypatch.setattr(Work, "__aenter__", noted)
    await scene.bot.act(
        maya,
        Action(name="leading.add", subject=NOTHING_IN_PARTICULAR, answers={"to": "leading.show"}),
    )
    assert works == [True, False, True]  # what acts; what shows; its audit line
    works.clear()
    await scene.bot.act(
        maya,
        Action(
            name="leading.pass", subject=NOTHING_IN_PARTICULAR, answers={"to": "leading.finish"}
        ),
    )
    assert works == [True]


async def test_what_is_typed_may_lead_to_a_form_that_a_rule_refuses_and_to_what_is_done_instead(
    scene: Stage,
) -> None:
    maya = (await scene.person(MAYA)).person_id
    reply = await scene.bot.act(
        maya, Action(name="leading.hear")
    )  # five steps: as words that send a form in the chat take
    assert reply.says[0].text == f"Instead, as {Gone().text}"
    assert await _kept(scene) == (False, ["leading.instead"])


async def test_steps_that_lead_round_in_a_circle_come_to_an_end_and_keep_nothing(
    scene: Stage,
) -> None:
    maya = (await scene.person(MAYA)).person_id
    with pytest.raises(Circle):
        await scene.bot.desk.perform(maya, Action(name="leading.circle"), START)
    assert await _kept(scene) == (False, [])
    assert MOST_STEPS >= 5  # what is typed, said, sent, refused, and asked again


async def test_the_desk_says_that_what_was_done_is_kept(scene: Stage) -> None:
    maya = (await scene.person(MAYA)).person_id
    trouble.append(Busy())
    with pytest.raises(NotShown):
        await scene.bot.desk.perform(
            maya,
            Action(
                name="leading.add", subject=NOTHING_IN_PARTICULAR, answers={"to": "leading.show"}
            ),
            START,
        )
