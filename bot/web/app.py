"""Assembles the web channel: its routes, what guards them, and the page of a bot without a playground."""

from collections.abc import Callable, Sequence

from aiohttp import web

from bot.app import Bot
from bot.web.acts import Acts
from bot.web.assets import ASSETS
from bot.web.cast import CastSource, Walk
from bot.web.doors import body_in_time
from bot.web.guard import (
    FROM_ANYWHERE,
    HTML,
    add_headers,
    no_fault_shows,
    one_request,
    only_our_own,
)
from bot.web.health import Health
from bot.web.live import Hub
from bot.web.playground import Playground
from bot.web.posted import MOST_BYTES
from bot.web.site.front import ABOUT, front
from bot.web.site.pages import PAGES
from bot.web.site.serving import add_pages, page_html


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
        _add_front(app, bot)
        add_pages(app, bot, PAGES)
    else:
        _add_playground(app, Playground(bot, hub, cast, walks, begin_again))
        add_pages(app, bot, (ABOUT,))
    return app


def _add_front(app: web.Application, bot: Bot) -> None:
    async def shown(_request: web.Request) -> web.Response:
        return web.Response(text=page_html(front(bot)), content_type=HTML)

    app.router.add_get("/", shown)


def _add_playground(app: web.Application, playground: Playground) -> None:
    async def end_streams(_app: web.Application) -> None:
        playground.hub.close()

    app.on_shutdown.append(end_streams)
    acts = Acts(playground)
    app.router.add_get("/", playground.page)
    app.router.add_get("/chat", playground.chat)
    app.router.add_get("/group", playground.group)
    app.router.add_get("/pinned", playground.pinned)
    app.router.add_get("/people", playground.people)
    app.router.add_get("/clock", playground.clock)
    # A stream has no end, so a HEAD of it would wait for ever.
    app.router.add_get("/events", playground.events, allow_head=False)
    app.router.add_post("/say", acts.say)
    app.router.add_post("/press", acts.press)
    app.router.add_post("/submit", acts.submit)
    app.router.add_post("/draft", acts.draft)
    app.router.add_post("/clock", acts.clock)
    app.router.add_post("/again", acts.again)
