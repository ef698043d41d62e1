"""For browsers without scripts: a press and a form come as a browser sends them by itself, and are answered with a page."""

from collections.abc import Mapping
from uuid import NAMESPACE_URL, uuid4, uuid5

from aiohttp import web

from bot.web.guard import HTML
from bot.web.render import draw
from handlers.desk.encoding import decoded
from handlers.kit.ui import Action

PRESSED = "pressed"  # what a button sends: all of its action


def is_plain(request: web.Request) -> bool:
    """Whether a browser asks by itself, for a page; a script of ours says that it wants JSON, or nothing."""
    return HTML in request.headers.get("Accept", "")


def pressed(given: Mapping[str, str]) -> Action | None:
    """What a button without a script does; None where a script says it. Raises `HTTPBadRequest` for what can't be read."""
    if PRESSED not in given:
        return None
    try:
        return decoded(given[PRESSED])
    except ValueError:
        raise web.HTTPBadRequest from None


def inbound(given: Mapping[str, str]) -> str:
    """The mark of a press: the page's own with the button, so that a second press of it counts once."""
    return str(uuid5(NAMESPACE_URL, f"{given.get('inbound', '')} {given[PRESSED]}"))


def window_page(request: web.Request, title: str, window: str, status: int = 200) -> web.Response:
    """What would have opened over the chat, as a page of its own."""
    query = f"?{request.query_string}" if request.query_string else ""
    body = draw("alone.html", title=title, window=window, query=query, inbound=str(uuid4()))
    return web.Response(text=body, status=status, content_type=HTML)


def to_chat(request: web.Request) -> web.Response:
    """On to the chat, where the answer stands: so that reloading it repeats nothing."""
    query = f"?{request.query_string}" if request.query_string else ""
    return web.Response(status=303, headers={"Location": f"/{query}#chat"})
