"""Pure: questions as the inputs of Adaptive Cards, with what was answered before in them."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from urllib.parse import quote

from bot.chat.text import counted_in
from bot.teams.cards.parts import is_web, opens, rows_of
from bot.teams.cards.texts import Json, block, bullets, escaped, is_plain, length, rich, run, subtle
from scheme.calendar import EARLIEST, LATEST
from scheme.day_order import DayOrder, in_words
from scheme.forms.fields import (
    Answer,
    AnyField,
    ChoiceField,
    ChoicesField,
    DateField,
    FileField,
    LongText,
    Number,
    Option,
    ShortText,
    TickField,
    TimeField,
)

FEW = 10  # as many options stand open, where one is chosen
FEW_BOXES = 20
MANY = 20  # from here on, typing narrows a list down
NO_ANSWER = "~none"  # an open list has no way to take back a choice
STYLES = {"email": "Email", "link": "Url"}
KEPT = "A file is kept already."
NO_FILE = "No file is kept yet."
NO_WAY = "It cannot be added here."
LINKED = "It is added on a page of its own; come back here afterwards."
ADD = "Add a file"
MISSING = "Please fill this in."
GUARDS = ("isRequired", "errorMessage", "min", "max")  # for which Teams holds a card back


def question(
    field: AnyField,
    answer: Answer,
    error: str = "",
    links: Mapping[str, str] | None = None,
    cards: Mapping[str, list[Json]] | None = None,
) -> list[Json]:
    """The elements of one question: what is to be changed, the input itself, and its help.

    `links`: where the file of a field can be added, by "field:" and its key. `cards`: what is drawn of the cards that stand
    for its options, by the option's key.
    """
    if isinstance(field, ChoicesField) and cards:
        return [*wrong(error), *_on_cards(field, answer, cards)]
    given = answer[0] if isinstance(answer, list) and len(answer) == 1 else answer
    if given is None or isinstance(given, list):
        text = ""
    else:
        text = str(given)
    return [*wrong(error), *_asked(field, answer, text, links or {}), *_below(field)]


def unguarded(field: AnyField, elements: Sequence[Json]) -> list[Json]:
    """A question whose input Teams sends whatever it holds: without its marks, it says itself that it is optional."""
    drawn = []
    for element in elements:
        if element["type"].startswith("Input."):
            plain = {key: value for key, value in element.items() if key not in GUARDS}
            if not field.required:
                plain["label"] = f"{plain['label']} (optional)"
            drawn.append(plain)
        else:
            drawn.append(element)
    return drawn


def wrong(error: str) -> list[Json]:
    """What is to be changed in the field below."""
    error = " ".join(error.split())
    if not error:
        return []
    if is_plain(error):
        return [block(error, color="Attention", weight="Bolder")]
    return rich([run(error, bold=True, colour="Attention")])


def _asked(field: AnyField, answer: Answer, text: str, links: Mapping[str, str]) -> list[Json]:
    match field:
        case ShortText():
            return [_short(field, text)]
        case LongText():
            return [_long(field, text)]
        case ChoiceField():
            return _one(field, text)
        case ChoicesField():
            return _some(field, answer)
        case Number():
            return [_number(field, text)]
        case DateField():
            return [_day(field, text)]
        case TimeField():
            return [_hour(field, text)]
        case TickField():
            return [_tick(field, answer)]
        case FileField():
            return _file(field, text, links.get(f"field:{field.key}", ""))


def _below(field: AnyField) -> list[Json]:
    """The help of a field, and what its kind has to say."""
    more = ""
    match field:
        case ChoicesField() if 1 < field.most < len(field.options):
            more = f"Choose up to {field.most}."
        case ChoicesField(most=1) if len(field.options) > 1:
            more = "Choose one."
        case Number() if field.unit.strip():
            more = f"{counted_in(field.unit)}."
        case _:  # nothing beyond its help
            pass
    help_ = " ".join(field.help.split())
    drawn = subtle(
        " ".join(text for text in (help_, more) if text and (text is help_ or not help_))
    )
    return [{**element, "spacing": "Small"} for element in drawn]


def _input(field: AnyField, kind: str, error: str = MISSING, *, always: bool = False) -> Json:
    """An input under its label. `always`: it can be wrong in other ways than by being empty."""
    drawn: Json = {
        "type": f"Input.{kind}",
        "id": f"{field.kind}.{field.key}",
        "label": " ".join(field.label.split()),
    }
    if field.required:
        drawn["isRequired"] = True
    if field.required or always:
        drawn["errorMessage"] = error
    return drawn


def _short(field: ShortText, text: str) -> Json:
    text = " ".join(text.split())
    # What is too long stays there to be shortened.
    drawn = {**_input(field, "Text"), "maxLength": max(field.most, length(text))}
    if field.form in STYLES:
        drawn["style"] = STYLES[field.form]
    if text:
        return {**drawn, "value": text}
    return drawn


def _long(field: LongText, text: str) -> Json:
    drawn = {
        **_input(field, "Text"),
        "isMultiline": True,
        "maxLength": max(field.most, length(text)),
    }
    if text.strip():
        return {**drawn, "value": text}
    return drawn


def _number(field: Number, text: str) -> Json:
    least = field.least
    most = field.most
    error = f"Please give a whole number from {least} to {most}."
    drawn = _input(field, "Number", error, always=True)
    if re.fullmatch(r"-?[0-9]{1,9}(\.[0-9]{1,6})?", text):
        value = float(text)
    else:
        value = None
    if least <= most and (value is None or least <= value <= most):
        drawn |= {"min": least, "max": most}
    if value is not None:
        drawn["value"] = int(value) if value.is_integer() else value
    return drawn


def _day(field: DateField, text: str) -> Json:
    first = field.earliest
    last = field.latest
    if first > EARLIEST:
        ends = [f"from {in_words(first, DayOrder.DAY_FIRST)} on"]
    else:
        ends = []
    ends += [f"up to {in_words(last, DayOrder.DAY_FIRST)}"] if last < LATEST else []
    words = " ".join(["Please give a date", *ends])
    drawn = _input(field, "Date", f"{words}.", always=bool(ends))
    value = _a_day(text)
    in_order = [day for day in (first, value, last) if day is not None]
    if in_order == sorted(in_order):
        drawn |= {"min": first.isoformat(), "max": last.isoformat()}
    if value:
        return {**drawn, "value": value.isoformat()}
    return drawn


def _a_day(text: str) -> date | None:
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text)
        return None
    except ValueError:
        return None


def _hour(field: TimeField, text: str) -> Json:
    drawn = _input(field, "Time", "Please give a time.")
    if re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", text):
        return {**drawn, "value": text}
    return drawn


def _tick(field: TickField, answer: Answer) -> Json:
    drawn = _input(field, "Toggle", "Please tick this to go on.")
    ticked = "true" if answer is True else "false"
    return {
        **drawn,
        "title": "Yes",
        "valueOn": "true",
        "valueOff": "false",
        "value": ticked,
        "wrap": True,
    }


def _one(field: ChoiceField, text: str) -> list[Json]:
    options = _different(field.options)
    if not options:
        return _nothing(field)
    is_open = len(options) + (not field.required) <= FEW
    if is_open:
        style = "expanded"
    elif len(options) <= MANY:
        style = "compact"
    else:
        style = "filtered"
    choices = _choices(options, is_open)
    if not field.required:
        choices.append({"title": "No answer", "value": NO_ANSWER})
    drawn = {
        **_input(field, "ChoiceSet", "Please choose one."),
        "style": style,
        "wrap": True,
        "choices": choices,
    }
    if text in {option.key for option in options}:
        drawn["value"] = coded(text)
    return [*([] if is_open else _explained(options)), drawn]


def _some(field: ChoicesField, answer: Answer) -> list[Json]:
    options = _different(field.options)
    if not options:
        return _nothing(field)
    is_open = len(options) <= FEW_BOXES
    drawn = {
        **_input(field, "ChoiceSet", "Please choose at least one."),
        "isMultiSelect": True,
        "style": "expanded" if is_open else "compact",
        "wrap": True,
        "choices": _choices(options, is_open),
    }
    wanted = answer if isinstance(answer, list) else [answer]
    chosen = [coded(option.key) for option in options if option.key in wanted]
    return [
        *([] if is_open else _explained(options)),
        {**drawn, "value": ",".join(chosen)} if chosen else drawn,
    ]


def _on_cards(field: ChoicesField, answer: Answer, cards: Mapping[str, list[Json]]) -> list[Json]:
    """Options with a card each, and below it the box; those without one stand together at the end."""
    wanted = answer if isinstance(answer, list) else [answer]
    drawn = [*rich([run(" ".join(field.label.split()), bold=True)]), *_below(field)]
    for option in _different(field.options):
        if option.key not in cards:
            continue
        value = coded(option.key)
        title = escaped(" ".join(option.label.split()))
        box = {
            "type": "Input.ChoiceSet",
            "id": f"{field.kind}.{field.key}~{quote(option.key)}",
            "label": "Select",
            "isMultiSelect": True,
            "style": "expanded",
            "wrap": True,
            "choices": [{"title": title, "value": value}],
        }
        if option.key in wanted:
            box["value"] = value
        drawn += [*cards[option.key], box]
    rest = tuple(option for option in field.options if option.key not in cards)
    if rest:
        others = field.model_copy(update={"options": rest, "label": "Others", "required": False})
        drawn += _some(others, answer)
    return drawn


def _nothing(field: AnyField) -> list[Json]:
    return rich([run(f"{field.label}\n", bold=True), run("There is nothing to choose from here.")])


def _different(options: Sequence[Option]) -> list[Option]:
    return list({option.key: option for option in options}.values())


def _choices(options: Sequence[Option], is_open: bool) -> list[Json]:
    """Options with their whole labels; with their help, and with Markdown's signs escaped, where they stand open."""
    drawn = []
    for option in options:
        label = " ".join(option.label.split())
        if is_open:
            help_ = " ".join(option.help.split())
            label = escaped(f"{label} – {help_}" if help_ else label)
        drawn.append({"title": label, "value": coded(option.key)})
    return drawn


def _explained(options: Sequence[Option]) -> list[Json]:
    """The help of the options of a list that is closed."""
    return bullets(f"{option.label}: {option.help}" for option in options if option.help.strip())


def coded(key: str) -> str:
    """An option's key, without the comma that stands between several."""
    return "".join(quote(sign, safe="") if sign in ",%" else sign for sign in key)


def _file(field: FileField, text: str, address: str) -> list[Json]:
    """Whether a file is kept, and where one is added: cards have no input for files."""
    name = rich([run(" ".join(field.label.split()), bold=True)])
    if is_web(address):
        way = rows_of([opens(ADD, address)])
    else:
        way = []
    takes = f"It may be {', '.join(field.accepts)}, of {field.most_mb} MB at most."
    words = [KEPT if text else NO_FILE, *([LINKED, takes] if way else [] if text else [NO_WAY])]
    return [*name, *rich([run(" ".join(words))]), *way]
