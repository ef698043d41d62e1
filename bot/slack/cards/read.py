"""Pure: what Slack sends, as actions and answers."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.chat.payload import Unreadable
from bot.slack.cards.fields import NO_ANSWER
from bot.slack.cards.texts import joined
from scheme.forms.fields import Answer, Answers

PICKED = ("selected_date", "selected_time", "value")


def pressed(action: Mapping[str, Any]) -> str:
    """What the button carries that was pressed, or the entry of a menu that was chosen; "" for anything else."""
    if action.get("type") == "overflow":
        action = action.get("selected_option") or {}
    return str(action.get("value") or "")


def plain(text: str) -> str:
    """What somebody typed in a chat, as they typed it: Slack escapes three signs, and marks up links and mentions."""
    text = re.sub(r"<([^<>|]*)(?:\|([^<>]*))?>", _unmarked, text)
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _unmarked(found: re.Match[str]) -> str:
    address = found[1]
    label = found[2] or ""
    if address.startswith("!date^"):
        return label
    if address[:1] in ("@", "#", "!"):
        named = label.lstrip("@#") or ("somebody" if address[0] == "@" else address[1:])
        return f"{'#' if address[0] == '#' else '@'}{named}"
    plain_address = address.removeprefix("mailto:")
    if label and label not in plain_address:
        return f"{label} ({plain_address})"
    return label or plain_address


def key(block_id: str) -> str:
    """The key of the field that a block asks for; "" when it asks for none."""
    found = re.fullmatch(r"[a-z]+\.([a-z][a-z0-9_]*)(~.+)?", block_id)
    if found:
        return found[1]
    return ""


def answers(
    values: Mapping[str, Mapping[str, Any]], blocks: Sequence[Mapping[str, Any]] = ()
) -> Answers:
    """What a form was answered, by key. None for what was left empty; nothing for a file, which `files` has.

    `blocks` are the window's own, so that what Slack leaves out of the values counts as empty. Raises `Unreadable`.
    """
    ids = list(
        dict.fromkeys(
            [
                *(block.get("block_id", "") for block in blocks if block.get("type") == "input"),
                *values,
            ]
        )
    )
    texts: dict[str, list[str]] = {}
    given: Answers = {}
    for block_id in ids:
        name = key(block_id)
        kind = block_id.partition(".")[0]
        if not name or kind == "file":
            continue
        answer = _answer(kind, _held(values.get(block_id, {})))
        if kind == "long":
            texts.setdefault(name, []).append(answer if isinstance(answer, str) else "")
        elif kind == "choices":
            given[name] = [*_chosen(given.get(name)), *_chosen(answer)]
        else:
            given[name] = answer
    return {**given, **{name: joined(parts) or None for name, parts in texts.items()}}


def _chosen(answer: Answer) -> list[str]:
    """What was chosen of several, of which one question may have more than one input."""
    return answer if isinstance(answer, list) else []


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
                if option:
                    value = str(option["value"])
                else:
                    value = None
                if value == NO_ANSWER:
                    return None
                return value
            case "choices":
                return [str(picked["value"]) for picked in held.get("selected_options") or []]
            case "tick":
                return bool(held.get("selected_options"))
            case "number":
                text = held.get("value")
                if isinstance(text, str) and re.fullmatch(r"-?[0-9]{1,9}", text):
                    return int(text)
                return text
            case _:
                text = next((held[name] for name in PICKED if held.get(name)), None)
                if text is None:
                    return None
                return str(text)
    except (KeyError, TypeError):
        raise Unreadable from None


def files(values: Mapping[str, Mapping[str, Any]]) -> dict[str, list[str]]:
    """The files that were handed in with a form: Slack's ids of them, by the key of their field."""
    found: dict[str, list[str]] = {}
    for block_id, block in values.items():
        if block_id.startswith("file."):
            handed = _held(block).get("files")
        else:
            handed = None
        if handed:
            try:
                found[key(block_id)] = [str(file["id"]) for file in handed]
            except (KeyError, TypeError):
                raise Unreadable from None
    return found
