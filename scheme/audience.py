"""Who may: each action and each opening names its audience, and one function decides (R11.3)."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from scheme.ids import PersonId
from scheme.people import GROUP_DUTIES, ORGANISERS
from scheme.refusal import Gone, NotAllowed, NotYours, Refusal
from scheme.subject import NOTHING_IN_PARTICULAR, Subject


class Audience(StrEnum):
    """Who may take an action.

    `party` is whoever the matter belongs to: the applicant, the mentee of a proposal, the mentor asked, the two of a
    partnership, the person surveyed, the complainant.
    """

    ANYONE = "anyone"
    PARTY = "party"
    MEMBER = "member"
    UNCONFLICTED = "unconflicted member"
    ADMINISTRATOR = "administrator"
    ORGANISER = "administrator or chair"
    STEERING = "steering"

    @property
    def asks_for_duties(self) -> bool:
        """Whether what somebody does for a scheme can open it to them: not what only a matter's own parties do."""
        return self in _DUTIES

    @property
    def weighs(self) -> bool:
        """Whether it asks who is conflicted and who stands in: not where a matter's own parties act, or anybody."""
        return self not in (Audience.ANYONE, Audience.PARTY, Audience.MEMBER)


@dataclass(frozen=True, kw_only=True)
class Matter:
    """What an action is about, as far as rights go: whose it is, who must not see it, and who handles it.

    Nobody handles what they are conflicted in, nor their own matter, whatever duty they hold (R3.3, R8.4). Where
    `handlers` are given, they alone handle it, and to all but them, the parties and the `readers` it does not exist.
    Those who stand in act on it as members do. `readers`: those of the Steering Group who were asked for advice on it.
    """

    subject: Subject  # what it is called in buttons and records
    parties: frozenset[PersonId] = frozenset()  # ids of those whose it is
    conflicted: frozenset[PersonId] = frozenset()  # ids of those who must not act on it
    handlers: frozenset[PersonId] | None = None  # None: whoever has the duty for it
    readers: frozenset[PersonId] = frozenset()
    stand_ins: frozenset[PersonId] = frozenset()  # ids of those named to act on it as members


NOTHING = Matter(subject=NOTHING_IN_PARTICULAR)

FOR_THE_GROUP = "This is for the Group that runs the scheme. Say hello to see what you can do."
# The same words for whoever stands aside and whoever a complaint is about, so that they tell nobody which it is.
WITH_OTHERS = (
    "This one is with other people, so it stays closed to you. Nothing is needed from you."
)


_DUTIES = {
    Audience.MEMBER: GROUP_DUTIES,
    Audience.UNCONFLICTED: GROUP_DUTIES,
    Audience.ADMINISTRATOR: frozenset({"administrator"}),
    Audience.ORGANISER: ORGANISERS,
    Audience.STEERING: frozenset({"steering"}),
}
_CLOSED = {
    Audience.MEMBER: FOR_THE_GROUP,
    Audience.UNCONFLICTED: FOR_THE_GROUP,
    Audience.ADMINISTRATOR: "Only the scheme's administrators can do this. They will gladly help if you ask.",
    Audience.ORGANISER: "The administrators and the chair keep the roster. They will gladly help if you ask.",
    Audience.STEERING: "This is for those who are turned to about the Group itself. Say hello to see what you can do.",
}


def covers(audience: Audience, duties: Collection[str], *, handled: bool) -> bool:
    """Whether what somebody does for a scheme lets them take an action of an audience there, whatever it is about.

    `handled`: about what has handlers of its own, who may hold any duty.
    """
    if handled and audience is Audience.UNCONFLICTED:
        return bool(duties)
    return not _DUTIES.get(audience, frozenset()).isdisjoint(duties)


def closed(audience: Audience, *, handled: bool) -> Refusal:
    """What whoever is outside an audience is told: the same of what is there and of what is not.

    Of what has handlers of its own nothing is recorded either, as whoever it is about reads no line of it (R8.4).
    """
    if handled:
        return Gone()
    if audience in _CLOSED:
        return NotAllowed(_CLOSED[audience])
    return NotYours()


def may_know(person_id: PersonId, matter: Matter) -> None:
    """Raises `Gone`, as for what never was, when a person may not even know of a matter."""
    if (
        matter.handlers is not None
        and person_id not in matter.handlers | matter.readers | matter.parties
    ):
        raise Gone


def may(audience: Audience, person_id: PersonId, duties: Collection[str], matter: Matter) -> None:
    """Raises `NotAllowed`, with a polite reason, unless the person belongs to the audience for this matter.

    Raises `Gone`, as for what never was, when they may not even know of it.
    """
    may_know(person_id, matter)
    if audience is Audience.ANYONE:
        return
    if audience is Audience.PARTY:
        if person_id not in matter.parties:
            raise NotYours
        return
    is_asked = False
    if audience is Audience.UNCONFLICTED:
        if person_id in matter.readers:
            raise NotAllowed(WITH_OTHERS)
        is_asked = matter.handlers is not None or person_id in matter.stand_ins
    if not (is_asked or covers(audience, duties, handled=False)):
        raise closed(audience, handled=False)
    if audience is not Audience.MEMBER:
        _impartial(person_id, matter)


def _impartial(person_id: PersonId, matter: Matter) -> None:
    if person_id in matter.parties:
        raise NotAllowed(
            "This one is your own, so others look after it. Say hello to see where it stands."
        )
    if person_id in matter.conflicted:
        raise NotAllowed(WITH_OTHERS)
