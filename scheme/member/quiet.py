"""When a message that nobody asked for is welcome: rarely, in working hours, and never to who wants none (R12.4)."""

from datetime import date, datetime, time

from scheme import calendar
from scheme.people import Person

BETWEEN = 7  # days
CLOSING = time(17, 0)
# What falls due and only reminds somebody. It promises no moment, as meetings do, and so waits for working hours when
# it comes late, as after a pause of the bot's. What changes how things stand, or says sorry, does not wait.
REMINDERS = frozenset({
    "agreement.unsigned", "application.warn", "candidate.remind", "concern.unclosed", "concern.warn", "enquiry.remind",
    "partnership.confirm", "partnership.ending", "partnership.in-touch", "partnership.not-started", "partnership.return",
    "onemore.remind",
    "proposal.remind", "proposal.unchosen", "reminder.opens", "sounding.remind", "survey.remind",
})  # fmt: skip


def welcome(person: Person, region: str, now: datetime) -> datetime | None:
    """The first moment from `now` on (UTC) at which a person may be told something they did not ask for.

    That is in their own working hours, a week after the last such message, and after the day until which they asked
    for quiet. None when they asked for no reminders.
    """
    if not person.reminders:
        return None
    day = calendar.local_day(now, person.zone)
    if person.told_at is not None:
        day = max(day, calendar.add_days(calendar.local_day(person.told_at, person.zone), BETWEEN))
    if person.quiet_until is not None:
        day = max(day, person.quiet_until)
    return in_hours(person, region, now, day)


def in_hours(person: Person, region: str, now: datetime, day: date | None = None) -> datetime:
    """The first moment from `now` on (UTC), and not before a day, that is in a person's own working hours."""
    return at_work(person.zone, region, now, day)


def at_work(zone: str, region: str, now: datetime, day: date | None = None) -> datetime:
    """The first moment from `now` on (UTC), and not before a day, that is in the working hours of a zone."""
    today = calendar.local_day(now, zone)
    day = max(day or today, today)
    if day == today and calendar.local(now, zone).time() >= CLOSING:
        day = calendar.add_days(day, 1)
    return max(now, calendar.at(calendar.on_or_after(day, region), zone))


def rests(person: Person, today: date) -> bool:
    """Whether somebody asked for no reminders at all, or for none yet."""
    return not person.reminders or (person.quiet_until is not None and today < person.quiet_until)
