"""One side of a pair: an application as the rules compare it, whatever its form asked (R3.2)."""

import re
from dataclasses import dataclass
from functools import cached_property

from scheme.application.application import Application
from scheme.application.standing import standing_of
from scheme.definition.definition import Definition
from scheme.definition.gazetteer import Spot
from scheme.definition.membership import Standing
from scheme.forms.fields import Answers
from scheme.ids import PersonId
from scheme.people import Person
from scheme.wording import COMMON_STEMS, addresses_in, letters, plain, stems, without_addresses

BETWEEN_NAMES = re.compile(r"[,;:/()<>\[\]&]|\s[-–—]\s|\band\b")
MOST_LINES = 60  # of people to avoid, each of which is compared with everybody
AROUND_NAMES = " .\"'-–—•*"


@dataclass(frozen=True)
class Avoided:
    """A line of the people to avoid: the addresses and names it gives, and its words, to be compared with a name.

    People write "Name", "Name (where)" or "Name <address>"; the first part of an address is often a name too.
    """

    addresses: frozenset[str]  # in lower case
    names: frozenset[str]  # in the form in which names are compared
    words: tuple[str, ...]  # the line, and first parts of addresses, as letters alone

    @classmethod
    def read(cls, line: str) -> "Avoided":
        """The addresses of a line, and the names that may be meant by the rest of it."""
        addresses = addresses_in(line)
        rest = without_addresses(line)
        names = {bare(part) for part in (rest, *BETWEEN_NAMES.split(rest))} - {""}
        local_parts = [letters(address.partition("@")[0]) for address in sorted(addresses)]
        return cls(addresses, frozenset(names), (letters(rest), *local_parts))


@dataclass(frozen=True, kw_only=True)
class Side:
    """What the rules read of one application. Anything the form did not ask is empty, or None for a number.

    `rank` is the level's place in the scheme's list, 0 the lowest. `names` and `own_addresses` hold what they are known
    by, the verified first, those before it and then what they typed, so that no other name or address hides anybody;
    `addresses` are all that were given, though a second contact may be an office's. `employers` are keys: the organisation they
    named, and where their verified address is not one of its own, those whose it is.
    """

    application: Application  # from which it was read
    standing: Standing  # as what they take part
    names: tuple[str, ...]
    own_addresses: frozenset[str]
    employers: frozenset[str]
    place: str  # the town
    spot: Spot | None  # where that is
    rank: int | None
    years: int | None  # at the present level
    experience_years: int | None  # in all
    manager: str  # the line manager's name, in plain letters
    manager_address: str  # the line manager's, in plain letters
    areas: frozenset[str]  # keys of what they chose to work on
    modes: frozenset[str]  # keys of the ways in which they can meet

    @classmethod
    def of(
        cls, definition: Definition, application: Application, person: Person | None = None
    ) -> "Side":
        """Read an application, and whose it is where that is given; the place is the employer's where none was given."""
        answers = application.answers
        place, spot = _whereabouts(definition, answers)
        standing = standing_of(definition.membership, answers)
        verified, known = (plain(person.email), person.names) if person else ("", ())
        return cls(
            application=application,
            standing=standing,
            names=tuple(
                dict.fromkeys(
                    filter(None, (bare(plain(name)) for name in (*known, text(answers, "name"))))
                )
            ),
            own_addresses=frozenset({verified, plain(text(answers, "email"))} - {""}),
            employers=_employers(definition, answers, standing, verified),
            place=place,
            spot=spot,
            rank=definition.level_rank(text(answers, "level")),
            years=number(answers, "years_at_level"),
            experience_years=number(answers, "experience_years"),
            manager=bare(plain(text(answers, "manager_name"))),
            manager_address=plain(text(answers, "manager_email")),
            areas=frozenset(keys(answers, "areas")),
            modes=frozenset(keys(answers, "modes")),
        )

    def read_through(self) -> None:
        """Find all that is read of them only once it is needed, for a side that is kept and compared with many."""
        for name in FOUND_LATER:
            getattr(self, name)

    @cached_property
    def person_id(self) -> PersonId:
        """Whose application it is."""
        return self.application.person_id

    @property
    def has_no_employer(self) -> bool:
        """Whether they take part by themselves, and nothing shows an employer: no caution follows from that (R2.10)."""
        return self.standing != "organisation" and not self.employers

    @cached_property
    def name_letters(self) -> tuple[str, ...]:
        """The names without punctuation, for likeness."""
        return tuple(letters(name) for name in self.names)

    @cached_property
    def manager_letters(self) -> str:
        """The line manager's name without punctuation, for likeness."""
        return letters(self.manager)

    @cached_property
    def addresses(self) -> frozenset[str]:
        """Every address given for this person."""
        return addresses_in(text(self.application.answers, "second_contact")) | self.own_addresses

    @cached_property
    def avoid(self) -> tuple[Avoided, ...]:
        """The people to avoid."""
        lines = [
            line for line in text(self.application.answers, "avoid").splitlines() if line.strip()
        ]
        lines[MOST_LINES:] = filter(
            None, ["; ".join(lines[MOST_LINES:])]
        )  # none is passed over: the rest is one long line
        return tuple(Avoided.read(line) for line in lines)

    @cached_property
    def goals(self) -> dict[str, str]:
        """What a mentee wants, as the words that say something, by their stem."""
        found = stems(text(self.application.answers, "goals"))
        return {root: word for root, word in found.items() if root not in COMMON_STEMS}

    @cached_property
    def offers(self) -> frozenset[str]:
        """What a mentor offers, as stems of words."""
        answers = self.application.answers
        return frozenset(stems(f"{text(answers, 'experience')} {text(answers, 'hopes_give')}"))

    @cached_property
    def goal_stems(self) -> frozenset[str]:
        """What a mentee wants, as stems of words."""
        return frozenset(self.goals)

    @cached_property
    def background(self) -> frozenset[str]:
        """Which groups a mentee would like the mentor to be of, by key."""
        return frozenset(keys(self.application.answers, "background"))

    @cached_property
    def groups(self) -> frozenset[str]:
        """Which groups a mentor chose to say they are of, by key."""
        return frozenset(keys(self.application.answers, "groups"))

    @cached_property
    def town(self) -> str:
        """The town as it is compared."""
        return self.place.casefold()

    @cached_property
    def remark(self) -> bool:
        """Whether they wrote of anything else to consider."""
        return bool(text(self.application.answers, "other"))


FOUND_LATER = tuple(name for name, of in vars(Side).items() if isinstance(of, cached_property))


def text(answers: Answers, key: str) -> str:
    """A text among the answers; empty when it is missing or something else."""
    answer = answers.get(key)
    if isinstance(answer, str):
        return answer.strip()
    return ""


def number(answers: Answers, key: str) -> int | None:
    """A number among the answers; None when it is missing or something else."""
    answer = answers.get(key)
    if isinstance(answer, int) and not isinstance(answer, bool):
        return answer
    return None


def keys(answers: Answers, key: str) -> tuple[str, ...]:
    """What was chosen from a list; empty when nothing was, or it is something else."""
    answer = answers.get(key)
    if isinstance(answer, list):
        return tuple(answer)
    return ()


def bare(name: str) -> str:
    """A name without the dots, dashes and quotation marks around it."""
    return " ".join(name.strip(AROUND_NAMES).split())


def employers(definition: Definition, named: str, verified: str) -> frozenset[str]:
    """Whom somebody works for, by key: the organisation they named, and whose staff their verified address shows.

    An address in a shared domain tells nothing more of somebody who named one of those who share it.
    """
    domain = verified.rpartition("@")[2]
    organisation = definition.organisation(named)
    if organisation is not None and organisation.employs(domain):
        return frozenset({named})
    shown = {employer.key for employer in definition.organisations if employer.employs(domain)}
    return frozenset(shown | {named} - {""})


def _employers(
    definition: Definition, answers: Answers, standing: Standing, verified: str
) -> frozenset[str]:
    """Nobody's, for somebody who has retired; of a personal member what the verified address shows, if it does."""
    if standing == "retired":
        return frozenset()
    return employers(definition, text(answers, "organisation"), verified)


def _whereabouts(definition: Definition, answers: Answers) -> tuple[str, Spot | None]:
    """The town that somebody gave, or their employer's, and where it is as far as that can be told."""
    given = text(answers, "place")
    if given:
        return given, definition.spot_of(given)
    employer = definition.organisation(text(answers, "organisation"))
    if employer is None:
        return "", None
    return employer.place, employer.spot or definition.spot_of(employer.place)
