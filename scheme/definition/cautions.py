"""What a scheme file says that is sound to read and still cannot work, or was never meant for real people (R1.1, R1.8)."""

from collections.abc import Iterator, Sequence
from datetime import date

from pydantic import BaseModel

from scheme.definition.definition import Definition
from scheme.people import GROUP_DUTIES, ORGANISERS

Cautions = Iterator[tuple[str, str]]  # where (a key's path) and what

# Beneath these, anybody may have an address: what registries keep for a whole country's institutions, and free mail.
SHARED = frozenset({"ac", "co", "com", "edu", "gob", "gouv", "gov", "govt", "ltd", "me", "mod", "net", "nhs", "or", "org", "plc",
                    "police", "sch"})  # fmt: skip
FREE = frozenset({"aol.com", "btinternet.com", "gmail.com", "gmx.com", "googlemail.com", "hotmail.com", "hotmail.co.uk", "icloud.com",
                  "live.co.uk", "live.com", "mail.com", "me.com", "outlook.com", "proton.me", "protonmail.com", "sky.com",
                  "yahoo.co.uk", "yahoo.com"})  # fmt: skip
RESERVED = (
    "example.com",
    "example.net",
    "example.org",
    "example",
    "invalid",
    "test",
)  # nobody can ever have one of these


def marked(scheme: BaseModel, path: str = "") -> Iterator[str]:
    """The path of everything that is marked as an example."""
    if getattr(scheme, "example", False) is True:
        yield path or "the whole file"
    for name in type(scheme).model_fields:
        value = getattr(scheme, name)
        at = f"{path}.{name}" if path else name
        if isinstance(value, BaseModel):
            yield from marked(value, at)
        elif isinstance(value, tuple):
            for number, entry in enumerate(value, 1):
                if isinstance(entry, BaseModel):
                    yield from marked(entry, f"{at}[{number}]")


def told_of(examples: Sequence[str]) -> str:
    """What is said of parts that are marked as examples."""
    return f"marked as an example, and only the playground starts with one: {', '.join(examples)}"


def cautions(scheme: Definition, today: date) -> Cautions:
    """Everything that should be looked at again before real people meet it, seen from a day."""
    if examples := list(marked(scheme)):
        yield "", told_of(examples)
    yield from _roster(scheme)
    yield from _never_open(scheme, today)
    yield from _domains(scheme)
    yield from _too_late(scheme)
    yield from _contacts(scheme)
    yield from _page(scheme)
    yield from ((at, what) for at, what in _reserved(scheme) if not at.startswith(tuple(examples)))


def _roster(scheme: Definition) -> Cautions:
    members = [seat for seat in scheme.roster if seat.duty in GROUP_DUTIES]
    approvals = scheme.choosing.approvals
    if not scheme.roster:
        yield "roster", "nobody is on it, so nobody can read an application or run the scheme"
    elif not any(seat.duty in ORGANISERS for seat in scheme.roster):
        yield (
            "roster",
            "there is neither a chair nor an administrator, so nobody can change the roster",
        )
    if members and approvals > len(members):
        what = f"{approvals} members must agree and the roster has {len(members)}, so nothing could ever be approved"
        yield "choosing.approvals", what


def _never_open(scheme: Definition, today: date) -> Cautions:
    if scheme.always_open:
        return
    if not scheme.rounds:
        yield "rounds", "there is none and always_open is false, so nobody could ever apply"
        return
    for role in ("mentee", "mentor"):
        if all(campaign.window(role).closes < today for campaign in scheme.rounds):
            yield "rounds", f"the last one for a {role} has closed, so no {role} can apply any more"


def _domains(scheme: Definition) -> Cautions:
    for number, organisation in enumerate(scheme.organisations, 1):
        at = f"organisations[{number}].domains"
        for place, domain in enumerate(organisation.domains, 1):
            first, _, rest = domain.partition(".")
            if domain in FREE or (first in SHARED and len(rest) == 2):
                yield (
                    f"{at}[{place}]",
                    f"anybody may have an address at {domain}, so everybody would count as its staff",
                )
        if not organisation.domains and scheme.eligibility.member_domain:
            yield at, "it has none, so no address could be recognised as its staff's"


def _too_late(scheme: Definition) -> Cautions:
    """Reminders that would come when what they remind of is over."""
    for at, days, limit in _reminders(scheme):
        late = [day for day in days if day >= limit]
        if late:
            listed = ", ".join(str(day) for day in late)
            yield at, f"{listed} is not before the limit of {limit} days, so it would never be sent"


def _reminders(scheme: Definition) -> Iterator[tuple[str, Sequence[int], int]]:
    yield "choosing.mentee_reminders", scheme.choosing.mentee_reminders, scheme.choosing.mentee_days
    yield "choosing.mentor_reminders", scheme.choosing.mentor_reminders, scheme.choosing.mentor_days
    yield "answering.warnings", scheme.answering.warnings, scheme.answering.days
    yield "pairing.start_reminders", scheme.pairing.start_reminders, scheme.pairing.start_days
    yield "surveys.reminders", scheme.surveys.reminders, scheme.surveys.open_days
    yield "complaints.warnings", scheme.complaints.warnings, scheme.complaints.working_days


def _contacts(scheme: Definition) -> Cautions:
    contacts = [(f"help[{number}]", contact) for number, contact in enumerate(scheme.help, 1)]
    if scheme.urgent is not None:
        contacts.append(("urgent", scheme.urgent))
    if scheme.supervisor is not None:
        contacts.append(("supervisor", scheme.supervisor))
    for at, contact in contacts:
        if not contact.email and not contact.phone:
            yield at, "it has neither an address nor a telephone number, so nobody could turn to it"


def _page(scheme: Definition) -> Cautions:
    """What somebody who reads the public page would look for in vain."""
    if not (scheme.page.intro or scheme.about):
        yield "page.intro", "there is no about either, so the public page does not say what this is"
    if not scheme.page.description:
        yield (
            "page.description",
            "there is none, so a link to the public page previews as its name alone",
        )
    if not scheme.page.who:
        yield "page.who", "there is none, so the public page does not say who may take part"


def _reserved(scheme: Definition) -> Cautions:
    """Addresses in domains that are kept for examples."""
    addresses = {
        f"roster[{number}].email": seat.email for number, seat in enumerate(scheme.roster, 1)
    }
    addresses |= {
        f"help[{number}].email": contact.email for number, contact in enumerate(scheme.help, 1)
    }
    addresses["urgent.email"] = scheme.urgent.email if scheme.urgent else ""
    for number, organisation in enumerate(scheme.organisations, 1):
        for place, domain in enumerate(organisation.domains, 1):
            addresses[f"organisations[{number}].domains[{place}]"] = domain
    for at, address in addresses.items():
        domain = address.rpartition("@")[2].lower()
        if any(domain == reserved or domain.endswith(f".{reserved}") for reserved in RESERVED):
            yield at, f"{domain} is kept for examples, and nobody can be reached there"
