"""Pure: what Slack sends, as actions and answers."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.slack.fields import NO_ANSWER
from bot.slack.pack import TOKEN
from bot.slack.texts import joined
from handlers.kit.ui import Action
from scheme.fields import Answer, Answers
from scheme.refusal import Refusal

_ANSWERS = TypeAdapter(dict[str, Answer])
_TEXTS = TypeAdapter(dict[str, str])
DEEPEST = 3  # openers of openers
TOKENS = re.compile(r"~[A-Za-z0-9_-]{20,59}")
PICKED = ("selected_date", "selected_time", "value")


class Unreadable(Refusal):
    """A button or window from another day, or nothing that this bot has sent."""

    def __init__(self) -> None:
        super().__init__("That is from another day and does nothing now. Say hello to see how things stand.")


@dataclass(frozen=True)
class Press:
    """A button: what it does; the page of the window it opens; the file it asks for, by name."""

    action: Action
    page: int = 0
    file: str = ""


@dataclass(frozen=True)
class Metadata:
    """What a window knows of itself; of a View, its page and its channel alone.

    `kept`: by the key of their field, what stands for files that the form holds already. `pages`: how many there are.
    """

    action: str = ""
    subject: str = ""
    scheme: str = ""
    opener: Action | None = None
    carries: Mapping[str, str] = field(default_factory=dict)
    page: int = 0
    pages: int = 1
    origin: str = ""
    kept: Mapping[str, str] = field(default_factory=dict)
    title: str = ""
    private: bool = False


def token(value: str) -> str | None:
    """The token under which a value is kept; None when it says all itself."""
    return value.removeprefix(TOKEN) if TOKENS.fullmatch(value) else None


def plain(text: str) -> str:
    """What somebody typed in a chat, as they typed it: Slack escapes three signs, and marks up links and mentions."""
    text = re.sub(r"<([^<>|]*)(?:\|([^<>]*))?>", _unmarked, text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _unmarked(found: re.Match[str]) -> str:
    address, label = found[1], found[2] or ""
    if address.startswith("!date^"):
        return label
    if address[:1] in ("@", "#", "!"):
        named = label.lstrip("@#") or ("somebody" if address[0] == "@" else address[1:])
        return f"{'#' if address[0] == '#' else '@'}{named}"
    plain_address = address.removeprefix("mailto:")
    return f"{label} ({plain_address})" if label and label not in plain_address else label or plain_address


def unpacked(value: str) -> Press:
    """What a button carries. Raises `Unreadable`."""
    body = _body(value)
    try:
        return Press(_action(body), int(body.get("p", 0)), str(body.get("f", "")))
    except (ValidationError, TypeError, ValueError, OverflowError):
        raise Unreadable from None


def metadata(text: str) -> Metadata:
    """What a window knows of itself. Raises `Unreadable`."""
    body = _body(text)
    try:
        return Metadata(
            action=str(body.get("n", "")),
            subject=str(body.get("s", "")),
            scheme=str(body.get("k", "")),
            opener=_action(body["o"]) if body.get("o") else None,
            carries=_TEXTS.validate_python(body.get("c", {})),
            page=int(body.get("p", 0)),
            pages=int(body.get("q", 1)),
            origin=str(body.get("g", "")),
            kept=_TEXTS.validate_python(body.get("h", {})),
            title=str(body.get("t", "")),
            private=body.get("v") is True,
        )
    except (ValidationError, TypeError, ValueError, OverflowError):
        raise Unreadable from None


def _body(text: str) -> dict[str, Any]:
    try:
        body = json.loads(text)
    except (ValueError, TypeError, RecursionError):
        raise Unreadable from None
    if not isinstance(body, dict):
        raise Unreadable
    return body


def _action(body: Any, deep: int = 0) -> Action:
    if not isinstance(body, dict) or not isinstance(body.get("n"), str) or deep > DEEPEST:
        raise Unreadable
    answers = _ANSWERS.validate_python(body.get("a", {}))
    opener = _action(body["o"], deep + 1) if body.get("o") else None
    return Action(body["n"], str(body.get("s", "")), answers, str(body.get("k", "")), opener)


def key(block_id: str) -> str:
    """The key of the field that a block asks for; "" when it asks for none."""
    found = re.fullmatch(r"[a-z]+\.([a-z][a-z0-9_]*)(~[0-9]+)?", block_id)
    return found[1] if found else ""


def answers(values: Mapping[str, Mapping[str, Any]], blocks: Sequence[Mapping[str, Any]] = ()) -> Answers:
    """What a form was answered, by key. None for what was left empty; nothing for a file, which `files` has.

    `blocks` are the window's own, so that what Slack leaves out of the values counts as empty. Raises `Unreadable`.
    """
    ids = list(dict.fromkeys([*(one.get("block_id", "") for one in blocks if one.get("type") == "input"), *values]))
    texts: dict[str, list[str]] = {}
    given: Answers = {}
    for block_id in ids:
        name, kind = key(block_id), block_id.partition(".")[0]
        if not name or kind == "file":
            continue
        answer = _answer(kind, _held(values.get(block_id, {})))
        if kind == "long":
            texts.setdefault(name, []).append(answer if isinstance(answer, str) else "")
        else:
            given[name] = answer
    return {**given, **{name: joined(parts) or None for name, parts in texts.items()}}


def _held(block: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the one input of a block holds."""
    try:
        held: Any = next(iter(block.values()), {})
    except AttributeError:
        raise Unreadable from None
    if not isinstance(held, Mapping):
        raise Unreadable
    return held


def _answer(kind: str, held: Mapping[str, Any]) -> Answer:
    try:
        match kind:
            case "choice":
                option = held.get("selected_option")
                value = str(option["value"]) if option else None
                return None if value == NO_ANSWER else value
            case "choices":
                return [str(one["value"]) for one in held.get("selected_options") or []]
            case "tick":
                return bool(held.get("selected_options"))
            case "number":
                text = held.get("value")
                return int(text) if isinstance(text, str) and re.fullmatch(r"-?[0-9]{1,9}", text) else text
            case _:
                text = next((held[one] for one in PICKED if held.get(one)), None)
                return None if text is None else str(text)
    except (KeyError, TypeError):
        raise Unreadable from None


def files(values: Mapping[str, Mapping[str, Any]]) -> dict[str, list[str]]:
    """The files that were handed in with a form: Slack's ids of them, by the key of their field."""
    found: dict[str, list[str]] = {}
    for block_id, block in values.items():
        handed = _held(block).get("files") if block_id.startswith("file.") else None
        if handed:
            try:
                found[key(block_id)] = [str(one["id"]) for one in handed]
            except (KeyError, TypeError):
                raise Unreadable from None
    return found
