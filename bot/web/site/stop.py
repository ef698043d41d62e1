"""One press stops the mail of the day, which nobody visit for: from the mail program itself (RFC 8058), or on this page.

Answers, and whatever has a date, still come. Opening the page changes nothing, as scanners of mail open it too.
"""

from datetime import UTC, datetime

from bot.web.site.page import PageForm, SitePage, Submit, Visit, WebPage
from handlers.accounts.by_mail import STOP
from scheme.people import Person
from scheme.refusal import Gone
from scheme.subject import Subject
from storage import matters
from storage.web import links
from storage.work import Work

AGAIN = "again"
STILL = "Answers to you, and whatever has a date, still come by mail."


async def show(visit: Visit) -> WebPage:
    """What pressing does."""
    async with visit.bot.work(writes=False) as work:
        await _whose(work, visit)
    return WebPage(
        title="Stop these mails?",
        text=f"Once a day at most, a mail tells you what you did not ask for and what can wait. {STILL}",
        forms=(PageForm(buttons=(Submit(label="Stop these mails"),)),),
    )


async def take(visit: Visit) -> WebPage:
    """No such mail comes any more; or they come again."""
    async with visit.bot.work() as work:
        person = await matters.locked(work, Person, await _whose(work, visit))
        if visit.pressed == AGAIN:
            person.take_unasked_mails()
        else:
            person.stop_unasked_mails()
    if visit.pressed == AGAIN:
        return WebPage(title="These mails come again", text="Once a day at most, in the morning.")
    again = Submit(label="Send them again", value=AGAIN, style="")
    return WebPage(
        title="Stopped",
        text=f"No more mail of this kind comes. {STILL}",
        forms=(PageForm(buttons=(again,)),),
    )


async def _whose(work: Work, visit: Visit) -> int:
    """The person whom a link is for; it works as often as it is pressed. Raises `Gone`."""
    found = await links.find(work, STOP, visit.given["token"])
    if found is None or found.ended(datetime.now(UTC)) is not None:
        raise Gone
    return Subject.read(found.subject).id


PAGE = SitePage(path=f"/{STOP}/{{token}}", show=show, take=take, secret=True, by_machines=True)
