"""What somebody raised, and who may know of it: never whoever it is about, nor as its handler whoever raised it (R8.4)."""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from hashlib import sha256
from typing import ClassVar

from scheme.ids import PersonId, RaisedId
from scheme.promise import Promised
from scheme.refusal import Refusal
from scheme.roster import Roster
from scheme.subject import Subject

EVENING = time(17, 0)
STEERING_DUTIES = frozenset({"steering"})
ADMINISTRATORS = frozenset({"administrator"})


@dataclass(kw_only=True)
class Raised(Promised):
    """A question, an issue or a complaint.

    `about` is what was chosen, one key or several with spaces between; `about_id` the first person among them, when
    the bot knows them. `kept_from`: the others it is about, and those who stood aside from it.
    `apart`: it was once kept out of the Group's channel, because somebody who reads there must not know of it, and so
    stays out of it for good.
    """

    KIND: ClassVar[str]  # as subjects have it

    scheme: str  # the scheme's key
    raised_by: PersonId  # id of the person
    raised_at: datetime  # when it was sent
    about: str = ""  # "" for nobody in particular
    about_id: PersonId | None = None
    kept_from: frozenset[PersonId] = frozenset()
    apart: bool = False
    id: RaisedId = field(init=False)  # of its row, by chance

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
    def progress(self) -> str:
        """Where it stands, in a few words fit for the channel."""

    @property
    @abstractmethod
    def is_open(self) -> bool:
        """Whether anything can still be said or done about it."""

    @property
    @abstractmethod
    def taken_back_at(self) -> datetime | None:
        """When whoever raised it took it back; None when they did not."""

    def forget(self) -> None:
        """It has been over for a while: its own words go, and that it was raised stays."""

    @property
    @abstractmethod
    def waits(self) -> bool:
        """Whether an answer is owed."""

    @property
    @abstractmethod
    def for_group(self) -> bool:
        """Whether the Group as a whole handles it, apart from those it concerns."""

    @abstractmethod
    def _lines(self, roster: Roster) -> Sequence[frozenset[PersonId]]:
        """Those who handle it; of the next line only where nobody is in the one before."""

    @property
    def subject(self) -> Subject:
        """How buttons, due rows and the audit log name it."""
        return Subject(self.KIND, self.id)

    @property
    def ref(self) -> str:
        """The reference people quote. It does not count: a gap between two would tell of one kept from the reader."""
        seed = f"{self.scheme}:{self.id}:{self.raised_at.astimezone(UTC).isoformat()}"
        return f"{self.what[0].upper()}-{int(sha256(seed.encode()).hexdigest(), 16) % 1_000_000:06}"

    @property
    def chosen(self) -> tuple[str, ...]:
        """The keys of what and whom it is about."""
        return tuple(self.about.split())

    @property
    def closed_to(self) -> frozenset[PersonId]:
        """The people it is about, and those who stood aside."""
        if self.about_id is None:
            return self.kept_from
        return self.kept_from | {self.about_id}

    def concerned(self, roster: Roster) -> frozenset[PersonId]:
        """Whom it is about, or who stands aside: they never handle or read it, whatever seat they hold (R3.3, R8.4)."""
        return self.closed_to

    def stand_aside(self, person_id: PersonId, roster: Roster) -> None:
        """Somebody who could read it declares a conflict. Raises `Refusal` when nobody would be left to handle it."""
        before = self.kept_from
        self.kept_from = before | {person_id}
        if not self.handlers(roster):
            self.kept_from = before
            raise Refusal(
                f"Nobody else could look at {self.ref}, and whoever raised it waits for an answer. "
                "Please have somebody else given a seat first, then stand aside."
            )

    def able(self, roster: Roster, duties: frozenset[str]) -> frozenset[PersonId]:
        """Who holds one of some duties, and neither raised it nor is concerned in it."""
        return roster.holding(duties) - self.concerned(roster) - {self.raised_by}

    def handlers(self, roster: Roster) -> frozenset[PersonId]:
        """Those who handle it; none when nobody is left who could (R8.4)."""
        return next((line for line in self._lines(roster) if line), frozenset())

    def is_for_channel(self, roster: Roster) -> bool:
        """Whether the Group's channel may name it: only where all who read that channel handle it (R8.4)."""
        group = roster.group
        return self.for_group and not self.apart and bool(group) and self.handlers(roster) == group

    def stay_apart(self, roster: Roster) -> None:
        """What the channel may not name now is never named there: somebody read along while it was kept from them."""
        if self.for_group and not self.is_for_channel(roster):
            self.apart = True
