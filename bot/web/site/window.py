"""What the conversations open, as a page of its own on which one can act: the same steps, rights and audit as in a chat.

A button that only shows is a link where a page knows the way (`LeadsTo`); whatever else can be pressed is sent to the page and
taken by the very step that the chat takes it to.
"""

from dataclasses import replace
from typing import Literal

from aiohttp import web

from bot.web.site.grid import LeadsTo
from bot.web.site.page import PageForm, Submit, Visit, WebPage
from handlers.desk.encoding import decoded, encoded
from handlers.kit.ui import Action, Button, Form, Message, Reply, View
from scheme.forms.fields import Answer
from scheme.refusal import Refusal
from scheme.subject import Subject

WINDOW = "window"  # the mark of the form that a step has opened
PRESSES = "do"  # the mark of the form that holds what can be pressed

STYLES: dict[str, Literal["", "primary", "danger"]] = {
    "plain": "",
    "quiet": "",
    "primary": "primary",
    "danger": "danger",
}


def page_of(window: View | Form, ways: LeadsTo, tag: str) -> WebPage:
    """A window as a page: its parts, its questions, what can be pressed, and where one can go on to."""
    parts = window.reading if isinstance(window, Form) else window.parts
    forms = [_fields(window)] if isinstance(window, Form) else []
    pressed = [button for button in window.buttons if not ways(button)]
    if pressed:
        forms.append(PageForm(mark=PRESSES, buttons=tuple(map(_submit, pressed))))
    links = tuple((button.label, way) for button in window.buttons if (way := ways(button)))
    return WebPage(title=window.title, tag=tag, parts=parts, forms=tuple(forms), links=links)


def _submit(button: Button) -> Submit:
    return Submit(label=button.label, value=encoded(button.does), style=STYLES[button.style])


def _fields(form: Form) -> PageForm:
    hidden = {
        "action": form.action,
        "subject": str(form.subject),
        "scheme": form.scheme,
        "opener": encoded(form.opener) if form.opener else "",
    }
    carried = {f"carried.{key}": text for key, text in form.carries.items()}
    style: Literal["primary", "danger"] = form.style
    return PageForm(
        mark=WINDOW,
        fields=form.fields,
        answers=dict(form.answers),
        errors=form.errors,
        notice=form.notice,
        hidden=hidden | carried,
        buttons=(Submit(label=form.submit, style=style),),
        cards={field.key: form.cards_of(field) for field in form.fields},
    )


def action_of(visit: Visit, scheme: str) -> Action:
    """What was pressed, or the form that was sent, as an action in a scheme. Raises `HTTPBadRequest` for what can't be read."""
    if visit.form == WINDOW:
        answers: dict[str, Answer] = dict(visit.answers)
        return Action(
            name=visit.sent("action"),
            subject=Subject.read(visit.sent("subject")),
            answers=answers,
            scheme=visit.sent("scheme") or scheme,
            opener=opener_of(visit),
        )
    action = _decoded(visit.sent("pressed") or visit.pressed)
    return replace(action, scheme=action.scheme or scheme)


def opener_of(visit: Visit) -> Action | None:
    """What had opened the form that was sent; None where none was."""
    if visit.form == WINDOW and visit.sent("opener"):
        return _decoded(visit.sent("opener"))
    return None


async def made_afresh(visit: Visit) -> Reply | None:
    """The form that was sent and refused, opened again; it keeps what was typed. None where no form was, or it opens no more."""
    opener = opener_of(visit) if visit.posted else None
    if opener is None:
        return None
    try:
        again = await visit.bot.act(visit.person, opener)
    except Refusal:
        return None
    return again if isinstance(again.window, Form) else None


def _decoded(text: str) -> Action:
    try:
        return decoded(text)
    except ValueError:
        raise web.HTTPBadRequest from None


def said(reply: Reply) -> str:
    """What a step answered in words."""
    return "\n\n".join(_words(message) for message in reply.says)


def _words(message: Message) -> str:
    return f"{message.heading}: {message.text}" if message.heading else message.text
