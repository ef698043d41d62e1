"""A line manager's page: who asks for their word, and a yes, a no or a question, each confirmed by a second press (R2.7).

Opening it changes nothing, whoever opens it. It holds nothing that the applicant wrote about themselves.
"""

from dataclasses import replace

from bot.app import Bot
from bot.web import cookies
from bot.web.site.page import Go, PageForm, SitePage, Submit, Visit, WebPage
from handlers.application import manager_says
from handlers.desk import gate
from handlers.kit.turn import Moment
from handlers.kit.ui import Form, Message, Part, Prose
from scheme.application.permission import OVER, Permission, PermissionState
from scheme.forms.fields import Answers
from scheme.ids import NOBODY, PersonId
from scheme.refusal import Gone, Refusal
from scheme.subject import Subject
from storage import matters
from storage.web import links
from storage.work import Work

CONFIRMED = "say-"  # before what is confirmed, as a button's value
FORMS = {"yes": manager_says.yes, "no": manager_says.no, "ask": manager_says.ask}
NOWHERE = WebPage(
    title="This link leads nowhere",
    text=f"{OVER} If somebody has asked for your word, please use the link in the latest mail.",
    status=404,
)
HANDED_ON = WebPage(
    title="This page is for a line manager",
    text=(
        "Whoever applied can't give their own line manager's word, so there is nothing to press here. If the link was handed "
        "to you, please hand it back: your line manager opens it in a browser of their own.\n\nIf the address that you gave "
        "is your own by now, or the wrong one, give another: it stands on your home, under Your line manager."
    ),
    links=(("Home", "/"),),
    status=403,
)


async def show(visit: Visit) -> WebPage:
    """What is asked; where something is being confirmed, the page that confirms it."""
    reader = await _reader(visit)
    async with visit.bot.work(writes=False) as work:
        moment = await _found(work, visit)
        if moment is None:
            return NOWHERE
        if await manager_says.is_the_applicant(moment, work, reader):
            return HANDED_ON
    return _drawn(moment, visit.pressed.removeprefix(CONFIRMED))


async def take(visit: Visit) -> WebPage | Go:
    """The first press asks to confirm, the second does it. Raises `Refusal`, above all for a press that comes too late."""
    if not visit.pressed.startswith(CONFIRMED):
        return await show(visit)
    what = visit.pressed.removeprefix(CONFIRMED)
    if what not in FORMS:
        return await show(replace(visit, posted=[]))
    answers = gate.answers(visit.answers)
    reader = await _reader(visit)
    async with visit.bot.work() as work:
        moment = await _found(work, visit)
        if moment is None:
            return NOWHERE
        if await manager_says.is_the_applicant(moment, work, reader):
            return HANDED_ON
        done = await manager_says.say(moment, work, what, answers)
    return _in_danger(visit.bot, answers, done) or Go(to=f"/permission/{visit.given['token']}")


async def _reader(visit: Visit) -> PersonId:
    """Who is signed in in this browser, or was until a while ago; `NOBODY` where nobody is."""
    session = await cookies.session(visit.bot, visit.cookies)
    if session is None:
        return NOBODY
    return session.person_id


async def _found(work: Work, visit: Visit) -> Moment | None:
    """What the link is about, in the scheme's own time; None for one that leads nowhere."""
    link = await links.find(work, manager_says.PURPOSE, visit.given["token"])
    if link is None:
        return None
    try:
        found = await matters.find(work, Subject.read(link.subject), "", weighs=False)
    except Gone:
        return None
    if not found.the(Permission).address:  # forgotten
        return None
    return Moment(
        definition=work.definitions[found.scheme],
        found=found,
        now=work.now,
        catalogue=visit.bot.desk.catalogue,
    )


def _drawn(moment: Moment, confirms: str) -> WebPage:
    permission = moment.the(Permission)
    try:
        permission.must_be_open(moment.now)
    except Refusal as over:
        is_said = permission.state in (PermissionState.APPROVED, PermissionState.DECLINED)
        title = "Thank you" if is_said else "Nothing more is needed"
        return WebPage(title=title, text=over.text, tag=moment.definition.name)
    if confirms in FORMS and (confirms != "ask" or permission.may_enquire):
        return _confirmed(moment, FORMS[confirms](moment), confirms)
    view = manager_says.shown(moment)
    buttons = [
        Submit(label="Yes, I agree", value="yes"),
        Submit(label="No, not now", value="no", style=""),
    ]
    if permission.may_enquire:
        buttons.append(Submit(label="Ask something first", value="ask", style=""))
    return WebPage(
        title=view.title,
        parts=view.parts,
        forms=(PageForm(buttons=tuple(buttons)),),
        links=(("More about the scheme", f"/about/{moment.definition.key}"),),
        tag=moment.definition.name,
    )


def _confirmed(moment: Moment, form: Form, confirms: str) -> WebPage:
    sends = Submit(label=form.submit, value=f"{CONFIRMED}{confirms}")
    back = Submit(label="Back", value="back", style="")
    return WebPage(
        title=form.title,
        parts=form.parts,
        forms=(PageForm(buttons=(sends, back), fields=form.fields),),
        tag=moment.definition.name,
    )


def _in_danger(bot: Bot, answers: Answers, done: Message) -> WebPage | None:
    """Whoever wrote of danger is told at once who can help (R13.5); what they wrote is taken as it is."""
    alarm = bot.alarm(*(answer for answer in answers.values() if isinstance(answer, str)))
    if alarm is None:
        return None
    parts: tuple[Part, ...] = (*alarm.message.parts, Prose(done.text, "What you sent"))
    return WebPage(title="People who can help", text=alarm.message.text, parts=parts)


PERMISSION = SitePage(path="/permission/{token}", show=show, take=take, secret=True)
