"""The calendar of whoever has its address, as programs that keep calendars read it (R6.6).

They send no cookie and sign in nowhere: the token in the address is all the proof there is, so it opens nothing else.
"""

from bot.web.site.page import SitePage, Visit, WebFile, WebPage
from handlers.kit.ui import Action, Attachment, View
from handlers.people.own_calendar import PATH
from scheme.ids import NOBODY, PersonId
from storage.member import calendar_feeds

NOTHING = WebPage(
    title="There is no calendar here",
    text="Its address was renewed or ended. Whose calendar it was finds the new one under Your calendar.",
    status=404,
)
MEDIA = "text/calendar; charset=utf-8"


async def show(visit: Visit) -> WebFile | WebPage:
    """GET /calendar/TOKEN.ics: what stands in it now; nothing at an address that never was, or was given up."""
    person_id = await _whose(visit)
    if person_id == NOBODY:
        return NOTHING
    reply = await visit.bot.act(person_id, Action(name="calendar.file"))
    if not isinstance(reply.window, View):
        return NOTHING
    [file] = [part for part in reply.window.parts if isinstance(part, Attachment)]
    return WebFile(name=file.name, content=file.content(), media=MEDIA)


async def _whose(visit: Visit) -> PersonId:
    """The person whose address it is, or `NOBODY`. That it was read is kept, once a day, so that they see whether it is in use."""
    today = visit.now.date()
    async with visit.bot.work(writes=False) as work:
        feed = await calendar_feeds.of_token(work, visit.given["token"])
        if feed is None or feed.read_on == today:
            return feed.person_id if feed else NOBODY
    async with visit.bot.work() as work:
        feed = await calendar_feeds.of_token(work, visit.given["token"])
        if feed is None:
            return NOBODY
        feed.was_read(today)
        return feed.person_id


CALENDAR = SitePage(path=f"{PATH}/{{token}}.ics", show=show, secret=True)
