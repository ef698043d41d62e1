"""A concern: a complaint, whom it is about, who may therefore see it, and its ten working days (R8.3, R8.4)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from hashlib import sha256

from scheme import calendar
from scheme.definition import Definition
from scheme.due import Due, in_order
from scheme.people import GROUP_DUTIES, Member
from scheme.refusal import Refusal

WHOLE_GROUP, THE_SCHEME, SOMETHING_ELSE = "group", "scheme", "other"


@dataclass
class Concern:
    """A complaint. `about` is what was chosen; `about_id` the person it is about, when the bot knows them.

    `text` and `reply` are read by the complainant and those who handle it alone.
    """

    scheme: str
    raised_by: int
    about: str
    text: str
    raised_at: datetime
    reply_by: date
    about_id: int | None = None
    reply: str | None = None
    replied_at: datetime | None = None
    replied_by: int | None = None
    id: int = field(init=False)

    @classmethod
    def receive(
        cls,
        definition: Definition,
        raised_by: int,
        about: str,
        about_id: int | None,
        text: str,
        now: datetime,
    ) -> "Concern":
        """A new complaint, with the working day by which the reply comes."""
        reply_by = reply_day(definition, calendar.local_day(now, definition.zone))
        return cls(definition.key, raised_by, about, text, now, reply_by, about_id)

    @property
    def ref(self) -> str:
        """The reference people quote. It does not count: a gap between two would tell of one kept from the reader."""
        seed = f"{self.scheme}:{self.id}:{self.raised_at.astimezone(UTC).isoformat()}"
        return f"C-{int(sha256(seed.encode()).hexdigest(), 16) % 1_000_000:06}"

    @property
    def for_steering(self) -> bool:
        """Whether it is about the whole Group, so that the Steering Group handles it."""
        return self.about == WHOLE_GROUP

    def handlers(self, seats: Iterable[Member]) -> frozenset[int]:
        """Those who handle it, of a scheme's seats; none when nobody is left who could (R8.4).

        The Group without whoever it is about and whoever raised it, else the Steering Group. About the whole Group:
        the Steering Group; a scheme that has none leaves only its administrators, and the complainant is told so.
        """
        able = [seat for seat in seats if seat.person_id not in {self.raised_by, self.about_id}]
        steering = {"steering"}
        lines = (steering, {"administrator"}) if self.for_steering else (GROUP_DUTIES, steering)
        seated = (frozenset(seat.person_id for seat in able if seat.duty in duties) for duties in lines)
        return next((line for line in seated if line), frozenset())

    def is_for_channel(self, seats: Iterable[Member]) -> bool:
        """Whether the Group's channel may name it: only where all who read that channel handle it (R8.4)."""
        seats = list(seats)
        group = frozenset(seat.person_id for seat in seats if seat.duty in GROUP_DUTIES)
        return not self.for_steering and bool(group) and self.handlers(seats) == group

    def kept_from_those_concerned(self, seats: Iterable[Member]) -> bool:
        """Whether everybody it is about is outside its handlers: not where the Group's own members must handle it."""
        seats = list(seats)
        group = {seat.person_id for seat in seats if seat.duty in GROUP_DUTIES}
        return not (self.for_steering and self.handlers(seats) & group)

    def must_be_unanswered(self) -> None:
        """Raises `Refusal` once the reply has been given."""
        if self.replied_at is not None:
            raise Refusal(f"{self.ref} has been answered already. Open it again to read the reply.")

    def answer(self, text: str, by: int, now: datetime) -> None:
        """Reply to the complainant, once."""
        self.must_be_unanswered()
        self.reply, self.replied_by, self.replied_at = text, by, now

    def working_days_left(self, today: date, region: str) -> int:
        """How many working days are left after today to reply in; 0 on the promised day and after it."""
        day, left = today, 0
        while (day := calendar.add_working_days(day, 1, region)) <= self.reply_by:
            left += 1
        return left

    def due(self, definition: Definition) -> list[Due]:
        """Warnings to those who handle it, on working days before the reply is promised and on the day itself."""
        if self.replied_at is not None:
            return []
        warnings = [
            Due(
                "warn",
                f"warn:{days}",
                calendar.at(calendar.add_working_days(self.reply_by, -days, definition.region), definition.zone),
                "reply",
            )
            for days in (*definition.complaints.warnings, 0)
        ]
        return in_order(one for one in warnings if one.at > self.raised_at)


def reply_day(definition: Definition, today: date) -> date:
    """The working day by which a complaint raised today has its reply."""
    return calendar.add_working_days(today, definition.complaints.working_days, definition.region)
