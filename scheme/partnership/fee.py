"""A fee that falls due with a match: due, then paid or waived; void where the match falls through (R4.5).

Nothing is paid through the bot: an administrator says that it was.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from scheme import calendar
from scheme.definition.definition import Definition
from scheme.due import Due, nine
from scheme.forms.shown import spoken
from scheme.ids import PersonId
from scheme.refusal import Refusal


class FeeState(StrEnum):
    """How a fee stands."""

    DUE = "due"
    PAID = "paid"
    WAIVED = "waived"
    VOID = "void"  # the match fell through before it was paid


@dataclass(kw_only=True)
class WithFee:
    """A partnership for which one of the two may owe a fee."""

    fee: FeeState | None = None  # None: there is none
    fee_by: PersonId | None = None  # who owes it, or owed it
    fee_sum: str | None = None  # as it was when it fell due: "150 AUD"
    fee_from: date | None = None  # the day on which it fell due
    fee_until: date | None = None  # by which it is to be paid
    fee_settled_on: date | None = None  # marked as paid, waived or void; None while it is due

    def owe(self, definition: Definition, person_id: PersonId, now: datetime) -> None:
        """The fee of the scheme falls due for one of the two; nothing where the scheme has none."""
        if definition.fee is None or self.fee is not None:
            return
        self.fee = FeeState.DUE
        self.fee_by = person_id
        self.fee_sum = definition.fee.sum
        self.fee_from = calendar.local_day(now, definition.zone)
        self.fee_until = calendar.add_days(self.fee_from, definition.fee.due_days)

    def settle_fee(self, state: FeeState, today: date) -> None:
        """It is marked as paid or waived. Raises `Refusal` where it is settled already, or there is none."""
        if self.fee is None:
            raise Refusal("No fee belongs to this partnership, so nothing was marked.")
        if self.fee != FeeState.DUE and self.fee_settled_on:
            day = spoken(self.fee_settled_on)
            raise Refusal(f"It was marked as {self.fee} on {day} already. Nothing has changed.")
        self.fee = state
        self.fee_settled_on = today

    @property
    def is_settled(self) -> bool:
        """Whether a fee of this match needs no other: it was paid, or waived."""
        return self.fee in (FeeState.PAID, FeeState.WAIVED)

    def fee_dues(self, definition: Definition) -> list[Due]:
        """Reminders of a fee that is due, and word to the Group when its day has passed; then nothing more."""
        if self.fee != FeeState.DUE or self.fee_from is None or self.fee_until is None:
            return []
        plan = []
        for days in definition.fee.reminders if definition.fee else ():
            day = calendar.add_days(self.fee_from, days)
            at = nine(definition, day)
            plan.append(Due(name="fee", occasion=f"fee:{days}", at=at, series="fee"))
        over = nine(definition, calendar.add_days(self.fee_until, 1))
        return [*plan, Due(name="fee-late", occasion="fee-late", at=over)]
