"""Words as Adaptive Cards take them: rich text, in which no sign means anything, and headings.

What people typed stands in runs of rich text. Text blocks, facts and the options of open lists are read as Markdown, so
words stand there only where Markdown makes nothing of them, or with its signs escaped.
"""

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from bot.chat.text import NOTHING, cut

Json = dict[str, Any]

MOST_RICH = 2500  # characters in one block of rich text, so that blocks fill cards evenly
MOST_HEADING = 200
WIDE = 0.7  # Teams counts two bytes a character, of which its limit has some 40,000; a card of ours 28,000 of one

MARKS = re.compile(r"[\\`*_\[\]<>~&|{}]")
AT_START = re.compile(r"\s*(#{1,6}(\s|$)|[-+=]|[0-9]+[.)](\s|$))")
GOES_ON = re.compile(r"://|www\.|@|  $", re.IGNORECASE)
SIGNS = re.compile(r"([\\`*_\[\]<>~&|{}!#])")
FUNCTION = re.compile(r"(?<=\{)(?=\{)")


def weight(given: Any) -> int:
    """How heavy something is as JSON: in bytes, or as Teams counts where that is more."""
    text = json.dumps(given, ensure_ascii=False, separators=(",", ":"))
    return max(
        len(text.encode("utf-8", "replace")), int(len(text.encode("utf-16-le", "replace")) * WIDE)
    )


def length(text: str) -> int:
    """How long a text is for an input, which counts as JavaScript does: signs beyond the first 65,536 count twice."""
    return len(text) + sum(sign > "\uffff" for sign in text)


def is_plain(text: str) -> bool:
    """Whether Markdown would make nothing of a line."""
    return not (MARKS.search(text) or AT_START.match(text) or GOES_ON.search(text) or "\n" in text)


def escaped(text: str) -> str:
    """A line for where Markdown is read: as it is where that makes nothing of it, else with all its signs escaped."""
    text = " ".join(text.split())
    if is_plain(text):
        return text
    text = SIGNS.sub(r"\\\1", text)
    return re.sub(
        r"^([-+=])|^([0-9]+)([.)])",
        lambda match: f"\\{match[1]}" if match[1] else f"{match[2]}\\{match[3]}",
        text,
    )


def run(text: str, *, bold: bool = False, subtle: bool = False, colour: str = "") -> Json:
    """A run of rich text."""
    drawn: Json = {"type": "TextRun", "text": text}
    if bold:
        drawn["weight"] = "Bolder"
    if subtle:
        drawn["isSubtle"] = True
    if colour:
        drawn["color"] = colour
    return drawn


def rich(pieces: Iterable[Json]) -> list[Json]:
    """Runs as blocks of rich text; what is too long for one goes on in the next."""
    blocks: list[list[Json]] = [[]]
    room = MOST_RICH
    for piece in pieces:
        for text in cut(piece["text"], MOST_RICH):
            if blocks[-1] and len(text) > room:
                blocks.append([])
                room = MOST_RICH
            blocks[-1].append({**piece, "text": text})
            room -= len(text)
    return [{"type": "RichTextBlock", "inlines": runs} for runs in map(_readable, blocks) if runs]


def _readable(runs: Sequence[Json]) -> list[Json]:
    """Runs without empty lines at their ends, those that look the same as one, and none with a function of the card's."""
    kept: list[Json] = []
    for run in runs:
        before = kept[-1] if kept else {}
        if before and {**before, "text": ""} == {**run, "text": ""}:
            kept[-1] = {**before, "text": before["text"] + run["text"]}
        else:
            kept.append(dict(run))
    while kept and not kept[0]["text"].strip():
        kept.pop(0)
    while kept and not kept[-1]["text"].strip():
        kept.pop()
    if kept:
        kept[0]["text"] = kept[0]["text"].lstrip("\n")
        kept[-1]["text"] = kept[-1]["text"].rstrip()
    return [
        {**piece, "text": text} for piece in kept for text in FUNCTION.split(piece["text"]) if text
    ]


def said(text: str) -> list[Json]:
    """Paragraphs as pieces of rich text; nothing where there is nothing to read."""
    text = text.replace("\r\n", "\n").strip("\n")
    if text.strip():
        return [run(text)]
    return []


def heading(text: str, size: str = "Medium") -> list[Json]:
    """A heading; one that Markdown would change, or a very long one, is bold instead."""
    text = " ".join(text.split())
    if not text:
        return []
    if is_plain(text) and len(text) <= MOST_HEADING:
        return [block(text, style="heading", weight="Bolder", size=size)]
    return rich([{**run(text, bold=True), **({"size": size} if size != "Default" else {})}])


def block(text: str, **looks: Any) -> Json:
    """A text block. Its words are read as Markdown: the caller sees to it that they may be."""
    return {"type": "TextBlock", "text": text or NOTHING, "wrap": True, **looks}


def subtle(text: str) -> list[Json]:
    """Help, in a quieter colour."""
    if text.strip():
        return rich([run(text.strip(), subtle=True)])
    return []


def bullets(items: Iterable[str]) -> list[Json]:
    """A list, each item with a sign of its own before it."""
    pieces: list[Json] = []
    for bullet in items:
        text = "\n".join(line for line in bullet.strip().split("\n") if line.strip()) or NOTHING
        pieces.append(run(f"\n• {text}" if pieces else f"• {text}"))
    return rich(pieces)


def spoken(text: str) -> str:
    """Words for a screen reader, in which nothing looks like markup."""
    return re.sub(r"<(?=\s*\S)", "‹", text.strip()) or NOTHING
