"""The sections of "What you can do", and the entry that a step has in one of them (R12.1)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from handlers.kit.turn import Turn
from scheme.people import GROUP_DUTIES
from storage.work import Work

FromWhen = Callable[[Turn, Work], Awaitable[str]]

EVERYBODY = frozenset[str]()


@dataclass(frozen=True)
class HelpSection:
    """A card of "What you can do". `title` names the bodies as "{group}" and "{steering}".

    `for_duties`: the duties it is for, none for everybody.
    """

    title: str
    text: str
    for_duties: frozenset[str] = EVERYBODY

    def is_for(self, duties: frozenset[str]) -> bool:
        """Whether somebody with these duties sees it."""
        return not self.for_duties or bool(duties & self.for_duties)

    def entry(
        self,
        label: str,
        place: int,
        from_when: FromWhen | None = None,
        *,
        with_mail: bool = False,
    ) -> "HelpEntry":
        """An entry here; `place` orders them, in tens so that another fits between. `label` may name "{mentor}"."""
        return HelpEntry(
            section=self,
            label=label,
            place=place,
            from_when=from_when,
            with_mail=with_mail,
        )


@dataclass(frozen=True, kw_only=True)
class HelpEntry:
    """Where a step is listed there, and what its button says.

    `from_when` tells somebody for whom there is nothing to do yet from when there is ("Once you are introduced"), and
    gives "" where it can be done now. `with_mail`: it stands there only where mail is set up.
    """

    section: HelpSection
    label: str
    place: int  # within its section, the lowest first
    from_when: FromWhen | None = None
    with_mail: bool = False


STEERING = HelpSection("For {steering}", "What was raised, in figures.", frozenset({"steering"}))
GROUP = HelpSection("For the {group}", "What waits, and the register.", GROUP_DUTIES)
RUNNING = HelpSection(
    "Running the scheme",
    "Do for a caller what they ask, marked as done by you.",
    frozenset({"administrator"}),
)
TAKING_PART = HelpSection(
    "Taking part", "Apply, see where your application is, change it or take it back."
)
PARTNERSHIP = HelpSection(
    "My partnership", "Contact your partner, log a meeting, answer a survey, bring it to a close."
)
MEETINGS = HelpSection(
    "Around a meeting",
    "Plan the next one, think ahead, look back, and keep notes and hours for yourself.",
)
LEARNING = HelpSection("Learning", "What there is to read, to watch and to attend.")
WRONG = HelpSection(
    "When something is wrong",
    "Talk to a person, ask, say what isn't right, or complain in confidence.",
)
DATA = HelpSection("Your data", "What is kept about you, who can read it, and a copy to take away.")

SECTIONS = (
    STEERING,
    GROUP,
    RUNNING,
    TAKING_PART,
    PARTNERSHIP,
    MEETINGS,
    LEARNING,
    WRONG,
    DATA,
)  # as they are read
