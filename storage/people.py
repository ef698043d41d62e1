"""People, accounts, the roster, and who stands aside."""

from collections.abc import Sequence

from sqlalchemy import select

from scheme.definition import Definition
from scheme.people import GROUP_DUTIES, Account, Member, Person
from storage.tables import accounts, members, people, stands_aside
from storage.work import Work


async def by_id(work: Work, person_id: int) -> Person:
    """A person who is known to exist."""
    found = await work.session.get(Person, person_id)
    if found is None:
        raise LookupError(f"no person {person_id}")
    return found


async def by_ids(work: Work, ids: set[int]) -> dict[int, Person]:
    """People by id."""
    found = await work.session.scalars(select(Person).where(people.c.id.in_(ids)))
    return {person.id: person for person in found}


async def by_email(work: Work, email: str) -> Person | None:
    """Whoever verified an address."""
    return (await work.session.scalars(select(Person).where(people.c.email == email.lower()))).first()


async def by_emails(work: Work, emails: Sequence[str]) -> dict[str, Person]:
    """People by address, in lower case."""
    found = await work.session.scalars(select(Person).where(people.c.email.in_(emails)))
    return {person.email: person for person in found}


async def add(work: Work, name: str, email: str, zone: str) -> Person:
    """Whoever verified an address; a new person where nobody has. `zone` is where a new one is."""
    if (known := await by_email(work, email)) is not None:
        return known
    return await work.add(Person(name, email.lower(), work.now, zone))


async def by_account(work: Work, platform: str, workspace: str, user: str) -> Person | None:
    """Whoever an account belongs to."""
    query = (
        select(Person)
        .join(accounts, accounts.c.person_id == people.c.id)
        .where(accounts.c.platform == platform, accounts.c.workspace == workspace, accounts.c.user == user)
    )
    return (await work.session.scalars(query)).first()


async def accounts_of(work: Work, person_id: int) -> Sequence[Account]:
    """The accounts of a person."""
    return (await work.session.scalars(select(Account).where(accounts.c.person_id == person_id))).all()


async def anybody(work: Work) -> bool:
    """Whether anybody is known here yet."""
    return (await work.session.scalars(select(people.c.id).limit(1))).first() is not None


async def duties(work: Work, scheme: str, person_id: int) -> frozenset[str]:
    """What somebody does for a scheme: nothing, or their seat on its roster."""
    query = select(members.c.duty).where(
        members.c.scheme == scheme, members.c.person_id == person_id, members.c.until.is_(None)
    )
    return frozenset((await work.session.scalars(query)).all())


async def ensure_roster(work: Work, definition: Definition) -> None:
    """Seat the roster of the scheme file, once: from then on it is kept here, whatever the file says (R13.1)."""
    seated = select(members.c.id).where(members.c.scheme == definition.key).limit(1)
    if (await work.session.scalars(seated)).first() is not None:
        return
    for seat in definition.roster:
        person = await add(work, seat.name, seat.email, definition.zone)
        await work.add(Member(definition.key, person.id, seat.duty, seat.organisation, work.now))


async def roster(work: Work, scheme: str) -> Sequence[Member]:
    """Everybody who runs a scheme now."""
    query = select(Member).where(members.c.scheme == scheme, members.c.until.is_(None)).order_by(members.c.id)
    return (await work.session.scalars(query)).all()


async def group(work: Work, scheme: str) -> list[Member]:
    """The Oversight Group of a scheme, without the Steering Group."""
    return [member for member in await roster(work, scheme) if member.duty in GROUP_DUTIES]


async def standing_aside(work: Work, application_ids: Sequence[int]) -> frozenset[int]:
    """Who has declared a conflict on any of these applications."""
    query = select(stands_aside.c.person_id).where(stands_aside.c.application_id.in_(application_ids))
    return frozenset((await work.session.scalars(query)).all())


async def aside_from(work: Work, person_id: int) -> frozenset[int]:
    """The applications somebody stands aside from."""
    query = select(stands_aside.c.application_id).where(stands_aside.c.person_id == person_id)
    return frozenset((await work.session.scalars(query)).all())


async def everybody(work: Work) -> Sequence[Person]:
    """Everybody who is known, in the order they became so."""
    return (await work.session.scalars(select(Person).order_by(people.c.id))).all()
