"""What may stand in an Adaptive Card 1.5 as Teams takes it: every element's properties, and what these may hold.

The names are those of the schema 1.5.0, without what Teams leaves out (media) and what this bot has no use for
(cards shown inside cards). Teams reads the values of enumerations in capitals or small letters.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from tests.platforms.strict import must

Json = dict[str, Any]
Kind = Literal[
    "text", "flag", "whole", "number", "elements", "columns", "rows", "cells", "facts", "any"
]
Allowed = Kind | frozenset[str]


def check_text(given: Any, where: str, most: int = 0) -> None:
    """A string with something to read, of at most so many characters where `most` says so."""
    must(isinstance(given, str), where, "is text")
    must(bool(given.strip()), where, "has something to read")
    must(
        not most or len(given) <= most, where, f"has {most} characters at most; it has {len(given)}"
    )


def check_list(given: Any, where: str, most: int = 0) -> Sequence[Any]:
    """A list of one or more things; given back to walk through."""
    must(isinstance(given, list), where, "is a list")
    must(bool(given), where, "has something in it")
    must(not most or len(given) <= most, where, f"has {most} things at most; it has {len(given)}")
    listed: Sequence[Any] = given
    return listed


def is_whole(given: Any) -> bool:
    """Whether it is a whole number."""
    return isinstance(given, int) and not isinstance(given, bool)


def is_number(given: Any) -> bool:
    """Whether it is a number."""
    return isinstance(given, int | float) and not isinstance(given, bool)


def one_of(words: str) -> frozenset[str]:
    """An enumeration."""
    return frozenset(words.split())


SPACING = one_of("default none small medium large extralarge padding")
ACROSS = one_of("left center right")
DOWN = one_of("top center bottom")
SIZES = one_of("default small medium large extralarge")
WEIGHTS = one_of("default lighter bolder")
COLOURS = one_of("default dark light accent good warning attention")
STYLES = one_of("default emphasis good attention warning accent")
FONTS = one_of("default monospace")

SHARED: Mapping[str, Allowed] = {
    "type": "any",
    "id": "text",
    "isVisible": "flag",
    "separator": "flag",
    "spacing": SPACING,
    "height": one_of("auto stretch"),
}
WORDS: Mapping[str, Allowed] = {
    "text": "any",
    "size": SIZES,
    "weight": WEIGHTS,
    "color": COLOURS,
    "isSubtle": "flag",
    "fontType": FONTS,
}
HOLDING: Mapping[str, Allowed] = {
    "selectAction": "any",
    "style": STYLES,
    "bleed": "flag",
    "minHeight": "text",
    "rtl": "flag",
    "verticalContentAlignment": DOWN,
}
INPUT: Mapping[str, Allowed] = {
    "label": "text",
    "isRequired": "flag",
    "errorMessage": "text",
    "value": "any",
}
RANGE: Mapping[str, Allowed] = {**INPUT, "min": "any", "max": "any", "placeholder": "text"}

ELEMENTS: Mapping[str, Mapping[str, Allowed]] = {
    "TextBlock": {
        **WORDS,
        "wrap": "flag",
        "maxLines": "whole",
        "horizontalAlignment": ACROSS,
        "style": one_of("default heading columnheader"),
    },
    "RichTextBlock": {"inlines": "any", "horizontalAlignment": ACROSS},
    "Image": {
        "url": "text",
        "altText": "text",
        "backgroundColor": "text",
        "height": "text",
        "width": "text",
        "horizontalAlignment": ACROSS,
        "selectAction": "any",
        "size": one_of("auto stretch small medium large"),
        "style": one_of("default person"),
    },
    "ImageSet": {"images": "elements", "imageSize": one_of("auto stretch small medium large")},
    "Container": {**HOLDING, "items": "elements"},
    "ColumnSet": {
        "columns": "columns",
        "selectAction": "any",
        "style": STYLES,
        "bleed": "flag",
        "minHeight": "text",
        "horizontalAlignment": ACROSS,
    },
    "Column": {**HOLDING, "items": "elements", "width": "any"},
    "FactSet": {"facts": "facts"},
    "ActionSet": {"actions": "any"},
    "Table": {
        "columns": "any",
        "rows": "rows",
        "firstRowAsHeader": "flag",
        "firstRowAsHeaders": "flag",
        "showGridLines": "flag",
        "gridStyle": STYLES,
        "horizontalCellContentAlignment": ACROSS,
        "verticalCellContentAlignment": DOWN,
    },
    "TableRow": {
        "cells": "cells",
        "style": STYLES,
        "horizontalCellContentAlignment": ACROSS,
        "verticalCellContentAlignment": DOWN,
    },
    "TableCell": {**HOLDING, "items": "elements"},
    "Input.Text": {
        **INPUT,
        "placeholder": "text",
        "isMultiline": "flag",
        "maxLength": "whole",
        "regex": "text",
        "style": one_of("text tel url email"),
    },
    "Input.Number": RANGE,
    "Input.Date": RANGE,
    "Input.Time": RANGE,
    "Input.Toggle": {
        **INPUT,
        "title": "text",
        "valueOn": "text",
        "valueOff": "text",
        "wrap": "flag",
    },
    "Input.ChoiceSet": {
        **INPUT,
        "choices": "any",
        "isMultiSelect": "flag",
        "style": one_of("compact expanded filtered"),
        "placeholder": "text",
        "wrap": "flag",
    },
}
RUN: Mapping[str, Allowed] = {
    "type": "any",
    **WORDS,
    "italic": "flag",
    "strikethrough": "flag",
    "highlight": "flag",
    "underline": "flag",
    "selectAction": "any",
}
# What stands in a card's body; columns, rows and cells stand only in what holds them.
IN_BODY = frozenset(ELEMENTS) - {"Column", "TableRow", "TableCell"}
INPUTS = frozenset(one for one in ELEMENTS if one.startswith("Input."))
# `firstRowAsHeaders` is the name the schema has; the library also reads the other.
NEEDED: Mapping[str, set[str]] = {
    "TextBlock": {"text"},
    "RichTextBlock": {"inlines"},
    "Image": {"url", "altText"},
    "ImageSet": {"images"},
    "Container": {"items"},
    "ColumnSet": {"columns"},
    "Column": {"items"},
    "FactSet": {"facts"},
    "ActionSet": {"actions"},
    "Table": {"columns", "rows"},
    "TableRow": {"cells"},
    "TableCell": {"items"},
    "Input.Toggle": {"id", "title"},
    "Input.ChoiceSet": {"id", "choices", "label"},
    **{key: {"id", "label"} for key in ("Input.Text", "Input.Number", "Input.Date", "Input.Time")},
}
ACTION: Mapping[str, Allowed] = {
    "type": "any",
    "id": "text",
    "title": "text",
    "iconUrl": "text",
    "tooltip": "text",
    "isEnabled": "flag",
    "style": one_of("default positive destructive"),
    "mode": one_of("primary secondary"),
}
SENDING: Mapping[str, Allowed] = {**ACTION, "data": "any", "associatedInputs": one_of("auto none")}
ACTIONS: Mapping[str, Mapping[str, Allowed]] = {
    "Action.OpenUrl": {**ACTION, "url": "text"},
    "Action.Submit": SENDING,
    "Action.Execute": {**SENDING, "verb": "text"},
    "Action.ToggleVisibility": {**ACTION, "targetElements": "any"},
}
CARD: Mapping[str, Allowed] = {
    "type": "any",
    "$schema": "text",
    "version": "text",
    "body": "elements",
    "actions": "any",
    "fallbackText": "text",
    "speak": "text",
    "lang": "text",
    "rtl": "flag",
    "minHeight": "text",
    "refresh": "any",
    "msteams": "any",
    "verticalContentAlignment": DOWN,
}


def check_values(given: Json, allowed: Mapping[str, Allowed], where: str) -> None:
    """Every property of a thing holds what it may, as far as that is said without looking inside."""
    for key, value in given.items():
        kind, place = allowed[key], f"{where}.{key}"
        if isinstance(kind, frozenset):
            known = isinstance(value, str) and value.lower() in kind
            must(known, place, f"is one of {', '.join(sorted(kind))}")
        elif kind == "text":
            check_text(value, place)
        elif kind == "flag":
            must(isinstance(value, bool), place, "is true or false")
        elif kind == "whole":
            must(is_whole(value) and value > 0, place, "is a whole number above zero")
