"""What Teams refuses, and what this bot must not send there: for every payload of every test.

`check_activity` takes what is posted into a conversation, `check_card` one Adaptive Card, `check_task` the answer to
task/fetch and task/submit, `check_invoke` that to adaptiveCard/action. All raise `BrokenRule`. What passes is
remembered (`seen`), so that the cards of a whole run are tried in the real library at its end (tests/teams/cards.py).
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from tests.platforms.strict import check_keys, must
from tests.teams.elements import Surface, Walk, check_height
from tests.teams.shapes import CARD, INPUTS, Json, check_text, check_values, is_number
from tests.teams.words import check_marked, interpreted

__all__ = [
    "ADAPTIVE", "check_activity", "check_card", "check_invoke", "check_task", "interpreted", "seen",
    "size_of",
]  # fmt: skip

ADAPTIVE = "application/vnd.microsoft.card.adaptive"
ACTIVITY_MESSAGE = "application/vnd.microsoft.activity.message"
ERROR = "application/vnd.microsoft.error"
VERSION = "1.5"
# Teams refuses a message above 40 KB, all of it counted; below this there is room for what it adds.
MOST_BYTES = 28_000
MOST_TITLE = 64
ACTIVITY_KEYS = {
    "type", "attachments", "attachmentLayout", "summary", "text", "textFormat", "channelData", "importance", "locale",
    "id", "from", "recipient", "conversation", "replyToId", "serviceUrl", "channelId", "inputHint", "deliveryMode",
}  # fmt: skip

# Every distinct card that passed, by its shape: what differs in words alone is the same card to a parser.
seen: dict[str, Json] = {}


def size_of(payload: Any) -> int:
    """How many bytes a payload has as JSON."""
    return len(json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode())


def check_activity(activity: Json) -> None:
    """A message as it is posted into a conversation: a card or text, and words for a notification (R12.5)."""
    check_keys(activity, ACTIVITY_KEYS, {"type"}, "activity")
    if activity["type"] == "typing":
        return
    must(activity["type"] == "message", "activity.type", "is message or typing")
    attached = activity.get("attachments", [])
    must(isinstance(attached, list), "activity.attachments", "is a list")
    # Text beside a card becomes a message of its own, which nobody can update.
    must(bool(attached) != ("text" in activity), "activity", "has a card or text, and not both")
    if attached:
        must("summary" in activity, "activity", "needs summary, for notifications")
        must(
            len(attached) == 1 or "attachmentLayout" in activity,
            "activity",
            "says how several cards stand",
        )
    for key in ("summary", "text"):
        if key in activity:
            check_text(activity[key], f"activity.{key}")
    if "text" in activity:
        must(
            activity.get("textFormat", "markdown") in {"markdown", "plain"},
            "activity.textFormat",
            "is no markup",
        )
        if activity.get("textFormat") != "plain":
            check_marked(activity["text"], "activity.text")
    for count, one in enumerate(attached):
        _attachment(one, "message", f"activity.attachments[{count}]")
    must(size_of(activity) <= MOST_BYTES + 8_000, "activity", "is not too big beside its card")


def _attachment(given: Any, surface: Surface, where: str) -> None:
    check_keys(given, {"contentType", "content"}, {"contentType", "content"}, where)
    must(given["contentType"] == ADAPTIVE, f"{where}.contentType", "is that of an Adaptive Card")
    check_card(given["content"], surface)


def check_task(body: Json | None) -> None:
    """What task/fetch and task/submit are answered: a dialog, a word, or nothing, which closes the dialog."""
    if not body:
        return
    check_keys(body, {"task"}, {"task"}, "body")
    check_keys(body["task"], {"type", "value"}, {"type", "value"}, "task")
    kind, value = body["task"]["type"], body["task"]["value"]
    must(kind in {"continue", "message"}, "task.type", "is continue or message")
    if kind == "message":
        check_text(value, "task.value")
        return
    check_keys(value, {"title", "width", "height", "card"}, {"title", "card"}, "task.value")
    check_text(value["title"], "task.value.title", MOST_TITLE)
    for key in {"width", "height"} & set(value):
        one = value[key]
        known = one in ("small", "medium", "large") or (is_number(one) and 0 < one <= 2000)
        must(known, f"task.value.{key}", "is small, medium, large or a number of pixels")
    _attachment(value["card"], "dialog", "task.value.card")


def check_invoke(body: Json) -> None:
    """What adaptiveCard/action is answered: a card in place of the one pressed, a word for who pressed, or an error."""
    check_keys(body, {"statusCode", "type", "value"}, {"statusCode", "type", "value"}, "body")
    kind, value, status = body["type"], body["value"], body["statusCode"]
    if kind == ERROR:
        must(status in (400, 403, 404, 412, 500), "body.statusCode", "is that of an error")
        check_keys(value, {"code", "message"}, {"code", "message"}, "body.value")
        check_text(value["message"], "body.value.message")
        return
    must(status == 200, "body.statusCode", "is 200")
    must(kind in {ADAPTIVE, ACTIVITY_MESSAGE}, "body.type", "is a card, a message or an error")
    if kind == ADAPTIVE:
        check_card(value, "message")
    else:
        check_text(value, "body.value")


def check_card(card: Json, surface: Surface = "message") -> None:
    """An Adaptive Card of a message or a dialog. What passes is remembered."""
    must(isinstance(card, dict), "card", "is an object")
    check_keys(card, set(CARD), {"type", "version", "body", "fallbackText", "speak"}, "card")
    must(card["type"] == "AdaptiveCard", "card.type", "is AdaptiveCard")
    must(card["version"] == VERSION, "card.version", f"is {VERSION}")
    check_values(card, CARD, "card")
    must(not re.search(r"</?\w", card["speak"]), "card.speak", "is words, not markup")
    check_height(card, "card")
    Walk(surface).card(card)
    if "msteams" in card:
        check_keys(card["msteams"], {"width"}, {"width"}, "card.msteams")
        must(card["msteams"]["width"] == "Full", "card.msteams.width", "is Full")
    ids = list(_ids(card))
    must(len(set(ids)) == len(ids), "card", "has each id once")
    asks = any(one.get("type") in INPUTS for one in _objects(card))
    must(not asks or surface == "dialog", "card", "asks nothing outside a dialog")
    kinds = {
        one.get("data", {}).get("k") for one in _objects(card) if one.get("type") == "Action.Submit"
    }
    must(not asks or "send" in kinds, "card", "can be sent, as it asks something")
    guarded = any({"isRequired", "min", "max", "regex"} & one.keys() for one in _objects(card))
    must(not guarded or "back" not in kinds, "card", "can be left backwards whatever it holds")
    must(size_of(card) <= MOST_BYTES, "card", f"has {MOST_BYTES:,} bytes at most")
    seen.setdefault(json.dumps(_shape(card), sort_keys=True), card)


def _shape(given: Any, key: str = "") -> Any:
    """A card without what differs from one to the next: words, addresses, how often something is repeated."""
    if isinstance(given, dict):
        return {
            name: _shape(one, name)
            for name, one in given.items()
            if name not in {"data", "choices"}
        }
    if isinstance(given, list):
        found = {json.dumps(_shape(one), sort_keys=True) for one in given}
        return sorted(found)
    return (
        given if key in {"type", "style", "size", "weight", "isMultiSelect", "isMultiline"} else ""
    )


def _objects(given: Any) -> Iterator[Json]:
    if isinstance(given, list):
        for one in given:
            yield from _objects(one)
    elif isinstance(given, dict):
        yield given
        for key, one in given.items():
            if key != "data":
                yield from _objects(one)


def _ids(card: Json) -> Iterator[str]:
    yield from (one["id"] for one in _objects(card) if isinstance(one.get("id"), str))
