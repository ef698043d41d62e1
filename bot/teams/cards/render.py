"""Pure: what conversations mean, as Teams' messages and dialogs (Adaptive Cards 1.5).

Teams' limits are kept here: what is too long goes on in further messages or on further pages.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.chat.paging import headings, where
from bot.chat.payload import Payloads, of_form
from bot.chat.text import NOTHING, shorten
from bot.teams.cards.inputs import question, unguarded
from bot.teams.cards.pages import BESIDES, MOST_BYTES, cards_of, pages, parted, squeezed, to_read
from bot.teams.cards.parts import Drawing, rows_of
from bot.teams.cards.texts import (
    Json,
    block,
    heading,
    is_plain,
    length,
    rich,
    run,
    said,
    spoken,
    subtle,
    weight,
)
from handlers.kit.ui import Action, Attachment, Form, Message, View
from scheme.forms.fields import AnyField

__all__ = [
    "ADAPTIVE", "INPUTS", "MOST_BYTES", "Rendered", "close_with", "continue_with", "dialog", "invoke_card",
    "invoke_message", "message", "pages",
]  # fmt: skip

ADAPTIVE = "application/vnd.microsoft.card.adaptive"
MESSAGE = "application/vnd.microsoft.activity.message"
INPUTS = "i"  # among what a dialog knows of itself: its inputs, as Teams may leave out those that are empty
MOST_SUMMARY = 1000
MOST_SPOKEN = 1000
MOST_TITLE = 64
MOST_NOTICE = 700
MOST_METADATA = 1000
MOST_BUTTONS = 60
MOST_WAYS = 12
SEAM = 400  # bytes for what says that there is more
TALL = 330  # about as many pixels as half of a small screen has for a dialog
MORE = "There is more than Teams has room for here. Say hello in our chat to see how things stand."
GOES_ON = "This goes on in the next message."


@dataclass(frozen=True)
class Rendered:
    """A message: its activity, those in which it goes on, and files that had no link among the given ones."""

    activity: Json
    rest: list[Json] = field(default_factory=list)
    files: list[Attachment] = field(default_factory=list)


def message(
    message: Message,
    payloads: Payloads,
    known: Mapping[int, str] | None = None,
    *,
    links: Mapping[str, str] | None = None,
) -> Rendered:
    """A message. `known`: the sign-in names of people of the reader's tenant. `links`: of files to download, by name."""
    drawing = Drawing(payloads=payloads, known=known or {}, links=links or {})
    units = [unit for unit in drawing.spoken(message) if unit]
    words = _words([message.heading, message.text, *drawing.words])
    room = MOST_BYTES - weight(_card([], words)) - SEAM
    rows = drawing.buttons(message.buttons[:MOST_BUTTONS])
    first_rows = parted([[row] for row in rows], room // 2)[0]
    later = [[row] for row in rows[len(first_rows) :]]
    first, *rest = parted([*units, *later], room, room - weight(first_rows))
    going_on = f"{shorten(message.heading or message.text, 100)} (continued)"
    body = [*first, *(subtle(GOES_ON) if rest else []), *first_rows]
    summary = shorten(
        message.text if message.text.strip() else message.heading or "A message", MOST_SUMMARY
    )
    further = [_activity(_card(page, going_on, wide=True), going_on) for page in rest]
    return Rendered(_activity(_card(body, words, wide=True), summary), further, drawing.files)


def _words(texts: Sequence[str]) -> str:
    """What a card says in words alone."""
    words = "\n".join(text.strip() for text in texts if text.strip()) or NOTHING
    if len(words) <= MOST_SPOKEN:
        return words
    return words[: MOST_SPOKEN - 1] + "…"


def _card(
    body: Sequence[Json], words: str, *, wide: bool = False, actions: Sequence[Json] = ()
) -> Json:
    card: Json = {
        "type": "AdaptiveCard",
        "version": "1.5",
        "body": list(body) or rich([run(words)]),
    }
    if actions:
        card["actions"] = list(actions)
    card |= {"fallbackText": words, "speak": spoken(words)}
    if wide:
        return {**card, "msteams": {"width": "Full"}}
    return card


def _attached(card: Json) -> Json:
    return {"contentType": ADAPTIVE, "content": card}


def _activity(card: Json, summary: str) -> Json:
    return {"type": "message", "attachments": [_attached(card)], "summary": summary}


def dialog(
    window: View | Form,
    payloads: Payloads,
    *,
    opener: Action | None = None,
    page: int = 0,
    origin: str = "",
    links: Mapping[str, str] | None = None,
    known: Mapping[int, str] | None = None,
) -> Json:
    """A window, or a page of it, as a dialog (its "task info").

    `opener` opens a View again; a Form says so itself. `origin`: the channel it is for. `links`: of files to download,
    by name, and of the page on which a field's file is added, by "field:" and the field's key.
    """
    drawing = Drawing(payloads=payloads, known=known or {}, links=links or {}, in_window=True)
    match window:
        case View():
            card = _view(window, drawing, opener, page)
        case Form():
            card = _form(window, drawing, page, origin)
    # Teams makes of these about half, or more, of what the screen has.
    if _tallness(card["body"]) > TALL:
        size = "large"
    else:
        size = "medium"
    return {
        "title": shorten(window.title, MOST_TITLE),
        "width": "medium",
        "height": size,
        "card": _attached(card),
    }


def _view(view: View, drawing: Drawing, opener: Action | None, page: int) -> Json:
    # What opened it by being sent would be sent again.
    if opener is not None and opener.opener is None:
        again = opener
    else:
        again = None
    top = _top(view.title)
    units = drawing.parts(view.parts)
    words = _words([view.title, *drawing.words])
    room = MOST_BYTES - weight(_card(top, words)) - SEAM * 4
    rows = [[row] for row in drawing.buttons(view.buttons[:MOST_BUTTONS])]
    listed = parted([*units, *rows], room)
    if again is None and len(listed) > 1:
        # There are no further pages, and what is to be done comes before what is to be read.
        first_rows = parted(rows, room // 2)[0]
        first = parted(units, room, room - weight(first_rows))[0]
        return _card([*top, *first, *rich([run(MORE)]), *first_rows], words)
    page = min(max(page, 0), len(listed) - 1)
    body = [*top, *listed[page]]
    if again is not None and len(listed) > 1:
        if page + 1 < len(listed):
            ways = [("Show more", page + 1)]
        else:
            ways = []
        ways += [("Back", page - 1)] if page else []
        body += rows_of([drawing.presses(label, drawing.carried(again, to)) for label, to in ways])
    return _card(body or rich(said(view.title.strip() or "There is nothing here.")), words)


def _top(title: str) -> list[Json]:
    """The whole title, where there is room for the beginning of it only."""
    if len(" ".join(title.split())) > MOST_TITLE:
        return heading(title)
    return []


def _form(form: Form, drawing: Drawing, page: int, origin: str) -> Json:
    every = pages(form)
    page = min(max(page, 0), len(every) - 1)
    reading = _reading(drawing, form, page)
    top = [*_notice(form.notice), *_top(form.title)]
    if len(every) > 1:
        top += subtle(where(form.fields, every, page))
    if page == 0:
        ways = drawing.buttons(form.buttons[:MOST_WAYS])
    else:
        ways = []
    questions = _questions(form, every[page], drawing, lenient=page > 0)
    send = _send(form, drawing, page=page, count=len(every), origin=origin)
    actions = [send, *([_back(send)] if page else [])]
    words = _words([form.title, *drawing.words])
    room = MOST_BYTES - weight(_card([*top, *ways], words, actions=actions)) - SEAM
    heavy = weight(questions)
    if heavy + weight(reading) > room:
        below = squeezed(questions, max(room - weight(reading), min(heavy, room - BESIDES)))
        more = rich([run(MORE)])
        left = room - weight(below) - weight(more)
        first, *rest = parted([[shown] for shown in reading], left)
        if weight(first) > left:  # one that is too heavy by itself stands on a page all the same
            first = []
            rest = [reading]
        reading = [*first, *(more if rest else [])]
    else:
        below = [element for elements in questions for element in elements]
    return _card([*top, *reading, *ways, *below], words, actions=actions)


def _send(form: Form, drawing: Drawing, page: int, count: int, origin: str) -> Json:
    """The form's own button: the next step, or the last one."""
    last = page + 1 == count
    inputs = [f"{asked.kind}.{asked.key}" for asked in pages(form)[page] if asked.kind != "file"]
    known = {**of_form(form, page, count, origin), INPUTS: inputs}
    if last:
        style = {"danger": "destructive", "primary": "positive"}[form.style]
    else:
        style = "positive"
    label = form.submit if last else "Next"
    return {
        "type": "Action.Submit",
        "title": shorten(label, MOST_TITLE),
        "style": style,
        "data": {"m": drawing.payloads.fitted(known, MOST_METADATA), "k": "send"},
    }


def _back(send: Json) -> Json:
    """The page before, with all that was typed here: the inputs of its page must keep nobody from leaving it."""
    return {"type": "Action.Submit", "title": "Back", "data": {**send["data"], "k": "back"}}


def _reading(drawing: Drawing, form: Form, page: int) -> list[Json]:
    """What stands above the questions of a page."""
    alone = to_read(drawing, form)
    if alone:
        if page < len(alone):
            return alone[page]
        return []
    if page == 0:
        return [element for unit in drawing.parts(form.reading) for element in unit]
    return []


def _questions(
    form: Form, fields: Sequence[AnyField], drawing: Drawing, *, lenient: bool
) -> list[list[Json]]:
    """The questions of a page, the first of each section with its heading.

    `lenient`: Teams is to send what they hold whatever it is; what will not do is said by us once it is to go on.
    """
    here = headings(form.fields, fields)
    drawn = []
    for input_field in fields:
        elements = question(
            input_field,
            form.answers.get(input_field.key),
            form.errors.get(input_field.key, ""),
            drawing.links,
            cards_of(drawing, form, input_field),
        )
        if lenient:
            elements = unguarded(input_field, elements)
        drawn.append([*heading(here.get(input_field.key, "")), *elements])
    return drawn


def _notice(text: str) -> list[Json]:
    if not text.strip():
        return []
    if len(text) <= MOST_NOTICE:
        words = text.strip()
    else:
        words = shorten(text, MOST_NOTICE)
    if is_plain(words):
        items = [block(words, weight="Bolder")]
    else:
        items = rich([run(words, bold=True)])
    return [{"type": "Container", "style": "Emphasis", "items": items}]


def _tallness(given: Any) -> int:
    """About how many pixels elements take."""
    if isinstance(given, list):
        return sum(_tallness(inner) for inner in given)
    if not isinstance(given, dict):
        return 0
    match given.get("type"):
        case "RichTextBlock":
            return _lines("".join(inline["text"] for inline in given["inlines"]))
        case "TextBlock":
            return _lines(given["text"])
        case "ColumnSet":
            return max(_tallness(column["items"]) for column in given["columns"])
        case "Container":
            return _tallness(given["items"])
        case "FactSet":
            return 24 * len(given["facts"])
        case "Input.ChoiceSet" if given["style"] == "expanded":
            return 40 + sum(_lines(choice["title"]) for choice in given["choices"])
        case "Input.Text" if given.get("isMultiline"):
            return 120
        case _:
            return 64


def _lines(text: str) -> int:
    return 8 + 20 * sum(1 + length(line) // 70 for line in text.split("\n"))


def continue_with(task_info: Json) -> Json:
    """The answer that shows a dialog, or another in place of the one shown."""
    return {"task": {"type": "continue", "value": task_info}}


def close_with(text: str) -> Json:
    """The answer that closes a dialog and says something."""
    return {"task": {"type": "message", "value": text.strip() or NOTHING}}


def invoke_message(text: str) -> Json:
    """The answer to a press that only the person who pressed sees."""
    return {"statusCode": 200, "type": MESSAGE, "value": text.strip() or NOTHING}


def invoke_card(card: Json) -> Json:
    """The answer to a press that puts another card in place of the one that was pressed."""
    return {"statusCode": 200, "type": ADAPTIVE, "value": card}
