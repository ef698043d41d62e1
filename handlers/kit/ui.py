"""What conversations speak: frozen values that say what is meant, never how a platform shows it.

Plain data, JSON both ways. Renderers own their platform's limits and escape what people typed.
"""

from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from pydantic import TypeAdapter

from scheme.day_order import MARK, DayOrder, written
from scheme.forms.fields import Answer, AnyField, ChoicesField, Option
from scheme.ids import NOBODY, PersonId
from scheme.subject import NOTHING_IN_PARTICULAR, SubjectText


@dataclass(frozen=True, kw_only=True)
class Action:
    """A press, a submission or a phrase: the step's name, what it is about, and what was given.

    A submission says in `opener` what had opened its form.
    """

    name: str
    subject: SubjectText = NOTHING_IN_PARTICULAR
    answers: Mapping[str, Answer] = field(default_factory=dict)  # by the key of their field
    scheme: str = ""  # its key; "" where the Desk is to find which
    opener: "Action | None" = None


@dataclass(frozen=True, kw_only=True)
class Button:
    """Takes an action. `opens` says that it shows something privately rather than doing something.

    `place`: "row" is in sight, the first thing to do being the one in the style "primary"; "menu" is what the platform
    unfolds when asked for more. `opener`: what opens the form that the action is about, where it takes one elsewhere.
    """

    label: str
    action: str
    subject: SubjectText = NOTHING_IN_PARTICULAR
    # What is given with the press, by key.
    answers: Mapping[str, Answer] = field(default_factory=dict)
    style: Literal["plain", "primary", "danger", "quiet"] = "plain"
    opens: bool = False
    scheme: str = ""  # its key; "" where the Desk is to find which
    opener: Action | None = None
    place: Literal["row", "menu"] = "row"

    @property
    def does(self) -> Action:
        """The action that it takes."""
        return Action(
            name=self.action,
            subject=self.subject,
            answers=self.answers,
            scheme=self.scheme,
            opener=self.opener,
        )


@dataclass(frozen=True)
class Prose:
    """Paragraphs, perhaps under a heading. A blank line parts paragraphs."""

    text: str
    title: str = ""
    kind: Literal["prose"] = "prose"


@dataclass(frozen=True)
class Beside:
    """Two texts to be read against each other: side by side where there is room, else one below the other."""

    first: Prose
    second: Prose
    kind: Literal["beside"] = "beside"


@dataclass(frozen=True)
class Facts:
    """Pairs of a name and a value."""

    rows: tuple[tuple[str, str], ...]
    title: str = ""
    kind: Literal["facts"] = "facts"


@dataclass(frozen=True)
class Bullets:
    """A list."""

    items: tuple[str, ...]
    title: str = ""
    kind: Literal["bullets"] = "bullets"


@dataclass(frozen=True, kw_only=True)
class Card:
    """Something one can choose or open, with its own buttons: a mentor's profile, a meeting, a matter.

    `picture`: the https address of somebody's picture, for platforms that can show it. `option`: the option that the card
    stands for in a form, by its key; its box is on the card.
    """

    title: str
    subtitle: str = ""
    text: str = ""
    facts: tuple[tuple[str, str], ...] = ()  # pairs of a name and a value
    buttons: tuple[Button, ...] = ()
    picture: str = ""
    option: str = ""
    kind: Literal["card"] = "card"


@dataclass(frozen=True, kw_only=True)
class When:
    """A moment (UTC), which a platform may show on its reader's own clock; `text` says it in words."""

    label: str
    at: datetime
    text: str
    kind: Literal["when"] = "when"


@dataclass(frozen=True, kw_only=True)
class Contact:
    """Somebody to talk to directly, where a platform can lead to them; `rows` say how else to reach them."""

    person: PersonId
    name: str
    rows: tuple[tuple[str, str], ...] = ()  # pairs of a name and a value
    kind: Literal["contact"] = "contact"


@dataclass(frozen=True)
class Link:
    """Somewhere to go outside the chat."""

    label: str
    address: str
    kind: Literal["link"] = "link"


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """Something to keep: a calendar entry, one's own data, a CV. `text` is its whole content; `name` says of what kind.

    What is `encoded` is not text itself: base64 stands for it.
    """

    label: str  # what its button or link says
    name: str
    text: str
    media: str = "text/plain"  # its media type
    kind: Literal["file"] = "file"
    encoded: bool = False

    def content(self) -> bytes:
        """What is in it, to be saved."""
        if self.encoded:
            return b64decode(self.text)
        return self.text.encode()


@dataclass(frozen=True)
class Series:
    """Numbers that belong together on a chart, in the order of the chart's labels; None where there is none to show."""

    label: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, kw_only=True)
class Chart:
    """Numbers to be seen. `says` is what they mean, and the thing to do; without the drawing it stands before the rows.

    `labels`: what the numbers are of, along the chart. A "funnel" has a single series, whose first number is the whole.
    """

    title: str
    says: str
    shape: Literal["bars", "stacked", "line", "funnel"]
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""  # what is counted: "people", "days"
    kind: Literal["chart"] = "chart"

    @property
    def rows(self) -> tuple[tuple[str, str], ...]:
        """The same numbers in words: a row for each label."""
        return tuple((label, self._in_words(at)) for at, label in enumerate(self.labels))

    @property
    def cells(self) -> tuple[tuple[str, ...], ...]:
        """The same as rows of a table: the label, and a number of each series."""
        return tuple(
            (label, *(figure_text(one.values[at]) for one in self.series))
            for at, label in enumerate(self.labels)
        )

    def _in_words(self, at: int) -> str:
        told = []
        for one in self.series:
            number = figure_text(one.values[at])
            if len(self.series) == 1:
                told.append(number)
            else:
                told.append(f"{one.label} {number}")
        return ", ".join(told)


def figure_text(number: float | None) -> str:
    """A number as people write it: whole where it is, else to one place; a dash for none."""
    if number is None:
        return "–"
    if number == int(number):
        return f"{int(number):,}"
    return f"{number:,.1f}"


@dataclass(frozen=True, kw_only=True)
class TableColumn:
    """What stands above a column. `sorts` puts the rows in its order; `order` is the one in which they are now, if any."""

    heading: str
    is_number: bool = False
    sorts: Button | Link | None = None
    order: Literal["", "ascending", "descending"] = ""


TableCell = str | Button | Link


@dataclass(frozen=True, kw_only=True)
class Table:
    """Rows under columns, each as long as there are columns; the first cell says what a row is about.

    No longer than a page (`handlers.kit.paging`): a chat shows each row as a line, or as a card where it can be pressed.
    """

    title: str
    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[TableCell, ...], ...]
    kind: Literal["table"] = "table"


Part = Prose | Beside | Facts | Bullets | Card | When | Contact | Link | Attachment | Chart | Table


@dataclass(frozen=True, kw_only=True)
class Message:
    """What stands in a chat. `text` alone must be enough to understand it (R12.5); it holds nothing confidential.

    One that is `pinned` stays at hand above the others, as the Group's kept-up list does. One that is `unasked` tells of
    something that its reader did not ask for, and that can wait (R12.4). A `home` is true until a newer one stands below
    it: "first" begins a home, "beside" is the rest of the same.
    """

    text: str
    parts: tuple[Part, ...] = ()  # below the text, in this order
    buttons: tuple[Button, ...] = ()
    heading: str = ""  # above the text; "" for none
    pinned: bool = False
    unasked: bool = False
    home: Literal["", "first", "beside"] = ""


@dataclass(frozen=True, kw_only=True)
class View:
    """A window shown privately to one person; nothing of it stays in the chat."""

    title: str
    parts: tuple[Part, ...] = ()
    buttons: tuple[Button, ...] = ()
    kind: Literal["view"] = "view"


@dataclass(frozen=True, kw_only=True)
class Form:
    """A window with fields. Submitting takes `action`; `carries` comes back unchanged (a revision, an id).

    A `private` form stays in its window: it is neither answered nor spoken of in the chat. `opener` and `buttons` are
    the Desk's: what opened it, and the other ways to go on with it; it also makes private what is short.
    """

    title: str
    action: str
    fields: tuple[AnyField, ...]
    submit: str  # what the button says
    subject: SubjectText = NOTHING_IN_PARTICULAR
    parts: tuple[Part, ...] = ()  # above the fields
    # What the fields begin with, by key.
    answers: Mapping[str, Answer] = field(default_factory=dict)
    carries: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)  # what is wrong with an answer, by key
    notice: str = ""  # what is said above everything else; "" for nothing
    style: Literal["primary", "danger"] = "primary"
    scheme: str = ""  # its key; "" where the Desk is to find which
    private: bool = False
    opener: Action | None = None
    buttons: tuple[Button, ...] = ()
    kind: Literal["form"] = "form"

    @property
    def reading(self) -> tuple[Part, ...]:
        """What is to be read above the fields: the parts without the cards that stand for options."""
        offered = {option.key for field in self.fields for option in options_of(field)}
        return tuple(
            part for part in self.parts if not isinstance(part, Card) or part.option not in offered
        )

    def cards_of(self, field: AnyField) -> dict[str, Card]:
        """The cards that stand for options of a field, by the option's key, in the order of the options."""
        cards = {part.option: part for part in self.parts if isinstance(part, Card)}
        return {
            option.key: cards[option.key] for option in options_of(field) if option.key in cards
        }


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What a step answers: messages for the person's chat, or a window; or `then`, another step to take instead.

    `otherwise` is taken when a rule says no to `then`, with the refusal's "text" and the keys at fault in "errors".
    `behalf`: the person for whom an administrator takes it, who phoned (R13.2).
    `hush`: what the person typed is not to stay in the chat. `opener`: the action that opens the window again, for a channel
    that cannot open one just now and shows a button instead; the Desk's, where the step does not say.
    `cards`: what it brought into the person's own chat, where it says and shows nothing itself; the Desk's.
    """

    says: tuple[Message, ...] = ()
    window: View | Form | None = None
    then: Action | None = None
    otherwise: Action | None = None
    behalf: PersonId = NOBODY
    hush: bool = False
    opener: Action | None = None
    cards: tuple[Message, ...] = field(default=(), compare=False)


def options_of(field: AnyField) -> tuple[Option, ...]:
    """What several can be chosen of in a field; nothing in fields of other kinds."""
    if isinstance(field, ChoicesField):
        return field.options
    return ()


def says(text: str, *buttons: Button, parts: tuple[Part, ...] = (), heading: str = "") -> Reply:
    """A reply of one message."""
    return Reply(says=(Message(text=text, parts=parts, buttons=buttons, heading=heading),))


def within(reply: Reply, scheme: str) -> Reply:
    """A reply whose buttons, forms and next step stay in a scheme, where they do not say one: it is asked for once."""
    window = reply.window
    then = reply.then
    if isinstance(window, View):
        window = replace(
            window,
            parts=parts_within(window.parts, scheme),
            buttons=buttons_within(window.buttons, scheme),
        )
    elif isinstance(window, Form):
        window = replace(
            window,
            parts=parts_within(window.parts, scheme),
            buttons=buttons_within(window.buttons, scheme),
            scheme=window.scheme or scheme,
        )
    said = tuple(
        replace(
            say,
            parts=parts_within(say.parts, scheme),
            buttons=buttons_within(say.buttons, scheme),
        )
        for say in reply.says
    )
    return replace(
        reply, says=said, window=window, then=then and replace(then, scheme=then.scheme or scheme)
    )


def buttons_within(buttons: tuple[Button, ...], scheme: str) -> tuple[Button, ...]:
    """The same buttons, each about a scheme where it does not say one."""
    return tuple(replace(button, scheme=button.scheme or scheme) for button in buttons)


def parts_within(parts: tuple[Part, ...], scheme: str) -> tuple[Part, ...]:
    """The same parts, with the buttons of their cards and tables about a scheme where they do not say one."""
    return tuple(
        changed_in(part, lambda button: replace(button, scheme=button.scheme or scheme))
        for part in parts
    )


def buttons_on(part: Part) -> tuple[Button, ...]:
    """What can be pressed on a part."""
    if isinstance(part, Card):
        return part.buttons
    if isinstance(part, Table):
        above = (column.sorts for column in part.columns)
        cells = (cell for row in part.rows for cell in row)
        return tuple(found for found in (*above, *cells) if isinstance(found, Button))
    return ()


def changed_in(part: Part, change: Callable[[Button], Button | None]) -> Part:
    """The same part with each of its buttons changed, or left out where that comes to nothing."""
    if isinstance(part, Card):
        changed = (change(button) for button in part.buttons)
        return replace(part, buttons=tuple(button for button in changed if button))
    if isinstance(part, Table):
        columns = tuple(
            replace(column, sorts=change(column.sorts))
            if isinstance(column.sorts, Button)
            else column
            for column in part.columns
        )
        rows = tuple(
            tuple(change(cell) or "" if isinstance(cell, Button) else cell for cell in row)
            for row in part.rows
        )
        return replace(part, columns=columns, rows=rows)
    return part


_MESSAGE = TypeAdapter(Message)
_REPLY = TypeAdapter(Reply)


def message_json(message: Message) -> str:
    """A message as JSON text."""
    return _MESSAGE.dump_json(message).decode()


def message_from(text: str) -> Message:
    """A message back from JSON text."""
    return _MESSAGE.validate_json(text)


def reply_json(reply: Reply) -> str:
    """A reply as JSON text."""
    return _REPLY.dump_json(reply).decode()


def reply_from(text: str) -> Reply:
    """A reply back from JSON text."""
    return _REPLY.validate_json(text)


# Days in their reader's order


def has_days(message: Message) -> bool:
    """Whether it names a day that each reader has in their own order."""
    return MARK in message_json(message)


def message_for(message: Message, order: DayOrder) -> Message:
    """A message with its days as whoever reads it has them."""
    return message_from(written(message_json(message), order))


def reply_for(reply: Reply, order: DayOrder) -> Reply:
    """The same of a reply."""
    text = reply_json(reply)
    if MARK not in text:
        return reply
    return reply_from(written(text, order))
