"""A question carried by the bot between the Group, an applicant and a mentor (R2, R4.2, R4.3)."""

from dataclasses import dataclass, field
from datetime import datetime

from scheme.ids import ApplicationId, CandidateId, PersonId
from scheme.refusal import Refusal


@dataclass(kw_only=True)
class Question:
    """Asked by `asker_id`, about an application (and perhaps one request); to a person, or to the Group when None.

    `from_group` marks that a member asked for the Group, so the whole Group reads the answer.
    """

    scheme: str  # the scheme's key
    application_id: ApplicationId  # the one it is about
    asker_id: PersonId
    to_id: PersonId | None  # who is to answer; None: the Group
    text: str  # "" once it was forgotten
    asked_at: datetime  # when it was sent
    from_group: bool = False
    # The request it is about; None: the application as a whole.
    candidate_id: CandidateId | None = None
    answer: str | None = None  # in the words of whoever answered; None until then
    answered_by: int | None = None  # id of whoever answered; None until then, as is `answered_at`
    answered_at: datetime | None = None  # when that was; None until then
    id: int = field(init=False)  # of its row

    def forget(self) -> None:
        """What was asked and answered goes; that it was stays."""
        self.text = ""
        self.answer = None

    def reply(self, text: str, by: PersonId, now: datetime) -> None:
        """Answer it, once."""
        if self.answered_at is not None:
            raise Refusal("This question has been answered already. Thank you.")
        self.answer = text
        self.answered_by = by
        self.answered_at = now
