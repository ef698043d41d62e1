"""One person and one date of an event: told of it, coming, waiting for a place, unable to come, there (R9.1)."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from scheme import calendar
from scheme.definition.definition import Definition
from scheme.due import Due, in_order
from scheme.ids import PersonId
from scheme.refusal import Refusal


class SignUpState(StrEnum):
    """What they have said so far. `away`: they can't come, or stepped back."""

    ASKED = "asked"
    COMING = "coming"
    WAITING = "waiting"
    AWAY = "away"


@dataclass(kw_only=True)
class SignUp:
    """Of one person for one date of an event. `at` is when that begins, and follows it when it moves."""

    scheme: str  # the scheme's key
    event_id: int  # the event
    person_id: PersonId  # whose it is
    made_at: datetime  # since when they can sign up
    at: datetime  # when the event begins
    state: SignUpState = SignUpState.ASKED  # what they have said so far
    told_at: datetime | None = None  # when it was announced to them; None: not yet
    said_at: datetime | None = None  # when they said so; the order of those who wait
    came: bool | None = None  # None: nobody noted it
    shared_at: datetime | None = None  # when there was something to pass on afterwards
    id: int = field(init=False)  # of its row, by chance

    @property
    def is_open(self) -> bool:
        """Whether they come or wait for a place."""
        return self.state in (SignUpState.COMING, SignUpState.WAITING)

    def tell(self, now: datetime) -> None:
        """It was announced to them, or needs not to be any more."""
        self.told_at = now

    def come(self, now: datetime, *, has_room: bool) -> bool:
        """They come, or wait in turn where there is no room; whether anything differs."""
        if self.is_open:
            return False
        self.state = SignUpState.COMING if has_room else SignUpState.WAITING
        self.said_at = now
        self.told_at = self.told_at or now
        return True

    def move_up(self) -> None:
        """A place came free for them."""
        self.state = SignUpState.COMING

    def step_back(self, now: datetime) -> bool:
        """They don't come; whether that gave a place free."""
        had_place = self.state == SignUpState.COMING
        if self.state != SignUpState.AWAY:
            self.state = SignUpState.AWAY
            self.said_at = now
            self.told_at = self.told_at or now
        return had_place

    def follow(self, at: datetime) -> None:
        """The event begins at another moment."""
        self.at = at

    def note(self, *, came: bool) -> None:
        """Whether they were there. Raises `Refusal` for somebody who had not signed up and is said to be missing."""
        if not came and self.state != SignUpState.COMING:
            raise Refusal("Only those who were to come can be missing.")
        self.came = came

    def pass_on(self, now: datetime) -> None:
        """There is something for them afterwards."""
        self.shared_at = now

    def due(self, definition: Definition) -> list[Due]:
        """It is announced to them; they are reminded on the working day before; they have what there is afterwards."""
        if self.told_at is None:
            return [Due(name="tell", occasion="tell", at=self.made_at)]
        plan = []
        day = calendar.local_day(self.at, definition.zone)
        eve = calendar.at(calendar.add_working_days(day, -1, definition.region), definition.zone)
        if self.state == SignUpState.COMING and (self.said_at is None or self.said_at < eve):
            occasion = f"remind:{self.at:%Y-%m-%dT%H:%M}"
            plan.append(Due(name="remind", occasion=occasion, at=eve, series="remind"))
        if self.shared_at is not None:
            occasion = f"share:{self.shared_at:%Y-%m-%dT%H:%M:%S}"
            plan.append(Due(name="share", occasion=occasion, at=self.shared_at))
        return in_order(plan)
