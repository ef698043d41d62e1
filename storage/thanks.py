"""Thank-yous: what each of a pair wrote to the other once it had ended."""

from sqlalchemy import ColumnElement, and_, select

from scheme.ids import PersonId
from scheme.partnership.partnership import Partnership
from scheme.partnership.thanks import Thanks
from storage.erasure import Goes
from storage.kind import Belonging, Declared, Retention, owned_by, pairs_own
from storage.tables import thanks
from storage.work import Work


async def by_writer(work: Work, pair: Partnership, person_id: PersonId) -> Thanks | None:
    """What one of the two has written, sent or not; None where that is nothing."""
    query = select(Thanks).where(
        thanks.c.partnership_id == pair.id, thanks.c.person_id == person_id
    )
    return (await work.session.scalars(query)).first()


async def sent_to(work: Work, pair: Partnership, person_id: PersonId) -> Thanks | None:
    """What the partner has sent to one of the two; None where that is nothing, or nothing yet."""
    found = await by_writer(work, pair, pair.partner_of(person_id))
    if found is None or not found.is_sent:
        return None
    return found


async def forget(work: Work, held: Thanks) -> None:
    """Delete what was not sent."""
    await work.session.delete(held)
    await work.flush()


def _sent_to(person: int) -> ColumnElement[bool]:
    ours = pairs_own(thanks)(person)
    return and_(ours, thanks.c.person_id != person, thanks.c.sent_at.is_not(None))


THANKS = Declared(
    table=thanks,
    belongs=(
        Belonging(
            title="Thank-yous you wrote",
            columns=("scheme", "partnership_id", "written_at", "sent_at", "text"),
            whose=owned_by(thanks.c.person_id),
        ),
        Belonging(
            title="Thank-yous you were sent",
            columns=("scheme", "partnership_id", "sent_at", "text"),
            whose=_sent_to,
        ),
    ),
    erased=(Goes(whose=owned_by(thanks.c.person_id), told="Thank-yous you wrote, sent ones too"),),
    retention=Retention.WORDS_GO,
)
