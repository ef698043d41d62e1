"""The agreement's card, one for each of the two: offered after the first meeting, kept up, settled at the end (R5.1)."""

from handlers.kit.post import tell
from handlers.kit.turn import Moment
from handlers.kit.ui import Button, Message
from handlers.pair import pairs
from scheme.calendar import local_day
from scheme.definition.definition import Definition
from scheme.forms.shown import spoken
from scheme.ids import PersonId
from scheme.partnership.agreement import Agreement
from scheme.partnership.partnership import Partnership
from scheme.partnership.phase import Phase
from scheme.people import Person
from storage import agreements
from storage.plans import subject_of
from storage.work import Work

HEADING = "Your agreement"


def key_of(pair: Partnership) -> str:
    """The key under which each of the two has the card."""
    return f"agreement:{pair.id}"


def is_open(pair: Partnership) -> bool:
    """Whether there is something to sign or change: not while the partnership rests, nor when it is closed."""
    return pair.is_live and pair.phase != Phase.PAUSED


def read(pair: Partnership, label: str = "Agreement") -> Button:
    """Opens the agreement; the form to begin it where there is none."""
    return Button(label=label, action="agree.read", subject=subject_of(pair), opens=True)


async def offer(moment: Moment, work: Work, pair: Partnership) -> None:
    """A pair that has met for the first time and has no agreement is shown that one can be made."""
    if await agreements.of_pair(work, pair.id) is not None:
        return
    text = (
        "You two have met. This is a good time to agree a few things: how often, who sets the agenda, what stays between "
        "you. A draft is ready for you to change. Only you two can read it, and it counts once both have signed."
    )
    message = Message(
        text=text, parts=(), buttons=(read(pair, "Look at the draft"),), heading=HEADING
    )
    await pairs.tell_both(work, pair, "agreement", message, notify=False)


async def show(
    moment: Moment,
    work: Work,
    pair: Partnership,
    agreement: Agreement,
    *,
    notify: PersonId | None = None,
) -> None:
    """The card of each as things stand now; `notify` is whom it should also be noticed by."""
    two = await pairs.two(work, pair)
    for person_id in two:
        partner = two[pair.partner_of(person_id)]
        text = state(moment, pair, agreement=agreement, reader=person_id, partner=partner)
        waits = is_open(pair) and not agreement.signed_by(pair.role_of(person_id))
        message = Message(
            text=text,
            parts=(),
            buttons=(read(pair, "Read and sign" if waits else "Read it"),),
            heading=HEADING,
        )
        await tell(work, person_id, message, key=key_of(pair), notify=person_id == notify)


async def settle(moment: Moment, work: Work, pair: Partnership) -> None:
    """The partnership rests or is closed: the card asks for nothing any more, where there is one."""
    agreement = await agreements.of_pair(work, pair.id)
    if agreement is not None:
        await show(moment, work, pair, agreement)
    elif not pair.is_live and pair.last_met is not None:
        message = Message(
            text="This partnership is closed, so there is no agreement left to make.",
            heading=HEADING,
        )
        await pairs.tell_both(work, pair, "agreement", message, notify=False)


def signatures(
    definition: Definition, agreement: Agreement, revision: int, mentee: str, mentor: str
) -> str:
    """Who has signed a revision, by name, and when, as it stands below the text in its file."""
    if agreement.agreed == revision and agreement.agreed_at:
        day = spoken(local_day(agreement.agreed_at, definition.zone))
        return f"Signed by {mentee} and {mentor}. It holds from {day}."
    if (
        revision not in (agreement.mentee_signed, agreement.mentor_signed)
        or agreement.signed_at is None
    ):
        return f"Not signed yet by {mentee} or {mentor}."
    day = spoken(local_day(agreement.signed_at, definition.zone))
    has, waits = (mentee, mentor) if agreement.mentee_signed == revision else (mentor, mentee)
    return f"Signed by {has} on {day}. Not signed yet by {waits}."


def state(
    moment: Moment, pair: Partnership, agreement: Agreement, reader: PersonId, partner: Person
) -> str:
    """How it stands, for one of the two; none of its text."""
    if not pair.is_live:
        return "This partnership is closed, so nothing is left to sign. The agreement stays yours to read."
    if not is_open(pair):
        return "Your partnership is paused, and so is its agreement: it stays yours to read, and nothing is asked of you."
    if agreement.is_signed and agreement.agreed_at:
        day = spoken(local_day(agreement.agreed_at, moment.definition.zone))
        if pair.ends_on:
            until = f" You are under way until {spoken(pair.ends_on)}."
        else:
            until = ""
        return f"You and {partner.name} have both signed your agreement, on {day}.{until} You can still change it together."
    if agreement.signed_by(pair.role_of(reader)):
        return f"You have signed your agreement. {partner.name} has been asked to sign too, and you'll hear when they do."
    if agreement.agreed:
        before = " Until then, what you both signed before holds."
    else:
        before = ""
    if agreement.changed_by != reader:
        if agreement.revision == 1:
            has = "written"
        else:
            has = "changed"
        if agreement.has_a_signature:
            signed = " and signed"
        else:
            signed = ""
        return (
            f"{partner.name} has {has}{signed} the text of your agreement. Read it, then sign or change it. "
            f"It counts once you both have signed.{before}"
        )
    if agreement.has_a_signature:
        return (
            f"{partner.name} has signed your agreement. It counts once you have signed too.{before}"
        )
    return f"Your wording is saved, and {partner.name} can read it. It counts once you both have signed.{before}"
