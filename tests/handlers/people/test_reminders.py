"""Reminders: one a week, in working hours where the person is, fewer or none when they say so (R12.4)."""

from datetime import UTC, date, datetime, timedelta

from handlers.kit.ui import Form
from scheme.people import Person
from storage import partnerships, people
from tests.support import pairs
from tests.support.dialogue import Player, Stage
from tests.support.rounds import act
from tests.support.stage import MAYA, NOAH, PRIYA, TOM

NUDGE = "No meeting with"
DUE = datetime(2027, 2, 22, 9, 0, tzinfo=UTC)  # six weeks after the start, a Monday


def nudges(player: Player, text: str = NUDGE) -> int:
    """How many messages in a chat hold a text."""
    return sum(text in one.text for one in player.room.messages.values())


async def kept(scene: Stage, player: Player) -> Person:
    """Somebody as the database has them."""
    async with scene.bot.work(writes=False) as work:
        return await people.by_id(work, player.person_id)


async def lives_in(scene: Stage, player: Player, zone: str) -> None:
    """Somebody's clock."""
    async with scene.bot.work() as work:
        (await people.by_id(work, player.person_id)).zone = zone


async def test_who_wants_no_reminders_gets_none_and_their_partner_still_does(scene: Stage) -> None:
    await pairs.pair(scene, MAYA, PRIYA)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await maya.says("stop reminders")
    await maya.sees("You get one reminder a week at most, in working hours.", "still come.")
    await maya.presses("None at all")
    await maya.sees("No more reminders.", "Your home shows what is next")
    await scene.bot.advance(DUE + timedelta(days=60))
    assert (nudges(maya), nudges(priya)) == (0, 1)
    await maya.says("turn reminders back on")
    await maya.sees("You get no reminders.", "Would you like them again?")
    await maya.presses("Reminders on")
    assert (await kept(scene, maya)).reminders


async def test_reminders_that_rest_come_when_the_rest_is_over(scene: Stage) -> None:
    await pairs.pair(scene, MAYA, PRIYA)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await scene.bot.advance(DUE - timedelta(days=3))
    await maya.says("snooze")
    await maya.presses("Quiet for four weeks")
    await maya.sees("No reminders before Friday 19 March 2027.")
    await scene.bot.advance(datetime(2027, 3, 19, 8, 59, tzinfo=UTC))
    assert (nudges(maya), nudges(priya)) == (0, 1)
    await scene.bot.advance(datetime(2027, 3, 19, 9, 0, tzinfo=UTC))
    assert nudges(maya) == 1


async def test_a_day_until_which_to_be_quiet_can_be_chosen_and_taken_back(scene: Stage) -> None:
    maya = await scene.person(MAYA)
    await maya.says("snooze")
    await maya.presses("Quiet until a date")
    await maya.fills(until="2027-01-11")
    await maya.submits()
    assert "from Tuesday 12 January 2027" in maya.errors["until"]
    assert isinstance(maya.window, Form)
    await maya.fills(until="2027-03-01")
    await maya.submits()
    await maya.sees("No reminders before Monday 1 March 2027.")
    await maya.says("snooze")
    await maya.sees("Reminders rest until Monday 1 March 2027.")
    await maya.presses("Reminders on")
    assert (await kept(scene, maya)).quiet_until is None


async def test_to_ask_for_a_while_brings_reminders_back_that_were_off(scene: Stage) -> None:
    maya = await scene.person(MAYA)
    await act(maya, "quiet.off")
    await act(maya, "quiet.rest")
    one = await kept(scene, maya)
    assert (one.reminders, one.quiet_until) == (True, date(2027, 2, 8))


async def test_the_button_on_a_nudge_leads_to_fewer_of_them(scene: Stage) -> None:
    await pairs.pair(scene, MAYA, PRIYA)
    maya = await scene.person(MAYA)
    await scene.bot.advance(DUE)
    await maya.presses("Not now", card=NUDGE)
    await maya.presses("Quiet for four weeks")
    assert (await kept(scene, maya)).quiet_until == DUE.date() + timedelta(weeks=4)


async def test_nobody_hears_of_two_things_they_did_not_ask_for_within_a_week(scene: Stage) -> None:
    await pairs.pair(scene, MAYA, PRIYA)
    await pairs.pair(scene, NOAH, PRIYA, days_ago=-2)
    priya, noah = await scene.person(PRIYA), await scene.person(NOAH)
    await scene.bot.advance(DUE + timedelta(days=2))
    assert (nudges(priya), nudges(noah)) == (1, 1)
    await scene.bot.advance(DUE + timedelta(days=7, minutes=-1))
    assert nudges(priya) == 1
    await scene.bot.advance(DUE + timedelta(days=7))
    assert nudges(priya) == 2


async def test_a_nudge_waits_for_working_hours_where_the_person_is(scene: Stage) -> None:
    await pairs.pair(scene, MAYA, PRIYA)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await lives_in(scene, priya, "Australia/Sydney")
    await scene.bot.advance(DUE)  # eight in the evening in Sydney
    assert (nudges(maya), nudges(priya)) == (1, 0)
    await scene.bot.advance(
        datetime(2027, 2, 22, 22, 0, tzinfo=UTC)
    )  # nine on Tuesday morning there
    assert nudges(priya) == 1
    told_at = (await kept(scene, priya)).told_at
    assert told_at
    assert told_at.replace(microsecond=0) == datetime(2027, 2, 22, 22, 0, tzinfo=UTC)


async def test_what_was_put_off_is_kept_although_the_partnership_changes_meanwhile(
    scene: Stage,
) -> None:
    number = await pairs.pair(scene, MAYA, PRIYA)
    priya = await scene.person(PRIYA)
    await lives_in(scene, priya, "Australia/Sydney")
    await scene.bot.advance(DUE)
    async with scene.bot.work() as work:
        pair = await partnerships.by_id(work, number)
        pair.introduced_at -= timedelta(days=1)
    await scene.bot.sweep()
    await scene.bot.delivery.drain()
    assert nudges(priya) == 0
    await scene.bot.advance(datetime(2027, 2, 22, 22, 0, tzinfo=UTC))
    assert nudges(priya) == 1


async def test_answers_come_to_who_wants_no_reminders(scene: Stage) -> None:
    await pairs.pair(scene, MAYA, PRIYA)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await act(priya, "quiet.off")
    await maya.says("log a meeting")
    await maya.submits()
    assert nudges(priya, "Maya Thorne noted that you two met") == 1


async def test_each_decides_for_themselves_alone(scene: Stage) -> None:
    tom, maya = await scene.person(TOM), await scene.person(MAYA)
    await act(tom, "quiet.off")
    assert (await kept(scene, maya)).reminders
    assert not (await kept(scene, tom)).reminders
