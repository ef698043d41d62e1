"""Who may: each action and each opening names its audience, and one function decides (R11.3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from scheme.people import GROUP_DUTIES, ORGANISERS
from scheme.refusal import Gone, NotAllowed


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
    def weighs(self) -> bool:
        """Whether it asks who is conflicted and who stands in: not where a matter's own parties act, or anybody."""
        return self not in (Audience.ANYONE, Audience.PARTY, Audience.MEMBER)


@dataclass(frozen=True)
class Matter:
    """What an action is about, as far as rights go: whose it is, who must not see it, and who handles it.

    Nobody handles what they are conflicted in, nor their own matter, whatever duty they hold (R3.3, R8.4). Where
    `handlers` are given, they alone handle it, and to all but them, the parties and the `readers` it does not exist.
    Those who stand in act on it as members do. `readers`: those of the Steering Group who were asked for advice on it.
    """

    subject: str
    parties: frozenset[int] = frozenset()
    conflicted: frozenset[int] = frozenset()
    handlers: frozenset[int] | None = None
    readers: frozenset[int] = frozenset()
    stand_ins: frozenset[int] = frozenset()


NOTHING = Matter("")

FOR_THE_GROUP = "This is for the Group that runs the scheme. Say hello to see what you can do."
# The same words for whoever stands aside and whoever a complaint is about, so that they tell nobody which it is.
WITH_OTHERS = "This one is with other people, so it stays closed to you. Nothing is needed from you."


def may(audience: Audience, person_id: int, duties: Iterable[str], matter: Matter) -> None:
    """Raises `NotAllowed`, with a polite reason, unless the person belongs to the audience for this matter.

    Raises `Gone`, as for what never was, when they may not even know of it.
    """
    if matter.handlers is not None and person_id not in matter.handlers | matter.readers | matter.parties:
        raise Gone
    held = set(duties)
    in_group = bool(held & GROUP_DUTIES)
    match audience:
        case Audience.ANYONE:
            return
        case Audience.PARTY:
            if person_id not in matter.parties:
                raise NotAllowed("This is somebody else's, so it can't be opened from here. Say hello to see your own.")
        case Audience.MEMBER:
            if not in_group:
                raise NotAllowed(FOR_THE_GROUP)
        case Audience.UNCONFLICTED:
            if person_id in matter.readers:
                raise NotAllowed(WITH_OTHERS)
            if matter.handlers is None and not in_group and person_id not in matter.stand_ins:
                raise NotAllowed(FOR_THE_GROUP)
            _impartial(person_id, matter)
        case Audience.ADMINISTRATOR:
            if "administrator" not in held:
                raise NotAllowed("Only the scheme's administrators can do this. They will gladly help if you ask.")
            _impartial(person_id, matter)
        case Audience.ORGANISER:
            if not held & ORGANISERS:
                raise NotAllowed("The administrators and the chair keep the roster. They will gladly help if you ask.")
            _impartial(person_id, matter)
        case Audience.STEERING:
            if "steering" not in held:
                raise NotAllowed("This is for the Steering Group. Say hello to see what you can do.")
            _impartial(person_id, matter)


def _impartial(person_id: int, matter: Matter) -> None:
    if person_id in matter.parties:
        raise NotAllowed("This one is your own, so others look after it. Say hello to see where it stands.")
    if person_id in matter.conflicted:
        raise NotAllowed(WITH_OTHERS)
