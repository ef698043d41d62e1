"""What Teams sends becomes answers and what buttons carry; what nobody here has sent is refused in friendly words."""

import json
from typing import Any

import pytest

from bot.chat.payload import Payloads, Unreadable, metadata
from bot.teams.cards import read, render
from bot.teams.cards.inputs import NO_ANSWER, coded
from handlers.kit.ui import Form
from scheme.forms.fields import ShortText, TickField


@pytest.mark.parametrize(
    ("given", "answers"),
    [
        ({"short.name": "Maya"}, {"name": "Maya"}),
        ({"short.name": ""}, {"name": None}),
        ({"short.name": 12}, {"name": "12"}),
        ({"long.goals": "To lead\n\nOne day"}, {"goals": "To lead\n\nOne day"}),
        ({"long.goals": None}, {"goals": None}),
        ({"number.years": "12"}, {"years": 12}),
        ({"number.years": 12}, {"years": 12}),
        ({"number.years": 12.0}, {"years": 12}),
        ({"number.years": "-3"}, {"years": -3}),
        ({"number.years": "2.5"}, {"years": "2.5"}),
        ({"number.years": "about five"}, {"years": "about five"}),
        ({"number.years": ""}, {"years": None}),
        ({"number.years": True}, {"years": None}),
        ({"date.start": "2026-12-07"}, {"start": "2026-12-07"}),
        ({"date.start": ""}, {"start": None}),
        ({"time.hour": "14:30"}, {"hour": "14:30"}),
        ({"choice.how": "video"}, {"how": "video"}),
        ({"choice.how": "by phone%2C or %25"}, {"how": "by phone, or %"}),
        ({"choice.how": NO_ANSWER}, {"how": None}),
        ({"choice.how": ""}, {"how": None}),
        ({"choices.areas": "a,b%2Cc"}, {"areas": ["a", "b,c"]}),
        ({"choices.areas": ""}, {"areas": []}),
        ({"tick.consent": "true"}, {"consent": True}),
        ({"tick.consent": "True"}, {"consent": True}),
        ({"tick.consent": True}, {"consent": True}),
        ({"tick.consent": "false"}, {"consent": False}),
        ({"tick.consent": ""}, {"consent": False}),
        ({"file.cv": "x", "m": "{}", "k": "send", "other.thing": "y", "nothing": {}}, {}),
    ],
)
def test_each_input_is_read_as_what_it_asks_for(
    given: dict[str, Any], answers: dict[str, Any]
) -> None:
    assert read.answers(given) == answers


def test_what_teams_leaves_out_was_left_empty() -> None:
    payloads = Payloads()
    fields = (
        ShortText(key="name", label="Name", required=False),
        TickField(key="consent", label="May we?"),
    )
    card = render.dialog(Form(title="Apply", action="a.b", fields=fields, submit="Send"), payloads)[
        "card"
    ]["content"]
    known = card["actions"][0]["data"]["m"]
    assert metadata(known).action == "a.b"
    assert read.answers({}, known) == {"name": None, "consent": False}
    assert read.answers({}) == {}


@pytest.mark.parametrize("key", ["a", "a,b", "100%", "%2C", "é,ü"])
def test_a_key_with_a_comma_is_one_key(key: str) -> None:
    assert "," not in coded(key)
    assert read.answers({"choices.x": f"{coded(key)},other"}) == {"x": [key, "other"]}


@pytest.mark.parametrize(
    "value",
    [
        {"data": {"m": "~token", "k": "press"}},
        {
            "action": {
                "type": "Action.Execute",
                "verb": "press",
                "data": {"m": "~token", "k": "press"},
            }
        },
        {"m": "~token", "k": "press"},
        {
            "data": {"m": "~token", "k": "press", "msteams": {"type": "task/fetch"}},
            "context": {"theme": "dark"},
        },
    ],
)
def test_a_button_is_read_wherever_teams_puts_what_it_carries(value: dict[str, Any]) -> None:
    assert (read.press(value), read.kind(value)) == ("~token", "press")


@pytest.mark.parametrize(
    "value", [None, "", "text", [], 3, {}, {"data": {}}, {"m": 3}, {"action": {"data": {"m": ""}}}]
)
def test_a_press_that_carries_nothing_of_ours_is_refused(value: Any) -> None:
    with pytest.raises(Unreadable):
        read.press(value)


def test_a_button_of_a_message_is_neither_sent_nor_pressed_in_a_dialog() -> None:
    assert read.kind({"data": {"m": "~token"}}) == ""
    assert read.kind({"data": {"m": "~token", "k": "other"}}) == ""
    assert read.kind({"data": {"m": "~token", "k": "send"}}) == "send"


@pytest.mark.parametrize(
    "given",
    [
        {"short.name": {}},
        {"short.name": ["Maya"]},
        {"choices.areas": {"a": 1}},
        {"tick.consent": []},
    ],
)
def test_answers_of_another_shape_are_refused(given: dict[str, Any]) -> None:
    with pytest.raises(Unreadable):
        read.answers(given)


@pytest.mark.parametrize(
    "known", ["{", "[]", "3", json.dumps({"i": 3}), json.dumps({"i": [3]}), "[" * 100_000]
)
def test_metadata_of_another_shape_is_refused(known: str) -> None:
    with pytest.raises(Unreadable):
        read.answers({"short.name": "Maya"}, known)


@pytest.mark.parametrize(
    ("input_id", "key"),
    [
        ("short.name", "name"),
        ("long.a_1", "a_1"),
        ("file.cv", ""),
        ("m", ""),
        ("short.Name", ""),
        ("short.", ""),
    ],
)
def test_an_input_says_which_field_it_asks_for(input_id: str, key: str) -> None:
    assert read.key(input_id) == key
