"""Pure: what conversations mean, as Slack's messages and windows (Block Kit).

Slack's limits are kept here: what is too long goes on in a thread, on a further page or behind a button.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.chat.paging import headings, where
from bot.chat.payload import Payloads, of_form
from bot.chat.text import shorten
from bot.slack.cards.fields import question
from bot.slack.cards.pages import MOST_WORDS, pages, parted, spoken, to_read
from bot.slack.cards.parts import MOST_IN_A_ROW, Drawing
from bot.slack.cards.texts import Json, escaped, line, paragraphs, said
from handlers.kit.ui import Action, Attachment, Card, Form, Message, Part, View
from scheme.forms.fields import Answer, AnyField

__all__ = ["Rendered", "home", "message", "modal", "notice", "pages"]

MOST_IN_MESSAGE = 50
MOST_IN_VIEW = 100
MOST_TITLE = 24
MOST_STEP = 400  # characters of where one is in a long form
MOST_METADATA = 3000
MOST_SAID = 3000  # characters of what a notification reads
VIEW_KEYS = (
    "type", "callback_id", "title", "blocks", "submit", "close", "private_metadata", "clear_on_close",
    "notify_on_close", "external_id",
)  # fmt: skip
MORE = "There is more than Slack has room for here. Say hello in our chat to see how things stand."


@dataclass(frozen=True)
class Rendered:
    """A message: its payload, what did not fit (to be posted in its thread), and files (uploaded there)."""

    payload: dict[str, Any]
    rest: list[dict[str, Any]] = field(default_factory=list)
    files: list[Attachment] = field(default_factory=list)


def message(
    message: Message, payloads: Payloads, known: Mapping[int, str] | None = None
) -> Rendered:
    """A message. `known`: Slack's id of a person, where the reader can talk to them there."""
    drawing = Drawing(payloads=payloads, known=known or {})
    first_words, *parts = drawing.spoken(message)
    units = [*([word] for word in first_words), *parts]
    buttons = drawing.buttons(message.buttons[: MOST_IN_A_ROW * 10])
    room = (MOST_IN_MESSAGE - len(buttons), MOST_WORDS - spoken(buttons))
    first, *rest = parted(_close(units, room[0]), MOST_IN_MESSAGE, words=MOST_WORDS, first=room)
    text = notification(message)
    going_on = escaped(f"{shorten(message.heading or message.text, 100)} (continued)")
    further = [{"text": going_on, "blocks": blocks} for blocks in rest]
    blocks = [*first, *buttons]
    return Rendered(
        {"text": text, **({"blocks": blocks} if blocks else {})}, further, drawing.files
    )


def _close(units: list[list[Json]], room: int) -> list[list[Json]]:
    """The same without lines between cards, where they alone would make it too long."""
    if sum(map(len, units)) <= room:
        return units
    return [[block for block in unit if block["type"] != "divider"] for unit in units]


def notification(message: Message) -> str:
    """A message in words alone, for notifications and whoever has it read out (R12.5)."""
    words = "\n".join(text.strip() for text in (message.heading, message.text) if text.strip())
    if not message.text.strip():
        words = "\n".join([words, *(_named(part) for part in message.parts)])
    words = words.strip()
    return (
        escaped(words if len(words) <= MOST_SAID else words[: MOST_SAID - 1] + "…") or "A message"
    )


def _named(part: Part) -> str:
    if isinstance(part, Card):
        return part.title
    return ""


def modal(
    window: View | Form,
    payloads: Payloads,
    *,
    opener: Action | None = None,
    page: int = 0,
    origin: str = "",
    given: Mapping[str, Answer] | None = None,
    known: Mapping[int, str] | None = None,
    fresh: str = "",
) -> dict[str, Any]:
    """A window, or a page of it. `opener` opens a View again; a Form says so itself. `origin`: the channel it is for.

    `given` is laid over what the form was answered. What is typed stays when the same window is drawn again, as Slack
    goes by the ids of inputs; another `fresh` changes these, for a form that is to be empty again.
    """
    match window:
        case View():
            return _view(
                window, payloads, opener=opener, page=page, origin=origin, known=known or {}
            )
        case Form():
            form = replace(window, answers={**window.answers, **(given or {})})
            return _form(form, payloads, page=page, origin=origin, known=known or {}, fresh=fresh)


def _view(
    view: View,
    payloads: Payloads,
    opener: Action | None,
    page: int,
    origin: str,
    known: Mapping[int, str],
) -> dict[str, Any]:
    # What opened it by being sent would be sent again.
    if opener is not None and opener.opener is None:
        again = opener
    else:
        again = None
    drawing = Drawing(payloads=payloads, known=known, opener=again, in_window=True)
    top = _top(drawing, view.title)
    units = drawing.parts(view.parts)
    buttons = drawing.buttons(view.buttons[: MOST_IN_A_ROW * 4])
    listed = parted(units, MOST_IN_VIEW - 8)
    page = min(max(page, 0), len(listed) - 1)
    blocks = [*top, *listed[page]]
    if page + 1 == len(listed) or again is None:
        blocks += buttons
    if len(listed) > 1:
        blocks += _leads_on(drawing, again, page, len(listed))
    return {
        "type": "modal",
        "callback_id": "view",
        "title": line(view.title, MOST_TITLE),
        "close": line("Close", MOST_TITLE),
        "private_metadata": payloads.fitted({"n": "", "p": page, "g": origin}, MOST_METADATA),
        "blocks": blocks or drawing.text(view.title.strip() or "There is nothing here."),
    }


def _leads_on(drawing: Drawing, opener: Action | None, page: int, count: int) -> list[Json]:
    if opener is None:
        return drawing.text(MORE)
    if page + 1 < count:
        ways = [("Show more", page + 1)]
    else:
        ways = []
    ways += [("Back", page - 1)] if page else []
    elements = [drawing.presses(label, drawing.payloads.of(opener, to)) for label, to in ways]
    return [{"type": "actions", "block_id": drawing.other(), "elements": elements}]


def _top(drawing: Drawing, title: str) -> list[Json]:
    """The whole title, where Slack has room for the beginning of it only."""
    if shorten(title, MOST_TITLE) != " ".join(title.split()):
        return drawing.heading(title)
    return []


def _form(
    form: Form, payloads: Payloads, page: int, origin: str, known: Mapping[int, str], fresh: str
) -> dict[str, Any]:
    every = pages(form)
    page = min(max(page, 0), len(every) - 1)
    last = page + 1 == len(every)
    drawing = Drawing(payloads=payloads, known=known, opener=form.opener, in_window=True)
    blocks = [*_notice(form.notice), *_top(drawing, form.title)]
    if len(every) > 1:
        blocks += _step(drawing, where(form.fields, every, page))
    reading = _reading(drawing, form, page)
    if page == 0:
        ways = drawing.buttons(form.buttons[:MOST_IN_A_ROW])
    else:
        ways = _back(drawing, form, page)
    room = MOST_IN_VIEW - 2 - len(blocks) - len(ways)
    asked = _asked(drawing, form, fields=every[page], fresh=fresh, most=room)
    blocks += [*reading[: room - len(asked)], *ways, *asked]
    return {
        "type": "modal",
        "callback_id": "form",
        "title": line(form.title, MOST_TITLE),
        "submit": line(form.submit if last else "Next", MOST_TITLE),
        "close": line("Not now", MOST_TITLE),
        "notify_on_close": True,
        "private_metadata": payloads.fitted(of_form(form, page, len(every), origin), MOST_METADATA),
        "blocks": blocks or drawing.text(form.submit),
    }


def _step(drawing: Drawing, words: str) -> list[Json]:
    return [{"type": "context", "block_id": drawing.other(), "elements": [line(words, MOST_STEP)]}]


def _back(drawing: Drawing, form: Form, page: int) -> list[Json]:
    """Leads to the page before; what was typed on this one is kept by whoever takes the press."""
    if form.opener is None or page == 0:
        return []
    back = drawing.presses("Back", drawing.payloads.of(form.opener, page - 1))
    return [{"type": "actions", "block_id": drawing.other(), "elements": [back]}]


def _reading(drawing: Drawing, form: Form, page: int) -> list[Json]:
    """What stands above the questions of a page."""
    alone = to_read(drawing, form)
    if alone:
        if page < len(alone):
            return alone[page]
        return []
    if page == 0:
        return [block for unit in drawing.parts(form.reading) for block in unit]
    return []


def _asked(
    drawing: Drawing, form: Form, fields: Sequence[AnyField], fresh: str, most: int
) -> list[Json]:
    """The questions of a page, each section under its heading; without headings where these leave too little room."""
    here = headings(form.fields, fields)
    drawn: list[Json] = []
    inputs: list[Json] = []
    for input_field in fields:
        drawn += drawing.heading(here.get(input_field.key, ""))
        blocks = question(
            drawing,
            input_field,
            answer=form.answers.get(input_field.key),
            error=form.errors.get(input_field.key, ""),
            mark=fresh,
            cards=form.cards_of(input_field),
        )
        drawn += blocks
        inputs += [block for block in blocks if block["type"] == "input"]
    if len(drawn) <= most:
        return drawn
    return inputs[:most]


def _notice(text: str) -> list[Json]:
    if not text.strip():
        return []
    if len(text) <= MOST_SAID // 2:
        words = text.strip()
    else:
        words = shorten(text, MOST_SAID // 2)
    sign = {"type": "emoji", "name": "information_source"}
    return [
        {
            "type": "rich_text",
            "block_id": "notice",
            "elements": paragraphs([sign, said(f" {words}")])[0],
        }
    ]


def notice(view: Mapping[str, Any], text: str) -> dict[str, Any]:
    """A window as Slack sent it, with a notice on top, ready to be sent back; what was typed stays in it."""
    kept = {key: view[key] for key in VIEW_KEYS if view.get(key) not in (None, "")}
    blocks = [block for block in view["blocks"] if block.get("block_id") != "notice"]
    return {**kept, "blocks": [*_notice(text), *blocks][:MOST_IN_VIEW]}


def home(messages: Sequence[Message], payloads: Payloads) -> dict[str, Any]:
    """Messages one under another, as somebody's home tab."""
    drawing = Drawing(payloads=payloads, in_window=True)
    units: list[list[Json]] = []
    for at, reply in enumerate(messages):
        above = [drawing.divider()] if at else []
        first_words, *parts = drawing.spoken(reply)
        units += [[*above, *first_words], *parts]
        units.append(drawing.buttons(reply.buttons))
    first, *rest = parted(units, MOST_IN_VIEW - 2)
    blocks = [*first, *(drawing.text(MORE) if rest else [])]
    return {
        "type": "home",
        "blocks": blocks or drawing.text("There is nothing here yet. Say hello in our chat."),
    }
