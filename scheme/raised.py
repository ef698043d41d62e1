"""What somebody raised, and who may know of it: never whoever it is about, nor as its handler whoever raised it (R8.4)."""

from abc import abstractmethod
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from hashlib import sha256
from typing import ClassVar

from scheme.people import GROUP_DUTIES, Member

EVENING = time(17, 0)
STEERING_DUTIES, ADMINISTRATORS = frozenset({"steering"}), frozenset({"administrator"})


@dataclass(kw_only=True)
class Raised:
    """A question, an issue or a complaint. `about` is what was chosen; `about_id` the person, when the bot knows them.

    `apart`: it was once kept out of the Group's channel, because somebody who reads there must not know of it, and so
    stays out of it for good.
    """

    KIND: ClassVar[str]

    scheme: str
    raised_by: int
    raised_at: datetime
    about: str = ""
    about_id: int | None = None
    apart: bool = False
    id: int = field(init=False)

    @property
    @abstractmethod
    def what(self) -> str:
        """What the Group calls it: "complaint"."""

    @property
    @abstractmethod
    def by(self) -> date:
        """The day by which an answer is promised now."""

    @property
    @abstractmethod
    def standing(self) -> str:
        """Where it stands, in a few words fit for the channel."""

    @property
    @abstractmethod
    def is_open(self) -> bool:
        """Whether anything can still be said or done about it."""

    @property
    @abstractmethod
    def waits(self) -> bool:
        """Whether an answer is owed."""

    @property
    @abstractmethod
    def for_group(self) -> bool:
        """Whether the Group as a whole handles it, apart from those it concerns."""

    @property
    @abstractmethod
    def _lines(self) -> Sequence[frozenset[str]]:
        """The duties of those who handle it; of the next line only where nobody of the one before can."""

    @property
    def subject(self) -> str:
        """How buttons, due rows and the audit log name it."""
        return f"{self.KIND}:{self.id}"

    @property
    def ref(self) -> str:
        """The reference people quote. It does not count: a gap between two would tell of one kept from the reader."""
        seed = f"{self.scheme}:{self.id}:{self.raised_at.astimezone(UTC).isoformat()}"
        return f"{self.what[0].upper()}-{int(sha256(seed.encode()).hexdigest(), 16) % 1_000_000:06}"

    def able(self, seats: Iterable[Member], duties: frozenset[str]) -> frozenset[int]:
        """Who holds one of some duties, and neither raised it nor is concerned in it."""
        out = {self.raised_by, self.about_id}
        return frozenset(seat.person_id for seat in seats if seat.duty in duties and seat.person_id not in out)

    def handlers(self, seats: Iterable[Member]) -> frozenset[int]:
        """Those who handle it, of a scheme's seats; none when nobody is left who could (R8.4)."""
        seats = list(seats)
        return next((line for line in (self.able(seats, duties) for duties in self._lines) if line), frozenset())

    def is_for_channel(self, seats: Iterable[Member]) -> bool:
        """Whether the Group's channel may name it: only where all who read that channel handle it (R8.4)."""
        seats = list(seats)
        group = frozenset(seat.person_id for seat in seats if seat.duty in GROUP_DUTIES)
        return self.for_group and not self.apart and bool(group) and self.handlers(seats) == group

    def stay_apart(self, seats: Iterable[Member]) -> None:
        """What the channel may not name now is never named there: somebody read along while it was kept from them."""
        if self.for_group and not self.is_for_channel(seats):
            self.apart = True
