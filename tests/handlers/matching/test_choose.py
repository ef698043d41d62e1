"""Choosing: the mentee reads, chooses, asks for others; a place is taken once, whatever is clicked (R4.1–R4.4)."""

import asyncio

import pytest

from handlers.kit.ui import Action, Reply, View
from scheme.application.application import Application
from scheme.matching.candidate import Word
from scheme.refusal import Refusal
from scheme.subject import Subject
from storage import matters
from storage.engine.database import Database
from tests.support.dialogue import Stage
from tests.support.rounds import (
    act,
    application_of,
    applies,
    asked,
    at_once,
    barred,
    candidate_of,
    cards,
    chooses,
    eligible,
    offered,
    on_register,
    places_taken,
    proposal_of,
    refused,
    selects,
)
from tests.support.stage import ESTHER, IDA, MAYA, NOAH, PRIYA, ROBIN, SAM, TOM, set_stage

pytestmark = pytest.mark.usefixtures("ids_that_count")


async def test_the_mentee_reads_the_profiles_alone_and_nothing_meant_for_the_group(
    scene: Stage,
) -> None:
    await on_register(
        scene,
        PRIYA,
        TOM,
        avoid="Somebody",
        groups=["lgbtq"],
        other="No Fridays",
        hopes_give="An ear",
    )
    await offered(scene)
    maya = await scene.person(MAYA)
    await maya.presses("Read profiles")
    await maya.sees(
        "Priya Nair",
        "Tom Birch",
        "An ear",
        "Nobody here knows of it until you choose",
        "Ask for others",
    )
    for secret in ("Gwen Pike", "Somebody", "LGBTQ", "No Fridays", PRIYA):
        await maya.does_not_see(secret)


async def test_a_mentor_who_is_proposed_learns_nothing_even_by_guessing(scene: Stage) -> None:
    await on_register(scene, PRIYA, TOM)
    proposal = await offered(scene)
    priya, before = await scene.person(PRIYA), str((await scene.person(PRIYA)).room)
    await scene.forward(10)
    assert str(priya.room) == before
    mine, none = f"candidate:{(await candidate_of(scene, MAYA, PRIYA)).id}", "candidate:99"
    other = f"candidate:{(await candidate_of(scene, MAYA, TOM)).id}"
    for step in ("read", "accept", "decline", "declined"):
        texts = {await barred(priya, f"answer.{step}", subject) for subject in (mine, other)}
        assert len(texts) == 1
    assert "is not there" in await refused(priya, "answer.read", none)
    await barred(priya, "choose.read", proposal)


async def test_the_mentor_chosen_is_asked_and_the_choice_is_made_once(scene: Stage) -> None:
    await on_register(scene, PRIYA, TOM)
    proposal = await offered(scene)
    maya, priya, tom = [await scene.person(email) for email in (MAYA, PRIYA, TOM)]
    late = {one: str((await candidate_of(scene, MAYA, one)).id) for one in (PRIYA, TOM)}
    await maya.presses("Read profiles")
    await maya.presses("Choose Priya Nair")
    await maya.presses("Send")
    assert cards(maya, "Your choice is made")
    assert cards(maya, "2 mentors to consider") == []
    assert cards(priya, "A mentee asks")
    await tom.does_not_see("Maya")
    await scene.group_sees("A mentor has been asked; answer by Monday 18 January 2027")
    for one in late.values():
        assert "asked somebody already" in await refused(
            maya, "choose.sent", proposal, candidate=one, revision="1"
        )
    assert "asked somebody already" in await refused(
        maya, "choose.wants_others", proposal, reason="x"
    )
    assert "asked somebody already" in await refused(maya, "choose.others", proposal)
    await act(priya, "answer.accept", f"candidate:{late[PRIYA]}")
    assert "has been accepted" in await refused(
        maya, "choose.sent", proposal, candidate=late[TOM], revision="1"
    )


async def test_only_the_mentee_reads_and_chooses(scene: Stage) -> None:
    await on_register(scene, PRIYA, TOM)
    proposal = await offered(scene)
    for email in (NOAH, PRIYA, IDA, ROBIN):
        for step in ("read", "chosen", "others", "wants_others"):
            await barred(await scene.person(email), f"choose.{step}", proposal, candidate="1")
    maya = await scene.person(MAYA)
    for forged in ("", "99", "1; drop", "-1", "1" * 30):
        assert "not among your options" in await refused(
            maya, "choose.sent", proposal, candidate=forged, revision="1"
        )
    assert (await proposal_of(scene)).state == "offered"


async def test_a_mentor_filled_up_since_can_no_longer_be_chosen_and_the_list_says_it_is_shorter(
    scene: Stage,
) -> None:
    await on_register(scene, PRIYA, TOM)
    proposal = await offered(scene, MAYA)
    await offered(scene, NOAH, [PRIYA])
    late = str((await candidate_of(scene, MAYA, PRIYA)).id)
    await chooses(scene, NOAH, PRIYA)
    maya = await scene.person(MAYA)
    text = await refused(maya, "choose.sent", proposal, candidate=late, revision="1")
    assert text.startswith(
        "Priya Nair can't be asked just now, so nobody has been. Please choose another"
    )
    assert await places_taken(scene, PRIYA) == 1
    assert (await candidate_of(scene, MAYA, PRIYA)).state == Word.PROPOSED
    await maya.says("hello")
    await maya.sees("1 mentor to consider")
    await maya.presses("Read profiles")
    await maya.sees("this list is shorter", "Choose Tom Birch")
    await maya.does_not_see("Priya Nair")
    await maya.presses("Choose Tom Birch")
    await maya.presses("Send")
    assert cards(await scene.person(TOM), "A mentee asks")


async def test_a_mentor_away_or_kept_apart_since_can_no_longer_be_chosen(scene: Stage) -> None:
    mentors = await on_register(scene, PRIYA, TOM)
    proposal = await offered(scene)
    await act(await scene.person(PRIYA), "available.rest", mentors[0], until="2027-05-03")
    answers = (await application_of(scene, TOM, "mentor")).answers
    await act(
        await scene.person(TOM),
        "applied.resend",
        mentors[1],
        **{**answers, "avoid": "Maya Thorne", "revision": "1"},
    )
    maya = await scene.person(MAYA)
    for email in (PRIYA, TOM):
        candidate = str((await candidate_of(scene, MAYA, email)).id)
        assert "can't be asked just now" in await refused(
            maya, "choose.sent", proposal, candidate=candidate, revision="1"
        )
    await maya.says("hello")
    await maya.sees("Nobody left to choose from", "Ask for others")
    assert "avoid" not in str(maya.room)


async def test_two_mentees_who_choose_the_last_place_at_the_same_moment_take_it_once(
    database: Database,
) -> None:
    scene = await set_stage(database)
    await on_register(scene, PRIYA)
    for email in (MAYA, NOAH):
        await offered(scene, email, [PRIYA])
    wishes = []
    for email in (MAYA, NOAH):
        subject, one = (
            f"proposal:{(await proposal_of(scene, email)).id}",
            await candidate_of(scene, email, PRIYA),
        )
        wishes.append(
            (
                email,
                Action(
                    name="choose.sent",
                    subject=Subject.read(subject),
                    answers={"candidate": str(one.id), "revision": "1"},
                ),
            )
        )
    [text] = [one.text for one in await at_once(scene, *wishes) if isinstance(one, Refusal)]
    assert text.startswith("Priya Nair can't be asked just now, so nobody has been.")
    assert await places_taken(scene, PRIYA) == 1
    assert len(cards(await scene.person(PRIYA), "A mentee asks")) == 1


async def test_the_same_press_arriving_twice_at_once_is_answered_once(database: Database) -> None:
    scene = await set_stage(database)
    await on_register(scene, PRIYA)
    subject = await offered(scene, MAYA, [PRIYA])
    action = Action(
        name="choose.sent",
        subject=Subject.read(subject),
        answers={"candidate": str((await candidate_of(scene, MAYA, PRIYA)).id), "revision": "1"},
    )
    first, second = await at_once(scene, (MAYA, action), (MAYA, action), inbound="web:7")
    assert isinstance(first, Reply)
    assert first == second


async def test_a_mentor_who_is_just_withdrawing_is_not_asked(database: Database) -> None:
    scene = await set_stage(database)
    await on_register(scene, PRIYA)
    subject = await offered(scene, MAYA, [PRIYA])
    theirs, one = (
        await application_of(scene, PRIYA, "mentor"),
        await candidate_of(scene, MAYA, PRIYA),
    )
    maya = await scene.person(MAYA)
    async with scene.bot.work() as work:
        (await matters.locked(work, Application, theirs.id)).withdraw(work.now)
        await work.flush()
        wish = asyncio.create_task(
            refused(maya, "choose.sent", subject, candidate=str(one.id), revision="1")
        )
        await asyncio.sleep(0.3)
    assert (await wish).startswith("Priya Nair can't be asked just now")
    assert await places_taken(scene, PRIYA) == 0


async def test_asking_for_others_brings_a_new_date_and_the_reason_goes_to_members_alone(
    scene: Stage,
) -> None:
    await on_register(scene, PRIYA, TOM)
    proposal = await offered(scene)
    await scene.forward(2)
    maya, ida, priya = await scene.person(MAYA), await scene.person(IDA), await scene.person(PRIYA)
    await maya.presses("Read profiles")
    await maya.presses("Ask for others")
    await maya.sees("the mentors never learn of it")
    await maya.fills(reason="Both remind me of my last manager.")
    await maya.submits()
    assert cards(maya, "Looking again") == [
        "Of course. The Oversight Group looks again, and you'll hear by Wednesday 27 January 2027."
    ]
    await scene.group_sees("The mentee asks for other options.")
    await ida.presses_in_channel("Open", card="A-3")
    await ida.sees(
        "What the applicant said of it", "Both remind me of my last manager.", "Suggest mentors"
    )
    for room in scene.channel.rooms.values():
        assert "last manager" not in str(room)
    await priya.does_not_see("Maya")
    assert "no longer open" in await refused(
        maya, "choose.sent", proposal, candidate="1", revision="1"
    )
    assert "no longer open" in await refused(maya, "choose.read", proposal)
    await selects(scene, IDA, "application:3", [TOM])
    await selects(scene, SAM, "application:3", [TOM])
    await maya.sees("1 mentor to consider")


async def test_a_mentee_who_does_not_choose_is_reminded_on_the_set_days_and_then_the_group_is_told(
    scene: Stage,
) -> None:
    await on_register(scene, PRIYA, TOM)
    await offered(scene)
    maya = await scene.person(MAYA)
    for days, seen in ((6, 0), (1, 1), (6, 1), (1, 1), (6, 1)):
        await scene.forward(days)
        assert len(cards(maya, "Options waiting for you")) == seen
    await scene.group_does_not_see("No choice yet")
    await scene.forward(2)
    await scene.group_sees("No choice yet; a friendly word may help.")
    await maya.says("hello")
    await maya.sees("Choose, or ask for others, when you are ready.")
    await chooses(scene, MAYA, PRIYA)


async def test_a_choice_can_be_changed_until_the_mentor_answers(scene: Stage) -> None:
    request = await asked(scene)
    maya, priya = await scene.person(MAYA), await scene.person(PRIYA)
    first = request.partition(":")[2]
    await maya.says("hello")
    await maya.presses("Change choice")
    await maya.sees("Take back your request to Priya Nair?")
    await maya.presses("Take it back")
    assert await places_taken(scene, PRIYA) == 0
    [text] = cards(priya, "Request closed")
    assert text.startswith("Maya Thorne has chosen another way. Your place is open again")
    [text] = cards(maya, "Another choice")
    assert text.startswith(
        "Your request to Priya Nair is taken back. Your other option is open until"
    )
    assert "closed" in await refused(priya, "answer.accept", request)
    assert "is closed" in await refused(maya, "choose.changed", "proposal:1", candidate=first)
    second = await chooses(scene, MAYA, TOM)
    await act(await scene.person(TOM), "answer.accept", second)
    for step in ("change", "changed"):
        assert "answered" in await refused(
            maya, f"choose.{step}", "proposal:1", candidate=second.partition(":")[2]
        )
        await barred(priya, f"choose.{step}", "proposal:1", candidate=first)


async def test_a_chosen_profile_can_be_read_again_and_a_stranger_has_no_options(
    scene: Stage,
) -> None:
    await asked(scene)
    maya, esther = await scene.person(MAYA), await scene.person(ESTHER)
    await maya.says("read the profiles")
    await maya.sees("You chose Priya Nair", "Asked; answer by Monday 18 January 2027.")
    window = maya.window
    assert isinstance(window, View)
    assert [one.label for one in window.buttons] == ["Change choice"]
    await esther.says("read the profiles")
    await esther.sees("There is no application from you yet")
    await applies(scene, ESTHER, "mentee")
    await eligible(scene, NOAH)
    await esther.says("read the profiles")
    await esther.sees("A-4 is with the Oversight Group")
