"""What Slack refuses, for every payload of every test: its models' checks, and what these miss.

`check_message` takes what chat.postMessage takes, `check_view` a modal or a Home tab. Both raise `BrokenRule`.
"""

import json
from collections.abc import Mapping
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from tests.platforms.strict import BrokenRule, check_keys, must
from tests.slack.elements import BESIDE_SECTION, IN_ACTIONS, IN_INPUT, check_element
from tests.slack.words import (
    LONGEST_ID,
    check_formatted,
    check_list,
    check_picture,
    check_rich,
    check_text,
    check_words,
)

__all__ = ["check_message", "check_view"]

MOST_BLOCKS = {"message": 50, "modal": 100, "home": 100}
# Slack writes of no whole, but answers msg_blocks_too_long from some 11,000 to 13,000 characters of text in the blocks of
# one message (slackapi/bolt-js, issues 2509 and 2867); below this nobody has met it.
MOST_WORDS = 10_000
MOST_HINT = 150
MOST_BYTES = 250_000
BLOCK_KEYS: dict[str, tuple[set[str], set[str]]] = {
    "actions": ({"elements"}, set()),
    "context": ({"elements"}, set()),
    "divider": (set(), set()),
    "header": ({"text"}, set()),
    "image": ({"alt_text"}, {"image_url", "slack_file", "title"}),
    "input": ({"label", "element"}, {"hint", "optional", "dispatch_action"}),
    "rich_text": ({"elements"}, set()),
    "section": (set(), {"text", "fields", "accessory", "expand"}),
}
MESSAGE_KEYS = {
    "channel", "text", "blocks", "thread_ts", "ts", "user", "metadata", "mrkdwn", "unfurl_links", "unfurl_media",
    "reply_broadcast", "client_msg_id", "response_type", "replace_original", "delete_original",
}  # fmt: skip
SHARED_VIEW_KEYS = {"type", "blocks", "private_metadata", "callback_id", "external_id"}
MODAL_KEYS = SHARED_VIEW_KEYS | {
    "title",
    "submit",
    "close",
    "clear_on_close",
    "notify_on_close",
    "submit_disabled",
}


def check_message(payload: Mapping[str, Any]) -> None:
    """A message as chat.postMessage, chat.update and chat.postEphemeral take it: words for notifications, and blocks."""
    check_keys(dict(payload), MESSAGE_KEYS, {"text"}, "message")
    check_words(payload["text"], 40_000, "text")
    must(bool(payload["text"].strip()), "text", "has something to read")
    check_formatted(payload["text"], "text")
    if payload.get("blocks"):
        _blocks(payload["blocks"], "message")
        must(
            _spoken(payload["blocks"]) <= MOST_WORDS,
            "blocks",
            f"have {MOST_WORDS:,} characters at most together",
        )
        _models(lambda: [_known(Block.parse(one)).to_dict() for one in payload["blocks"]])


def check_view(view: Mapping[str, Any]) -> None:
    """A modal, or somebody's Home tab."""
    where = view.get("type")
    must(where in {"modal", "home"}, "view.type", "is modal or home")
    known, needed = (MODAL_KEYS, {"title"}) if where == "modal" else (SHARED_VIEW_KEYS, set())
    check_keys(dict(view), known, needed | {"type", "blocks"}, "view")
    for key in {"title", "submit", "close"} & set(view):
        check_text(view[key], f"view.{key}", most=24)
    for key, most in {
        "private_metadata": 3000,
        "callback_id": LONGEST_ID,
        "external_id": LONGEST_ID,
    }.items():
        check_words(view.get(key, ""), most, f"view.{key}", least=0)
    for key in {"clear_on_close", "notify_on_close", "submit_disabled"} & set(view):
        must(isinstance(view[key], bool), f"view.{key}", "is true or false")
    _blocks(view["blocks"], str(where))
    inputs = [one for one in view["blocks"] if one["type"] == "input"]
    must(
        where == "home" or not inputs or "submit" in view,
        "view.submit",
        "is there, as there are inputs",
    )
    must(len(json.dumps(view)) <= MOST_BYTES, "view", f"has {MOST_BYTES:,} bytes at most")
    _models(lambda: View(**view).to_dict())


def _models(parsed: Any) -> None:
    """The checks of Slack's own library, made when an object is turned back into JSON."""
    try:
        parsed()
    except (SlackObjectFormationError, TypeError) as no:
        raise BrokenRule("slack_sdk.models", str(no)) from no


def _known(block: Block | None) -> Block:
    if block is None:
        raise BrokenRule("slack_sdk.models", "is a block that the library knows")
    return block


def _spoken(given: Any) -> int:
    """How many characters of text there are in blocks, however deep."""
    if isinstance(given, list):
        return sum(_spoken(one) for one in given)
    if isinstance(given, dict):
        return sum(
            len(one) if key in {"text", "fallback"} and isinstance(one, str) else _spoken(one)
            for key, one in given.items()
        )
    return 0


def _blocks(blocks: Any, surface: str) -> None:
    listed = check_list(blocks, MOST_BLOCKS[surface], "blocks")
    for count, block in enumerate(listed):
        _block(block, surface, f"blocks[{count}]")
    ids = [one["block_id"] for one in listed if "block_id" in one]
    must(len(set(ids)) == len(ids), "blocks", "have each a block_id of their own")
    focused = sum(json.dumps(one).count('"focus_on_load": true') for one in listed)
    must(focused <= 1, "blocks", "have one element at most that is focused at first")


def _block(block: Any, surface: str, where: str) -> None:
    must(
        isinstance(block, dict) and block.get("type") in BLOCK_KEYS,
        where,
        "is a block that is known here",
    )
    needed, more = BLOCK_KEYS[block["type"]]
    check_keys(block, {"type", "block_id"} | needed | more, {"type"} | needed, where)
    if "block_id" in block:
        check_words(block["block_id"], LONGEST_ID, f"{where}.block_id")
    match block["type"]:
        case "header":
            check_text(block["text"], f"{where}.text", most=150)
        case "section":
            _section(block, where)
        case "rich_text":
            check_rich(block["elements"], f"{where}.elements")
        case "context":
            for count, one in enumerate(check_list(block["elements"], 10, f"{where}.elements")):
                _context(one, f"{where}.elements[{count}]")
        case "actions":
            elements = check_list(block["elements"], 25, f"{where}.elements")
            for count, one in enumerate(elements):
                check_element(one, IN_ACTIONS, f"{where}.elements[{count}]")
            ids = [one["action_id"] for one in elements]
            must(
                len(set(ids)) == len(ids),
                f"{where}.elements",
                "have each an action_id of their own",
            )
        case "input":
            must(surface != "message", where, "is in a modal or a Home tab")
            _input(block, surface, where)
        case "image":
            check_picture(block, where)
            if "title" in block:
                check_text(block["title"], f"{where}.title", most=2000)
        case _:  # a divider has nothing in it
            pass


def _section(block: Mapping[str, Any], where: str) -> None:
    must("text" in block or "fields" in block, where, "has text or fields")
    if "text" in block:
        check_text(block["text"], f"{where}.text", plain=False)
    if "fields" in block:
        for count, one in enumerate(check_list(block["fields"], 10, f"{where}.fields")):
            check_text(one, f"{where}.fields[{count}]", most=2000, plain=False)
    must(isinstance(block.get("expand", True), bool), f"{where}.expand", "is true or false")
    if "accessory" in block:
        beside = block["accessory"]
        if isinstance(beside, dict) and beside.get("type") == "image":
            _image(beside, f"{where}.accessory")
        else:
            check_element(beside, BESIDE_SECTION, f"{where}.accessory")


def _context(given: Any, where: str) -> None:
    if isinstance(given, dict) and given.get("type") == "image":
        _image(given, where)
    else:
        check_text(given, where, plain=False)


def _image(given: Mapping[str, Any], where: str) -> None:
    check_keys(given, {"type", "alt_text", "image_url", "slack_file"}, {"type", "alt_text"}, where)
    check_picture(given, where)


def _input(block: Mapping[str, Any], surface: str, where: str) -> None:
    check_text(block["label"], f"{where}.label", most=2000)
    if "hint" in block:
        # Slack's reference has 2,000; what stands in grey below an input is read by few beyond a line or two.
        check_text(block["hint"], f"{where}.hint", most=MOST_HINT)
    for key in {"optional", "dispatch_action"} & set(block):
        must(isinstance(block[key], bool), f"{where}.{key}", "is true or false")
    allowed = IN_INPUT if surface == "modal" else IN_INPUT - {"file_input"}
    check_element(block["element"], allowed, f"{where}.element")
    sends = bool(block.get("dispatch_action"))
    must(
        not sends or block["element"]["type"] != "file_input", where, "does not send a file at once"
    )
    must(
        sends or "dispatch_action_config" not in block["element"],
        where,
        "says when it acts only where it acts at once",
    )
