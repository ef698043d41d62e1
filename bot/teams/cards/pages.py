"""Pure: what is too long for one card, parted into several, or squeezed where it cannot be parted."""

from collections.abc import Sequence
from typing import Any

from bot.chat.paging import question_pages
from bot.chat.payload import Payloads
from bot.chat.text import shorten
from bot.teams.cards.inputs import question
from bot.teams.cards.parts import Drawing
from bot.teams.cards.texts import Json, subtle, weight
from handlers.kit.ui import Form
from scheme.forms.fields import AnyField, LongText, ShortText

MOST_BYTES = 28_000  # of one card; Teams refuses a message of more than 40 KB as it counts
ASKED = 20_000  # of these, those of a page's questions; errors and a notice may come to them
BESIDES = 6_000  # of what there is to read on the page of the first questions
ERROR = 300
LEFT_OUT = "Some of this is longer than Teams has room for, and stands here shortened."
BRIEF = 60  # characters that are always left of a text


def parted(units: Sequence[list[Json]], room: int, first: int | None = None) -> list[list[Json]]:
    """Elements in pages of so many bytes. What belongs together is parted only if it must.

    `first`: the bytes that the first page has room for, where it holds other things besides.
    """
    pages: list[list[Json]] = [[]]
    full = room if first is None else first
    left = full
    for unit in units:
        for piece in [unit] if weight(unit) <= room else [[element] for element in unit]:
            heavy = weight(piece)
            if heavy > left and (pages[-1] or full < room):
                pages.append([])
                left = full = room
            pages[-1] += piece
            left -= heavy
    return pages


def pages(form: Form) -> tuple[tuple[AnyField, ...], ...]:
    """The questions of a form, page by page. What there is to read first may fill pages without a question.

    A form that does not say what opened it has one page, as there is no draft in which the others could be kept.
    """
    if form.opener is None:
        return (form.fields,)
    weights = {field.key: _weight(form, field) for field in form.fields}

    def fits(fields: Sequence[AnyField]) -> bool:
        return sum(weights[field.key] for field in fields) <= ASKED

    listed = [tuple(page) for page in question_pages(form.fields, fits)]
    return (*((),) * len(to_read(Drawing(payloads=Payloads(), in_window=True), form)), *listed)


def cards_of(drawing: Drawing, form: Form, field: AnyField) -> dict[str, list[Json]]:
    """What is drawn of the cards that stand for a field's options, by the option's key."""
    cards = form.cards_of(field)
    return dict(zip(cards, drawing.parts(list(cards.values())), strict=True))


def _weight(form: Form, field: AnyField) -> int:
    """How heavy a question becomes at most, so that what is typed does not move it to another page."""
    drawing = Drawing(payloads=Payloads(), in_window=True)
    cards = cards_of(drawing, form, field)
    heavy = weight(question(field, form.answers.get(field.key), cards=cards)) + ERROR
    if isinstance(field, (ShortText, LongText)):
        return max(heavy, weight(question(field, None)) + weight("x" * field.most) + ERROR)
    return heavy


def to_read(drawing: Drawing, form: Form) -> list[list[Json]]:
    """What there is to read before the first question, page by page; nothing where there is room for it beside that."""
    units = drawing.parts(form.reading)
    if form.opener is None or weight(units) <= BESIDES:
        return []
    return parted(units, ASKED)


def squeezed(questions: Sequence[list[Json]], room: int) -> list[Json]:
    """Questions in so many bytes: the heaviest are shortened, with a line that says so, where they come to more."""
    weights = [weight(elements) for elements in questions]
    if sum(weights) <= room:
        return [element for elements in questions for element in elements]
    share = _share(weights, room - ERROR)
    drawn = [
        elements if heavy <= share else _fitted(elements, share)
        for elements, heavy in zip(questions, weights, strict=True)
    ]
    return [*subtle(LEFT_OUT), *(element for elements in drawn for element in elements)]


def _share(weights: Sequence[int], room: int) -> int:
    """How heavy each may be so that all fit: what light ones leave goes to the heavy ones."""
    left = sorted(weights)
    while left and left[0] * len(left) <= room:
        room -= left.pop(0)
    return room // max(len(left), 1)


def _fitted(elements: list[Json], room: int) -> list[Json]:
    """One question in so many bytes."""
    drawn = [_brief(element) for element in elements]
    if weight(drawn) > room:
        drawn = [
            input_element
            for input_element in drawn
            if input_element["type"].startswith("Input.") or input_element["type"] == "ActionSet"
        ] or drawn[:2]
    for at, input_element in enumerate(drawn):
        rest = room - weight([*drawn[:at], *drawn[at + 1 :]]) - 2
        if weight(input_element) <= rest:
            continue
        if input_element["type"] == "Input.ChoiceSet":
            drawn[at] = _fewer(input_element, rest)
        elif "value" in input_element:
            drawn[at] = {
                **input_element,
                "value": _beginning(
                    input_element["value"], rest - weight({**input_element, "value": ""})
                ),
            }
    return drawn


def _brief(element: Json) -> Json:
    """Words to read, shortened."""
    match element["type"]:
        case "RichTextBlock":
            first = element["inlines"][0]
            return {**element, "inlines": [{**first, "text": shorten(first["text"], BRIEF)}]}
        case kind if kind.startswith("Input."):
            return {**element, "label": shorten(element["label"], BRIEF)}
        case _:
            return element


def _beginning(value: Any, room: int) -> Any:
    if not isinstance(value, str):
        return value
    text = value[: max(room, BRIEF)]
    while len(text) > BRIEF and weight(text) > room:
        text = text[: len(text) * 9 // 10]
    return text


def _fewer(choices: Json, room: int) -> Json:
    """A list of options with shorter words, and with fewer options where even these do not fit; the chosen ones stay."""
    chosen = str(choices.get("value", "")).split(",")
    listed: list[Json] = choices["choices"]
    for most in (200, 100, 50, 25, 12):
        short = [{**choice, "title": _label(choice["title"], most)} for choice in listed]
        drawn = {**choices, "choices": short}
        if weight(drawn) <= room:
            return drawn
    left = (
        room
        - weight({**choices, "choices": []})
        - sum(weight(choice) + 1 for choice in short if choice["value"] in chosen)
    )
    kept: list[Json] = []
    for choice in short:
        if choice["value"] not in chosen:
            left -= weight(choice) + 1
        if choice["value"] in chosen or left >= 0:
            kept.append(choice)
    return {**choices, "choices": kept or short[:1]}


def _label(title: str, most: int) -> str:
    """A shorter title that ends with no half of an escaped sign."""
    if len(title) <= most:
        return title
    return shorten(title, most).removesuffix("…").rstrip("\\") + "…"
