"""Talk, life, and questions get a sentence and the step that fits; never the whole home, never a page beside it (R12.1)."""

from itertools import pairwise

import pytest

from handlers.home.find import reference_in
from handlers.home.intents import INTENTS
from handlers.kit.ui import Card, Form, Message, View
from scheme.definition.definition import Definition
from tests.support.dialogue import Stage
from tests.support.pairs import pair
from tests.support.rounds import (
    act,
    application_of,
    applies,
    asked,
    definition_of,
    offered,
    on_register,
)
from tests.support.stage import IDA, MAYA, NOAH, PRIYA, TOM

TOLD = [key for key, intent in INTENTS.items() if intent.is_told]


async def told(scene: Stage, email: str, text: str) -> Message:
    """The one message that a text gets."""
    [message] = (await act(await scene.person(email), "home.say", text=text)).says
    return message


def labels(message: Message) -> list[str]:
    """The labels of its buttons."""
    return [button.label for button in message.buttons]


@pytest.mark.parametrize("key", TOLD)
async def test_every_sentence_has_steps_that_are_open_to_whoever_reads_it(
    scene: Stage, key: str
) -> None:
    await on_register(scene, TOM)
    await asked(scene, NOAH, PRIYA, [PRIYA])
    await applies(scene, MAYA, "mentee")
    for email in (IDA, PRIYA, NOAH, MAYA, TOM):
        player = await scene.person(email)
        [message] = (await act(player, "home.told", about=key)).says
        assert message.text
        assert len(message.buttons) <= 4
        for button in message.buttons:
            reply = await act(player, button.action, str(button.subject), **button.answers)
            assert reply.says or reply.window, button


@pytest.mark.parametrize("key", TOLD)
async def test_every_sentence_fits_a_pair(scene: Stage, key: str) -> None:
    await pair(scene, MAYA, PRIYA, days_ago=30)
    for email in (MAYA, PRIYA):
        player = await scene.person(email)
        [message] = (await act(player, "home.told", about=key)).says
        for button in message.buttons:
            reply = await act(player, button.action, str(button.subject), **button.answers)
            assert reply.says or reply.window, button


async def test_thanks_get_a_word_and_no_home(scene: Stage) -> None:
    message = await told(scene, MAYA, "thanks!")
    assert message.text == "You're welcome."
    assert not message.buttons


async def test_somebody_ill_in_a_pair_may_move_the_meeting_or_rest(scene: Stage) -> None:
    await pair(scene, MAYA, PRIYA, days_ago=30)
    message = await told(scene, MAYA, "I'm ill next week")
    assert "sorry you are not well" in message.text
    assert labels(message) == ["Plan the next meeting", "Pause", "Fewer reminders"]


async def test_a_question_is_answered_in_the_schemes_words_and_can_go_to_a_person(
    scene: Stage,
) -> None:
    message = await told(scene, NOAH, "do i have to pay for this?")
    known = definition_of(scene).answer_to("costs")
    assert known is not None
    assert message.text == known.text
    noah = await scene.person(NOAH)
    await noah.says("do i have to pay for this?")
    await noah.presses("Ask a person this")
    assert isinstance(noah.window, Form)
    await noah.holds(text="do i have to pay for this?")


async def test_an_answer_has_its_link(scene: Stage) -> None:
    message = await told(scene, NOAH, "is there any training for mentors")
    assert [part.kind for part in message.parts] == ["link"]


async def test_what_the_scheme_does_not_answer_goes_to_a_person_in_one_press(
    scene: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Definition, "answer_to", lambda definition, question: None)
    message = await told(scene, NOAH, "is it free")
    assert labels(message) == ["Ask a person this"]


def test_the_first_sentence_that_fits_is_said_to_each() -> None:
    for intent in INTENTS.values():
        assert [trait for trait, after in pairwise(intent.says) if trait == "everybody"] == []


async def test_what_is_likely_is_said_with_what_else_it_may_mean_below_it(scene: Stage) -> None:
    await applies(scene, MAYA, "mentee")
    maya = await scene.person(MAYA)
    reply = await act(maya, "home.say", text="will my manager see my answers")
    said, others = reply.says
    assert "Ask a person this" in labels(said)
    assert others.text == "If you meant something else, is it one of these?"
    assert "Change my application" in labels(others)
    assert not set(labels(others)) & set(labels(said))


async def test_a_yes_answers_the_request_that_waits_once_it_is_confirmed(scene: Stage) -> None:
    await asked(scene)
    priya = await scene.person(PRIYA)
    await priya.says("yes I'll do it")
    await priya.sees("Say yes to Maya Thorne?", "introduced at once")
    await priya.presses("Accept")
    await priya.sees("You have accepted Maya Thorne")


async def test_a_no_declines_after_a_question_and_who_asks_shows_the_request(scene: Stage) -> None:
    await asked(scene)
    priya = await scene.person(PRIYA)
    await priya.says("no thanks")
    await priya.sees("Decline kindly")
    await priya.says("who is asking")
    await priya.sees("Maya Thorne asks")


async def test_without_a_request_a_yes_is_only_a_yes(scene: Stage) -> None:
    message = await told(scene, PRIYA, "yes I'll do it")
    assert "Say yes" not in labels(message)


async def test_a_button_in_front_of_somebody_may_be_typed(scene: Stage) -> None:
    await on_register(scene, PRIYA, TOM)
    await offered(scene)
    maya = await scene.person(MAYA)
    await maya.says("ask for others")
    assert isinstance(maya.window, Form)
    assert maya.window.action == "choose.wants_others"


async def test_a_reference_opens_what_it_names_for_its_owner_and_for_the_group(
    scene: Stage,
) -> None:
    await applies(scene, MAYA, "mentee")
    ref = (await application_of(scene, MAYA)).ref
    maya, noah, ida = [await scene.person(email) for email in (MAYA, NOAH, IDA)]
    await maya.says(ref.lower())
    assert maya.window is not None
    await ida.says(f"open {ref} please")
    await ida.sees("Maya Thorne")
    await noah.says(f"open {ref}")
    await noah.sees("There is nothing called that which you can open here.")
    await noah.says("A-483-920-174")
    await noah.sees("There is nothing called that which you can open here.")


async def test_a_member_finds_somebody_by_name_and_nobody_else_does(scene: Stage) -> None:
    await applies(scene, MAYA, "mentee")
    ida, noah = await scene.person(IDA), await scene.person(NOAH)
    for text in ("find maya", "Maya Thorne", "show me maya thorne"):
        await ida.says(text)
        assert "Maya Thorne" in ida.screen
    await noah.says("find maya")
    assert noah.window is None


async def test_of_several_with_that_name_a_member_sees_those_they_may_open(scene: Stage) -> None:
    await applies(scene, NOAH, "mentee")
    aside = await applies(scene, PRIYA, "mentor")
    last = await applies(scene, TOM, "mentor")
    ida = await scene.person(IDA)
    await act(ida, "review.stood_aside", aside)
    window = (await act(ida, "find.look", who="harbour")).window
    assert isinstance(window, View)
    cards = [part for part in window.parts if isinstance(part, Card)]
    assert [card.title for card in cards] == ["Noah Quill", "Tom Birch"]
    assert str(cards[1].buttons[0].subject) == last


def test_a_reference_is_read_as_it_is_written() -> None:
    assert reference_in("open A-483-920-174") == "A-483920174"
    assert reference_in("p-8 please") == "P-8"
    assert reference_in("A-1 and A-2") == ""
    assert reference_in("I met 3 people") == ""


async def test_what_was_said_of_a_meeting_stands_in_the_form(scene: Stage) -> None:
    await pair(scene, MAYA, PRIYA)
    await scene.forward(20)
    maya = await scene.person(MAYA)
    await maya.says("log meeting 20th jan 45 mins on zoom")
    await maya.sees("A meeting with Priya Nair", "from what you typed")
    await maya.holds(day="2027-01-20", minutes="45", how="zoom")
    await maya.says("log a meeting for us")
    await maya.does_not_see("from what you typed")


async def test_a_plan_is_moved_to_the_day_and_hour_that_were_said_and_called_off(
    scene: Stage,
) -> None:
    await pair(scene, MAYA, PRIYA, days_ago=30)
    maya = await scene.person(MAYA)
    await maya.says("book our next meeting for 20 jan at 10 on teams")
    await maya.holds(day="2027-01-20", hour="10:00", how="teams")
    await maya.submits()
    await maya.says("move it to friday 2pm")
    await maya.sees("Move the meeting with Priya")
    await maya.holds(day="2027-01-15", hour="14:00", how="teams")
    await maya.closes()
    await maya.says("cancel my meeting")
    await maya.sees("Call this meeting off?")


async def test_what_cannot_be_meant_so_is_asked_as_ever(scene: Stage) -> None:
    await pair(scene, MAYA, PRIYA, days_ago=30)
    maya = await scene.person(MAYA)
    await maya.says("log a meeting on 3 march 2024 for 900 minutes")
    await maya.holds(day="2027-01-11")


async def test_a_complaint_begins_with_what_was_typed(scene: Stage) -> None:
    maya = await scene.person(MAYA)
    text = "I want to complain about my mentor, who was rude to me"
    await maya.says(text)
    await maya.sees("Complain in confidence", "What you typed is below.")
    await maya.holds(text=text)
    for text in ("I want to complain", "I want to make a complaint"):
        await maya.says(text)
        await maya.holds(text="")
