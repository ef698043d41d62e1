"""Whether a certificate is genuine: anybody who has its number sees what stands on it, and nothing else (R9.3)."""

from bot.web.site.page import SitePage, Visit, WebPage
from handlers.kit.ui import Facts
from handlers.partnership.certificate import PATH
from scheme.calendar import local_day
from scheme.forms.shown import spoken
from scheme.meeting.reflection import duration
from scheme.wording import a, capital
from storage import certificates

UNKNOWN = WebPage(
    title="No certificate has this number",
    text="Please look whether every letter is right. Where somebody had theirs made anew, the newer one has another number.",
    status=404,
)


async def show(visit: Visit) -> WebPage:
    """GET /certificate/NUMBER"""
    async with visit.bot.work(writes=False) as work:
        held = await certificates.of_number(work, visit.given["number"])
        definition = visit.bot.definitions.get(held.scheme) if held else None
    if held is None or definition is None:
        return UNKNOWN
    rows = [
        ("Name", held.name),
        ("Took part", capital(f"as {a(definition.term(held.role))}")),
        ("From", spoken(held.begun)),
        ("To", spoken(held.over)),
        ("Issued", spoken(local_day(held.issued_at, definition.zone))),
    ]
    if held.minutes:
        rows.append(("Hours of meetings", duration(held.minutes)))
    return WebPage(
        title="This certificate is genuine",
        tag=definition.name,
        text="Please compare it with what stands here.",
        parts=(Facts(tuple(rows), held.number),),
    )


CERTIFICATE = SitePage(path=f"{PATH}/{{number}}", show=show)
