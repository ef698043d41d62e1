"""A talk alone with the supervisor: offered, booked in two presses, given back, called off; between the two (R5.5)."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from handlers.kit.ui import Action, Attachment, Card, Table, View
from scheme.ids import PersonId
from scheme.learning.one_to_one import OfferedState, OfferedTime
from scheme.refusal import Gone, Refusal
from storage import people
from storage.engine.database import Database
from storage.tables import offered_times
from tests.support import pairs
from tests.support.dialogue import Player, Stage
from tests.support.rounds import act, arrived, at_once, refused, with_rules
from tests.support.stage import ALEX, IDA, MAYA, NOAH, PRIYA, START, set_stage

COACH = "i.rosewarne@facilitators.example.org"


@pytest.fixture
async def scene(database: Database) -> Stage:
    """Maya and Priya are a pair; the supervisor is known by her address, and offers two talks of a Wednesday."""
    stage = await set_stage(database)
    supervisor = {"name": "Imelda Rosewarne", "email": COACH, "bookable": True}
    with_rules(stage, supervisor=supervisor)
    await pairs.pair(stage, MAYA, PRIYA, days_ago=10)
    async with stage.bot.work() as work:  # as whoever proves their address on the web
        await people.add(work, "Imelda Rosewarne", COACH, "Europe/London")
    await offers(await stage.person(COACH))
    return stage


async def offers(coach: Player, hour: str = "10:00", count: str = "2") -> None:
    typed = {"day": "2027-01-20", "hour": hour, "minutes": "45", "count": count, "place": "Room 3"}
    await act(coach, "alone.offered", **typed)


async def times(scene: Stage) -> list[OfferedTime]:
    async with scene.bot.work(writes=False) as work:
        query = select(OfferedTime).order_by(offered_times.c.at)
        return list((await work.session.scalars(query)).all())


async def given(player: Player) -> list[Card]:
    """What stands in their own hours log."""
    window = (await act(player, "hours.show")).window
    assert isinstance(window, View)
    return [part for part in window.parts if isinstance(part, Card)]


async def seen(player: Player) -> View:
    window = (await act(player, "alone.show")).window
    assert isinstance(window, View)
    return window


def rows(window: View) -> list[str]:
    return [str(row[0]) for part in window.parts if isinstance(part, Table) for row in part.rows]


async def test_two_presses_book_it_and_it_is_between_the_two(scene: Stage) -> None:
    maya = await scene.person(MAYA)
    await maya.says("book a one to one with the supervisor")
    await maya.presses("Book")
    first, second = await times(scene)
    assert (first.booked_by, second.booked_by) == (maya.person_id, None)
    coach = await scene.person(COACH)
    assert rows(await seen(coach))[0].endswith("10:00, 45 minutes: Maya Thorne")
    [told] = arrived(scene, coach, "A talk alone")
    assert "Maya" not in told
    for email in (ALEX, IDA, PRIYA):
        window = await seen(await scene.person(email))
        assert "Maya" not in repr(window)


async def test_whoever_booked_has_a_file_and_an_entry_in_the_calendar_that_names_nobody(
    scene: Stage,
) -> None:
    maya = await scene.person(MAYA)
    first, _ = await times(scene)
    await act(maya, "alone.book", time=str(first.id))
    [file] = [part for part in (await seen(maya)).parts if isinstance(part, Attachment)]
    assert "SUMMARY:A talk alone" in file.text
    assert "LOCATION:Room 3" in file.text
    feed = (await act(maya, "calendar.file")).window
    assert isinstance(feed, View)
    [saved] = feed.parts
    assert isinstance(saved, Attachment)
    assert "SUMMARY:A talk alone" in saved.text
    assert "Rosewarne" not in saved.text


async def test_one_at_a_time_and_given_back_it_is_free_for_the_next(scene: Stage) -> None:
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    first, second = await times(scene)
    await act(maya, "alone.book", time=str(first.id))
    assert "booked already" in await refused(maya, "alone.book", time=str(second.id))
    assert "quicker" in await refused(priya, "alone.book", time=str(first.id))
    assert "not booked" in await refused(priya, "alone.give_back", time=str(first.id))
    await act(maya, "alone.give_back", time=str(first.id))
    await act(priya, "alone.book", time=str(first.id))
    assert [each.booked_by for each in await times(scene)] == [priya.person_id, None]


async def test_of_two_who_press_at_once_only_the_first_has_it(scene: Stage) -> None:
    first, _ = await times(scene)
    press = Action(name="alone.book", answers={"time": str(first.id)})
    outcomes = await at_once(scene, (MAYA, press), (PRIYA, press))
    assert sum(isinstance(each, Refusal) for each in outcomes) == 1


async def test_a_stranger_is_told_kindly_and_books_nothing(scene: Stage) -> None:
    noah = await scene.person(NOAH)
    assert not rows(await seen(noah))
    first, _ = await times(scene)
    said = await refused(noah, "alone.book", time=str(first.id))
    assert "those who take part" in said


async def test_nobody_but_the_coach_offers_or_calls_off(scene: Stage) -> None:
    first, _ = await times(scene)
    for email in (MAYA, IDA):
        player = await scene.person(email)
        for step in ("offer", "offered", "away", "away_until"):
            with pytest.raises(Gone):
                await act(player, f"alone.{step}")
        with pytest.raises(Gone):
            await act(player, "alone.off", time=str(first.id))
    with pytest.raises(Gone):
        await act(await scene.person(MAYA), "alone.book", time="999999999")


async def test_a_coach_who_is_ill_calls_off_a_while_and_whoever_booked_is_told(
    scene: Stage,
) -> None:
    maya, alex = await scene.person(MAYA), await scene.person(ALEX)
    first, _ = await times(scene)
    await act(maya, "alone.book", time=str(first.id))
    reply = await act(alex, "alone.away_until", until="2027-01-20")
    assert "Called off: 2 times" in reply.says[0].text
    assert "Maya" not in repr(reply)
    assert {each.state for each in await times(scene)} == {OfferedState.OFF}
    assert any("can't take place" in text for text in arrived(scene, maya, "A talk alone"))
    assert not any(isinstance(part, Card) for part in (await seen(maya)).parts)


async def test_times_do_not_run_into_each_other(scene: Stage) -> None:
    coach = await scene.person(COACH)
    with pytest.raises(Refusal, match="offer a time then"):
        await offers(coach, hour="10:30", count="1")
    await offers(coach, hour="11:30", count="1")
    assert len(await times(scene)) == 3


async def test_who_leaves_the_file_or_can_not_be_booked_offers_nothing(scene: Stage) -> None:
    with_rules(scene, supervisor={"bookable": False})
    maya = await scene.person(MAYA)
    assert not rows(await seen(maya))
    first, _ = await times(scene)
    with pytest.raises(Gone):
        await act(maya, "alone.book", time=str(first.id))


async def test_a_talk_that_has_been_counts_in_the_hours_of_both_and_names_neither(
    scene: Stage,
) -> None:
    maya, coach = await scene.person(MAYA), await scene.person(COACH)
    first, second = await times(scene)
    await act(maya, "alone.book", time=str(first.id))
    assert await given(maya) == []  # it is still to come
    await scene.bot.advance(first.at + timedelta(minutes=44))
    assert await given(maya) == []
    await scene.bot.advance(second.ends_at)
    for player in (maya, coach):  # the second was booked by nobody
        [card] = await given(player)
        assert card.text.startswith("45 min, one-to-one")
        assert "A talk alone" in card.text
        assert "Maya" not in repr(card)
        assert "Rosewarne" not in repr(card)
    assert await given(await scene.person(PRIYA)) == []


async def test_a_talk_given_back_or_called_off_counts_for_nobody(scene: Stage) -> None:
    maya, coach = await scene.person(MAYA), await scene.person(COACH)
    first, second = await times(scene)
    await act(maya, "alone.book", time=str(first.id))
    await act(maya, "alone.give_back", time=str(first.id))
    await act(maya, "alone.book", time=str(second.id))
    await act(coach, "alone.off", time=str(second.id))
    await scene.bot.advance(second.ends_at)
    for player in (maya, coach):
        assert await given(player) == []


def test_a_time_that_has_begun_is_neither_booked_nor_given_back_nor_called_off() -> None:
    time = OfferedTime(
        scheme="aln", coach_id=PersonId(1), at=START, minutes=45, place="", changed_at=START
    )
    with pytest.raises(Refusal):
        time.book(PersonId(2), START)
    time.book(PersonId(2), START - timedelta(minutes=1))
    with pytest.raises(Refusal):
        time.give_back(PersonId(2), START)
    with pytest.raises(Refusal):
        time.call_off(START)
    with pytest.raises(Refusal):
        time.book(PersonId(1), START - timedelta(minutes=1))
