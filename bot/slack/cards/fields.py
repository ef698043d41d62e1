"""Pure: questions as Slack's inputs, with what was answered before in them wherever Slack lets it stand there."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from urllib.parse import quote

from bot.chat.text import counted_in, cut
from bot.slack.cards.parts import Drawing
from bot.slack.cards.texts import MOST_TEXT, Json, bullets, line, lines, paragraphs, said
from handlers.kit.ui import Card
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

MOST_HINT = 150
MOST_OPTION = 75
MOST_LABEL = 2000
FEW = 10  # as many radio buttons or checkboxes as Slack takes
MANY = 100  # options in one list
MOST_PARTS = 8  # inputs over which one long answer goes
NO_ANSWER = "~none"  # Slack has no way to take back a choice
KEPT = "A file is kept already. Choose another only to replace it."


def question(
    drawing: Drawing,
    field: AnyField,
    answer: Answer,
    error: str,
    mark: str,
    cards: Mapping[str, Card] | None = None,
) -> list[Json]:
    """The blocks of one question: what is to be changed, longer help, and the input, or inputs, themselves.

    `cards`: those that stand for its options, by the option's key.
    """
    if isinstance(field, ChoicesField) and cards:
        return _on_cards(drawing, field, answer=answer, error=error, mark=mark, cards=cards)
    hint = _hint(field, answer)
    blocks = _above(drawing, field, error=error, hint=hint)
    text = _as_text(answer)
    match field:
        case ShortText():
            return [*blocks, _input(field, _short(field, text), mark, hint)]
        case LongText():
            return [*blocks, *_long(field, text, mark, hint)]
        case ChoiceField():
            return [*blocks, *_one(drawing, field, text=text, mark=mark, hint=hint)]
        case ChoicesField():
            return [*blocks, *_some(drawing, field, answer=answer, mark=mark, hint=hint)]
        case Number():
            return [*blocks, _input(field, _number(field, text), mark, hint)]
        case DateField():
            return [*blocks, _input(field, _day(text), mark, hint)]
        case TimeField():
            return [*blocks, _input(field, _hour(text), mark, hint)]
        case TickField():
            return [*blocks, _input(field, _tick(answer), mark, hint)]
        case FileField():
            return [
                *blocks,
                _input(field, _file(field), mark, hint, needed=field.required and not text),
            ]


def _above(drawing: Drawing, field: AnyField, *, error: str, hint: str) -> list[Json]:
    """What stands above an input: what is to be changed, and help that is too long to stand below it."""
    blocks = wrong(field.key, error) if error.strip() else []
    if " ".join(field.help.split()) not in hint:
        blocks += drawing.text(field.help)
    return blocks


def _as_text(answer: Answer) -> str:
    """An answer as text; the only one of a list; "" where there is none, or several."""
    only = answer[0] if isinstance(answer, list) and len(answer) == 1 else answer
    if only is None or isinstance(only, list):
        return ""
    return str(only)


def wrong(key: str, error: str) -> list[Json]:
    """What is to be changed in the field below."""
    sign = {"type": "emoji", "name": "warning"}
    elements = paragraphs([sign, said(" "), said(error.strip(), bold=True)])[0]
    return [{"type": "rich_text", "block_id": f"error:{key}", "elements": elements}]


def _hint(field: AnyField, answer: Answer) -> str:
    """What stands below an input: its help, where there is room for it, and what its kind has to say."""
    help_ = " ".join(field.help.split())
    more = ""
    match field:
        case FileField() if answer:
            more = KEPT
        case ChoicesField() if not help_ and field.most < len(field.options) <= FEW:
            more = f"Up to {field.most}."
        case Number() if not help_ and field.unit.strip():
            more = f"{counted_in(field.unit)}."
        case _:  # nothing beyond its help
            pass
    both = " ".join(text for text in (help_, more) if text)
    if len(both) <= MOST_HINT:
        return both
    return more


def _input(
    field: AnyField,
    element: Json,
    mark: str,
    hint: str,
    *,
    part: int = 1,
    needed: bool | None = None,
) -> Json:
    """An input. `mark` is in its action_id: where that stays the same, Slack keeps what was typed."""
    more = "" if part == 1 else f"~{part}"
    if part == 1:
        label = field.label
    else:
        label = f"{field.label} (continued)"
    block: Json = {
        "type": "input",
        "block_id": f"{field.kind}.{field.key}{more}",
        "label": line(label, MOST_LABEL),
        "element": {**element, "action_id": f"answer{mark}"},
        "optional": part > 1 or not (field.required if needed is None else needed),
    }
    if hint and part == 1:
        block["hint"] = line(hint, MOST_HINT)
    return block


def _short(field: ShortText, text: str) -> Json:
    text = " ".join(text.split())[:MOST_TEXT]
    first = {"initial_value": text} if text else {}
    match field.form:
        case "email":
            return {"type": "email_text_input", **first}
        case "link":
            return {"type": "url_text_input", **first}
        case "text":
            # What is too long stays there to be shortened; Slack takes nothing that is longer than it may become.
            return {"type": "plain_text_input", "max_length": max(field.most, len(text)), **first}


def _long(field: LongText, text: str, mark: str, hint: str) -> list[Json]:
    parts = cut(text, MOST_TEXT)
    if len(parts) > MOST_PARTS:
        parts = [*parts[: MOST_PARTS - 1], "".join(parts[MOST_PARTS - 1 :])[:MOST_TEXT]]
    if len(parts) == 1:
        most = min(field.most, MOST_TEXT)
    else:
        most = MOST_TEXT
    blocks = []
    for at, part in enumerate(parts, 1):
        if part.strip():
            first = {"initial_value": part}
        else:
            first = {}
        element = {
            "type": "plain_text_input",
            "multiline": True,
            "max_length": max(most, len(part)),
            **first,
        }
        blocks.append(_input(field, element, mark, hint, part=at))
    return blocks


def _one(drawing: Drawing, field: ChoiceField, text: str, mark: str, hint: str) -> list[Json]:
    options = _different(field.options)
    if not options:
        return _nothing(drawing, field)
    drawn = [_option(option) for option in options]
    if not field.required:
        drawn.append({"text": line("No answer", MOST_OPTION), "value": NO_ANSWER})
    chosen = [choice for choice in drawn if choice["value"] == text]
    first = {"initial_option": chosen[0]} if chosen else {}
    if len(drawn) <= FEW and all(len(option.label) <= MOST_OPTION for option in options):
        element = {"type": "radio_buttons", "options": drawn, **first}
    else:
        element = {"type": "static_select", **_listed(drawn), **first}
    return [*_in_full(drawing, options), _input(field, element, mark, hint)]


def _some(
    drawing: Drawing, field: ChoicesField, answer: Answer, mark: str, hint: str
) -> list[Json]:
    options = _different(field.options)
    if not options:
        return _nothing(drawing, field)
    wanted = answer if isinstance(answer, list) else [answer]
    drawn = [_option(option) for option in options]
    chosen = [choice for choice in drawn if choice["value"] in wanted]
    if len(drawn) <= FEW:
        if chosen:
            first = {"initial_options": chosen}
        else:
            first = {}
        element = {"type": "checkboxes", "options": drawn, **first}
    else:
        most = min(field.most, MANY)
        if chosen:
            first = {"initial_options": chosen[:most]}
        else:
            first = {}
        element = {"type": "multi_static_select", **_listed(drawn), **first} | {
            "max_selected_items": most
        }
    return [*_in_full(drawing, options), _input(field, element, mark, hint)]


def _on_cards(
    drawing: Drawing,
    field: ChoicesField,
    *,
    answer: Answer,
    error: str,
    mark: str,
    cards: Mapping[str, Card],
) -> list[Json]:
    """Options with a card each, and below it the box; those without one stand together at the end.

    Every box is an input of its own, as Slack has none with room for so many words; `read.answers` puts them together.
    """
    wanted = answer if isinstance(answer, list) else [answer]
    asked = [said(f"{field.label}\n", bold=True), said(" ".join(field.help.split()))]
    blocks = [*(wrong(field.key, error) if error.strip() else []), *drawing.rich(paragraphs(asked))]
    drawn = zip(cards, drawing.parts(list(cards.values())), strict=True)
    for key, card in drawn:
        box = {"text": line(cards[key].title, MOST_OPTION), "value": key}
        element: Json = {"type": "checkboxes", "options": [box]}
        if key in wanted:
            element["initial_options"] = [box]
        asks = field.model_copy(update={"label": "Select"})
        asked_here = _input(asks, element, mark, "", needed=False)
        asked_here["block_id"] = f"{asked_here['block_id']}~{quote(key)}"  # wherever it stands
        blocks += [*card, asked_here]
    rest = tuple(option for option in field.options if option.key not in cards)
    if rest:
        others = field.model_copy(update={"options": rest, "label": "Others", "required": False})
        blocks += _some(drawing, others, answer=answer, mark=mark, hint="")
    return blocks


def _nothing(drawing: Drawing, field: AnyField) -> list[Json]:
    return drawing.rich(
        paragraphs(
            [said(f"{field.label}\n", bold=True), said("There is nothing to choose from here.")]
        )
    )


def _different(options: Sequence[Option]) -> list[Option]:
    return list({option.key: option for option in options}.values())[: MANY * MANY]


def _option(option: Option) -> Json:
    drawn: Json = {"text": line(option.label, MOST_OPTION), "value": option.key}
    if option.help.strip():
        drawn["description"] = line(option.help, MOST_OPTION)
    return drawn


def _listed(options: list[Json]) -> Json:
    """Options of a list; in groups where there are more than Slack takes in one."""
    if len(options) <= MANY:
        return {"options": options}
    groups = [options[at : at + MANY] for at in range(0, len(options), MANY)]
    return {"option_groups": [{"label": _from_to(group), "options": group} for group in groups]}


def _from_to(options: list[Json]) -> Json:
    first, last = (option["text"]["text"][:30].strip() for option in (options[0], options[-1]))
    return line(f"{first} – {last}", MOST_OPTION)


def _in_full(drawing: Drawing, options: Sequence[Option]) -> list[Json]:
    """The options that Slack has no room for, word for word."""
    long = [option for option in options if max(len(option.label), len(option.help)) > MOST_OPTION]
    items = [
        f"{choice.label}\n{choice.help}" if choice.help.strip() else choice.label for choice in long
    ]
    if items:
        return drawing.rich(bullets(items, "In full")[:5])
    return []


def _number(field: Number, text: str) -> Json:
    element: Json = {"type": "number_input", "is_decimal_allowed": False}
    if field.least <= field.most:
        element |= {"min_value": str(field.least), "max_value": str(field.most)}
        if re.fullmatch(r"-?[0-9]{1,9}", text) and field.least <= int(text) <= field.most:
            element["initial_value"] = str(int(text))
    return element


def _day(text: str) -> Json:
    element: Json = {"type": "datepicker", "placeholder": lines("Choose a day")}
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        try:
            element["initial_date"] = date.fromisoformat(text).isoformat()
        except ValueError:
            return element
    return element


def _hour(text: str) -> Json:
    good = re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", text)
    first = {"initial_time": text} if good else {}
    return {"type": "timepicker", "placeholder": lines("Choose a time"), **first}


def _tick(answer: Answer) -> Json:
    box = {"text": line("Yes", MOST_OPTION), "value": "yes"}
    if answer is True:
        first = {"initial_options": [box]}
    else:
        first = {}
    return {"type": "checkboxes", "options": [box], **first}


def _file(field: FileField) -> Json:
    endings = [*field.accepts, *(["jpeg"] if "jpg" in field.accepts else [])]
    return {"type": "file_input", "filetypes": endings, "max_files": 1}
