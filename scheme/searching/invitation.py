"""Somebody who is not registered is invited by mail: once, with nothing kept of who says no or nothing at all (R3.5)."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from scheme import calendar
from scheme.definition.definition import Definition
from scheme.due import Due, nine
from scheme.ids import ApplicationId, PersonId

GOOD_DAYS = 28  # for which an invitation is open, and its name and address are kept


class InvitationState(StrEnum):
    """How far it is. `lost`: the mail could not arrive; `came`: somebody with that address has applied."""

    SENT = "sent"
    DECLINED = "declined"
    CAME = "came"
    LAPSED = "lapsed"
    LOST = "lost"


@dataclass(kw_only=True)
class Invitation:
    """One mail to one address. It says nothing of the mentee for whom somebody is looked for."""

    scheme: str  # the scheme's key
    application_id: ApplicationId  # the mentee's, for whom somebody is looked for
    asked_by: PersonId  # the member, who is named in the mail
    name: str  # of whoever is invited; "" once it is over, as is `address`
    address: str  # in lower case
    asked_at: datetime  # when the mail was posted
    address_mark: str | None = None  # stands for the address while it is open; nobody can read it
    state: InvitationState = InvitationState.SENT  # what became of it
    settled_at: datetime | None = None  # when it was over; None while it is open
    id: int = field(init=False)  # of its row, by chance

    @property
    def is_open(self) -> bool:
        """Whether something may still come of it."""
        return self.state == InvitationState.SENT

    @property
    def good_until(self) -> datetime:
        """When its link is good no more."""
        return calendar.add_minutes(self.asked_at, GOOD_DAYS * 24 * 60)

    def settle(self, state: InvitationState, now: datetime) -> bool:
        """It is over, and who was invited is forgotten; whether it was open until now: pressing twice changes nothing."""
        if not self.is_open:
            return False
        self.state = state
        self.settled_at = now
        self.name = ""
        self.address = ""
        self.address_mark = None
        return True

    def due(self, definition: Definition) -> list[Due]:
        """The end of it; whose name and address they are, they are owed to be forgotten then."""
        if not self.is_open:
            return []
        last = calendar.local_day(self.good_until, definition.zone)
        at = nine(definition, calendar.add_days(last, 1))
        return [Due(name="lapse", occasion=f"lapse:{last}", at=at, owed=True)]
