"""The playground's pages: the chat of whoever one is, the Group's channel, the people and the clock."""

from collections.abc import Callable, Sequence

from aiohttp import web
from markupsafe import Markup

from bot.app import Bot
from bot.web import pages
from bot.web.cast import CastMember, CastSource, Nobody, Walk
from bot.web.guard import HTML
from bot.web.live import Hub, stream
from scheme.definition.definition import Definition
from scheme.ids import PersonId
from scheme.refusal import NotAllowed
from storage.platforms import chats

GREETING = "Nothing here yet. Say hello below, or press Home."
QUIET_GROUP = "Nothing here yet. Applications and other matters are announced here as they come in."


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

    @property
    def definition(self) -> Definition:
        """The scheme whose clock and channel are shown: the first."""
        return next(iter(self.bot.definitions.values()))

    async def person(self, request: web.Request) -> CastMember:
        """Who one is. Raises `Nobody`."""
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
            body = pages.pick_html(people, trouble, group, await self._ways())
            return web.Response(text=body, content_type=HTML, status=404 if wrong else 200)
        guide = await self._guide(request)
        pieces = {
            "chat": await self._room("chat", f"person:{person.person_id}", GREETING),
            "people": await self._people(person.person_id, guide.query if guide else ""),
            "clock": await self._clock(),
        }
        if person.reads_group:
            pieces["group"] = await self._channel()
            pieces["pinned"] = await self._pinned()
        body = pages.playground_html(person, pieces, self.definition.terms.group, guide)
        return web.Response(text=body, content_type=HTML)

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

    async def _channel(self) -> Markup:
        return await self._room("group", f"group:{self.definition.key}", QUIET_GROUP)

    async def _pinned(self) -> Markup:
        async with self.bot.work(writes=False) as work:
            lines = await chats.lines(work, f"group:{self.definition.key}")
        return pages.pinned_html(lines, self.definition.zone)

    async def _member(self, request: web.Request) -> CastMember:
        """Who one is, of those who read the Group's channel. Raises `Nobody` and `NotAllowed`."""
        person = await self.person(request)
        if not person.reads_group:
            raise NotAllowed(f"The channel is for {self.definition.terms.the_group} alone.")
        return person

    async def chat(self, request: web.Request) -> web.Response:
        """GET /chat: one's chat as it stands."""
        person = await self.person(request)
        return _fragment(await self._room("chat", f"person:{person.person_id}", GREETING))

    async def group(self, request: web.Request) -> web.Response:
        """GET /group: the Group's channel as it stands, for its members."""
        await self._member(request)
        return _fragment(await self._channel())

    async def pinned(self, request: web.Request) -> web.Response:
        """GET /pinned: what stands above the Group's channel, for its members."""
        await self._member(request)
        return _fragment(await self._pinned())

    async def people(self, request: web.Request) -> web.Response:
        """GET /people: the picker, with its marks."""
        person = await self.person(request)
        guide = await self._guide(request)
        return _fragment(await self._people(person.person_id, guide.query if guide else ""))

    async def clock(self, _request: web.Request) -> web.Response:
        """GET /clock: now, and what is due next."""
        return _fragment(await self._clock())

    async def events(self, request: web.Request) -> web.StreamResponse:
        """GET /events: which panes of this page to fetch again, as things happen."""
        person = await self.person(request)
        own = f"person:{person.person_id}"
        panes = {"person": "people", "clock": "clock"}
        if person.reads_group:
            panes["group"] = "group pinned"

        def pane(topic: str) -> str:
            if topic == own:
                return "chat"
            return panes.get(topic.partition(":")[0], "")

        return await stream(request, self.hub, pane)

    async def _room(self, pane: str, room: str, empty: str) -> Markup:
        async with self.bot.work(writes=False) as work:
            lines = await chats.lines(work, room)
        if self._seen is not None and lines:
            self._seen[room] = max(line.changed for line in lines)
        return pages.room_html(pane, lines, self.definition.zone, empty)

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


def _fragment(html: Markup) -> web.Response:
    return web.Response(text=html, content_type=HTML)
