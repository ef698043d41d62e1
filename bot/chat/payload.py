"""What a button or a window carries: an action as short text, and back. What does not fit is kept under a token."""

import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter

from handlers.desk.encoding import from_plain, full, plain
from handlers.kit.ui import Action, Form
from scheme.refusal import Refusal
from scheme.subject import NOTHING_IN_PARTICULAR, Subject

MOST_VALUE = 2000  # characters: as many as the platform with the least room takes
KEY = re.compile(r"[\w:.+-]*")  # what is chosen: a key, a number, a day
TOKEN = "~"  # noqa: S105
TOKENS = re.compile(r"~[A-Za-z0-9_-]{20,59}")

_TEXTS = TypeAdapter(dict[str, str])


class Unreadable(Refusal):
    """A button or window from another day, or nothing that this bot has sent."""

    def __init__(self) -> None:
        super().__init__(
            "That is from another day and does nothing now. Say hello to see how things stand."
        )


@dataclass(frozen=True)
class Press:
    """A button: what it does; the page of the window it opens; the file it asks for, by name."""

    action: Action
    page: int = 0
    file: str = ""


@dataclass(frozen=True, kw_only=True)
class Metadata:
    """What a window knows of itself; of a View, its page and its channel alone.

    `kept`: by the key of their field, what stands for files that the form holds already. `pages`: how many there are.
    """

    action: str = ""  # the step that takes the form; "" for a View
    subject: Subject = NOTHING_IN_PARTICULAR
    scheme: str = ""  # its key; "" where the Desk is to find which
    opener: Action | None = None  # what opens the window again; None: nothing does
    carries: Mapping[str, str] = field(default_factory=dict)  # what the form hands back unchanged
    page: int = 0  # from 0
    pages: int = 1
    origin: str = ""  # the channel it was opened from; "" for the person's own chat
    kept: Mapping[str, str] = field(default_factory=dict)
    title: str = ""
    private: bool = False


class Payloads:
    """The payloads of one message or window: what its buttons, and the window itself, carry.

    The caller keeps `overflow` (bodies by token) before they are sent.
    """

    def __init__(self) -> None:
        self.overflow: dict[str, str] = {}

    def of(self, action: Action, page: int = 0, file: str = "", *, most: int = MOST_VALUE) -> str:
        """An action as a button's value: the page of the window it opens, or the file it asks for, with it."""
        return self.fitted({**plain(action), "p": page, "f": file}, most)

    def fitted(self, values: dict[str, Any], most: int) -> str:
        """Values as JSON without what is empty; a token where they hold words, or come to more than `most` characters."""
        body = json.dumps(full(values), ensure_ascii=False, separators=(",", ":"))
        if len(body) <= most and not _wordy(values):
            return body
        return self.put_away(body)

    def put_away(self, body: str) -> str:
        """What stands in place of a body that is kept here."""
        token = secrets.token_urlsafe(24)
        self.overflow[token] = body
        return TOKEN + token


def _wordy(values: dict[str, Any]) -> bool:
    """Whether somebody's words are among the answers, which stand in windows and nowhere else on a platform (R11.4)."""
    opener = values.get("o")
    answers = [*(values.get("a") or {}).values(), *(values.get("c") or {}).values()]
    return any(isinstance(answer, str) and not KEY.fullmatch(answer) for answer in answers) or bool(
        opener and _wordy(opener)
    )


def of_form(form: Form, page: int, count: int, origin: str = "") -> dict[str, Any]:
    """What the window of a form's page knows of itself. `count`: of how many pages."""
    files = {
        question.key: form.answers.get(question.key)
        for question in form.fields
        if question.kind == "file"
    }
    return {
        "n": form.action,
        "s": str(form.subject),
        "k": form.scheme,
        "o": plain(form.opener) if form.opener else None,
        "c": dict(form.carries),
        "p": page,
        "q": count if count > 1 else 0,
        "g": origin,
        "h": {key: ref for key, ref in files.items() if isinstance(ref, str) and ref},
        "t": form.title,
        "v": form.private,
    }


def token(value: str) -> str | None:
    """The token under which a value is kept; None when it says all itself."""
    if TOKENS.fullmatch(value):
        return value.removeprefix(TOKEN)
    return None


def unpacked(value: str) -> Press:
    """What a button carries. Raises `Unreadable`."""
    body = _body(value)
    try:
        return Press(from_plain(body), int(body.get("p", 0)), str(body.get("f", "")))
    except (TypeError, ValueError, OverflowError):
        raise Unreadable from None


def metadata(text: str) -> Metadata:
    """What a window knows of itself. Raises `Unreadable`."""
    body = _body(text)
    try:
        return Metadata(
            action=str(body.get("n", "")),
            subject=Subject.read(body.get("s", "")),
            scheme=str(body.get("k", "")),
            opener=from_plain(body["o"]) if body.get("o") else None,
            carries=_TEXTS.validate_python(body.get("c", {})),
            page=int(body.get("p", 0)),
            pages=int(body.get("q", 1)),
            origin=str(body.get("g", "")),
            kept=_TEXTS.validate_python(body.get("h", {})),
            title=str(body.get("t", "")),
            private=body.get("v") is True,
        )
    except (TypeError, ValueError, OverflowError):
        raise Unreadable from None


def _body(text: str) -> dict[str, Any]:
    try:
        body = json.loads(text)
    except (ValueError, TypeError, RecursionError):
        raise Unreadable from None
    if not isinstance(body, dict):
        raise Unreadable
    return body
