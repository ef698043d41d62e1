"""Pure: what Teams sends, as what a button carries and as answers."""

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from bot.chat.payload import Unreadable
from bot.teams.cards.inputs import NO_ANSWER
from bot.teams.cards.render import INPUTS
from bot.teams.cards.typed import MOST_MARKED_UP, said
from scheme.cleaning import LONGEST
from scheme.forms.fields import Answer, Answers

KINDS = {"short", "long", "choice", "choices", "number", "date", "time", "tick"}


def data(value: Any) -> Mapping[str, Any]:
    """What a pressed button or a sent dialog holds, as any of Teams' activities has it. Raises `Unreadable`.

    `value` is the activity's: that of an invoke, or of a message that a card sent.
    """
    held = value
    for key in ("action", "data"):
        if isinstance(held, Mapping) and isinstance(held.get(key), Mapping):
            held = held[key]
    if not isinstance(held, Mapping):
        raise Unreadable
    return held


def press(value: Any) -> str:
    """What a button carries, or what a dialog knows of itself: its own words or a token. Raises `Unreadable`."""
    carried = data(value).get("m")
    if not isinstance(carried, str) or not carried:
        raise Unreadable
    return carried


def kind(value: Any) -> str:
    """Whether a dialog was sent ("send"), left for the page before ("back"), or another of its buttons pressed ("press").

    "" from a message's card.
    """
    found = data(value).get("k", "")
    return found if found in ("send", "back", "press") else ""


def handed_over(value: Mapping[str, Any]) -> Answers:
    """The message that somebody chose an entry of its menu on: its words, and the name of whoever wrote it."""
    message = _inside(value, "messagePayload")
    body = _inside(message, "body")
    content = body.get("content")
    words = ""
    if isinstance(content, str):
        marked_up = {"text": content[:MOST_MARKED_UP], "textFormat": body.get("contentType")}
        words = said(marked_up)[:LONGEST]
    name = _inside(_inside(message, "from"), "user").get("displayName")
    if not isinstance(name, str):
        name = ""
    return {"words": words, "by": name[:LONGEST]}


def _inside(held: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = held.get(key)
    if isinstance(found, Mapping):
        return found
    return {}


def key(input_id: str) -> str:
    """The key of the field that an input asks for; "" when it asks for none."""
    found = re.fullmatch(r"([a-z]+)\.([a-z][a-z0-9_]*)(~.+)?", input_id)
    return found[2] if found and found[1] in KINDS else ""


def answers(given: Mapping[str, Any], metadata: str = "") -> Answers:
    """What a form was answered, by key; None for what was left empty. Raises `Unreadable`.

    `given` has the inputs by id; `metadata`, what the dialog knows of itself, names those that Teams left out as empty.
    """
    found: Answers = {}
    for fromkey in dict.fromkeys([*_asked(metadata), *given]):
        name = key(fromkey)
        if not name:
            continue
        answer = _answer(fromkey.partition(".")[0], given.get(fromkey))
        before = found.get(name)
        if isinstance(before, list) and isinstance(answer, list):
            answer = [*before, *answer]  # of options that have a card, each has its own box
        found[name] = answer
    return found


def _asked(metadata: str) -> list[str]:
    try:
        body = json.loads(metadata) if metadata else {}
    except (ValueError, RecursionError):
        raise Unreadable from None
    if isinstance(body, dict):
        listed = body.get(INPUTS, [])
    else:
        listed = None
    if not isinstance(listed, list) or not all(isinstance(field_key, str) for field_key in listed):
        raise Unreadable
    return listed


def _answer(kind: str, held: Any) -> Answer:
    if held is not None and not isinstance(held, str | int | float | bool):
        raise Unreadable
    match kind:
        case "tick":
            return held is True or str(held).lower() == "true"
        case "choices":
            return (
                [unquote(field_key) for field_key in str(held).split(",") if field_key]
                if held not in (None, "")
                else []
            )
        case "choice":
            return None if held in (None, "", NO_ANSWER) else unquote(str(held))
        case "number":
            return _number(held)
        case _:
            return None if held is None or held == "" else str(held)


def _number(held: str | float | None) -> Answer:
    """A whole number; what is none is kept as it was typed, to be shown again."""
    if held is None or held == "" or isinstance(held, bool):
        return None
    text = str(held).strip()
    found = re.fullmatch(r"(-?[0-9]{1,9})(\.0+)?", text)
    return int(found[1]) if found else text
