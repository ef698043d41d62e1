"""A proposal: the Group agrees on mentors for a mentee, the mentee chooses, the mentor answers (R3.4, R4)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from scheme import calendar
from scheme.definition.definition import Definition
from scheme.due import Due, in_order
from scheme.refusal import Refusal


class Progress(StrEnum):
    """Where a proposal stands. `returned`: nothing came of it, and the Group looks again."""

    DRAFT = "draft"
    OFFERED = "offered"
    ASKED = "asked"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    CLOSED = "closed"


class Word(StrEnum):
    """Where one proposed mentor stands. `released`: not chosen, or no longer needed."""

    PROPOSED = "proposed"
    ASKED = "asked"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"
    RELEASED = "released"


@dataclass
class Proposal:
    """What the Group puts to one mentee. `revision` counts the sets of mentors it has held; agreement is to one set."""

    scheme: str
    application_id: int
    mentee_id: int
    opened_at: datetime
    state: str = Progress.DRAFT
    revision: int = 1
    offered_at: datetime | None = None
    choose_by: date | None = None
    reason: str | None = None
    id: int = field(init=False)

    @property
    def is_live(self) -> bool:
        """Whether anything can still come of it."""
        return self.state in (Progress.DRAFT, Progress.OFFERED, Progress.ASKED)

    def offer(self, definition: Definition, now: datetime) -> None:
        """Enough members agreed, or a mentor who was asked said no: the mentee has until `choose_by` to choose.

        Raises `Refusal` when the mentee has it already, or it is closed.
        """
        if self.state == Progress.OFFERED:
            raise Refusal("These options have been sent already. Nothing more is needed until they choose.")
        if not self.is_live:
            raise Refusal("These options are closed, so they can't be offered. Open the application to start afresh.")
        self.state, self.offered_at = Progress.OFFERED, now
        last = calendar.add_days(calendar.local_day(now, definition.zone), definition.choosing.mentee_days)
        self.choose_by = calendar.on_or_after(last, definition.region)

    def draw_back(self) -> None:
        """A member took back their word before the mentee acted on it (R3.4): a draft again, to be agreed on anew.

        Raises `Refusal` when it is not with the mentee.
        """
        if self.state != Progress.OFFERED:
            raise Refusal("It is too late to take this back: something has come of it. Open the application to see.")
        self.state, self.offered_at, self.choose_by = Progress.DRAFT, None, None

    def must_be_open_to_choice(self) -> None:
        """Raises `Refusal` unless the mentee can choose from it now."""
        match self.state:
            case Progress.OFFERED:
                return
            case Progress.ASKED:
                raise Refusal("You have asked somebody already. You'll hear as soon as they answer.")
            case Progress.ACCEPTED:
                raise Refusal(
                    "Your choice has been accepted, so these options are closed. Your home has the next step."
                )
            case _:
                raise Refusal("These options are no longer open. Your home shows where things stand.")

    def due(self, definition: Definition) -> list[Due]:
        """Reminders to a mentee who has not chosen, then word to the Group."""
        if self.state != Progress.OFFERED or self.offered_at is None or self.choose_by is None:
            return []
        start = calendar.local_day(self.offered_at, definition.zone)
        reminders = [
            Due(
                "remind",
                f"remind:{days}:{self.choose_by}",
                nine(definition, calendar.add_days(start, days)),
                "choose",
            )
            for days in definition.choosing.mentee_reminders
            if calendar.add_days(start, days) < self.choose_by
        ]
        limit = nine(definition, calendar.add_days(self.choose_by, 1))
        return in_order([*reminders, Due("unchosen", f"unchosen:{self.choose_by}", limit, "choose")])


@dataclass
class Candidate:
    """One proposed mentor. A place of theirs is taken when they are asked, not when they are proposed (R4.3)."""

    scheme: str
    proposal_id: int
    mentor_id: int
    mentor_application_id: int
    rank: int
    state: str = Word.PROPOSED
    asked_at: datetime | None = None
    answer_by: date | None = None
    answered_at: datetime | None = None
    id: int = field(init=False)

    def ask(self, definition: Definition, now: datetime) -> None:
        """The mentee chose them: they have until `answer_by`."""
        if self.state != Word.PROPOSED:
            raise Refusal("They can't be asked any more. Please choose another, or ask for other options.")
        self.state = Word.ASKED
        self.wait_longer(definition, now)

    def wait_longer(self, definition: Definition, now: datetime) -> None:
        """Their time to answer starts, or starts afresh when they asked for more."""
        self.asked_at = now
        last = calendar.add_days(calendar.local_day(now, definition.zone), definition.choosing.mentor_days)
        self.answer_by = calendar.on_or_after(last, definition.region)

    def answer(self, word: Word, now: datetime) -> None:
        """The mentor's answer (or that none came). Raises `Refusal` when it is no longer waited for."""
        self.must_be_asked()
        self.state, self.answered_at = word, now

    def must_be_asked(self) -> None:
        """Raises `Refusal` unless their answer is waited for."""
        if self.state == Word.ACCEPTED:
            raise Refusal("You have accepted already. Your home has the next step.")
        if self.state != Word.ASKED:
            raise Refusal("This request is closed, so there is nothing left to answer. Thank you all the same.")

    def due(self, definition: Definition) -> list[Due]:
        """Reminders to a mentor who was asked, then on to the next option."""
        if self.state != Word.ASKED or self.asked_at is None or self.answer_by is None:
            return []
        start = calendar.local_day(self.asked_at, definition.zone)
        reminders = [
            Due("remind", f"remind:{days}:{start}", nine(definition, calendar.add_days(start, days)), "answer")
            for days in definition.choosing.mentor_reminders
            if calendar.add_days(start, days) <= self.answer_by
        ]
        limit = nine(definition, calendar.add_days(self.answer_by, 1))
        return in_order([*reminders, Due("lapse", f"lapse:{self.answer_by}", limit, "answer")])


@dataclass
class Approval:
    """A member agreed to one set of mentors; `criteria` are the letters of the questions they considered."""

    proposal_id: int
    person_id: int
    revision: int
    at: datetime
    criteria: str
    id: int = field(init=False)


@dataclass
class Place:
    """One of a mentor's places, held by a request and then by its partnership until released."""

    mentor_application_id: int
    number: int
    candidate_id: int
    taken_at: datetime
    released_at: datetime | None = None
    id: int = field(init=False)


def agreed(proposal: Proposal, approvals: Iterable[Approval]) -> set[int]:
    """The members who agree to the set as it stands."""
    return {a.person_id for a in approvals if a.revision == proposal.revision}


def free_place(capacity: int, taken: Iterable[int]) -> int | None:
    """The lowest free place of a mentor, from 1; None when all are taken."""
    held = set(taken)
    return next((number for number in range(1, capacity + 1) if number not in held), None)


def nine(definition: Definition, day: date) -> datetime:
    """Nine in the morning, on the next working day: when reminders are sent."""
    return calendar.at(calendar.on_or_after(day, definition.region), definition.zone)
