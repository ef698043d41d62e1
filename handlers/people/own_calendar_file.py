"""Somebody's calendar as the programs they use read it (R6.6, RFC 5545 and RFC 7986)."""

from collections.abc import Iterable
from datetime import UTC, datetime

from icalendar import Calendar, Event, vText
from icalendar.enums import CLASS, STATUS, TRANSP

from handlers.kit.calendar_entry import CalendarEntry
from handlers.kit.turn import Turn
from storage.work import Work

EVERY = "PT6H"  # how often programs may look again; many do so less often, whatever is said
NAME = "Mentoring"


async def read(turn: Turn, work: Work, *, with_names: bool) -> str:
    """What stands in it, of every scheme that somebody takes part in; partners are named only with `with_names`."""
    events = []
    for key in turn.schemes:
        here = turn.within(work.definitions[key], frozenset())
        for ask in turn.catalogue.calendar_functions:
            events += [
                event(key, entry, name=here.definition.name, with_names=with_names)
                for entry in await ask(here, work)
            ]
    return drawn(events)


def drawn(events: Iterable[Event]) -> str:
    """A calendar of some events, as text."""
    calendar = Calendar.new(
        prodid="-//mentoring-bot//calendar//EN",
        name=NAME,
        subcomponents=list(events),
    )
    calendar["REFRESH-INTERVAL"] = vText(EVERY, params={"VALUE": "DURATION"})
    calendar["X-PUBLISHED-TTL"] = vText(EVERY)  # the same for Outlook
    del calendar[
        "UID"
    ]  # it would be another each time, and nothing that is read would ever be as before
    text: str = calendar.to_ical().decode()
    return text


def event(scheme: str, entry: CalendarEntry, *, name: str, with_names: bool) -> Event:
    """An entry of the scheme of a key and a name.

    Moments are in UTC, which every calendar shows on its own clock; a whole day keeps nobody busy.
    """
    is_meeting = isinstance(entry.at, datetime)
    start = entry.at.astimezone(UTC) if isinstance(entry.at, datetime) else entry.at
    summary = entry.says
    if with_names and entry.partner:
        summary = f"{entry.says} with {entry.partner}"
    return Event.new(
        uid=f"{scheme}-{entry.key}@mentoring-bot",
        sequence=entry.sequence,
        stamp=entry.changed_at,
        last_modified=entry.changed_at,
        start=start,
        end=entry.ends,
        summary=summary,
        location=entry.place or None,
        description=f"From {name}.",
        classification=CLASS.PRIVATE,
        status=STATUS.CONFIRMED,
        transparency=TRANSP.OPAQUE if is_meeting else TRANSP.TRANSPARENT,
    )
