"""Words in confidence: what somebody asked, and what waits for somebody."""

from collections.abc import Sequence

from sqlalchemy import select

from scheme.audience import Matter
from scheme.concern.sounding import Sounding
from scheme.ids import PersonId
from scheme.refusal import Gone
from storage import people
from storage.erasure import Emptied
from storage.kind import Asked, Belonging, Found, Kind, Retention, owned_by, reach, row_if_there
from storage.tables import soundings
from storage.work import Work


async def asked_by(work: Work, scheme: str, person_id: PersonId) -> Sequence[Sounding]:
    """What somebody has asked, latest first."""
    query = (
        select(Sounding)
        .where(soundings.c.scheme == scheme, soundings.c.asker_id == person_id)
        .order_by(soundings.c.asked_at.desc(), soundings.c.id)
    )
    return (await work.session.scalars(query)).all()


async def waiting_for(work: Work, scheme: str, person_id: PersonId) -> Sequence[Sounding]:
    """What waits for somebody who was asked, oldest first."""
    query = (
        select(Sounding)
        .where(
            soundings.c.scheme == scheme,
            soundings.c.asked_id == person_id,
            soundings.c.settled_at.is_(None),
        )
        .order_by(soundings.c.asked_at, soundings.c.id)
    )
    return (await work.session.scalars(query)).all()


async def _find(work: Work, asked: Asked) -> Found:
    sounding = await row_if_there(work, Sounding, asked.id, lock=True)
    # Whoever has left the roster since answers no more; the asker is told that nobody has (R5.5).
    seated = {
        seat.person_id
        for seat in await people.roster(work, sounding.scheme if sounding else asked.scheme)
    }
    if sounding is None:
        raise Gone
    handlers = frozenset({sounding.asked_id} & seated)
    return Found(
        sounding.scheme,
        Matter(subject=asked.subject, parties=frozenset({sounding.asker_id}), handlers=handlers),
        (sounding,),
    )


SOUNDING = Kind(
    thing=Sounding,
    table=soundings,
    find=_find,
    reach=reach(soundings, "asker_id"),
    handled=True,
    belongs=(
        Belonging(
            title="Help you asked for in confidence",
            columns=("scheme", "asked_at", "text", "answer", "settled_at"),
            whose=owned_by(soundings.c.asker_id),
        ),
    ),
    erased=(
        Emptied(
            whose=owned_by(soundings.c.asker_id),
            columns={"text": None, "answer": None},
            told="What you asked in confidence",
        ),
        Emptied(whose=owned_by(soundings.c.asked_id), columns={"answer": None}),
    ),
    retention=Retention.WORDS_GO,
)
