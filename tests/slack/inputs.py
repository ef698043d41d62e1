"""The inputs of windows and messages: what they hold, what a person types or chooses, and what Slack's client minds."""

import copy
import re
from collections.abc import Iterator
from typing import Any

from scheme.forms.fields import Answer
from tests.slack.world import Json, World

TYPED = ("plain_text_input", "number_input", "email_text_input", "url_text_input")
PICKED = {
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
}
ONE_OF = ("static_select", "radio_buttons")
SOME_OF = ("multi_static_select", "checkboxes")
MISSING = "Please complete this required field."


def elements(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Everything that can be pressed, typed into or chosen, with its block."""
    for block in blocks:
        held = [block.get("element"), block.get("accessory"), *block.get("elements", [])]
        if block["type"] in ("input", "section", "actions"):
            yield from ((block, one) for one in held if isinstance(one, dict) and "type" in one)


def completed(world: World, blocks: list[Json]) -> list[Json]:
    """The blocks as Slack keeps them: with ids where the bot gave none."""
    kept = copy.deepcopy(blocks)
    for block in kept:
        block.setdefault("block_id", world.fresh("b"))
    for _, element in elements(kept):
        if element["type"] != "image":
            element.setdefault("action_id", world.fresh("a"))
    return kept


def holding(element: Json) -> Json | None:
    """What an input holds before anybody touches it; None for what is no input."""
    kind = element["type"]
    if kind in TYPED:
        value = element.get("initial_value")
        return {"type": kind, "value": value or None}
    if kind in PICKED:
        return {
            "type": kind,
            PICKED[kind]: element.get("initial_" + PICKED[kind].removeprefix("selected_")),
        }
    if kind in ONE_OF:
        return {"type": kind, "selected_option": _plain(element.get("initial_option"))}
    if kind in SOME_OF:
        return {
            "type": kind,
            "selected_options": [_plain(one) for one in element.get("initial_options", [])],
        }
    if kind == "file_input":
        return {"type": kind, "files": []}
    return None


def _plain(option: Json | None) -> Json | None:
    return {key: value for key, value in option.items() if key != "description"} if option else None


def state_of(
    blocks: list[Json], before: dict[str, dict[str, Json]] | None = None
) -> dict[str, dict[str, Json]]:
    """What the inputs hold: what was typed before in one with the same two ids and kind, else what it begins with."""
    state: dict[str, dict[str, Json]] = {}
    for block, element in elements(blocks):
        begun = holding(element)
        if begun is None:
            continue
        kept = (before or {}).get(block["block_id"], {}).get(element["action_id"])
        same = kept is not None and kept["type"] == begun["type"]
        state.setdefault(block["block_id"], {})[element["action_id"]] = (
            kept if same and kept else begun
        )
    return state


def options_of(element: Json) -> list[Json]:
    """What can be chosen, groups or not."""
    grouped = [one for group in element.get("option_groups", []) for one in group["options"]]
    return [*element.get("options", []), *grouped]


def given(element: Json, answer: Answer) -> Json:
    """What an input holds once somebody has answered so. Fails where the client would not let them."""
    kind = element["type"]
    if kind in TYPED:
        return {"type": kind, "value": str(answer) if answer not in (None, "") else None}
    if kind in PICKED:
        return {"type": kind, PICKED[kind]: answer or None}
    if kind in ONE_OF:
        return {"type": kind, "selected_option": _option(element, str(answer)) if answer else None}
    if kind in SOME_OF:
        every = options_of(element)
        if isinstance(answer, bool):
            assert len(every) == 1, "only a box that stands alone is ticked"
            return {"type": kind, "selected_options": [_plain(every[0])] if answer else []}
        wanted = answer if isinstance(answer, list) else [str(answer)] if answer else []
        most = element.get("max_selected_items", 100)
        assert len(wanted) <= most, f"Slack lets nobody choose more than {most} here"
        return {"type": kind, "selected_options": [_option(element, one) for one in wanted]}
    raise AssertionError(f"nothing can be typed into {kind}")


def _option(element: Json, key: str) -> Json | None:
    for option in options_of(element):
        if key in (option["value"], option["text"]["text"]):
            return _plain(option)
    raise AssertionError(
        f"there is no option {key!r}; there is {[one['value'] for one in options_of(element)]}"
    )


def holds(value: Json) -> Answer:
    """What an input holds, as a plain answer."""
    if "selected_option" in value:
        return str(value["selected_option"]["value"]) if value["selected_option"] else ""
    if "selected_options" in value:
        return [str(one["value"]) for one in value["selected_options"]]
    if "files" in value:
        return [str(one["id"]) for one in value["files"]]
    held = next((one for key, one in value.items() if key != "type"), None)
    return "" if held is None else str(held)


def is_empty(value: Json) -> bool:
    """Whether nothing was answered."""
    return holds(value) in ("", [])


def complaint(block: Json, value: Json) -> str:
    """What Slack's own client says about an input before it sends anything; "" when it is content."""
    element = block["element"]
    if is_empty(value):
        return "" if block.get("optional") else MISSING
    text = value.get("value")
    if not isinstance(text, str):
        return ""
    return _of_text(element, text)


def _of_text(element: Json, text: str) -> str:
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    match element["type"]:
        case "plain_text_input" if not least <= len(text) <= most:
            return f"Between {least} and {most} characters, please."
        case "number_input":
            whole = r"-?\d+(\.\d+)?" if element["is_decimal_allowed"] else r"-?\d+"
            if not re.fullmatch(whole, text):
                return "Please enter a number."
            if (
                not float(element.get("min_value", "-inf"))
                <= float(text)
                <= float(element.get("max_value", "inf"))
            ):
                return "Please enter a number in the range."
        case "email_text_input" if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", text):
            return "Please enter an email address."
        case "url_text_input" if not re.match(r"https?://\S+", text):
            return "Please enter a link."
    return ""


def chosen(element: Json, answer: Any) -> Json:
    """What an action says of its element: a button's value, or what was chosen."""
    kind = element["type"]
    if kind in ("button", "workflow_button"):
        return {"type": "button", "value": element["value"], "text": element["text"]}
    if kind == "overflow":
        only = len(element["options"]) == 1 and answer is None
        entry = element["options"][0] if only else _option(element, str(answer))
        return {"type": kind, "selected_option": entry}
    return given(element, answer)
