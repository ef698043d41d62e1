"""An enquiry: a question about the scheme, or an issue that is to be put right without a complaint (R8.1, R8.2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from scheme import calendar
from scheme.concern.raised import ADMINISTRATORS, EVENING, STEERING_DUTIES, Raised
from scheme.definition.definition import Definition
from scheme.due import Due
from scheme.ids import PersonId
from scheme.people import GROUP_DUTIES
from scheme.promise import Missed
from scheme.refusal import Refusal
from scheme.retention import forgetting
from scheme.roster import Roster


class Sort(StrEnum):
    """What somebody brings: a question goes to the administrators first, an issue to them and the Group at once."""

    QUESTION = "question"
    ISSUE = "issue"


class EnquiryStage(StrEnum):
    """How far it is; whoever raised it reads the same word."""

    RECEIVED = "received"
    LOOKED_AT = "being looked at"
    ANSWERED = "answered"
    CLOSED = "closed"


@dataclass(kw_only=True)
class Enquiry(Raised):
    """A question or an issue; what was written about it is in its remarks.

    `first_answered_at` counts for the figures, `answered_at` for what happens next.
    """

    KIND: ClassVar[str] = "enquiry"

    sort: Sort  # a question, or an issue to be put right
    answer_by: date  # the day promised now
    stage: EnquiryStage = EnquiryStage.RECEIVED  # how far it is
    # When an administrator passed it to the whole Group; None: they keep it.
    passed_at: datetime | None = None
    first_answered_at: datetime | None = None
    answered_at: datetime | None = None
    closed_at: datetime | None = None  # when it was done with; None while it is open
    late: bool = False  # the day promised went by without an answer

    @classmethod
    def receive(
        cls,
        definition: Definition,
        sort: Sort,
        raised_by: PersonId,
        about: str,
        about_id: PersonId | None,
        now: datetime,
        others: frozenset[PersonId] = frozenset(),
    ) -> "Enquiry":
        """A new question or issue, with the working day by which it is answered."""
        return cls(
            scheme=definition.key,
            raised_by=raised_by,
            raised_at=now,
            about=about,
            about_id=about_id,
            kept_from=others,
            sort=sort,
            answer_by=answer_day(definition, sort, calendar.local_day(now, definition.zone)),
        )

    @property
    def what(self) -> str:
        """What people call it."""
        return str(self.sort)

    @property
    def by(self) -> date:
        """The day by which an answer is promised now."""
        return self.answer_by

    @property
    def progress(self) -> str:
        """How far it is, fit for the channel."""
        return f"{self.stage[0].upper()}{self.stage[1:]}"

    @property
    def is_open(self) -> bool:
        """Whether anything more can be said about it."""
        return self.stage != EnquiryStage.CLOSED

    @property
    def taken_back_at(self) -> datetime | None:
        """When it was closed without an answer: it is settled, or goes on as a complaint."""
        if self.first_answered_at is None:
            return self.closed_at
        return None

    @property
    def waits(self) -> bool:
        """Whether an answer is owed."""
        return self.stage in (EnquiryStage.RECEIVED, EnquiryStage.LOOKED_AT)

    @property
    def for_group(self) -> bool:
        """Whether the Group handles it, and not the administrators alone."""
        return self.sort == Sort.ISSUE or self.passed_at is not None

    def _lines(self, roster: Roster) -> Sequence[frozenset[PersonId]]:
        if self.for_group:
            first = GROUP_DUTIES
        else:
            first = ADMINISTRATORS
        return [self.able(roster, duties) for duties in (first, GROUP_DUTIES, STEERING_DUTIES)]

    def must_be_open(self) -> None:
        """Raises `Refusal` once it is closed."""
        if not self.is_open:
            raise Refusal(
                f"{self.ref} is closed, so nothing was changed. You are welcome to raise something new."
            )

    def look_at(self) -> bool:
        """Somebody has begun; whether that is new."""
        self.must_be_open()
        if self.stage != EnquiryStage.RECEIVED:
            return False
        self.stage = EnquiryStage.LOOKED_AT
        return True

    def pass_on(self, now: datetime) -> None:
        """An administrator passes a question to the Group. Raises `Refusal` when it is there already."""
        self.must_be_open()
        if self.for_group:
            raise Refusal(f"{self.ref} is with the whole Group already.")
        self.passed_at = now

    def answer(self, now: datetime) -> None:
        """Whoever raised it has an answer; they may still write again."""
        self.must_be_open()
        self.first_answered_at = self.first_answered_at or now
        self.answered_at = now
        self.stage = EnquiryStage.ANSWERED
        self.late = False

    def write_again(self, definition: Definition, now: datetime) -> None:
        """Whoever raised it has more to say: where it was answered, an answer is owed afresh."""
        self.must_be_open()
        if not self.waits:
            self.answer_by = answer_day(
                definition, self.sort, calendar.local_day(now, definition.zone)
            )
            self.stage = EnquiryStage.LOOKED_AT
            self.promise_afresh()

    def settle(self, now: datetime) -> None:
        """Closed from now on: nothing more can be said to it. Raises `Refusal` where it is closed already."""
        self.must_be_open()
        self.stage = EnquiryStage.CLOSED
        self.closed_at = now

    def in_time(self, definition: Definition) -> bool:
        """Whether the first answer came within the days promised for it."""
        promised = answer_day(
            definition, self.sort, calendar.local_day(self.raised_at, definition.zone)
        )
        answered = self.first_answered_at
        return answered is not None and calendar.local_day(answered, definition.zone) <= promised

    def hold(self, definition: Definition, today: date) -> bool:
        """Whether no answer has come by the day promised; then there is a new day, once (R12.8)."""
        if not self.waits or today < self.answer_by:
            return False
        self.miss()
        self.late = True
        if self.has_a_day:
            self.answer_by = answer_day(definition, self.sort, today)
        return True

    def _escalates(self, definition: Definition) -> Due:
        day = answer_day(definition, self.sort, self.answer_by)
        return Due(
            name="escalate",
            occasion=f"escalate:{self.answer_by}",
            at=calendar.at(day, definition.zone),
            series="answer",
        )

    def due(self, definition: Definition) -> list[Due]:
        """A reminder on the day an answer is promised, and the truth that evening; once answered, it rests and closes.

        What was taken back is forgotten after a while, and what was answered after a longer one.
        """
        zone = definition.zone
        day = self.answer_by
        if self.waits and not self.has_a_day:
            if self.missed == Missed.TOLD_OF:
                return []
            return [self._escalates(definition)]
        if self.waits:
            return [
                Due(
                    name="remind",
                    occasion=f"remind:{day}",
                    at=calendar.at(day, zone),
                    series="answer",
                ),
                Due(
                    name="late",
                    occasion=f"late:{day}",
                    at=calendar.at(day, zone, EVENING),
                    series="answer",
                ),
            ]
        if self.taken_back_at:
            return [forgetting(definition, self.taken_back_at, definition.retention.withdrawn_days)]
        if self.closed_at:
            return [forgetting(definition, self.closed_at, definition.retention.enquiry_days)]
        if self.answered_at is None:
            return []
        answered = calendar.local_day(self.answered_at, zone)
        rests = calendar.add_working_days(
            answered, definition.complaints.working_days, definition.region
        )
        return [Due(name="rest", occasion=f"rest:{rests}", at=calendar.at(rests, zone))]


def answer_day(definition: Definition, sort: Sort, today: date) -> date:
    """The working day by which something raised today has its answer."""
    rules = definition.complaints
    if sort == Sort.ISSUE:
        days = rules.issue_working_days
    else:
        days = rules.enquiry_working_days
    return calendar.add_working_days(today, days, definition.region)
