"""What a person reads in Slack: blocks, formatted text, dates, files and windows as plain text."""

import html
import re
from collections.abc import Iterator

from tests.slack.inputs import elements, options_of
from tests.slack.world import Json, Modal, Post

_TAG = re.compile(r"<([^<>]*)>")
_BOLD = re.compile(r"(?<![\w*])\*(\S(?:[^*\n]*\S)?)\*(?![\w*])")
_SLANTED = re.compile(r"(?<![\w_])_(\S(?:[^_\n]*\S)?)_(?![\w_])")


def plain(marked: str) -> str:
    """Formatted text as it is read: links by their words, dates by their fallback, no marks."""
    shown = _TAG.sub(_tag, marked)
    return html.unescape(_SLANTED.sub(r"\1", _BOLD.sub(r"\1", shown)))


def _tag(found: re.Match[str]) -> str:
    inner, _, words = found[1].partition("|")
    if words:
        return words
    return inner.removeprefix("mailto:") if not inner.startswith(("@", "#", "!")) else f"[{inner}]"


def _text(given: Json | None) -> str:
    if not given:
        return ""
    text = str(given.get("text", ""))
    return plain(text) if given["type"] == "mrkdwn" else text


def _rich(element: Json) -> str:
    match element["type"]:
        case "text":
            return str(element["text"])
        case "link":
            return str(element.get("text") or element["url"])
        case "date":
            return str(element.get("fallback") or element["format"])
        case "user":
            return f"[@{element['user_id']}]"
        case "emoji":
            return ""
        case "rich_text_list":
            return "\n".join(_rich(one) for one in element["elements"])
        case _:
            return "".join(_rich(one) for one in element.get("elements", []))


def lines(blocks: list[Json]) -> Iterator[str]:
    """Everything that can be read in some blocks."""
    for block in blocks:
        match block["type"]:
            case "header":
                yield _text(block["text"])
            case "section":
                yield _text(block.get("text"))
                yield from (_fact(_text(one)) for one in block.get("fields", []))
            case "context":
                yield from (
                    _text(one) if one["type"] != "image" else one["alt_text"]
                    for one in block["elements"]
                )
            case "rich_text":
                yield from (_rich(one) for one in block["elements"])
            case "image":
                yield from (_text(block.get("title")), str(block["alt_text"]))
            case "input":
                yield from (_text(block["label"]), _text(block.get("hint")))
            case _:
                pass
    for _, element in elements(blocks):
        yield _text(element.get("text"))
        for option in options_of(element):
            yield from (_text(option["text"]), _text(option.get("description")))


def _fact(text: str) -> str:
    """A name above its value reads as both in one line do."""
    name, line, value = text.partition("\n")
    return f"{name.rstrip(':')}: {value}" if line else text


def joined(blocks: list[Json]) -> str:
    """Some blocks as one reads them, in their own order."""
    return "\n".join(one for block in blocks for one in lines([block]) if one)


def read_post(post: Post) -> str:
    """A message. Its own text is for notifications: where there are blocks, these are what is read."""
    files = [post.channel.team.files[one] for one in post.files if one in post.channel.team.files]
    own = joined(post.blocks) if post.blocks else plain(post.text)
    return "\n".join([own, *(file.title for file in files)])


def read_modal(modal: Modal) -> str:
    """A window: its title, what is in it, what it holds, its errors and the words of its buttons."""
    view = modal.view
    said = [
        _text(view.get("title")),
        joined(view["blocks"]),
        *modal.errors.values(),
        _text(view.get("submit")),
    ]
    return "\n".join(one for one in said if one)


def read_home(modal: Modal | None) -> str:
    """The home tab."""
    return joined(modal.view["blocks"]) if modal else ""
