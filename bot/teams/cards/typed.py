"""Pure: what somebody typed in Teams, as they typed it: without mentions of the bot, and the marks that Teams puts in.

Anything may stand in a text and its mentions, so every look at it takes time in proportion to its length.
"""

import html
import re
from collections.abc import Mapping
from typing import Any

MOST_MARKED_UP = 40_000  # characters, with the marks that Teams puts in; whoever calls sees to it
MOST_MENTIONS = 20  # that are looked at
MARKED_UP = ("xml", "html")
# What Teams' own editor makes of lines, quotations and pictures; whatever else is in angle brackets was typed.
EDITORS = re.compile(
    r"</?(?:p|div|span|blockquote|attachment|emoji|img)(?:\s[^<>]*)?/?>", re.IGNORECASE
)
BREAK = re.compile(r"<br\s*/?>|</p>\s*(?=<p[\s>])", re.IGNORECASE)
ANY_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
AT = re.compile(r"<(/?)at(?:\s[^<>]*)?>", re.IGNORECASE)
NO_SIGN = re.compile(r"&#[xX]?[0-9a-fA-F]{9,};?")  # a number that stands for nothing
SPACE = re.compile(r"&nbsp;|\xa0")


def said(body: Mapping[str, Any]) -> str:
    """The words of a message; "" where it has none."""
    text = body.get("text")
    if not isinstance(text, str):
        return ""
    for mention in _of_the_bot(body):
        text = text.replace(mention, " ")
    text = _unmentioned(text)
    broken = BREAK.sub("\n", text)
    bare = EDITORS.sub("", broken)
    if body.get("textFormat") in MARKED_UP:
        bare = _unescaped(ANY_TAG.sub("", bare))
    elif bare != text:
        bare = _unescaped(bare)
    return SPACE.sub(" ", bare).strip()


def _unmentioned(text: str) -> str:
    """Names without the marks of a mention around them; a mark without its other half was typed."""
    marks: list[re.Match[str]] = []
    begun: re.Match[str] | None = None
    for found in AT.finditer(text):
        if not found[1]:
            begun = begun or found
        elif begun:
            marks += [begun, found]
            begun = None
    starts = [0, *(mark.end() for mark in marks)]
    ends = [*(mark.start() for mark in marks), len(text)]
    return "".join(text[start:end] for start, end in zip(starts, ends, strict=True))


def _unescaped(text: str) -> str:
    return html.unescape(NO_SIGN.sub("", text))


def is_wordless(body: Mapping[str, Any]) -> bool:
    """Whether somebody sent something that is no words: a picture, a file, a recording."""
    attached = body.get("attachments")
    if isinstance(attached, list):
        kinds = [
            attachment.get("contentType")
            for attachment in attached
            if isinstance(attachment, Mapping)
        ]
    else:
        kinds = []
    return any(isinstance(kind, str) and kind != "text/html" for kind in kinds)


def _of_the_bot(body: Mapping[str, Any]) -> set[str]:
    """How the bot is mentioned in the text."""
    recipient = body.get("recipient")
    entities = body.get("entities")
    if isinstance(recipient, Mapping):
        bot = recipient.get("id")
    else:
        bot = None
    found: set[str] = set()
    for entity in entities[:MOST_MENTIONS] if isinstance(entities, list) else ():
        mentioned: Any = entity.get("mentioned") if isinstance(entity, Mapping) else None
        if isinstance(entity, Mapping):
            text = entity.get("text")
        else:
            text = None
        if (
            isinstance(mentioned, Mapping)
            and mentioned.get("id") == bot
            and isinstance(text, str)
            and AT.match(text)
        ):
            found.add(text)
    return found
