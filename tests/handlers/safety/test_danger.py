"""Somebody in danger is told who can help, before anything else and wherever they type; nothing of it is kept (R13.5)."""

import tomllib
from datetime import timedelta

import pytest

from handlers.kit.ui import Link, Message
from handlers.safety.danger import danger_in
from handlers.safety.urgent import FILE, alarm
from scheme.definition.support import Helpline, Safety
from storage import drafts
from tests.support.dialogue import Stage, read
from tests.support.pairs import pair
from tests.support.rounds import applies, definition_of, offered, on_register
from tests.support.stage import ALEX, ESTHER, JO, MAYA, NOAH, PRIYA, ROBIN, TOM

EXAMPLES = [
    "I took an overdose",
    "I'm going to end it",
    "i cut myself",
    "call the police",
    "i can't do this anymore",
    "my mentor sent me a dirty picture",
    "I want to kill myself",
]
CRIES = [
    "urgent",
    "I am not safe",
    "I'm not safe",
    "this is an emergency",
    "someone may come to harm",
]


async def busy(scene: Stage) -> None:
    """People who stand at different places."""
    await on_register(scene, TOM)
    await offered(scene, MAYA, [TOM])
    await applies(scene, ESTHER, "mentee")
    await pair(scene, NOAH, PRIYA, days_ago=20)


def links_of(message: Message) -> dict[str, str]:
    """Where its links lead, by their words."""
    return {part.label: part.address for part in message.parts if isinstance(part, Link)}


@pytest.mark.parametrize("words", [*EXAMPLES, *CRIES])
async def test_words_of_danger_are_answered_in_the_chat_whoever_says_them(
    scene: Stage, words: str
) -> None:
    await busy(scene)
    for email in (MAYA, PRIYA, ESTHER, ROBIN, ALEX, JO):
        player = await scene.person(email)
        before = len(player.room.messages)
        await player.says(words)
        answer = list(player.room.messages.values())[before]
        assert player.window is None
        assert answer.buttons == ()
        assert "phone 999" in answer.text
        assert "116 123" in answer.text
        assert set(links_of(answer).values()) >= {"tel:999", "tel:116123", "tel:01632960003"}
        assert "mailto:wellbeing@office.example.org" in links_of(answer).values()


async def test_what_can_hardly_mean_anything_else_is_answered_by_that_message_alone(
    scene: Stage,
) -> None:
    maya = await scene.person(MAYA)
    await maya.says("I want to kill myself")
    assert len(maya.room.messages) == 1


async def test_what_may_be_ordinary_is_answered_by_that_message_first_and_by_buttons_below_it(
    scene: Stage,
) -> None:
    await pair(scene, NOAH, PRIYA, days_ago=20)
    noah = await scene.person(NOAH)
    await noah.says("I'm going to end it")
    *_, danger, meant = noah.room.messages.values()
    assert "phone 999" in danger.text
    assert danger.buttons == ()
    assert noah.window is None
    assert {button.action for button in meant.buttons} >= {"home.people"}


@pytest.mark.parametrize("text", ["keep looking", "vielen dank", "This bot is hopeless."])
async def test_what_is_known_word_for_word_is_not_sure_to_be_danger(
    scene: Stage, text: str
) -> None:
    found = scene.bot.alarm(text)
    assert found
    assert not found.sure


@pytest.mark.parametrize("text", ["SOS", "I was bullied", "I'm in danger", "I don't feel safe"])
async def test_what_people_ask_for_in_danger_stays_sure_word_for_word(
    scene: Stage, text: str
) -> None:
    found = scene.bot.alarm(text)
    assert found
    assert found.sure


def test_a_word_of_another_language_in_plain_english_is_not_sure_to_be_danger() -> None:
    ordinary = ["please not dave from moor, we used to go out", "my mobile number is new"]
    for text in ordinary:
        found = danger_in(text)
        assert found
        assert not found.sure, text
    for text in ["vreau să mor", "please help, mein Mann schlägt mich", "ich will sterben"]:
        found = danger_in(text)
        assert found
        assert found.sure, text


@pytest.mark.parametrize(
    "words", ["i took an overdose", "I can't do this anymore", "he hits me", "chcę się zabić"]
)
async def test_in_a_form_in_the_chat_it_is_no_answer_and_the_form_stays_where_it_was(
    scene: Stage, words: str
) -> None:
    maya = await scene.person(MAYA)
    await maya.says("I want a mentor")
    await maya.presses("Answer in the chat instead")
    async with scene.bot.work(writes=False) as work:
        before = await drafts.to_go_on_with(work, definition_of(scene).key, maya.person_id)
        stood = [(one.place, dict(one.answers)) for one in before]
    await maya.says(words)
    await maya.sees("phone 999")
    async with scene.bot.work(writes=False) as work:
        after = await drafts.to_go_on_with(work, definition_of(scene).key, maya.person_id)
        assert [(one.place, dict(one.answers)) for one in after] == stood
    await maya.says("Maya Thorne")
    assert "Question 2 of" in read(maya.room.latest_first()[0])


async def test_a_story_that_nothing_is_known_of_is_answered_like_what_may_be_danger(
    scene: Stage,
) -> None:
    maya = await scene.person(MAYA)
    await maya.says("there are crows in my chest and they never rest")
    danger, meant = maya.room.messages.values()
    assert "phone 999" in danger.text
    assert {button.action for button in meant.buttons} >= {"home.people"}


async def test_the_kinds_of_danger_are_told_apart(scene: Stage) -> None:
    told = {}
    for words in (
        "there is a man with a knife",
        "I want to die",
        "my husband hits me",
        "he is stalking me",
    ):
        answer = alarm([definition_of(scene)], words)
        assert answer is not None
        told[words] = answer.message.text
    assert len(set(told.values())) == 4
    harm = alarm([definition_of(scene)], "my husband hits me")
    assert harm is not None
    assert "tel:08082000247" in links_of(harm.message).values()


async def test_it_is_said_in_their_language_too_where_that_is_sure(scene: Stage) -> None:
    answer = alarm([definition_of(scene)], "chcę się zabić")
    assert answer is not None
    assert "zadzwoń pod numer 999" in read(answer.message)
    english = alarm([definition_of(scene)], "I want to die")
    assert english is not None
    assert "zadzwoń" not in read(english.message)


async def test_a_scheme_says_its_own_numbers_and_phrases(scene: Stage) -> None:
    line = Helpline(name="Harbour Line", phone="01632 960 999", about="at any hour")
    safety = Safety(emergency="112", lines=(line,), phrases=("red lantern",))
    own = definition_of(scene).model_copy(update={"safety": safety, "urgent": None})
    answer = alarm([own], "Red lantern!")
    assert answer is not None
    assert list(links_of(answer.message).values()) == ["tel:112", "tel:01632960999"]
    assert alarm([definition_of(scene)], "Red lantern!") is None


@pytest.mark.parametrize(
    ("region", "emergency", "line"),
    [
        ("GB-WLS", "999", "116123"),
        ("IE", "112", "116123"),
        ("US-NY", "911", "988"),
        ("AU-ACT", "000", "131114"),
    ],
)
async def test_the_numbers_are_those_of_the_schemes_country(
    scene: Stage, region: str, emergency: str, line: str
) -> None:
    own = definition_of(scene).model_copy(update={"region": region})
    answer = alarm([own], "I want to die")
    assert answer is not None
    assert set(links_of(answer.message).values()) >= {f"tel:{emergency}", f"tel:{line}"}


async def test_where_no_line_is_known_a_directory_of_lines_is_named(scene: Stage) -> None:
    own = definition_of(scene).model_copy(update={"region": "DE"})
    answer = alarm([own], "I want to die")
    assert answer is not None
    assert set(links_of(answer.message).values()) >= {"tel:112", "https://findahelpline.com"}


async def test_every_number_has_a_source_and_was_looked_at_within_two_years(scene: Stage) -> None:
    for place in tomllib.loads(FILE.read_text("utf-8"))["places"].values():
        numbers = [*place.get("lines", ()), *([place] if "emergency" in place else [])]
        assert numbers
        for one in numbers:
            assert one["source"].startswith("https://")
            assert scene.bot.clock.now().date() - one["checked"] < timedelta(days=730)
