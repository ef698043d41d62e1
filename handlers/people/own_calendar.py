"""Somebody's own calendar: one private address that Outlook, Google or Apple reads; renewed or ended at any time (R6.6)."""

from handlers.kit.buttons import HOME
from handlers.kit.conversation import Conversation
from handlers.kit.help import MEETINGS
from handlers.kit.turn import Turn
from handlers.kit.ui import Attachment, Bullets, Button, Prose, Reply, View, says
from handlers.people import own_calendar_file
from scheme.audience import Audience
from scheme.forms.shown import spoken
from scheme.member.calendar_feed import CalendarFeed
from storage.member import calendar_feeds
from storage.work import Work

own_calendar = Conversation(name="calendar")

PATH = "/calendar"  # of the page that reads it
WHAT = (
    "Your planned meetings, and the days that matter: until when to choose or answer, when surveys close, when a "
    "partnership ends."
)
WHO_SEES = "Others at work may see your calendar, so the entries are marked private and name nobody, unless you want that."
KEEP_IT = "Whoever has this address can read it, so keep it to yourself. A new one ends the old."
HOW = (
    "Outlook: Add calendar, then Subscribe from web.",
    "Google Calendar, on a computer: Other calendars, the plus sign, From URL.",
    "Apple, on a Mac: File, New Calendar Subscription; on an iPhone: Calendars, Add Calendar, Add Subscription Calendar.",
    "It looks again by itself, in most programs within a day. So a change of today may not be there yet.",
)
NONE_YET = "You have no calendar address."
SHOW = Button(label="Your calendar", action="calendar.show", opens=True)
MAKE = Button(label="Get an address", action="calendar.make", style="primary")
RENEW = Button(label="Get a new address", action="calendar.renew")
END = Button(label="End it", action="calendar.end", style="danger")
NAMED = Button(label="Name my partner in it", action="calendar.named")
UNNAMED = Button(label="Name nobody in it", action="calendar.unnamed")


@own_calendar.step(
    "show",
    Audience.ANYONE,
    opens=True,
    common=True,
    in_help=MEETINGS.entry("Your calendar", 65),
)
async def show(turn: Turn, work: Work) -> Reply:
    """The address with how to use it, or what there is to have."""
    feed = await calendar_feeds.of_person(work, turn.person.id)
    if feed is None:
        parts = (Prose(WHAT), Prose(WHO_SEES))
        return Reply(window=View(title="Your calendar", parts=parts, buttons=(MAKE,)))
    return Reply(window=_window(turn, feed))


def _window(turn: Turn, feed: CalendarFeed) -> View:
    address = f"{turn.catalogue.site}{PATH}/{feed.token}.ics"
    used = "Nothing has read it yet."
    if feed.read_on is not None:
        used = f"Last read on {spoken(feed.read_on)}."
    if feed.with_names:
        named = "It names your partner."
        other = UNNAMED
    else:
        named = "It names nobody."
        other = NAMED
    return View(
        title="Your calendar",
        parts=(
            Prose(f"{WHAT} {named} {used}"),
            Prose(address, "The address"),
            Bullets(HOW, "How to add it"),
            Prose(KEEP_IT),
        ),
        buttons=(other, RENEW, END),
    )


@own_calendar.step("make", Audience.ANYONE, common=True)
async def make(turn: Turn, work: Work) -> Reply:
    """An address for whoever has none; whoever has one keeps it."""
    if await calendar_feeds.of_person(work, turn.person.id) is None:
        await calendar_feeds.begin(work, turn.person.id)
    return says("Your calendar has an address. Open it to see how to add it.", SHOW)


@own_calendar.step("renew", Audience.ANYONE, common=True)
async def renew(turn: Turn, work: Work) -> Reply:
    """Another address; whoever had the old one reads nothing any more."""
    feed = await calendar_feeds.of_person(work, turn.person.id)
    if feed is None:
        return says(NONE_YET, MAKE)
    calendar_feeds.renew(work, feed)
    return says(
        "Your calendar has a new address. The old one is empty from now on: add the new one where you used it.",
        SHOW,
    )


@own_calendar.step("end", Audience.ANYONE, common=True)
async def end(turn: Turn, work: Work) -> Reply:
    """No address any more."""
    feed = await calendar_feeds.of_person(work, turn.person.id)
    if feed is None:
        return says(NONE_YET, MAKE)
    await calendar_feeds.end(work, feed)
    return says(
        "Ended. Nothing is read from here any more; what your program has of it, you take out there.",
        HOME,
    )


@own_calendar.step("named", Audience.ANYONE, common=True)
async def name_partner(turn: Turn, work: Work) -> Reply:
    """Partners are named in it from now on."""
    return await _named(turn, work, wanted=True)


@own_calendar.step("unnamed", Audience.ANYONE, common=True)
async def name_nobody(turn: Turn, work: Work) -> Reply:
    """Nobody is named in it any more."""
    return await _named(turn, work, wanted=False)


async def _named(turn: Turn, work: Work, *, wanted: bool) -> Reply:
    feed = await calendar_feeds.of_person(work, turn.person.id)
    if feed is None:
        return says(NONE_YET, MAKE)
    feed.name_partners(wanted=wanted)
    if wanted:
        return says("Noted. Meetings name your partner, once your program looks again.", SHOW)
    return says("Noted. Entries name nobody, once your program looks again.", SHOW)


@own_calendar.step("file", Audience.ANYONE, reads=True, common=True)
async def file(turn: Turn, work: Work) -> Reply:
    """What stands in it now, as a file; empty for whoever has no address."""
    feed = await calendar_feeds.of_person(work, turn.person.id)
    text = await own_calendar_file.read(turn, work, with_names=feed is not None and feed.with_names)
    saved = Attachment(
        label="Save it as a file", name="mentoring.ics", text=text, media="text/calendar"
    )
    return Reply(window=View(title="Your calendar", parts=(saved,)))
