"""Home: where I stand and the one next thing to do; free text; how it works; people to turn to (R12.1, R12.2, R13.3)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from handlers.home import across, at_a_glance, full_page, more
from handlers.kit.buttons import HOME
from handlers.kit.contacts import reached
from handlers.kit.conversation import Conversation, HomeEntry
from handlers.kit.help import WRONG
from handlers.kit.turn import Turn
from handlers.kit.ui import (
    Button,
    Card,
    Facts,
    Link,
    Message,
    Part,
    Prose,
    Reply,
    View,
)
from scheme.audience import Audience
from scheme.definition.definition import Definition
from scheme.definition.support import HelpContact
from scheme.forms.shown import spoken
from scheme.partnership.usual import gives, lasts, meets
from scheme.people import Role
from scheme.wording import a, counted, several
from storage.work import Work

home = Conversation(name="home")

HINT = "You can also just type what you want, for example: log a meeting, where is my application, help."


async def _standing(turn: Turn, work: Work) -> list[HomeEntry]:
    found = [entry for ask in turn.catalogue.home_functions for entry in await ask(turn, work)]
    return _in_order(found, turn.today) or [_newcomer(turn)]


def _in_order(found: Iterable[HomeEntry], today: date) -> list[HomeEntry]:
    return sorted(found, key=lambda entry: (entry.rank, entry.by is None, entry.by or today))


async def _standings(turn: Turn, work: Work) -> list[tuple[Turn, list[HomeEntry]]]:
    """What stands on a home, scheme by scheme; where there are several, each entry says which it is of (R1.3)."""
    each = await across.in_each(turn, work)
    found = [(here, await _standing(here, work)) for here in each]
    if len(found) == 1:
        return found
    return [
        (here, [across.told_apart(entry, here.definition) for entry in entries])
        for here, entries in found
    ]


@home.step("show", Audience.ANYONE, reads=True, across=True, by_phone="", in_chat=True)
async def show(turn: Turn, work: Work) -> Reply:
    """Home: a headline, the next action with its date, the rest a step away."""
    found = [entry for _, entries in await _standings(turn, work) for entry in entries]
    return Reply(says=at_a_glance.messages(_in_order(found, turn.today)))


@home.step("alone", Audience.ANYONE, reads=True, in_chat=True)
async def show_alone(turn: Turn, work: Work) -> Reply:
    """The home of one scheme, by whose name somebody asked for it; it says the name again (R1.3)."""
    found = [across.told_apart(entry, turn.definition) for entry in await _standing(turn, work)]
    return Reply(says=at_a_glance.messages(found))


@home.step("page", Audience.ANYONE, reads=True, across=True)
async def show_at_length(turn: Turn, work: Work) -> Reply:
    """Home for a page of its own: the same, then one's partnerships, what waits for the Group, and whom to turn to."""
    each = await _standings(turn, work)
    found = _in_order((entry for _, entries in each for entry in entries), turn.today)
    first, *also = at_a_glance.messages(found)
    told = [replace(first, parts=()), *also]
    for here, entries in each:
        told += await full_page.pairs(here, work)
        told += full_page.listed(entries, here.definition.terms.group)
    data = Button(label="Your data and you", action="privacy.about", opens=True)
    turn_to = Message(
        text="Somebody to write to or phone.",
        parts=_people_of([here.definition for here, _ in each]),
        buttons=(data,),
        heading="People to turn to",
    )
    return Reply(says=(*told, turn_to))


def _newcomer(turn: Turn) -> HomeEntry:
    definition = turn.definition
    term = turn.definition.terms.mentor
    text = f"You can find {a(term)}, or share your experience as one. Nothing is decided by looking round."
    coming = definition.next_round("mentee", turn.today)
    if definition.open_round("mentee", turn.today) is None and coming is not None:
        opens = spoken(coming.mentee.opens)
        text = f"You can look round now. {coming.name} opens on {opens}; press either button to be reminded."
    return HomeEntry(
        headline=f"Welcome to {definition.name}",
        text=text,
        rank=2,
        primary=Button(label=f"Find {a(term)}", action="apply.mentee", style="primary", opens=True),
        others=(
            Button(label=f"Be {a(term)}", action="apply.mentor", opens=True),
            Button(label="How it works", action="home.about", opens=True),
        ),
    )


@home.step("help", Audience.ANYONE, reads=True)
async def list_everything(turn: Turn, work: Work) -> Reply:
    """Everything one can do now, with a word for each; and from when the rest."""
    parts: list[Part] = [Prose(HINT), *await more.cards(turn, work, await _standing(turn, work))]
    if turn.definition.urgent:
        parts += _reached(turn.definition.urgent)
    about = Button(label="How it works", action="home.about", opens=True)
    return Reply(window=View(title="What you can do", parts=tuple(parts), buttons=(about, HOME)))


@home.step("about", Audience.ANYONE, reads=True)
async def about(turn: Turn, work: Work) -> Reply:
    """How the scheme works, what mentoring is and is not, and where to read more (R2.1, R9.2)."""
    definition = turn.definition
    parts: list[Part] = [Prose(definition.about)] if definition.about else []
    roles: tuple[Role, Role] = ("mentee", "mentor")
    for role in roles:
        if text := definition.before(role):
            parts.append(Prose(text, f"For {several(definition.term(role))}"))
    short = (
        ("An answer", f"within {counted(definition.answering.days, 'day')}"),
        ("Length", lasts(definition)),
        ("Meetings", meets(definition)),
        *(
            (f"Time of {a(definition.term(role))}", given)
            for role in roles
            if (given := gives(definition, role))
        ),
    )
    parts.append(Facts(short, "In short"))
    parts.extend(
        Link(resource.title, resource.link) for resource in definition.resources if resource.link
    )
    buttons = (
        Button(
            label=f"Find {a(definition.terms.mentor)}",
            action="apply.mentee",
            style="primary",
            opens=True,
        ),
        Button(label=f"Be {a(definition.terms.mentor)}", action="apply.mentor", opens=True),
        *_right_for_me(definition),
    )
    return Reply(window=View(title="How it works", parts=tuple(parts), buttons=buttons))


def _right_for_me(definition: Definition) -> tuple[Button, ...]:
    """Leads to the questions that one may ask oneself first, where the scheme offers them."""
    if not definition.readiness.offered:
        return ()
    return (Button(label="Is it right for me now?", action="ready.ask", opens=True),)


@home.step(
    "people",
    Audience.ANYONE,
    reads=True,
    across=True,
    in_help=WRONG.entry("Talk to a person", 10),
)
async def people_to_turn_to(turn: Turn, work: Work) -> Reply:
    """Somebody to write to or phone, the urgent contact first; and three doors to raise something (R5.5, R8, R13.3)."""
    schemes = [work.definitions[key] for key in turn.schemes]
    word = Button(
        label="Ask for a word in confidence", action="sounding.ask", style="primary", opens=True
    )
    groups = " or ".join(dict.fromkeys(scheme.terms.group for scheme in schemes))
    return Reply(
        window=View(
            title="People to turn to",
            parts=(*_people_of(schemes), *_doors(groups)),
            buttons=(word,),
        )
    )


def _doors(group: str) -> tuple[Card, ...]:
    """Three ways to raise something: each says who reads it."""
    ask = Button(label="Ask a question", action="enquiry.ask", opens=True)
    issue = Button(label="Something isn't right", action="enquiry.raise", opens=True)
    complaint = Button(label="Complain in confidence", action="concern.complain", opens=True)
    return (
        Card(
            title="A question",
            subtitle="",
            text="About the scheme. The administrators answer.",
            buttons=(ask,),
        ),
        Card(
            title="Something isn't right",
            subtitle="",
            text=f"To be put right without fuss. The {group} reads it.",
            buttons=(issue,),
        ),
        Card(
            title="A complaint",
            subtitle="",
            text="In confidence, and never seen by whoever it is about.",
            buttons=(complaint,),
        ),
    )


def _people_of(schemes: Sequence[Definition]) -> tuple[Part, ...]:
    """Whom to turn to in each of some schemes, below its name where there are several."""
    if len(schemes) == 1:
        return _people(schemes[0])
    return tuple(
        part for scheme in schemes for part in (Prose(f"{scheme.name}:"), *_people(scheme))
    )


def _people(definition: Definition) -> tuple[Part, ...]:
    """Whom to turn to, the urgent contact first."""
    known = (definition.urgent, *definition.help, definition.supervisor)
    return tuple(part for contact in known if contact for part in _reached(contact))


def _reached(contact: HelpContact) -> tuple[Part, ...]:
    return reached(contact.name, contact.about, phone=contact.phone, email=contact.email)
