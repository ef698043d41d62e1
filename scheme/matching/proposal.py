"""A proposal: the Group agrees on mentors for a mentee, the mentee chooses, the mentor answers (R3.4, R4)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from scheme import calendar
from scheme.definition.definition import Definition
from scheme.due import Due, in_order, nine
from scheme.ids import ApplicationId, CandidateId, PersonId, ProposalId
from scheme.matching.candidate import TOO_LATE
from scheme.refusal import Refusal

SENT = "These options have been sent already. Nothing more is needed until they choose."
OVER = "These options are no longer open. Your home shows where things stand."


class ProposalProgress(StrEnum):
    """Where a proposal stands. `returned`: nothing came of it, and the Group looks again."""

    DRAFT = "draft"
    OFFERED = "offered"
    ASKED = "asked"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    CLOSED = "closed"


@dataclass(kw_only=True)
class Proposal:
    """What the Group puts to one mentee. `revision` counts the sets of mentors it has held; agreement is to one set."""

    scheme: str  # the scheme's key
    application_id: ApplicationId  # the mentee's
    mentee_id: PersonId  # the person
    opened_at: datetime  # when the first mentors were selected
    way: str = "choose-one"  # by which it goes to a mentor, whatever the scheme switches to
    state: ProposalProgress = ProposalProgress.DRAFT  # how far it is
    revision: int = 1
    offered_at: datetime | None = None  # None while it is a draft
    choose_by: date | None = None  # the mentee's last day; None while it rests, and for a draft
    reason: str | None = None  # why the mentee wants none of them; None: nothing was said
    id: ProposalId = field(init=False)  # of its row

    @property
    def is_live(self) -> bool:
        """Whether anything can still come of it."""
        return self.state in (
            ProposalProgress.DRAFT,
            ProposalProgress.OFFERED,
            ProposalProgress.ASKED,
        )

    def offer(self, definition: Definition, now: datetime) -> None:
        """Enough members agreed: the mentee has until `choose_by` to choose. Raises `Refusal` unless a draft."""
        self._offer(ProposalProgress.DRAFT, definition, now)

    def offer_again(self, definition: Definition, now: datetime) -> None:
        """A mentor who was asked is not to be: the mentee has as long as at first. Raises `Refusal` unless one was asked."""
        self._offer(ProposalProgress.ASKED, definition, now)

    def _offer(self, before: ProposalProgress, definition: Definition, now: datetime) -> None:
        if not self.is_live:
            raise Refusal(
                "These options are closed, so they can't be offered. Open the application to start afresh."
            )
        if self.state != before:
            raise Refusal(SENT)
        self.state = ProposalProgress.OFFERED
        self.run(definition, now)

    def run(self, definition: Definition, now: datetime) -> None:
        """The mentee's time to choose starts, or starts afresh. Raises `Refusal` unless it is with them."""
        if self.state != ProposalProgress.OFFERED:
            raise Refusal(OVER)
        self.offered_at = now
        last = calendar.add_days(
            calendar.local_day(now, definition.zone), definition.choosing.mentee_days
        )
        self.choose_by = calendar.on_or_after(last, definition.region)

    def rest(self) -> None:
        """First talks are under way, each with a day of its own: there is no day to choose by meanwhile.

        Raises `Refusal` unless it is with the mentee.
        """
        if self.state != ProposalProgress.OFFERED:
            raise Refusal(OVER)
        self.choose_by = None

    def tell_both(self, now: datetime) -> None:
        """Enough members agreed, and both of a pair are told. Raises `Refusal` unless a draft."""
        if not self.is_live:
            raise Refusal(OVER)
        if self.state != ProposalProgress.DRAFT:
            raise Refusal(SENT)
        self.state = ProposalProgress.ASKED
        self.offered_at = now

    def untell(self) -> None:
        """What both were told is taken back: a draft again, to be agreed on anew. Raises `Refusal` unless they were told."""
        if self.state != ProposalProgress.ASKED:
            raise Refusal(TOO_LATE)
        self._to_draft()

    def draw_back(self) -> None:
        """A member took back their word before the mentee acted on it (R3.4): a draft again, to be agreed on anew.

        Raises `Refusal` when it is not with the mentee.
        """
        if self.state != ProposalProgress.OFFERED:
            raise Refusal(TOO_LATE)
        self._to_draft()

    def _to_draft(self) -> None:
        self.state = ProposalProgress.DRAFT
        self.offered_at = None
        self.choose_by = None

    def agree_afresh(self) -> None:
        """What members agreed to no longer stands: the set is another, or was taken back. Raises `Refusal` unless a draft."""
        if self.state != ProposalProgress.DRAFT:
            raise Refusal(SENT)
        self.revision += 1

    def choose(self) -> None:
        """The mentee has chosen, and waits for an answer. Raises `Refusal` unless it is open to choice."""
        self.must_be_open_to_choice()
        self.state = ProposalProgress.ASKED

    def accept(self) -> None:
        """A mentor who was asked has accepted. Raises `Refusal` unless an answer was waited for."""
        if self.state != ProposalProgress.ASKED:
            raise Refusal(OVER)
        self.state = ProposalProgress.ACCEPTED

    def settle(self) -> None:
        """The mentee has decided for somebody they talked with. Raises `Refusal` unless it is with them."""
        self.must_be_open_to_choice()
        self.state = ProposalProgress.ACCEPTED

    def come_to_nothing(self, reason: str | None = None) -> None:
        """Nobody is left, or none suits, for a reason perhaps: the Group looks again.

        Raises `Refusal` unless the mentee had it.
        """
        if self.state not in (ProposalProgress.OFFERED, ProposalProgress.ASKED):
            raise Refusal(OVER)
        self.state = ProposalProgress.RETURNED
        self.reason = reason

    def close(self) -> None:
        """It is not needed any more, wherever it stood. Raises `Refusal` when it is over already."""
        if not self.is_live:
            raise Refusal(OVER)
        self.state = ProposalProgress.CLOSED

    def must_be_open_to_choice(self) -> None:
        """Raises `Refusal` unless the mentee can choose from it now."""
        match self.state:
            case ProposalProgress.OFFERED:
                return
            case ProposalProgress.ASKED:
                raise Refusal(
                    "You have asked somebody already. You'll hear as soon as they answer."
                )
            case ProposalProgress.ACCEPTED:
                raise Refusal(
                    "Your choice has been accepted, so these options are closed. Your home has the next step."
                )
            case ProposalProgress.DRAFT | ProposalProgress.RETURNED | ProposalProgress.CLOSED:
                raise Refusal(OVER)

    def due(self, definition: Definition) -> list[Due]:
        """Reminders to a mentee who has not chosen, then word to the Group."""
        if (
            self.state != ProposalProgress.OFFERED
            or self.offered_at is None
            or self.choose_by is None
        ):
            return []
        start = calendar.local_day(self.offered_at, definition.zone)
        reminders = [
            Due(
                name="remind",
                occasion=f"remind:{days}:{self.choose_by}",
                at=nine(definition, calendar.add_days(start, days)),
                series="choose",
            )
            for days in definition.choosing.mentee_reminders
            if calendar.add_days(start, days) < self.choose_by
        ]
        limit = nine(definition, calendar.add_days(self.choose_by, 1))
        return in_order(
            [
                *reminders,
                Due(
                    name="unchosen",
                    occasion=f"unchosen:{self.choose_by}",
                    at=limit,
                    series="choose",
                ),
            ]
        )


@dataclass(kw_only=True)
class Approval:
    """A member agreed to one set of mentors; `criteria` are the letters of the questions they considered."""

    proposal_id: ProposalId  # what was agreed to
    person_id: PersonId  # the member
    revision: int  # the set of mentors that it is about
    at: datetime  # when it was given
    criteria: str
    id: int = field(init=False)  # of its row


@dataclass(kw_only=True)
class Place:
    """One of a mentor's places, held by a request and then by its partnership until released."""

    mentor_application_id: ApplicationId  # of the mentor whose place it is
    number: int  # from 1 to the mentor's capacity
    candidate_id: CandidateId  # the request that took it
    taken_at: datetime  # when the mentor was asked
    released_at: datetime | None = None  # None while it is taken
    id: int = field(init=False)  # of its row

    def release(self, now: datetime) -> None:
        """It is free again. Keeps the moment when it was freed before."""
        self.released_at = self.released_at or now


def agreed(proposal: Proposal, approvals: Iterable[Approval]) -> set[PersonId]:
    """The members who agree to the set as it stands."""
    return {a.person_id for a in approvals if a.revision == proposal.revision}


def free_place(capacity: int, taken: Iterable[int]) -> int | None:
    """The lowest free place of a mentor, from 1; None when all are taken."""
    held = set(taken)
    return next((number for number in range(1, capacity + 1) if number not in held), None)
