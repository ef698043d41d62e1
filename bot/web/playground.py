"""The playground's pages: the chat of whoever one is, the Group's channel, the people and the clock."""

from aiohttp import web
from markupsafe import Markup

from bot.app import Bot
from bot.web import pages
from bot.web.cast import CastMember, CastSource, Nobody
from bot.web.guard import HTML
from bot.web.live import Hub, stream
from scheme.definition.definition import Definition
from storage.platforms import chats

GREETING = "Nothing here yet. Say hello below, or press Home."
QUIET_GROUP = "Nothing here yet. Applications and other matters are announced here as they come in."


class Playground:
    """Answers GET requests. Who one is stands in the address (?as=5), so that two tabs can be two people."""

    def __init__(self, bot: Bot, hub: Hub, cast: CastSource) -> None:
        self.bot = bot
        self.hub = hub
        self._cast = cast
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
            body = pages.pick_html(await self._people(None), nobody.text if wrong else "")
            return web.Response(text=body, content_type=HTML, status=404 if wrong else 200)
        pieces = {
            "chat": await self._room("chat", f"person:{person.person_id}", GREETING),
            "group": await self._room("group", f"group:{self.definition.key}", QUIET_GROUP),
            "people": await self._people(person.person_id),
            "clock": await self._clock(),
        }
        body = pages.playground_html(person, pieces, self.definition.terms.group)
        return web.Response(text=body, content_type=HTML)

    async def chat(self, request: web.Request) -> web.Response:
        """GET /chat: one's chat as it stands."""
        person = await self.person(request)
        return _fragment(await self._room("chat", f"person:{person.person_id}", GREETING))

    async def group(self, _request: web.Request) -> web.Response:
        """GET /group: the Group's channel as it stands."""
        return _fragment(await self._room("group", f"group:{self.definition.key}", QUIET_GROUP))

    async def people(self, request: web.Request) -> web.Response:
        """GET /people: the picker, with its marks."""
        return _fragment(await self._people((await self.person(request)).person_id))

    async def clock(self, _request: web.Request) -> web.Response:
        """GET /clock: now, and what is due next."""
        return _fragment(await self._clock())

    async def events(self, request: web.Request) -> web.StreamResponse:
        """GET /events: which panes of this page to fetch again, as things happen."""
        own = f"person:{(await self.person(request)).person_id}"

        def pane(topic: str) -> str:
            if topic == own:
                return "chat"
            kind = topic.partition(":")[0]
            return {"person": "people", "group": "group", "clock": "clock"}.get(kind, "")

        return await stream(request, self.hub, pane)

    async def _room(self, pane: str, room: str, empty: str) -> Markup:
        async with self.bot.work(writes=False) as work:
            lines = await chats.lines(work, room)
        if self._seen is not None and lines:
            self._seen[room] = max(line.changed for line in lines)
        return pages.room_html(pane, lines, self.definition.zone, empty)

    async def _people(self, person_id: int | None) -> Markup:
        async with self.bot.work(writes=False) as work:
            latest = await chats.latest(work)
        if self._seen is None:
            self._seen = latest  # what stood there at the start is nothing new
        fresh = {room for room, changed in latest.items() if changed > self._seen.get(room, 0)}
        cast = await self._cast()
        unread = {one.person_id for one in cast if f"person:{one.person_id}" in fresh} - {person_id}
        return pages.people_html(cast, person_id, frozenset(unread))

    async def _clock(self) -> Markup:
        return pages.clock_html(
            self.bot.clock.now(), await self.bot.next_due(), self.definition.zone
        )


def _fragment(html: Markup) -> web.Response:
    return web.Response(text=html, content_type=HTML)
