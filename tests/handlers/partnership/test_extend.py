"""Longer or shorter: proposed by one, agreed by the other, and everything that follows moves with it (R5.3, R7.4)."""

from datetime import date

import pytest

from handlers.kit.ui import Action, Form, Reply
from scheme.partnership.phase import Phase
from scheme.subject import Subject
from storage.engine.database import Database
from tests.support.dialogue import Stage
from tests.support.pairs import pair
from tests.support.rounds import act, at_once, barred, cards, pair_of, refused
from tests.support.stage import IDA, MAYA, NOAH, PRIYA, TOM, set_stage

LONGER, SHORTER = "2027-09-11", "2027-05-01"  # planned: 11 July


async def proposed(scene: Stage, until: str = LONGER) -> str:
    """Maya proposes another end to Priya; the subject of their partnership."""
    subject = Subject("partnership", await pair(scene, MAYA, PRIYA))
    maya = await scene.person(MAYA)
    await act(maya, "extend.proposed", str(subject), until="day", day=until, seen="")
    return str(subject)


async def test_one_proposes_by_months_and_nothing_changes_until_the_other_agrees(
    scene: Stage,
) -> None:
    await pair(scene, MAYA, PRIYA)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await maya.says("we would like to extend our partnership")
    await maya.sees("Planned until Sunday 11 July 2027", "Priya is asked")
    await maya.fills(until=await maya.option("2 months more"))
    await maya.submits()
    await maya.sees("You proposed Saturday 11 September 2027 as the new end. Priya is asked")
    await priya.sees(
        "Maya Thorne would like to go on longer: until Saturday 11 September 2027, not Sunday 11 July 2027."
    )
    assert (await pair_of(scene)).ends_on == date(2027, 7, 11)
    await priya.presses("Agree")
    for person in (maya, priya):
        await person.sees("Agreed: you two go on until Saturday 11 September 2027.")
        await person.does_not_see("Take it back")
    found = await pair_of(scene)
    assert (found.ends_on, found.new_end) == (date(2027, 9, 11), None)


async def test_the_midpoint_the_end_and_the_closing_move_with_what_was_agreed(scene: Stage) -> None:
    subject = await proposed(scene)
    await act(await scene.person(PRIYA), "extend.agreed", subject, day=LONGER)
    found = await pair_of(scene)
    assert found.midpoint() == date(2027, 5, 12)
    maya = await scene.person(MAYA)
    await scene.forward(183)
    await maya.does_not_see("was planned until")
    await scene.forward(62)
    await maya.sees("was planned until")


async def test_a_shorter_time_is_agreed_in_the_same_way(scene: Stage) -> None:
    subject = await proposed(scene, SHORTER)
    priya = await scene.person(PRIYA)
    await priya.sees(
        "Maya Thorne would like to finish earlier: on Saturday 1 May 2027, not Sunday 11 July 2027."
    )
    await act(priya, "extend.agreed", subject, day=SHORTER)
    assert (await pair_of(scene)).ends_on == date(2027, 5, 1)


async def test_keeping_the_end_as_it_is_needs_no_reason_and_settles_both_cards(
    scene: Stage,
) -> None:
    subject = await proposed(scene)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await priya.presses("Keep it as it is")
    await maya.sees("Priya would rather keep the end as it is, so it stays Sunday 11 July 2027.")
    for person in (maya, priya):
        assert len(cards(person, "Another end")) == 1
        await person.does_not_see("Take it back")
    assert "changed or was taken back" in await refused(priya, "extend.agreed", subject, day=LONGER)
    assert (await pair_of(scene)).ends_on == date(2027, 7, 11)


async def test_whoever_proposed_it_takes_it_back_but_does_not_agree_to_it(scene: Stage) -> None:
    subject = await proposed(scene)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    for step in ("agreed", "kept"):
        assert "your partner's to answer" in await refused(
            maya, f"extend.{step}", subject, day=LONGER
        )
    assert "Your partner proposed this" in await refused(
        priya, "extend.withdrawn", subject, day=LONGER
    )
    await maya.presses("Take it back")
    await priya.sees("The proposal of another end was taken back")
    assert "changed or was taken back" in await refused(priya, "extend.agreed", subject, day=LONGER)
    assert (await pair_of(scene)).ends_on == date(2027, 7, 11)


async def test_a_press_on_a_proposal_that_has_changed_agrees_to_nothing(scene: Stage) -> None:
    subject = await proposed(scene)
    await act(
        await scene.person(MAYA), "extend.proposed", subject, until="day", day="2027-10-01", seen=""
    )
    priya = await scene.person(PRIYA)
    for step in ("agreed", "kept"):
        assert "has changed" in await refused(priya, f"extend.{step}", subject, day=LONGER)
    assert (await pair_of(scene)).new_end == date(2027, 10, 1)


async def test_a_second_press_on_agree_says_that_it_is_agreed(scene: Stage) -> None:
    subject = await proposed(scene)
    priya = await scene.person(PRIYA)
    await act(priya, "extend.agreed", subject, day=LONGER)
    reply = await act(priya, "extend.agreed", subject, day=LONGER)
    assert "agreed already" in reply.says[0].text


async def test_proposing_the_same_day_as_the_other_agrees_to_it(scene: Stage) -> None:
    subject = await proposed(scene)
    await act(
        await scene.person(PRIYA), "extend.proposed", subject, until="day", day=LONGER, seen=""
    )
    assert (await pair_of(scene)).ends_on == date(2027, 9, 11)


async def test_a_partner_who_was_slower_reads_the_other_proposal_before_answering_with_one(
    scene: Stage,
) -> None:
    subject = await proposed(scene)
    priya = await scene.person(PRIYA)
    reply = await act(priya, "extend.proposed", subject, until="day", day="2027-08-01", seen="")
    assert isinstance(reply.window, Form)
    assert "Maya has proposed Saturday 11 September 2027" in str(reply.window.parts)
    assert (await pair_of(scene)).new_end == date(2027, 9, 11)
    await act(priya, "extend.proposed", subject, until="day", day="2027-08-01", seen=LONGER)
    await (await scene.person(MAYA)).sees(
        "Priya Nair would like to go on longer: until Sunday 1 August 2027"
    )


@pytest.mark.parametrize(
    ("day", "why"),
    [("2028-01-12", "another look"), ("2027-07-11", "planned end already"), ("", "give the day")],
)
async def test_a_day_that_cannot_be_is_refused_beside_the_field(
    scene: Stage, day: str, why: str
) -> None:
    subject = Subject("partnership", await pair(scene, MAYA, PRIYA))
    text = await refused(
        await scene.person(MAYA), "extend.proposed", str(subject), until="day", day=day, seen=""
    )
    assert why in text
    assert (await pair_of(scene)).new_end is None


async def test_past_the_planned_end_one_can_still_agree_to_go_on(scene: Stage) -> None:
    await pair(scene, MAYA, PRIYA)
    await scene.forward(182)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await maya.sees("ask to go on longer", "Finish")
    await maya.presses("Go on longer")
    await maya.fills(until=await maya.option("1 month more"))
    await maya.submits()
    await priya.presses("Agree")
    found = await pair_of(scene)
    assert (found.phase, found.ends_on) == (Phase.ACTIVE, date(2027, 8, 12))
    await scene.forward(20)
    assert (await pair_of(scene)).is_live
    for person in (maya, priya):
        await person.does_not_see("closes by itself")


async def test_a_proposal_is_settled_when_the_partnership_ends_or_pauses(scene: Stage) -> None:
    subject = await proposed(scene)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await act(maya, "pause.paused", subject, until="2027-02-01")
    await priya.sees("The partnership is paused, so the proposal of another end is settled.")
    assert "paused until" in await refused(
        priya, "extend.proposed", subject, until="day", day=LONGER, seen=""
    )
    await act(maya, "pause.resumed", subject)
    await act(maya, "extend.proposed", subject, until="day", day=LONGER, seen="")
    await act(maya, "end.ended", subject, how="completed", reason="", now=True)
    await priya.sees("The partnership is closed, so the proposal of another end is settled.")
    assert "closed" in await refused(priya, "extend.agreed", subject, day=LONGER)


async def test_home_shows_a_proposal_that_waits_for_an_answer_and_to_the_other_side_alone(
    scene: Stage,
) -> None:
    await proposed(scene)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    for person in (maya, priya):
        person.room.messages.clear()
        await person.says("hello")
    await priya.sees("Another end is proposed", "Agree")
    await maya.does_not_see("Another end is proposed")


async def test_only_the_two_move_the_end_and_only_once_it_has_started(scene: Stage) -> None:
    subject = await proposed(scene)
    for email in (TOM, NOAH, IDA):
        for step in ("form", "proposed", "agreed", "kept", "withdrawn"):
            await barred(await scene.person(email), f"extend.{step}", subject, day=LONGER)
    new = f"partnership:{await pair(scene, NOAH, TOM, days_ago=None)}"
    assert "not started yet" in await refused(await scene.person(NOAH), "extend.form", new)


async def test_when_one_agrees_as_the_other_takes_it_back_both_read_the_same_outcome(
    database: Database,
) -> None:
    scene = await set_stage(database)
    subject = await proposed(scene)
    which = {"day": LONGER}
    found = await at_once(
        scene,
        (PRIYA, Action(name="extend.agreed", subject=Subject.read(subject), answers=which)),
        (MAYA, Action(name="extend.withdrawn", subject=Subject.read(subject), answers=which)),
    )
    assert sum(isinstance(one, Reply) for one in found) == 1
    pair_now = await pair_of(scene)
    assert pair_now.new_end is None
    agreed = pair_now.ends_on == date(2027, 9, 11)
    for email in (MAYA, PRIYA):
        person = await scene.person(email)
        await person.sees("Agreed: you two go on" if agreed else "was taken back")


async def test_a_proposal_outlives_a_restart(database: Database) -> None:
    await proposed(await set_stage(database))
    again = await set_stage(database)
    priya = await again.person(PRIYA)
    await priya.says("hello")
    await priya.presses("Agree")
    assert (await pair_of(again)).ends_on == date(2027, 9, 11)
