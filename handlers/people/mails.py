"""By which way somebody hears of news: by mail as usual, by mail as well wherever they are, or only in their chat (R12.6)."""

from handlers.kit.buttons import HOME
from handlers.kit.conversation import Conversation
from handlers.kit.help import DATA
from handlers.kit.turn import Turn
from handlers.kit.ui import Button, Reply, says
from scheme.audience import Audience
from scheme.member.mails import Mails
from scheme.people import Person
from scheme.refusal import Refusal
from storage import matters
from storage.work import Work

mails = Conversation(name="mails")

ALSO = Button(label="By mail as well", action="mails.also")
USUAL = Button(label="As usual", action="mails.usual")
NEVER = Button(label="Only here", action="mails.never")
STANDS = {
    Mails.USUAL: "Who is in Slack or Teams hears there; everybody else has a mail, unless they have this page open.",
    Mails.ALSO: "What you are told comes by mail as well, wherever you are.",
    Mails.NEVER: "What you are told stands here alone. Mails that you ask for, to sign in or to prove an address, still come.",
}
NO_MAIL = "No mail is sent from here, so what you are told stands in your chat."


def _ways(now: Mails) -> tuple[Button, ...]:
    ways = {Mails.USUAL: USUAL, Mails.ALSO: ALSO, Mails.NEVER: NEVER}
    return tuple(button for wish, button in ways.items() if wish != now)


@mails.step(
    "ask",
    Audience.ANYONE,
    reads=True,
    common=True,
    in_chat=True,
    in_help=DATA.entry("What comes by mail", 70, with_mail=True),
)
async def ask(turn: Turn, work: Work) -> Reply:
    """How it stands, and what else there is."""
    if not turn.catalogue.mails:
        return says(NO_MAIL, HOME)
    now = turn.person.mails
    return says(f"{STANDS[now]} Would you like it otherwise?", *_ways(now), heading="Mail")


async def _wants(turn: Turn, work: Work, wish: Mails) -> Reply:
    if not turn.catalogue.mails:
        raise Refusal(NO_MAIL)
    person = await matters.locked(work, Person, turn.person.id)
    person.want_mails(wish)
    return says(f"Noted. {STANDS[wish]}", *_ways(wish))


@mails.step("also", Audience.ANYONE, common=True)
async def also(turn: Turn, work: Work) -> Reply:
    """By mail as well, wherever they are."""
    return await _wants(turn, work, Mails.ALSO)


@mails.step("usual", Audience.ANYONE, common=True)
async def usual(turn: Turn, work: Work) -> Reply:
    """By mail where they are in no chat."""
    return await _wants(turn, work, Mails.USUAL)


@mails.step("never", Audience.ANYONE, common=True)
async def never(turn: Turn, work: Work) -> Reply:
    """In the chat alone."""
    return await _wants(turn, work, Mails.NEVER)
