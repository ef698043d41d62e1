"""The chats of a page as they stand, and signals as they change: one's own, and the channel of one's Group."""

from collections.abc import Callable, Mapping, Sequence

from aiohttp import web
from markupsafe import Markup

from bot.app import Bot
from bot.web import pages
from bot.web.guard import HTML
from bot.web.live import Hub, stream
from bot.web.who import Visitor, Who
from scheme.refusal import NotAllowed
from storage.platforms import chats
from storage.platforms.chats import ChatLine

GREETING = "Nothing here yet. Say hello below, or press Home."
QUIET_GROUP = "Nothing here yet. Applications and other matters are announced here as they come in."


def _unnoticed(_room: str, _lines: Sequence[ChatLine]) -> None:
    pass


class Rooms:
    """Answers GET requests for panes. Nobody gets one that is not theirs."""

    def __init__(
        self,
        bot: Bot,
        hub: Hub,
        who: Who,
        *,
        panes: Mapping[str, str] | None = None,
        shown: Callable[[str, Sequence[ChatLine]], None] = _unnoticed,
    ) -> None:
        """`panes`: what else is on a page, by what rings it; `shown` is told of each chat that somebody has in view."""
        self._bot = bot
        self._hub = hub
        self._who = who
        self._panes = dict(panes or {})
        self._shown = shown

    async def pieces(self, visitor: Visitor) -> dict[str, Markup]:
        """What a whole page holds, by pane."""
        found = {"chat": await self._own(visitor)}
        if visitor.group:
            found["group"] = await self._channel(visitor)
            found["pinned"] = await self._pinned(visitor)
        return found

    async def chat(self, request: web.Request) -> web.Response:
        """GET /chat: one's chat as it stands."""
        return fragment(await self._own(await self._who.person(request)))

    async def group(self, request: web.Request) -> web.Response:
        """GET /group: the Group's channel as it stands, for its members."""
        return fragment(await self._channel(await self._member(request)))

    async def pinned(self, request: web.Request) -> web.Response:
        """GET /pinned: what stands above the Group's channel, for its members."""
        return fragment(await self._pinned(await self._member(request)))

    async def _member(self, request: web.Request) -> Visitor:
        """Who one is, of those who read a Group's channel. Raises `Refusal`, above all `NotAllowed`."""
        visitor = await self._who.person(request)
        if not visitor.group:
            first = next(iter(self._bot.definitions.values()))
            raise NotAllowed(f"The channel is for {first.terms.the_group} alone.")
        return visitor

    async def events(self, request: web.Request) -> web.StreamResponse:
        """GET /events: which panes of this page to fetch again, as things happen."""
        visitor = await self._who.person(request)

        def pane(topic: str) -> str:
            if topic == visitor.room:
                return "chat"
            if visitor.group and topic == f"group:{visitor.group}":
                return "group pinned"
            return self._panes.get(topic.partition(":")[0], "")

        return await stream(request, self._hub, pane, visitor.room)

    async def _own(self, visitor: Visitor) -> Markup:
        return await self._drawn("chat", visitor.room, visitor.zone, GREETING)

    async def _channel(self, visitor: Visitor) -> Markup:
        return await self._drawn("group", f"group:{visitor.group}", visitor.zone, QUIET_GROUP)

    async def _pinned(self, visitor: Visitor) -> Markup:
        async with self._bot.work(writes=False) as work:
            lines = await chats.lines(work, f"group:{visitor.group}")
        return pages.pinned_html(lines, visitor.zone)

    async def _drawn(self, pane: str, room: str, zone: str, empty: str) -> Markup:
        async with self._bot.work(writes=False) as work:
            lines = await chats.lines(work, room)
        self._shown(room, lines)
        return pages.room_html(pane, lines, zone, empty)


def fragment(html: Markup) -> web.Response:
    """A piece of a page."""
    return web.Response(text=html, content_type=HTML)
