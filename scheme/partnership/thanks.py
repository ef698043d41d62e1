"""A thank-you from one of a pair to the other, once it has ended: one a person, read by the other alone (R5.4)."""

from dataclasses import dataclass, field
from datetime import datetime

from scheme.ids import PartnershipId, PersonId
from scheme.partnership.partnership import Partnership
from scheme.refusal import Refusal


@dataclass(kw_only=True)
class Thanks:
    """What somebody writes to their partner. Until it is sent, it is its writer's alone; then it stays as it is."""

    scheme: str  # the scheme's key
    partnership_id: PartnershipId  # of which it is
    person_id: PersonId  # the writer
    text: str  # sealed
    written_at: datetime  # when it was last changed
    sent_at: datetime | None = None  # None until then
    revision: int = 1  # rises with every change
    id: int = field(init=False)  # of its row

    @property
    def is_sent(self) -> bool:
        """Whether the partner can read it."""
        return self.sent_at is not None

    def word(self, text: str, now: datetime) -> None:
        """Other words; the revision rises, so that nothing is sent but what was read. Raises `Refusal` once it is sent."""
        if text == self.text:
            return
        self.must_not_be_sent()
        self.text = text
        self.written_at = now
        self.revision = self.revision + 1

    def must_not_be_sent(self) -> None:
        """Raises `Refusal` once the partner can read it."""
        if self.is_sent:
            raise Refusal("Your thank-you has been sent already, so its words stay as they are.")

    def send(self, now: datetime) -> None:
        """The partner can read it from now on. Raises `Refusal` where that is so already."""
        self.must_not_be_sent()
        self.sent_at = now


def must_be_over(pair: Partnership) -> None:
    """Raises `Refusal` while a partnership goes on: a thank-you is for its end."""
    if pair.is_live:
        raise Refusal(
            "This partnership is still going on. A thank-you can be written here once it has ended."
        )
