"""What the conversations declare, gathered once at the start: nothing is added to it afterwards."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from handlers.kit.addressee import AddresseeFunction, LostFunction
from handlers.kit.conversation import (
    AS_BY_PHONE,
    CalendarFunction,
    Conversation,
    DrawFunction,
    HearFunction,
    HomeEntriesFunction,
    HoursFunction,
    MomentFunction,
    Step,
    put,
)
from handlers.kit.events import Event
from handlers.kit.help import HelpEntry, HelpSection
from scheme.forms.fields import FileField
from scheme.ids import PersonId

T = TypeVar("T")
E = TypeVar("E", bound=Event)


@dataclass(frozen=True, kw_only=True)
class PlatformWords:
    """What people do on a platform for the Group's channel (R3.3), each said in the middle of a sentence."""

    bringing_in: str  # to bring the bot into a channel
    saying_here: str  # in a channel, to make it the Group's


class Catalogue:
    """Everything that can be done, and what each step says of itself. Raises `ValueError` for a name taken twice.

    `platforms` are the words of those that are declared, by the platform's name. `site` is the bot's own web address, as
    whoever assembles the bot sets it; "" where it has none that others reach.
    """

    def __init__(
        self,
        conversations: Iterable[Conversation],
        platforms: Mapping[str, PlatformWords] | None = None,
    ) -> None:
        self.platforms = platforms or {}
        self.mails = (
            False  # whether mail can be sent: what sends it says so, before anything is done
        )
        self.site = ""
        self.says_who = False  # whether addresses of pages say who is looking, as in the playground
        self.steps: dict[str, Step] = {}
        self.moments: dict[str, MomentFunction] = {}
        self.drawn: dict[str, DrawFunction] = {}
        self.addressees: dict[str, AddresseeFunction] = {}
        self.losses: dict[str, LostFunction] = {}
        self.files: dict[str, FileField] = {}
        self.home_functions: list[HomeEntriesFunction] = []
        self.calendar_functions: list[CalendarFunction] = []
        self.hours_functions: list[HoursFunction] = []
        self._heard: dict[type[Event], list[HearFunction[Any]]] = {}
        for conversation in conversations:
            _take(self.steps, conversation.steps)
            _take(self.moments, conversation.moments)
            _take(self.drawn, conversation.drawn)
            _take(self.addressees, conversation.addressees)
            _take(self.losses, conversation.losses)
            _take(self.files, conversation.files)
            self.home_functions += conversation.home_functions
            self.calendar_functions += conversation.calendar_functions
            self.hours_functions += conversation.hours_functions
            for event, run in conversation.heard:
                self._heard.setdefault(event, []).append(run)
        # What can be done for somebody who phones, and what they read of it afterwards.
        self.by_phone: dict[str, str] = {
            name: step.by_phone for name, step in self.steps.items() if step.by_phone is not None
        }
        kinds = tuple(sorted({kind for name in self.by_phone for kind in self.steps[name].about}))
        for name, step in self.steps.items():
            if step.about == AS_BY_PHONE:
                self.steps[name] = replace(step, about=kinds)
        self._taking: dict[str, str] = {}
        for name, step in self.steps.items():
            if step.takes:
                put(self._taking, step.takes, name)

    def page(self, path: str, reader: PersonId) -> str:
        """The address of a page for somebody who reads it; "" where the bot has no web address."""
        if not self.site:
            return ""
        who = f"?as={reader}" if self.says_who else ""
        return f"{self.site}{path}{who}"

    def taking(self, what: str) -> str:
        """The step that a platform hands something over to: "channel", "message", "session"; "" where there is none."""
        return self._taking.get(what, "")

    def hearers(self, event: E) -> Sequence[HearFunction[E]]:
        """What the conversations do when this has happened, in their order."""
        return self._heard.get(type(event), [])

    def opens_window(self, name: str) -> bool:
        """Whether a step that somebody asks for in words opens in a window."""
        return not self.steps[name].in_chat

    def listed(self, section: HelpSection) -> list[tuple[HelpEntry, str]]:
        """What stands in a section of "What you can do": each entry, and the step that it leads to."""
        entries = [(step.in_help, name) for name, step in self.steps.items() if step.in_help]
        mine = [
            (entry, name)
            for entry, name in entries
            if entry.section is section and (self.mails or not entry.with_mail)
        ]
        return sorted(mine, key=_by_place)


def _by_place(listed: tuple[HelpEntry, str]) -> tuple[int, str, str]:
    """Where an entry stands in its section; of two at one place, by what they are called."""
    entry, name = listed
    return entry.place, entry.label, name


def _take(into: dict[str, T], declared: Mapping[str, T]) -> None:
    for name, value in declared.items():
        put(into, name, value)
