"""Meetings of a partnership: noted, corrected, deleted, and never what was said (R6.1)."""

from dataclasses import dataclass, field
from datetime import date, datetime

from scheme.definition.definition import Definition
from scheme.forms.fields import Option
from scheme.ids import MeetingId, PartnershipId, PersonId
from scheme.refusal import Refusal

OTHER = Option(key="other", label="Another way")


def ways(definition: Definition) -> tuple[Option, ...]:
    """How a pair may meet: the scheme's ways, and another."""
    return (*(way for way in definition.modes if way.key != OTHER.key), OTHER)


def way(definition: Definition, key: str) -> str:
    """A way of meeting as people read it; its key when the scheme has it no longer."""
    return next((option.label for option in ways(definition) if option.key == key), key)


@dataclass(kw_only=True)
class Meeting:
    """A check-in: that they met, never what was said (R6.1)."""

    partnership_id: PartnershipId  # whose it was
    logged_by: PersonId  # id of the party who noted it
    day: date  # on which they met
    minutes: int  # how long it was
    how: str  # key of a way to meet
    logged_at: datetime  # when it was noted
    revision: int = 1  # rises with every correction
    deleted_at: datetime | None = None  # None while it counts
    id: MeetingId = field(init=False)  # of its row

    @property
    def is_kept(self) -> bool:
        """Whether it was not deleted."""
        return self.deleted_at is None

    def correct(self, day: date, minutes: int, how: str, revision: int) -> bool:
        """Change what was noted, and return whether anything differs.

        Raises `Refusal` when it was deleted, or when the form was made from an earlier revision.
        """
        self.must_be_kept()
        if revision != self.revision:
            raise Refusal(
                "This was changed elsewhere since you opened it. Here it is as it stands now."
            )
        if (day, minutes, how) == (self.day, self.minutes, self.how):
            return False
        self.day = day
        self.minutes = minutes
        self.how = how
        self.revision = self.revision + 1
        return True

    def delete(self, now: datetime) -> None:
        """It counts no more. Raises `Refusal` when it was deleted already."""
        self.must_be_kept()
        self.deleted_at = now

    def must_be_kept(self) -> None:
        """Raises `Refusal` once it was deleted."""
        if not self.is_kept:
            raise Refusal(
                "That meeting has been deleted already, so nothing is left to do. Your other meetings stand."
            )
