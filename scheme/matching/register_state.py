"""How a mentor and a partnership stand on the register, in the words the Group has for it (R3.1)."""

from datetime import date
from typing import Literal

from scheme.calendar import add_days
from scheme.matching.ranking import Mentor
from scheme.partnership.partnership import Partnership
from scheme.partnership.phase import Phase

MentorState = Literal["available", "offered", "matched", "full", "away"]
MentorLoad = Literal["", "too many", "none yet"]
PairState = Literal["introduced", "active", "paused", "concluded", "ended early"]
MENTOR_STATES: tuple[MentorState, ...] = ("available", "offered", "matched", "full", "away")
PAIR_STATES: tuple[PairState, ...] = (
    "introduced",
    "active",
    "paused",
    "concluded",
    "ended early",
)
LONG = 56  # days on the register after which somebody who never had a mentee waits for one

_GOING: dict[Phase, PairState] = {
    Phase.INTRODUCED: "introduced",
    Phase.ACTIVE: "active",
    Phase.PAUSED: "paused",
}


def mentor_state(mentor: Mentor, today: date, *, proposed: int, pairs: int) -> MentorState:
    """Where a mentor of the register stands: of several that are true the one that says most about the next mentee.

    `proposed`: in how many proposals they are that can still come to something; `pairs`: their live partnerships.
    """
    until = mentor.application.away_until
    if until is not None and until > today:
        return "away"
    if mentor.taken >= mentor.capacity:
        return "full"
    if proposed:
        return "offered"
    if pairs:
        return "matched"
    return "available"


def mentor_load(mentor: Mentor, since: date, today: date) -> MentorLoad:
    """Whether a mentor carries more than they offered, or has had nobody for long since they applied."""
    if mentor.taken > mentor.capacity:
        return "too many"
    if not (mentor.taken or mentor.partnerships_ever) and add_days(since, LONG) < today:
        return "none yet"
    return ""


def pair_state(pair: Partnership, ended: date | None) -> PairState:
    """How far a partnership is; an end before its day is told by the days alone, whatever the two said of it."""
    if pair.phase != Phase.ENDED:
        return _GOING[pair.phase]
    if ended is not None and pair.ends_on is not None and ended < pair.ends_on:
        return "ended early"
    return "concluded"
