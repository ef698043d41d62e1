"""Assembles the web channel: its routes, what guards them, and the pages of a playground or of real people."""

from collections.abc import Callable, Sequence

from aiohttp import web

from bot.app import Bot
from bot.web.acts import Acts
from bot.web.assets import ASSETS
from bot.web.cast import CastSource, Walk
from bot.web.doors import body_in_time
from bot.web.guard import (
    FROM_ANYWHERE,
    add_headers,
    no_fault_shows,
    one_request,
    only_our_own,
)
from bot.web.health import Health
from bot.web.live import Hub
from bot.web.moves import Moves
from bot.web.own_page import OwnPage
from bot.web.playground import Playground
from bot.web.posted import MOST_BYTES
from bot.web.rooms import Rooms
from bot.web.site.pages import EVERYWHERE, PAGES
from bot.web.site.serving import add_pages
from bot.web.who import Who


def make_app(
    bot: Bot,
    hub: Hub,
    *,
    cast: CastSource | None = None,
    walks: Sequence[Walk] = (),
    begin_again: Callable[[], None] | None = None,
) -> web.Application:
    """The web application, ready to be served.

    With `cast` it is the playground, in which anybody can be anybody: for loopback alone; `walks` lead through it,
    `begin_again` is called when somebody wants its story anew.
    `hub` is the one the bot's `WebChannel` rings. Neither starts nor stops the bot.
    """
    # Nobody signs in to the playground: it answers under the names of this machine alone, whatever else is set.
    url = "" if cast else bot.settings.url
    middlewares = [one_request, no_fault_shows, body_in_time, only_our_own(url)]
    app = web.Application(client_max_size=MOST_BYTES, middlewares=middlewares)
    app[FROM_ANYWHERE] = set()
    app.on_response_prepare.append(add_headers)
    health = Health(bot.readiness, bot.settings.metrics_token)
    app.router.add_get("/healthz", health.running)
    app.router.add_get("/readyz", health.ready)
    app.router.add_get("/metrics", health.figures)
    app.router.add_get("/static/{mark}/{name}", ASSETS.serve)
    if cast is None:
        add_pages(app, bot, PAGES, _add_own_pages(app, bot, hub))
    else:
        bot.desk.catalogue.says_who = True
        playground = Playground(bot, hub, cast, walks, begin_again)
        _add_playground(app, playground)
        add_pages(app, bot, EVERYWHERE, playground)

    async def end_streams(_app: web.Application) -> None:
        hub.close()

    app.on_shutdown.append(end_streams)
    return app


def _add_own_pages(app: web.Application, bot: Bot, hub: Hub) -> Who:
    """What whoever is signed in has; returns what says who that is."""
    own = OwnPage(bot, hub)
    bot.is_reading = lambda person_id: hub.is_open(f"person:{person_id}")
    app.router.add_get("/", own.page)
    app.router.add_get("/manifest.webmanifest", own.manifest)
    _add_chats(app, own.rooms, Acts(bot, hub, own.who))
    return own.who


def _add_chats(app: web.Application, rooms: Rooms, acts: Acts) -> None:
    app.router.add_get("/chat", rooms.chat)
    app.router.add_get("/group", rooms.group)
    app.router.add_get("/pinned", rooms.pinned)
    # A stream has no end, so a HEAD of it would wait for ever.
    app.router.add_get("/events", rooms.events, allow_head=False)
    app.router.add_post("/say", acts.say)
    app.router.add_post("/press", acts.press)
    app.router.add_post("/submit", acts.submit)
    app.router.add_post("/draft", acts.draft)


def _add_playground(app: web.Application, playground: Playground) -> None:
    moves = Moves(playground)
    app.router.add_get("/", playground.page)
    app.router.add_get("/people", playground.people)
    app.router.add_get("/clock", playground.clock)
    app.router.add_post("/clock", moves.clock)
    app.router.add_post("/again", moves.again)
    _add_chats(app, playground.rooms, Acts(playground.bot, playground.hub, playground))
