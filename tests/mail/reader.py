"""Reads the HTML part of a mail as a program does that shows tables, and says what it finds there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

EMPTY = {"meta", "br"}
UNSEEN = {"title", "style"}


@dataclass
class Seen:
    """An element: its name, its attributes, and the style that stands on it."""

    tag: str
    attributes: dict[str, str]

    @property
    def style(self) -> dict[str, str]:
        """Its declarations."""
        pairs = (one.partition(":") for one in self.attributes.get("style", "").split(";"))
        return {name.strip(): value.strip() for name, _, value in pairs if name.strip()}


@dataclass
class Reader(HTMLParser):
    """What is read, in its order: links as the plain part has them."""

    texts: list[str] = field(default_factory=list)
    elements: list[Seen] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)  # label and address
    pairs: set[tuple[str, str]] = field(default_factory=set)  # ink and ground of some text
    _open: list[Seen] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        seen = Seen(tag, {name: value or "" for name, value in attrs})
        self.elements.append(seen)
        if tag not in EMPTY:
            self._open.append(seen)
        if tag == "li":
            self.texts.append("- ")
        if tag == "a":
            self.links.append(("", seen.attributes["href"]))

    def handle_endtag(self, tag: str) -> None:
        """An element ends."""
        assert self._open.pop().tag == tag, f"{tag} ends what it did not begin"
        if tag == "a":
            self.texts.append(f": {self.links[-1][1]} ")
        elif tag in ("td", "li", "h1", "h2"):
            self.texts.append(" ")

    def handle_data(self, data: str) -> None:
        """Some text."""
        if any(one.tag in UNSEEN for one in self._open):
            return
        self.texts.append(data)
        if self._open and self._open[-1].tag == "a":
            label, address = self.links[-1]
            self.links[-1] = (label + data, address)
        if data.strip():
            self.pairs.add((self._nearest("color"), self._nearest("background-color")))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element with nothing in it."""
        self.handle_starttag(tag, attrs)

    def _nearest(self, name: str) -> str:
        return next((one.style[name] for one in reversed(self._open) if name in one.style), "")


def read(html: str) -> Reader:
    """A page, read."""
    reader = Reader()
    reader.feed(html.replace("<br>", "<br> "))
    reader.close()
    return reader


def words(html: str) -> list[str]:
    """What one reads, word by word."""
    return "".join(read(html).texts).split()


def plain_words(text: str) -> list[str]:
    """The same of the plain part, without the line that marks the end of a letter."""
    return " ".join(line for line in text.splitlines() if line != "-- ").split()


def contrast(ink: str, ground: str) -> float:
    """How much two colours differ (WCAG 2, 1.4.3): 4.5 or more for text."""
    high, low = sorted((_luminance(ink), _luminance(ground)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(part, 16) / 255 for part in re.findall("..", colour.removeprefix("#"))]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def dark_pairs() -> Iterator[tuple[str, str]]:
    """Which colours of the dark scheme stand on which."""
    yield from (("ink", "surface"), ("soft", "surface"), ("accent", "surface"))
    yield from (("ink", "ground"), ("soft", "ground"), ("accent", "ground"))
    yield ("on-accent", "accent")
