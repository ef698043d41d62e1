"""Pure: what somebody typed in Teams, as they typed it: without mentions of the bot, and the marks that Teams puts in."""

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any

from bot.teams.asker import Body

MARKED_UP = ("xml", "html")
# What Teams' own editor makes of lines, quotations and pictures; whatever else is in angle brackets was typed.
EDITORS = re.compile(r"</?(?:p|div|span|blockquote|attachment|emoji|img)(?:\s[^<>]*)?/?>", re.IGNORECASE)
BREAK = re.compile(r"<br\s*/?>|</p>\s*(?=<p[\s>])", re.IGNORECASE)
ANY_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
MENTION = re.compile(r"<at(?:\s[^<>]*)?>(.*?)</at>", re.IGNORECASE | re.DOTALL)
SPACE = re.compile(r"&nbsp;|\xa0")


def said(body: Body) -> str:
    """The words of a message; "" where it has none."""
    text = body.get("text")
    if not isinstance(text, str):
        return ""
    for mention in _of_the_bot(body):
        text = text.replace(mention, " ")
    text = MENTION.sub(r"\1", text)
    broken = BREAK.sub("\n", text)
    bare = EDITORS.sub("", broken)
    if body.get("textFormat") in MARKED_UP:
        bare = html.unescape(ANY_TAG.sub("", bare))
    elif bare != text:
        bare = html.unescape(bare)
    return SPACE.sub(" ", bare).strip()


def is_wordless(body: Body) -> bool:
    """Whether somebody sent something that is no words: a picture, a file, a recording."""
    attached = body.get("attachments")
    kinds = (
        [one.get("contentType") for one in attached if isinstance(one, Mapping)] if isinstance(attached, list) else []
    )
    return any(isinstance(kind, str) and kind != "text/html" for kind in kinds)


def _of_the_bot(body: Body) -> Iterator[str]:
    """How the bot is mentioned in the text."""
    recipient, entities = body.get("recipient"), body.get("entities")
    bot = recipient.get("id") if isinstance(recipient, Mapping) else None
    for one in entities if isinstance(entities, list) else ():
        mentioned: Any = one.get("mentioned") if isinstance(one, Mapping) else None
        if isinstance(mentioned, Mapping) and mentioned.get("id") == bot and isinstance(one.get("text"), str):
            yield one["text"]
