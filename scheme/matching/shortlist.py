"""The mentors that a mentee chooses of all on the register, in their order, until a day (R4.1)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import blake2b

from scheme import calendar
from scheme.application.application import Application
from scheme.definition.definition import Definition
from scheme.due import Due, in_order, nine
from scheme.forms.shown import spoken
from scheme.ids import ApplicationId, PersonId
from scheme.refusal import Refusal
from scheme.wording import counted

LEAST_DAYS = 3  # to choose, however near the day of the round is


@dataclass(kw_only=True)
class Shortlist:
    """Whom a mentee would like, of all mentors. It is theirs to change until `closes_on`, and no mentor learns of it."""

    scheme: str  # the scheme's key
    application_id: ApplicationId  # the mentee's
    person_id: PersonId  # the mentee
    opened_at: datetime  # when they could choose from
    closes_on: date  # the last day
    closed_at: datetime | None = None  # None while they may change it
    id: int = field(init=False)  # of its row

    @classmethod
    def open(cls, definition: Definition, mentee: Application, now: datetime) -> "Shortlist":
        """A mentee who was found eligible may choose from now on."""
        today = calendar.local_day(now, definition.zone)
        return cls(
            scheme=definition.key,
            application_id=mentee.id,
            person_id=mentee.person_id,
            opened_at=now,
            closes_on=last_day(definition, mentee.round, today),
        )

    def open_again(self, definition: Definition, mentee: Application, now: datetime) -> None:
        """They were found eligible once more: as long as at first, with what they had chosen."""
        self.opened_at = now
        self.closed_at = None
        today = calendar.local_day(now, definition.zone)
        self.closes_on = last_day(definition, mentee.round, today)

    @property
    def is_open(self) -> bool:
        """Whether they may still change it."""
        return self.closed_at is None

    def close(self, now: datetime) -> None:
        """The day has come, or it is not needed any more. Keeps the moment when it was closed before."""
        self.closed_at = self.closed_at or now

    def must_be_open(self, today: date) -> None:
        """Raises `Refusal` once the day has passed, or it is not needed any more."""
        if not self.is_open or today > self.closes_on:
            raise Refusal(
                f"Choices were open until {spoken(self.closes_on)}, so nothing was changed. Your home shows what is next."
            )

    def due(self, definition: Definition) -> list[Due]:
        """Reminders while they may choose, then the day on which it closes."""
        if not self.is_open:
            return []
        start = calendar.local_day(self.opened_at, definition.zone)
        reminders = [
            Due(
                name="remind",
                occasion=f"remind:{days}:{start}",
                at=nine(definition, calendar.add_days(start, days)),
                series="choices",
            )
            for days in definition.choosing.mentee_reminders
            if calendar.add_days(start, days) < self.closes_on
        ]
        over = nine(definition, calendar.add_days(self.closes_on, 1))
        closes = Due(name="close", occasion=f"close:{self.closes_on}", at=over, series="choices")
        return in_order([*reminders, closes])


@dataclass(kw_only=True)
class Pick:
    """A mentor on a shortlist."""

    shortlist_id: int  # on which they are
    mentor_application_id: ApplicationId  # theirs, which is on the register
    mentor_id: PersonId  # the person
    rank: int  # the place in the mentee's order, from 0
    picked_at: datetime  # when the mentee chose them
    id: int = field(init=False)  # of its row

    def rank_at(self, rank: int) -> None:
        """Their place in the mentee's order, from 0."""
        self.rank = rank


def last_day(definition: Definition, round_key: str, today: date) -> date:
    """Until when somebody who is found eligible today may choose: the round's day, never sooner than in a few days.

    Where the round has none, or it has gone by, the mentee's own days count.
    """
    closes = next(
        (campaign.choices_close for campaign in definition.rounds if campaign.key == round_key),
        None,
    )
    if closes is None or closes < today:
        own = calendar.add_days(today, definition.choosing.mentee_days)
        return calendar.on_or_after(own, definition.region)
    least = calendar.on_or_after(calendar.add_days(today, LEAST_DAYS), definition.region)
    return max(closes, least)


def room_for_another(definition: Definition, picks: Sequence[Pick]) -> None:
    """Raises `Refusal` when as many are chosen as may be."""
    most = definition.choosing.choices
    if len(picks) >= most:
        raise Refusal(
            f"You have chosen {counted(most, definition.terms.mentor)}, which is as many as can be. "
            "Take one off first, and you can choose another."
        )


def moved_up(picks: Sequence[Pick], mentor_application_id: ApplicationId) -> list[Pick]:
    """The same mentors with one a place nearer to the first; as they were, where that one is the first or not there."""
    order = list(picks)
    for place, pick in enumerate(order):
        if place and pick.mentor_application_id == mentor_application_id:
            order[place - 1], order[place] = order[place], order[place - 1]
            break
    return order


def by_chance(shortlist_id: int, mentor_ids: Iterable[ApplicationId]) -> dict[ApplicationId, bytes]:
    """What to put mentors in order by: by chance, another order for each mentee, and the same whenever they look.

    So nobody stands first for everybody.
    """
    return {
        mentor_id: blake2b(f"{shortlist_id}:{mentor_id}".encode(), digest_size=8).digest()
        for mentor_id in mentor_ids
    }
