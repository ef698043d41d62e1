"""What has happened, as one subject says it, for others to hear: what follows for them is theirs, in the same commit."""

from dataclasses import dataclass

from scheme.application.application import Application
from scheme.ids import PersonId
from scheme.partnership.partnership import Partnership


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that has happened. It is said by `Moment.happened`, once it is done."""


@dataclass(frozen=True, kw_only=True)
class ApplicationReceived(Event):
    """Somebody has applied (R2.2)."""

    application: Application


@dataclass(frozen=True, kw_only=True)
class ApplicationEnded(Event):
    """An application is over, and no pair came of it: withdrawn, not eligible, or no mentor this time."""

    application: Application  # its stage says which


@dataclass(frozen=True, kw_only=True)
class FoundEligible(Event):
    """The Group has found a mentee eligible (R2.3)."""

    application: Application


@dataclass(frozen=True, kw_only=True)
class DecisionUndone(Event):
    """The Group has taken back a decision, and looks at the application again (R3.4)."""

    application: Application
    decision: str  # as `handlers.group.undoable` calls it


@dataclass(frozen=True, kw_only=True)
class OptionsReady(Event):
    """A mentee has been told of mentors to choose from, or of the one that was decided on (R3.6)."""

    application: Application


@dataclass(frozen=True, kw_only=True)
class PairBegun(Event):
    """A mentor has accepted, and the two are a partnership (R4.5)."""

    partnership: Partnership


@dataclass(frozen=True, kw_only=True)
class MeetingNoted(Event):
    """A meeting of the two was noted."""

    partnership: Partnership
    is_first: bool  # which counts as the start, for both (R4.6)


@dataclass(frozen=True, kw_only=True)
class PairRests(Event):
    """A partnership is paused or has ended: its phase says which (R5.4, R5.6)."""

    partnership: Partnership


@dataclass(frozen=True, kw_only=True)
class ComplaintRaised(Event):
    """Somebody has complained: what protects them is not to wait (R8.3)."""

    person_id: PersonId


@dataclass(frozen=True, kw_only=True)
class PersonRenamed(Event):
    """Somebody has confirmed another name (R2.12). It is said in each scheme that they are in."""

    person_id: PersonId
    name: str  # as it is now
    before: str
    rename_id: int


@dataclass(frozen=True, kw_only=True)
class RosterChanged(Event):
    """Somebody has a seat on the scheme's roster, another one or none any more (R13.1)."""


@dataclass(frozen=True, kw_only=True)
class PersonLeaves(Event):
    """Somebody is about to be erased: whatever of theirs is open ends (R11.1). It is said in every scheme."""

    person_id: PersonId
