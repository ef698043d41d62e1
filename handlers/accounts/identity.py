"""Who comes in by a platform's door: known by an address that is vouched for, or by an administrator's word (R11.5).

The channel says what a profile holds; whose the account is, and who is told, is said here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from zoneinfo import available_timezones

from handlers.accounts.undelivered import undelivered
from handlers.forms import names
from handlers.kit.buttons import HELP, HOME
from handlers.kit.post import tell, tell_group, tell_of
from handlers.kit.ui import Button, Message
from scheme import calendar, cleaning
from scheme.day_order import in_words, order_in, order_of
from scheme.definition.definition import Definition
from scheme.ids import PersonId
from scheme.member.move import Move, MoveState
from scheme.people import WEB, Account, Person, is_address
from storage import applications, outbox, people
from storage.member import moves
from storage.plans import subject_of
from storage.platforms import accounts
from storage.work import Work

HEADING = "An account"
MOST_NAME = 200
MOST_LOCALE = 35  # characters, as the longest has them (RFC 5646)
AGAIN = 24 * 60  # minutes before somebody who asked is told once more that it is known
AFTER_NO = 30 * AGAIN  # and before somebody who was declined may ask again


@dataclass(frozen=True, kw_only=True)
class Profile:
    """What a platform says of one of its users. `email`: "" unless the platform has verified it. What else is "" was not said.

    A name is clean (R2.12): people choose it themselves, and others read it in the middle of their messages.
    """

    platform: str
    workspace: str
    user: str  # the platform's own id, as is `workspace`
    name: str
    email: str
    zone: str = ""
    picture: str = ""
    given: str = ""
    locale: str = ""  # language and land, such as "en-GB"

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", cleaning.line(self.name[:MOST_NAME]))


def let_in_by(
    definitions: Mapping[str, Definition], platform: str, workspace: str
) -> Definition | None:
    """The first scheme that lets a workspace in; None where nobody in it counts as anybody. An address is let in by all."""
    if is_address(platform, workspace):
        return next(iter(definitions.values()), None)
    return next(
        (
            definition
            for definition in definitions.values()
            if definition.workspace(platform, workspace)
        ),
        None,
    )


def vouched(
    definitions: Mapping[str, Definition], platform: str, workspace: str, email: str
) -> Definition | None:
    """The first scheme that believes a workspace about an address; whoever has proved it is believed by all."""
    if is_address(platform, workspace):
        return next(iter(definitions.values()), None)
    return next(
        (
            definition
            for definition in definitions.values()
            if email and definition.vouches(platform, workspace, email)
        ),
        None,
    )


# Coming in


async def known(work: Work, profile: Profile, *, seen: bool) -> Account | None:
    """The account of whoever the profile is, made where its address is vouched for; None where it can't be told whose.

    An account that was thought closed is alive again. Raises `Clash` when the same person comes in twice at once.
    """
    account = await accounts.at(work, profile.platform, profile.workspace, profile.user)
    by = vouched(work.definitions, profile.platform, profile.workspace, profile.email)
    if account is None or account.person_id is None:
        if by is None:
            return None
        if profile.zone in _zones():
            zone = profile.zone
        else:
            zone = by.zone
        person = await people.add(
            work, profile.name or profile.email.partition("@")[0], profile.email, zone
        )
        if account is None:
            account = await work.add(
                Account(
                    platform=profile.platform,
                    workspace=profile.workspace,
                    user=profile.user,
                    person_id=person.id,
                )
            )
        elif waits(account):
            await settle(
                work,
                account,
                "The address turned out to be one of ours, so nothing is needed from you.",
            )
        account.recognise(person.id)
        fresh = True
    else:
        person = await people.by_id(work, account.person_id)
        fresh = account.gone_at is not None
    account.reopen()
    if seen:
        account.note_seen(work.now)
    await _another_name(work, account, person, profile)
    account.follow_profile(profile.name, profile.email or account.email)
    refresh(person, profile)
    if fresh:
        await outbox.take_up(work, f"person:{person.id}")
    return account


async def proved(work: Work, address: str, *, name: str = "", seen: bool = True) -> Person:
    """Whoever has proved, by a link or a code, that they read mail at an address: known by it from now on (R11.5).

    A new person is called by what stands before the @ until they say their name. Raises `Clash` when the same address is
    proved twice at once.
    """
    address = address.lower()
    profile = Profile(platform=WEB, workspace="", user=address, name=name, email=address)
    account = await known(work, profile, seen=seen)
    if account is None or account.person_id is None:
        raise LookupError("no scheme lets an address in")
    person = await people.by_id(work, account.person_id)
    if not person.takes_mail_at(address):  # it did not, and what was sent there meanwhile waits
        person.note_mail_at(address)
        await outbox.take_up(work, f"mail:person:{person.id}")
    return person


def refresh(person: Person, profile: Profile) -> None:
    """Take over what may follow the profile: picture, time zone, locale, and the given name that a form is filled in with.

    The name stays as it is known here.
    """
    zone = profile.zone if profile.zone in _zones() else ""
    shows = profile.picture.startswith("https://") and len(profile.picture) <= 500
    locale = profile.locale if _is_locale(profile.locale) else ""
    person.follow_profile(
        given=profile.given,
        zone=zone,
        picture=profile.picture if shows else "",
        locale=locale,
    )


def note_languages(person: Person, languages: Iterable[str]) -> None:
    """What somebody's browser asks for, the most wanted first: how they read a date, where no profile has told (R12.5)."""
    if not person.locale:
        known = (language for language in languages if _is_locale(language))
        person.follow_profile(locale=next(known, ""))


def _is_locale(locale: str) -> bool:
    return len(locale) <= MOST_LOCALE and order_of(locale) is not None


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())  # found by walking through a folder


# Asking in


def waits(account: Account) -> bool:
    """Whether somebody has asked whose account it is, and nobody has answered."""
    return account.person_id is None and account.asked_at is not None and account.gone_at is None


def declined(account: Account) -> bool:
    """Whether an administrator said that it is nobody's of the scheme's."""
    return account.person_id is None and account.gone_at is not None


def told_unknown(
    definition: Definition, account: Account | None, now: datetime
) -> tuple[str, bool]:
    """What somebody is told of whom it is not known who they are, and whether they may ask to be let in."""
    if account is None or not account.asked_at:
        return (
            "I can't tell yet who you are here. An administrator can confirm you: press Ask.",
            True,
        )
    if declined(account) and account.gone_at:
        contact = definition.help[0]
        again = calendar.add_minutes(account.gone_at, AFTER_NO)
        if now < again:
            text = (
                f"The administrators of {definition.name} looked, and could not place you. If you do belong, please write "
                f"to {contact.name}: {contact.email or contact.phone}. From {_day(definition, again)} you can ask again."
            )
            return text, False
        return (
            f"Your last request to {definition.name} was not confirmed. You can ask again: press Ask.",
            True,
        )
    asked = f"You asked on {_day(definition, account.asked_at)}."
    text = f"{asked} An administrator of {definition.name} is to say whose account this is, and you hear here."
    return text, now >= calendar.add_minutes(account.asked_at, AGAIN)


async def nobodys(work: Work, profile: Profile) -> Account:
    """The account of a profile; a new one of nobody's where there is none. Raises `Clash` when it is made twice at once."""
    found = await accounts.at(work, profile.platform, profile.workspace, profile.user)
    if found is not None:
        return found
    return await work.add(
        Account(
            platform=profile.platform,
            workspace=profile.workspace,
            user=profile.user,
            person_id=None,
        )
    )


async def ask_in(work: Work, profile: Profile) -> str:
    """Somebody whose account is nobody's yet asks to be let in: the administrators are told; returns what they are told.

    Raises `Clash` when they ask twice at once.
    """
    definition = let_in_by(work.definitions, profile.platform, profile.workspace)
    if definition is None:
        raise LookupError("nobody lets this workspace in")
    account = await nobodys(work, profile)
    text, may_ask = told_unknown(definition, account, work.now)
    if not may_ask:
        return text
    account.follow_profile(profile.name, profile.email or None)
    account.ask(definition.key, work.now)
    who = profile.name or "Somebody"
    where = place_of(definition, account.platform, account.workspace)
    card = Message(
        text=f"{who}, in {where}, asks to be let in. It is for you to say whose account it is.",
        parts=(),
        buttons=(see(account),),
    )
    await _tell_administrators(work, account, card, notify=True)
    return (
        f"Thank you. The administrators of {definition.name} have been asked to confirm you, and you hear here as soon "
        "as one of them has."
    )


def see(account: Account) -> Button:
    """Opens it, for an administrator."""
    return Button(
        label="Open", action="account.open", subject=account.subject, style="primary", opens=True
    )


def place_of(definition: Definition, platform: str, workspace: str) -> str:
    """What people call a workspace."""
    if is_address(platform, workspace):
        return "the web"
    place = definition.workspace(platform, workspace)
    return (place and place.name) or f"the workspace {workspace}"


async def settle(work: Work, account: Account, done: str) -> None:
    """The administrators' cards say that it is done, and how."""
    await _tell_administrators(work, account, Message(text=done), notify=False)


async def _tell_administrators(
    work: Work, account: Account, card: Message, *, notify: bool
) -> None:
    """A card for each administrator; in the Group's channel, without the name, where there is none."""
    card = Message(text=card.text, parts=(), buttons=card.buttons, heading=HEADING)
    ours = await administrators(work, account.scheme)
    for person_id in ours:
        await tell_of(work, person_id, card, key=str(account.subject), notify=notify)
    if not ours:
        lone = Message(
            text="Somebody asks to be let in, and no administrator is there to confirm them.",
            heading=HEADING,
        )
        await tell_group(
            work, account.scheme, lone if notify else card, key=str(account.subject), notify=notify
        )


async def administrators(work: Work, scheme: str) -> list[PersonId]:
    """The administrators of a scheme, by id."""
    return [
        member.person_id
        for member in await people.roster(work, scheme)
        if member.duty == "administrator"
    ]


async def welcome(work: Work, definition: Definition, account: Account, person: Person) -> None:
    """An administrator has said whose account it is: what waited for them comes, after a welcome.

    Who is reached elsewhere is told there, so that nobody gets an account that they know nothing of.
    """
    others = [
        other for other in await accounts.of_person(work, person.id) if other.id != account.id
    ]
    text = f"{person.greeted('Welcome')}. An administrator has confirmed who you are, so all of yours is at hand here now."
    if others:
        where = place_of(definition, account.platform, account.workspace)
        text = f"An administrator has confirmed that an account in {where} is yours too. If it is not, please say so."
    else:
        account.note_seen(work.now)
    await tell(
        work,
        person.id,
        Message(
            text=text, parts=(), buttons=(HOME, *((HELP,) if others else ())), heading="You are in"
        ),
        key=f"welcome:{account.id}",
    )
    await outbox.take_up(work, f"person:{person.id}")


# Coming and going


async def changed(work: Work, account: Account, profile: Profile) -> None:
    """The profile says something else now. A new address makes it nobody else's: an administrator is to look (R5.7)."""
    before = account.email or ""
    person = None
    if account.person_id is not None:
        person = await people.by_id(work, account.person_id)
        await _another_name(work, account, person, profile)
    account.follow_profile(profile.name, profile.email or account.email)
    if person is None:
        return
    refresh(person, profile)
    address = profile.email.lower()
    if not address or address in (before.lower(), person.email):
        return
    theirs = await applications.schemes_of(work, person.id)
    scheme = next((key for key in work.definitions if key in theirs), None)
    if scheme is not None:
        await _move(work, scheme, person, address)


async def _another_name(work: Work, account: Account, person: Person, profile: Profile) -> None:
    """A profile that has another name than before: whose it is is asked whether it is theirs, once, and nothing changes."""
    if not account.name or account.name == profile.name:
        return
    theirs = await applications.schemes_of(work, person.id)
    by = let_in_by(work.definitions, account.platform, account.workspace)
    scheme = next((key for key in work.definitions if key in theirs), by.key if by else "")
    if scheme:
        await names.of_profile(work, scheme, person, profile.name)


async def _move(work: Work, scheme: str, person: Person, address: str) -> None:
    """A new address waits for an administrator, as if the person had told of it themselves; nothing counts before."""
    earlier = await moves.open_of(work, person.id)
    if earlier is not None:
        if earlier.address == address:
            return
        earlier.replace()
        await work.flush()
    move = await work.add(
        Move(
            scheme=scheme,
            person_id=person.id,
            said_at=work.now,
            before={"email": person.email},
            after={"email": address},
            state=MoveState.OPEN,
        )
    )
    see_it = Button(
        label="Open", action="moved.open", subject=subject_of(move), style="primary", opens=True
    )
    text = "The address in somebody's profile has changed. The new one counts once you have confirmed it."
    for person_id in await administrators(work, scheme):
        if person_id != person.id:
            await tell(
                work,
                person_id,
                Message(text=text, parts=(), buttons=(see_it,), heading="A new address"),
                key=str(subject_of(move)),
            )


async def closed(work: Work, account: Account) -> None:
    """An account was closed: the Group hears of it where nobody is left to write to (R5.7)."""
    if account.gone_at is not None or account.person_id is None:
        return
    account.close(work.now)
    await work.flush()
    if not await accounts.of_person(work, account.person_id):
        await undelivered(work, f"person:{account.person_id}")


async def reached_again(work: Work, ids: Iterable[PersonId]) -> None:
    """People can be written to again: what waited for them comes."""
    for person_id in sorted(set(ids)):
        await outbox.take_up(work, f"person:{person_id}")


def _day(definition: Definition, at: datetime) -> str:
    # Who is nobody yet has no order of their own.
    return in_words(calendar.local_day(at, definition.zone), order_in(definition.region))
