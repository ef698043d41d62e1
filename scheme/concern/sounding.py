"""A word in confidence: somebody asks one person of those who run the scheme, before anything breaks (R5.5)."""

from dataclasses import dataclass, field
from datetime import datetime

from scheme import calendar
from scheme.definition.definition import Definition
from scheme.due import Due
from scheme.ids import PersonId
from scheme.refusal import Refusal
from scheme.retention import forgetting

REMINDED = 2  # working days after which the person asked is reminded
WAITED = 5  # working days after which the asker is told, so that they can turn to somebody else


@dataclass(kw_only=True)
class Sounding:
    """Somebody asks for a word. `text` and `answer` are read by the two alone; nobody else learns that it exists."""

    scheme: str  # the scheme's key
    asker_id: PersonId  # who would like a word
    asked_id: PersonId  # of whom, who runs the scheme
    text: str | None  # None: it was taken back
    asked_at: datetime  # when it was sent
    answer: str | None = None  # None where they spoke instead, and until then
    spoke: bool = False  # they have talked, and nothing was written back
    settled_at: datetime | None = None  # answered, spoken of or taken back; None while it waits
    id: int = field(init=False)  # of its row, by chance

    @property
    def is_open(self) -> bool:
        """Whether it waits for the person asked."""
        return self.settled_at is None

    def must_wait(self) -> None:
        """Raises `Refusal` once it was answered or taken back."""
        if not self.is_open:
            raise Refusal("This is settled already, so nothing more is needed here.")

    def reply(self, text: str, now: datetime) -> None:
        """The person asked writes back."""
        self.must_wait()
        self.answer = text
        self.settled_at = now

    def spoken(self, now: datetime) -> None:
        """The person asked has been in touch some other way."""
        self.must_wait()
        self.spoke = True
        self.settled_at = now

    def take_back(self, now: datetime) -> None:
        """The asker needs it no more; what they wrote goes."""
        self.must_wait()
        self.text = None
        self.settled_at = now

    def forget(self) -> None:
        """It has been settled for a while: what was written goes, and that help was asked for stays."""
        self.text = None
        self.answer = None

    def due(self, definition: Definition) -> list[Due]:
        """A reminder to the person asked; then word to the asker that they may turn to somebody else.

        Once it is settled, its words are forgotten after a while.
        """
        if self.settled_at:
            return [forgetting(definition, self.settled_at, definition.retention.enquiry_days)]
        asked = calendar.local_day(self.asked_at, definition.zone)
        found = []
        for name, days in (("remind", REMINDED), ("unanswered", WAITED)):
            day = calendar.add_working_days(asked, days, definition.region)
            found.append(Due(name=name, occasion=name, at=calendar.at(day, definition.zone)))
        return found
