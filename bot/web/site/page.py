"""What a page outside the chat is: a title, some text, and a form; drawn from one template, and kept apart from aiohttp."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import NAMESPACE_URL, uuid5

from bot.app import Bot
from bot.web.posted import Posted
from bot.web.site.grid import PairGrid
from handlers.kit.ui import Action, Card, Part, Reply
from scheme.day_order import DayOrder
from scheme.forms.fields import Answers, AnyField
from scheme.ids import NOBODY, PersonId


@dataclass(frozen=True, kw_only=True)
class Submit:
    """A button that sends a form. `value` tells it from the others of the same form (`Visit.pressed`)."""

    label: str
    value: str = ""
    style: Literal["", "primary", "danger"] = "primary"


@dataclass(frozen=True, kw_only=True)
class PageForm:
    """A form: its questions, what was answered before, what is wrong with it, and the buttons that send it.

    `to`: the path it is sent to; "" for the page's own address. `hidden`: what goes with it unseen, by name. `mark` tells it
    from the other forms of its page: what is refused is then said in it, in its `notice`. `again`: what was sent before,
    to be sent once more as it was. `cards`: those that stand for options, by the key of their question and of the option.
    """

    buttons: tuple[Submit, ...]
    fields: tuple[AnyField, ...] = ()
    answers: Answers = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    hidden: Mapping[str, str] = field(default_factory=dict)
    to: str = ""
    title: str = ""
    mark: str = ""
    notice: str = ""
    again: tuple[tuple[str, str], ...] = ()
    cards: Mapping[str, Mapping[str, Card]] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class LooksFor:
    """Something to look for on a page, by words that are typed, or one of some `options`, the first of which is all."""

    key: str
    label: str
    given: str = ""
    options: tuple[tuple[str, str], ...] = ()  # pairs of a key and a label


@dataclass(frozen=True, kw_only=True)
class WebSection:
    """A part of a long page under a heading, which a link can lead to by its `mark` ("/#apply")."""

    mark: str
    title: str
    parts: tuple[Part, ...]
    links: tuple[tuple[str, str], ...] = ()  # on this site, as label and path


@dataclass(frozen=True, kw_only=True)
class WebPage:
    """What somebody sees. `text`: paragraphs, parted by blank lines. `notice`: what went wrong, or what was done.

    `links`: where else to go, as label and path on this site. `sections` are listed at the top where there are some.
    `description`: what search engines and previews of a link show; "" where it is nobody's page to find. `kept`: seconds for
    which anybody may keep it, for a page that is the same for everybody.
    """

    title: str
    text: str = ""
    parts: tuple[Part, ...] = ()
    forms: tuple[PageForm, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    notice: str = ""
    tag: str = ""  # above the title: whose page it is, such as the scheme's name
    sections: tuple[WebSection, ...] = ()
    description: str = ""
    kept: int = 0
    days: DayOrder = DayOrder.DAY_FIRST  # how its readers have day and month
    status: int = 200
    cookies: tuple[str, ...] = ()  # as the header Set-Cookie has them
    looks: tuple[LooksFor, ...] = ()  # what can be looked for on it: sent as part of its address
    stays: Mapping[str, str] = field(default_factory=dict)  # what of its address stays then
    grid: PairGrid | None = None
    is_wide: bool = False  # as wide as there is room


@dataclass(frozen=True, kw_only=True)
class WebFile:
    """Something that a program reads, or a person saves under its `name`. `media`: its media type, with its charset."""

    name: str
    content: bytes
    media: str


@dataclass(frozen=True, kw_only=True)
class Go:
    """Another address on this site to go on at, after something was done: so that "back" and "reload" repeat nothing."""

    to: str
    cookies: tuple[str, ...] = ()  # as the header Set-Cookie has them


@dataclass(frozen=True, kw_only=True)
class Visit:
    """What came in for a page. `given`: the parts of its path by name, such as the token. `network`: from where, roughly."""

    bot: Bot
    given: Mapping[str, str]
    query: Mapping[str, str]
    cookies: Mapping[str, str]
    browser: str  # as it calls itself
    network: str
    now: datetime  # the real time, whatever a playground's clock says
    languages: tuple[str, ...] = ()  # that the browser asks for, the most wanted first
    person: PersonId = NOBODY  # who is asking, where the page is personal
    posted: Posted = field(default_factory=list)
    answers: Answers = field(default_factory=dict)

    @property
    def pressed(self) -> str:
        """The value of the button that sent the form."""
        return self.sent("press")

    @property
    def form(self) -> str:
        """The mark of the form that was sent."""
        return self.sent("form")

    async def acts(self, action: Action) -> Reply:
        """Has somebody take an action, once however often the same form is sent. Raises `Refusal`."""
        form = f"{self.sent('inbound')} {self.pressed} {self.sent('pressed')} {action.name}"
        inbound = (
            f"web:{self.person}:{uuid5(NAMESPACE_URL, form)}" if self.sent("inbound") else None
        )
        return await self.bot.act(self.person, action, inbound)

    def sent(self, name: str) -> str:
        """What was sent under a name, hidden values included; "" for nothing."""
        return dict(self.posted).get(name, "")


Answered = WebPage | WebFile | Go
Shows = Callable[[Visit], Awaitable[Answered]]


@dataclass(frozen=True, kw_only=True)
class SitePage:
    """A page: its path ("/manager/{token}"), what it shows (GET, which never changes anything), and what it takes (POST).

    A `Refusal` that is raised while it takes something shows the page again, with what was typed and what to change. What
    another site sends is refused before it is read (`bot.web.guard`).
    `secret`: its address is a secret, so that nothing of it leaves the browser. `by_machines`: what is sent there is
    taken from anywhere, as a mail program sends it by itself; the token in the address is then all the proof there is.
    `personal`: for whoever is signed in, or is somebody in the playground; others are led to where one signs in. What they
    send is looked through for words of danger, before anything else is said of it.
    """

    path: str
    show: Shows
    take: Shows | None = None
    secret: bool = False
    by_machines: bool = False
    personal: bool = False
