"""The inputs and buttons of a card: what they hold, what a person types or chooses, what Teams' own client minds and sends."""

import copy
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from scheme.forms.fields import Answer
from tests.teams.records import Json

MISSING = "This has to be filled in."


def elements(given: Any) -> Iterator[Json]:
    """Everything of a card that has a type, in the order it is read in; not what the data of buttons holds."""
    if isinstance(given, list):
        for one in given:
            yield from elements(one)
    elif isinstance(given, dict):
        if "type" in given:
            yield given
        for key, one in given.items():
            if key not in ("data", "refresh"):
                yield from elements(one)


def inputs(card: Json) -> list[Json]:
    """The inputs of a card."""
    return [one for one in elements(card) if str(one["type"]).startswith("Input.")]


def actions(card: Json) -> list[Json]:
    """The buttons of a card."""
    return [one for one in elements(card) if str(one["type"]).startswith("Action.")]


def holding(element: Json) -> str:
    """What an input holds before anybody touches it; "" for nothing."""
    value = element.get("value", "")
    if element["type"] == "Input.Toggle":
        return str(value or element.get("valueOff", "false"))
    return "" if value is None else str(value)


def given(element: Json, answer: Answer) -> str:
    """What an input holds once somebody has answered so. Fails where the client would not let them."""
    kind = element["type"]
    if kind == "Input.Toggle":
        return str(element.get("valueOn", "true") if answer else element.get("valueOff", "false"))
    if kind == "Input.ChoiceSet":
        wanted = (
            answer
            if isinstance(answer, list)
            else [str(answer)]
            if answer not in (None, "", False)
            else []
        )
        assert len(wanted) < 2 or element.get("isMultiSelect"), "only one of these can be chosen"
        return ",".join(_choice(element, one) for one in wanted)
    if answer is None or answer == "":
        return ""
    text = str(answer)
    shapes = {
        "Input.Number": r"-?\d+(\.\d+)?",
        "Input.Date": r"\d{4}-\d\d-\d\d",
        "Input.Time": r"\d\d:\d\d",
    }
    assert re.fullmatch(shapes.get(kind, r"(?s).*"), text), f"nobody can put {text!r} into {kind}"
    return text


def _choice(element: Json, wanted: str) -> str:
    for one in element["choices"]:
        if wanted in (one["value"], unquote(one["value"]), one["title"]):
            return str(one["value"])
    raise AssertionError(
        f"there is no choice {wanted!r}; there is {[one['value'] for one in element['choices']]}"
    )


def complaint(element: Json, value: str) -> str:
    """What Teams' own client says about an input before it sends anything; "" when it is content.

    What is too long is complained of too: the true client cuts it off while it is typed.
    """
    said = str(element.get("errorMessage") or MISSING)
    if element["type"] == "Input.Toggle":
        return said if element.get("isRequired") and value != element.get("valueOn", "true") else ""
    if not value:
        return said if element.get("isRequired") else ""
    return "" if _fits(element, value) else said


def _fits(element: Json, value: str) -> bool:
    match element["type"]:
        case "Input.Text":
            short = len(value) <= element.get("maxLength", len(value))
            return short and bool(re.search(element.get("regex", ""), value))
        case "Input.Number":
            low, high = float(element.get("min", "-inf")), float(element.get("max", "inf"))
            return low <= float(value) <= high
        case "Input.Date" | "Input.Time":
            return str(element.get("min", value)) <= value <= str(element.get("max", value))
        case _:
            return True


def data_of(action: Json, card: Json, values: dict[str, str], *, mobile: bool = False) -> Json:
    """What a button sends: its own data, and what the inputs hold unless it takes none.

    All of it is text. Clients in a browser leave out what is empty, those on a telephone send "".
    """
    data: Json = copy.deepcopy(action.get("data") or {})
    if action.get("associatedInputs", "auto").lower() == "none":
        return data
    for one in inputs(card):
        value = values.get(one["id"], holding(one))
        if value or mobile:
            data[one["id"]] = value
    return data


def complaints(action: Json, card: Json, values: dict[str, str]) -> dict[str, str]:
    """What the client says beside the inputs when this button is pressed; it sends nothing until there is none."""
    if action.get("associatedInputs", "auto").lower() == "none":
        return {}
    said = {one["id"]: complaint(one, values.get(one["id"], holding(one))) for one in inputs(card)}
    return {name: words for name, words in said.items() if words}


def pressable(card: Json, label: str) -> list[Json]:
    """The buttons with a label."""
    return [one for one in actions(card) if one.get("title") == label]


def the_button(card: Json, what: str | Json) -> Json:
    """One button of a card: itself, or the only one with a label."""
    if not isinstance(what, str):
        assert what in actions(card), "the card has no such button any more"
        return what
    found = pressable(card, what)
    labels = [one.get("title") for one in actions(card)]
    assert found, f"there is no button {what!r}; there is {labels}"
    assert len(found) == 1, f"there are {len(found)} buttons {what!r}"
    return found[0]
