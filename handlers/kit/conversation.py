"""What a conversation declares: its steps, what falls due, what it hears and adds to a home; and a step, of itself."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from handlers.kit.addressee import AddresseeFunction, LostFunction
from handlers.kit.calendar_entry import CalendarEntry
from handlers.kit.events import Event
from handlers.kit.help import HelpEntry
from handlers.kit.turn import Moment, Turn
from handlers.kit.ui import Button, Message, Part, Reply
from scheme.audience import Audience
from scheme.forms.fields import FileField
from scheme.learning.hours_log import HoursLine
from scheme.pace import USUAL, Pace
from scheme.refusal import Gone
from scheme.subject import Subject
from storage import matters
from storage.work import Work

T = TypeVar("T")
E = TypeVar("E", bound=Event)
StepFunction = Callable[[Turn, Work], Awaitable[Reply]]
ThinkFunction = Callable[[Turn, Work], Awaitable[Callable[[], object]]]
MomentFunction = Callable[[Moment, Work], Awaitable[None]]
DrawFunction = Callable[[Moment, Work], Awaitable[Message]]
HearFunction = Callable[[Moment, Work, E], Awaitable[None]]
AS_BY_PHONE = (
    "whatever is done by phone",
)  # about whatever the steps are about that can be done by phone


@dataclass(frozen=True, kw_only=True)
class HomeEntry:
    """One thing on somebody's home: where they stand, and the next thing to do (experience.md).

    `rank` orders them: 0 waits for the person, 1 is under way, 2 is an invitation. `by` is the date of the next thing.
    `parts` stand below it where there is room for more than a headline: what waits, thing by thing; when one meets.
    """

    headline: str
    text: str  # in a sentence or two
    rank: int
    primary: Button | None = None  # the next step; None: they only wait
    others: tuple[Button, ...] = ()
    by: date | None = None
    parts: tuple[Part, ...] = ()


HomeEntriesFunction = Callable[[Turn, Work], Awaitable[list[HomeEntry]]]
CalendarFunction = Callable[[Turn, Work], Awaitable[list[CalendarEntry]]]
HoursFunction = Callable[[Turn, Work], Awaitable[list[HoursLine]]]


@dataclass(frozen=True, kw_only=True)
class Step:
    """A registered step, with all that it says of itself.

    `reads`: shows nothing confidential and changes nothing. `opens`: shows, and is audited.
    `about`: the kinds of thing it may be about; "" stands for nothing in particular. A subject of another kind is as if
    it were not there, whoever sends it: the rights of a thing cover that thing alone, and not what hangs on it (R11.3).
    `starts`: may begin something in any scheme. `common`: is the same in every scheme. `across`: shows what there is in
    every scheme that somebody takes part in, where none is named; who takes part in none yet is asked which (R1.3).
    `pace`: how often one person may take it, where it does something (R13.6).
    `talks`: it answers what somebody typed, and "thanks" gets a word without a way home below it.
    `in_chat`: whoever asks for it in words reads it in the chat; all else opens in a window.
    `by_phone`: it can be done for a caller (R13.2), and what they read of it afterwards; "" for what only shows something
    on the way there, None for what is theirs alone.
    `in_help`: where "What you can do" lists it.
    `thinks`: of a step that acts, what takes long to think about: it reads what that needs, and returns what is then thought
    in a thread of its own while nothing of the database is held. The step finds it as `Turn.came_to`, and looks whether all
    that it came from is still so.
    `takes`: what a platform hands over with it: "channel", in which something was said; "message", that was pressed on;
    "session", in which somebody is signed in.
    What people type to reach it stands in `phrases.toml` beside its conversation.
    """

    run: StepFunction  # what it does
    audience: Audience  # who may take it
    about: tuple[str, ...] = ("",)
    reads: bool = False
    opens: bool = False
    starts: bool = False
    common: bool = False
    across: bool = False
    pace: Pace = USUAL
    in_chat: bool = False
    talks: bool = False
    by_phone: str | None = None
    in_help: HelpEntry | None = None
    thinks: ThinkFunction | None = None
    takes: str = ""

    @property
    def kind(self) -> str:
        """What the figures call it: "reads", "opens" or "acts"."""
        if self.reads:
            return "reads"
        return "opens" if self.opens else "acts"

    @property
    def acts(self) -> bool:
        """Whether it changes something, rather than only show."""
        return not (self.reads or self.opens)

    @property
    def spans_schemes(self) -> bool:
        """Whether it is not of one scheme alone: it says itself which scheme each of its buttons is about."""
        return self.common or self.across

    def must_be_about(self, subject: Subject) -> None:
        """Raises `Gone` when a subject is of a kind this step is not about: before anything is loaded."""
        if subject.kind not in self.about:
            raise Gone

    def audience_for(self, subject: Subject) -> Audience:
        """Who may take it. What anybody may take about nothing, they may take about what is their own."""
        return Audience.PARTY if subject and self.audience is Audience.ANYONE else self.audience

    def must_be_sound(self, name: str) -> None:
        """Raises `ValueError` where what it says of itself does not fit together, or nothing finds what it is about."""
        if self.about != AS_BY_PHONE and (unknown := set(self.about) - matters.KINDS):
            raise ValueError(f"{name} is about {', '.join(sorted(unknown))}, which nothing finds")
        if self.thinks is not None and not self.acts:
            raise ValueError(f"{name} changes nothing, so it can think while it reads")
        if self.by_phone is None:
            return
        if self.audience not in (Audience.ANYONE, Audience.PARTY):
            raise ValueError(f"{name} cannot be done for a caller, as no caller may take it")
        if bool(self.by_phone) is not (self.kind == "acts"):
            raise ValueError(
                f"{name}: a caller is told what was done for them, and nothing of what only shows"
            )


@dataclass(kw_only=True)
class Conversation:
    """A conversation: its steps, what it does when something falls due or happens, and what it adds to a home."""

    name: str  # as it stands before the dot in "choose.chosen"
    steps: dict[str, Step] = field(default_factory=dict)  # by what stands after the dot
    # What it does when time has come, by the name of what falls due.
    moments: dict[str, MomentFunction] = field(default_factory=dict)
    # Each tells what stands on somebody's home.
    home_functions: list[HomeEntriesFunction] = field(default_factory=list)
    # Each tells what stands in somebody's own calendar.
    calendar_functions: list[CalendarFunction] = field(default_factory=list)
    # Each tells of time that somebody gave, for their own hours log.
    hours_functions: list[HoursFunction] = field(default_factory=list)
    # What makes a message when it is delivered, by name.
    drawn: dict[str, DrawFunction] = field(default_factory=dict)
    # Each does what follows when a mail to a kind of reader can never arrive.
    losses: dict[str, LostFunction] = field(default_factory=dict)
    # Each finds whom a mail is for, by the kind that stands in its recipient ("approval" in "mail:approval:17").
    addressees: dict[str, AddresseeFunction] = field(default_factory=dict)
    # The files that its forms ask for, by key; those of applications the scheme file has.
    files: dict[str, FileField] = field(default_factory=dict)
    # What it does when something has happened elsewhere; each takes an event of the type beside it.
    heard: list[tuple[type[Event], HearFunction[Any]]] = field(default_factory=list)

    def step(
        self,
        name: str,
        audience: Audience,
        about: str | tuple[str, ...] = "",
        *,
        pace: Pace = USUAL,
        by_phone: str | None = None,
        in_help: HelpEntry | None = None,
        thinks: ThinkFunction | None = None,
        takes: str = "",
        **traits: bool,
    ) -> Callable[[StepFunction], StepFunction]:
        """Register a step as "conversation.name", for an audience; the rest as `Step` has it.

        Raises `ValueError` for a name that is taken, and for what does not fit together.
        """
        kinds = (about,) if isinstance(about, str) else about

        def register(run: StepFunction) -> StepFunction:
            step = Step(
                run=run,
                audience=audience,
                about=kinds,
                pace=pace,
                by_phone=by_phone,
                in_help=in_help,
                thinks=thinks,
                takes=takes,
                **traits,
            )
            step.must_be_sound(f"{self.name}.{name}")
            put(self.steps, f"{self.name}.{name}", step)
            return run

        return register

    def when(self, kind: str, name: str) -> Callable[[MomentFunction], MomentFunction]:
        """Register what is done when `name` falls due for a matter of a kind ("application", "warn")."""

        def register(run: MomentFunction) -> MomentFunction:
            put(self.moments, f"{kind}.{name}", run)
            return run

        return register

    def draws(self, name: str) -> Callable[[DrawFunction], DrawFunction]:
        """Register what makes a message of the Group's channel, or of a mail, when it is delivered ("list").

        Of a mail it may also change something, such as make the link that the mail alone holds.
        """

        def register(run: DrawFunction) -> DrawFunction:
            put(self.drawn, name, run)
            return run

        return register

    def addressee(self, kind: str) -> Callable[[AddresseeFunction], AddresseeFunction]:
        """Register how it is found whom a mail to a kind of reader is for; None where there is nothing to send any more."""

        def register(run: AddresseeFunction) -> AddresseeFunction:
            put(self.addressees, kind, run)
            return run

        return register

    def hears(self, event: type[E]) -> Callable[[HearFunction[E]], HearFunction[E]]:
        """Register what follows here when something has happened in another subject, in the same commit."""

        def register(run: HearFunction[E]) -> HearFunction[E]:
            self.heard.append((event, run))
            return run

        return register

    def lost(self, kind: str) -> Callable[[LostFunction], LostFunction]:
        """Register what follows when a mail to a kind of reader can never arrive; it says whether another address is tried."""

        def register(run: LostFunction) -> LostFunction:
            put(self.losses, kind, run)
            return run

        return register

    def takes_file(self, asked: FileField) -> FileField:
        """Register a file that a form asks for: of what is chosen there a platform knows no more than the field's key."""
        put(self.files, asked.key, asked)
        return asked

    def home_entries(self, run: HomeEntriesFunction) -> HomeEntriesFunction:
        """Register what this conversation adds to somebody's home."""
        self.home_functions.append(run)
        return run

    def calendar_entries(self, run: CalendarFunction) -> CalendarFunction:
        """Register what this conversation adds to somebody's own calendar."""
        self.calendar_functions.append(run)
        return run

    def hours_given(self, run: HoursFunction) -> HoursFunction:
        """Register what this conversation adds to somebody's own hours log."""
        self.hours_functions.append(run)
        return run


def put(declared: dict[str, T], name: str, value: T) -> None:
    """Note something under its name. Raises `ValueError` when the name is taken."""
    if name in declared:
        raise ValueError(f"{name} is declared twice")
    declared[name] = value
