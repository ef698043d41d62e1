"""One date of an event that people attend: when, where, for how many; moved, called off, shared afterwards (R9.1)."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from scheme import calendar
from scheme.definition.definition import Definition
from scheme.definition.learning import EventGuests, EventPlace, PlannedEvent, Weight
from scheme.due import Due, nine
from scheme.ids import PersonId
from scheme.refusal import Refusal

SHARED_DAYS = 2  # working days after which whoever signed up has a word and the material
LATECOMER_DAYS = 3  # before it, on which those are told who have come since it was announced
GONE = "That event is over, so nothing is left to do here."


class EventState(StrEnum):
    """Whether it takes place."""

    PLANNED = "planned"
    OFF = "off"


class EventNews(StrEnum):
    """What those who signed up are being told, some at a time; `none` where they know everything."""

    NONE = ""
    MOVED = "moved"
    OFF = "off"
    SHARED = "shared"


@dataclass(kw_only=True)
class LearningEvent:
    """One date of an event. Times are moments (UTC); `zone` is that of its hour, for whoever is elsewhere.

    `announced_to` and `told_to`: the last person who was told, as both are done some at a time.
    """

    scheme: str  # the scheme's key
    key: str  # of the scheme file's [[events]], or one of its own
    day: date  # the day in its zone for which it was planned first
    name: str  # as people read it
    at: datetime  # when it begins
    minutes: int  # how long it lasts
    zone: str  # such as "Europe/London"
    guests: EventGuests  # whom it is for
    place: EventPlace  # whether people come or join
    announced_at: datetime  # from when on those concerned are told
    changed_at: datetime  # when it was made, moved or called off last
    about: str = ""  # what it is and what one takes from it
    round: str = ""  # key of a round; "" for every round
    room: str = ""  # where it is
    link: str = ""  # where one joins, for those who come
    host: str = ""  # whose name people read
    host_id: PersonId | None = None  # where they are known here
    places: int = 0  # for how many there is room; 0: no limit
    instead: str = ""  # key of another event that counts as well
    weight: Weight = ""  # how much it matters that one comes
    afterwards: str = ""  # a word to those who signed up, once it has been
    material: str = ""  # where the slides or the recording are
    code: str = ""  # said on the day by the host; "" for none
    by: PersonId | None = None  # who changed it here; None while the scheme file has it
    state: EventState = EventState.PLANNED  # whether it takes place
    why: str = ""  # it was called off
    sequence: int = 0  # counts its changes, for calendars
    announced_to: int = 0  # the last person for whom it was announced
    is_announced: bool = False  # to all of them
    late_to: int = 0  # the last person of those who came later
    news: EventNews = EventNews.NONE  # what those who signed up are being told
    told_to: int = 0  # the last person who was told that
    id: int = field(init=False)  # of its row, by chance

    @classmethod
    def plan(
        cls, definition: Definition, planned: PlannedEvent, day: date, now: datetime
    ) -> "LearningEvent":
        """A date of an event of the scheme file."""
        zone = planned.zone or definition.zone
        at = calendar.at(day, zone, planned.hour)
        event = cls(
            scheme=definition.key,
            key=planned.key,
            day=day,
            name=planned.name,
            at=at,
            minutes=planned.minutes,
            zone=zone,
            guests=planned.guests,
            place=planned.place,
            announced_at=announced_from(definition, at, planned.announced_days, now),
            changed_at=now,
        )
        event.follow(planned)
        return event

    def follow(self, planned: PlannedEvent) -> None:
        """Its words, its places and its host are those of the scheme file, as long as nobody changed it here."""
        self.name = planned.name
        self.about = planned.about
        self.round = planned.round
        self.guests = planned.guests
        self.place = planned.place
        self.room = planned.room
        self.link = planned.link
        self.host = planned.host
        self.places = planned.places
        self.instead = planned.instead
        self.weight = planned.weight
        self.afterwards = self.afterwards or planned.afterwards
        self.material = self.material or planned.material

    @property
    def ends_at(self) -> datetime:
        """The moment at which it is meant to be over."""
        return calendar.add_minutes(self.at, self.minutes)

    @property
    def is_off(self) -> bool:
        """Whether it was called off."""
        return self.state == EventState.OFF

    def is_ahead(self, now: datetime) -> bool:
        """Whether it is still to come, or going on."""
        return not self.is_off and now < self.ends_at

    def must_be_ahead(self, now: datetime) -> None:
        """Raises `Refusal`, in words for whoever it is for, once it is over or off."""
        if self.is_off:
            raise Refusal("That event was called off, so nothing is left to do here.")
        if not self.is_ahead(now):
            raise Refusal(GONE)

    def has_room(self, coming: int) -> bool:
        """Whether there is a place left where so many come."""
        return self.places == 0 or coming < self.places

    def led_by(self, host_id: PersonId | None) -> None:
        """Who notes who came, where the host is known here."""
        self.host_id = host_id

    def move(self, at: datetime, minutes: int, now: datetime) -> bool:
        """It is at another time; whether anything differs. Whoever signed up hears of it. Raises `Refusal` once it is over."""
        self.must_be_ahead(now)
        if at <= now:
            raise Refusal("That time has passed. Please give a later one.", "at")
        if (at, minutes) == (self.at, self.minutes):
            return False
        self.at = at
        self.minutes = minutes
        self._tell(EventNews.MOVED, now)
        return True

    def rearrange(self, at: datetime, minutes: int, room: str, link: str, *, now: datetime) -> bool:
        """Another time, room or link; whether anything differs. Whoever signed up hears of it."""
        if (at, minutes, room, link) == (self.at, self.minutes, self.room, self.link):
            return False
        self.at = at
        self.minutes = minutes
        self.room = room
        self.link = link
        self._tell(EventNews.MOVED, now)
        return True

    def resize(self, places: int, host: str) -> None:
        """For how many there is room, and who holds it; nobody who has a place loses it."""
        self.places = places
        self.host = host

    def call_off(self, why: str, now: datetime) -> None:
        """It does not take place. Whoever signed up hears of it. Raises `Refusal` once it is over."""
        self.must_be_ahead(now)
        self.state = EventState.OFF
        self.why = why
        self._tell(EventNews.OFF, now)

    def changed_by(self, person_id: PersonId) -> None:
        """Somebody changed it here: from now on it does not follow the scheme file."""
        self.by = person_id

    def share(self, now: datetime) -> None:
        """Those who signed up are told what there is afterwards."""
        self._tell(EventNews.SHARED, now)

    def say_code(self, code: str) -> None:
        """What the host says on the day, by which people show that they came."""
        self.code = code

    def is_today(self, now: datetime) -> bool:
        """Whether it goes on, or was on this very day on the clocks of its zone."""
        today = calendar.local_day(now, self.zone) == calendar.local_day(self.at, self.zone)
        return not self.is_off and self.at <= now and (today or now < self.ends_at)

    def keep_for_afterwards(
        self, afterwards: str, material: str, definition: Definition, now: datetime
    ) -> None:
        """A word and the material. Where those who signed up have heard already, they hear of what is new."""
        is_new = bool(material or afterwards) and (afterwards, material) != (
            self.afterwards,
            self.material,
        )
        self.afterwards = afterwards
        self.material = material
        if is_new and now > self._shared_from(definition):
            self.share(now)

    def _shared_from(self, definition: Definition) -> datetime:
        over = calendar.local_day(self.ends_at, definition.zone)
        later = calendar.add_working_days(over, SHARED_DAYS, definition.region)
        return nine(definition, later)

    def _tell(self, news: EventNews, now: datetime) -> None:
        self.news = news
        self.told_to = 0
        self.sequence = self.sequence + 1
        self.changed_at = now

    def announced_until(self, person_id: PersonId, *, is_last: bool) -> None:
        """So far it was announced; with the last of them it is."""
        self.announced_to = person_id
        self.is_announced = is_last

    def caught_up_until(self, person_id: PersonId) -> None:
        """So far those were looked for who have come since."""
        self.late_to = person_id

    def told_until(self, person_id: PersonId, *, is_last: bool) -> None:
        """So far the news were told; with the last of them they are."""
        self.told_to = person_id
        if is_last:
            self.news = EventNews.NONE

    def due(self, definition: Definition) -> list[Due]:
        """It is announced, once; those who came later hear of it; its news are told; afterwards the host is asked who came."""
        plan = []
        if self.news:
            occasion = f"news:{self.news}:{self.sequence}:{self.told_to}"
            plan.append(Due(name="news", occasion=occasion, at=self.changed_at))
        if self.is_off:
            return plan
        if not self.is_announced:
            occasion = f"announce:{self.announced_to}"
            plan.append(Due(name="announce", occasion=occasion, at=self.announced_at))
        day = calendar.local_day(self.at, definition.zone)
        late = nine(definition, calendar.add_days(day, -LATECOMER_DAYS))
        if self.is_announced and self.announced_at < late < self.at:
            plan.append(Due(name="late", occasion=f"late:{day}:{self.late_to}", at=late))
        over = calendar.local_day(self.ends_at, definition.zone)
        noted = nine(definition, calendar.add_days(over, 1))
        plan.append(Due(name="noted", occasion=f"noted:{over}", at=noted))
        shared = self._shared_from(definition)
        plan.append(Due(name="share", occasion=f"share:{over}", at=shared))
        return plan


def announced_from(definition: Definition, at: datetime, days: int, now: datetime) -> datetime:
    """The moment from which on an event is announced: in the morning, so many days before it, and never in the past."""
    day = calendar.add_days(calendar.local_day(at, definition.zone), -days)
    return max(now, nine(definition, day))
