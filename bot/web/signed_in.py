"""Who is asking, of real people: whoever is signed in in a browser (R12.6)."""

from datetime import UTC, datetime, timedelta

import structlog
from aiohttp import web

from bot.app import Bot
from bot.web import cookies
from bot.web.who import SignedOut, Visitor
from scheme.ids import PersonId
from scheme.people import GROUP_DUTIES, Person
from scheme.refusal import Refusal
from storage import people
from storage.platforms import accounts
from storage.web import sessions
from storage.web.sessions import Session
from storage.work import Work

log = structlog.get_logger("who")

SEEN = timedelta(hours=1)  # how exactly it is kept when a browser was last used


class SignedIn:
    """Asked of the database each time, so that whoever is signed out elsewhere is so at once."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def person(self, request: web.Request) -> Visitor:
        """Whoever is signed in. Raises `SignedOut`."""
        session = await cookies.session(self._bot, request.cookies)
        now = datetime.now(UTC)
        if session is None:
            raise SignedOut
        if session.expires_at <= now:
            raise SignedOut(session.person_id)
        if now >= session.seen_at + SEEN:
            await self._note_seen(session, now)
        async with self._bot.work(writes=False) as work:
            person = await people.by_id(work, session.person_id)
            groups = await self.groups(work, person.id)
        wanted = request.query.get("group", "")
        if wanted in groups:
            group = wanted
        else:
            group = next(iter(groups), "")
        return Visitor(
            person_id=person.id,
            name=person.name,
            blurb=person.email,
            group=group,
            zone=person.zone,
            session=session.id,
        )

    async def groups(self, work: Work, person_id: PersonId) -> list[str]:
        """The schemes whose Groups somebody sits in, by key."""
        duties = await people.duties_by_scheme(work, person_id)
        return [
            key
            for key in self._bot.definitions
            if duties.get(key, set()).intersection(GROUP_DUTIES)
        ]

    async def _note_seen(self, session: Session, now: datetime) -> None:
        """They are reached here from now on, where they were last elsewhere."""
        try:
            async with self._bot.work() as work:
                await sessions.note_seen(work, session.id, now=now)
                await _seen(work, await people.by_id(work, session.person_id))
        except Refusal:  # a busy database: nobody waits for this
            log.info("not noted when somebody was seen", person=session.person_id)


async def _seen(work: Work, person: Person) -> None:
    for account in await accounts.of_person(work, person.id):
        if account.is_address:
            account.note_seen(work.now)
            return
