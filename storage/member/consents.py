"""What people have agreed to."""

from collections.abc import Sequence

from sqlalchemy import select

from scheme.definition.definition import Definition
from scheme.ids import PersonId
from scheme.member.consent import Consent
from scheme.people import Role
from storage.erasure import Stays
from storage.kind import Belonging, Declared, Retention, owned_by
from storage.tables import consents
from storage.work import Work


async def of_person(work: Work, scheme: str, person_id: PersonId) -> Sequence[Consent]:
    """What a person agreed to in a scheme, latest first."""
    query = (
        select(Consent)
        .where(consents.c.scheme == scheme, consents.c.person_id == person_id)
        .order_by(consents.c.id.desc())
    )
    return (await work.session.scalars(query)).all()


async def latest(work: Work, scheme: str, person_id: PersonId, role: Role) -> Consent | None:
    """What a person agreed to last in a role."""
    return next(
        (consent for consent in await of_person(work, scheme, person_id) if consent.role == role),
        None,
    )


async def give(work: Work, definition: Definition, person_id: PersonId, role: Role) -> Consent:
    """Keep that a person agrees, now, to the scheme's present words."""
    return await work.add(Consent.give(definition, person_id, role, work.now))


CONSENT = Declared(
    table=consents,
    belongs=(
        Belonging(
            title="What you consented to",
            columns=("scheme", "role", "version", "wording", "notices", "given_at", "withdrawn_at"),
            whose=owned_by(consents.c.person_id),
        ),
    ),
    erased=(
        Stays(
            why="an id, versions and days: that there was leave to keep what was kept",
            told="That you consented, to which version and when, without your name",
        ),
    ),
    retention=Retention.STAYS,
)
