"""Writing to people by mail (R12.6): what of what they were told, where to, and what follows when nobody is there (R5.7)."""

from collections.abc import Sequence

from handlers.accounts.undelivered import undelivered
from handlers.kit.addressee import MAIL, Addressee
from handlers.kit.buttons import HOME
from handlers.kit.conversation import Conversation
from handlers.kit.ui import Message, Part, Prose, message_json
from scheme.ids import PersonId
from scheme.member.mails import differ_by_dates_alone, goes_by_mail
from scheme.people import Person
from scheme.wording import addresses_in
from storage import applications, outbox, people
from storage.letters import COPIES, PERSONS
from storage.member import mail_waits
from storage.outbox import Letter
from storage.work import Work

by_mail = Conversation(name="by_mail")

DIGEST = "digest"
LINE = "line:"
STOP = "stop"  # what a link to stop mails of the day is for
MOST_TOLD = 12  # things in one mail of the day
CALENDAR = "text/calendar"
UNASKED = '"unasked":true'
DIGESTS = f"{MAIL}{DIGEST}:"  # begins the recipient of a mail of the day
WORDS = "None of it had to reach you at once. It all stands on your page too."
PLACEHOLDER = message_json(
    Message(text=WORDS)
)  # in the outbox; it is made of what waits when it is sent


def line_of(letter: int) -> str:
    """The key of a letter's copy by mail; what follows the colon is the letter's id."""
    return f"{LINE}{letter}"


def letter_of(key: str | None) -> str:
    """The id of the letter that something with such a key is a copy of; "" where it is none."""
    if key is None or not key.startswith(LINE):
        return ""
    return key.removeprefix(LINE)


async def copied(work: Work, letter: Letter, *, in_a_chat: bool, is_reading: bool) -> None:
    """Somebody was told something: where they wish it, and it is news, the same goes by mail.

    What can wait (nobody asked for it, or it is a card of the Group's) goes with the mail of the day.
    """
    number = letter.recipient.removeprefix(PERSONS)
    if not letter.notify or number == letter.recipient or not number.isdecimal():
        return
    person = await _person(work, int(number))
    if person is None or not goes_by_mail(person.mails, in_a_chat=in_a_chat, is_reading=is_reading):
        return
    if _can_wait(letter):
        if person.unasked_mails:
            await mail_waits.add(work, person.id, letter.id)
            await outbox.post(work, f"{DIGESTS}{person.id}", PLACEHOLDER, key=DIGEST)
        return
    to = f"{MAIL}{letter.recipient}"
    key = line_of(letter.id)
    before = await outbox.wording(work, to, key)
    if before is not None and _is_old_news(before.body, letter.body):
        if before.waits:  # it has not been sent yet, and is then sent as it is now
            await outbox.post(work, to, letter.body, key=key, notify=False)
        return
    await outbox.post(work, to, letter.body, key=key)


async def told_in_channel(work: Work, person_id: int, letter: Letter, *, is_reading: bool) -> None:
    """News in the Group's channel on the web, for a member who reads it there: it goes with their mail of the day."""
    person = await _person(work, person_id)
    if not letter.notify or person is None or not person.unasked_mails:
        return
    if goes_by_mail(person.mails, in_a_chat=False, is_reading=is_reading):
        await mail_waits.add(work, person.id, letter.id)
        await outbox.post(work, f"{DIGESTS}{person.id}", PLACEHOLDER, key=DIGEST)


async def digested(work: Work, recipient: str, address: str) -> None:
    """The mail of the day has arrived: what it told of, up to the number that is its address, waits no more."""
    number = recipient.removeprefix(DIGESTS)
    if number.isdecimal() and address.isdecimal():
        await mail_waits.told(work, int(number), int(address))


def _can_wait(letter: Letter) -> bool:
    return (letter.key or "").startswith(COPIES) or UNASKED in letter.body


def _is_old_news(before: str, now: str) -> bool:
    """Whether only a date moved, and none that is in their calendar."""
    return CALENDAR not in now and differ_by_dates_alone(before, now)


def of_the_day(told: Sequence[Message]) -> Message:
    """What could wait, in one message: the thing itself where it is one."""
    if len(told) == 1:
        return told[0]
    shown = told[:MOST_TOLD]
    parts: tuple[Part, ...] = tuple(Prose(message.text, title=message.heading) for message in shown)
    if len(told) > len(shown):
        parts += (Prose(f"And {len(told) - len(shown)} more, on your page."),)
    return Message(
        text=WORDS,
        parts=parts,
        buttons=(HOME,),
        heading=f"{len(told)} things to look at",
    )


# Where to


@by_mail.addressee("person")
@by_mail.addressee(DIGEST)
async def person_at(work: Work, number: int) -> Addressee | None:
    """Somebody known here, at an address that takes mail; in the name of a scheme that they take part in."""
    person_id = PersonId(number)
    found = await _person(work, number)
    if found is None:
        return None
    theirs = await applications.schemes_of(work, person_id)
    schemes = [key for key in work.definitions if key in theirs] or list(work.definitions)
    taking = [one for one in await _addresses(work, found) if found.takes_mail_at(one)]
    return Addressee(
        address=next(iter(taking), ""),
        name=found.name,
        scheme=schemes[0],
        zone=found.zone,
        person=person_id,
    )


async def _person(work: Work, number: int) -> Person | None:
    person_id = PersonId(number)
    return (await people.by_ids(work, {person_id})).get(person_id)


async def _addresses(work: Work, person: Person) -> list[str]:
    """Where mail may reach somebody: the address that was proved, then what they gave as another way to reach them.

    Those that took none are among them.
    """
    given: list[str] = []
    for scheme in work.definitions:
        for application in await applications.of_person(work, scheme, person.id):
            if application.is_open:
                answer = application.answers.get("second_contact")
                given += sorted(addresses_in(str(answer or "")))
    return list(dict.fromkeys((person.email, *given)))


# Where nobody is


@by_mail.lost("person")
@by_mail.lost(DIGEST)
async def not_there(work: Work, person_id: int, address: str) -> bool:
    """Nobody is at an address any more: another one that they gave is tried, and where none is left, the Group is told.

    Returns whether another is to be tried.
    """
    person = await _person(work, person_id)
    if person is None:
        return False
    if address:
        # A report may name the address that somebody's mail was forwarded to, and not the one that we wrote to.
        theirs = await _addresses(work, person)
        if address not in theirs:
            address = person.email
        person.note_no_mail_at(address)
        if any(person.takes_mail_at(other) for other in theirs):
            return True
    await undelivered(work, f"{PERSONS}{person_id}")
    return False
