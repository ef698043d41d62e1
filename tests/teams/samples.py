"""Payloads that hold by the rules for Teams, to be bent by the tests of these rules."""

from dataclasses import dataclass
from typing import Any

from tests.teams.rules import ADAPTIVE, check_activity, check_invoke, check_task
from tests.teams.shapes import Json

PACK = '{"n":"home.show"}'
TOKEN = "~abcdefghijklmnopqrstuvwxyz012345"


@dataclass(frozen=True)
class Rule:
    """A rule in words, a payload that just holds, one that does not, and where the fault is."""

    words: str
    holds: Json
    breaks: Json
    where: str


def without(given: Json, key: str) -> Json:
    """The same without a key."""
    return {name: value for name, value in given.items() if name != key}


def card(*body: Json, **more: Any) -> Json:
    """A card."""
    words: Json = {"type": "AdaptiveCard", "version": "1.5", "fallbackText": "a", "speak": "a"}
    return words | {"body": list(body or (text(),))} | more


def attached(given: Json) -> Json:
    """A card as it is attached."""
    return {"contentType": ADAPTIVE, "content": given}


def message(*body: Json, **more: Any) -> Json:
    """A message with a card; what is given by name is the card's."""
    return {"type": "message", "summary": "a", "attachments": [attached(card(*body, **more))]}


def dialog(*body: Json, **more: Any) -> Json:
    """A dialog; what is given by name is its card's."""
    actions = {"actions": [send()]} if any(one["type"].startswith("Input.") for one in body) else {}
    return opened(card=attached(card(*body, **{**actions, **more})))


def opened(**more: Any) -> Json:
    """What opens a dialog; what is given by name is the dialog's own."""
    return {"task": {"type": "continue", "value": {"title": "a", "card": attached(card()), **more}}}


def told(value: Any, **more: Any) -> Json:
    """What answers a dialog with a word."""
    return {"task": {"type": "message", "value": value, **more}}


def answered(
    value: Any = "a", kind: str = "application/vnd.microsoft.activity.message", status: int = 200
) -> Json:
    """What answers a press."""
    return {"statusCode": status, "type": kind, "value": value}


def text(words: str = "a", **more: Any) -> Json:
    """A text."""
    return {"type": "TextBlock", "text": words, "wrap": True, **more}


def rich(*runs: Any, **more: Any) -> Json:
    """A rich text."""
    return {"type": "RichTextBlock", "inlines": list(runs), **more}


def run(words: str = "a", **more: Any) -> Json:
    """A piece of rich text."""
    return {"type": "TextRun", "text": words, **more}


def facts(*rows: Json) -> Json:
    """Names and values."""
    return {"type": "FactSet", "facts": list(rows or (fact(),))}


def fact(title: str = "a", value: str = "b", **more: Any) -> Json:
    """A name and a value."""
    return {"title": title, "value": value, **more}


def picture(**more: Any) -> Json:
    """A picture."""
    return {"type": "Image", "altText": "a", "url": "https://pictures.example.org/a.png", **more}


def holding(*items: Json, **more: Any) -> Json:
    """A container."""
    return {"type": "Container", "items": list(items or (text(),)), **more}


def columns(*held: Json, **more: Any) -> Json:
    """Columns, side by side."""
    return {"type": "ColumnSet", "columns": list(held or (column(),)), **more}


def column(*items: Json, **more: Any) -> Json:
    """A column."""
    return {"type": "Column", "items": list(items or (text(),)), **more}


def table(*rows: Json, count: int = 1, **more: Any) -> Json:
    """A table of so many columns."""
    return {
        "type": "Table",
        "columns": [{"width": 1}] * count,
        "rows": list(rows or (row(),)),
        **more,
    }


def row(*cells: Json) -> Json:
    """A row of a table, of one cell where none is given."""
    return {"type": "TableRow", "cells": list(cells or (cell(),))}


def cell(*items: Json) -> Json:
    """A cell of a table."""
    return {"type": "TableCell", "items": list(items or (text(),))}


def buttons(*actions: Json) -> Json:
    """A row of buttons in a body."""
    return {"type": "ActionSet", "actions": list(actions)}


def press(m: str = PACK, **more: Any) -> Json:
    """A button of a message that does something."""
    return {"type": "Action.Execute", "title": "a", "verb": "press", "data": {"m": m}, **more}


def opens(m: str = PACK, **more: Any) -> Json:
    """A button of a message that opens a dialog."""
    data = {"m": m, "msteams": {"type": "task/fetch"}}
    return {"type": "Action.Submit", "title": "a", "data": data, **more}


def push(**more: Any) -> Json:
    """A button of a dialog that does something."""
    data = {"m": PACK, "k": "press"}
    return {"type": "Action.Submit", "title": "a", "data": data, "associatedInputs": "none", **more}


def send(**more: Any) -> Json:
    """The button of a dialog that sends what was typed."""
    return {"type": "Action.Submit", "title": "a", "data": {"m": PACK, "k": "send"}, **more}


def link(url: str = "https://library.example.org/a", **more: Any) -> Json:
    """A button that leads somewhere."""
    return {"type": "Action.OpenUrl", "title": "a", "url": url, **more}


def line(**more: Any) -> Json:
    """A line to type in."""
    return {"type": "Input.Text", "id": "short.name", "label": "a", **more}


def number(**more: Any) -> Json:
    """A number."""
    return {"type": "Input.Number", "id": "number.years", "label": "a", **more}


def day(**more: Any) -> Json:
    """A day."""
    return {"type": "Input.Date", "id": "date.start", "label": "a", **more}


def hour(**more: Any) -> Json:
    """A time of day."""
    return {"type": "Input.Time", "id": "time.start", "label": "a", **more}


def tick(**more: Any) -> Json:
    """A box to tick."""
    return {"type": "Input.Toggle", "id": "tick.agreed", "title": "a", "wrap": True, **more}


def choice(*options: Json, **more: Any) -> Json:
    """Something to choose from: two options where none is given."""
    listed = list(options or (option("a"), option("b")))
    return {"type": "Input.ChoiceSet", "id": "choice.area", "label": "a", "choices": listed, **more}


def option(value: str, title: str = "a", **more: Any) -> Json:
    """An option."""
    return {"title": title, "value": value, **more}


def check(payload: Json) -> None:
    """By the rules, whatever it is."""
    if "task" in payload:
        check_task(payload)
    elif "statusCode" in payload:
        check_invoke(payload)
    else:
        check_activity(payload)
