"""A register held against itself and against what is here: who is there already, who has no place, who is missing."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from scheme.application.application import ApplicationStage
from scheme.definition.definition import Definition
from scheme.ids import ApplicationId
from scheme.moving_in.register import Entrant, Flaw, InRole, Register, RunningPair
from scheme.people import ROLES, Role
from scheme.wording import a, counted


@dataclass(frozen=True, kw_only=True)
class OpenPart:
    """What somebody has here already in a role: an application that is open."""

    application_id: ApplicationId  # of the application
    stage: ApplicationStage  # where it stands
    capacity: int  # 0 for a mentee
    taken: frozenset[int] = frozenset()  # the numbers of a mentor's places that are taken


@dataclass(frozen=True, kw_only=True)
class Here:
    """What is here of the people that a register names, by the address that they are known by."""

    addresses: Mapping[str, str] = field(default_factory=dict)  # another address of theirs -> that
    names: Mapping[str, str] = field(default_factory=dict)  # what each is called here
    open: Mapping[InRole, OpenPart] = field(default_factory=dict)  # what each takes part in
    pairs: frozenset[tuple[str, str]] = frozenset()  # mentee and mentor of what is live


def fit(definition: Definition, register: Register, here: Here) -> Register:
    """The register as it can be taken over: without those who are here already, everybody by the address they have here.

    What cannot be, is in its `faults` as well.
    """
    known = _Known(definition=definition, here=here, register=register)
    found = Register(faults=[*register.faults], notes=[*register.notes])
    for entrant in register.entrants:
        entrant = replace(entrant, email=known.address(entrant.email))
        if known.take(entrant, found):
            found.entrants.append(entrant)
    pairs = [
        replace(pair, mentee=known.address(pair.mentee), mentor=known.address(pair.mentor))
        for pair in register.pairs
    ]
    found.pairs = [pair for pair in pairs if known.pair(pair, found)]
    load = Counter(pair.mentor for pair in found.pairs)
    found.entrants = [_with_places(entrant, load[entrant.email]) for entrant in found.entrants]
    return found


def _with_places(entrant: Entrant, load: int) -> Entrant:
    """A mentor of whom no places are told has as many as they have mentees, and one at least."""
    if entrant.role == "mentee" or entrant.answers.get("capacity"):
        return entrant
    return replace(entrant, answers=entrant.answers | {"capacity": max(1, load)})


@dataclass(kw_only=True)
class _Known:
    """What is known of everybody so far, row by row."""

    definition: Definition  # the scheme
    here: Here  # what is here
    register: Register  # as it was read
    first: dict[InRole, str] = field(default_factory=dict)  # where each part stands in the file
    called: dict[str, tuple[str, str]] = field(default_factory=dict)  # name, and where it stands
    places: dict[str, int] = field(default_factory=dict)  # of a mentor; 0: as many as needed
    load: Counter[str] = field(default_factory=Counter)  # a mentor's pairs so far
    paired: dict[str, str] = field(default_factory=dict)  # where a mentee's pair stands

    def address(self, email: str) -> str:
        """The address by which whoever has one is known here."""
        return self.here.addresses.get(email, email)

    def take(self, entrant: Entrant, found: Register) -> bool:
        """Whether somebody is to be taken over. What is wrong, and who is here already, is noted."""
        part = entrant.part
        if part in self.first:
            what = f"The same person is in {self.first[part]} already. Please take one of them out."
            found.faults.append(Flaw(entrant.place, what))
            return False
        self.first[part] = entrant.place
        self.places[entrant.email] = self._capacity(entrant)
        name, place = self.called.setdefault(entrant.email, (entrant.name, entrant.place))
        if name != entrant.name:
            what = f"Their name is another in {place}. Please write it alike in both."
            found.faults.append(Flaw(entrant.place, what))
        if self._barred(entrant):
            what = "They take part in the other role as well, and here each person takes one part."
            found.faults.append(Flaw(entrant.place, what))
        if part in self.here.open:
            term = a(self.definition.term(entrant.role))
            found.notes.append(
                f"{entrant.place}: is here as {term} already, and stays as they are."
            )
            return False
        before = self.here.names.get(entrant.email)
        if before is not None and before != entrant.name:
            found.notes.append(
                f"{entrant.place}: is known here by this address under another name, which stays."
            )
        return True

    def _capacity(self, entrant: Entrant) -> int:
        given = entrant.answers.get("capacity")
        if entrant.role == "mentee" or not isinstance(given, int):
            return self.places.get(entrant.email, 0)
        return given

    def _barred(self, entrant: Entrant) -> bool:
        if self.definition.eligibility.both_roles:
            return False
        other: Role = "mentor" if entrant.role == "mentee" else "mentee"
        return (entrant.email, other) in {**self.first, **self.here.open}

    def pair(self, pair: RunningPair, found: Register) -> bool:
        """Whether a pair is to be taken over. What is wrong, and a pair that is here already, is noted."""
        if (pair.mentee, pair.mentor) in self.here.pairs:
            found.notes.append(
                f"{pair.place}: the two are a pair here already, and stay as they are."
            )
            return False
        faults = [Flaw(pair.place, what) for what in self._wrong(pair)]
        self.paired.setdefault(pair.mentee, pair.place)
        self.load[pair.mentor] += 1
        found.faults += faults
        return not faults

    def _wrong(self, pair: RunningPair) -> list[str]:
        wrong = [what for role in ROLES if (what := self._missing(pair, role))]
        if pair.mentee in self.paired:
            place = self.paired[pair.mentee]
            wrong.append(
                f"The mentee is in {place} with somebody else. Please take one of them out."
            )
        elif self._stage(pair.mentee, "mentee") is not None:
            wrong.append(
                "The mentee is here already, so a pair of theirs is agreed on here. Please take the row out."
            )
        if self._stage(pair.mentor, "mentor") not in (None, ApplicationStage.ELIGIBLE):
            wrong.append("The mentor's application here has not been found eligible yet.")
        if what := self._full(pair):
            wrong.append(what)
        return wrong

    def _missing(self, pair: RunningPair, role: Role) -> str:
        address = pair.mentee if role == "mentee" else pair.mentor
        if (address, role) in self.first or (address, role) in self.here.open:
            return ""
        return f"There is nobody with the {role}'s address, in the file or here."

    def _stage(self, address: str, role: Role) -> ApplicationStage | None:
        part = self.here.open.get((address, role))
        return part.stage if part else None

    def _full(self, pair: RunningPair) -> str:
        """What is wrong with the mentor's places; "" where one is free, or nobody has said how many there are."""
        part = self.here.open.get((pair.mentor, "mentor"))
        places = part.capacity if part else self.places.get(pair.mentor, 0)
        taken = self.load[pair.mentor] + (len(part.taken) if part else 0)
        if (part is None and not places) or taken < places:
            return ""
        return (
            f"The mentor has {counted(places, 'place')}, and this would be mentee {taken + 1}. Please give the mentor "
            "more places, or take a row out."
        )
