"""Pure: what a message says, as the few things that a mail is made of. Both parts of a mail are drawn from these alone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from bot.chat.text import is_safe_link
from handlers.kit.tables import as_lines, without_tables
from handlers.kit.ui import (
    Attachment,
    Beside,
    Bullets,
    Card,
    Chart,
    Contact,
    Facts,
    Link,
    Message,
    Part,
    Prose,
    Table,
    When,
    buttons_on,
)

CALENDAR = "text/calendar"
OPEN = "Open"


@dataclass(frozen=True)
class Words:
    """Some text: of a heading, or paragraphs. A blank line parts paragraphs."""

    text: str
    style: Literal["heading", "title", "prose", "small"] = "prose"

    @property
    def paragraphs(self) -> list[list[str]]:
        """The paragraphs, each a list of lines; none is empty."""
        found: list[list[str]] = [[]]
        for line in self.text.splitlines():
            if line.strip():
                found[-1].append(line.strip())
            elif found[-1]:
                found.append([])
        return [lines for lines in found if lines]


@dataclass(frozen=True)
class Rows:
    """Names and values."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Items:
    """A list."""

    texts: tuple[str, ...]


@dataclass(frozen=True)
class MailLink:
    """Somewhere to go. `main`: the one button of the mail."""

    label: str
    address: str
    main: bool = False


Block = Words | Rows | Items | MailLink


def blocks(message: Message, base: str, here: str) -> list[Block]:
    """Everything a message says, in its order, and one button.

    The button is the first link that leads to the bot's own pages, at `base`; where there is none, and there is something
    to do, it leads to the page where the message stands, `here`.
    """
    found = [block for block in _said(_with_base(message, base)) if _says_something(block)]
    ways = [block for block in found if isinstance(block, MailLink) and _is_ours(block, base)]
    if ways:
        first = ways[0]
        main = MailLink(first.label, first.address, main=True)
        return [main if block is first else block for block in found]
    if _has_buttons(message) or any(_is_kept_back(part) for part in message.parts):
        found.append(MailLink(OPEN, here, main=True))
    return found


def _with_base(message: Message, base: str) -> Message:
    """The same with whole addresses: who makes a message names a page of ours by its path alone."""
    parts = tuple(
        replace(part, address=f"{base}{part.address}")
        if isinstance(part, Link) and re.match(r"/(?!/)", part.address)
        else part
        for part in without_tables(message.parts)
    )
    return replace(message, parts=parts)


def calendar_files(message: Message) -> list[Attachment]:
    """The calendar entries that go with a message. Every other file stays on the page, where rights are asked."""
    files = [part for part in message.parts if isinstance(part, Attachment)]
    return [file for file in files if not _is_kept_back(file)]


def _said(message: Message) -> Iterator[Block]:
    yield Words(message.heading, "heading")
    yield Words(message.text)
    for part in message.parts:
        yield from _part(part)


def _part(part: Part) -> Iterator[Block]:
    match part:
        case Beside():
            yield from _part(part.first)
            yield from _part(part.second)
        case Table():
            for line in as_lines(part):
                yield from _part(line)
        case Link() if is_safe_link(part.address):
            yield MailLink(part.label, part.address)
        case Link():
            yield Words(part.label)
        case Attachment():
            if not _is_kept_back(part):
                yield Words(f"{part.label}: the file is attached.", "small")
        case _:
            yield from _words_and_rows(part)


def _words_and_rows(
    part: Prose | Facts | Bullets | Card | When | Contact | Chart,
) -> tuple[Block, ...]:
    """What is only read: a title, and what stands below it."""
    match part:
        case Prose():
            return Words(part.title, "title"), Words(part.text)
        case Facts():
            return Words(part.title, "title"), Rows(part.rows)
        case Bullets():
            return Words(part.title, "title"), Items(part.items)
        case Card():
            title = Words(part.title, "title")
            subtitle = Words(part.subtitle, "small")
            return title, subtitle, Words(part.text), Rows(part.facts)
        case When():
            return (Rows(((part.label, part.text),)),)
        case Contact():
            return Words(part.name, "title"), Rows(part.rows)
        case Chart():
            return Words(part.title, "title"), Words(part.says), Rows(part.rows)


def _says_something(block: Block) -> bool:
    match block:
        case Words():
            return bool(block.text.strip())
        case Rows():
            return bool(block.pairs)
        case Items():
            return bool(block.texts)
        case MailLink():
            return True


def _is_ours(way: MailLink, base: str) -> bool:
    return way.address == base or way.address.startswith(f"{base}/")


def _has_buttons(message: Message) -> bool:
    return bool(message.buttons) or any(buttons_on(part) for part in message.parts)


def _is_kept_back(part: Part) -> bool:
    """Whether it is a file that is no calendar entry: perhaps somebody's words."""
    return isinstance(part, Attachment) and not part.media.startswith(CALENDAR)
