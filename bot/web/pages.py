"""Pure: the pages of the playground and their pieces, from plain values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby
from uuid import uuid4
from zoneinfo import ZoneInfo

from markupsafe import Markup

from bot.web.cast import CastMember, Walk
from bot.web.render import draw, message_html
from bot.web.who import Visitor
from handlers.home.at_a_glance import EARLIER_HOME
from handlers.kit.ui import message_from
from scheme.day_order import DayOrder, in_words
from scheme.ids import PersonId
from storage.platforms.chats import ChatLine


@dataclass(frozen=True, kw_only=True)
class DrawnLine:
    """A line of a chat as the page shows it. `html` is the bot's message; "" when a person said it.

    `summary` is what stands for a pinned message until it is opened; "" for any other. `home` is as in `Message`.
    """

    id: int
    changed: int  # grows with every change of what is shown
    at: datetime
    said: str
    html: Markup
    summary: str
    home: str = ""
    letter: int | None = None  # as of the chat's line: what a mail about it leads to


@lru_cache(maxsize=2000)
def _message(body: str, line_id: int) -> tuple[Markup, str, str]:
    """A message as HTML, its summary, and which part of a home it is; kept, as a chat is drawn again for every new line."""
    try:
        message = message_from(body)
    except ValueError:  # written by another version; the rest of the chat must still show
        return draw("lost.html"), "", ""
    mark = f"m{line_id}"
    if not message.pinned:
        return message_html(message, mark), "", message.home
    unfolded = message_html(replace(message, heading="", text=""), mark)
    return unfolded, f"{message.heading}: {message.text}", message.home


def _entry(line: ChatLine, zone: ZoneInfo) -> DrawnLine:
    html, summary, home = (Markup(), "", "") if line.body is None else _message(line.body, line.id)
    return DrawnLine(
        id=line.id,
        changed=line.changed,
        at=line.at.astimezone(zone),
        said=line.said or "",
        html=html,
        summary=summary,
        home=home,
        letter=line.letter,
    )


def _folded(entries: Sequence[DrawnLine]) -> list[DrawnLine]:
    """The same with each home but the newest as one line without buttons; what stood beside it goes.

    A folded line has the `changed` of the home that came after it, so that an open page draws it again, once.
    """
    shown: list[DrawnLine] = []
    newer: DrawnLine | None = None
    for entry in reversed(entries):
        if newer is None or not entry.home:
            shown.append(entry)
        elif entry.home == "first":
            html = message_html(EARLIER_HOME, f"m{entry.id}")
            shown.append(replace(entry, html=html, changed=newer.changed))
        if entry.home == "first":
            newer = entry
    return shown[::-1]


def room_html(pane: str, lines: Sequence[ChatLine], zone: str, empty: str) -> Markup:
    """A chat's lines, oldest first, parted by days; `empty` says what to do when there is none yet.

    What is pinned stands above the chat (`pinned_html`). Of several homes only the newest is shown as it is.
    """
    entries = _folded([_entry(line, ZoneInfo(zone)) for line in lines])
    rest = [entry for entry in entries if not entry.summary]
    days = [
        (day, in_words(day, DayOrder.DAY_FIRST), list(those))
        for day, those in groupby(rest, key=_day)
    ]
    return draw("room.html", pane=pane, days=days, empty=empty)


def pinned_html(lines: Sequence[ChatLine], zone: str) -> Markup:
    """What is pinned in a chat, as bars that unfold."""
    entries = [_entry(line, ZoneInfo(zone)) for line in lines]
    return draw("pinned.html", pinned=[entry for entry in entries if entry.summary])


def _day(entry: DrawnLine) -> date:
    return entry.at.date()


@dataclass(frozen=True)
class Guide:
    """Where on a walk a page is: its stop, counted from 1, and the links to every stop."""

    walk: Walk
    stop: int
    links: tuple[str, ...]

    @property
    def query(self) -> str:
        """What the addresses of this page carry on, to stay on the walk."""
        return f"&walk={self.walk.key}&stop={self.stop}"


def links_of(walk: Walk, cast: Sequence[CastMember]) -> tuple[str, ...]:
    """The address of each stop of a walk, as whoever it is for; nothing where somebody of it is not in the cast."""
    known = {member.name: member.person_id for member in cast}
    if not all(stop.name in known for stop in walk.stops):
        return ()
    return tuple(
        f"/?as={known[stop.name]}&walk={walk.key}&stop={count}"
        for count, stop in enumerate(walk.stops, start=1)
    )


def people_html(
    cast: Sequence[CastMember],
    person_id: PersonId | None,
    fresh: frozenset[PersonId],
    query: str = "",
) -> Markup:
    """The picker: everybody by section, with a mark on those for whom something new arrived.

    `query` is what every link carries on.
    """
    sections: dict[str, list[CastMember]] = {}
    for member in cast:
        sections.setdefault(member.section, []).append(member)
    return draw("people.html", sections=sections, person_id=person_id, fresh=fresh, query=query)


def clock_html(now: datetime, due: datetime | None, zone: str) -> Markup:
    """Now, and the ways forward. `due` is when the next thing happens; None when nothing waits."""
    here = now.astimezone(ZoneInfo(zone))
    if due:
        due_here = due.astimezone(ZoneInfo(zone))
    else:
        due_here = None
    place = zone.rpartition("/")[2].replace("_", " ")
    return draw(
        "clock.html",
        now=here,
        day=in_words(here.date(), DayOrder.DAY_FIRST),
        due=due_here,
        short=_short,
        place=place,
    )


def _short(moment: datetime) -> str:
    return f"{moment:%a} {moment.day} {moment:%b %H:%M}"


def own_html(
    person: Visitor,
    pieces: Mapping[str, Markup],
    title: str,
    group: str,
    channels: Sequence[tuple[str, str]],
) -> Markup:
    """The whole page of somebody who is signed in. `channels`: those of their other Groups, by name and address."""
    return draw(
        "own.html",
        person=person,
        pieces=pieces,
        title=title,
        group=group,
        channels=channels,
        inbound=str(uuid4()),
    )


def playground_html(
    person: Visitor, pieces: Mapping[str, Markup], group: str, guide: Guide | None = None
) -> Markup:
    """The whole page for the person one is. `pieces` are the contents of the panes, by name."""
    return draw("playground.html", person=person, pieces=pieces, group=group, guide=guide)


def pick_html(
    people: Markup,
    trouble: str,
    group: str,
    walks: Mapping[str, Walk],
    told: Sequence[str] = (),
    name: str = "",
) -> Markup:
    """The page on which one picks somebody to be, or a walk, by the address of its first stop.

    `told` are sentences about the story where it is set in the places of a scheme's own, whose `name` then stands above it.
    """
    return draw(
        "pick.html",
        people=people,
        trouble=trouble,
        group=group,
        walks=walks,
        told=told,
        name=name,
    )
