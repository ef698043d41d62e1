"""Pure: the parts and buttons of messages and windows, as Slack's blocks."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.chat.payload import Payloads
from bot.chat.text import NOTHING, cut, is_picture, is_safe_link, shorten
from bot.slack.cards.texts import MOST_TEXT, Json, bullets, line, lines, paragraphs, said
from handlers.kit.tables import as_lines, without_tables
from handlers.kit.ui import (
    Action,
    Attachment,
    Beside,
    Bullets,
    Button,
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
)

MOST_IN_A_ROW = 25
MOST_LABEL = 75
MOST_IN_MENU = 5
MOST_CHOSEN = 150  # characters that an entry of a menu carries
MOST_HEADER = 150
SHORT_FACT = 110  # characters: two lines of a window
LATEST = 10**10  # seconds; beyond it Slack knows no date
ON_THEIR_CLOCK = "{date_long} at {time}"
STYLES = {"primary": "primary", "danger": "danger", "plain": "", "quiet": ""}

Rows = Sequence[tuple[str, str]]


@dataclass(kw_only=True)
class Drawing:
    """Draws the blocks of one message or window, and numbers them.

    `known`: Slack's ids of people, where the reader shares a workspace with them. `opener` opens the window again, to
    hand over its files or show more of it. `files` is what could not stand in a block: a message's files.
    """

    payloads: Payloads  # what its buttons carry
    known: Mapping[int, str] = field(default_factory=dict)
    opener: Action | None = None
    in_window: bool = False  # a window is drawn, and no message
    files: list[Attachment] = field(default_factory=list)
    # How often each label stands on the cards, so that twins are told apart.
    _labels: Mapping[str, int] = field(default_factory=dict)
    _others: int = 0  # parts numbered so far; `_cards`, `_pressed`: likewise
    _cards: int = 0
    _pressed: int = 0

    def parts(self, parts: Sequence[Part]) -> list[list[Json]]:
        """Parts, each with its own blocks; a line above each of several cards."""
        parts = without_tables(parts)
        cards = sum(isinstance(part, Card) for part in parts)
        self._labels = Counter(
            button.label for part in parts if isinstance(part, Card) for button in part.buttons
        )
        drawn: list[list[Json]] = []
        for at, part in enumerate(parts):
            blocks = self.part(part)
            if at and isinstance(part, Card) and cards > 1:
                blocks = [self.divider(), *blocks]
            drawn.append(blocks)
        return [blocks for blocks in drawn if blocks]

    def part(self, part: Part) -> list[Json]:
        """One part."""
        match part:
            case Prose():
                return self.rich(paragraphs([*_title(part.title), *_said(part.text)]))
            case Beside(first=first, second=second):
                return [*self.part(first), *self.part(second)]
            case Facts():
                return self.rich(paragraphs([*_title(part.title), *facts(part.rows)]))
            case Bullets():
                return self.rich(bullets(part.items, part.title))
            case Card():
                return self._card(part)
            case When():
                return self.rich(paragraphs([*_named(part.label), *_moment(part.at, part.text)]))
            case Contact():
                return self.rich(paragraphs(self._contact(part)))
            case Link():
                return self.rich(paragraphs(_link(part)))
            case Chart():
                pieces = _apart([*_title(part.title), *_said(part.says)], facts(part.rows))
                return self.rich(paragraphs(pieces))
            case Attachment():
                return self._file(part)
            case Table():
                return [drawn for line in as_lines(part) for drawn in self.part(line)]

    def text(self, text: str, moments: Sequence[When] = ()) -> list[Json]:
        """Paragraphs, in which the words of `moments` are shown as moments on their reader's own clock."""
        pieces = _said(text)
        for when in moments:
            at = next(
                (n for n, piece in enumerate(pieces) if when.text in piece.get("text", "")), None
            )
            if at is not None:
                before, _, after = pieces[at]["text"].partition(when.text)
                around = [
                    *([said(before)] if before else []),
                    *_moment(when.at, when.text),
                    *([said(after)] if after else []),
                ]
                pieces[at : at + 1] = around
        return self.rich(paragraphs(pieces))

    def spoken(self, message: Message) -> list[list[Json]]:
        """What a message says: its heading, its text, its parts. A moment that its text tells is not told again below."""
        moments = [
            part
            for part in message.parts
            if isinstance(part, When) and part.text and part.text in message.text
        ]
        rest = [part for part in message.parts if part not in moments]
        return [
            [*self.heading(message.heading), *self.text(message.text, moments)],
            *self.parts(rest),
        ]

    def heading(self, text: str) -> list[Json]:
        """A heading: Slack's own where it is short enough, else in bold."""
        if not text.strip():
            return []
        if len(" ".join(text.split())) <= MOST_HEADER:
            return [{"type": "header", "block_id": self.other(), "text": line(text, MOST_HEADER)}]
        return self.rich(paragraphs([said(text, bold=True)]))

    def other(self) -> str:
        """The block_id of a block that belongs to no card."""
        self._others += 1
        return f"p{self._others}:"

    def divider(self) -> Json:
        """A line across."""
        return {"type": "divider", "block_id": self.other()}

    def rich(self, blocks: Iterable[list[Json]], of: str = "") -> list[Json]:
        """Rich text, a block each; `of` begins the block_ids of a card's."""
        return [
            {
                "type": "rich_text",
                "block_id": f"{of}{at}" if of else self.other(),
                "elements": elements,
            }
            for at, elements in enumerate(blocks)
        ]

    def buttons(self, buttons: Sequence[Button], of: str = "", about: str = "") -> list[Json]:
        """Buttons in rows, the menu after them. `about`: their card's title, where several labels are the same."""
        drawn = [self._button(button, about) for button in buttons if button.place == "row"]
        drawn += self._menus([button for button in buttons if button.place == "menu"], about)
        rows = [drawn[at : at + MOST_IN_A_ROW] for at in range(0, len(drawn), MOST_IN_A_ROW)]
        return [
            {
                "type": "actions",
                "block_id": f"{of}do{at}" if of else self.other(),
                "elements": row,
            }
            for at, row in enumerate(rows)
        ]

    def _menus(self, buttons: Sequence[Button], about: str) -> list[Json]:
        """What stands in a menu: as many menus as Slack needs for it, and none for a single button."""
        drawn: list[Json] = []
        for at in range(0, len(buttons), MOST_IN_MENU):
            few = buttons[at : at + MOST_IN_MENU]
            if len(few) == 1:
                drawn.append(self._button(few[0], about))
                continue
            self._pressed += 1
            options: dict[str, Json] = {}
            for button in few:
                value = self.payloads.of(button.does, most=MOST_CHOSEN)
                if value in options:  # Slack wants each to be another
                    value = self.payloads.of(button.does, most=0)
                options[value] = {"text": line(button.label, MOST_LABEL), "value": value}
            drawn.append(
                {
                    "type": "overflow",
                    "action_id": f"do.{self._pressed}",
                    "options": list(options.values()),
                }
            )
        return drawn

    def _button(self, button: Button, about: str) -> Json:
        drawn = self.presses(button.label, self.payloads.of(button.does))
        if style := STYLES[button.style]:
            drawn["style"] = style
        if about and self._labels.get(button.label, 0) > 1:
            drawn["accessibility_label"] = shorten(f"{button.label}: {about}", MOST_LABEL)
        return drawn

    def presses(self, label: str, value: str) -> Json:
        """A button that carries a value."""
        self._pressed += 1
        return {
            "type": "button",
            "action_id": f"do.{self._pressed}",
            "text": line(label, MOST_LABEL),
            "value": value,
        }

    def _card(self, card: Card) -> list[Json]:
        self._cards += 1
        of = f"card{self._cards}:"
        rest = [*_said(card.text)]
        if is_picture(card.picture):
            beside = "\n".join(text for text in (card.subtitle, card.text) if text.strip())
            first, *more = cut(beside, MOST_TEXT)
            title = self.rich(
                paragraphs([said(card.title if card.title.strip() else NOTHING, bold=True)]),
                f"{of}t",
            )
            picture = {
                "type": "image",
                "image_url": card.picture,
                "alt_text": shorten(card.title, 2000),
            }
            shown = {
                "type": "section",
                "block_id": f"{of}picture",
                "text": lines(first),
                "accessory": picture,
            }
            if not first.strip():
                title, shown["text"] = [], line(card.title, MOST_TEXT)
            pieces = _apart(_said("".join(more)), facts(card.facts))
            blocks = [*title, shown, *self.rich(paragraphs(pieces), of)]
        else:
            top = [*_title(card.title or NOTHING), *_said(card.subtitle)]
            pieces = _apart(top, rest, facts(card.facts))
            blocks = self.rich(paragraphs(pieces), of)
        return [*blocks, *self.buttons(card.buttons, of, card.title)]

    def _contact(self, contact: Contact) -> list[Json]:
        user = self.known.get(contact.person)
        name = _title(contact.name)
        if user is None:
            return [*name, *facts(contact.rows)]
        rows = facts(contact.rows)
        return [
            *name,
            said("Here in Slack: "),
            {"type": "user", "user_id": user},
            *([said("\n"), *rows] if rows else []),
        ]

    def _file(self, file: Attachment) -> list[Json]:
        if not self.in_window:
            self.files.append(file)
            return []
        if self.opener is None:
            return self.rich(paragraphs([said(f"{file.label} ({file.name})")]))
        value = self.payloads.of(self.opener, file=file.name)
        return [
            {
                "type": "actions",
                "block_id": self.other(),
                "elements": [self.presses(file.label, value)],
            }
        ]


def facts(rows: Rows) -> list[Json]:
    """Names in bold, each with its value: on one line when both are short, else the value below."""
    pieces: list[Json] = []
    tall = False
    for at, (name, value) in enumerate(rows):
        value = value.strip() or NOTHING
        name = " ".join(name.split()) or NOTHING
        now_tall = "\n" in value or len(name) + len(value) > SHORT_FACT
        if at:
            pieces.append(said("\n\n" if tall or now_tall else "\n"))
        tall = now_tall
        if tall:
            pieces += [said(name, bold=True), said(f"\n{value}")]
        else:
            pieces += [*_named(name), said(value)]
    return pieces


def _title(text: str) -> list[Json]:
    if text.strip():
        return [said(text.strip(), bold=True), said("\n")]
    return []


def _named(name: str) -> list[Json]:
    name = " ".join(name.split())
    if not name:
        return []
    return [said(name if name[-1] in ".:?!…" else f"{name}:", bold=True), said(" ")]


def _said(text: str) -> list[Json]:
    text = text.replace("\r\n", "\n").strip("\n")
    if text.strip():
        return [said(text)]
    return []


def _apart(*groups: list[Json]) -> list[Json]:
    """Groups of pieces with an empty line between them; what follows a title alone stands right below it."""
    pieces: list[Json] = []
    for group in groups:
        if pieces and group and pieces[-1].get("text") != "\n":
            pieces.append(said("\n\n"))
        pieces += group
    return pieces


def _moment(at: datetime, text: str) -> list[Json]:
    """A moment on its reader's own clock, as Slack knows it."""
    seconds = int(at.timestamp())
    text = shorten(text, 1000)
    if not 0 < seconds <= LATEST:
        return [said(text)]
    return [{"type": "date", "timestamp": seconds, "format": ON_THEIR_CLOCK, "fallback": text}]


def _link(link: Link) -> list[Json]:
    label = " ".join(link.label.split())
    if is_safe_link(link.address):
        return [{"type": "link", "url": link.address, "text": label or link.address}]
    return [*_named(label), said(link.address.strip() or NOTHING)]
