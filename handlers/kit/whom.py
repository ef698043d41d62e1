"""Whom something can be about, and whom to reach when it cannot wait: what every form of this kind begins with (R8.3, R13.3)."""

from handlers.kit.turn import Turn
from handlers.kit.ui import Card, Part
from scheme.concern import SOMETHING_ELSE, THE_SCHEME, WHOLE_GROUP
from scheme.definition import Definition
from scheme.people import GROUP_DUTIES
from scheme.raised import Raised
from scheme.refusal import Refusal
from storage import partnerships, people
from storage.work import Work

PERSON = "person:"
STEERING = "Steering Group"


async def offered(turn: Turn, work: Work) -> dict[str, str]:
    """The people something of this person can be about: partners ever, the Group, the Steering Group; key and label."""
    definition, me = turn.definition, turn.person.id
    pairs = await partnerships.of_person(work, definition.key, me)
    seats = await people.roster(work, definition.key)
    names = await people.by_ids(work, {p.partner_of(me) for p in pairs} | {seat.person_id for seat in seats})
    found: dict[str, str] = {}
    for pair in pairs:
        term = definition.term("mentor" if pair.role_of(me) == "mentee" else "mentee")
        partner = names[pair.partner_of(me)]
        found.setdefault(f"{PERSON}{partner.id}", f"{partner.name}, your {term}")
    for seat in sorted(seats, key=lambda seat: seat.duty not in GROUP_DUTIES):
        if seat.person_id != me:
            body = definition.terms.group if seat.duty in GROUP_DUTIES else STEERING
            found.setdefault(f"{PERSON}{seat.person_id}", f"{names[seat.person_id].name}, {body}")
    return found


def topics(definition: Definition) -> dict[str, str]:
    """What a complaint can be about that is no one person."""
    return {
        WHOLE_GROUP: f"The whole {definition.terms.group}",
        THE_SCHEME: "How the scheme is run",
        SOMETHING_ELSE: "Somebody or something else",
    }


def person_in(about: str) -> int | None:
    """The id of the person who was chosen; None for anything else."""
    return int(about.removeprefix(PERSON)) if about.startswith(PERSON) else None


async def said(turn: Turn, work: Work, one: Raised) -> str:
    """Whom or what it is about, as somebody reads it who may."""
    if one.about_id:
        return (await people.by_id(work, one.about_id)).name
    return topics(turn.definition).get(one.about, "Nobody in particular")


def must_be_read(definition: Definition, handlers: frozenset[int]) -> None:
    """Raises `Refusal`, with another door, when nobody is left who could read it."""
    if not handlers:
        contact = definition.help[0]
        raise Refusal(
            "Nobody here could read this without being part of it, so it was not kept. "
            f"Please turn to {contact.name}: {contact.email or contact.phone}.",
            "about",
        )


def urgent(definition: Definition) -> tuple[Part, ...]:
    """Whom to reach when somebody may come to harm; nothing where the scheme names nobody (R13.3)."""
    one = definition.urgent
    if one is None:
        return ()
    rows = tuple((name, value) for name, value in (("Telephone", one.phone), ("E-mail", one.email)) if value)
    return (Card(f"If it can't wait: {one.name}", "", one.about, facts=rows),)
