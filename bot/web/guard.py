"""Keeps strangers' pages out and faults off the page: who may ask, what answers look like, what an error shows."""

from collections.abc import Mapping
from urllib.parse import urlsplit

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from bot.app import Trouble, place_of
from bot.platforms import SIGNED
from bot.web.cast import Nobody
from bot.web.render import draw
from bot.web.who import SignedOut
from scheduler.trace import traced
from scheme.refusal import NotAllowed, Refusal
from storage.work import Busy, Fault

log = structlog.get_logger("web")

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
# Asked for by whatever address a platform gives the machine; health holds nothing of anybody, figures ask for a token.
FOR_MACHINES = frozenset({"/healthz", "/readyz", "/metrics"})
HTML = "text/html"
# The pages that take what is sent from anywhere, as they go by the token in their address.
FROM_ANYWHERE: web.AppKey[set[str]] = web.AppKey("from anywhere", set)
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "object-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
WORDS = {
    400: "That request could not be read.",
    401: "The figures need the token of MENTORING_METRICS_TOKEN.",
    403: "That came from another site, so it was not done. Open the page here and try again.",
    404: "There is nothing at this address.",
    405: "This address does not take that.",
    408: "What you sent did not arrive in time, so it was not done. Please try again.",
    413: "That is too long to send at once. What you typed is still here; please shorten it.",
    421: "This bot does not answer under that name.",
    500: "Something went wrong on our side. Please try again in a few minutes.",
}


def only_our_own(base_url: str) -> Middleware:
    """Refuses other host names (another site's name can be pointed at this machine) and posts from other sites.

    Its own names are those of this machine, and the one of `base_url`: without it, as in the playground, no other.
    """
    ours = LOOPBACK | ({_hostname(urlsplit(base_url).netloc)} if base_url else set())

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        # A platform proves itself by a signature, which no page in a browser can make, and comes from no page of ours.
        if request.path not in FOR_MACHINES | SIGNED:
            if _hostname(request.host) not in ours:
                raise web.HTTPMisdirectedRequest
            if not (
                request.method in {"GET", "HEAD"}
                or _from_here(request, base_url)
                or _taken_from_anywhere(request)
            ):
                raise web.HTTPForbidden
        return await handler(request)

    return middleware


def _hostname(host: str) -> str | None:
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None


def _from_here(request: web.Request, base_url: str) -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if site is None and origin is None:
        return False
    own = {f"{request.scheme}://{request.host}"} | ({base_url.rstrip("/")} if base_url else set())
    if origin == "null":  # a page whose address is a secret tells nobody where a form was sent from
        return site == "same-origin"
    return site in {None, "same-origin"} and (origin is None or origin in own)


def _taken_from_anywhere(request: web.Request) -> bool:
    resource = request.match_info.route.resource
    return resource is not None and resource.canonical in request.app[FROM_ANYWHERE]


@web.middleware
async def one_request(request: web.Request, handler: Handler) -> web.StreamResponse:
    """What comes in, whichever platform sends it, has one id in the log."""
    with traced():
        return await handler(request)


@web.middleware
async def no_fault_shows(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turns whatever is raised into a page or JSON in plain words; a fault's own text is neither shown nor logged."""
    try:
        return await handler(request)
    except Refusal as no:
        return told(request, status_of(no), no.text, no.errors)
    except web.HTTPException as answer:
        if answer.status < 400:
            raise
        response = told(request, answer.status)
        if allow := answer.headers.get("Allow"):
            response.headers["Allow"] = allow
        return response
    except ConnectionError:
        raise  # the one who asked is gone: there is nobody to tell
    except Exception as fault:
        resource = request.match_info.route.resource
        log.error(
            "request failed",
            method=request.method,
            route=resource.canonical if resource else "none",
            error=type(fault).__name__,
            at=place_of(fault),
        )
        return told(request, 500)


def status_of(no: Refusal) -> int:
    """How the web says that a rule said no."""
    match no:
        case Nobody():
            return 404
        case SignedOut():
            return 401
        case NotAllowed():
            return 403
        case Busy() | Fault() | Trouble():
            return 503
        case _:
            return 422


def told(
    request: web.Request,
    status: int,
    text: str = "",
    errors: Mapping[str, str] | None = None,
    **more: object,
) -> web.Response:
    """What went wrong, in plain words: as JSON to a script, which is told `more`; as a page to a person."""
    words = text or WORDS.get(status, WORDS[400] if status < 500 else WORDS[500])
    accepts = request.headers.get("Accept", "")
    if "application/json" in accepts or (request.method == "POST" and HTML not in accepts):
        return web.json_response(
            {"text": words, "errors": dict(errors or {}), **more}, status=status
        )
    way = ("/sign-in", "Sign in") if status == 401 else ("/", "Back to the start")
    page = draw("plain.html", title="Not this time", text=words, way=way)
    return web.Response(text=page, status=status, content_type=HTML)


async def add_headers(_request: web.Request, response: web.StreamResponse) -> None:
    """Every answer tells the browser to trust nothing but this bot, and to keep nothing that is somebody's."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
