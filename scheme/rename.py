"""A person's name changes: asked of its owner, and everywhere at once when they confirm it (R2.12)."""

import unicodedata
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from scheme.ids import PersonId
from scheme.refusal import Refusal
from scheme.wording import letters

# Letters of Greek and Cyrillic that are drawn as Latin ones.
DRAWN_ALIKE = str.maketrans(
    "αβεηικμνορτυχаеорсухікјѕԁһԛԝтмнвӏ", "abenikmvoptuxaeopcyxikjsdhqwtmhbl"
)


class RenameState(StrEnum):
    """Where it stands. `open`: its owner was asked; `kept`: they keep the name they had; `replaced`: asked afresh."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    KEPT = "kept"
    REPLACED = "replaced"


@dataclass(kw_only=True)
class Rename:
    """A name that somebody wrote on a form, or that their profile has now, beside the one they are known by.

    `alike`: when it was confirmed, somebody else in one of their schemes had the very same name.
    """

    scheme: str  # the scheme's key
    person_id: PersonId  # whose name it is
    asked_at: datetime  # when they were asked whether it is theirs
    before: str  # the name they are known by
    after: str  # the name they may take
    state: RenameState = RenameState.OPEN  # what they have said to that
    decided_at: datetime | None = None  # None while it is open
    alike: bool = False
    id: int = field(init=False)  # of its row

    def decide(self, state: RenameState, now: datetime) -> None:
        """Its owner confirms it, or keeps the name they had. Raises `Refusal` when that is done, or asked afresh since."""
        self._must_wait()
        self.state = state
        self.decided_at = now

    def replace(self) -> None:
        """Another name takes its place. Raises `Refusal` when it was settled already."""
        self._must_wait()
        self.state = RenameState.REPLACED

    def note_namesake(self, alike: bool) -> None:
        """Whether somebody else in one of their schemes has the very same name."""
        self.alike = alike

    def _must_wait(self) -> None:
        if self.state != RenameState.OPEN:
            raise Refusal(
                "This has been settled already, or changed since. Your data and you has your name as it is."
            )


def looks(name: str) -> str:
    """A name as it looks: capitals, accents, punctuation, and letters that are drawn alike make no difference."""
    spread = unicodedata.normalize("NFD", letters(name).translate(DRAWN_ALIKE))
    return " ".join(sorted("".join(c for c in spread if not unicodedata.combining(c)).split()))
