"""A certificate of participation: for whom, of what, and by which number anybody can check it (R9.3)."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime

from scheme.definition.definition import Definition
from scheme.ids import PartnershipId, PersonId
from scheme.partnership.ending import Ending
from scheme.partnership.partnership import Partnership
from scheme.people import Role
from scheme.wording import a, counted


@dataclass(kw_only=True)
class Certificate:
    """As it was issued last: whoever has a new one made has no other, and the earlier number leads nowhere."""

    scheme: str  # the scheme's key
    partnership_id: PartnershipId  # of which it is
    person_id: PersonId  # whose it is
    role: Role  # in which they took part
    number: str  # drawn by chance, such as "KDFG-HJKM-NPQR"
    name: str  # as they want it to stand there
    begun: date  # the day on which the two began
    over: date  # the day on which it ended
    issued_at: datetime  # when it had this number
    minutes: int | None = None  # of their meetings; None: not to stand there
    id: int = field(init=False)  # of its row

    def issue_again(self, number: str, name: str, minutes: int | None, now: datetime) -> None:
        """Another in its place, with another name or other hours."""
        self.number = number
        self.name = name
        self.minutes = minutes
        self.issued_at = now


def what_lacks(
    definition: Definition,
    pair: Partnership,
    role: Role,
    *,
    meetings: int,
    attended: Collection[str],
) -> str | None:
    """Why there is no certificate for one side of a pair, or not yet, in a sentence; None where there is.

    `meetings`: how many of theirs are noted. `attended`: the keys of the events to which they came.
    """
    rules = definition.certificates
    if role not in rules.roles:
        return f"This scheme gives no certificate to {a(definition.term(role))}."
    if pair.is_live:
        return "It is made once your partnership has ended."
    if pair.started_on is None:
        return "You were introduced, and did not come to a start."
    if pair.ending != Ending.COMPLETED and not rules.early:
        return "It is for partnerships that did what they set out to do. Your hours and reflections stay yours to save."
    if meetings < rules.least_meetings:
        wanted = counted(rules.least_meetings, "meeting")
        return f"It needs {wanted} noted, and there are {meetings}. Note those you had, and open this again."
    if missing := _not_attended(definition, role, attended):
        return (
            f"It needs {missing}, and it is not noted that you came. If you did, whoever held it, or somebody to talk to, "
            "can note it still."
        )
    return None


def _not_attended(definition: Definition, role: Role, attended: Collection[str]) -> str:
    """The name of an event that the scheme asks for, to which somebody did not come, nor to the one instead; "" for none."""
    instead = {event.key: event.instead for event in definition.events}
    for event in definition.events:
        is_asked = event.key in definition.certificates.training
        is_theirs = event.guests not in ("mentees", "mentors") or event.guests == f"{role}s"
        as_well = {
            event.key,
            event.instead,
            *(key for key, for_ in instead.items() if for_ == event.key),
        }
        if is_asked and is_theirs and not as_well & set(attended):
            return event.name
    return ""
