"""Where somebody is signed in on the web: each browser, signed out from here or all at once (R12.6)."""

from collections.abc import Sequence

from handlers.kit.buttons import HOME
from handlers.kit.conversation import Conversation
from handlers.kit.help import DATA
from handlers.kit.turn import Turn
from handlers.kit.ui import Button, Card, Prose, Reply, View, says
from scheme.audience import Audience
from scheme.calendar import local
from scheme.forms.shown import spoken
from storage.web import sessions
from storage.web.sessions import Session
from storage.work import Work

devices = Conversation(name="devices")

NOWHERE = "You are signed in nowhere on the web."
ALL = Button(label="Sign out everywhere", action="devices.all", style="danger")
SHOW = Button(label="Where you are signed in", action="devices.show", opens=True)


@devices.step(
    "show",
    Audience.ANYONE,
    reads=True,
    common=True,
    takes="session",
    in_help=DATA.entry("Where you are signed in", 60),
)
async def show(turn: Turn, work: Work) -> Reply:
    """Each browser, since when, and which of them this is."""
    found = await sessions.of_person(work, turn.person.id)
    return Reply(window=_window(turn, found))


def _window(turn: Turn, found: Sequence[Session]) -> View:
    if not found:
        return View(title="Where you are signed in", parts=(Prose(NOWHERE),), buttons=(HOME,))
    here = turn.given("session")
    cards = [_card(turn, session, is_here=str(session.id) == here) for session in found]
    text = Prose(
        "Each ends by itself after 30 days. Sign out what you don't know, or no longer use."
    )
    return View(title="Where you are signed in", parts=(text, *cards), buttons=(ALL,))


def _card(turn: Turn, session: Session, *, is_here: bool) -> Card:
    since, used = (
        spoken(local(moment, turn.person.zone).date())
        for moment in (session.made_at, session.seen_at)
    )
    out = Button(label="Sign out", action="devices.end", answers={"which": str(session.id)})
    return Card(
        title=f"{session.browser}, this one" if is_here else session.browser,
        subtitle=f"Since {since}, last used on {used}",
        buttons=(out,),
    )


@devices.step("end", Audience.ANYONE, common=True)
async def end(turn: Turn, work: Work) -> Reply:
    """One browser is signed out; one that is nobody's, or somebody else's, was not signed in anyway."""
    which = turn.given("which")
    if which.isascii() and which.isdecimal() and len(which) < 10:
        await sessions.end_of(work, turn.person.id, int(which))
    return says("That browser is signed out.", SHOW)


@devices.step("all", Audience.ANYONE, common=True)
async def end_all(turn: Turn, work: Work) -> Reply:
    """Every browser is signed out, this one included."""
    await sessions.end_of(work, turn.person.id)
    return says("You are signed out everywhere on the web, here as well if this is the web.")
