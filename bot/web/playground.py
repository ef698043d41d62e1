"""The playground's pages: who one is, the people one can be, the walks and the clock."""

from collections.abc import Callable, Sequence

from aiohttp import web
from markupsafe import Markup

from bot.app import Bot
from bot.web import pages
from bot.web.cast import TOLD, CastMember, CastSource, Nobody, Walk
from bot.web.guard import HTML
from bot.web.live import Hub
from bot.web.rooms import Rooms, fragment
from bot.web.who import Visitor
from scheme.definition.definition import Definition
from scheme.ids import PersonId
from storage import ledger
from storage.platforms import chats
from storage.platforms.chats import ChatLine


class Playground:
    """Answers GET requests. Who one is stands in the address (?as=5), so that two tabs can be two people."""

    def __init__(
        self,
        bot: Bot,
        hub: Hub,
        cast: CastSource,
        walks: Sequence[Walk] = (),
        begin_again: Callable[[], None] | None = None,
    ) -> None:
        self.bot = bot
        self.hub = hub
        self._cast = cast
        self._walks = walks
        self.begin_again = begin_again
        self._seen: dict[str, int] | None = None  # the newest change that was shown of each chat
        self.rooms = Rooms(
            bot, hub, self, panes={"person": "people", "clock": "clock"}, shown=self._note_shown
        )

    @property
    def definition(self) -> Definition:
        """The scheme whose clock and channel are shown: the first."""
        return next(iter(self.bot.definitions.values()))

    async def person(self, request: web.Request) -> Visitor:
        """Who one is. Raises `Nobody`."""
        member = await self._member(request)
        return Visitor(
            person_id=member.person_id,
            name=member.name,
            blurb=member.blurb,
            group=self.definition.key if member.reads_group else "",
            zone=self.definition.zone,
        )

    async def _member(self, request: web.Request) -> CastMember:
        wanted = request.query.get("as", "")
        for member in await self._cast():
            if str(member.person_id) == wanted:
                return member
        raise Nobody

    async def page(self, request: web.Request) -> web.Response:
        """GET /: the playground, or first the choice of somebody to be."""
        try:
            person = await self.person(request)
        except Nobody as nobody:
            wrong = "as" in request.query
            trouble = nobody.text if wrong else ""
            people = await self._people(None)
            group = self.definition.terms.group
            body = pages.pick_html(
                people, trouble, group, await self._ways(), await self._told(), self.definition.name
            )
            return web.Response(text=body, content_type=HTML, status=404 if wrong else 200)
        guide = await self._guide(request)
        pieces = await self.rooms.pieces(person) | {
            "people": await self._people(person.person_id, guide.query if guide else ""),
            "clock": await self._clock(),
        }
        body = pages.playground_html(person, pieces, self.definition.terms.group, guide)
        return web.Response(text=body, content_type=HTML)

    async def _told(self) -> list[str]:
        """What is to be said of the story: whose places these are, and what of it could not be played."""
        async with self.bot.work(writes=False) as work:
            return (await ledger.note(work, TOLD) or "").splitlines()

    async def _ways(self) -> dict[str, Walk]:
        """The walks that the cast can play, by where they begin."""
        cast = await self._cast()
        ways = {walk: pages.links_of(walk, cast) for walk in self._walks}
        return {links[0]: walk for walk, links in ways.items() if links}

    async def _guide(self, request: web.Request) -> pages.Guide | None:
        """Where on a walk the address says one is; None where it names none that is there."""
        wanted = request.query.get("walk", "")
        stop = request.query.get("stop", "")
        for walk in self._walks:
            links = pages.links_of(walk, await self._cast())
            if walk.key == wanted and stop in map(str, range(1, len(links) + 1)):
                return pages.Guide(walk, int(stop), links)
        return None

    async def people(self, request: web.Request) -> web.Response:
        """GET /people: the picker, with its marks."""
        person = await self.person(request)
        guide = await self._guide(request)
        return fragment(await self._people(person.person_id, guide.query if guide else ""))

    async def clock(self, _request: web.Request) -> web.Response:
        """GET /clock: now, and what is due next."""
        return fragment(await self._clock())

    def _note_shown(self, room: str, lines: Sequence[ChatLine]) -> None:
        if self._seen is not None and lines:
            self._seen[room] = max(line.changed for line in lines)

    async def _people(self, person_id: PersonId | None, query: str = "") -> Markup:
        async with self.bot.work(writes=False) as work:
            latest = await chats.latest(work)
        if self._seen is None:
            self._seen = latest  # what stood there at the start is nothing new
        fresh = {room for room, changed in latest.items() if changed > self._seen.get(room, 0)}
        cast = await self._cast()
        unread = {
            cast_member.person_id
            for cast_member in cast
            if f"person:{cast_member.person_id}" in fresh
        } - {person_id}
        return pages.people_html(cast, person_id, frozenset(unread), query)

    async def _clock(self) -> Markup:
        return pages.clock_html(
            self.bot.clock.now(), await self.bot.next_due(), self.definition.zone
        )
