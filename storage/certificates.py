"""Certificates of participation (R9.3)."""

from secrets import choice

from sqlalchemy import select

from scheme.ids import PartnershipId, PersonId
from scheme.partnership.certificate import Certificate
from storage.erasure import Goes
from storage.kind import Belonging, Declared, Retention, owned_by
from storage.tables import certificates
from storage.web.links import LETTERS
from storage.work import Work

GROUPS, IN_A_GROUP = 3, 4


def fresh_number() -> str:
    """A number by chance, easy to read out, that nobody comes upon by trying."""
    groups = ("".join(choice(LETTERS) for _ in range(IN_A_GROUP)) for _ in range(GROUPS))
    return "-".join(groups)


async def of_pair(
    work: Work, partnership_id: PartnershipId, person_id: PersonId
) -> Certificate | None:
    """The one that somebody has of a partnership."""
    query = select(Certificate).where(
        certificates.c.partnership_id == partnership_id, certificates.c.person_id == person_id
    )
    return (await work.session.scalars(query)).first()


async def of_number(work: Work, number: str) -> Certificate | None:
    """The one with a number, however somebody typed it; None where it was replaced or never was."""
    letters = "".join(letter for letter in number.upper()[:40] if letter in LETTERS)
    groups = (letters[at : at + IN_A_GROUP] for at in range(0, len(letters), IN_A_GROUP))
    query = select(Certificate).where(certificates.c.number == "-".join(groups))
    return (await work.session.scalars(query)).first()


CERTIFICATE = Declared(
    table=certificates,
    belongs=(
        Belonging(
            title="Your certificates",
            columns=("scheme", "role", "number", "name", "begun", "over", "issued_at", "minutes"),
            whose=owned_by(certificates.c.person_id),
        ),
    ),
    erased=(Goes(whose=owned_by(certificates.c.person_id), told="Your certificates"),),
    retention=Retention.STAYS,
)
