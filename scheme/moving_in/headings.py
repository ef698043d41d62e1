"""Which columns a register has: those of a scheme's application forms, and a few of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scheme.definition.definition import Definition
from scheme.forms.fields import AnyField, FileField
from scheme.forms.said import plain
from scheme.moving_in.grid import Given, Unusable
from scheme.near import near
from scheme.people import ROLES, Role
from scheme.wording import several

ROLE = "role"
ROUND = "round"
JOINED = "joined"
AWAY = "away until"
OF_PEOPLE = (ROLE, ROUND, JOINED, AWAY)

MENTEE = "mentee"
MENTOR = "mentor"
INTRODUCED = "introduced"
STARTED = "started"
ENDS = "ends"
LAST_MET = "last met"
PAUSED = "paused since"
RETURNS = "paused until"
OF_PAIRS = (MENTEE, MENTOR, INTRODUCED, STARTED, ENDS, LAST_MET, PAUSED, RETURNS)

# What registers call what the rules read, besides the key, the question and its title.
CALLED = {
    "email": ("e-mail", "email", "e-mail address", "email address", "work email"),
    "organisation": ("organization", "employer", "library"),
    "capacity": ("places",),
}
LONGEST = 300  # characters of a heading


def asked_of(definition: Definition, role: Role) -> dict[str, AnyField]:
    """What a register may say of somebody in a role, by key: what its form asks, but for files."""
    return {field.key: field for field in definition.form(role) if not isinstance(field, FileField)}


def heading_of(given: Given) -> str:
    """What stands above a column, as it is compared; "" for nothing that can be read."""
    if given is None or isinstance(given, Unusable):
        return ""
    return plain(str(given)[:LONGEST])


@dataclass(frozen=True, kw_only=True)
class Columns:
    """What each column of a sheet is, by its number from 0, and which of them are none of the scheme's.

    Of people, a column is one of `OF_PEOPLE`, or the key of a question, perhaps of one role's form alone.
    """

    named: Mapping[int, str]  # what the columns are that do not depend on the role
    asked: Mapping[Role, Mapping[int, str]]  # the keys of questions, by column
    unknown: Mapping[int, str]  # headings that are none, as compared

    def of_the_other(self, role: Role) -> list[int]:
        """The columns that only the other role's form has a question for."""
        other: Role = "mentor" if role == "mentee" else "mentee"
        return sorted(self.asked[other].keys() - self.asked[role].keys())


def is_of_pairs(definition: Definition, headings: Sequence[Given]) -> bool:
    """Whether a sheet is one of pairs: it has a column for each of the two."""
    found = {_of_pair(definition).get(heading_of(given)) for given in headings}
    return {MENTEE, MENTOR} <= found


def of_pairs(definition: Definition, headings: Sequence[Given]) -> Columns:
    """The columns of a sheet of pairs."""
    words = _of_pair(definition)
    found = {column: heading_of(given) for column, given in enumerate(headings)}
    named = {column: words[heading] for column, heading in found.items() if heading in words}
    unknown = {c: heading for c, heading in found.items() if heading and c not in named}
    return Columns(named=named, asked={}, unknown=unknown)


def of_people(definition: Definition, headings: Sequence[Given]) -> Columns:
    """The columns of a sheet of people."""
    found = {column: heading_of(given) for column, given in enumerate(headings)}
    words = {**{word: word for word in OF_PEOPLE}, plain(definition.terms.round): ROUND}
    named = {column: words[heading] for column, heading in found.items() if heading in words}
    asked = {role: _questions(definition, role, found, named) for role in ROLES}
    known = set(named).union(*asked.values())
    unknown = {c: heading for c, heading in found.items() if heading and c not in known}
    return Columns(named=named, asked=asked, unknown=unknown)


def _questions(
    definition: Definition, role: Role, found: Mapping[int, str], named: Mapping[int, str]
) -> dict[int, str]:
    """The keys of a role's questions by column: a heading may be the key, the question, or its title."""
    words: dict[str, str] = {}
    for key, field in asked_of(definition, role).items():
        for word in (key, key.replace("_", " "), field.label, field.title, *CALLED.get(key, ())):
            words.setdefault(plain(word), key)
    words.pop("", None)
    return {c: words[h] for c, h in found.items() if h in words and c not in named}


def _of_pair(definition: Definition) -> dict[str, str]:
    """What the headings of a sheet of pairs mean: the addresses of the two, and its days."""
    words = {word: word for word in OF_PAIRS}
    roles: tuple[tuple[Role, str], ...] = (("mentee", MENTEE), ("mentor", MENTOR))
    for role, key in roles:
        for term in (role, definition.term(role)):
            words[plain(term)] = key
            words[plain(f"{term} email")] = key
            words[plain(f"{term} e-mail")] = key
    return words


def likely(definition: Definition, heading: str) -> str:
    """The heading that a mistyped one may have been meant to be; "" where none is near."""
    known = {*OF_PEOPLE, *OF_PAIRS}
    for role in ROLES:
        for key, field in asked_of(definition, role).items():
            known |= {key, plain(field.label), plain(field.title)}
    return near(heading, known - {""}) or ""


def role_named(definition: Definition, text: str) -> Role | None:
    """The role that a word stands for, the scheme's or ours, of one or of several; None for any other."""
    said = plain(text)
    for role in ROLES:
        words = {role, f"{role}s", definition.term(role), several(definition.term(role))}
        if said in {plain(word) for word in words}:
            return role
    return None
