"""Prompts around a meeting: one at a time, in a window, skippable, none again before all were seen (R6.4)."""

from datetime import UTC, datetime
from itertools import pairwise

from handlers.kit.ui import Prose, View
from scheme.meeting.prompt import prompts_for
from tests.support import pairs
from tests.support.dialogue import Player, Stage
from tests.support.rounds import act, barred, definition_of
from tests.support.stage import MAYA, NOAH, PRIYA, TOM


def shown(player: Player) -> str:
    """The one prompt in the open window."""
    assert isinstance(player.window, View)
    [part] = player.window.parts
    assert isinstance(part, Prose)
    return part.text


async def runs_through(player: Player, count: int) -> list[str]:
    """The texts of so many prompts, one after another."""
    found = [shown(player)]
    for _ in range(count - 1):
        await player.presses("Another")
        found.append(shown(player))
    return found


async def test_prompts_come_one_at_a_time_and_none_again_before_all_were_seen(scene: Stage) -> None:
    await pairs.pair(scene, MAYA, PRIYA)
    maya, offered = (
        await scene.person(MAYA),
        prompts_for(definition_of(scene), "mentee", "preparing"),
    )
    await maya.says("help me prepare")
    await maya.sees("Before you meet", "Another", "That's enough")
    texts = await runs_through(maya, 2 * len(offered))
    assert len(offered) >= 6
    assert set(texts[: len(offered)]) == set(texts[len(offered) :]) == {one.text for one in offered}
    assert all(one != other for one, other in pairwise(texts))


async def test_what_was_seen_stays_seen_until_another_day(scene: Stage) -> None:
    await pairs.pair(scene, MAYA, PRIYA)
    maya = await scene.person(MAYA)
    await maya.says("prompts")
    first = shown(maya)
    await maya.closes()
    await scene.forward(3)
    await maya.says("prompts")
    assert shown(maya) != first


async def test_mentee_and_mentor_are_asked_other_things(scene: Stage) -> None:
    number = await pairs.pair(scene, MAYA, PRIYA)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await act(maya, "prepare.ask", f"partnership:{number}", stage="meeting")
    await maya.says("prompts")
    await priya.says("prompts")
    assert shown(maya) != shown(priya)
    assert shown(priya) == prompts_for(definition_of(scene), "mentor", "preparing")[0].text


async def test_what_a_mentor_saw_for_one_mentee_is_new_for_the_other(scene: Stage) -> None:
    first, second = await pairs.pair(scene, MAYA, PRIYA), await pairs.pair(scene, NOAH, PRIYA)
    priya = await scene.person(PRIYA)
    texts = []
    for number in (first, second):
        reply = await act(priya, "prepare.ask", f"partnership:{number}", stage="closing")
        priya.window = reply.window
        texts.append(shown(priya))
    assert texts[0] == texts[1]


async def test_one_stage_leads_to_the_next_and_the_last_to_a_reflection(scene: Stage) -> None:
    await pairs.pair(scene, MAYA, PRIYA)
    maya = await scene.person(MAYA)
    await maya.says("prompts")
    for title in ("While you meet", "As you close", "Looking back"):
        await maya.presses(title)
        await maya.sees(title)
    await maya.presses("Write a reflection")
    await maya.sees("A reflection", "Only you can see this.")


async def test_enough_is_enough_and_nothing_follows(scene: Stage) -> None:
    await pairs.pair(scene, MAYA, PRIYA)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await maya.says("prompts")
    before = len(priya.room.messages)
    await maya.presses("That's enough")
    assert maya.window is None
    await scene.forward(7)
    assert len(priya.room.messages) == before


async def test_without_being_told_the_stage_is_that_of_the_meeting_planned(scene: Stage) -> None:
    await pairs.pair(scene, MAYA, PRIYA)
    maya = await scene.person(MAYA)
    await maya.says("plan our next meeting")
    await maya.fills(day="2027-01-18", hour="14:00", minutes="60")
    await maya.submits()
    for hour, minute, title in (
        (13, 59, "Before you meet"),
        (14, 1, "While you meet"),
        (14, 50, "As you close"),
        (15, 1, "Looking back"),
    ):
        await scene.bot.advance(datetime(2027, 1, 18, hour, minute, tzinfo=UTC))
        await maya.says("prompts")
        await maya.sees(title)


async def test_a_logged_meeting_offers_to_look_back(scene: Stage) -> None:
    await pairs.pair(scene, MAYA, PRIYA)
    maya = await scene.person(MAYA)
    await maya.says("log a meeting")
    await maya.submits()
    await maya.presses("Look back")
    await maya.sees("Looking back", "Write a reflection")


async def test_nobody_else_opens_a_pairs_prompts(scene: Stage) -> None:
    number = await pairs.pair(scene, MAYA, PRIYA)
    assert await barred(await scene.person(TOM), "prepare.ask", f"partnership:{number}")


async def test_a_scheme_without_prompts_says_so_and_offers_none_to_look_back_on(
    scene: Stage,
) -> None:
    definition = definition_of(scene)
    scene.bot.desk.definitions = {definition.key: definition.model_copy(update={"prompts": ()})}
    await pairs.pair(scene, MAYA, PRIYA)
    maya = await scene.person(MAYA)
    await maya.says("prompts")
    await maya.sees("There is nothing for this moment")
    await maya.says("log a meeting")
    await maya.submits()
    await maya.does_not_see("Look back")
