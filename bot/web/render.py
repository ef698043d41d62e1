"""Pure: what conversations mean, as HTML, and what a form posted, as answers.

Everything that people typed is escaped by the templates, and nothing in a text is ever made into a link.
"""

import json
import re
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from bot.web.assets import ASSETS
from bot.web.site.leads import GROUPS
from handlers.desk.encoding import encoded
from handlers.kit.ui import (
    Attachment,
    Beside,
    Bullets,
    Button,
    Card,
    Chart,
    Contact,
    Facts,
    Form,
    Link,
    Message,
    Part,
    Prose,
    Table,
    TableCell,
    View,
    When,
)
from handlers.paper import charts
from scheme.forms.fields import (
    Answer,
    Answers,
    AnyField,
    ChoiceField,
    ChoicesField,
    DateField,
    FileField,
    LongText,
    Number,
    ShortText,
    TickField,
    TimeField,
)
from scheme.forms.sections import sections

MOST_RADIOS = 7
LONG = 3  # parts of a form, from which it has a list of them
SAFE_LINK = re.compile(
    r"https?://[^\s/?#@\\]+([/?#]\S*)?|mailto:[^\s@]+@[^\s@]+|tel:\+?[0-9]{2,20}", re.IGNORECASE
)

OWN_PAGE = re.compile(r"/(?![/\\])")
REFERENCE = re.compile(r"\b[A-Z]-\w+(?:-\w+)*")

_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)


def draw(template: str, **values: object) -> Markup:
    """A template, filled in."""
    return Markup(_templates.get_template(template).render(**values))  # noqa: S704


def _macro(template: str, name: str, **values: object) -> Markup:
    made: Markup = getattr(_templates.get_template(template).module, name)(**values)
    return made


def paragraphs(text: str) -> list[list[str]]:
    """A text as paragraphs, parted by blank lines, each a list of lines."""
    parts = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip("\n"))
    return [part.split("\n") for part in parts]


def is_safe_link(address: str) -> bool:
    """Whether an address may become a link: the web, an e-mail address or a number, and no sign-in hidden before the host."""
    return SAFE_LINK.fullmatch(address) is not None


def is_own_page(address: str) -> bool:
    """Whether an address is a path on this site."""
    return OWN_PAGE.match(address) is not None


def whole(text: str) -> Markup:
    """A title in which no reference is broken at its hyphens."""
    return Markup(REFERENCE.sub(r'<span class="whole">\g<0></span>', str(escape(text))))  # noqa: S704


def _answers_json(answers: Mapping[str, Answer]) -> str:
    return json.dumps(dict(answers), ensure_ascii=False)


def _pressed(button: Button) -> str:
    """All that a button does, for a browser without scripts."""
    return encoded(button.does)


def _is_words(cell: TableCell) -> bool:
    return isinstance(cell, str)


_templates.globals["asset"] = ASSETS.address
_templates.globals["group_pages"] = GROUPS
_templates.tests.update(words=_is_words, own_page=is_own_page, safe_link=is_safe_link)
_templates.filters.update(
    paragraphs=paragraphs,
    whole=whole,
    answers_json=_answers_json,
    encoded=encoded,
    pressed=_pressed,
)


def part_html(part: Part, mark: str, level: int = 3) -> Markup:
    """A part of a message or window. `mark` makes its ids unique on the page; `level` is that of its heading."""
    match part:
        case Prose():
            return _macro("parts.html", "prose", part=part, level=level)
        case Beside(first=first, second=second):
            texts = [part_html(side, mark, level) for side in (first, second)]
            return _macro("parts.html", "beside", texts=texts)
        case Facts():
            return _macro("parts.html", "facts", part=part, level=level)
        case Bullets():
            return _macro("parts.html", "bullets", part=part, level=level)
        case Card():
            return _macro("parts.html", "card", part=part, mark=mark, level=level)
        case When():
            return _macro("parts.html", "when", part=part)
        case Contact():
            return _macro("parts.html", "facts", part=Facts(part.rows), level=level)
        case Link():
            return _macro("parts.html", "link", part=part, safe=is_safe_link(part.address))
        case Chart():
            drawing = Markup(charts.for_screen(part, mark))  # noqa: S704
            return _macro("parts.html", "chart", part=part, mark=mark, drawing=drawing, level=level)
        case Attachment():
            return _macro("parts.html", "file", part=part, address=_kept_in_the_page(part))
        case Table():
            return _macro("parts.html", "table", part=part, mark=mark)


def _kept_in_the_page(part: Attachment) -> str:
    """The content as an address: so the browser saves what this person was shown, and no second request is needed."""
    if part.encoded:
        media = part.media
    else:
        media = f"{part.media};charset=utf-8"
    return f"data:{media};base64,{b64encode(part.content()).decode()}"


def buttons_html(buttons: Sequence[Button]) -> Markup:
    """A row of buttons; nothing when there are none."""
    return _macro("parts.html", "row", buttons=buttons)


def message_html(message: Message, mark: str) -> Markup:
    """A message of the bot, as it stands in a chat."""
    level = 4 if message.heading else 3
    said = f"{message.heading}\n{message.text}"
    fresh = [
        part for part in message.parts if not (isinstance(part, When) and part.text in said)
    ]  # said on their clock
    parts = [part_html(part, f"{mark}-{number}", level) for number, part in enumerate(fresh)]
    return draw(
        "message.html",
        message=message,
        mark=mark,
        parts=parts,
        buttons=buttons_html(message.buttons),
    )


def window_html(
    window: View | Form, inbound: str, names: Mapping[str, str] | None = None
) -> Markup:
    """What stands in the window. `inbound` tells one form from the next, so that sending it twice counts once.

    `names`: how the files are called that a form holds already, by the key of their field.
    """
    reading = window.reading if isinstance(window, Form) else window.parts
    parts = [part_html(part, f"window-{number}") for number, part in enumerate(reading)]
    match window:
        case View():
            return draw(
                "view.html", window=window, parts=parts, buttons=buttons_html(window.buttons)
            )
        case Form():
            fields = [
                field_html(
                    field,
                    window.answers.get(field.key),
                    window.errors.get(field.key, ""),
                    (names or {}).get(field.key),
                    cards=window.cards_of(field),
                )
                for field in window.fields
            ]
            named = [(name, part[0].key) for name, part in sections(window.fields) if name]
            begins = {key: (at, name) for at, (name, key) in enumerate(named, 1)}
            starts = [begins.get(field.key, (0, "")) for field in window.fields]
            wrong = [
                (asked.label, asked.key, window.errors[asked.key])
                for asked in window.fields
                if asked.key in window.errors
            ]
            shown = list(zip(starts, fields, strict=True))
            if window.opener:
                opener = encoded(window.opener)
            else:
                opener = ""
            ways = buttons_html(window.buttons)
            return draw(
                "form.html",
                window=window,
                parts=parts,
                fields=shown,
                contents=[name for name, _ in named] if len(named) >= LONG else [],
                errors=wrong,
                inbound=inbound,
                opener=opener,
                ways=ways,
            )


def private_html(messages: Sequence[Message]) -> Markup:
    """Messages that only the person who pressed in the Group's channel reads, in the window."""
    return draw(
        "private.html",
        messages=[message_html(message, f"private-{at}") for at, message in enumerate(messages)],
    )


def field_html(
    field: AnyField,
    answer: Answer = None,
    error: str = "",
    name: str | None = None,
    *,
    cards: Mapping[str, Card] | None = None,
) -> Markup:
    """A question with its native control, the earlier answer in it, and what to change when there is an error.

    `name` is how the file is called that is kept already. `cards`: those that stand for its options, by the option's key.
    """
    text = "" if answer is None else str(answer)
    match field:
        case ShortText():
            control = _macro("fields.html", "short", field=field, text=text, error=error)
        case LongText():
            control = _macro("fields.html", "long", field=field, text=text, error=error)
        case ChoiceField():
            if len(field.options) <= MOST_RADIOS:
                macro = "radios"
            else:
                macro = "select"
            control = _macro("fields.html", macro, field=field, text=text, error=error)
        case ChoicesField():
            control = _macro(
                "fields.html",
                "checkboxes",
                field=field,
                chosen=_chosen(answer),
                error=error,
                cards=cards or {},
            )
        case Number():
            control = _macro("fields.html", "number", field=field, text=text, error=error)
        case DateField():
            control = _macro("fields.html", "day", field=field, text=text, error=error)
        case TimeField():
            control = _macro("fields.html", "hour", field=field, text=text, error=error)
        case TickField():
            control = _macro("fields.html", "tick", field=field, ticked=answer is True, error=error)
        case FileField():
            control = _macro(
                "fields.html",
                "upload",
                field=field,
                text=text,
                called=name or "A file",
                endings=_endings(field),
                error=error,
            )
    return _macro("fields.html", "wrap", field=field, control=control, error=error)


def _chosen(answer: Answer) -> list[str]:
    """The options that are chosen, of an answer that may have been a single one before."""
    if isinstance(answer, list):
        return answer
    return [str(answer)] if answer else []


def _endings(field: FileField) -> list[str]:
    """The endings of names that a browser offers for a file, each with its dot."""
    more = ("jpeg",) if "jpg" in field.accepts else ()
    return [f".{ending}" for ending in (*field.accepts, *more)]


def answers_from(posted: Iterable[tuple[str, str]]) -> Answers:
    """What a form posted, as answers: names are "KIND.KEY", and what a form carries comes back as it was sent.

    Nothing is checked here; a step does that with the form's fields. Names of another shape are passed over.
    """
    answers: Answers = {}
    for name, text in posted:
        kind, dot, key = name.partition(".")
        if not dot:
            continue
        match kind:
            case "choices":
                earlier = answers.get(key)
                answers[key] = [
                    *(earlier if isinstance(earlier, list) else []),
                    *([text] if text else []),
                ]
            case "tick":
                answers[key] = bool(text) or answers.get(key) is True
            case "number":
                answers[key] = int(text) if re.fullmatch(r"-?[0-9]{1,9}", text) else text
            case _:
                answers[key] = text.replace("\r\n", "\n")
    return answers
