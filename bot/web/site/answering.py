"""How a page answers what was sent to it where that is not simply done: nothing that somebody typed is lost (R12.2, R13.5)."""

from dataclasses import replace

from bot.chat.written import written
from bot.web.guard import status_of
from bot.web.site.page import PageForm, Submit, Visit, WebPage
from bot.web.who import SIGNED_OUT
from handlers.kit.ui import Part, Prose
from handlers.safety.urgent import Alarm
from scheme.refusal import Refusal

SENT = "What you sent"
TYPED = "What you typed"


def refused(page: WebPage, no: Refusal, visit: Visit) -> WebPage:
    """A page with what was typed still in it, and what to change: beside its question, else where it was pressed.

    Where the form that was sent is not there any more, what was typed stands above all, to be copied.
    """
    if visit.form and all(form.mark != visit.form for form in page.forms):
        typed = tuple(Prose(text, TYPED) for text in _typed(visit))
        return replace(page, parts=(*typed, *page.parts), notice=no.text, status=status_of(no))
    forms = tuple(
        _to_change(form, no, visit) if form.mark == visit.form else form for form in page.forms
    )
    is_said = any(form.errors or form.notice for form in forms)
    return replace(page, forms=forms, notice="" if is_said else no.text, status=status_of(no))


def _to_change(form: PageForm, no: Refusal, visit: Visit) -> PageForm:
    asks = {question.key for question in form.fields}
    beside = {key: text for key, text in no.errors.items() if key in asks}
    return replace(
        form,
        answers={**form.answers, **visit.answers},
        errors=beside,
        notice=no.text if form.mark and not beside else "",
    )


def _typed(visit: Visit) -> list[str]:
    texts = written(visit.answers, (name for name, _ in visit.posted))
    return [text for text in texts if text.strip()]


def signed_out(visit: Visit) -> WebPage:
    """Whose session came to its end while they wrote sends the same once more, when they have signed in elsewhere."""
    again = PageForm(
        buttons=(Submit(label="Send it again"),),
        again=tuple(visit.posted),
    )
    typed = tuple(Prose(text, TYPED) for text in _typed(visit))
    return WebPage(
        title="You are not signed in any more",
        text=SIGNED_OUT,
        parts=typed,
        forms=(again,),
        links=(("Sign in", "/sign-in"),),
        status=401,
    )


def alarm_of(visit: Visit) -> Alarm | None:
    """What is to be said first of what was typed; None where it speaks of no danger."""
    return visit.bot.alarm(*_typed(visit))


def who_can_help(alarm: Alarm, visit: Visit, onward: str = "") -> WebPage:
    """Whoever wrote of danger is told at once who can help; what they wrote is taken as it is, and stands below.

    `onward`: the path that the page would have gone on to.
    """
    parts: tuple[Part, ...] = (
        *alarm.message.parts,
        *(Prose(text, SENT) for text in _typed(visit)),
    )
    links = (("Go on", onward),) if onward else ()
    return WebPage(title="People who can help", text=alarm.message.text, parts=parts, links=links)
