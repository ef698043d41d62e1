"""Whom something can be about, and whom to reach when it cannot wait: what every form of this kind begins with (R8.3, R13.3)."""

from dataclasses import dataclass

from handlers.kit.contacts import ways_to
from handlers.kit.turn import Turn
from handlers.kit.ui import Part, Prose
from scheme.concern.concern import SOMETHING_ELSE, THE_SCHEME, WHOLE_GROUP
from scheme.concern.raised import Raised
from scheme.definition.definition import Definition
from scheme.forms.fields import Answers, AnyField, ChoicesField, Option
from scheme.ids import PersonId
from scheme.people import GROUP_DUTIES
from scheme.refusal import Refusal
from storage import partnerships, people
from storage.work import Work

PERSON = "person:"
NOBODY = "nobody"
ALSO = "also"


async def offered(turn: Turn, work: Work) -> dict[str, str]:
    """The people something of this person can be about: partners ever, the Group, the Steering Group; key and label."""
    definition = turn.definition
    me = turn.person.id
    pairs = await partnerships.of_person(work, definition.key, me)
    seats = await people.roster(work, definition.key)
    names = await people.by_ids(
        work, {p.partner_of(me) for p in pairs} | {seat.person_id for seat in seats}
    )
    found: dict[str, str] = {}
    for pair in pairs:
        term = definition.term("mentor" if pair.role_of(me) == "mentee" else "mentee")
        partner = names[pair.partner_of(me)]
        found.setdefault(f"{PERSON}{partner.id}", f"{partner.name}, your {term}")
    for seat in sorted(seats, key=lambda seat: seat.duty not in GROUP_DUTIES):
        if seat.person_id != me:
            if seat.duty in GROUP_DUTIES:
                body = definition.terms.group
            else:
                body = definition.terms.steering
            found.setdefault(f"{PERSON}{seat.person_id}", f"{names[seat.person_id].name}, {body}")
    return found


def topics(definition: Definition) -> dict[str, str]:
    """What a complaint can be about that is no one person."""
    return {
        WHOLE_GROUP: f"The whole {definition.terms.group}",
        THE_SCHEME: "How the scheme is run",
        SOMETHING_ELSE: "Somebody or something else",
    }


def also(offered: dict[str, str]) -> tuple[AnyField, ...]:
    """The question for others it is about, where more than one person is offered."""
    persons = tuple(
        Option(key=key, label=label) for key, label in offered.items() if key.startswith(PERSON)
    )
    if len(persons) < 2:
        return ()
    told = "Leave it empty if not. Nobody you choose can see it."
    return (
        ChoicesField(
            key=ALSO,
            label="Is it about anybody else?",
            help=told,
            required=False,
            most=100,
            options=persons,
        ),
    )


@dataclass(frozen=True)
class Chosen:
    """What and whom somebody chose: as it is kept, the first person, and the others."""

    about: str
    person_id: PersonId | None
    others: frozenset[PersonId]

    @classmethod
    def of(cls, answers: Answers) -> "Chosen":
        """Read both questions, each key once."""
        more = answers.get(ALSO)
        keys = list(
            dict.fromkeys([str(answers["about"]), *(more if isinstance(more, list) else ())])
        )
        persons = [
            PersonId(int(key.removeprefix(PERSON))) for key in keys if key.startswith(PERSON)
        ]
        if persons and keys[0] == NOBODY:
            keys = keys[1:]
        return cls(" ".join(keys), persons[0] if persons else None, frozenset(persons[1:]))


async def said(turn: Turn, work: Work, raised: Raised) -> str:
    """Whom and what it is about, as somebody reads it who may."""
    named = {
        key: PersonId(int(key.removeprefix(PERSON)))
        for key in raised.chosen
        if key.startswith(PERSON)
    }
    if raised.about_id and not named:
        return (await people.by_id(work, raised.about_id)).name
    known = await people.by_ids(work, set(named.values()))
    words = {key: known[person_id].name for key, person_id in named.items()} | topics(
        turn.definition
    )
    return ", ".join(words[key] for key in raised.chosen if key in words) or "Nobody in particular"


def must_be_read(definition: Definition, handlers: frozenset[PersonId]) -> None:
    """Raises `Refusal`, with another door, when nobody is left who could read it."""
    if not handlers:
        contact = definition.outside or definition.help[0]
        raise Refusal(
            "Nobody here could read this without being part of it, so it was not kept. "
            f"Please turn to {contact.name}: {contact.email or contact.phone}.",
            "about",
        )


def outside(definition: Definition) -> tuple[Part, ...]:
    """Whom to write to about those who run the scheme, by one's own mail, so that nobody here learns of it (R8.4)."""
    contact = definition.outside
    if contact is None:
        return ()
    told = f"{contact.about} You write to them yourself, and nobody here learns of it.".strip()
    return (
        Prose(told, title=f"About who runs the scheme: {contact.name}"),
        *ways_to(phone=contact.phone, email=contact.email),
    )


def urgent(definition: Definition) -> tuple[Part, ...]:
    """Whom to reach when somebody may come to harm; nothing where the scheme names nobody (R13.3)."""
    contact = definition.urgent
    if contact is None:
        return ()
    name = f"If it can't wait: {contact.name}"
    return (
        Prose(contact.about, title=name),
        *ways_to(phone=contact.phone, email=contact.email),
    )
