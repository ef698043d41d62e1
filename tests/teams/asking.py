"""What an input of an Adaptive Card may hold: its id, its words, and what it holds at first."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from tests.platforms.strict import check_keys, must
from tests.teams.shapes import Json, check_list, check_text, is_number
from tests.teams.words import check_marked, in_boxes

# The kind of the field and its key, as bot/teams/cards/read.py takes them apart again.
INPUT_ID = re.compile(r"[a-z]+\.[a-z][\w.~%-]*")
TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


def check_input(given: Json, where: str) -> None:
    """An input: named, labelled, with words for who leaves it empty, and legal from the first."""
    must(
        bool(INPUT_ID.fullmatch(given["id"])),
        f"{where}.id",
        "says the kind and the key of its field",
    )
    needs_label = given["type"] != "Input.Toggle" or given.get("isRequired", False)
    must(not needs_label or "label" in given, where, "needs label")
    must(
        not given.get("isRequired") or "errorMessage" in given,
        where,
        "needs errorMessage, as it is required",
    )
    if "errorMessage" in given:
        check_marked(given["errorMessage"], f"{where}.errorMessage")
    CHECKS[given["type"]](given, where)


def _text(given: Json, where: str) -> None:
    most = given.get("maxLength")
    value = given.get("value", "")
    must(isinstance(value, str), f"{where}.value", "is text")
    must(most is None or len(value) <= most, f"{where}.value", f"has {most} characters at most")
    must(
        given.get("isMultiline") is not True or "style" not in given,
        where,
        "has no style where it has several lines",
    )
    if "regex" in given:
        try:
            re.compile(given["regex"])
        except re.error:
            must(False, f"{where}.regex", "is an expression that can be read")


def _in_order(
    given: Mapping[str, Any], where: str, fits: Callable[[Any], bool], words: str
) -> None:
    found = [given[key] for key in ("min", "value", "max") if key in given]
    for key in ("min", "value", "max"):
        must(key not in given or fits(given[key]), f"{where}.{key}", words)
    must(found == sorted(found), where, "has its smallest, first and largest value in that order")


def _number(given: Json, where: str) -> None:
    _in_order(given, where, is_number, "is a number")


def _day(given: Json, where: str) -> None:
    _in_order(given, where, _is_day, "is a day, YYYY-MM-DD")


def _is_day(value: Any) -> bool:
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        return False
    try:
        return bool(date.fromisoformat(value))
    except ValueError:
        return False


def _time(given: Json, where: str) -> None:
    _in_order(
        given,
        where,
        lambda one: isinstance(one, str) and bool(TIME.fullmatch(one)),
        "is a time, HH:MM",
    )


def _toggle(given: Json, where: str) -> None:
    check_marked(given["title"], f"{where}.title")
    must(given.get("wrap") is True, where, "wraps its words")
    on, off = given.get("valueOn", "true"), given.get("valueOff", "false")
    must(on != off, where, "is on or off with values of their own")
    must(given.get("value", off) in {on, off}, f"{where}.value", "is that of on or of off")


def _choices(given: Json, where: str) -> None:
    several, boxes = given.get("isMultiSelect", False), in_boxes(given)
    must(not boxes or given.get("wrap") is True, where, "wraps its words")
    values: list[str] = []
    for count, one in enumerate(check_list(given["choices"], f"{where}.choices")):
        place = f"{where}.choices[{count}]"
        check_keys(one, {"title", "value"}, {"title", "value"}, place)
        check_text(one["value"], f"{place}.value")
        check_text(one["title"], f"{place}.title")
        if boxes:
            check_marked(one["title"], f"{place}.title")
        must(
            not several or "," not in one["value"],
            f"{place}.value",
            "has no comma, which parts several values",
        )
        values.append(one["value"])
    must(len(set(values)) == len(values), f"{where}.choices", "have each a value of their own")
    value = given.get("value", "")
    must(isinstance(value, str), f"{where}.value", "is text")
    chosen = (value.split(",") if several else [value]) if value else []
    must(set(chosen) <= set(values), f"{where}.value", "is among the choices")
    must(len(set(chosen)) == len(chosen), f"{where}.value", "has each choice once")


CHECKS: Mapping[str, Callable[[Json, str], None]] = {
    "Input.Text": _text,
    "Input.Number": _number,
    "Input.Date": _day,
    "Input.Time": _time,
    "Input.Toggle": _toggle,
    "Input.ChoiceSet": _choices,
}
