"""A round as it is held: the day on which the Group looks at it, and how it was closed (R1.7, R2.8)."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from scheme import calendar
from scheme.application.application import Application, ApplicationStage
from scheme.definition.definition import Definition
from scheme.definition.rounds import Round
from scheme.due import Due, in_order, nine
from scheme.forms.fields import Answers
from scheme.forms.shown import spoken
from scheme.ids import PersonId
from scheme.people import ROLES
from scheme.refusal import Refusal

WORD = "word"  # under which the closer's own words are kept among the answers


class RoundGroup(StrEnum):
    """Who is still unmatched when a round closes: on the waiting list, looked for, not yet checked."""

    LISTED = "listed"
    LOOKED_FOR = "looked_for"
    UNREAD = "unread"


class RoundAnswer(StrEnum):
    """What they hear: they come first next time, a kind word alone, or a place is still looked for."""

    FIRST = "first"
    KIND_WORD = "kind_word"
    LATE = "late"


@dataclass(kw_only=True)
class HeldRound:
    """What has become of a round of the scheme file. Closing it answers everybody who is still unmatched, once.

    `answers`: what each group hears, by its name, and the closer's word. `batches`: how many times some were answered.
    """

    scheme: str  # the scheme's key
    round: str  # key of the round in the scheme file
    since: datetime  # from when on the bot has known of it
    closed_at: datetime | None = None  # None while it is open
    closed_by: PersonId | None = None  # id of the administrator
    answered_at: datetime | None = None  # when everybody had been answered
    answers: Answers = field(default_factory=dict)
    batches: int = 0
    id: int = field(init=False)  # of its row

    def close(self, definition: Definition, by: PersonId, answers: Answers, now: datetime) -> None:
        """Nobody is matched in it any more but those who stay. Raises `Refusal` where it is closed, or still taking applications."""
        campaign = definition.round_of(self.round)
        if campaign is None:
            raise Refusal("That round is not in the scheme file any more, so it can't be closed.")
        must_be_over(campaign, calendar.local_day(now, definition.zone))
        self.must_be_open()
        self.closed_at = now
        self.closed_by = by
        self.answers = answers

    def must_be_open(self) -> None:
        """Raises `Refusal` once it was closed."""
        if self.closed_at is not None:
            raise Refusal(
                "It has been closed already, and everybody in it is answered. Nothing more is needed."
            )

    def answer_for(self, group: RoundGroup) -> RoundAnswer:
        """What a group hears."""
        return RoundAnswer(str(self.answers.get(group) or RoundAnswer.FIRST))

    @property
    def word(self) -> str:
        """What the closer says to those who go without; "" for nothing of their own."""
        return str(self.answers.get(WORD) or "")

    def answered_some(self, now: datetime, *, is_all: bool) -> None:
        """Some have been answered; `is_all` where nobody is left."""
        self.batches += 1
        if is_all:
            self.answered_at = now

    def due(self, definition: Definition) -> list[Due]:
        """The day on which the Group looks at it, and, once it is closed, the next of those who are to be answered."""
        plan: list[Due] = []
        campaign = definition.round_of(self.round)
        if campaign is not None and campaign.review is not None and self.closed_at is None:
            at = nine(definition, campaign.review)
            if at > self.since:
                plan.append(Due(name="review", occasion=f"review:{campaign.review}", at=at))
        if self.closed_at is not None and self.answered_at is None:
            plan.append(Due(name="answers", occasion=f"answers:{self.batches}", at=self.closed_at))
        return in_order(plan)


def must_be_over(campaign: Round, today: date) -> None:
    """Raises `Refusal` while a round takes applications, or has still to open: they would come to one that is closed."""
    last = max(campaign.window(role).closes for role in ROLES)
    if last >= today:
        raise Refusal(
            f"{campaign.name} takes applications until {spoken(last)}. It can be closed from the day after."
        )


def group_of(application: Application) -> RoundGroup | None:
    """In which group an applicant is when their round closes; None for who is matched, on the register, or answered."""
    match application.stage:
        case ApplicationStage.RECEIVED:
            return RoundGroup.UNREAD
        case ApplicationStage.LISTED:
            return RoundGroup.LISTED
        case ApplicationStage.ELIGIBLE if application.role == "mentee":
            return RoundGroup.LOOKED_FOR
        case (
            ApplicationStage.ELIGIBLE
            | ApplicationStage.MATCHED
            | ApplicationStage.INELIGIBLE
            | ApplicationStage.UNPLACED
            | ApplicationStage.CONCLUDED
            | ApplicationStage.WITHDRAWN
        ):
            return None
