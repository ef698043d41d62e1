"""The cast in a scheme's own places: its organisations employ them, and whoever is on its roster runs it."""

import re
from collections.abc import Mapping, Sequence
from zlib import crc32

from bot.demonstration.cast import CAST, Actor, Cast, WalkTable
from scheme.definition.definition import Definition
from scheme.definition.sections import Organisation, Seat
from scheme.forms.fields import Answers
from scheme.people import GROUP_DUTIES, Role

EXTRA = "Belongs to the {group}."
LEAST_STOPS = 3  # a walk of fewer shows nothing


def is_set_elsewhere(definition: Definition) -> bool:
    """Whether a scheme has no places of its own yet: it is the preset that the cast's own places were invented for."""
    return definition.key == CAST.stands_in_for and all(seat.example for seat in definition.roster)


def cast_for(shown: Definition) -> Cast:
    """Who plays in a scheme as it is shown.

    Those who run it are those on its roster, each with the part of a member of the cast; whoever has no part is there too.
    The others work for its organisations, with addresses there. Parts that nobody has fall to others who decide.
    """
    if shown.roster == CAST.roster:
        return CAST
    seats = _parts(shown.roster)
    deciding = [key for key, seat in seats.items() if seat.duty in GROUP_DUTIES]
    stands_for = {
        actor.key: _stand_in(actor, seats, deciding) for actor in CAST.people if actor.duty
    }
    renamed = {
        CAST.actors[key].name: seats[other].name for key, other in stands_for.items() if other
    }
    people = [
        *(_at_home(actor, shown) for actor in CAST.people if actor.duty is None),
        *(_seated(key, seat) for key, seat in seats.items()),
    ]
    return CAST.model_copy(
        update={
            "people": tuple(people),
            "registrations": CAST.registrations,
            "courses": tuple(
                course.model_copy(update={"members": _each_once(course.members, stands_for)})
                for course in CAST.courses
            ),
            "events": tuple(
                event.model_copy(update={"who": stands_for.get(event.who, event.who)})
                for event in CAST.events
                if stands_for.get(event.who, event.who)
            ),
            "walks": tuple(_walks(stands_for, renamed)),
        }
    )


def _parts(roster: Sequence[Seat]) -> dict[str, Seat]:
    """The seats by the key of whoever of the cast has that part; of those for whom there is none, by a key of their own."""
    left = list(roster)
    found: dict[str, Seat] = {}
    playing = [actor for actor in CAST.people if actor.duty]
    for alike in (True, False):  # first those with the same duty, then whoever decides as well
        for actor in playing:
            fitting = [
                seat
                for seat in left
                if seat.duty == actor.duty
                or (not alike and {seat.duty, actor.duty} <= set(GROUP_DUTIES))
            ]
            if fitting and actor.key not in found:
                found[actor.key] = fitting[0]
                left.remove(fitting[0])
    return found | {f"seat-{number}": seat for number, seat in enumerate(left, 1)}


def _stand_in(actor: Actor, seats: Mapping[str, Seat], deciding: Sequence[str]) -> str:
    """The key of whoever has an actor's part; "" where nobody can."""
    if actor.key in seats:
        return actor.key
    if actor.duty not in GROUP_DUTIES or not deciding:
        return ""
    return deciding[CAST.group.index(actor.key) % len(deciding)]


def _seated(key: str, seat: Seat) -> Actor:
    actor = CAST.actors.get(key)
    section = "{Group}" if seat.duty in GROUP_DUTIES else "{Steering}"
    blurb = actor.blurb if actor and actor.duty == seat.duty else EXTRA
    return Actor(
        key=key,
        name=seat.name,
        email=seat.email,
        duty=seat.duty,
        organisation=seat.organisation,
        section=section,
        blurb=blurb,
    )


def _at_home(actor: Actor, shown: Definition) -> Actor:
    """Somebody of the cast as staff of one of the scheme's organisations, with a membership where it asks for one."""
    theirs = str((actor.answers or actor.offers).get("organisation", ""))
    if theirs:
        employer = _employer(theirs, shown.organisations)
    else:
        invented = next(o for o in CAST.organisations if o.employs(_domain(actor.email)))
        employer = _employer(invented.key, shown.organisations)
    changes: dict[str, object] = {}
    if actor.alone and shown.choosing.approvals == 1:
        changes["blurb"] = actor.alone
    if shown.choosing.mode in actor.by_way:
        changes["blurb"] = actor.by_way[shown.choosing.mode]
    if shown.membership.by != "personal" and employer.domains:
        changes["email"] = _moved(actor.email, employer)
    for form in ("answers", "offers"):
        given: Answers = getattr(actor, form)
        if given:
            role: Role = "mentee" if form == "answers" else "mentor"
            changes[form] = _own(given, actor, employer, shown) | _level(given, role, shown)
    return actor.model_copy(update=changes)


def _own(given: Answers, actor: Actor, employer: Organisation, shown: Definition) -> Answers:
    own = dict(given) | {
        "organisation": employer.key,
        "place": employer.place or given.get("place"),
    }
    if "manager_email" in own and employer.domains:
        own["manager_email"] = _moved(str(own["manager_email"]), employer)
    personal = shown.membership.by == "personal"
    own["membership"] = "personal" if personal else "organisation"
    if personal:
        own["member_number"] = number_for(actor.key, shown)
    return own


def _level(given: Answers, role: Role, shown: Definition) -> Answers:
    """Of the levels that a scheme takes in a role, where it lists them, the one as high as what is given."""
    rules = shown.eligibility
    taken = rules.mentee_levels if role == "mentee" else rules.mentor_levels
    ladder = (*CAST.levels, *CAST.senior)
    if not taken or given.get("level") not in ladder:
        return {}
    rank = ladder.index(str(given["level"])) / (len(ladder) - 1)
    return {"level": taken[round(rank * (len(taken) - 1))]}


def number_for(key: str, shown: Definition) -> str:
    """A membership number that could be somebody's: as the sample of the scheme is, with other figures."""
    sample = shown.membership.number_sample or "1000000"
    figures = iter(f"{crc32(key.encode()):010}" * 4)
    tried = re.sub(r"\d", lambda _: next(figures), sample)
    return tried if shown.membership.is_number(tried) else sample


def _domain(email: str) -> str:
    return email.rpartition("@")[2]


def _moved(email: str, employer: Organisation) -> str:
    return f"{email.partition('@')[0]}@{employer.domains[0]}"


def _employer(key: str, organisations: Sequence[Organisation]) -> Organisation:
    """The organisation of a scheme that an invented one stands for: always the same."""
    invented = [organisation.key for organisation in CAST.organisations]
    return organisations[invented.index(key) % len(organisations)]


def _each_once(members: Sequence[str], stands_for: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (stands_for[key] for key in members))))


def _walks(stands_for: Mapping[str, str], renamed: Mapping[str, str]) -> list[WalkTable]:
    """The walks that can still be taken, with the names of those who run the scheme."""
    first_names = {old.split()[0]: new.split()[0] for old, new in renamed.items()}
    found = []
    for walk in CAST.walks:
        stops = [
            stop.model_copy(update={"who": stands_for.get(stop.who, stop.who)})
            for stop in walk.stops
            if stands_for.get(stop.who, stop.who)
        ]
        if len(stops) >= LEAST_STOPS:
            about = re.sub(r"\w+", lambda word: first_names.get(word[0], word[0]), walk.about)
            found.append(walk.model_copy(update={"about": about, "stops": tuple(stops)}))
    return found
