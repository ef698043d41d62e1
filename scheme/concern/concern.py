"""A concern: a complaint, whom it is about, who may therefore see it, and its ten working days (R8.3, R8.4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from scheme import calendar
from scheme.concern.raised import EVENING, STEERING_DUTIES, Raised
from scheme.definition.definition import Definition
from scheme.due import Due, in_order
from scheme.ids import PersonId
from scheme.people import GROUP_DUTIES
from scheme.refusal import Refusal
from scheme.retention import forgetting
from scheme.roster import Roster

WHOLE_GROUP = "group"
THE_SCHEME = "scheme"
SOMETHING_ELSE = "other"


class ComplaintStage(StrEnum):
    """How far a complaint is."""

    RECEIVED = "received"
    LOOKED_INTO = "being looked into"
    STEERING = "with the Steering Group"
    ANSWERED = "answered"
    CLOSED = "closed"


class ComplaintOutcome(StrEnum):
    """What came of a complaint, as the Board counts it."""

    UPHELD = "upheld"
    PARTLY = "partly upheld"
    NOT_UPHELD = "not upheld"
    INFORMAL = "settled informally"
    OUTSIDE = "passed to somebody outside the scheme"
    WITHDRAWN = "withdrawn"


@dataclass(kw_only=True)
class Concern(Raised):
    """A complaint. `text`, `reply` and `lesson` are sealed; the lesson is for those who handle it alone.

    `reply_by` is what was promised first; `again_by` the new day, once that could not be kept.
    """

    KIND: ClassVar[str] = "concern"

    text: str
    reply_by: date
    again_by: date | None = None
    stage: ComplaintStage = ComplaintStage.RECEIVED  # how far it is
    reply: str | None = None
    replied_at: datetime | None = None  # None until there is a reply
    replied_by: PersonId | None = None  # id of whoever handled it
    advice_asked_at: datetime | None = None  # of the Steering Group; None: never
    advised_at: datetime | None = None  # when the advice came; None until then
    # Handed over to the Steering Group; None: it stays with the Group.
    referred_at: datetime | None = None
    outcome: ComplaintOutcome | None = None  # None while it is open
    lesson: str | None = None
    closed_at: datetime | None = None  # when it was done with; None while it is open

    @classmethod
    def receive(
        cls,
        definition: Definition,
        raised_by: PersonId,
        about: str,
        about_id: PersonId | None,
        text: str,
        now: datetime,
        others: frozenset[PersonId] = frozenset(),
    ) -> "Concern":
        """A new complaint, with the working day by which the reply comes."""
        return cls(
            scheme=definition.key,
            raised_by=raised_by,
            raised_at=now,
            about=about,
            about_id=about_id,
            kept_from=others,
            text=text,
            reply_by=reply_day(definition, calendar.local_day(now, definition.zone)),
        )

    @property
    def what(self) -> str:
        """What the Group calls it."""
        return "complaint"

    @property
    def by(self) -> date:
        """The day by which the reply is promised now."""
        return self.again_by or self.reply_by

    @property
    def progress(self) -> str:
        """How far it is, fit for the channel."""
        if self.stage == ComplaintStage.RECEIVED:
            return "Waiting for a reply"
        if self.stage == ComplaintStage.STEERING:
            return "Handed over"
        return f"{self.stage[0].upper()}{self.stage[1:]}"

    @property
    def is_open(self) -> bool:
        """Whether it has not been closed."""
        return self.closed_at is None

    @property
    def taken_back_at(self) -> datetime | None:
        """When it was withdrawn."""
        if self.outcome == ComplaintOutcome.WITHDRAWN:
            return self.closed_at
        return None

    def forget(self) -> None:
        """Its words go; whom it is about stays, so that it stays closed to them (R8.4)."""
        self.text = ""
        self.reply = None
        self.lesson = None

    @property
    def waits(self) -> bool:
        """Whether a reply is owed."""
        return self.is_open and self.replied_at is None

    @property
    def for_steering(self) -> bool:
        """Whether it is about the whole Group, so that the Steering Group handles it."""
        return WHOLE_GROUP in self.chosen

    @property
    def for_group(self) -> bool:
        """Whether the Group handles it: neither about all of it, nor handed over."""
        return not self.for_steering and self.referred_at is None

    def _lines(self, roster: Roster) -> Sequence[frozenset[PersonId]]:
        if self.for_steering:
            # The Group keeps the roster: a seat it has given since opens nothing while somebody from before is there.
            steering = self.able(roster, STEERING_DUTIES)
            return steering & roster.holding(STEERING_DUTIES, since=self.raised_at), steering
        if self.for_group:
            order = (GROUP_DUTIES, STEERING_DUTIES)
        else:
            order = (STEERING_DUTIES, GROUP_DUTIES)
        return [self.able(roster, duties) for duties in order]

    def concerned(self, roster: Roster) -> frozenset[PersonId]:
        """Whom it is about; of the whole Group, whoever sat in it when it was raised, or has since (R8.4)."""
        if self.for_steering:
            group = roster.group_since(self.raised_at)
        else:
            group = frozenset()
        return super().concerned(roster) | group

    # Looking into it

    def must_be_open(self) -> None:
        """Raises `Refusal` once it is closed."""
        if not self.is_open:
            raise Refusal(
                f"{self.ref} is closed, so nothing was changed. Open it again to see how it ended."
            )

    def must_be_unanswered(self) -> None:
        """Raises `Refusal` once the reply has been given, or it was withdrawn."""
        self.must_be_open()
        if self.replied_at is not None:
            raise Refusal(f"{self.ref} has been answered already. Open it again to read the reply.")

    def look_into(self) -> bool:
        """Somebody has begun; whether that is new."""
        self.must_be_unanswered()
        if self.stage != ComplaintStage.RECEIVED:
            return False
        self.stage = ComplaintStage.LOOKED_INTO
        return True

    def advisers(self, roster: Roster) -> frozenset[PersonId]:
        """Those of the Steering Group who could advise the Group: neither concerned in it nor those who handle it."""
        if self.for_group:
            return self.able(roster, STEERING_DUTIES) - self.handlers(roster)
        return frozenset()

    def readers(self, roster: Roster) -> frozenset[PersonId]:
        """Those who were asked for advice, and may therefore read it while it is open."""
        if self.advice_asked_at and self.is_open:
            return self.advisers(roster)
        return frozenset()

    def ask_advice(self, roster: Roster, now: datetime) -> None:
        """Ask the Steering Group what it advises. Raises `Refusal` when there is nobody to ask, or they were asked."""
        self.must_be_unanswered()
        if not self.advisers(roster):
            raise Refusal("Nobody there could advise on this one, so nobody was asked.")
        if self.advice_asked_at and not self.advised_at:
            raise Refusal(f"Advice on {self.ref} has been asked for already. It comes here.")
        self.look_into()
        self.advice_asked_at = now
        self.advised_at = None

    def advise(self, now: datetime) -> None:
        """The Steering Group's advice is here. Raises `Refusal` when none is wanted (any more)."""
        self.must_be_unanswered()
        if self.advice_asked_at is None or self.advised_at is not None:
            raise Refusal(
                f"No advice on {self.ref} is wanted just now, so nothing was sent. Thank you all the same."
            )
        self.advised_at = now

    def refer(self, roster: Roster, now: datetime) -> None:
        """Hand it over to the Steering Group; the clock goes on. Raises `Refusal` when nobody there can take it."""
        self.must_be_unanswered()
        if not self.for_group:
            raise Refusal(f"{self.ref} is handed over already.")
        if not self.able(roster, STEERING_DUTIES):
            raise Refusal("Nobody there could take this one, so it stays with you.")
        self.referred_at = now
        self.stage = ComplaintStage.STEERING

    def answer(self, text: str, by: PersonId, now: datetime) -> None:
        """Reply to the complainant, once."""
        self.must_be_unanswered()
        self.reply = text
        self.replied_by = by
        self.replied_at = now
        self.stage = ComplaintStage.ANSWERED

    def close(self, outcome: ComplaintOutcome, lesson: str | None, now: datetime) -> None:
        """It is over, with what came of it. Raises `Refusal` while a reply is owed, or when it is over already."""
        self.must_be_open()
        if self.replied_at is None and outcome != ComplaintOutcome.WITHDRAWN:
            raise Refusal("The complainant has no reply yet. Send it first; then close it.")
        self.outcome = outcome
        self.lesson = lesson or None
        self.closed_at = now
        self.stage = ComplaintStage.CLOSED

    # Its clock

    def in_time(self, zone: str) -> bool:
        """Whether the reply came by the day that was promised first."""
        return (
            self.replied_at is not None
            and calendar.local_day(self.replied_at, zone) <= self.reply_by
        )

    def hold(self, definition: Definition, today: date) -> bool:
        """Whether no reply has come by the day promised; then there is a new day, once (R12.8)."""
        if not self.waits or today < self.by:
            return False
        self.miss()
        if self.has_a_day:
            self.again_by = calendar.add_working_days(
                today, definition.complaints.again_days, definition.region
            )
        return True

    def working_days_left(self, today: date, region: str) -> int:
        """How many working days are left after today to reply in; 0 on the promised day and after it."""
        return calendar.working_days(today, self.by, region)

    def due(self, definition: Definition) -> list[Due]:
        """Warnings on working days before the reply is promised and on the day; that evening the truth is told, twice at most.

        Once it was answered: a word about closing it, when nobody has after as many working days as a reply may take.
        What was withdrawn is forgotten after a while, and what was closed after a longer one.
        """
        zone = definition.zone
        region = definition.region
        rules = definition.complaints
        if self.taken_back_at:
            return [forgetting(definition, self.taken_back_at, definition.retention.withdrawn_days)]
        if self.closed_at:
            return [forgetting(definition, self.closed_at, definition.retention.complaint_days)]
        if self.replied_at is not None:
            day = calendar.add_working_days(
                calendar.local_day(self.replied_at, zone), rules.working_days, region
            )
            return [Due(name="unclosed", occasion="unclosed", at=calendar.at(day, zone))]
        if not self.has_a_day:
            return []
        mark = f":{self.again_by}" if self.again_by else ""
        plan = [
            Due(
                name="warn",
                occasion=f"warn:{days}{mark}",
                at=calendar.at(calendar.add_working_days(self.by, -days, region), zone),
                series="reply",
            )
            for days in (*rules.warnings, 0)
        ]
        plan.append(
            Due(
                name="late",
                occasion=f"late{mark}",
                at=calendar.at(self.by, zone, EVENING),
                series="reply",
            )
        )
        begun = self.raised_at
        if self.again_by:
            begun = calendar.at(
                calendar.add_working_days(self.again_by, -rules.again_days, region), zone, EVENING
            )
        return in_order(later for later in plan if later.at > begun)


def reply_day(definition: Definition, today: date) -> date:
    """The working day by which a complaint raised today has its reply."""
    return calendar.add_working_days(today, definition.complaints.working_days, definition.region)
