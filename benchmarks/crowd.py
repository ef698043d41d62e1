"""A scheme that has grown: so many mentors and as many mentees, of whom a quarter waits. Stored row by row, not played."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Table, insert, select

from scheme.application.application import ApplicationStage
from scheme.definition.definition import Definition
from scheme.matching.candidate import Word
from scheme.matching.proposal import ProposalProgress
from scheme.partnership.phase import Phase
from storage import tables
from storage.work import Work

MENTORS, MENTEES = 100_000_000, 200_000_000  # the first application of a role, less one
FIRST = 1_000_000  # of every other id; what is done afterwards has smaller ones on PostgreSQL and greater ones on SQLite
PAGE = 500
WORDS = (
    (
        "teaching sessions and lesson plans",
        "collections and the archive",
        "research data and open access",
    ),
    (
        "moving from assistant to librarian posts",
        "leading a small team kindly",
        "writing bids and budgets",
    ),
)

Row = dict[str, Any]
_EVERY: tuple[Table, ...] = (
    tables.people,
    tables.applications,
    tables.proposals,
    tables.candidates,
    tables.approvals,
    tables.places,
    tables.partnerships,
    tables.questions,
    tables.stands_aside,
)


class Crowd:
    """Where to find whom: ids by what can be done with them, the first of each kind. `count` of each role."""

    def __init__(self, count: int, day: date) -> None:
        self.count = count
        self.day = day

    @staticmethod
    def mentor(number: int) -> int:
        """The application of a mentor; the person has the id `person_of`."""
        return MENTORS + number + 1

    @staticmethod
    def mentee(number: int) -> int:
        """The application of a mentee."""
        return MENTEES + number + 1

    def person_of(self, role: str, number: int) -> int:
        """A person."""
        return FIRST + number + 1 + (self.count if role == "mentee" else 0)

    @staticmethod
    def proposal(number: int) -> int:
        """What is proposed to a mentee, the first mentor in it, and the partnership that came of it: one id."""
        return FIRST + 2 * number

    def waiting(self, kind: int) -> int:
        """The number of the first mentee of whom the same holds: see `KINDS`."""
        return 4 * kind


# What a waiting mentee waits for, in turn.
KINDS = ("received", "eligible", "draft", "questioned", "offered", "asked")


async def gather(work: Work, definition: Definition, count: int) -> Crowd:
    """Store them: at least 24 of each role, so that everything that can wait does."""
    crowd = Crowd(count, work.now.date())
    seats = await work.session.execute(
        select(tables.members.c.person_id).order_by(tables.members.c.id)
    )
    rows = _rows(crowd, definition, work.now, list(seats.scalars()))
    for table in _EVERY:
        of_table = rows.get(table, [])
        for first in range(0, len(of_table), PAGE):
            await work.session.execute(insert(table), of_table[first : first + PAGE])
    return crowd


def _rows(
    crowd: Crowd, definition: Definition, now: datetime, seats: Sequence[int]
) -> Mapping[Table, list[Row]]:
    rows: dict[Table, list[Row]] = {}
    for number in range(crowd.count):
        for role in ("mentor", "mentee"):
            for table, row in _somebody(crowd, definition, now, role, number):
                rows.setdefault(table, []).append(row)
    for waiting, number in enumerate(range(0, crowd.count, 4)):
        for table, row in _what_waits(crowd, definition, now, number, waiting, seats):
            rows.setdefault(table, []).append(row)
    for number in range(1, crowd.count, 4):
        for table, row in _request(
            crowd, definition, now, number, ProposalProgress.ACCEPTED, Word.ACCEPTED
        ):
            rows.setdefault(table, []).append(row)
        rows.setdefault(tables.partnerships, []).append(_pair(crowd, definition, now, number))
    return rows


def _somebody(
    crowd: Crowd, definition: Definition, now: datetime, role: str, number: int
) -> Iterator[tuple[Table, Row]]:
    places = [one for one in definition.organisations if one.domains]
    place, person = places[number % len(places)], crowd.person_of(role, number)
    name, email = f"{role.capitalize()} {number}", f"{role}{number}@{place.domains[0]}"
    stands = {
        "name": name,
        "email": email,
        "since": now,
        "zone": definition.zone,
        "reminders": True,
        "picture": "",
    }
    yield tables.people, {"id": person, **stands}
    came = now - timedelta(days=20, minutes=crowd.count - number)
    stage = ApplicationStage.ELIGIBLE if role == "mentor" else _stage(number)
    yield (
        tables.applications,
        {
            "id": crowd.mentor(number) if role == "mentor" else crowd.mentee(number),
            "scheme": definition.key,
            "person_id": person,
            "role": role,
            "round": definition.rounds[0].key,
            "stage": stage,
            "revision": 1,
            "received_at": came,
            "answer_by": (now + timedelta(days=5 + number % 20)).date(),
            "answered_on": None if role == "mentee" and number % 4 == 0 else now.date(),
            "discretion": False,
            "priority": number % 40 == 0,
            "missed": 0,
            "consent_version": definition.policies.consent_version,
            "answers": _answers(definition, role, number, name, email, place.key),
        },
    )


def _stage(number: int) -> ApplicationStage:
    if number % 4 == 0:
        return (
            ApplicationStage.RECEIVED
            if KINDS[number // 4 % len(KINDS)] in ("received", "questioned")
            else ApplicationStage.ELIGIBLE
        )
    return ApplicationStage.MATCHED if number % 4 == 1 else ApplicationStage.UNPLACED


def _answers(
    definition: Definition, role: str, number: int, name: str, email: str, organisation: str
) -> Row:
    subject, task = WORDS[0][number % 3], WORDS[1][number // 3 % 3]
    areas = [one.key for one in definition.areas]
    answers: Row = {
        "name": name,
        "email": email,
        "organisation": organisation,
        "job_title": "Librarian",
        "level": definition.levels[number % len(definition.levels)].key,
        "years_at_level": 3 + number % 9,
        "experience_years": 4 + number % 20,
        "manager_name": f"Manager {number % 50}",
        "manager_email": f"manager{number % 50}@offices.example.org",
        "manager_approval": True,
        "areas": sorted({areas[number % len(areas)], areas[number // 2 % len(areas)]}),
        "modes": [definition.modes[number % len(definition.modes)].key],
        "consent": True,
    }
    text = f"I would like to talk about {subject}, and about {task}. " * 6
    if role == "mentor":
        return answers | {"experience": text, "capacity": 1 + number % 3}
    return answers | {
        "goals": text,
        "avoid": "Uma Reid, University of Moor" if number % 28 == 12 else "",
    }


def _what_waits(
    crowd: Crowd,
    definition: Definition,
    now: datetime,
    number: int,
    waiting: int,
    seats: Sequence[int],
) -> Iterator[tuple[Table, Row]]:
    kind = KINDS[waiting % len(KINDS)]
    if kind == "draft":
        yield from _request(crowd, definition, now, number, ProposalProgress.DRAFT, Word.PROPOSED)
        yield tables.approvals, _approval(crowd.proposal(number), seats[waiting % len(seats)], now)
    elif kind == "offered":
        yield from _request(crowd, definition, now, number, ProposalProgress.OFFERED, Word.PROPOSED)
    elif kind == "asked":
        yield from _request(crowd, definition, now, number, ProposalProgress.ASKED, Word.ASKED)
    elif kind == "questioned" or waiting % 12 == 1:
        yield (
            tables.questions,
            _question(crowd, definition, now, number, of_group=kind == "questioned"),
        )
    if waiting % 9 == 4:
        aside = {"application_id": crowd.mentee(number), "person_id": seats[1], "declared_at": now}
        yield tables.stands_aside, aside


def _request(
    crowd: Crowd,
    definition: Definition,
    now: datetime,
    number: int,
    state: ProposalProgress,
    word: Word,
) -> Iterator[tuple[Table, Row]]:
    """A proposal of two mentors, of whom the first is asked or has accepted where that is so."""
    day = (now + timedelta(days=10)).date()
    ident = crowd.proposal(number)
    yield (
        tables.proposals,
        {
            "id": ident,
            "scheme": definition.key,
            "application_id": crowd.mentee(number),
            "mentee_id": crowd.person_of("mentee", number),
            "state": state,
            "revision": 1,
            "opened_at": now,
            "offered_at": None if state == ProposalProgress.DRAFT else now,
            "choose_by": None if state == ProposalProgress.DRAFT else day,
        },
    )
    first, second = number, (number + 2) % crowd.count
    asked = word in (Word.ASKED, Word.ACCEPTED)
    for rank, mentor in enumerate((first, second)):
        is_asked = asked and not rank
        yield (
            tables.candidates,
            {
                "id": ident + rank,
                "scheme": definition.key,
                "proposal_id": ident,
                "mentor_id": crowd.person_of("mentor", mentor),
                "mentor_application_id": crowd.mentor(mentor),
                "rank": rank,
                "state": word if is_asked or not asked else Word.PROPOSED,
                "asked_at": now if is_asked else None,
                "answer_by": day if is_asked else None,
                "answered_at": now if word == Word.ACCEPTED and is_asked else None,
            },
        )
    if asked:
        place = {
            "mentor_application_id": crowd.mentor(first),
            "number": 1,
            "candidate_id": ident,
            "taken_at": now,
        }
        yield tables.places, place


def _approval(proposal: int, person: int, now: datetime) -> Row:
    return {
        "proposal_id": proposal,
        "person_id": person,
        "revision": 1,
        "at": now,
        "criteria": "ab",
    }


def _question(
    crowd: Crowd, definition: Definition, now: datetime, number: int, *, of_group: bool
) -> Row:
    mentee = crowd.person_of("mentee", number)
    return {
        "scheme": definition.key,
        "application_id": crowd.mentee(number),
        "asker_id": crowd.person_of("mentor", number) if of_group else mentee,
        "to_id": mentee if of_group else None,
        "from_group": of_group,
        "text": "Would Tuesdays do?",
        "asked_at": now,
    }


def _pair(crowd: Crowd, definition: Definition, now: datetime, number: int) -> Row:
    return {
        "scheme": definition.key,
        "id": crowd.proposal(number),
        "candidate_id": crowd.proposal(number),
        "mentee_application_id": crowd.mentee(number),
        "mentor_application_id": crowd.mentor(number),
        "mentee_id": crowd.person_of("mentee", number),
        "mentor_id": crowd.person_of("mentor", number),
        "phase": Phase.ACTIVE,
        "introduced_at": now,
        "started_on": now.date(),
        "ends_on": (now + timedelta(days=300)).date(),
        "months": 12,
        "rested": 0,
        "rested_later": 0,
    }
