"""The pages of the question of the year: three questions, answered once without a name; and never to be asked again (R7.3)."""

from datetime import timedelta

from bot.web.site.page import Go, PageForm, SitePage, Submit, Visit, WebPage
from handlers.survey.asked import about
from handlers.survey.awareness import NOBODYS, PRIVATE
from scheme.calendar import local_day
from scheme.definition.definition import Definition
from scheme.forms.checking import check
from scheme.refusal import Refusal
from scheme.survey.awareness import Asking, questions
from storage import awareness
from storage.web import tries
from storage.work import Work

MOST = 60  # answers an hour from one network by the link that is passed on: a whole office may sit behind one
TRIED = "awareness"
OVER = WebPage(
    title="There is nothing to answer here",
    text="This link was used, or the question is closed. Each link works once. Nothing is needed from you.",
    status=410,
)


async def show(visit: Visit) -> WebPage | Go:
    """GET /question/TOKEN: the questions. Opening it uses nothing up."""
    async with visit.bot.work(writes=False) as work:
        found = await _open(visit, work, await awareness.by_token(work, visit.given["token"]))
    return _page(*found, PRIVATE) if found else OVER


async def take(visit: Visit) -> WebPage | Go:
    """POST /question/TOKEN: the answer is kept, and the link with it gone."""
    async with visit.bot.work() as work:
        token = visit.given["token"]
        found = await _open(visit, work, await awareness.by_token(work, token))
        if found is None:
            return OVER
        if not await awareness.answer(work, token, _answers(found[0], visit)):
            return OVER
    return _thanks(found[0])


async def show_shared(visit: Visit) -> WebPage | Go:
    """GET /question/all/TOKEN: the same by a link that was passed on."""
    async with visit.bot.work(writes=False) as work:
        found = await _open(visit, work, await awareness.by_shared(work, visit.given["token"]))
    return _page(*found, NOBODYS) if found else OVER


async def take_shared(visit: Visit) -> WebPage | Go:
    """POST /question/all/TOKEN: one answer more, so many from one network in an hour."""
    async with visit.bot.work() as work:
        found = await _open(visit, work, await awareness.by_shared(work, visit.given["token"]))
        if found is None:
            return OVER
        definition, asking = found
        answers = _answers(definition, visit)
        since = work.now - timedelta(hours=1)
        if await tries.count(work, TRIED, visit.network, since=since) >= MOST:
            raise Refusal(
                "Very many answers came from your network just now. Please try again in an hour."
            )
        await tries.note(work, TRIED, visit.network, now=work.now)
        await awareness.keep(work, asking.id, answers, shared=True)
    return _thanks(definition)


async def show_stop(visit: Visit) -> WebPage | Go:
    """GET /question/stop/TOKEN: a button. Programs that open every link in a mail change nothing."""
    if not awareness.stops(visit.given["token"]):
        return OVER
    return WebPage(
        title="Never ask me again",
        text="One press, and this address is not asked again, by this scheme or another one here.",
        forms=(PageForm(buttons=(Submit(label="Never ask me again"),)),),
    )


async def take_stop(visit: Visit) -> WebPage | Go:
    """POST /question/stop/TOKEN"""
    mark = awareness.stops(visit.given["token"])
    if not mark:
        return OVER
    async with visit.bot.work() as work:
        await awareness.stop(work, mark)
    return WebPage(
        title="You will not be asked again",
        text="Thank you for saying so. What is kept of your address is a hash, which nobody can read.",
    )


async def _open(
    visit: Visit, work: Work, asking_id: int | None
) -> tuple[Definition, Asking] | None:
    """The question that a link leads to, as long as it is open."""
    if asking_id is None:
        return None
    asking = await awareness.by_id(work, asking_id)
    if asking is None:
        return None
    definition = visit.bot.definitions[asking.scheme]
    if not asking.is_open(local_day(visit.bot.clock.now(), definition.zone)):
        return None
    return definition, asking


def _page(definition: Definition, asking: Asking, words: str) -> WebPage:
    return WebPage(
        title=f"Do you know the {definition.name}?",
        text=f"{about(definition)}\n\nThree questions, once a year. {words}",
        forms=(PageForm(fields=questions(definition), buttons=(Submit(label="Send"),)),),
        links=(("Read about the scheme", f"/about/{definition.key}"),),
        tag=str(asking.year),
    )


def _answers(definition: Definition, visit: Visit) -> dict[str, str]:
    """What was chosen. Raises `Refusal` beside a question that was left open."""
    return {key: str(answer) for key, answer in check(questions(definition), visit.answers).items()}


def _thanks(definition: Definition) -> WebPage:
    return WebPage(
        title="Thank you",
        text="Your answer counts. Nothing else is needed, and you won't be asked again this year.",
        links=(("Read about the scheme", f"/about/{definition.key}"),),
    )


AWARENESS = (
    SitePage(path="/question/{token}", show=show, take=take, secret=True),
    SitePage(path="/question/all/{token}", show=show_shared, take=take_shared, secret=True),
    SitePage(
        path="/question/stop/{token}", show=show_stop, take=take_stop, secret=True, by_machines=True
    ),
)
