"""A word in confidence: one person is asked, and nobody else learns of it (R5.5)."""

import pytest

from handlers.kit.ui import Action, Form, Reply
from scheme.forms.fields import ChoiceField
from scheme.people import StandsAside
from scheme.refusal import Gone
from scheme.subject import Subject
from storage import partnerships
from storage.engine.database import Database
from tests.support import pairs
from tests.support.dialogue import Stage
from tests.support.rounds import act, at_once, refused, written
from tests.support.stage import ALEX, IDA, JO, MAYA, PRIYA, ROBIN, SAM, UMA, set_stage

pytestmark = pytest.mark.usefixtures("ids_that_count")

WORRY = "I would rather talk before it goes wrong."
SUBJECT = "sounding:1"


async def asks(scene: Stage, whom: str = ALEX, text: str = WORRY) -> None:
    """Maya, in a partnership with Priya, asks somebody for a word."""
    await pairs.pair(scene, MAYA, PRIYA)
    maya, asked = await scene.person(MAYA), await scene.person(whom)
    await maya.says("ask for advice in confidence")
    await maya.fills(whom=str(asked.person_id), text=text)
    await maya.submits()


async def test_who_is_asked_alone_reads_it_and_answers_in_private(scene: Stage) -> None:
    await asks(scene)
    maya, alex = await scene.person(MAYA), await scene.person(ALEX)
    await maya.sees("Alex Finch has been asked for a word, and nobody else knows.")
    await alex.sees("Somebody would like a word with you in confidence.")
    await alex.does_not_see("Maya")
    await alex.presses("Open", card="in confidence")
    await alex.sees("Who asks: Maya Thorne", MAYA, WORRY)
    await alex.presses("Answer")
    await alex.fills(answer="Shall we talk on Thursday?")
    await alex.submits()
    await maya.sees("Alex Finch has answered you, in confidence.")
    await maya.presses("See it")
    await maya.sees(WORRY, "Shall we talk on Thursday?")
    for secret in (WORRY, "Thursday?"):
        assert secret not in written(scene)


async def test_nobody_else_learns_that_there_is_anything(scene: Stage) -> None:
    await asks(scene)
    for email in (PRIYA, IDA, ROBIN, SAM, UMA, JO):
        other = await scene.person(email)
        await other.does_not_see("in confidence")
        for step in ("open", "view", "answer", "answered", "spoken", "withdrawn"):
            try:
                await act(other, f"sounding.{step}", SUBJECT, answer="Hello.")
            except Gone:
                continue
            raise AssertionError(f"{email} took sounding.{step}")
    await scene.group_does_not_see("in confidence")


async def test_administrators_come_first_and_nobody_who_is_too_close_can_be_asked(
    scene: Stage,
) -> None:
    number = await pairs.pair(scene, MAYA, PRIYA)
    ida, maya = await scene.person(IDA), await scene.person(MAYA)
    async with scene.bot.work() as work:
        one = await partnerships.by_id(work, number)
        await work.add(
            StandsAside(
                application_id=one.mentor_application_id,
                person_id=ida.person_id,
                declared_at=work.now,
            )
        )
    await maya.says("ask for advice in confidence")
    await maya.sees("To phone somebody instead")
    assert isinstance(maya.window, Form)
    [whom] = [one for one in maya.window.fields if isinstance(one, ChoiceField)]
    labels = [option.label for option in whom.options]
    assert labels[0] == "Alex Finch, administrator, University of Harbour"
    assert not [label for label in labels if "Ida" in label or "Jo" in label or "Priya" in label]
    await maya.fills(whom=str(ida.person_id))
    await maya.submits()
    assert list(maya.errors) == ["whom"]


async def test_who_is_asked_is_reminded_and_the_asker_is_told_when_nobody_answers(
    scene: Stage,
) -> None:
    await asks(scene)
    maya, alex = await scene.person(MAYA), await scene.person(ALEX)
    await scene.forward(2)
    await alex.sees("Somebody still hopes for a word with you")
    await maya.does_not_see("has not answered yet")
    await scene.forward(5)
    await maya.sees("Alex Finch has not answered yet and may be away", "Ask somebody else")


async def test_once_they_have_spoken_nothing_more_is_kept_or_reminded(scene: Stage) -> None:
    await asks(scene, text="")
    maya, alex = await scene.person(MAYA), await scene.person(ALEX)
    await alex.presses("Open", card="in confidence")
    await alex.sees("They wrote nothing more")
    await alex.presses("We have spoken")
    await maya.sees("Alex Finch noted that you two have spoken.")
    assert "settled already" in await refused(alex, "sounding.answered", SUBJECT, answer="Hello.")
    await scene.forward(10)
    await alex.does_not_see("still hopes")
    await maya.does_not_see("has not answered yet")


async def test_the_asker_takes_it_back_and_what_they_wrote_goes(scene: Stage) -> None:
    await asks(scene)
    maya, alex = await scene.person(MAYA), await scene.person(ALEX)
    await maya.presses("Take it back")
    await alex.sees("This was taken back")
    await act(alex, "sounding.open", SUBJECT)
    reply = await act(alex, "sounding.open", SUBJECT)
    assert WORRY not in repr(reply)
    assert "settled already" in await refused(maya, "sounding.withdrawn", SUBJECT)


async def test_the_same_person_is_asked_once_at_a_time(scene: Stage) -> None:
    await asks(scene)
    maya, alex = await scene.person(MAYA), await scene.person(ALEX)
    again = await refused(maya, "sounding.sent", whom=str(alex.person_id), text="Again.")
    assert "asked this person already" in again


async def test_home_shows_it_to_both_and_a_person_to_phone(scene: Stage) -> None:
    await asks(scene)
    maya, alex = await scene.person(MAYA), await scene.person(ALEX)
    for person in (maya, alex):
        person.room.messages.clear()
        await person.says("hello")
    await maya.sees("Nobody knows of it but whom you asked.", "Talk to a person")
    await alex.sees("Somebody would like a word")
    await maya.presses("Talk to a person")
    await maya.sees("Ask for a word in confidence")


async def test_two_answers_at_once_count_as_one(database: Database) -> None:
    scene = await set_stage(database)
    await asks(scene)
    found = await at_once(
        scene,
        (
            ALEX,
            Action(
                name="sounding.answered", subject=Subject.read(SUBJECT), answers={"answer": "Yes."}
            ),
        ),
        (ALEX, Action(name="sounding.spoken", subject=Subject.read(SUBJECT))),
    )
    assert sum(isinstance(one, Reply) for one in found) == 1
