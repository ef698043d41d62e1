"""Names that change: what waits for its owner, what came of it, and who else has the same name."""

from sqlalchemy import or_, select

from scheme.ids import PersonId
from scheme.people import Person
from scheme.rename import Rename, RenameState, looks
from storage import applications
from storage.erasure import Goes
from storage.kind import Belonging, Kind, Retention, of_one, owned_by, reach
from storage.people import TAKING_PART
from storage.tables import people, renames
from storage.work import Work


async def open_of(work: Work, person_id: PersonId) -> Rename | None:
    """A name about which its owner was asked, and has not answered."""
    query = select(Rename).where(
        renames.c.person_id == person_id, renames.c.state == RenameState.OPEN
    )
    return (await work.session.scalars(query)).first()


async def latest(work: Work, person_id: PersonId, state: RenameState) -> Rename | None:
    """The latest that came to this."""
    query = select(Rename).where(renames.c.person_id == person_id, renames.c.state == state)
    return (await work.session.scalars(query.order_by(renames.c.id.desc()).limit(1))).first()


async def has_namesake(work: Work, person: Person) -> bool:
    """Whether somebody else in one of a person's schemes has a name that looks the same."""
    schemes = sorted(await applications.schemes_of(work, person.id))
    here = or_(
        *(
            people.c.id.in_(select(table.c[who]).where(table.c.scheme.in_(schemes)))
            for table, who in TAKING_PART
        )
    )
    names = await work.session.scalars(select(people.c.name).where(here, people.c.id != person.id))
    mine = looks(person.name)
    return any(looks(name) == mine for name in names)


RENAME = Kind(
    thing=Rename,
    table=renames,
    find=of_one(Rename),
    reach=reach(renames, "person_id"),
    belongs=(
        Belonging(
            title="Names you were asked about",
            columns=("scheme", "asked_at", "before", "after", "state", "decided_at"),
            whose=owned_by(renames.c.person_id),
        ),
    ),
    erased=(Goes(whose=owned_by(renames.c.person_id), told="Names you had before"),),
    retention=Retention.STAYS,
)
