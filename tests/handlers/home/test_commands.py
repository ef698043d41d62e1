"""Single words after a command, or alone in a chat: each leads to its step, or offers what it may mean (R12.1, R12.2)."""

from collections.abc import Awaitable, Callable
from contextlib import suppress

import pytest

from handlers import CATALOGUE
from handlers.desk.passage import Passage
from handlers.home.intents import INTENTS, WORDS
from handlers.home.phrases import understand
from handlers.kit.ui import Reply
from scheme.refusal import Refusal
from tests.support.dialogue import Stage
from tests.support.pairs import pair
from tests.support.rounds import act
from tests.support.stage import ALEX, IDA, MAYA, PRIYA

Led = Callable[[str, str], Awaitable[str]]

LEADS = {
    "apply": "apply.mentee",
    "be a mentor": "apply.mentor",
    "register": "apply.mentor",
    "options": "choose.options",
    "contact": "start.contact",
    "meeting": "meet.log",
    "log": "meet.log",
    "Log a meeting": "meet.form",
    "meetings": "meet.list",
    "plan": "plan.next",
    "next meeting": "plan.when",
    "prepare": "prepare.now",
    "status": "applied.status",
    "waiting": "applied.status",
    "help": "home.help",
    "HOME": "home.show",
    "": "home.show",
    "  ": "home.show",
    "survey": "survey.open",
    "agreement": "agree.read",
    "goals": "goals.show",
    "stop reminders": "quiet.ask",
    "reminders": "quiet.ask",
    "complain": "concern.complain",
    "complaint": "concern.complain",
    "issue": "enquiry.raise",
    "problem": "enquiry.raise",
    "question": "enquiry.ask",
    "phone": "home.people",
    "my data": "privacy.show",
    "data": "privacy.show",
    "privacy": "privacy.about",
    "end": "end.ask",
    "withdraw": "applied.withdraw",
    "pause": "pause.ask",
    "resume": "pause.resume",
    "reflections": "reflect.mine",
    "reflect": "reflect.new",
    "hours": "hours.show",
    "about": "home.about",
}
OF_MEMBERS = {
    "waiting": "review.waiting",
    "register": "review.register",
    "away": "organise.absence",
    "roster": "organise.roster",
}
OFFERED = {
    "mentor": ["Find a mentor", "Become a mentor", "Reach my partner"],
    "cancel": ["Plan the next meeting", "End a partnership"],
    "stop": ["Fewer reminders", "Pause", "End a partnership"],
    "application": ["My application", "Change my application"],
    "away": ["Pause", "Fewer reminders", "Talk to a person"],
}


@pytest.fixture
def led(scene: Stage, monkeypatch: pytest.MonkeyPatch) -> Led:
    """The step that a text after the command leads somebody to."""
    seen: list[str] = []
    through = Passage.through

    async def noted(passage: Passage) -> Reply:
        seen.append(passage.action.name)
        return await through(passage)

    monkeypatch.setattr(Passage, "through", noted)

    async def after_command(email: str, text: str) -> str:
        seen.clear()
        with suppress(
            Refusal
        ):  # where there is nothing to do it for, which its own tests are about
            await act(await scene.person(email), "home.command", text=text)
        return seen[1]

    return after_command


async def test_a_word_leads_to_its_step(scene: Stage, led: Led) -> None:
    await pair(scene, MAYA, PRIYA)
    assert {text: await led(MAYA, text) for text in LEADS} == LEADS


async def test_a_word_of_the_group_leads_a_member_to_theirs(led: Led) -> None:
    assert {text: await led(IDA, text) for text in OF_MEMBERS} == OF_MEMBERS


async def test_phone_is_a_caller_for_an_administrator_alone(led: Led) -> None:
    assert [await led(email, "phone") for email in (ALEX, IDA)] == ["phone.find", "home.people"]


async def test_a_word_that_may_mean_several_things_offers_those_that_can_be_done(
    scene: Stage,
) -> None:
    await pair(scene, MAYA, PRIYA)
    maya = await scene.person(MAYA)
    found = {}
    for text in OFFERED:
        [said] = (await act(maya, "home.command", text=text)).says
        found[text] = [one.label for one in said.buttons]
    assert found == OFFERED


async def test_the_words_work_in_the_chat_as_well(scene: Stage) -> None:
    maya = await scene.person(MAYA)
    await maya.says("apply")
    await maya.sees("Apply as a mentee")


async def test_a_command_is_never_an_answer_to_a_question_in_the_chat(scene: Stage) -> None:
    maya = await scene.person(MAYA)
    await maya.says("I would like a mentor please")
    await maya.presses("Answer in the chat instead")
    before = str(maya.room)
    await act(maya, "home.command", text="status")
    assert str(maya.room) == before
    await maya.says("Maya Thorne")
    await maya.sees("Question 2 of")


def test_every_word_leads_to_intents_that_there_are_and_none_is_closed_to_whoever_types_it() -> (
    None
):
    others = [one.otherwise for one in INTENTS.values() if one.otherwise]
    for keys in (*(tuple(one.key for one in meant) for meant in WORDS.values()), *others):
        assert 1 <= len(set(keys)) == len(keys) <= 3
        assert set(keys) <= set(INTENTS)
    closed = {
        name for name, step in CATALOGUE.steps.items() if step.audience not in ("anyone", "party")
    }
    assert [
        key
        for key, one in INTENTS.items()
        if one.words and one.action in closed and not one.otherwise
    ] == []


def test_no_word_says_something_else_than_the_phrases_know_of_it() -> None:
    known = {word: understand(word).intent for word in WORDS}
    assert [word for word, one in known.items() if one and (one,) != WORDS[word]] == []
