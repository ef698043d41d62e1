"""Serves the pages outside the chat: draws them, reads what is sent to them, and shows them again where a rule says no."""

from dataclasses import replace
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network

from aiohttp import web

from bot.app import Bot
from bot.web.guard import FROM_ANYWHERE, HTML, status_of
from bot.web.posted import read
from bot.web.render import answers_from, draw, field_html, part_html
from bot.web.site.languages import wanted
from bot.web.site.page import Go, PageForm, Shows, SitePage, Visit, WebPage
from bot.web.who import SignedOut, Who
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
                return self._response(Go(to="/"))
        return await self._answered(request, self._page.show, visit)

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
        return await self._answered(request, self._page.take, visit)

    async def _answered(self, request: web.Request, run: Shows, visit: Visit) -> web.Response:
        try:
            return self._response(await run(visit))
        except Refusal as no:
            if request.method != "POST":
                raise
            page = await self._page.show(visit)
            if not isinstance(page, WebPage):
                raise
            return self._response(refused(page, no, visit))

    def _response(self, found: WebPage | Go) -> web.Response:
        if isinstance(found, Go):
            response = web.Response(status=303, headers={"Location": found.to})
        else:
            response = web.Response(text=page_html(found), status=found.status, content_type=HTML)
        response.headers["Referrer-Policy"] = SILENT if self._page.secret else OWN
        if isinstance(found, WebPage) and found.kept:
            response.headers["Cache-Control"] = f"public, max-age={found.kept}"
        for cookie in found.cookies:
            response.headers.add("Set-Cookie", cookie)
        return response


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


def refused(page: WebPage, no: Refusal, visit: Visit) -> WebPage:
    """A page with what was typed still in it, and what to change: beside its question, else above all."""
    asks = {question.key for form in page.forms for question in form.fields}
    beside = {key: text for key, text in no.errors.items() if key in asks}
    forms = tuple(
        replace(form, answers={**form.answers, **visit.answers}, errors=beside)
        for form in page.forms
    )
    return replace(page, forms=forms, notice="" if beside else no.text, status=status_of(no))


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
    drawn = draw("page.html", page=page, parts=parts, forms=forms, sections=sections)
    return written(drawn, page.days)


def _fields(form: PageForm) -> list[str]:
    return [
        field_html(question, form.answers.get(question.key), form.errors.get(question.key, ""))
        for question in form.fields
    ]


def _wrong(form: PageForm) -> list[tuple[str, str, str]]:
    return [
        (question.label, question.key, form.errors[question.key])
        for question in form.fields
        if question.key in form.errors
    ]
