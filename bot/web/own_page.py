"""The page of somebody who is signed in: their chat, their Group's channel, and nothing of a playground."""

from aiohttp import web

from bot.app import Bot
from bot.web import pages
from bot.web.assets import ASSETS
from bot.web.guard import HTML
from bot.web.live import Hub
from bot.web.rooms import Rooms
from bot.web.signed_in import SignedIn
from bot.web.site.front import front
from bot.web.site.serving import page_html
from bot.web.site.signing_in import tag
from bot.web.who import SignedOut, Visitor

ICONS = {
    "icon.svg": ("any", "image/svg+xml"),
    "icon-192.png": ("192x192", "image/png"),
    "icon-512.png": ("512x512", "image/png"),
}


class OwnPage:
    """Answers GET requests."""

    def __init__(self, bot: Bot, hub: Hub) -> None:
        self._bot = bot
        self.who = SignedIn(bot)
        self.rooms = Rooms(bot, hub, self.who)

    async def page(self, request: web.Request) -> web.Response:
        """GET /: one's own page, or the public one for whoever is not signed in."""
        try:
            person = await self.who.person(request)
        except SignedOut:
            page = front(self._bot)
            return web.Response(
                text=page_html(page),
                status=page.status,
                content_type=HTML,
                headers={"Referrer-Policy": "same-origin"},
            )
        terms = self._bot.definitions.get(person.group)
        group = terms.terms.group if terms else ""
        body = pages.own_html(
            person,
            await self.rooms.pieces(person),
            tag(self._bot),
            group,
            await self._channels(person),
        )
        # A form that a browser sends by itself says where it comes from only where the page lets it.
        return web.Response(
            text=body, content_type=HTML, headers={"Referrer-Policy": "same-origin"}
        )

    async def _channels(self, person: Visitor) -> list[tuple[str, str]]:
        """The channels of their other Groups, by name and address."""
        async with self._bot.work(writes=False) as work:
            groups = await self.who.groups(work, person.person_id)
        return [
            (self._bot.definitions[key].name, f"/?group={key}")
            for key in groups
            if key != person.group
        ]

    async def manifest(self, _request: web.Request) -> web.Response:
        """GET /manifest.webmanifest: what a phone needs to have the page among its apps."""
        name = tag(self._bot)
        icons = [
            {"src": ASSETS.address(file), "sizes": sizes, "type": media, "purpose": "any"}
            for file, (sizes, media) in ICONS.items()
        ]
        return web.json_response(
            {
                "name": name,
                "short_name": "Mentoring",
                "start_url": "/",
                "scope": "/",
                "display": "standalone",
                "background_color": "#f4f2ed",
                "theme_color": "#1b665b",
                "lang": "en-GB",
                "icons": icons,
            },
            content_type="application/manifest+json",
        )
