"""Serves the pages outside the chat: draws them, reads what is sent to them, and shows them again where a rule says no."""

from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from ipaddress import ip_address, ip_network
from uuid import uuid4

from aiohttp import web

from bot.app import Bot
from bot.web.guard import FROM_ANYWHERE, HTML
from bot.web.posted import read
from bot.web.render import answers_from, draw, field_html, part_html
from bot.web.site.answering import alarm_of, refused, signed_out, who_can_help
from bot.web.site.languages import wanted
from bot.web.site.page import (
    Answered,
    Go,
    PageForm,
    Shows,
    SitePage,
    Visit,
    WebFile,
    WebPage,
)
from bot.web.who import SignedOut, Who
from handlers.kit.ui import Part, Prose
from handlers.paper import charts
from handlers.safety.urgent import Alarm
from scheme.day_order import written
from scheme.ids import PersonId
from scheme.refusal import Refusal

# A browser says where a form was sent from only where the page lets it; a secret address is told to nobody at all.
OWN = "same-origin"
SILENT = "no-referrer"
SEVERAL = (
    24  # bits of an address of IPv4 that are one network; of IPv6 it is what one household has
)
SEVERAL_6 = 56


def add_pages(
    app: web.Application, bot: Bot, pages: tuple[SitePage, ...], who: Who | None = None
) -> None:
    """Serve pages at their paths; `who` says who is asking for those that are personal."""
    for page in pages:
        served = _Served(bot, page, who)
        app.router.add_get(page.path, served.show)
        if page.take is not None:
            route = app.router.add_post(page.path, served.take)
            if page.by_machines and route.resource is not None:
                app[FROM_ANYWHERE].add(route.resource.canonical)


class _Served:
    """One page, as aiohttp asks for it."""

    def __init__(self, bot: Bot, page: SitePage, who: Who | None) -> None:
        self._bot = bot
        self._page = page
        self._who = who

    async def show(self, request: web.Request) -> web.Response:
        """GET"""
        visit = visit_of(self._bot, request)
        if self._page.personal:
            try:
                visit = replace(visit, person=await self._person(request))
            except SignedOut:
                return await self._response(request, Go(to="/"))
        return await self._response(request, await self._page.show(visit))

    async def _person(self, request: web.Request) -> PersonId:
        if self._who is None:
            raise SignedOut
        return (await self._who.person(request)).person_id

    async def take(self, request: web.Request) -> web.Response:
        """POST"""
        posted, _ = await read(request)
        if self._page.take is None:
            raise web.HTTPMethodNotAllowed("POST", ["GET"])
        visit = replace(visit_of(self._bot, request), posted=posted, answers=answers_from(posted))
        if not self._page.personal:
            return await self._response(request, await self._taken(self._page.take, visit))
        alarm = alarm_of(visit)
        try:
            visit = replace(visit, person=await self._person(request))
        except SignedOut:
            found: Answered = signed_out(visit)
        else:
            found = await self._taken(self._page.take, visit)
        if alarm is not None:
            found = _told_first(alarm, found, visit)
        return await self._response(request, found)

    async def _taken(self, take: Shows, visit: Visit) -> Answered:
        """What comes of what was sent; the page again where a rule says no, or the database is busy."""
        try:
            return await take(visit)
        except Refusal as no:
            page = await self._page.show(visit)
            if not isinstance(page, WebPage):
                raise
            return refused(page, no, visit)

    async def _response(self, request: web.Request, found: Answered) -> web.Response:
        match found:
            case Go():
                response = web.Response(status=303, headers={"Location": found.to})
            case WebFile():
                response = _file(request, found)
            case WebPage():
                await charts.ready(_all_parts(found))
                html = page_html(found)
                response = web.Response(text=html, status=found.status, content_type=HTML)
                if found.kept:
                    response.headers["Cache-Control"] = f"public, max-age={found.kept}"
        response.headers["Referrer-Policy"] = SILENT if self._page.secret else OWN
        if not isinstance(found, WebFile):
            for cookie in found.cookies:
                response.headers.add("Set-Cookie", cookie)
        return response


def _file(request: web.Request, found: WebFile) -> web.Response:
    """A file; nothing of it for a program that has it as it is already, and says so."""
    mark = sha256(found.content).hexdigest()[:32]
    if any(known.value == mark for known in request.if_none_match or ()):
        response = web.Response(status=304)
    else:
        headers = {
            "Content-Type": found.media,
            "Content-Disposition": f'inline; filename="{found.name}"',
        }
        response = web.Response(body=found.content, headers=headers)
    response.etag = mark
    return response


def _told_first(alarm: Alarm, found: Answered, visit: Visit) -> WebPage:
    """What was sent has been taken, or is there to be sent again: before it stands who can help (R13.5)."""
    if isinstance(found, Go):
        return who_can_help(alarm, visit, onward=found.to)
    if isinstance(found, WebFile) or found.status < 400:
        return who_can_help(alarm, visit)
    first = (Prose(alarm.message.text), *alarm.message.parts)
    return replace(found, parts=(*first, *found.parts))


def visit_of(bot: Bot, request: web.Request) -> Visit:
    """What a request for a page says of itself."""
    return Visit(
        bot=bot,
        given=dict(request.match_info),
        query=dict(request.query),
        cookies=dict(request.cookies),
        browser=request.headers.get("User-Agent", ""),
        languages=tuple(wanted(request.headers.get("Accept-Language", ""))),
        now=datetime.now(UTC),
        network=network_of(request, is_behind=bot.settings.behind_proxy),
    )


def network_of(request: web.Request, *, is_behind: bool) -> str:
    """Roughly from where a request comes: an address with its neighbours, so that nobody is told apart by it.

    `is_behind`: a proxy of ours hands requests on, and the last address that it adds is the one it saw.
    """
    remote = request.remote or ""
    if is_behind:
        remote = request.headers.get("X-Forwarded-For", remote).rpartition(",")[2].strip()
    try:
        address = ip_address(remote)
    except ValueError:
        return "unknown"
    bits = SEVERAL if address.version == 4 else SEVERAL_6
    return str(ip_network((address, bits), strict=False))


def _all_parts(page: WebPage) -> list[Part]:
    return [*page.parts, *(part for section in page.sections for part in section.parts)]


def page_html(page: WebPage) -> str:
    """A page as HTML."""
    parts = [part_html(part, f"part-{at}", 2) for at, part in enumerate(page.parts)]
    forms = [(form, _fields(form), _wrong(form)) for form in page.forms]
    sections = [
        (
            section,
            [part_html(part, f"{section.mark}-{at}") for at, part in enumerate(section.parts)],
        )
        for section in page.sections
    ]
    inbound = str(uuid4())
    drawn = draw(
        "page.html",
        page=page,
        parts=parts,
        forms=forms,
        sections=sections,
        inbound=inbound,
    )
    return written(drawn, page.days)


def _fields(form: PageForm) -> list[str]:
    return [
        field_html(
            question,
            form.answers.get(question.key),
            form.errors.get(question.key, ""),
            cards=form.cards.get(question.key),
        )
        for question in form.fields
    ]


def _wrong(form: PageForm) -> list[tuple[str, str, str]]:
    return [
        (question.label, question.key, form.errors[question.key])
        for question in form.fields
        if question.key in form.errors
    ]
