"""A survey: one invitation per partnership, person and occasion; figures only of enough answers (R7.1, R7.2, R7.5)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import ceil

from scheme import calendar
from scheme.definition import Definition
from scheme.due import Due, in_order
from scheme.fields import Answers, AnyField, Choice, Choices, LongText
from scheme.partnership import Occasion
from scheme.people import Role
from scheme.refusal import Refusal

WRITING, CHOOSING = 45, 15  # seconds a person takes over one question, on average


@dataclass
class Survey:
    """An invitation to one person, and what they answered. Open until the end of `closes_on`."""

    scheme: str
    partnership_id: int
    person_id: int
    role: Role
    occasion: Occasion
    issued_at: datetime
    closes_on: date
    answers: Answers | None = None
    answered_at: datetime | None = None
    revision: int = 1
    id: int = field(init=False)

    @classmethod
    def issue(
        cls,
        definition: Definition,
        partnership_id: int,
        person_id: int,
        role: Role,
        occasion: Occasion,
        now: datetime,
    ) -> "Survey":
        """A new invitation."""
        closes = calendar.local_day(now, definition.zone) + timedelta(days=definition.surveys.open_days)
        return cls(definition.key, partnership_id, person_id, role, occasion, now, closes)

    def is_open(self, today: date) -> bool:
        """Whether it can still be answered or changed."""
        return today <= self.closes_on

    def waits(self, today: date) -> bool:
        """Whether it still waits for its person's answer."""
        return self.answered_at is None and self.is_open(today)

    def must_be_open(self, today: date) -> None:
        """Raises `Refusal` once it has closed."""
        if not self.is_open(today):
            raise Refusal("This survey has closed. Thank you for wanting to answer it; nothing more is needed.")

    def answer(self, answers: Answers, revision: int, now: datetime, today: date) -> None:
        """Keep the answers; they can be changed until it closes."""
        self.must_be_open(today)
        if revision != self.revision:
            raise Refusal("You have answered this elsewhere since you opened it. Here it is as it stands now.")
        self.answers, self.answered_at, self.revision = answers, now, self.revision + 1

    def overtaken(self, today: date) -> None:
        """The partnership has ended and its closing survey goes out: an unanswered midpoint one is over (R7.4)."""
        if self.waits(today):
            self.closes_on = today - timedelta(days=1)

    def due(self, definition: Definition) -> list[Due]:
        """Reminders to somebody who has not answered, then silence; and its closing, which says nothing aloud."""
        after = self.closes_on + timedelta(days=1)
        closing = Due("close", f"close:{self.closes_on}", calendar.at(after, definition.zone))
        if self.answered_at is not None:
            return [closing]
        start = calendar.local_day(self.issued_at, definition.zone)
        days_left = [
            (days, calendar.on_or_after(start + timedelta(days=days), definition.region))
            for days in definition.surveys.reminders
        ]
        reminders = (
            Due("remind", f"remind:{days}", calendar.at(day, definition.zone), "remind")
            for days, day in days_left
            if self.is_open(day)
        )
        return in_order([*reminders, closing])


def minutes(fields: Sequence[AnyField]) -> int:
    """About how many minutes a questionnaire takes, rounded up."""
    return ceil(sum(WRITING if isinstance(one, LongText) else CHOOSING for one in fields) / 60)


@dataclass(frozen=True)
class Tally:
    """How a closed question was answered, by how many people, and pairs of label and count.

    `counts` is None while fewer people than the minimum have answered this very question.
    """

    question: str
    answered: int
    counts: tuple[tuple[str, int], ...] | None


def tally(fields: Sequence[AnyField], answered: Sequence[Answers], minimum: int) -> list[Tally] | None:
    """Count the answers to the closed questions; None while there are fewer than `minimum` of them (R7.5)."""
    if len(answered) < minimum:
        return None
    return [_tally(one, answered, minimum) for one in fields if isinstance(one, (Choice, Choices))]


def _tally(question: Choice | Choices, answered: Sequence[Answers], minimum: int) -> Tally:
    given = [chosen for answers in answered if (chosen := _chosen(answers, question.key))]
    if len(given) < minimum:
        return Tally(question.label, len(given), None)
    count = Counter(key for chosen in given for key in chosen)
    return Tally(question.label, len(given), tuple((option.label, count[option.key]) for option in question.options))


def _chosen(answers: Answers, key: str) -> list[str]:
    answer = answers.get(key)
    return answer if isinstance(answer, list) else [str(answer)] if answer else []
