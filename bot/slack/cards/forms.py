"""Pure: a form as Slack sent it, and a refusal of it as Slack takes it."""

from collections.abc import Mapping
from typing import Any

from bot.slack.cards import read, render
from scheme.forms.fields import Answers
from scheme.refusal import Refusal

LATE = "This takes a while just now. I go on with it as it is, and say in our chat how it ended."


def typed(view: Mapping[str, Any]) -> Answers:
    """What was typed into a form since it was shown; what stood in it before is known already."""
    inputs = [block for block in view["blocks"] if block["type"] == "input"]
    held = {block["block_id"]: {"answer": _as_shown(block["element"])} for block in inputs}
    before = read.answers(held, inputs)
    now = read.answers(view["state"]["values"], inputs)
    return {key: answer for key, answer in now.items() if answer != before.get(key)}


def _as_shown(element: Mapping[str, Any]) -> dict[str, Any]:
    """What an input holds before anybody touches it, as Slack would tell of it."""
    known = {
        name.removeprefix("initial_"): value
        for name, value in element.items()
        if name.startswith("initial_")
    }
    return {name if name == "value" else f"selected_{name}": value for name, value in known.items()}


def beside(no: Refusal, view: Mapping[str, Any]) -> dict[str, Any]:
    """A refusal of a form: beside the fields that are at fault, where these are on the page; else on top of it."""
    inputs = [block["block_id"] for block in view["blocks"] if block["type"] == "input"]
    places = {
        read.key(block_id): block_id for block_id in reversed(inputs)
    }  # of a long answer, its first part
    errors = {places[key]: text for key, text in no.errors.items() if key in places}
    if errors:
        return {"response_action": "errors", "errors": errors}
    return update(render.notice(view, no.text))


def late(view: Mapping[str, Any]) -> dict[str, Any]:
    """The acknowledgement of a form of which it is not known yet how it ends."""
    first = next((block["block_id"] for block in view["blocks"] if block["type"] == "input"), None)
    if first is None:
        return update(render.notice(view, LATE))
    # Told as an error the window stays the very same one, so that sending it once more does nothing twice.
    return {"response_action": "errors", "errors": {first: LATE}}


def update(view: dict[str, Any]) -> dict[str, Any]:
    """The acknowledgement that puts another window in the place of the one that was sent."""
    return {"response_action": "update", "view": view}
