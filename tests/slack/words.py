"""What words may be in Slack: text objects, formatted text, rich text, addresses. Its reference, read in November 2026.

Stricter than Slack where nothing here needs more: nobody mentions a crowd, and every date says itself in words too.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from tests.platforms.strict import check_keys, must

LONGEST_TEXT = 3000
LONGEST_ID = 255
LONGEST_ADDRESS = 3000
DATE_WORDS = (
    "day_divider_pretty|date_num|date_slash|date_long|date_long_full|date_long_pretty|date|date_pretty|date_short|"
    "date_short_pretty|time|time_secs|ago"
)
PART_KEYS: dict[str, set[str]] = {
    "rich_text_section": set(),
    "rich_text_list": {"style", "indent", "offset", "border"},
    "rich_text_preformatted": {"border"},
    "rich_text_quote": {"border"},
}
RICH_KEYS: dict[str, tuple[set[str], set[str]]] = {
    "text": ({"text"}, set()),
    "link": ({"url"}, {"text", "unsafe"}),
    "user": ({"user_id"}, set()),
    "channel": ({"channel_id"}, set()),
    "emoji": ({"name"}, {"unicode", "skin_tone"}),
    "date": ({"timestamp", "format", "fallback"}, {"url", "timezone"}),
}
STYLES = {"bold", "italic", "strike", "code", "underline", "highlight", "client_highlight"}
# What may stand in mrkdwn besides words: escaped signs, a date, a person, a channel, and a labelled address.
OUR_TOKENS = re.compile(
    r"&(amp|lt|gt);"
    r"|<!date\^\d+\^[^<>&^|]*(\^https://[^<>|^\s]+)?\|[^<>&|]+>"
    r"|<@[UW][A-Z0-9]+>|<#[CG][A-Z0-9]+>"
    r"|<(https://|mailto:)[^<>|\s]+\|([^<>&|]|&(amp|lt|gt);)+>"
)


def check_words(given: Any, most: int, where: str, least: int = 1) -> None:
    """A string of so many characters."""
    must(isinstance(given, str), where, "is text")
    must(
        least <= len(given) <= most, where, f"has {least} to {most} characters; it has {len(given)}"
    )


def check_list(given: Any, most: int, where: str) -> Sequence[Any]:
    """A list of one to so many things; given back to walk through."""
    must(isinstance(given, list), where, "is a list")
    must(1 <= len(given) <= most, where, f"has 1 to {most} things; it has {len(given)}")
    listed: Sequence[Any] = given
    return listed


def check_whole(given: Any, least: int, most: int, where: str) -> None:
    """A whole number in a range."""
    must(isinstance(given, int) and not isinstance(given, bool), where, "is a whole number")
    must(least <= given <= most, where, f"is from {least} to {most}")


def check_text(given: Any, where: str, *, most: int = LONGEST_TEXT, plain: bool = True) -> None:
    """A text object; `plain` where Slack takes no formatting."""
    must(isinstance(given, dict), where, "is a text object")
    kind = given.get("type")
    must(
        kind in ({"plain_text"} if plain else {"plain_text", "mrkdwn"}),
        where,
        "has a type of text that fits here",
    )
    own = "emoji" if kind == "plain_text" else "verbatim"
    check_keys(given, {"type", "text", own}, {"type", "text"}, where)
    must(isinstance(given.get(own, True), bool), f"{where}.{own}", "is true or false")
    check_words(given["text"], most, f"{where}.text")
    must(bool(given["text"].strip()), f"{where}.text", "has something to read")
    if kind == "mrkdwn":
        check_formatted(given["text"], f"{where}.text")


def check_formatted(text: str, where: str) -> None:
    """Text in which &, < and > mean something to Slack: only our own tokens, everything else escaped."""
    rest = OUR_TOKENS.sub("", text)
    must(not re.search("[&<>]", rest), where, "has &, < and > escaped, or in tokens of our own")
    for words in re.findall(r"<!date\^\d+\^([^|^]*)", text):
        check_date_words(words, where)


def check_date_words(words: Any, where: str) -> None:
    """The words of a date: with tokens that Slack knows, and no other braces."""
    must(isinstance(words, str), where, "is text")
    found = re.findall(r"\{([^{}]*)\}", words)
    must(bool(found), where, "has a token for the date")
    must(
        all(re.fullmatch(DATE_WORDS, one) for one in found),
        where,
        "has only tokens that Slack knows",
    )


def check_address(given: Any, where: str, schemes: str = "https?|mailto|tel") -> None:
    """An address that can be followed."""
    check_words(given, LONGEST_ADDRESS, where)
    must(
        bool(re.fullmatch(rf"({schemes}):(//)?[^\s<>|]+", given)),
        where,
        "is an address that can be followed",
    )


def check_picture(given: Mapping[str, Any], where: str) -> None:
    """A picture: words for whoever does not see it, and one address."""
    check_words(given["alt_text"], 2000, f"{where}.alt_text")
    must(("image_url" in given) != ("slack_file" in given), where, "has image_url or slack_file")
    if "image_url" in given:
        check_address(given["image_url"], f"{where}.image_url", "https")
    else:
        check_keys(given["slack_file"], {"id", "url"}, set(), f"{where}.slack_file")
        must(len(given["slack_file"]) == 1, f"{where}.slack_file", "has id or url")


def check_rich(elements: Any, where: str) -> None:
    """The elements of a rich text: sections, lists, quotes and code, each with something in it."""
    for count, one in enumerate(check_list(elements, 100, where)):
        _part(one, set(PART_KEYS), f"{where}[{count}]")


def _part(given: Any, allowed: set[str], where: str) -> None:
    must(
        isinstance(given, dict) and given.get("type") in allowed,
        where,
        "is a part of rich text that fits here",
    )
    kind = given["type"]
    check_keys(given, {"type", "elements"} | PART_KEYS[kind], {"type", "elements"}, where)
    must(
        kind != "rich_text_list" or given.get("style") in {"bullet", "ordered"},
        where,
        "has bullets or numbers",
    )
    for key, most in {"indent": 8, "offset": 10_000, "border": 1}.items():
        if key in given:
            check_whole(given[key], 0, most, f"{where}.{key}")
    inside = {"text", "link"} if kind == "rich_text_preformatted" else set(RICH_KEYS)
    for count, one in enumerate(check_list(given["elements"], 1000, f"{where}.elements")):
        if kind == "rich_text_list":
            _part(one, {"rich_text_section"}, f"{where}.elements[{count}]")
        else:
            _piece(one, inside, f"{where}.elements[{count}]")


def _piece(given: Any, allowed: set[str], where: str) -> None:
    must(
        isinstance(given, dict) and given.get("type") in allowed,
        where,
        "is a piece of rich text that fits here",
    )
    kind = given["type"]
    needed, more = RICH_KEYS[kind]
    check_keys(given, {"type", "style"} | needed | more, {"type"} | needed, where)
    if "style" in given:
        check_keys(given["style"], STYLES, set(), f"{where}.style")
        must(
            all(isinstance(one, bool) for one in given["style"].values()),
            f"{where}.style",
            "is true or false",
        )
    if "text" in given:
        check_words(given["text"], 40_000, f"{where}.text")
    match kind:
        case "link":
            check_address(given["url"], f"{where}.url")
        case "user" | "channel":
            start = {"user": "UW", "channel": "CG"}[kind]
            named = isinstance(given[f"{kind}_id"], str) and re.fullmatch(
                rf"[{start}][A-Z0-9]+", given[f"{kind}_id"]
            )
            must(bool(named), where, f"names a {kind} of Slack's")
        case "emoji":
            must(
                bool(re.fullmatch(r"[a-z0-9_+-]+", str(given["name"]))),
                f"{where}.name",
                "is an emoji's name",
            )
        case "date":
            check_whole(given["timestamp"], 1, 10**10, f"{where}.timestamp")
            check_date_words(given["format"], f"{where}.format")
            check_words(given["fallback"], 1000, f"{where}.fallback")
            if "url" in given:
                check_address(given["url"], f"{where}.url", "https")
        case _:  # text is checked above, whatever piece it stands in
            pass
