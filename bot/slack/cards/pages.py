"""Pure: what is too long for one message or window, parted into several."""

import json
from collections.abc import Sequence
from typing import Any

from bot.chat.paging import question_pages
from bot.chat.payload import Payloads
from bot.slack.cards.fields import question
from bot.slack.cards.parts import Drawing
from bot.slack.cards.texts import Json
from handlers.kit.ui import Form
from scheme.forms.fields import AnyField

MOST_BLOCKS = 90  # of the hundred in a window, a few are for a notice, a heading, and what leads on
MOST_ASKED = 60  # of these, those of questions where parts stand beside them
MOST_BYTES = 150_000  # Slack refuses a window of more than 250 kB
BESIDES = 40_000
MOST_WORDS = 9_500  # characters in one message, which Slack refuses from some 11,000 on
ROOM_FOR_PARTS = 30


def spoken(given: Any) -> int:
    """How many characters there are to read in blocks, however deep."""
    if isinstance(given, list):
        return sum(spoken(inner) for inner in given)
    if isinstance(given, dict):
        return sum(
            len(inner) if key in {"text", "fallback"} and isinstance(inner, str) else spoken(inner)
            for key, inner in given.items()
        )
    return 0


def parted(
    units: Sequence[list[Json]],
    most: int,
    *,
    words: int = MOST_BYTES,
    first: tuple[int, int] | None = None,
) -> list[list[Json]]:
    """Blocks in pages of `most` blocks and `words` characters at most. What belongs together is parted only if it must.

    `first`: the blocks and characters that the first page has room for, where it holds other things besides.
    """
    pages: list[list[Json]] = [[]]
    room, left = first or (most, words)
    size = MOST_BYTES
    for unit in units:
        together = len(unit) <= most and spoken(unit) <= words and _bytes(unit) <= MOST_BYTES
        if (
            not together and first and pages[-1]
        ):  # else what else the first page holds would stand in the midst of it
            pages.append([])
            first = None
            room = most
            left = words
            size = MOST_BYTES
        for piece in [unit] if together else [[block] for block in unit]:
            length = spoken(piece)
            heavy = _bytes(piece)
            if len(piece) > room or length > left or heavy > size:
                if pages[-1] or first:
                    pages.append([])
                first = None
                room = most
                left = words
                size = MOST_BYTES
            pages[-1] += piece
            room = room - len(piece)
            left = left - length
            size = size - heavy
    return pages


def _bytes(blocks: Sequence[Json]) -> int:
    return len(json.dumps(list(blocks)))


def pages(form: Form) -> tuple[tuple[AnyField, ...], ...]:
    """The questions of a form, page by page. What there is to read first may fill pages without a question.

    A form that does not say what opened it has one page, as there is no draft in which the others could be kept.
    """
    if form.opener is None:
        return (form.fields,)
    weights = {field.key: _weight(form, field) for field in form.fields}

    def fits(fields: Sequence[AnyField]) -> bool:
        blocks, size = (sum(weights[field.key][at] for field in fields) for at in (0, 1))
        return blocks <= MOST_ASKED and size <= MOST_BYTES

    reading = to_read(Drawing(payloads=Payloads(), opener=form.opener, in_window=True), form)
    return (*((),) * len(reading), *(tuple(page) for page in question_pages(form.fields, fits)))


def _weight(form: Form, field: AnyField) -> tuple[int, int]:
    """How many blocks and bytes a question comes to at most, with a heading, an error and its help."""
    drawn = question(
        Drawing(payloads=Payloads()),
        field,
        answer=form.answers.get(field.key),
        error="",
        mark="",
        cards=form.cards_of(field),
    )
    return len(drawn) + 2, _bytes(drawn)


def to_read(drawing: Drawing, form: Form) -> list[list[Json]]:
    """What there is to read before the first question, page by page; nothing where there is room for it beside that."""
    units = drawing.parts(form.reading)
    blocks = [block for unit in units for block in unit]
    if form.opener is None or (len(blocks) <= ROOM_FOR_PARTS and _bytes(blocks) <= BESIDES):
        return []
    return parted(units, MOST_BLOCKS)
