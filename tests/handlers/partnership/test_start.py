"""Starting: introduced, in touch, both confirm, a silent side is reminded and then taken as started (R4.5, R4.6)."""

from datetime import date, timedelta

import pytest

from scheme.partnership.phase import Phase
from tests.support.dialogue import Stage
from tests.support.rounds import (
    act,
    barred,
    cards,
    chooses,
    in_this_round,
    introduced,
    offered,
    on_register,
    pair_of,
    refused,
)
from tests.support.stage import DAY_ONE, ESTHER, IDA, MAYA, NOAH, PRIYA, ROBIN, TOM

pytestmark = pytest.mark.usefixtures("ids_that_count")


async def test_both_are_introduced_each_in_their_own_chat_with_contact_details_first_steps_and_who_writes_first(
    scene: Stage,
) -> None:
    await introduced(scene)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await maya.sees(
        "Meet Priya Nair", "Priya Nair is your mentor. You write first", PRIYA, "Your first meeting"
    )
    await priya.sees(
        "Meet Maya Thorne",
        "Maya Thorne is your mentee. Maya writes first",
        MAYA,
        "University of Fellside",
    )
    for person in (maya, priya):
        await person.sees("two dates for a first talk", "When you have started, tell me here.")
        await person.does_not_see("teaching sessions")
    await scene.group_does_not_see("Priya")
    assert await pair_of(scene)


async def test_before_a_common_start_the_two_are_introduced_at_once_and_read_from_when_their_time_counts(
    scene: Stage,
) -> None:
    starts, ends = DAY_ONE + timedelta(days=70), DAY_ONE + timedelta(days=300)
    in_this_round(scene, starts=starts, ends=ends)
    pair = await introduced(scene)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    counts = "Your time counts from Monday 22 March 2027, when everybody starts, to Sunday 7 November 2027."
    for person in (maya, priya):
        await person.sees("Meet ", counts)
        await act(person, "start.started", pair)
    for person in (maya, priya):
        await person.sees(
            "Your partnership is under way, until Sunday 7 November 2027. Its time counts from Monday 22 March 2027, "
            "when everybody starts. Most pairs"
        )
    found = await pair_of(scene)
    assert (found.phase, found.started_on, found.ends_on) == (Phase.ACTIVE, starts, ends)


async def test_a_fixed_end_alone_is_said_with_the_introduction(scene: Stage) -> None:
    in_this_round(scene, ends=DAY_ONE + timedelta(days=300))
    await introduced(scene)
    await (await scene.person(MAYA)).sees(
        "Your time together is planned until Sunday 7 November 2027."
    )


async def test_home_after_the_introduction_offers_the_contact_first_and_then_the_start(
    scene: Stage,
) -> None:
    await introduced(scene)
    maya = await scene.person(MAYA)
    await maya.says("hello")
    home = list(maya.room.messages.values())[-1]
    assert (home.heading, home.buttons[0].label) == ("Arrange your first talk", "Contact Priya")
    assert [(one.label, one.place) for one in home.buttons[1:]] == [
        ("We have started", "row"),
        ("Talk to a person", "row"),
        ("Not right for me", "menu"),
        ("More", "menu"),
    ]
    assert [one.label for one in home.buttons if one.style == "primary"] == ["Contact Priya"]
    await maya.presses("Contact Priya")
    await maya.sees("Priya Nair is your mentor.", PRIYA)


async def test_when_both_say_so_it_is_under_way_until_a_day(scene: Stage) -> None:
    await introduced(scene)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await scene.forward(1)
    await maya.presses("We have started")
    await maya.sees("I have asked Priya to say the same")
    await priya.sees("Maya Thorne says that you two have started. Is that so for you as well?")
    assert (await pair_of(scene)).phase == Phase.INTRODUCED
    await scene.forward(1)
    await priya.says("we have started")
    for person in (maya, priya):
        await person.sees("Your partnership is under way, until Monday 12 July 2027.")
        await person.does_not_see("Is that so for you")
    pair = await pair_of(scene)
    assert (pair.phase, pair.started_on, pair.ends_on) == (
        Phase.ACTIVE,
        date(2027, 1, 12),
        date(2027, 7, 12),
    )


async def test_a_card_whose_button_was_pressed_no_longer_offers_it(scene: Stage) -> None:
    subject = await introduced(scene)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await act(maya, "start.started", subject)
    offers = [
        one
        for one in maya.room.messages.values()
        for b in one.buttons
        if b.action == "start.started"
    ]
    assert offers == []
    await priya.sees("We have started")
    reply = await act(maya, "start.started", subject)
    assert "noted already" in reply.says[0].text
    assert len(cards(priya, "")) == 1


async def test_a_week_later_both_are_asked_whether_they_are_in_touch(scene: Stage) -> None:
    await introduced(scene)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await scene.forward(6)
    await maya.does_not_see("in touch?")
    await scene.forward(1)
    await maya.sees("It has been 7 days: are you and Priya in touch?", "nobody is to blame")
    await priya.sees("are you and Maya in touch?", "Not right for me")
    await maya.presses("Not yet")
    await maya.sees("A short hello to Priya at", PRIYA, "Talk to a person")
    await maya.presses("Talk to a person")
    await maya.sees("ALN Development Managers")


async def test_who_has_started_is_not_asked_whether_they_are_in_touch(scene: Stage) -> None:
    subject = await introduced(scene)
    for email in (MAYA, PRIYA):
        await act(await scene.person(email), "start.started", subject)
    await scene.forward(10)
    await (await scene.person(MAYA)).does_not_see("in touch?")


async def test_a_silent_side_is_reminded_and_then_taken_as_started_from_the_first_ones_day(
    scene: Stage,
) -> None:
    subject = await introduced(scene)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await act(priya, "start.started", subject)
    await scene.forward(2)
    await maya.does_not_see("One press settles it.")
    await scene.forward(1)
    await maya.sees(
        "Priya Nair says that you two have started. One press settles it.",
        "counts as started in 7 days",
    )
    await scene.forward(4)
    assert str(maya.room).count("One press") == 1
    await maya.does_not_see("under way")
    await scene.forward(3)
    await maya.sees("Your partnership is under way")
    await priya.sees("Your partnership is under way")
    pair = await pair_of(scene)
    assert (pair.started_on, pair.started_by(maya.person_id)) == (
        date(2027, 1, 11),
        pair.mentee_started_at,
    )
    await scene.forward(2)
    reply = await act(maya, "start.started", subject)
    assert "noted already" in reply.says[0].text


async def test_the_group_hears_of_a_pair_not_started_after_four_weeks_by_reference_alone(
    scene: Stage,
) -> None:
    await introduced(scene)
    await scene.forward(27)
    await scene.group_does_not_see("not started yet")
    await scene.forward(1)
    await scene.group_sees(
        "A-3, mentee application. Introduced, not started yet; a friendly word may help."
    )
    await scene.group_does_not_see("Maya")


async def test_only_the_two_confirm_a_start_and_not_once_it_has_ended(scene: Stage) -> None:
    subject = await introduced(scene)
    for email in (TOM, NOAH, IDA, ROBIN):
        for step in ("started", "not_yet"):
            await barred(await scene.person(email), f"start.{step}", subject)
    maya = await scene.person(MAYA)
    await act(maya, "end.ended", subject, how="not working", reason="", now=True)
    assert "closed" in await refused(maya, "start.started", subject)
    assert "closed" in await refused(await scene.person(PRIYA), "start.not_yet", subject)
    await maya.says("we have started")
    await maya.sees("You have no partnership at the moment.")
    await maya.says("how do I reach my mentor?")
    await maya.sees("You have no partnership at the moment.")


async def test_a_mentor_of_two_is_asked_with_whom_they_have_started(scene: Stage) -> None:
    await on_register(scene, PRIYA, capacity="2")
    priya = await scene.person(PRIYA)
    for email in (MAYA, ESTHER):
        await offered(scene, email, [PRIYA])
        await act(priya, "answer.accept", await chooses(scene, email, PRIYA))
    await priya.says("we have started")
    await priya.sees("With whom have you started?")
    await priya.presses("Esther Lowe")
    await (await scene.person(ESTHER)).sees("Priya Nair says that you two have started.")
    await (await scene.person(MAYA)).does_not_see("says that you two have started")
    await priya.says("we have started")
    assert (await pair_of(scene)).mentor_started_at is not None
    await (await scene.person(MAYA)).sees("says that you two have started")


async def test_a_first_meeting_counts_as_the_start_and_the_introduction_no_longer_asks_for_it(
    scene: Stage,
) -> None:
    subject = await introduced(scene)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    await act(maya, "meet.logged", subject, day=DAY_ONE.isoformat(), minutes="60", how="phone")
    for person in (maya, priya):
        offers = [
            one
            for one in person.room.messages.values()
            for b in one.buttons
            if b.action == "start.started"
        ]
        assert offers == []
        await person.sees("Meet ", "Not right for me")
