"""Words as Slack takes them: plain text objects and rich text, within their limits.

What people typed stands in plain text objects and text elements alone, where no sign means anything to Slack.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from bot.chat.text import NOTHING, cut, shorten

Json = dict[str, Any]

MOST_TEXT = 3000
MOST_RICH = 2900  # characters in one block of rich text; Slack tells no limit
MOST_PIECES = 200


def line(text: str, most: int) -> Json:
    """A plain text object of one line."""
    return {"type": "plain_text", "text": shorten(text, most), "emoji": False}


def lines(text: str) -> Json:
    """A plain text object that keeps its lines; the caller sees to its length."""
    return {"type": "plain_text", "text": text if text.strip() else NOTHING, "emoji": False}


def escaped(text: str) -> str:
    """Text for where &, < and > mean something to Slack: nobody is mentioned, nothing becomes a link."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def joined(parts: Sequence[str]) -> str:
    """Parts of a text put together: as they were cut, and with a space where somebody has changed how a part ends."""
    text = ""
    before = ""
    for part in parts:
        seamless = (
            not text
            or not part
            or text[-1].isspace()
            or part[0].isspace()
            or len(before) == MOST_TEXT
        )
        text += part if seamless else f" {part}"
        before = part
    return text


def said(text: str, *, bold: bool = False) -> Json:
    """A piece of rich text."""
    return {"type": "text", "text": text, **({"style": {"bold": True}} if bold else {})}


def flow(pieces: Iterable[Json]) -> list[list[Json]]:
    """Pieces in runs, each short enough for a block; a text that is too long goes on in the next."""
    runs: list[list[Json]] = [[]]
    room = MOST_RICH
    for piece in pieces:
        for part in _parts(piece, room):
            length = len(words_of(part))
            if runs[-1] and (length > room or len(runs[-1]) >= MOST_PIECES):
                runs.append([])
                room = MOST_RICH
            runs[-1].append(part)
            room -= length
    return [run for run in map(_trimmed, runs) if run]


def _parts(piece: Json, room: int) -> list[Json]:
    if piece["type"] != "text" or len(piece["text"]) <= room:
        return [piece]
    if room > MOST_RICH // 2:
        first = cut(piece["text"], room)
    else:
        first = [piece["text"]]
    if len(first) > 1:
        texts = [first[0], *cut("".join(first[1:]), MOST_RICH)]
    else:
        texts = cut(piece["text"], MOST_RICH)
    return [{**piece, "text": text} for text in texts if text]


def words_of(piece: Json) -> str:
    """What a piece of rich text says."""
    return str(piece.get("text") or piece.get("fallback") or "")


def _trimmed(run: list[Json]) -> list[Json]:
    """A run without empty lines at its ends."""
    kept = list(run)
    while kept and kept[0]["type"] == "text" and not kept[0]["text"].strip():
        kept.pop(0)
    while kept and kept[-1]["type"] == "text" and not kept[-1]["text"].strip():
        kept.pop()
    if kept and kept[0]["type"] == "text":
        kept[0] = {**kept[0], "text": kept[0]["text"].lstrip("\n")}
    if kept and kept[-1]["type"] == "text":
        kept[-1] = {**kept[-1], "text": kept[-1]["text"].rstrip("\n")}
    return kept


def section(run: list[Json]) -> Json:
    """A run of pieces as an element of rich text; what looks the same is one piece."""
    merged: list[Json] = []
    for piece in run:
        before = merged[-1] if merged else {}
        if piece["type"] == before.get("type") == "text" and piece.get("style") == before.get(
            "style"
        ):
            merged[-1] = {**before, "text": before["text"] + piece["text"]}
        else:
            merged.append(piece)
    return {"type": "rich_text_section", "elements": merged}


def paragraphs(pieces: Iterable[Json]) -> list[list[Json]]:
    """Pieces as the elements of blocks: a list of elements for each block."""
    return [[section(run)] for run in flow(pieces)]


def bullets(items: Iterable[str], title: str = "") -> list[list[Json]]:
    """A list, perhaps under a title, as the elements of blocks."""
    blocks: list[list[Json]] = [[]]
    room = MOST_RICH
    if title.strip():
        blocks[0].append(section([said(shorten(title, MOST_RICH), bold=True)]))
        room -= len(title)
    for item in items:
        for run in flow([said(item)]):
            length = sum(len(words_of(piece)) for piece in run)
            here = blocks[-1]
            full = (
                here
                and here[-1]["type"] == "rich_text_list"
                and len(here[-1]["elements"]) >= MOST_PIECES
            )
            if here and (length > room or full):
                blocks.append([])
                room = MOST_RICH
            _add_to_list(blocks[-1], section(run))
            room -= length
    return [block for block in blocks if block]


def _add_to_list(block: list[Json], item: Json) -> None:
    if not block or block[-1]["type"] != "rich_text_list":
        block.append({"type": "rich_text_list", "style": "bullet", "elements": []})
    block[-1]["elements"].append(item)
