"""People move: what changed is looked at again, and a new address counts once an administrator confirmed it (R5.7)."""

import pytest

from handlers.kit.ui import Action, Form, Reply
from scheme.forms.fields import Answer
from scheme.subject import Subject
from storage import people
from storage.engine.database import Database
from tests.support import pairs
from tests.support.dialogue import Player, Stage
from tests.support.rounds import act, application_of, applies, at_once, barred, refused, written
from tests.support.stage import ALEX, IDA, MAYA, NOAH, PRIYA, ROBIN, TOM, set_stage

pytestmark = pytest.mark.usefixtures("ids_that_count")

NEW = "maya.thorne@harbour.example.org"
MOVE = "move:1"
CHANGES: dict[str, Answer] = {
    "email": NEW,
    "organisation": "harbour",
    "job_title": "Subject librarian",
    "manager_name": "Gwen Pike",
    "manager_email": "gwen.pike@harbour.example.org",
    "manager_approval": False,
}


async def moves(scene: Stage, **changes: Answer) -> Player:
    """Maya, in a partnership with Priya, says what is different now."""
    await pairs.pair(scene, MAYA, PRIYA)
    maya = await scene.person(MAYA)
    await maya.says("I have a new job")
    await maya.fills(**CHANGES | {"level": "assistant"} | changes)
    await maya.submits()
    return maya


async def email_of(scene: Stage, player: Player) -> str:
    """Somebody's verified address."""
    async with scene.bot.work(writes=False) as work:
        return (await people.by_id(work, player.person_id)).email


async def test_the_form_is_filled_in_as_things_stand_and_asks_for_approval_afresh(
    scene: Stage,
) -> None:
    await pairs.pair(scene, MAYA, PRIYA)
    maya = await scene.person(MAYA)
    await maya.says("I have a new job")
    assert maya.window is not None
    known = maya.window.answers  # type: ignore[union-attr]
    assert (known["email"], known["job_title"]) == (MAYA, "Library assistant")
    assert "manager_approval" not in known


async def test_the_group_reads_what_changed_and_asks_membership_approval_and_question_h_again(
    scene: Stage,
) -> None:
    await moves(scene)
    await scene.group_sees(
        "A-1, mentee application. The applicant has moved; please look at it again"
    )
    for secret in ("Subject librarian", NEW, "Gwen Pike"):
        assert secret not in written(scene)
    ida = await scene.person(IDA)
    await ida.presses_in_channel("Open", card="A-1")
    await ida.sees("Moved on Monday 11 January 2027; the new address waits for an administrator")
    await ida.sees(
        "Subject librarian (before: Library assistant)",
        "The line manager's agreement is not confirmed",
    )
    await ida.sees(
        "To be asked again: line management or influence", "P-1: Both have the same line manager."
    )


async def test_the_old_address_stays_until_an_administrator_has_confirmed_the_new_one(
    scene: Stage,
) -> None:
    maya = await moves(scene)
    alex = await scene.person(ALEX)
    await maya.sees("An administrator confirms your new address; until then we use the old one.")
    assert await email_of(scene, maya) == MAYA
    await alex.sees("Somebody has a new work address")
    await alex.does_not_see("Maya")
    await alex.presses("Open", card="new work address")
    await alex.sees(f"Address until now: {MAYA}", f"New address: {NEW}")
    await alex.presses("Confirm it")
    assert await email_of(scene, maya) == NEW
    assert (await application_of(scene, NEW)).answers["job_title"] == "Subject librarian"
    await maya.sees("Your new address is confirmed")
    assert "settled already" in await refused(alex, "moved.declined", MOVE)


async def test_a_new_employer_is_compared_with_the_address_that_is_verified(scene: Stage) -> None:
    await moves(scene, email=MAYA)
    ida = await scene.person(IDA)
    await ida.presses_in_channel("Open", card="A-1")
    await ida.sees(
        "To consider: University of Harbour is a member, but the verified address is at fellside.example.org"
    )


async def test_an_administrator_reads_whether_the_new_address_is_the_new_employers(
    scene: Stage,
) -> None:
    maya, alex = await moves(scene, email="maya@tarn.example.org"), await scene.person(ALEX)
    await alex.presses("Open", card="new work address")
    await alex.sees(
        "The new address is at tarn.example.org, which is not one of those of University of Harbour."
    )
    await act(maya, "moved.said", **CHANGES | {"level": "assistant"})
    await alex.closes()
    await act(alex, "moved.open", "move:2")
    reply = await scene.bot.act(
        alex.person_id, Action(name="moved.open", subject=Subject("move", 2))
    )
    assert "The new address is one of those of University of Harbour." in str(reply.window)


async def test_an_address_that_is_not_theirs_is_declined_and_the_old_one_stays(
    scene: Stage,
) -> None:
    maya, alex = await moves(scene), await scene.person(ALEX)
    await act(alex, "moved.declined", MOVE)
    await maya.sees("could not be confirmed, so the old one stays", "Give it again")
    assert await email_of(scene, maya) == MAYA


async def test_somebody_elses_address_is_refused_without_saying_whose_it_is(scene: Stage) -> None:
    maya = await moves(scene, email=TOM)
    assert list(maya.errors) == ["email"]
    await maya.sees("This address can't be taken.")
    await maya.does_not_see("Tom")
    await scene.group_does_not_see("has moved")
    assert (await application_of(scene, MAYA)).answers["job_title"] == "Library assistant"


async def test_an_address_that_became_somebody_elses_meanwhile_is_not_confirmed(
    scene: Stage,
) -> None:
    maya, alex = await moves(scene), await scene.person(ALEX)
    async with scene.bot.work() as work:
        await people.add(work, "Somebody Else", NEW, "Europe/London")
    assert "somebody else's since" in await refused(alex, "moved.confirmed", MOVE)
    assert await email_of(scene, maya) == MAYA


async def test_a_later_address_takes_the_place_of_one_that_waits(scene: Stage) -> None:
    maya, alex = await moves(scene), await scene.person(ALEX)
    later = "m.thorne@harbour.example.org"
    await act(maya, "moved.said", **CHANGES | {"level": "assistant", "email": later})
    assert "settled already" in await refused(alex, "moved.confirmed", MOVE)
    await alex.sees("A newer address took the place of this one.")
    await act(alex, "moved.confirmed", "move:2")
    assert await email_of(scene, maya) == later


async def test_without_a_new_address_nobody_is_asked_to_confirm_anything(scene: Stage) -> None:
    maya = await moves(scene, email=MAYA)
    await maya.sees("Thank you, it is noted, and nothing else is needed from you.")
    await (await scene.person(ALEX)).does_not_see("new work address")
    reply = await act(maya, "moved.said", **CHANGES | {"level": "assistant", "email": MAYA})
    assert "Nothing was different" in reply.says[0].text


async def test_only_an_administrator_confirms_and_nobody_their_own(scene: Stage) -> None:
    maya = await moves(scene)
    for player in (maya, *[await scene.person(one) for one in (PRIYA, NOAH, IDA, ROBIN)]):
        for step in ("open", "confirmed", "declined"):
            await barred(player, f"moved.{step}", MOVE)
    assert await email_of(scene, maya) == MAYA


async def test_an_administrator_reads_that_the_form_has_another_name_than_the_profile(
    scene: Stage,
) -> None:
    await applies(scene, MAYA, "mentee", name="Daniel Cummins")
    await applies(scene, NOAH, "mentee", name="Quill, Noáh")
    for email in (MAYA, NOAH):
        await act(
            await scene.person(email),
            "moved.said",
            **{**CHANGES, "level": "assistant", "email": f"new.{email}"},
        )
    alex = await scene.person(ALEX)
    shown = [str((await act(alex, "moved.open", one)).window) for one in (MOVE, "move:2")]
    assert "Daniel Cummins; the profile says Maya Thorne" in shown[0]
    assert "the profile says" not in shown[1]


async def test_an_administrators_home_shows_that_an_address_waits(scene: Stage) -> None:
    await moves(scene)
    alex = await scene.person(ALEX)
    alex.room.messages.clear()
    await alex.says("hello")
    await alex.sees("A new address waits")


async def test_confirmed_and_declined_at_once_only_one_counts(database: Database) -> None:
    scene = await set_stage(database)
    await moves(scene)
    found = await at_once(
        scene,
        (ALEX, Action(name="moved.confirmed", subject=Subject.read(MOVE))),
        (ALEX, Action(name="moved.declined", subject=Subject.read(MOVE))),
    )
    assert sum(isinstance(one, Reply) for one in found) == 1


async def test_somebody_without_an_application_is_asked_for_the_address_alone(scene: Stage) -> None:
    noah, alex = await scene.person(NOAH), await scene.person(ALEX)
    await noah.says("my email address has changed")
    assert isinstance(noah.window, Form)
    assert [one.key for one in noah.window.fields] == ["email"]
    await noah.fills(email="noah.quill@tarn.example.org")
    await noah.submits()
    await act(alex, "moved.confirmed", MOVE)
    assert await email_of(scene, noah) == "noah.quill@tarn.example.org"
