"""How an action travels: one encoding, to text and back, in buttons, windows, drafts and pages.

Keys are short, because the platform with the least room takes two thousand characters; what is empty is not written. The
long names, as pages and drafts of an earlier version have them, are read as well.
"""

import json
from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from handlers.kit.ui import Action
from scheme.forms.fields import Answer
from scheme.subject import Subject

DEEPEST = 3  # openers of openers
_ANSWERS = TypeAdapter(dict[str, Answer])


def encoded(action: Action) -> str:
    """An action as JSON text."""
    return json.dumps(plain(action), ensure_ascii=False, separators=(",", ":"))


def decoded(text: str) -> Action:
    """An action back from JSON text. Raises `ValueError` when it is none."""
    try:
        return from_plain(json.loads(text))
    except RecursionError:
        raise ValueError("nested too deep") from None


def plain(action: Action) -> dict[str, Any]:
    """An action as plain values, whatever opened it included."""
    values = {
        "n": action.name,
        "s": str(action.subject),
        "a": dict(action.answers),
        "k": action.scheme,
    }
    if action.opener:
        opener = plain(action.opener)
    else:
        opener = None
    return full({**values, "o": opener})


def full(values: Mapping[str, Any]) -> dict[str, Any]:
    """Plain values without what is empty; a name is always there."""
    return {key: value for key, value in values.items() if value or key == "n"}


def from_plain(body: Any, deep: int = 0) -> Action:
    """An action back from plain values. Raises `ValueError` when they are none."""
    if not isinstance(body, Mapping) or deep > DEEPEST:
        raise ValueError("no action")
    name = _held(body, "n", "name")
    if not isinstance(name, str):
        raise ValueError("an action without a name")
    answers = _held(body, "a", "answers")
    opener = _held(body, "o", "opener")
    return Action(
        name=name,
        subject=Subject.read(_held(body, "s", "subject")),
        answers=_ANSWERS.validate_python({} if answers is None else answers),
        scheme=str(_held(body, "k", "scheme") or ""),
        opener=from_plain(opener, deep + 1) if opener else None,
    )


def _held(body: Mapping[str, Any], key: str, long: str) -> Any:
    return body.get(key, body.get(long))
