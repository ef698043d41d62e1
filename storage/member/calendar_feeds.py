"""Private addresses at which somebody's calendar is read (R6.6)."""

from sqlalchemy import select

from scheme.ids import PersonId
from scheme.member.calendar_feed import CalendarFeed
from storage.erasure import Goes
from storage.kind import Belonging, Declared, Retention, owned_by
from storage.tables import feeds
from storage.web.tokens import fresh, hashed
from storage.work import Work


async def of_person(work: Work, person_id: PersonId) -> CalendarFeed | None:
    """Somebody's own; None where they have none."""
    query = select(CalendarFeed).where(feeds.c.person_id == person_id)
    return (await work.session.scalars(query)).first()


async def of_token(work: Work, token: str) -> CalendarFeed | None:
    """The one at an address; None where there is none, or none any more."""
    query = select(CalendarFeed).where(feeds.c.token_hash == hashed(token))
    return (await work.session.scalars(query)).first()


async def begin(work: Work, person_id: PersonId) -> CalendarFeed:
    """A first address for somebody who has none."""
    token = fresh()
    feed = CalendarFeed(
        person_id=person_id, token=token, token_hash=hashed(token), made_at=work.now
    )
    work.session.add(feed)
    await work.flush()
    return feed


def renew(work: Work, feed: CalendarFeed) -> None:
    """Another address in place of the one there was."""
    token = fresh()
    feed.renew(token, hashed(token), work.now)


async def end(work: Work, feed: CalendarFeed) -> None:
    """There is no address any more."""
    await work.session.delete(feed)
    await work.flush()


FEED = Declared(
    table=feeds,
    belongs=(
        Belonging(
            title="Your calendar address",
            columns=("made_at", "with_names", "read_on"),
            whose=owned_by(feeds.c.person_id),
        ),
    ),
    withheld={"token": "whoever has it reads your calendar: it stands under Your calendar alone"},
    erased=(Goes(whose=owned_by(feeds.c.person_id), told="Your calendar address"),),
    retention=Retention.STAYS,
)
