"""The public page of a scheme: what it is, when and how to apply, who runs it, what is kept. From the scheme file alone."""

import re
from dataclasses import replace
from datetime import date, datetime

from bot.app import Bot
from bot.web.render import paragraphs
from bot.web.site.page import Go, SitePage, Visit, WebPage, WebSection
from bot.web.site.readiness import PATH as READY_PATH
from bot.web.site.signing_in import is_offered
from handlers.kit.ui import Bullets, Facts, Link, Part, Prose
from handlers.learning.readiness import TITLE as READY
from handlers.people import privacy
from scheme.application.windows import when_open
from scheme.calendar import local_day
from scheme.day_order import order_in
from scheme.definition.definition import Definition
from scheme.definition.support import HelpContact
from scheme.partnership.usual import lasts, meets
from scheme.people import ROLES
from scheme.wording import a, capital, counted, several

KEPT = 300  # seconds for which anybody may keep a scheme's page
ASKED = {
    "costs": "What does it cost?",
    "time_off": "Is it part of my working time?",
    "permission": "Does my manager have to agree?",
    "who_reads": "Who reads what I write?",
    "certificate": "Is there a certificate?",
    "expenses": "Who pays for travel?",
    "training": "Is there training?",
    "languages": "In which language?",
    "access": "What if I need something to take part?",
    "ai": "Does a machine decide?",
    "choosing": "Who chooses?",
    "ends": "How long does it go on?",
}
CHATS = {"slack": "Slack", "teams": "Teams"}


def front(bot: Bot) -> WebPage:
    """What whoever is not signed in sees at "/": the page of the scheme, or a list where there are several."""
    now = bot.clock.now()
    if len(bot.definitions) == 1:
        return scheme_page(bot, next(iter(bot.definitions.values())), now)
    sections = tuple(
        WebSection(
            mark=definition.key,
            title=definition.name,
            parts=(Prose(_intro(definition)), Facts(_dates(definition, now))),
            links=(("Read more", f"/about/{definition.key}"),),
        )
        for definition in bot.definitions.values()
    )
    return WebPage(
        title="Mentoring",
        text="These schemes are run here. Each says on its own page what it is, when one can apply, and whom to ask.",
        sections=sections,
        description=", ".join(definition.name for definition in bot.definitions.values()),
        links=_signing_in(bot),
    )


def scheme_page(bot: Bot, definition: Definition, now: datetime) -> WebPage:
    """A scheme's page, as anybody reads it at a moment. Nothing on it is about a person but whom to turn to."""
    sections = (
        WebSection(mark="short", title="In short", parts=_in_short(definition)),
        WebSection(mark="about", title="What it is", parts=_about(definition)),
        WebSection(
            mark="apply",
            title="How to apply",
            parts=_how(bot, definition, now),
            links=_before_applying(bot, definition),
        ),
        WebSection(mark="questions", title="What people ask", parts=_answers(definition)),
        WebSection(mark="read", title="More to read", parts=_more(definition)),
        WebSection(mark="people", title="Who runs it, and whom to ask", parts=_people(definition)),
        WebSection(
            mark="data",
            title="What is kept about you",
            parts=privacy.told(definition, "One of the people named above can do it for you, too."),
        ),
    )
    return WebPage(
        title=definition.name,
        text=_intro(definition),
        sections=tuple(section for section in sections if section.parts),
        description=definition.page.description or f"{definition.name}: {_intro(definition)}"[:200],
        links=_signing_in(bot),
        days=order_in(definition.region),
    )


def _before_applying(bot: Bot, definition: Definition) -> tuple[tuple[str, str], ...]:
    """Where to think it over first, and where to sign in."""
    first: tuple[tuple[str, str], ...] = ()
    if definition.readiness.offered:
        first = ((READY, f"{READY_PATH}/{definition.key}"),)
    if _signing_in(bot):
        return (*first, ("Sign in and apply", "/sign-in"))
    return first


def _intro(definition: Definition) -> str:
    if definition.page.intro:
        return definition.page.intro.strip()
    first = paragraphs(definition.about)[0]
    return " ".join(first).strip()


def _in_short(definition: Definition) -> tuple[Part, ...]:
    rows = [
        ("How long", lasts(definition)),
        ("Meetings", meets(definition, " each")),
        ("An answer", f"within {counted(definition.answering.days, 'day')} of applying"),
    ]
    facts = definition.page.facts
    who: tuple[Part, ...] = (
        (Prose(definition.page.who.strip(), "Who may take part"),) if definition.page.who else ()
    )
    return (
        Facts(tuple(rows)),
        *((Bullets(facts),) if facts else ()),
        *who,
        *_members(definition),
    )


def _members(definition: Definition) -> tuple[Part, ...]:
    """The organisations whose staff may take part, where people belong by one."""
    if definition.membership.by == "personal":
        return ()
    return (
        Bullets(
            tuple(organisation.name for organisation in definition.organisations),
            "Member organisations",
        ),
    )


def _about(definition: Definition) -> tuple[Part, ...]:
    about = definition.about.strip()
    if not definition.page.intro:
        about = "\n\n".join("\n".join(lines) for lines in paragraphs(definition.about)[1:]).strip()
    told: list[Part] = [Prose(about)] if about else []
    for role in ROLES:
        if text := definition.before(role).strip():
            told.append(Prose(text, f"For {several(definition.term(role))}"))
    return tuple(told)


def _dates(definition: Definition, now: datetime) -> tuple[tuple[str, str], ...]:
    today: date = local_day(now, definition.zone)
    return tuple(
        (f"As {a(definition.term(role))}", capital(when_open(definition, role, today)))
        for role in ROLES
    )


def _how(bot: Bot, definition: Definition, now: datetime) -> tuple[Part, ...]:
    terms = definition.terms
    steps = (
        "You fill in a form. What you have typed is kept, so you can stop and go on another day.",
        f"{terms.the_group_first} reads it, and you hear within {counted(definition.answering.days, 'day')}.",
        f"{capital(a(terms.mentee))} reads about the {several(terms.mentor)} suggested, and chooses. Nobody is asked before that.",
        f"The {terms.mentor} says yes or no, and the two are introduced to each other.",
    )
    return (
        Facts(_dates(definition, now), "Applications"),
        Bullets(steps, "Step by step"),
        Prose(_where(bot, definition), "Where"),
    )


def _where(bot: Bot, definition: Definition) -> str:
    """By which doors somebody comes in: those that are open, and a person in any case."""
    names = {channel.name for channel in bot.channels}
    chats = [said for name, said in CHATS.items() if name in names]
    first = definition.help[0]
    reached = first.email or first.phone
    said = []
    if chats:
        said.append(f'In {" or ".join(chats)}, write "apply" to the mentoring bot.')
    if _signing_in(bot):
        said.append("On this page, sign in with your e-mail address; no account is needed.")
    if said:
        said.append(f"Or ask {first.name}: {reached}.")
    else:
        said.append(f"Write to {first.name}, who takes it from there: {reached}.")
    return " ".join(said)


def _answers(definition: Definition) -> tuple[Part, ...]:
    told: list[Part] = []
    for answer in definition.answers:
        told.append(Prose(answer.text.strip(), ASKED[answer.to]))
        if answer.link:
            told.append(Link("Read more about this", answer.link))
    return tuple(told)


def _more(definition: Definition) -> tuple[Part, ...]:
    told: list[Part] = [
        Link(resource.title, resource.link) for resource in definition.resources if resource.link
    ]
    if definition.sister:
        sister = definition.sister
        told.append(Link(f"{sister.name}. {sister.about}".strip(), sister.link))
    return tuple(told)


def _people(definition: Definition) -> tuple[Part, ...]:
    told: list[Part] = [Prose(definition.page.run_by.strip())] if definition.page.run_by else []
    for contact in definition.help:
        told += _contact(contact)
    if definition.urgent:
        told += _contact(definition.urgent)
    return tuple(told)


def _contact(contact: HelpContact) -> list[Part]:
    found: list[Part] = [Prose(contact.about.strip(), contact.name)]
    if contact.email:
        found.append(Link(contact.email, f"mailto:{contact.email}"))
    if contact.phone:
        figures = re.sub(r"[\s()-]", "", contact.phone)
        found.append(Link(contact.phone, f"tel:{figures}"))
    return found


def _signing_in(bot: Bot) -> tuple[tuple[str, str], ...]:
    """Where one signs in, where that can work."""
    if is_offered(bot):
        return (("Sign in", "/sign-in"),)
    return ()


async def _show(visit: Visit) -> WebPage | Go:
    """GET /about/KEY"""
    definition = visit.bot.definitions.get(visit.given["scheme"])
    if definition is None:
        return WebPage(
            title="Not this time",
            text="There is nothing at this address.",
            links=(("Back to the start", "/"),),
            status=404,
        )
    return replace(scheme_page(visit.bot, definition, visit.bot.clock.now()), kept=KEPT)


ABOUT = SitePage(path="/about/{scheme}", show=_show)
