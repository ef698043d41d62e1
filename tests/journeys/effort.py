"""What each person has to do, counted while it is done, and the page that says so (issue, "Effort")."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from tests.support.dialogue import Player

INTRODUCTION = """# Effort

What people have to do, counted by a test while a whole partnership is played ([test_effort.py](../tests/journeys/test_effort.py));
`make effort` writes this page anew. Each line begins where the person has it in front of them: a message that waits, their
home, or a window they asked for in a few words, such as "our agreement". A press is a click or a tap; a tick or a choice
in a form is one too, and typing is none. *To read* are the presses that only open something. What the bot knows is
filled in.

"""


@dataclass(frozen=True)
class Aim:
    """The most that something may take; what is None is not aimed at."""

    presses: int | None = None
    after_reading: int | None = None
    forms: int | None = None

    def __str__(self) -> str:
        told = []
        if self.presses is not None:
            told.append(f"{self.presses} presses at most")
        if self.after_reading is not None:
            told.append(f"{self.after_reading} after reading")
        if self.forms is not None:
            told.append(f"{self.forms} form")
        return ", ".join(told)


@dataclass(frozen=True)
class Deed:
    """Something that somebody did, and what it took."""

    who: str
    what: str
    presses: int
    looks: int
    forms: int
    aim: Aim

    @property
    def exceeds(self) -> bool:
        """Whether it took more than it should."""
        most = (self.aim.presses, self.aim.after_reading, self.aim.forms)
        took = (self.presses, self.presses - self.looks, self.forms)
        return any(
            limit is not None and count > limit for limit, count in zip(most, took, strict=True)
        )

    def __str__(self) -> str:
        cells = (self.who, self.what, self.presses, self.looks or "", self.forms or "", self.aim)
        return f"| {' | '.join(str(one) for one in cells)} |"


@dataclass
class Tally:
    """Everything that was done, in the order of the journey."""

    deeds: list[Deed] = field(default_factory=list)

    @asynccontextmanager
    async def of(
        self, who: str, what: str, player: Player, aim: Aim | None = None, *, stays: bool = False
    ) -> AsyncIterator[Player]:
        """Count what a player does meanwhile; `stays`: they go on in the window that opened."""
        begun = (player.presses_made, player.looks_made, player.forms_sent)
        yield player
        assert not player.notice, f"{what}: {player.notice} {dict(player.errors)}"
        done = (player.presses_made, player.looks_made, player.forms_sent)
        presses, looks, forms = (after - before for before, after in zip(begun, done, strict=True))
        self.deeds.append(Deed(who, what, presses, looks, forms, aim or Aim()))
        if not stays:
            await player.closes()

    def page(self) -> str:
        """docs/effort.md."""
        head = "| who | does what | presses | to read | forms | aim |\n| --- | --- | ---: | ---: | ---: | --- |\n"
        return INTRODUCTION + head + "\n".join(str(one) for one in self.deeds) + "\n"
