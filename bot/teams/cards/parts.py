"""Pure: the parts and buttons of messages and windows, as elements of Adaptive Cards."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import quote

from bot.chat.payload import Payloads
from bot.chat.text import NOTHING, is_picture, is_safe_link, shorten
from bot.teams.cards.texts import (
    Json,
    block,
    bullets,
    escaped,
    heading,
    is_plain,
    rich,
    run,
    said,
    subtle,
    weight,
)
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

MOST_IN_A_ROW = 6
MOST_LABEL = 60
MOST_TOOLTIP = 300
MOST_CARRIED = 400  # characters in a button; what is longer is kept here
MOST_CARD = 20_000  # bytes of a card within a card; a longer one is not held together
MOST_FACTS = 30
SHORT_NAME = 40
SHORT_FACT = 80
TALL_FACT = 110
CHAT = "https://teams.microsoft.com/l/chat/0/0?users="
STYLES = {"primary": "positive", "danger": "destructive", "plain": "", "quiet": ""}

Rows = Sequence[tuple[str, str]]


@dataclass(kw_only=True)
class Drawing:
    """Draws the elements of one message or window.

    `known`: the sign-in names of people in the reader's own tenant. `links`: where files can be downloaded, by name.
    `files` is what had no link; `words` is what moments say, for whoever cannot see them on their own clock.
    """

    payloads: Payloads  # what its buttons carry
    known: Mapping[int, str] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    in_window: bool = False  # a window is drawn, and no message
    files: list[Attachment] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    # How often each label stands on the cards, so that twins are told apart.
    _labels: Mapping[str, int] = field(default_factory=dict)

    def parts(self, parts: Sequence[Part]) -> list[list[Json]]:
        """Parts, each with its own elements; lines between several cards, and around them."""
        parts = without_tables(parts)
        cards = sum(isinstance(part, Card) for part in parts)
        self._labels = Counter(
            button.label for part in parts if isinstance(part, Card) for button in part.buttons
        )
        drawn: list[list[Json]] = []
        for at, part in enumerate(parts):
            elements = self.part(part)
            if (
                elements
                and at
                and cards > 1
                and any(isinstance(near, Card) for near in (parts[at - 1], part))
            ):
                elements = [{**elements[0], "separator": True, "spacing": "Medium"}, *elements[1:]]
            drawn.append(elements)
        return [elements for elements in drawn if elements]

    def part(self, part: Part) -> list[Json]:
        """One part."""
        match part:
            case Prose():
                return [*heading(part.title), *rich(said(part.text))]
            case Beside():
                return self._beside(part)
            case Facts():
                return [*heading(part.title), *facts(part.rows)]
            case Bullets():
                return [*heading(part.title), *bullets(part.items)]
            case Card():
                return self._card(part)
            case When():
                return self._when(part)
            case Contact():
                return self._contact(part)
            case Link():
                return self._link(part)
            case Chart():
                return [*heading(part.title), *rich(said(part.says)), *facts(part.rows)]
            case Attachment():
                return self._file(part)
            case Table():
                return [drawn for line in as_lines(part) for drawn in self.part(line)]

    def spoken(self, message: Message) -> list[list[Json]]:
        """What a message says: its heading, its text, its parts. A moment that its text tells is not told again below."""
        lines, told = self._text(message)
        rest = [part for part in message.parts if part not in told]
        return [heading(message.heading, "Large"), *([line] for line in lines), *self.parts(rest)]

    def _text(self, message: Message) -> tuple[list[Json], list[When]]:
        """The text of a message, with those of its moments that stand in it, on their reader's own clock."""
        drawn: list[Json] = []
        told: list[When] = []
        before: list[str] = []
        moments = [
            part
            for part in message.parts
            if isinstance(part, When) and part.text.strip() and moment(part.at)
        ]
        for line in message.text.replace("\r\n", "\n").split("\n"):
            when = next(
                (shown for shown in moments if shown.text in line and shown not in told), None
            )
            if when:
                around = line.split(when.text, 1)
            else:
                around = []
            if (
                when is None
                or not is_plain(f"a{' '.join(around)}")
                or not is_plain(f"{around[0]}a")
            ):
                before.append(line)
                continue
            drawn += [
                *rich(said("\n".join(before))),
                block(f"{around[0]}{moment(when.at)}{around[1]}"),
            ]
            told.append(when)
            before = []
        return [*drawn, *rich(said("\n".join(before)))], told

    def buttons(self, buttons: Sequence[Button], about: str = "") -> list[Json]:
        """Buttons in rows, the menu in the last. `about`: their card's title, where several labels are the same."""
        shown = [self._button(button, about) for button in buttons if button.place == "row"]
        more = [self._button(button, about) for button in buttons if button.place == "menu"]
        if not shown:
            return rows_of(more)
        *rows, last = rows_of(shown)
        room = MOST_IN_A_ROW - len(
            last["actions"]
        )  # a row holds so many, those in its menu included
        menu = [{**action, "mode": "secondary"} for action in more[:room]]
        return [*rows, {**last, "actions": [*last["actions"], *menu]}, *rows_of(more[room:])]

    def _button(self, button: Button, about: str) -> Json:
        carried = self.carried(button.does)
        if self.in_window:
            drawn = self.presses(button.label, carried)
        elif button.opens:
            drawn = {
                "type": "Action.Submit",
                "data": {"msteams": {"type": "task/fetch"}, "m": carried},
            }
        else:
            drawn = {"type": "Action.Execute", "verb": "press", "data": {"m": carried}}
        drawn["title"] = shorten(button.label, MOST_LABEL)
        if about.strip() and self._labels.get(button.label, 0) > 1:
            drawn["tooltip"] = shorten(f"{button.label}: {about}", MOST_TOOLTIP)
        elif len(" ".join(button.label.split())) > MOST_LABEL:
            drawn["tooltip"] = shorten(button.label, MOST_TOOLTIP)
        if style := STYLES[button.style]:
            drawn["style"] = style
        return drawn

    def presses(self, label: str, carried: str) -> Json:
        """A button of a window, which takes nothing of what is typed there with it."""
        data = {"m": carried, "k": "press"}
        return {
            "type": "Action.Submit",
            "title": shorten(label, MOST_LABEL),
            "data": data,
            "associatedInputs": "none",
        }

    def carried(self, action: Action, page: int = 0) -> str:
        """What a button carries: an action, and the page of the window that it opens."""
        return self.payloads.of(action, page, most=MOST_CARRIED)

    def _card(self, card: Card) -> list[Json]:
        top = [*heading(card.title.strip() or NOTHING), *subtle(card.subtitle)]
        if is_picture(card.picture):
            picture = {
                "type": "Image",
                "url": card.picture,
                "altText": shorten(f"Picture of {card.title}", MOST_TOOLTIP),
                "size": "Medium",
                "style": "Person",
            }
            aside = {"type": "Column", "width": "auto", "items": [picture]}
            beside = {
                "type": "Column",
                "width": "stretch",
                "verticalContentAlignment": "Center",
                "items": top,
            }
            top = [{"type": "ColumnSet", "columns": [aside, beside]}]
        items = [
            *top,
            *rich(said(card.text)),
            *facts(card.facts),
            *self.buttons(card.buttons, card.title),
        ]
        together = {"type": "Container", "items": items}
        if weight(together) <= MOST_CARD:
            return [together]
        return items

    def _beside(self, part: Beside) -> list[Json]:
        """Two columns; one text below the other where they are too heavy to be held together."""
        texts = [self.part(side) for side in (part.first, part.second)]
        columns = [
            {"type": "Column", "width": "stretch", "items": column} for column in texts if column
        ]
        together = {"type": "ColumnSet", "columns": columns}
        if len(columns) == 2 and weight(together) <= MOST_CARD:
            return [together]
        return [element for text in texts for element in text]

    def _when(self, when: When) -> list[Json]:
        label = " ".join(when.label.split())
        clock = moment(when.at)
        if not clock:
            return rich([*named(label), run(when.text.strip() or NOTHING)])
        self.words.append(f"{label}: {when.text}" if label else when.text)
        if not label:
            return [block(clock)]
        if is_plain(label):
            return [block(f"**{label}{'' if label[-1] in '.:?!…' else ':'}** {clock}")]
        return [*rich(named(label)), block(clock, spacing="None")]

    def _contact(self, contact: Contact) -> list[Json]:
        user = self.known.get(contact.person, "")
        name = rich([run(contact.name.strip() or NOTHING, bold=True)])
        ways: list[Json] = []
        if re.fullmatch(r"[^\s@<>,;]+@[^\s@<>,;]+", user):
            ways = rows_of([opens(f"Chat with {contact.name}", f"{CHAT}{quote(user, safe='@')}")])
        return [*name, *facts(contact.rows), *ways]

    def _link(self, link: Link) -> list[Json]:
        label = " ".join(link.label.split())
        address = link.address.strip()
        if is_web(address):
            return rows_of([opens(label or address, address)])
        if is_safe_link(address) and not address.lower().startswith(
            "http"
        ):  # which a button may not open
            return [block(f"[{escaped(label or address)}]({quote(address, safe=':@+')})")]
        return rich([*named(label), run(address or NOTHING)])

    def _file(self, file: Attachment) -> list[Json]:
        address = self.links.get(file.name, "")
        if is_web(address):
            return rows_of([opens(file.label or file.name, address)])
        self.files.append(file)
        return rich([run(f"{file.label} ({file.name})")])


def rows_of(actions: Sequence[Json]) -> list[Json]:
    """Actions in rows, each no longer than Teams shows."""
    rows = [actions[at : at + MOST_IN_A_ROW] for at in range(0, len(actions), MOST_IN_A_ROW)]
    return [{"type": "ActionSet", "actions": list(row)} for row in rows]


def opens(label: str, address: str) -> Json:
    """A button that leads out of the chat."""
    drawn: Json = {"type": "Action.OpenUrl", "title": shorten(label, MOST_LABEL), "url": address}
    if len(" ".join(label.split())) > MOST_LABEL:
        drawn["tooltip"] = shorten(label, MOST_TOOLTIP)
    return drawn


def is_web(address: str) -> bool:
    """Whether a button may lead to an address."""
    return address.lower().startswith("https://") and '"' not in address and is_safe_link(address)


def facts(rows: Rows) -> list[Json]:
    """Names with their values: side by side where all are short, else in bold, with a long value below its name."""
    kept = [(" ".join(name.split()) or NOTHING, value.strip() or NOTHING) for name, value in rows]
    short = all(len(name) <= SHORT_NAME and len(value) <= SHORT_FACT for name, value in kept)
    if short and all(is_plain(name) and is_plain(value) for name, value in kept):
        found = [{"title": name, "value": value} for name, value in kept]
        sets = [found[at : at + MOST_FACTS] for at in range(0, len(found), MOST_FACTS)]
        return [{"type": "FactSet", "facts": pairs} for pairs in sets]
    pieces: list[Json] = []
    was_tall = False
    for at, (name, value) in enumerate(kept):
        tall = "\n" in value or len(name) + len(value) > TALL_FACT
        if at:
            seam = "\n\n" if tall or was_tall else "\n"
        else:
            seam = ""
        if tall:
            pieces += [run(f"{seam}{name}", bold=True), run(f"\n{value}")]
        else:
            pieces += [*([run(seam)] if seam else []), *named(name), run(value)]
        was_tall = tall
    return rich(pieces)


def named(name: str) -> list[Json]:
    """A name in bold, with a colon, before what it names."""
    name = " ".join(name.split())
    if name:
        return [run(name if name[-1] in ".:?!…" else f"{name}:", bold=True), run(" ")]
    return []


def moment(at: datetime) -> str:
    """A moment as a text block shows it on its reader's own clock; "" where it cannot."""
    if at.tzinfo is None or not 1970 < at.year < 9999:
        return ""
    text = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return f"{{{{DATE({text}, LONG)}}}} at {{{{TIME({text})}}}}"
