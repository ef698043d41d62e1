"""What a button or a window carries: an action as short text. What does not fit is kept under a token."""

import json
import re
import secrets
from typing import Any

from handlers.kit.ui import Action

MOST_VALUE = 2000
MOST_METADATA = 3000
KEY = re.compile(r"[\w:.+-]*")  # what is chosen: a key, a number, a day
TOKEN = "~"  # noqa: S105, the sign before a token; JSON never begins so


class Pack:
    """Packs what one message or window carries.

    The caller keeps `overflow` (bodies by token) before the payload is sent.
    """

    def __init__(self) -> None:
        self.overflow: dict[str, str] = {}

    def pack(self, action: Action, page: int = 0, file: str = "") -> str:
        """An action as a button's value: the page of the window it opens, or the file it asks for, with it."""
        return self.fitted({**plain(action), "p": page, "f": file}, MOST_VALUE)

    def fitted(self, values: dict[str, Any], most: int) -> str:
        """Values as JSON without what is empty; a token where they hold words, or come to more than `most` characters."""
        body = json.dumps(_full(values), ensure_ascii=False, separators=(",", ":"))
        if len(body) <= most and not _wordy(values):
            return body
        token = secrets.token_urlsafe(24)
        self.overflow[token] = body
        return TOKEN + token


def _wordy(values: dict[str, Any]) -> bool:
    """Whether somebody's words are among the answers, which stand in windows and nowhere else at Slack (R11.4)."""
    opener = values.get("o")
    answers = [*(values.get("a") or {}).values(), *(values.get("c") or {}).values()]
    return any(isinstance(one, str) and not KEY.fullmatch(one) for one in answers) or bool(opener and _wordy(opener))


def plain(action: Action) -> dict[str, Any]:
    """An action as plain values, whatever opened it included."""
    values = {"n": action.name, "s": action.subject, "a": dict(action.answers), "k": action.scheme}
    return _full({**values, "o": plain(action.opener) if action.opener else None})


def _full(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value or key == "n"}
