"""Ten minutes to take an ending back: nobody else is told, nothing is freed; and never a delay for who needs none (R5.4)."""

from datetime import timedelta

import pytest

from bot.app import Bot
from scheme.application.application import ApplicationStage
from scheme.partnership.ending import MINUTES, Ending
from scheme.partnership.phase import Phase
from storage.engine.database import Database
from tests.support.dialogue import Player, Stage
from tests.support.rounds import (
    act,
    application_of,
    arrived,
    barred,
    cards,
    introduced,
    pair_of,
    places_taken,
    refused,
)
from tests.support.stage import ALEX, IDA, MAYA, PRIYA, ROBIN, TOM, set_stage

pytestmark = pytest.mark.usefixtures("ids_that_count")

PAIR = "partnership:1"


async def begun(scene: Stage) -> tuple[Player, Player]:
    """Maya and Priya, whose partnership is under way."""
    await introduced(scene)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    for person in (maya, priya):
        await act(person, "start.started", PAIR)
    return maya, priya


async def ends(person: Player, how: Ending = Ending.AGREED, **extra: bool | str) -> None:
    await act(person, "end.ended", PAIR, how=str(how), **extra)


async def later(scene: Stage, minutes: int) -> None:
    await scene.bot.advance(scene.bot.clock.now() + timedelta(minutes=minutes))


async def test_nobody_else_is_told_and_nothing_is_freed_before_ten_minutes(scene: Stage) -> None:
    maya, priya = await begun(scene)
    before = str(priya.room)
    group = str(scene.group_room)
    await ends(maya, Ending.CHANGED, reason="Zebra moves.")
    [told] = cards(maya, "Ends at 10:10")
    assert "Nobody else has been told yet" in told
    await later(scene, MINUTES - 1)
    assert str(priya.room) == before
    assert str(scene.group_room) == group
    assert await places_taken(scene, PRIYA) == 1
    assert (await application_of(scene, MAYA)).stage == ApplicationStage.MATCHED
    pair = await pair_of(scene)
    assert (pair.phase, pair.ended_at, pair.ending) == (Phase.ACTIVE, None, None)
    assert cards(maya, "Closing survey") == []
    await later(scene, 1)
    assert len(arrived(scene, priya, "Partnership closed")) == 1
    assert len(arrived(scene, maya, "Partnership closed")) == 1
    assert cards(maya, "Ends at 10:10") == []
    await scene.group_sees("P-1, partnership: ended early.")
    assert await places_taken(scene, PRIYA) == 0
    pair = await pair_of(scene)
    assert (pair.phase, pair.ending, pair.reason) == (Phase.ENDED, Ending.CHANGED, "Zebra moves.")
    assert pair.ended_by == maya.person_id
    assert pair.leaves_at is None


async def test_it_can_be_taken_back_and_goes_on_as_it_was(scene: Stage) -> None:
    maya, priya = await begun(scene)
    before = (await pair_of(scene)).due(scene.bot.definitions["aln"])
    room = str(priya.room)
    await ends(priya, Ending.NOT_WORKING, reason="Zebra.")
    own = str(priya.room)
    assert own != room
    await priya.presses("Take it back")
    assert "goes on as it was, and nobody was told otherwise" in cards(priya, "It goes on")[0]
    pair = await pair_of(scene)
    assert (pair.leaves_at, pair.leaves_by, pair.leaves_as, pair.leaves_why) == (None,) * 4
    assert pair.due(scene.bot.definitions["aln"]) == before
    await later(scene, 60)
    assert (await pair_of(scene)).is_live
    assert cards(maya, "Partnership closed") == []
    assert await places_taken(scene, PRIYA) == 1
    await act(priya, "end.taken_back", PAIR)  # a second press says the same
    assert (await pair_of(scene)).is_live


async def test_the_partner_sees_that_it_stands_and_can_do_all_that_they_could(scene: Stage) -> None:
    maya, priya = await begun(scene)
    await ends(maya)
    await priya.says("hello")
    await priya.does_not_see("Ends at")
    day = scene.bot.clock.now().date().isoformat()
    await act(priya, "meet.logged", PAIR, day=day, minutes="60", how="phone")
    await maya.says("hello")
    await maya.sees("Ends at 10:10", "Take it back", "End it now")
    await maya.says("end my partnership")
    await maya.sees("Nobody else has been told yet")
    for step in ("taken_back", "at_once"):
        await barred(await scene.person(TOM), f"end.{step}", PAIR)


async def test_the_partner_can_neither_take_it_back_nor_hurry_it(scene: Stage) -> None:
    maya, priya = await begun(scene)
    await ends(maya)
    for step in ("taken_back", "at_once"):
        await act(priya, f"end.{step}", PAIR)
        pair = await pair_of(scene)
        assert pair.is_left_by(maya.person_id)
        assert pair.is_live


async def test_after_ten_minutes_it_is_too_late_to_take_it_back(scene: Stage) -> None:
    maya, _ = await begun(scene)
    await ends(maya)
    await later(scene, MINUTES)
    assert "It has ended meanwhile" in await refused(maya, "end.taken_back", PAIR)
    assert "is closed" in await refused(maya, "end.at_once", PAIR)


async def test_who_would_not_wait_ends_it_now_with_one_press_or_one_tick(scene: Stage) -> None:
    maya, priya = await begun(scene)
    await ends(maya)
    await maya.presses("End it now")
    assert cards(priya, "Partnership closed")
    assert await places_taken(scene, PRIYA) == 0
    await scene.forward(1)
    assert len(arrived(scene, priya, "Partnership closed")) == 1


async def test_a_tick_ends_it_at_once(scene: Stage) -> None:
    maya, priya = await begun(scene)
    await maya.says("end my partnership")
    await maya.sees("End it at once, without the ten minutes", "do not feel safe")
    await maya.fills(how=str(Ending.NOT_WORKING), now=True)
    await maya.submits()
    assert cards(priya, "Partnership closed")
    assert cards(maya, "Ends at 10:10") == []


@pytest.mark.parametrize("first", ["complaint", "ending"])
async def test_whoever_complains_does_not_wait(scene: Stage, first: str) -> None:
    maya, priya = await begun(scene)
    if first == "ending":
        await ends(maya)
    await act(maya, "concern.send", "", about="scheme", text="Zebra happened.")
    if first == "complaint":
        await ends(maya)
    assert not (await pair_of(scene)).is_live
    assert cards(priya, "Partnership closed")
    assert "Zebra" not in str(priya.room)


async def test_somebody_elses_complaint_hurries_nothing(scene: Stage) -> None:
    maya, priya = await begun(scene)
    await ends(maya)
    await act(priya, "concern.send", "", about="scheme", text="Zebra happened.")
    assert (await pair_of(scene)).is_live


async def test_when_the_partner_ends_it_meanwhile_it_is_over_and_both_words_are_kept(
    scene: Stage,
) -> None:
    maya, priya = await begun(scene)
    ida = await scene.person(IDA)
    await ends(maya, Ending.COMPLETED, reason="Apricot.")
    await ends(priya, Ending.NOT_WORKING, reason="Quince.")
    pair = await pair_of(scene)
    assert (pair.phase, pair.ending) == (Phase.ENDED, Ending.NOT_WORKING)
    assert (pair.ended_by, pair.reason) == (maya.person_id, "Apricot.")
    assert (pair.leaves_by, pair.leaves_why) == (priya.person_id, "Quince.")
    for person in (maya, priya):
        assert len(cards(person, "Partnership closed")) == 1
    await ida.presses_in_channel("Open", card="P-1")
    await ida.sees("Apricot.", "Quince.", "Priya Nair ended it too")
    assert "It has ended meanwhile" in await refused(maya, "end.taken_back", PAIR)


async def test_said_once_more_the_moment_stays_and_the_way_is_the_later_one(scene: Stage) -> None:
    maya, _ = await begun(scene)
    await ends(maya, Ending.AGREED)
    await later(scene, 4)
    await ends(maya, Ending.CHANGED)
    await later(scene, MINUTES - 4)
    pair = await pair_of(scene)
    assert (pair.phase, pair.ending) == (Phase.ENDED, Ending.CHANGED)


async def test_the_wait_outlives_the_process(database: Database) -> None:
    scene = await set_stage(database)
    maya, _ = await begun(scene)
    await ends(maya)
    await scene.bot.stop()
    again = Bot(
        settings=scene.bot.settings,
        database=database,
        definitions=scene.bot.definitions,
        clock=scene.bot.clock,
    )
    again.channels.append(scene.channel)
    await again.advance(again.clock.now() + timedelta(minutes=MINUTES))
    assert not (await pair_of(scene)).is_live
    await again.stop()


async def test_a_mentee_who_looks_elsewhere_can_take_that_back_too(scene: Stage) -> None:
    maya, priya = await begun(scene)
    await act(priya, "pause.paused", PAIR, until="2027-03-01")
    await maya.says("hello")
    shown = await act(maya, "end.instead", PAIR)
    assert "10 minutes" in str(shown.window)
    await act(maya, "end.replaced", PAIR)
    await maya.presses("Take it back")
    assert (await pair_of(scene)).phase == Phase.PAUSED
    await act(maya, "end.replaced", PAIR)
    assert (await application_of(scene, MAYA)).stage == ApplicationStage.MATCHED
    await later(scene, MINUTES)
    mentee = await application_of(scene, MAYA)
    assert (mentee.stage, mentee.priority) == (ApplicationStage.ELIGIBLE, True)
    assert "looks for another mentor" in cards(maya, "Partnership closed")[0]


async def test_for_a_caller_it_waits_as_well_and_they_can_take_it_back(scene: Stage) -> None:
    maya, priya = await begun(scene)
    alex = await scene.person(ALEX)
    given = {"phone_for": str(maya.person_id), "phone_step": "end.ended", "how": "not working"}
    await act(alex, "phone.do", PAIR, **given)
    assert "the end of your partnership" in cards(maya, "Noted after your call")[0]
    assert cards(priya, "Partnership closed") == []
    await maya.presses("Take it back")
    assert (await pair_of(scene)).is_live


async def test_the_group_learns_nothing_while_it_can_be_taken_back(scene: Stage) -> None:
    maya, _ = await begun(scene)
    await ends(maya, Ending.NOT_WORKING, reason="Zebra.")
    robin = await scene.person(ROBIN)
    for step in ("meet.overview", "end.overview"):
        shown = str(await act(robin, step, PAIR))
        assert "Zebra" not in shown
        assert "What we learnt" not in shown
        assert "what we learnt" not in shown
    assert "right fit" in await refused(robin, "end.lessons", PAIR)
