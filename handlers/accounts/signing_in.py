"""Signing in on the web: a mail with a link and a code, to whatever address somebody typed (R12.6).

Whether an address is known changes nothing that anybody sees: everybody gets the same mail, by the same statements. Who is
unknown is known by the address once it is proved. All times here are real ones, as no scheme's rule hangs on them.
"""

from datetime import datetime

from handlers.accounts import identity
from handlers.kit.addressee import Addressee, NobodyToTell
from handlers.kit.conversation import Conversation
from handlers.kit.post import mail
from handlers.kit.turn import Moment
from handlers.kit.ui import Facts, Link, Message, Prose
from scheme import calendar
from scheme.people import Person
from scheme.refusal import Refusal
from storage.web import links, sign_ins, tries
from storage.web.links import SentLink
from storage.work import Work

signing_in = Conversation(name="signing-in")

PURPOSE = "signin"
MINUTES = 20  # that a link and its code are good for
HOUR = 60
# In an hour. A network may be a whole university behind one address.
MOST_MAILS = 5  # to one address
MOST_ASKED = 100  # from one network
MOST_CODES = 15  # typed for one address
MOST_CODES_THERE = 100  # typed from one network
TOO_MUCH = "A great many sign-ins were asked for from where you are, so please wait an hour, or use another connection."
WRONG = "This is not the code of the latest mail, or its time is over. Please look again, or ask for a new one."
LEFT = (
    "No more codes can be tried for this address in this hour. The button in the mail still works."
)


async def ask(work: Work, address: str, network: str, now: datetime) -> None:
    """Somebody wants a mail to sign in with. Raises `Refusal` where too many were asked for from one network.

    To one address go so many an hour; beyond that none is sent, and nobody is told so who cannot read its mail. An
    earlier mail stays good beside a later one: mails overtake each other, and each code has its own few tries.
    """
    since = calendar.add_minutes(now, -HOUR)
    if await tries.count(work, "ask from", network, since=since) >= MOST_ASKED:
        raise Refusal(TOO_MUCH)
    sent = await tries.count(work, "ask", address, since=since)
    await tries.note(work, "ask from", network, now=now)
    await tries.note(work, "ask", address, now=now)
    if sent >= MOST_MAILS:
        return
    number = await sign_ins.ask(work, address, now=now)
    key = f"{PURPOSE}:{number}"
    await mail(work, key, name=PURPOSE, key=key, note=str(number))


@signing_in.addressee(PURPOSE)
async def addressee(work: Work, number: int) -> Addressee | None:
    """Whoever reads mail at the address that was typed; by no name, as it is not known who that is."""
    found = await sign_ins.asked(work, number)
    definition = next(iter(work.definitions.values()))
    if found is None:
        return None
    return Addressee(address=found[0], name="", scheme=definition.key, zone=definition.zone)


@signing_in.draws(PURPOSE)
async def letter(moment: Moment, work: Work) -> Message:
    """The mail, with a link and a code that stand nowhere else. Raises `NobodyToTell` once its time is over."""
    found = await sign_ins.asked(work, int(moment.occasion))
    if found is None:
        raise NobodyToTell
    address, asked_at = found
    sent = await links.make_with_code(
        work,
        PURPOSE,
        f"{PURPOSE}:{moment.occasion}",
        address=address,
        now=asked_at,
        until=calendar.add_minutes(asked_at, MINUTES),
    )
    code = f"{sent.code[:3]} {sent.code[3:]}"
    return Message(
        heading=f"Sign in to {moment.definition.name}",
        text=f"Here is your way in. It works once, within {MINUTES} minutes of when you asked for it.",
        parts=(
            Link("Sign in", f"/sign-in/link/{sent.token}"),
            Facts((("Or type this code on the page", code),)),
            Prose(
                "If it was not you who asked, you need do nothing: without this mail nobody gets in. Please hand it on "
                "to nobody, whoever asks for the code."
            ),
        ),
    )


async def by_code(
    work: Work, *, address: str, code: str, network: str, now: datetime
) -> tuple[Person | None, str]:
    """Whoever types the code that went to an address; None with what they are told, where it is wrong.

    It counts as a try, so the work must be committed in either case. Which of several reasons it is, is not told.
    """
    since = calendar.add_minutes(now, -HOUR)
    if await tries.count(work, "code from", network, since=since) >= MOST_CODES_THERE:
        return None, TOO_MUCH
    if await tries.count(work, "code", address, since=since) >= MOST_CODES:
        return None, LEFT
    await tries.note(work, "code from", network, now=now)
    await tries.note(work, "code", address, now=now)
    link = await links.by_code(work, PURPOSE, address=address, code=code, now=now)
    person = None
    if link is not None:
        person = await by_link(work, link, now=now)
    if person is None:
        return None, WRONG
    return person, ""


async def by_link(work: Work, link: SentLink, *, now: datetime) -> Person | None:
    """Whoever reads the mail a link came in: known by its address from now on; None where it does nothing any more.

    Every other mail to the same address ends with it, so that none is left lying about that still opens something.
    """
    address = await address_of(work, link)
    if not address or not await links.use(work, link, now=now):
        return None
    await links.void_for(work, PURPOSE, address=address, now=now)
    return await identity.proved(work, address)


async def address_of(work: Work, link: SentLink) -> str:
    """The address a link was sent to; "" once that is forgotten."""
    found = await sign_ins.asked(work, int(link.subject.partition(":")[2]))
    if found is None:
        return ""
    return found[0]
