"""What every player of the stories does with forms that come page by page, on whichever platform."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from scheme.forms.fields import Answer


class Settled(Protocol):
    """Where a story is played."""

    async def settled(self) -> None: ...


@dataclass(eq=False)
class FormPlayer(ABC):
    """A person of the stories. How a window looks, and how its page is sent, is the platform's."""

    stage: Settled
    wanted: dict[str, Answer] = field(
        default_factory=dict, kw_only=True
    )  # for pages that are still to come
    expected: dict[str, str] = field(default_factory=dict, kw_only=True)

    @property
    @abstractmethod
    def name(self) -> str:
        """Their name."""

    @property
    @abstractmethod
    def screen(self) -> str:
        """Everything they can read."""

    @property
    @abstractmethod
    def wrong(self) -> Mapping[str, str] | None:
        """What stands beside the fields of the open window; None where none is open."""

    @abstractmethod
    def _put(self, key: str, answer: Answer) -> bool:
        """Fill in a field; False where it is not on this page. Fails where no form is open."""

    @abstractmethod
    def _held(self, key: str) -> str | None:
        """What a field holds; None where it is not on this page. Fails where no form is open."""

    @abstractmethod
    async def _sends_page(self) -> bool:
        """Send a page; whether another one came."""

    @abstractmethod
    async def _shut(self) -> None:
        """Close every window."""

    async def fills(self, **answers: Answer) -> None:
        """Fill in fields of the open form; what is on a later page is filled in when that page comes."""
        self.wanted |= answers
        self._fill()

    def _fill(self) -> None:
        self.wanted = {
            key: answer for key, answer in self.wanted.items() if not self._put(key, answer)
        }

    async def holds(self, **answers: str) -> None:
        """The open form has these answers in it; those on a later page are looked at when that page comes."""
        self.expected |= answers
        self._look()

    def _look(self) -> None:
        for key in list(self.expected):
            if (held := self._held(key)) is not None:
                answer = self.expected.pop(key)
                assert held == answer, (
                    f"{key} of the form of {self.name} holds {held!r}, not {answer!r}"
                )

    async def submits(self) -> None:
        """Press the form's button, page after page."""
        while await self._sends_page():
            self._look()
            self._fill()
        assert self.wrong != {} or not self.wanted, f"the form has no field {set(self.wanted)}"
        self.wanted, self.expected = {}, {}

    async def leaves(self) -> None:
        """Close a form half-way: what is on the pages before this one is kept; what is on it, nobody tells the bot."""
        while await self._sends_page():
            self._look()
            self._fill()
        await self.closes()

    async def closes(self) -> None:
        """Close every window."""
        await self._shut()
        self.wanted, self.expected = {}, {}
        await self.stage.settled()

    async def sees(self, *texts: str) -> None:
        """They can read these texts."""
        await self.stage.settled()
        for text in texts:
            assert text in self.screen, f"{self.name} does not see {text!r}:\n{self.screen}"

    async def does_not_see(self, text: str) -> None:
        """They cannot read a text."""
        await self.stage.settled()
        assert text not in self.screen, f"{self.name} sees {text!r}:\n{self.screen}"
