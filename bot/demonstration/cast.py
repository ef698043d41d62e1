"""Who plays in the demonstration, read from cast.toml."""

import tomllib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from scheme.definition.sections import Organisation, Seat, Terms
from scheme.definition.support import HelpContact
from scheme.forms.fields import Answers
from scheme.people import GROUP_DUTIES, Duty, Role
from scheme.wording import capital, several

Milestone = Literal[
    "applied", "checked", "proposed", "offered", "asked", "introduced", "met", "halfway", "closing"
]


class CastTable(BaseModel):
    """A table of cast.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Actor(CastTable):
    """Somebody of the cast: what they would answer as a mentee and as a mentor, and to the two surveys.

    `blurb` says in a line where they stand, `section` where the picker lists them; both may hold words of the scheme. `alone` is
    the blurb where one member's word is enough, `by_way` in schemes with that way to a mentor, before the others.
    """

    key: str
    name: str
    email: str
    section: str
    blurb: str
    alone: str = ""
    by_way: dict[str, str] = {}
    duty: Duty | None = None
    organisation: str = ""
    answers: Answers = {}
    offers: Answers = {}
    halfway: Answers | None = None
    closing: Answers | None = None

    def form(self, role: Role) -> Answers:
        """What they would write in the application form of a role."""
        if role == "mentee":
            given = self.answers
        else:
            given = self.offers
        known: Answers = {"name": self.name, "email": self.email, "consent": True}
        known["called"] = self.name.split()[0]
        return known | given


class Ago(CastTable):
    """How long before today: whole lengths of a partnership in the scheme, and days on top."""

    lengths: float = 0
    days: int


class Registration(CastTable):
    """A mentor's way onto the register."""

    mentor: str
    applied: Ago
    checked: bool = True


class Away(CastTable):
    """A mentor who was asked first and could not take it on: away for so many days from today."""

    mentor: str
    days: int


class Journey(CastTable):
    """A mentee's way, as far as it `reaches`: the mentors proposed (the first is chosen) and the members who agree.

    `days` are days after applying, where they differ from the usual; `pace` is how much time is between meetings, 1
    being the scheme's usual. `rests` is how many days before today they stopped meeting. `signed` is False where the
    mentee has still to sign the agreement that the mentor drafted and signed.
    """

    mentee: str
    applied: Ago
    reaches: Milestone
    mentors: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    days: dict[Milestone, int] = {}
    pace: float = 1.0
    rests: int = 0
    signed: bool = True
    away: Away | None = None


class Episode(CastTable):
    """Something that happened once: `who` did it, about the partnership, question or complaint of the mentee `whose`.

    `who` is "mentor" for whoever that mentee's mentor is. `ahead` are answers given as days after today.
    """

    does: str
    who: str
    whose: str
    ago: Ago
    answers: Answers = {}
    ahead: dict[str, int] = {}


class StopTable(CastTable):
    """A stop of a walk: whom to be, and what to do there; both may hold words of the scheme."""

    who: str
    text: str


class WalkTable(CastTable):
    """A few minutes in the playground that show one thing; in schemes with these `ways` to a mentor, without any in each.

    `word` is "first" where a member decides alone, "several" where others must agree, "" for both.
    """

    key: str
    title: str
    about: str
    ways: tuple[str, ...] = ()
    word: Literal["", "first", "several"] = ""
    stops: tuple[StopTable, ...]

    def suits(self, way: str, approvals: int) -> bool:
        """Whether a scheme with that way to a mentor, in which so many members must agree, is as it shows."""
        word = "first" if approvals == 1 else "several"
        return (not self.ways or way in self.ways) and self.word in ("", word)


class Cast(CastTable):
    """Everything in cast.toml."""

    stands_in_for: str
    levels: tuple[str, ...]
    senior: tuple[str, ...]
    scale: tuple[str, ...]
    organisations: tuple[Organisation, ...]
    help: tuple[HelpContact, ...]
    urgent: HelpContact
    people: tuple[Actor, ...]
    registrations: tuple[Registration, ...]
    courses: tuple[Journey, ...]
    events: tuple[Episode, ...]
    walks: tuple[WalkTable, ...]

    @property
    def actors(self) -> dict[str, Actor]:
        """The people by their key."""
        return {person.key: person for person in self.people}

    @property
    def group(self) -> list[str]:
        """The keys of those who decide."""
        return [person.key for person in self.people if person.duty in GROUP_DUTIES]

    @property
    def roster(self) -> tuple[Seat, ...]:
        """Those who run the scheme, with their seats."""
        return tuple(
            Seat(
                name=person.name,
                email=person.email,
                duty=person.duty,
                organisation=person.organisation,
            )
            for person in self.people
            if person.duty is not None
        )


CAST = Cast.model_validate(
    tomllib.loads(Path(__file__).with_name("cast.toml").read_text(encoding="utf-8"))
)


def worded(text: str, terms: Terms) -> str:
    """A text of the cast in the scheme's own words (R1.4); a capital asks for one."""
    words = {"mentee": terms.mentee, "mentor": terms.mentor, "mentors": several(terms.mentor)}
    words |= {"round": terms.round, "group": terms.group, "steering": terms.steering}
    return text.format_map(words | {key.capitalize(): capital(word) for key, word in words.items()})
