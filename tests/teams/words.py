"""What words do in Teams: where Markdown is read, what it makes of a text, and what it may not become.

Text blocks, facts, the titles of radio buttons, boxes and ticks, and messages of errors are read as Markdown; runs of
rich text, labels, placeholders, and the titles of buttons and menus are not. Dates are put in the reader's own form in
text blocks, facts and runs. Measured with adaptivecards 3.0.6.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests.platforms.strict import must
from tests.teams.shapes import Json

MOMENT = re.compile(
    r"\{\{(?:DATE\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d))(?:, ?(COMPACT|SHORT|LONG))?\)"
    r"|TIME\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d))\))\}\}"
)
MENTION = re.compile(r"(?<!\\)<\s*/?\s*at\b", re.IGNORECASE)
# What this bot says with Markdown. All else that a client may make something of is escaped.
PLAIN = {
    "inline",
    "text",
    "text_special",
    "softbreak",
    "hardbreak",
    "paragraph_open",
    "paragraph_close",
}
OURS = PLAIN | {
    f"{one}_{end}"
    for one in ("strong", "em", "link", "bullet_list", "ordered_list", "list_item")
    for end in ("open", "close")
}
FOLLOWED = re.compile(r"(https://|mailto:|tel:)\S+")
_MARKDOWN = MarkdownIt("commonmark")
# The library leaves out links that it takes for dangerous; a client may not.
_MARKDOWN.validateLink = lambda url: True  # type: ignore[method-assign]


def tokens(text: str) -> Iterator[Token]:
    """What Markdown makes of a text, in order: pieces inside pieces follow them."""
    for token in _MARKDOWN.parse(text):
        yield token
        yield from token.children or ()


def check_marked(text: Any, where: str) -> None:
    """A text that is read as Markdown: it mentions nobody, leads only to safe addresses, and formats as this bot does."""
    must(isinstance(text, str), where, "is text")
    must(bool(text.strip()), where, "has something to read")
    must(not MENTION.search(text), where, "mentions nobody")
    check_moments(text, where)
    for token in tokens(text):
        must(token.type in OURS, where, f"has nothing that Teams may take for {token.type}")
        if token.type == "link_open":
            address = str(token.attrs.get("href", ""))
            must(
                bool(FOLLOWED.fullmatch(address)),
                where,
                "leads to https, mailto or tel addresses alone",
            )


def check_moments(text: str, where: str) -> None:
    """Dates and times that are to be shown in the reader's own form are written as Teams reads them, and exist."""
    rest = MOMENT.sub("", text)
    must(
        not re.search(r"\{\{(DATE|TIME)\(\d", rest),
        where,
        "has dates written so that Teams reads them",
    )
    for found in MOMENT.finditer(text):
        try:
            datetime.fromisoformat(found[1] or found[3])
        except ValueError:
            must(False, where, "has dates that exist")


def marked_texts(card: Any) -> Iterator[str]:
    """Every text of a card that is read as Markdown."""
    if isinstance(card, list):
        for one in card:
            yield from marked_texts(one)
    elif isinstance(card, dict):
        yield from _own(card)
        for key, one in card.items():
            if key not in {"data", "msteams"}:
                yield from marked_texts(one)


def _own(given: Json) -> Iterator[str]:
    match given.get("type"):
        case "TextBlock":
            yield str(given.get("text", ""))
        case "FactSet":
            for fact in given.get("facts", []):
                yield from (str(fact.get("title", "")), str(fact.get("value", "")))
        case "Input.Toggle":
            yield str(given.get("title", ""))
        case "Input.ChoiceSet" if in_boxes(given):
            yield from (str(one.get("title", "")) for one in given.get("choices", []))
        case _:
            pass
    if "errorMessage" in given:
        yield str(given["errorMessage"])


def in_boxes(choices: Json) -> bool:
    """Whether the options of a choice stand open, each with its own box: only there they are read as Markdown."""
    return str(choices.get("style", "compact")).lower() == "expanded"


def interpreted(card: Any) -> list[str]:
    """What a client makes of the texts of a card besides words, for the tests of what people type.

    Each is "link ADDRESS", "moment TEXT", "mention", or the name of a kind of Markdown ("strong", "em", "bullet_list",
    "heading", "html_inline", …), in the order in which it stands.
    """
    found: list[str] = []
    for text in marked_texts(card):
        found += ["mention"] * len(MENTION.findall(text))
        for token in tokens(text):
            if token.type == "link_open":
                found.append(f"link {token.attrs.get('href', '')}")
            elif token.type not in PLAIN and not token.type.endswith("_close"):
                found.append(token.type.removesuffix("_open"))
    return found + [
        f"moment {one}"
        for text in _dated(card)
        for one in (found[0] for found in MOMENT.finditer(text))
    ]


def _dated(card: Any) -> Iterator[str]:
    yield from marked_texts(card)
    yield from _runs(card)


def _runs(given: Any) -> Iterator[str]:
    if isinstance(given, list):
        for one in given:
            yield from _runs(one)
    elif isinstance(given, dict):
        if given.get("type") == "RichTextBlock":
            yield from (
                one if isinstance(one, str) else str(one.get("text", ""))
                for one in given.get("inlines", [])
            )
        for one in given.values():
            yield from _runs(one)
