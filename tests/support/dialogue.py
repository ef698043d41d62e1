"""The dialogue channel: plain Python, no rendering. It plays the same journeys as the browser, and so proves the seam.

A `Stage` is a whole bot on a real database; a `Player` is a person who reads, presses, fills in and says.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.app import Bot
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
    Form,
    Link,
    Message,
    Part,
    Prose,
    Reply,
    Table,
    View,
    When,
    buttons_on,
)
from scheme.forms.fields import Answer, AnyField, ChoiceField, ChoicesField, FileField, TickField
from scheme.ids import PersonId
from scheme.refusal import Refusal
from storage import people
from storage.outbox import Letter


def text_of(parts: tuple[Part, ...]) -> Iterator[str]:
    """Everything that can be read in some parts."""
    for part in parts:
        match part:
            case Prose():
                yield from (part.title, part.text)
            case Beside():
                yield from text_of((part.first, part.second))
            case Facts():
                yield part.title
                for name, value in part.rows:
                    yield f"{name}: {value}"
            case Bullets():
                yield from (part.title, *part.items)
            case Card():
                yield from (part.title, part.subtitle, part.text)
                for name, value in part.facts:
                    yield f"{name}: {value}"
                yield from (button.label for button in part.buttons)
            case When():
                yield f"{part.label}: {part.text}"
            case Contact():
                for name, value in part.rows:
                    yield f"{name}: {value}"
            case Link():
                yield f"{part.label} {part.address}"
            case Chart():
                yield from (part.title, part.says)
                for name, value in part.rows:
                    yield f"{name}: {value}"
            case Attachment():
                yield from (part.label, part.name)
                # Nobody reads base64: three letters of it may be anything by chance.
                if not part.encoded:
                    yield part.text
            case Table():
                yield from _read_across(part)


def _read_across(table: Table) -> Iterator[str]:
    """A table as one reads it: its title, what stands above its columns, then a line for each row."""
    yield table.title
    yield " | ".join(column.heading for column in table.columns)
    for row in table.rows:
        yield " | ".join(cell if isinstance(cell, str) else cell.label for cell in row)
    for column in table.columns:
        if column.sorts:
            yield column.sorts.label


def read(shown: Message | View | Form | None) -> str:
    """A message or window as one reads it."""
    match shown:
        case None:
            return ""
        case Message():
            lines = [
                shown.heading,
                shown.text,
                *text_of(shown.parts),
                *(button.label for button in shown.buttons),
            ]
        case View():
            lines = [
                shown.title,
                *text_of(shown.parts),
                *(button.label for button in shown.buttons),
            ]
        case Form():
            lines = [shown.title, shown.notice, *text_of(shown.parts), shown.submit]
            for one in shown.fields:
                lines += [one.section, one.label, one.help]
                if isinstance(one, ChoiceField | ChoicesField):
                    lines += [
                        text for option in one.options for text in (option.label, option.help)
                    ]
    return "\n".join(line for line in lines if line)


def buttons_of(shown: Message | View | Form | None) -> list[Button]:
    """Everything that can be pressed in a message or window."""
    if shown is None:
        return []
    own = list(shown.buttons)
    return own + [button for part in shown.parts for button in buttons_on(part)]


def _places(part: Part) -> Iterator[tuple[str, tuple[Button, ...]]]:
    """Each card of a part, or each row of a table: what can be read there, and what can be pressed."""
    if isinstance(part, Table):
        for row in part.rows:
            words = " | ".join(cell if isinstance(cell, str) else cell.label for cell in row)
            yield words, tuple(cell for cell in row if isinstance(cell, Button))
    elif isinstance(part, Card):
        yield "\n".join(text_of((part,))), part.buttons


def _ticks(field: AnyField, before: Answer, after: Answer) -> int:
    """How many clicks it takes to change an answer; what is typed takes none."""
    match field:
        case ChoicesField():
            held = [set(one) if isinstance(one, list) else set() for one in (before, after)]
            return len(held[0] ^ held[1])
        case ChoiceField():
            return int((before or "") != (after or ""))
        case TickField():
            return int(bool(before) != bool(after))
        case _:
            return 0


@dataclass
class Room:
    """A chat: messages by address, in the order they are noticed."""

    messages: dict[str, Message] = field(default_factory=dict)

    def put(self, address: str, message: Message, *, again: bool) -> None:
        """Add a message, or update it where it stands; `again` moves it to the end."""
        if again:
            self.messages.pop(address, None)
        self.messages[address] = message

    def latest_first(self) -> list[Message]:
        """The messages, latest first."""
        return list(reversed(self.messages.values()))

    def __str__(self) -> str:
        return "\n---\n".join(read(message) for message in self.messages.values())


@dataclass(frozen=True)
class Arrival:
    """Something that was noticed where it came: to whom, what, and when it was posted (UTC)."""

    recipient: str
    message: Message
    at: datetime


class DialogueChannel:
    """Delivers to rooms in memory. Everything must survive the way to JSON and back."""

    name = "dialogue"

    def __init__(self) -> None:
        self.rooms: dict[str, Room] = {}
        self.arrivals: list[Arrival] = []
        self.count = 0

    async def reaches(self, recipient: str) -> bool:
        """Everybody."""
        return True

    async def deliver(self, recipient: str, message: Message, letter: Letter) -> str:
        """Put it in the room."""
        if letter.notify:
            self.arrivals.append(Arrival(recipient, message, letter.posted_at))
        self.room(recipient).put(str(letter.id), message, again=letter.notify)
        return str(letter.id)

    def room(self, name: str) -> Room:
        """A chat by name."""
        return self.rooms.setdefault(name, Room())

    def answer(self, room: str, message: Message) -> None:
        """Add a reply to a chat."""
        self.count += 1
        self.room(room).put(f"reply {self.count}", message, again=True)


class Stage:
    """A bot with the dialogue channel, and the people who play on it."""

    def __init__(self, bot: Bot, channel: DialogueChannel) -> None:
        self.bot = bot
        self.channel = channel
        self.players: dict[str, Player] = {}

    async def person(self, email: str) -> "Player":
        """A person by address."""
        if email not in self.players:
            async with self.bot.work(writes=False) as work:
                found = await people.by_email(work, email)
            assert found is not None, f"nobody has the address {email}"
            self.players[email] = Player(self, found.id, found.name)
        return self.players[email]

    @property
    def group_room(self) -> Room:
        """The Oversight Group's channel."""
        return self.channel.room(f"group:{next(iter(self.bot.definitions))}")

    async def forward(self, days: int) -> None:
        """Move the clock."""
        await self.bot.advance(self.bot.clock.now() + timedelta(days=days))

    async def to_next_due(self) -> datetime:
        """Move the clock to the next thing due."""
        moment = await self.bot.next_due()
        assert moment is not None, "nothing is due"
        await self.bot.advance(moment)
        return moment

    async def group_sees(self, text: str) -> None:
        """The Group's channel shows a text."""
        assert text in str(self.group_room), f"{text!r} is not in the channel:\n{self.group_room}"

    async def group_does_not_see(self, text: str) -> None:
        """The Group's channel does not show a text."""
        assert text not in str(self.group_room)


@dataclass(eq=False)
class Player:
    """A person at their chat."""

    stage: Stage
    person_id: PersonId
    name: str
    window: View | Form | None = None
    notice: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)
    typed: dict[str, Answer] = field(default_factory=dict)
    handed_in: dict[str, str] = field(
        default_factory=dict
    )  # how the files in the open form are called
    presses_made: int = 0  # clicks or taps, ticks in forms included; typing is none
    looks_made: int = 0  # of these, the ones that only opened something
    forms_sent: int = 0

    @property
    def room(self) -> Room:
        """Their chat."""
        return self.stage.channel.room(f"person:{self.person_id}")

    @property
    def screen(self) -> str:
        """Everything they can read: the window when one is open, else the chat."""
        seen = read(self.window) if self.window else str(self.room)
        kept = [f"{name} is kept." for name in self.handed_in.values()]
        return "\n".join([seen, *kept, self.notice, *self.errors.values()])

    async def says(self, text: str) -> None:
        """Type something into the chat."""
        await self.closes()
        await self._do(Action(name="home.say", answers={"text": text}))

    async def presses(self, label: str, *, card: str = "") -> None:
        """Press a button: in the open window, else the latest one in the chat; `card` names the message it is on."""
        await self._press(
            self._find([self.window] if self.window else self.room.latest_first(), label, card)
        )

    async def presses_in_channel(self, label: str, *, card: str = "") -> None:
        """Press a button in the Group's channel."""
        await self.closes()
        await self._press(self._find(self.stage.group_room.latest_first(), label, card))

    def _find(self, places: list[Message] | list[View | Form], label: str, card: str) -> Button:
        for place in places:
            found = [button for button in buttons_of(place) if button.label == label]
            if found and (not card or card in read(place)):
                return self._on_card(place, label, card) or found[0]
        raise AssertionError(f"{self.name} sees no button {label!r} {card}:\n{self.screen}")

    @staticmethod
    def _on_card(place: Message | View | Form, label: str, card: str) -> Button | None:
        for part in place.parts:
            for about, buttons in _places(part):
                if card and card in about:
                    return next((button for button in buttons if button.label == label), None)
        return None

    async def _press(self, button: Button) -> None:
        self.presses_made += 1
        self.looks_made += button.opens
        await self._do(button.does)

    async def fills(self, **answers: Answer) -> None:
        """Fill in fields of the open form."""
        assert isinstance(self.window, Form), f"{self.name} has no form open:\n{self.screen}"
        known = {one.key for one in self.window.fields}
        assert set(answers) <= known, (
            f"the form has no field {set(answers) - known}; it has {known}"
        )
        now = {**self.window.answers, **self.typed}
        fields = {one.key: one for one in self.window.fields}
        self.presses_made += sum(
            _ticks(fields[key], now.get(key), answer) for key, answer in answers.items()
        )
        self.typed |= answers

    async def hands_in(self, **chosen: tuple[str, bytes]) -> None:
        """Choose files, each a name and what is in it, for fields of the open form."""
        form, bot = self.window, self.stage.bot
        assert isinstance(form, Form), f"{self.name} has no form open:\n{self.screen}"
        scheme = form.scheme or (form.opener.scheme if form.opener else "")
        self.notice, self.errors = "", {}
        for one in form.fields:
            if isinstance(one, FileField) and one.key in chosen:
                self.presses_made += 1
                name, data = chosen[one.key]
                try:
                    self.typed[one.key] = await bot.keep_file(
                        self.person_id, scheme, one, name, "", data
                    )
                    self.handed_in[one.key] = name
                except Refusal as no:
                    self.errors = {**self.errors, one.key: no.text}

    async def saves(self, label: str) -> bytes:
        """What is in a file that the open window shows."""
        parts = self.window.parts if self.window else ()
        found = [part for part in parts if isinstance(part, Attachment) and part.label == label]
        assert found, f"{self.name} sees no file {label!r}:\n{self.screen}"
        return found[0].content()

    async def holds(self, **answers: str) -> None:
        """The open form has these answers in it, before anything is typed."""
        assert isinstance(self.window, Form), f"{self.name} has no form open:\n{self.screen}"
        found = {key: str(self.window.answers.get(key, "")) for key in answers}
        assert found == answers, f"the form of {self.name} holds {found}"

    async def option(self, label: str) -> str:
        """The key of the option whose label starts so, in the open form."""
        assert isinstance(self.window, Form), f"{self.name} has no form open:\n{self.screen}"
        options = [
            o
            for one in self.window.fields
            if isinstance(one, ChoiceField | ChoicesField)
            for o in one.options
        ]
        return next(one.key for one in options if one.label.startswith(label))

    async def submits(self) -> None:
        """Press the form's button."""
        form = self.window
        assert isinstance(form, Form), f"{self.name} has no form open:\n{self.screen}"
        self.presses_made += 1
        self.forms_sent += 1
        given = {**form.answers, **self.typed, **form.carries}
        await self._do(
            Action(
                name=form.action,
                subject=form.subject,
                answers=given,
                scheme=form.scheme,
                opener=form.opener,
            )
        )

    async def closes(self) -> None:
        """Close the window."""
        self.window, self.typed, self.handed_in = None, {}, {}

    async def leaves(self) -> None:
        """Close a form half-way: what was typed is kept, as a channel keeps it."""
        form, bot = self.window, self.stage.bot
        assert isinstance(form, Form), f"{self.name} has no form open:\n{self.screen}"
        await bot.desk.keep(
            self.person_id, form, {**form.answers, **self.typed}, form.carries, bot.clock.now()
        )
        await self.closes()

    async def sees(self, *texts: str) -> None:
        """They can read these texts."""
        for text in texts:
            assert text in self.screen, f"{self.name} does not see {text!r}:\n{self.screen}"

    async def does_not_see(self, text: str) -> None:
        """They cannot read a text."""
        assert text not in self.screen, f"{self.name} sees {text!r}:\n{self.screen}"

    async def _do(self, action: Action) -> None:
        self.notice, self.errors = "", {}
        try:
            reply = await self.stage.bot.act(self.person_id, action)
        except Refusal as no:
            self.notice, self.errors = no.text, no.errors
        else:
            self._take(reply)
            if isinstance(self.window, Form):
                self.handed_in = await self.stage.bot.files_in(self.person_id, self.window)
        await self.stage.bot.delivery.drain()

    def _take(self, reply: Reply) -> None:
        self.window, self.typed, self.handed_in = reply.window, {}, {}
        for message in reply.says:
            self.stage.channel.answer(f"person:{self.person_id}", message)
