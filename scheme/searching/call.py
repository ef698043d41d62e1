"""A call for mentors: to those whose partnership has ended and to organisations' contacts, rarely, and with an end (R3.5)."""

from dataclasses import dataclass, field
from datetime import datetime

from scheme import calendar
from scheme.definition.definition import Definition
from scheme.definition.gazetteer import km_between
from scheme.due import Due, nine
from scheme.ids import ApplicationId, PersonId
from scheme.matching.side import Side
from scheme.refusal import Refusal

OPEN_DAYS = 28  # for which a call runs; there is one at a time
REST_DAYS = 180  # after which somebody may be called again


@dataclass(kw_only=True)
class MentorCall:
    """One call. It names what kind of mentor is looked for, in the scheme's own words alone, and never for whom."""

    scheme: str  # the scheme's key
    application_id: ApplicationId  # the mentee's, for whom somebody is looked for
    asked_by: PersonId  # the member
    asked_at: datetime  # when it went out
    area: str = ""  # key of an area of the scheme file; "" for any
    background: str = ""  # key of a group of the scheme file; "" for any
    place: str = ""  # of one of the organisations; "" for any
    closed_at: datetime | None = None  # None while it runs
    id: int = field(init=False)  # of its row

    @property
    def is_open(self) -> bool:
        """Whether it still runs."""
        return self.closed_at is None

    def close(self, now: datetime) -> None:
        """It is over: who was not told yet is not told any more. Keeps the moment when it was closed before."""
        self.closed_at = self.closed_at or now

    def must_not_point(self) -> None:
        """Raises `Refusal` where it says so much of one person that others could guess who it is."""
        if self.background and self.place:
            raise Refusal(
                "A place and a background together could point to one person. Please leave one of the two open.",
                "place",
            )

    def wanted(self, definition: Definition) -> tuple[str, ...]:
        """What kind of mentor is looked for, in the scheme's words; nothing for any."""
        areas = {option.key: option.label for option in definition.areas}
        groups = {option.key: option.label for option in definition.groups}
        said = (areas.get(self.area), groups.get(self.background), self.place)
        return tuple(words for words in said if words)

    def may_suit(self, definition: Definition, side: Side) -> bool:
        """Whether the call is for somebody, by what they wrote when they applied last.

        Whoever said something else is left in peace. Whoever said nothing of it may be just who is looked for: what is not
        known speaks against nobody, so that to be called tells nothing of a background either.
        """
        return (
            (not self.area or not side.areas or self.area in side.areas)
            and (not self.background or not side.groups or self.background in side.groups)
            and self._is_near(definition, side)
        )

    def _is_near(self, definition: Definition, side: Side) -> bool:
        """Whether somebody is in the place that was named, or near it, or it is not known where they are."""
        if not self.place or side.town in ("", self.place.casefold()):
            return True
        there = definition.spot_of(self.place)
        if there is None or side.spot is None:
            return False
        return km_between(there, side.spot) <= definition.matching.near_km

    def due(self, definition: Definition) -> list[Due]:
        """The end of it."""
        if not self.is_open:
            return []
        day = calendar.local_day(self.asked_at, definition.zone)
        over = nine(definition, calendar.add_days(day, OPEN_DAYS))
        return [Due(name="over", occasion="over", at=over)]


@dataclass(kw_only=True)
class Called:
    """Somebody whom a call is for: a person, in a chat or by mail as they like, or an organisation's contact by mail."""

    scheme: str  # the scheme's key
    call_id: int  # the call
    at: datetime  # when it went out
    person_id: PersonId | None = None  # None for an organisation's contact
    organisation: str = ""  # key of the organisation whose contact it is; "" for a person
    told_at: datetime | None = None  # None: not yet, or not wanted
    id: int = field(init=False)  # of its row, by chance

    def tell(self, now: datetime) -> None:
        """They were told, or are not to be."""
        self.told_at = now

    def due(self, definition: Definition) -> list[Due]:
        """A word to a person, which waits for a moment at which it is welcome."""
        if self.person_id is None or self.told_at is not None:
            return []
        return [Due(name="call", occasion="call", at=self.at)]
