"""People, accounts, the roster, and who stands aside."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import (
    String,
    and_,
    bindparam,
    cast,
    false,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm.util import identity_key

from scheme.application.application import OPEN, Application
from scheme.audience import Matter
from scheme.definition.definition import Definition
from scheme.ids import ApplicationId, PersonId
from scheme.matching.conflict import Reader
from scheme.member.mails import Mails
from scheme.people import Member, Person
from scheme.roster import Roster
from storage.erasure import SOMEBODY, Emptied, Hold, Stays
from storage.kind import Asked, Belonging, Declared, Found, Kind, Retention, owned_by, reach, row
from storage.many import pages, read, rows
from storage.tables import (
    applications,
    enquiries,
    members,
    partnerships,
    people,
    reminders,
    stand_ins,
    stands_aside,
)
from storage.work import Work

TAKING_PART = (  # where it stands who is of a scheme; not complaints, which tell of nobody
    (applications, "person_id"),
    (partnerships, "mentee_id"),
    (partnerships, "mentor_id"),
    (members, "person_id"),
    (reminders, "person_id"),
    (enquiries, "raised_by"),
)


async def by_id(work: Work, person_id: PersonId) -> Person:
    """A person who is known to exist."""
    found = await work.session.get(Person, person_id)
    if found is None:
        raise LookupError(f"no person {person_id}")
    return found


async def by_ids(work: Work, ids: set[PersonId]) -> dict[PersonId, Person]:
    """People by id; those whom this work has met already are not asked for again."""
    met = work.session.sync_session.identity_map
    known = {person_id: met.get(identity_key(Person, person_id)) for person_id in ids}
    found = {person_id: person for person_id, person in known.items() if person is not None}
    for page in pages(ids - found.keys()):
        found |= {
            fresh.id: fresh
            for fresh in await read(work, select(Person).where(people.c.id.in_(page)))
        }
    return found


async def by_email(work: Work, email: str) -> Person | None:
    """Whoever verified an address."""
    return (
        await work.session.scalars(select(Person).where(people.c.email == email.lower()))
    ).first()


async def by_emails(work: Work, emails: Sequence[str]) -> dict[str, Person]:
    """People by address, in lower case."""
    found = await work.session.scalars(select(Person).where(people.c.email.in_(emails)))
    return {person.email: person for person in found}


async def add(work: Work, name: str, email: str, zone: str) -> Person:
    """Whoever verified an address; a new person where nobody has. `zone` is where a new one is."""
    if (known := await by_email(work, email)) is not None:
        return known
    return await work.add(Person(name=name, email=email.lower(), since=work.now, zone=zone))


async def anybody(work: Work) -> bool:
    """Whether anybody is known here yet."""
    return (await work.session.scalars(select(people.c.id).limit(1))).first() is not None


async def duties(work: Work, scheme: str, person_id: PersonId) -> frozenset[str]:
    """What somebody does for a scheme: nothing, or their seat on its roster."""
    return frozenset((await duties_by_scheme(work, person_id)).get(scheme, ()))


async def duties_by_scheme(work: Work, person_id: PersonId) -> dict[str, set[str]]:
    """What somebody does, for each scheme they do something for."""
    found: dict[str, set[str]] = {}
    for _, seat in await _with_seats(work, person_id):
        if seat is not None and seat.until is None:
            found.setdefault(seat.scheme, set()).add(seat.duty)
    return found


async def with_duties(
    work: Work, scheme: str, person_id: PersonId
) -> tuple[Person, frozenset[str]]:
    """A person who is known to exist, and what they do for a scheme, at once."""
    rows = await _with_seats(work, person_id)
    if not rows:
        raise LookupError(f"no person {person_id}")
    return rows[0][0], await duties(work, scheme, person_id)


# Built once: every action asks this.
_WITH_SEATS = (
    select(Person, Member)
    .outerjoin(members, and_(members.c.person_id == people.c.id, members.c.until.is_(None)))
    .where(people.c.id == bindparam("person"))
)


async def _with_seats(work: Work, person_id: PersonId) -> Sequence[tuple[Person, Member | None]]:
    async def ask() -> Sequence[tuple[Person, Member | None]]:
        rows = await work.session.execute(_WITH_SEATS, {"person": person_id})
        return [(person, seat) for person, seat in rows.all()]

    return await work.once(("with seats", person_id), ask, of=(people, members))


async def seated(work: Work, scheme: str) -> Sequence[tuple[Member, Person]]:
    """Everybody who runs a scheme now, with their seat."""
    return [(seat, person) for seat, person in await _seats(work, scheme) if seat.until is None]


async def _seats(work: Work, scheme: str) -> Sequence[tuple[Member, Person]]:
    """Every seat of a scheme, those that were given up included, with whose it is or was."""
    query = select(Member, Person).join(people, members.c.person_id == people.c.id)
    of_scheme = query.where(members.c.scheme == scheme).order_by(members.c.id)

    async def ask() -> Sequence[tuple[Member, Person]]:
        rows = await work.session.execute(of_scheme)
        return [(seat, person) for seat, person in rows.all()]

    return await work.once(("seats", scheme), ask, of=(members,))


async def ensure_roster(work: Work, definition: Definition) -> None:
    """Seat the roster of the scheme file, once: from then on it is kept here, whatever the file says (R13.1)."""
    seated = select(members.c.id).where(members.c.scheme == definition.key).limit(1)
    if (await work.session.scalars(seated)).first() is not None:
        return
    for seat in definition.roster:
        person = await add(work, seat.name, seat.email, definition.zone)
        await work.add(
            Member(
                scheme=definition.key,
                person_id=person.id,
                duty=seat.duty,
                organisation=seat.organisation,
                since=work.now,
            )
        )


async def roster(work: Work, scheme: str) -> Sequence[Member]:
    """Everybody who runs a scheme now."""
    return [seat for seat, _ in await seated(work, scheme)]


async def tenure(work: Work, scheme: str) -> Roster:
    """The roster of a scheme with its history, as whoever looks for those who may know of a complaint needs it."""
    return Roster(seat for seat, _ in await _seats(work, scheme))


async def organisations(work: Work, scheme: str) -> Sequence[tuple[PersonId, str]]:
    """For whom people sat on the roster of a scheme, now or before; people by id."""
    return [(seat.person_id, seat.organisation) for seat, _ in await _seats(work, scheme)]


async def group(work: Work, scheme: str) -> list[Member]:
    """The Oversight Group of a scheme, without the Steering Group."""
    return [member for member in await roster(work, scheme) if member.in_group]


async def locked_roster(work: Work, scheme: str) -> Sequence[Member]:
    """Everybody who runs a scheme now; nobody else changes the roster until the work ends."""
    query = (
        select(Member)
        .where(members.c.scheme == scheme, members.c.until.is_(None))
        .order_by(members.c.id)
    )
    if work.writes and not work.database.is_sqlite:  # SQLite has one writer at a time already
        query = query.with_for_update().execution_options(populate_existing=True)
    work.ask_again()
    return (await work.session.scalars(query)).all()


async def seat_of(work: Work, scheme: str, person_id: PersonId) -> Member | None:
    """The seat of a person now."""
    return next(
        (member for member in await roster(work, scheme) if member.person_id == person_id), None
    )


async def away(work: Work, scheme: str, today: date) -> frozenset[PersonId]:
    """Who of those who run a scheme has declared an absence for today: no warning should reach them."""
    return frozenset(
        member.person_id for member in await roster(work, scheme) if member.is_away(today)
    )


async def stand_ins_of(work: Work, application: Application) -> frozenset[PersonId]:
    """Who stands in for the Group on an application; nobody once it is settled (R3.3)."""
    if not application.awaits_decision:
        return frozenset()
    return await named_for(work, application.id)


async def named_for(work: Work, application_id: ApplicationId) -> frozenset[PersonId]:
    """Who was ever named to stand in on an application."""
    return frozenset((await named_for_each(work, [application_id])).get(application_id, ()))


async def stands_in_on(work: Work, scheme: str, person_id: PersonId) -> list[Application]:
    """The applications somebody stands in on now, oldest first."""
    query = (
        select(Application)
        .join(stand_ins, stand_ins.c.application_id == applications.c.id)
        .where(stand_ins.c.scheme == scheme, stand_ins.c.person_id == person_id)
        .order_by(applications.c.received_at, applications.c.id)
    )
    return [
        application
        for application in (await work.session.scalars(query)).all()
        if application.awaits_decision
    ]


async def search(work: Work, scheme: str, text: str, most: int) -> Sequence[Person]:
    """People of a scheme whose name or address holds a text, whatever its capitals, by name.

    Whoever is in none of its matters, of a sister scheme perhaps, is found by their whole address alone.
    """
    part = f"%{text.lower().replace('!', '!!').replace('%', '!%').replace('_', '!_')}%"
    like = func.lower(people.c.name).like(part, escape="!") | people.c.email.like(part, escape="!")
    ours = [table.c[who] for table, who in TAKING_PART]
    here = or_(*(people.c.id.in_(select(who).where(who.table.c.scheme == scheme)) for who in ours))
    found = select(Person).where(or_(and_(like, here), people.c.email == text.strip().lower()))
    return (await work.session.scalars(found.order_by(people.c.name).limit(most))).all()


async def names_of_applicants(work: Work, scheme: str) -> set[str]:
    """The names of everybody whose application to a scheme is open, as mentee or mentor."""
    theirs = select(applications.c.person_id).where(
        applications.c.scheme == scheme, applications.c.stage.in_(OPEN)
    )
    return set(
        (await work.session.scalars(select(people.c.name).where(people.c.id.in_(theirs)))).all()
    )


async def named_for_each(
    work: Work, application_ids: Iterable[ApplicationId]
) -> Mapping[ApplicationId, set[PersonId]]:
    """Who was ever named to stand in on some applications, for each of those on which somebody was."""
    apart = await _apart_each(work, application_ids)
    return {number: kept.named for number, kept in apart.items() if kept.named}


async def standing_aside(
    work: Work, application_ids: Iterable[ApplicationId]
) -> Mapping[ApplicationId, set[PersonId]]:
    """Who has declared a conflict, for each of some applications on which somebody has."""
    apart = await _apart_each(work, application_ids)
    return {number: kept.aside for number, kept in apart.items() if kept.aside}


@dataclass(frozen=True)
class _Apart:
    """Who stands aside from an application, and who was ever named to stand in on it."""

    aside: set[PersonId] = field(default_factory=set)
    named: set[PersonId] = field(default_factory=set)


async def _apart_each(
    work: Work, application_ids: Iterable[ApplicationId]
) -> dict[ApplicationId, _Apart]:
    async def ask(unknown: Sequence[ApplicationId]) -> dict[ApplicationId, _Apart]:
        found = {application: _Apart() for application in unknown}
        for page in pages(unknown):
            query = select(_ASIDE_OR_NAMED).where(_ASIDE_OR_NAMED.c.application_id.in_(page))
            for application, person, is_aside in await rows(work, query):
                apart = found[application]
                (apart.aside if is_aside else apart.named).add(person)
        return found

    return await work.each("apart", application_ids, ask, of=(stands_aside, stand_ins))


_ASIDE_OR_NAMED = union_all(
    *(
        select(table.c.application_id, table.c.person_id, literal(is_aside).label("is_aside"))
        for table, is_aside in ((stands_aside, 1), (stand_ins, 0))
    )
).subquery()


async def aside_from(work: Work, person_id: PersonId) -> frozenset[ApplicationId]:
    """The applications somebody stands aside from."""
    query = select(stands_aside.c.application_id).where(stands_aside.c.person_id == person_id)
    return frozenset((await work.session.scalars(query)).all())


async def reader(
    work: Work, person: Person, among: Iterable[ApplicationId] | None = None
) -> Reader:
    """A member, with what they stand aside from: anything, or what is `among` some applications."""
    if among is None:
        return Reader(person, await aside_from(work, person.id))
    aside = await standing_aside(work, among)
    return Reader(person, frozenset(number for number, who in aside.items() if person.id in who))


async def _find_seat(work: Work, asked: Asked) -> Found:
    seat = await row(work, Member, asked.id)
    await locked_roster(work, seat.scheme)
    return Found(seat.scheme, Matter(subject=asked.subject), (seat,))


NO_ADDRESS = "@erased.invalid"  # no mail server has it (RFC 2606)
RAN = "That you had a seat in a Group, and when"
PERSON = Declared(
    table=people,
    belongs=(
        Belonging(
            title="Who you are here, and how you like to hear from us",
            columns=(
                "name",
                "called",
                "given",
                "formerly",
                "email",
                "since",
                "zone",
                "reminders",
                "quiet_until",
                "told_at",
                "mails",
                "unasked_mails",
                "unreachable",
            ),
            whose=owned_by(people.c.id),
        ),
    ),
    erased=(
        Emptied(
            whose=owned_by(people.c.id),
            columns={"name": SOMEBODY, "formerly": None},
            told="Your name",
            held=Hold.NAMED,
        ),
        Emptied(
            whose=owned_by(people.c.id),
            columns={
                "email": literal("erased-") + cast(people.c.id, String) + NO_ADDRESS,
                "zone": "UTC",
                "told_at": None,
                "quiet_until": None,
                "reminders": False,
                "picture": "",
                "locale": "",
                "called": None,
                "given": None,
                "mails": Mails.NEVER,
                "unasked_mails": False,
                "unreachable": None,
            },
            told="Your address, and how you like to hear from us",
            held=Hold.OWN,
        ),
    ),
    retention=Retention.STAYS,
)
MEMBER = Kind(
    thing=Member,
    table=members,
    find=_find_seat,
    reach=reach(members, also=false()),  # the organisers keep every seat
    belongs=(
        Belonging(
            title="Your seats in a Group",
            columns=(
                "scheme",
                "duty",
                "organisation",
                "since",
                "until",
                "absent_from",
                "absent_until",
            ),
            whose=owned_by(members.c.person_id),
        ),
    ),
    erased=(Stays(why="ids, duties and days: who ran the scheme when", told=RAN),),
    retention=Retention.STAYS,
)
STANDS_ASIDE = Declared(
    table=stands_aside,
    belongs=(
        Belonging(
            title="When you stood aside",
            columns=("declared_at",),
            whose=owned_by(stands_aside.c.person_id),
        ),
    ),
    erased=(Stays(why="ids and a day: from what a member kept out"),),
    retention=Retention.STAYS,
)
STANDS_IN = Declared(
    table=stand_ins,
    belongs=(
        Belonging(
            title="When you were named a stand-in",
            columns=("scheme", "named_at"),
            whose=owned_by(stand_ins.c.person_id),
        ),
    ),
    erased=(Stays(why="ids and a day: who stood in for whom"),),
    retention=Retention.STAYS,
)
