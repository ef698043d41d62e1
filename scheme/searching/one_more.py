"""A mentor whose places are taken is asked whether they can take one more: once, kindly, and with an end (R3.5)."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from scheme import calendar
from scheme.application.application import Application
from scheme.definition.definition import Definition
from scheme.due import Due, nine
from scheme.forms.fields import Number
from scheme.ids import ApplicationId, PersonId
from scheme.member.quiet import BETWEEN
from scheme.refusal import Refusal

REST_DAYS = 90  # for which a mentor who was asked is left in peace
SETTLED = "This is settled already, and nothing more is needed from you. Thank you."


class OneMoreState(StrEnum):
    """How far it is. `over`: it was not needed any more before they answered."""

    ASKED = "asked"
    YES = "yes"
    NO = "no"
    LAPSED = "lapsed"
    OVER = "over"


@dataclass(kw_only=True)
class OneMore:
    """A mentor is asked to take one mentee more than they said. They never learn for whom before that mentee chooses."""

    scheme: str  # the scheme's key
    application_id: ApplicationId  # the mentee's, for whom somebody is looked for
    mentor_application_id: ApplicationId  # on the register
    person_id: PersonId  # the mentor
    asked_by: PersonId  # the member
    asked_at: datetime  # when
    answer_by: date  # the last day, in the scheme's zone
    state: OneMoreState = OneMoreState.ASKED  # what they have said so far
    said_at: datetime | None = None  # when it was settled
    id: int = field(init=False)  # of its row, by chance

    @classmethod
    def ask(
        cls,
        definition: Definition,
        mentee: Application,
        mentor: Application,
        by: PersonId,
        now: datetime,
    ) -> "OneMore":
        """A mentor is asked, with as many days to answer as for a request."""
        last = calendar.add_days(
            calendar.local_day(now, definition.zone), definition.choosing.mentor_days
        )
        return cls(
            scheme=definition.key,
            application_id=mentee.id,
            mentor_application_id=mentor.id,
            person_id=mentor.person_id,
            asked_by=by,
            asked_at=now,
            answer_by=calendar.on_or_after(last, definition.region),
        )

    @property
    def is_open(self) -> bool:
        """Whether their answer is still awaited."""
        return self.state == OneMoreState.ASKED

    def must_be_open(self) -> None:
        """Raises `Refusal`, in words for the mentor, once it is settled."""
        if not self.is_open:
            raise Refusal(SETTLED)

    def say(self, state: OneMoreState, now: datetime) -> None:
        """They say yes or no, or it ends without that. Raises `Refusal` once it is settled."""
        self.must_be_open()
        self.state = state
        self.said_at = now

    def due(self, definition: Definition) -> list[Due]:
        """One reminder on the last day, where that is a week later or more, and the end of it the day after."""
        if not self.is_open:
            return []
        asked = calendar.local_day(self.asked_at, definition.zone)
        over = nine(definition, calendar.add_days(self.answer_by, 1))
        plan = [Due(name="lapse", occasion=f"lapse:{self.answer_by}", at=over, series="answer")]
        if (self.answer_by - asked).days >= BETWEEN:
            last = nine(definition, self.answer_by)
            due = Due(name="remind", occasion=f"remind:{self.answer_by}", at=last, series="answer")
            plan.insert(0, due)
        return plan


def most_places(definition: Definition) -> int:
    """How many mentees a mentor may take at a time, as the form bounds it."""
    for asked in definition.forms.mentor:
        if asked.key == "capacity" and isinstance(asked, Number):
            return asked.most
    return 1
