"""The table of a scheme file about a fee: who pays what once they are matched, and how. No payment is taken by the bot."""

from typing import Annotated, Literal

from pydantic import Field

from scheme.definition.base import Fact
from scheme.definition.values import Days, NoLinkOr
from scheme.forms.fields import Accepts


class Fee(Fact):
    """What one side pays, and only once they are matched (R4.5)."""

    role: Literal["mentee", "mentor"] = Field("mentee", description="Who pays it.")
    amount: int = Field(
        ge=1, le=100_000, description="How much, in whole units of the currency.", examples=[150]
    )
    currency: Annotated[str, Accepts("the three capitals of a currency, such as AUD")] = Field(
        pattern=r"^[A-Z]{3}$", description="In which currency.", examples=["AUD"]
    )
    due_days: int = Field(28, ge=1, le=365, description="Days after the match by which it is paid.")
    reminders: Days = Field(
        (14, 28), description="Days after the match on which whoever has not paid is reminded."
    )
    reference: str = Field(
        "",
        max_length=30,
        description="What stands before the partnership's number in the reference of a payment.",
        examples=["MENTORING"],
    )
    how: str = Field(
        min_length=1,
        max_length=400,
        description="How it is paid, in a sentence or two.",
        examples=["The office sends you an invoice."],
    )
    link: NoLinkOr = Field(
        "", description="Where it can be paid.", examples=["https://example.org/pay"]
    )

    @property
    def sum(self) -> str:
        """How much, as people read it: "150 AUD"."""
        return f"{self.amount} {self.currency}"
