"""Somebody asks to be erased: a time to change one's mind, then everything goes, and the rest once nothing holds it (R11.1)."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Self

from scheme import calendar
from scheme.definition.definition import Definition
from scheme.due import Due, nine
from scheme.forms.shown import spoken
from scheme.ids import PersonId
from scheme.refusal import Refusal

REMINDED = 4  # days before it, after which they are told once more, on a working day
PARTING = 60  # minutes between the last word to them and the erasing, in which it is delivered
LOOKS = 1  # days after which it is looked again whether something still holds what is left


class ErasureState(StrEnum):
    """Where it stands. `leaving`: what was open has ended, and they had the last word. `held`: a complaint needs the rest."""

    ASKED = "asked"
    KEPT = "kept"
    LEAVING = "leaving"
    HELD = "held"
    DONE = "done"


OPEN = (ErasureState.ASKED, ErasureState.LEAVING, ErasureState.HELD)


@dataclass(kw_only=True)
class Erasure:
    """Everything about a person is to be erased, in every scheme of the deployment."""

    scheme: str  # the key of the one in which it was asked for, whose days count
    person_id: PersonId  # whose data it is
    asked_at: datetime  # when they, or an administrator for them, said so
    comes_on: date  # in the scheme's zone; until then they can change their mind
    state: ErasureState = ErasureState.ASKED  # how far it is
    left_at: datetime | None = None  # when they had the last word
    look_on: date | None = None  # when it is looked again whether something holds the rest
    done_at: datetime | None = None  # when the last of it went
    id: int = field(init=False)  # of its row, by chance

    @classmethod
    def ask(cls, definition: Definition, person_id: PersonId, now: datetime) -> Self:
        """Begin the time in which they can change their mind."""
        today = calendar.local_day(now, definition.zone)
        comes_on = calendar.add_days(today, definition.retention.erasure_days)
        return cls(scheme=definition.key, person_id=person_id, asked_at=now, comes_on=comes_on)

    @property
    def waits(self) -> bool:
        """Whether they can still change their mind."""
        return self.state is ErasureState.ASKED

    def keep(self) -> None:
        """They would rather stay. Raises `Refusal` once it is too late, or was said already."""
        if self.state is ErasureState.KEPT:
            raise Refusal("Nothing is going to be erased, as you said. You need do nothing more.")
        if not self.waits:
            raise Refusal(
                f"It began on {spoken(self.comes_on)}, so it can't be taken back any more."
            )
        self.state = ErasureState.KEPT

    def part(self, now: datetime) -> None:
        """What was open has ended, and they are told for the last time."""
        self.state = ErasureState.LEAVING
        self.left_at = now

    def hold(self, today: date) -> None:
        """What a complaint needs is left for now."""
        self.state = ErasureState.HELD
        self.look_on = calendar.add_days(today, LOOKS)

    def finish(self, now: datetime) -> None:
        """Nothing is left."""
        self.state = ErasureState.DONE
        self.look_on = None
        self.done_at = now

    def due(self, definition: Definition) -> list[Due]:
        """A word before the day; on the day all that is open ends, and an hour later everything goes."""
        match self.state:
            case ErasureState.ASKED:
                day = calendar.add_days(self.comes_on, -REMINDED)
                comes = calendar.at(self.comes_on, definition.zone)
                soon = Due(name="nears", occasion="nears", at=nine(definition, day))
                found = [soon] if self.asked_at < soon.at < comes else []
                return [*found, Due(name="parts", occasion="parts", at=comes, owed=True)]
            case ErasureState.LEAVING if self.left_at is not None:
                at = calendar.add_minutes(self.left_at, PARTING)
                return [Due(name="erase", occasion="erase", at=at, owed=True)]
            case ErasureState.HELD if self.look_on is not None:
                at = calendar.at(self.look_on, definition.zone)
                return [Due(name="erase", occasion=f"erase:{self.look_on}", at=at, owed=True)]
            case _:
                return []
