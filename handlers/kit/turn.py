"""Who does what, to which matter, when: everything a step may know of the world."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, TypeVar

from handlers.kit.events import Event
from handlers.kit.ui import Action, Reply
from scheme import calendar
from scheme.audience import NOTHING
from scheme.day_order import DayOrder, order_in
from scheme.definition.definition import Definition
from scheme.forms.fields import Answer
from scheme.people import Person
from scheme.subject import Subject
from storage.kind import Found
from storage.work import Clash, Work

if TYPE_CHECKING:
    from handlers.kit.catalogue import Catalogue  # which holds steps, and these take a turn

T = TypeVar("T")
ShowStep = Callable[[Work, Action], Awaitable[Reply]]


async def _nowhere(work: Work, action: Action) -> Reply:
    return Reply()


@dataclass(frozen=True, kw_only=True)
class Moment:
    """Something that time brings: the scheme, the matter, and now (UTC).

    `occasion` as the matter's `due` names it; of what is made at delivery, the note it was posted with.
    `catalogue` is all that can be done here, and who hears what.
    """

    definition: Definition
    found: Found  # what it is about
    now: datetime
    occasion: str = field(default="", kw_only=True)
    catalogue: "Catalogue" = field(kw_only=True, compare=False)

    @property
    def today(self) -> date:
        """The day in the scheme's zone."""
        return calendar.local_day(self.now, self.definition.zone)

    @property
    def subject(self) -> Subject:
        """What it is about."""
        return self.found.matter.subject

    def the(self, kind: type[T]) -> T:
        """The object of a kind that it is about."""
        return self.found.the(kind)

    async def happened(self, work: Work, event: Event) -> None:
        """Has everybody who hears such an event do what follows, one after another, before this returns.

        In the order of the conversations, in the same unit of work: what one of them raises undoes all of it.
        """
        for hear in self.catalogue.hearers(event):
            await hear(self, work, event)


@dataclass(frozen=True, kw_only=True)
class Turn(Moment):
    """Something a person does. `answers` are as given, not yet checked.

    `show_step` has another step show what it shows, in the same transaction, this person's rights checked anew.
    `opener`: what opened the form that this is about.
    """

    person: Person
    duties: frozenset[str]  # those of the person in this scheme now
    action: str  # name of the step
    answers: Mapping[str, Answer] = field(default_factory=dict)
    show_step: ShowStep = field(default=_nowhere, compare=False)
    opener: Action | None = field(default=None, kw_only=True)
    # The keys of all schemes that it may be about, its own among them: several only for a step that spans schemes.
    schemes: tuple[str, ...] = ()
    thought: object = field(default=None, compare=False)  # what its step thought of first

    def came_to(self, kind: type[T]) -> T:
        """What the step thought of before anything was held. Raises `Clash` where it could not: then it is done again."""
        if not isinstance(self.thought, kind):
            raise Clash
        return self.thought

    def within(self, definition: Definition, duties: frozenset[str]) -> "Turn":
        """The same turn in another of its schemes, with the duties that the person has there. It is about nothing there."""
        there = replace(
            self,
            definition=definition,
            found=Found(definition.key, NOTHING),
            duties=duties,
            schemes=(definition.key,),
        )

        async def show(work: Work, action: Action) -> Reply:
            return await self.show_step(
                work, replace(action, scheme=action.scheme or definition.key)
            )

        return replace(there, show_step=show)

    @property
    def day_orders(self) -> frozenset[DayOrder]:
        """In which orders this person may mean "5/1": many use a platform that is set to another land than theirs."""
        region = self.definition.region
        return frozenset({self.person.day_order(region), order_in(region)})

    def given(self, key: str) -> str:
        """An answer as text; "" when it is missing."""
        answer = self.answers.get(key)
        if answer is None:
            return ""
        return str(answer)

    def number(self, key: str) -> int:
        """An answer as a whole number; 0 when it is missing or something else."""
        text = self.given(key)
        return (
            int(text) if text.isdecimal() and len(text) < 10 else 0
        )  # what a column of ids can hold
