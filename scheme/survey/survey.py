"""A survey: one invitation per partnership, person and occasion, open for some weeks (R7.1, R7.2, R7.4, R7.5)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from math import ceil

from scheme import calendar
from scheme.definition.definition import Definition
from scheme.due import Due, in_order
from scheme.forms.fields import Answers, AnyField, LongText
from scheme.ids import PartnershipId, PersonId
from scheme.people import Role
from scheme.refusal import Refusal
from scheme.survey.occasion import Occasion, SurveyKind, kind_of

WRITING = 45
CHOOSING = 15  # seconds a person takes over one question, on average


@dataclass(kw_only=True)
class Survey:
    """An invitation to one person. Open until the end of `closes_on`.

    `answers` are here while it is open, for their author to change. Once it has closed they are kept elsewhere without
    a link to it, and here stands only that it was answered. `cut_short`: it was over before its days were, unanswered,
    and may be asked once more.
    """

    scheme: str  # the scheme's key
    partnership_id: PartnershipId  # which it is about
    person_id: PersonId  # who is asked
    role: Role  # in which the person is asked
    occasion: Occasion  # on which it is asked
    issued_at: datetime  # when it was made
    closes_on: date
    # When its person heard of it; None: it only stands on their home.
    invited_at: datetime | None = None
    answered: bool = False  # whether its person sent anything
    cut_short: bool = False
    answers: Answers | None = None
    revision: int = 1  # rises with every answer
    id: int = field(init=False)  # of its row, by chance

    @classmethod
    def issue(
        cls,
        definition: Definition,
        partnership_id: PartnershipId,
        person_id: PersonId,
        role: Role,
        occasion: Occasion,
        now: datetime,
    ) -> "Survey":
        """A new one, to which its person is still to be invited."""
        closes = _closing(definition, calendar.local_day(now, definition.zone))
        return cls(
            scheme=definition.key,
            partnership_id=partnership_id,
            person_id=person_id,
            role=role,
            occasion=occasion,
            issued_at=now,
            closes_on=closes,
        )

    @property
    def kind(self) -> SurveyKind:
        """Which questionnaire it brings."""
        return kind_of(self.occasion)

    def is_open(self, today: date) -> bool:
        """Whether it can still be answered or changed."""
        return today <= self.closes_on

    def waits(self, today: date) -> bool:
        """Whether it still waits for its person's answer."""
        return not self.answered and self.is_open(today)

    def must_be_open(self, today: date) -> None:
        """Raises `Refusal` once it has closed."""
        if not self.is_open(today):
            raise Refusal(
                "This survey has closed. Thank you for wanting to answer it; nothing more is needed."
            )

    def invite(self, definition: Definition, now: datetime) -> None:
        """Its person hears of it now: its days count from here."""
        self.invited_at = now
        self.closes_on = _closing(definition, calendar.local_day(now, definition.zone))

    def stay_uninvited(self) -> None:
        """Its person wants no reminders: it stands on their home, and that is all."""
        self.invited_at = None

    def wait_on(self, definition: Definition, today: date) -> None:
        """Its person was not to be disturbed so far: it stays open, so that they do not first hear of it too late."""
        self.closes_on = _closing(definition, today)

    def answer(self, answers: Answers, revision: int, today: date) -> None:
        """Keep the answers; they can be changed until it closes."""
        self.must_be_open(today)
        if revision != self.revision:
            raise Refusal(
                "You have answered this elsewhere since you opened it. Here it is as it stands now."
            )
        self.answers = answers
        self.answered = True
        self.revision = self.revision + 1

    def part_with_answers(self) -> Answers | None:
        """It has closed: the answers, which from now on are no longer here (R7.5); None when there are none."""
        answers = self.answers
        self.answers = None
        return answers

    def overtaken(self, today: date) -> None:
        """The partnership has ended or rests: an unanswered one about how it goes is over (R7.4)."""
        if self.waits(today):
            self.closes_on = calendar.add_days(today, -1)
            self.cut_short = True

    def issue_again(self, definition: Definition, now: datetime) -> None:
        """Its time has come again, after it was cut short."""
        self.issued_at = now
        self.invited_at = None
        self.cut_short = False
        self.closes_on = _closing(definition, calendar.local_day(now, definition.zone))

    def _from(self, definition: Definition) -> date:
        return calendar.local_day(self.invited_at or self.issued_at, definition.zone)

    def due(self, definition: Definition) -> list[Due]:
        """The invitation, reminders to somebody who has not answered, then silence; and its closing."""
        after = calendar.add_days(self.closes_on, 1)
        closing = Due(
            name="close", occasion=f"close:{self.closes_on}", at=calendar.at(after, definition.zone)
        )
        start = self._from(definition)
        if self.answered or self.cut_short:
            return [closing]
        if self.invited_at is None:
            return in_order(
                [Due(name="invite", occasion=f"invite:{start}", at=self.issued_at), closing]
            )
        days_left = [
            (days, calendar.on_or_after(calendar.add_days(start, days), definition.region))
            for days in definition.surveys.reminders
        ]
        reminders = (
            Due(
                name="remind",
                occasion=f"remind:{days}:{start}",
                at=calendar.at(day, definition.zone),
                series="remind",
            )
            for days, day in days_left
            if self.is_open(day)
        )
        return in_order([*reminders, closing])


def _closing(definition: Definition, first: date) -> date:
    return calendar.add_days(first, definition.surveys.open_days)


def minutes(fields: Sequence[AnyField]) -> int:
    """About how many minutes a questionnaire takes, rounded up."""
    return ceil(
        sum(WRITING if isinstance(question, LongText) else CHOOSING for question in fields) / 60
    )
