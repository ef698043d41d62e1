"""The page of whoever was invited by mail: what it is about, the way to register, a no that is forgotten, and never again (R3.5).

Opening it changes nothing, whoever opens it. It says nothing of a mentee, nor who was invited.
"""

from bot.web.site.page import PageForm, SitePage, Submit, Visit, WebPage
from handlers.kit.turn import Moment
from handlers.searching import invited
from scheme.refusal import Gone
from scheme.searching.invitation import Invitation, InvitationState
from scheme.subject import Subject
from storage import awareness, matters
from storage.searching import invitations
from storage.web import links
from storage.work import Work

NO = "no"
NOWHERE = WebPage(
    title="This link leads nowhere",
    text="The invitation is over, or the address is not whole. Nothing is needed from you.",
    links=(("Back to the start", "/"),),
    status=404,
)
STOPPED = WebPage(
    title="You will not be written to again",
    text="Thank you for saying so. What is kept of your address is a hash, which nobody can read.",
)


async def show(visit: Visit) -> WebPage:
    """GET /invited/TOKEN"""
    async with visit.bot.work(writes=False) as work:
        moment = await _found(work, visit)
    if moment is None:
        return NOWHERE
    return _drawn(moment)


async def take(visit: Visit) -> WebPage:
    """POST /invited/TOKEN: no, thank you. A second press finds it said already."""
    async with visit.bot.work() as work:
        moment = await _found(work, visit)
        if moment is None:
            return NOWHERE
        if visit.pressed == NO:
            await invited.says_no(moment, work)
    return _drawn(moment)


async def _found(work: Work, visit: Visit) -> Moment | None:
    link = await links.find(work, invited.PURPOSE, visit.given["token"])
    if link is None:
        return None
    return await _moment(work, visit, Subject.read(link.subject))


async def _moment(work: Work, visit: Visit, subject: Subject) -> Moment | None:
    try:
        found = await matters.find(work, subject, "", weighs=False)
    except Gone:
        return None
    return Moment(
        definition=work.definitions[found.scheme],
        found=found,
        now=work.now,
        catalogue=visit.bot.desk.catalogue,
    )


def _drawn(moment: Moment) -> WebPage:
    definition = moment.definition
    about = (("Read more, and register", f"/about/{definition.key}"),)
    match moment.the(Invitation).state:
        case InvitationState.SENT:
            view = invited.shown(moment)
            no = Submit(label="No, thank you", value=NO, style="")
            return WebPage(
                title=view.title,
                parts=view.parts,
                forms=(PageForm(buttons=(no,)),),
                tag=definition.name,
            )
        case InvitationState.DECLINED:
            title = "Thank you for saying so"
            text = "Your name and address are deleted here. Should you think otherwise one day, you are welcome."
        case InvitationState.CAME:
            title, text = "You have applied", "Thank you. You hear where you have applied."
        case InvitationState.LAPSED | InvitationState.LOST:
            title = "This invitation is over"
            text = (
                "Your name and address are deleted here. You are welcome to register all the same."
            )
    return WebPage(title=title, text=text, links=about, tag=definition.name)


async def show_stop(visit: Visit) -> WebPage:
    """GET /invited/stop/TOKEN: a button. Programs that open every link in a mail change nothing."""
    if invitations.stops(visit.given["token"]) is None:
        return NOWHERE
    return WebPage(
        title="Never write to me again",
        text="One press, and this address is not written to again by anybody who looks for people here.",
        forms=(PageForm(buttons=(Submit(label="Never write to me again"),)),),
    )


async def take_stop(visit: Visit) -> WebPage:
    """POST /invited/stop/TOKEN: it is no as well, and works also where no was said before."""
    stops = invitations.stops(visit.given["token"])
    if stops is None:
        return NOWHERE
    number, mark = stops
    async with visit.bot.work() as work:
        moment = await _moment(work, visit, Subject("invitation", number))
        await awareness.stop(work, mark)
        if moment is not None:
            await invited.says_no(moment, work)
    return STOPPED


INVITED = (
    SitePage(path="/invited/{token}", show=show, take=take, secret=True),
    SitePage(
        path="/invited/stop/{token}", show=show_stop, take=take_stop, secret=True, by_machines=True
    ),
)
