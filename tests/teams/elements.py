"""What may stand where in an Adaptive Card, and what its buttons carry: element by element, action by action."""

import re
from typing import Any, Literal

from tests.platforms.strict import check_keys, must
from tests.teams.asking import check_input
from tests.teams.shapes import (
    ACTIONS,
    ELEMENTS,
    IN_BODY,
    INPUTS,
    NEEDED,
    RUN,
    SHARED,
    Json,
    check_list,
    check_values,
)
from tests.teams.words import check_marked, check_moments

Surface = Literal["message", "dialog"]
# A row shows six buttons; what is more Teams hides in a menu, or does not show.
MOST_IN_A_ROW = 6
MOST_REFRESHED = 60
MOST_CARRIED = 2000
CARRIED = re.compile(r"~[A-Za-z0-9_-]{20,59}|\{.*\}", re.DOTALL)
WIDTH = re.compile(r"auto|stretch|[1-9]\d*(px)?")
PIXELS = re.compile(r"[1-9]\d*px")
HEIGHT = re.compile(r"auto|stretch|[1-9]\d*px")
SAFE = re.compile(r"https://[^\s<>\"]+")
# What holds further elements: by the property, which they may be; any that stand in a body where it says nothing.
HELD: dict[str, frozenset[str]] = {
    "items": frozenset(),
    "images": frozenset({"Image"}),
    "columns": frozenset({"Column"}),
    "rows": frozenset({"TableRow"}),
    "cells": frozenset({"TableCell"}),
}


def check_height(given: Json, where: str) -> None:
    """A smallest height is in pixels."""
    must(
        bool(PIXELS.fullmatch(given.get("minHeight", "1px"))),
        f"{where}.minHeight",
        "is a number of pixels",
    )


class Walk:
    """Goes through a card, thing by thing."""

    def __init__(self, surface: Surface) -> None:
        self.surface = surface

    def card(self, card: Json) -> None:
        self._elements(card["body"], "card.body")
        if "actions" in card:
            self._actions(card["actions"], "card.actions")
        if "refresh" in card:
            must(self.surface == "message", "card.refresh", "is in a message")
            check_keys(
                card["refresh"], {"action", "userIds"}, {"action", "userIds"}, "card.refresh"
            )
            self._action(card["refresh"]["action"], "card.refresh.action", shown=False)
            must(
                card["refresh"]["action"]["type"] == "Action.Execute",
                "card.refresh.action",
                "is Action.Execute",
            )
            named = check_list(card["refresh"]["userIds"], "card.refresh.userIds", MOST_REFRESHED)
            must(
                all(isinstance(one, str) and one for one in named),
                "card.refresh.userIds",
                "names people",
            )

    def _elements(self, given: Any, where: str, allowed: frozenset[str] = IN_BODY) -> None:
        for count, one in enumerate(check_list(given, where)):
            self._element(one, f"{where}[{count}]", allowed)

    def _element(self, given: Any, where: str, allowed: frozenset[str]) -> None:
        must(isinstance(given, dict), where, "is an object")
        kind = given.get("type") or ("Column" if allowed == {"Column"} else "")
        must(kind in allowed, where, "is an element that Teams takes here")
        known = {**_shared(kind), **ELEMENTS[kind]}
        check_keys(given, set(known), NEEDED[kind], where)
        check_values(given, known, where)
        check_height(given, where)
        if "selectAction" in given:
            self._action(given["selectAction"], f"{where}.selectAction", shown=False)
        for key, inside in HELD.items():
            if (
                key in known
                and key in given
                and kind != "ActionSet"
                and not (kind == "Table" and key == "columns")
            ):
                self._elements(given[key], f"{where}.{key}", inside or IN_BODY)
        self._own(given, kind, where)

    def _own(self, given: Json, kind: str, where: str) -> None:
        match kind:
            case "TextBlock":
                check_marked(given["text"], f"{where}.text")
                must(given.get("wrap") is True, where, "wraps its words")
            case "RichTextBlock":
                self._runs(given["inlines"], f"{where}.inlines")
            case "FactSet":
                _facts(given["facts"], f"{where}.facts")
            case "Image":
                must(bool(SAFE.fullmatch(given["url"])), f"{where}.url", "is an https address")
                for key in ("width", "height"):
                    must(
                        bool(HEIGHT.fullmatch(given.get(key, "auto"))),
                        f"{where}.{key}",
                        "is a number of pixels",
                    )
            case "ActionSet":
                self._actions(given["actions"], f"{where}.actions")
            case "Column":
                must(
                    bool(WIDTH.fullmatch(str(given.get("width", "auto")))),
                    f"{where}.width",
                    "is a width",
                )
            case "Table":
                _table(given, where)
            case _ if kind in INPUTS:
                check_input(given, where)
            case _:
                pass

    def _runs(self, given: Any, where: str) -> None:
        for count, one in enumerate(check_list(given, where)):
            place = f"{where}[{count}]"
            check_keys(one, set(RUN), {"type", "text"}, place)
            must(one["type"] == "TextRun", f"{place}.type", "is TextRun")
            must(
                isinstance(one["text"], str) and one["text"] != "",
                f"{place}.text",
                "has something in it",
            )
            check_moments(one["text"], f"{place}.text")
            check_values(one, RUN, place)
            if "selectAction" in one:
                self._action(one["selectAction"], f"{place}.selectAction", shown=False)
        must(any(one["text"].strip() for one in given), where, "have something to read")

    def _actions(self, given: Any, where: str) -> None:
        for count, one in enumerate(check_list(given, where, MOST_IN_A_ROW)):
            self._action(one, f"{where}[{count}]")

    def _action(self, given: Any, where: str, *, shown: bool = True) -> None:
        must(
            isinstance(given, dict) and given.get("type") in ACTIONS,
            where,
            "is an action that Teams takes",
        )
        kind = given["type"]
        check_keys(given, set(ACTIONS[kind]), {"type", "title"} if shown else {"type"}, where)
        check_values(given, ACTIONS[kind], where)
        must(
            "iconUrl" not in given or bool(SAFE.fullmatch(given["iconUrl"])),
            f"{where}.iconUrl",
            "is https",
        )
        match kind:
            case "Action.OpenUrl":
                must(
                    "url" in given and bool(SAFE.fullmatch(given["url"])),
                    f"{where}.url",
                    "is an https address",
                )
            case "Action.Execute":
                must(
                    self.surface == "message",
                    where,
                    "is in a message; a dialog takes Action.Submit alone",
                )
                must(given.get("verb") == "press", f"{where}.verb", "is press")
                _data(given.get("data"), {"m"}, f"{where}.data")
            case "Action.Submit":
                self._submit(given, where)
            case _:
                check_list(given.get("targetElements"), f"{where}.targetElements")

    def _submit(self, given: Json, where: str) -> None:
        data = given.get("data")
        if self.surface == "message":
            # Without a word for Teams it is sent as a message that nobody sees: for cards that cannot be replaced.
            opens = isinstance(data, dict) and "msteams" in data
            _data(data, {"m", "msteams"} if opens else {"m"}, f"{where}.data")
            if opens:
                must(
                    given["data"]["msteams"] == {"type": "task/fetch"},
                    f"{where}.data.msteams",
                    "opens a dialog",
                )
            return
        _data(data, {"m", "k"}, f"{where}.data")
        kinds = ("press", "send", "back")
        must(given["data"]["k"] in kinds, f"{where}.data.k", f"is one of {kinds}")
        alone = str(given.get("associatedInputs", "auto")).lower() == "none"
        must(
            alone == (given["data"]["k"] == "press"),
            where,
            "takes the inputs with it only where it sends them",
        )


def _shared(kind: str) -> dict[str, Any]:
    return {key: one for key, one in SHARED.items() if key not in ELEMENTS[kind]}


def _data(given: Any, keys: set[str], where: str) -> None:
    """What a button carries: our own pack or token, and no words that somebody typed (R11.4)."""
    check_keys(given, keys, keys, where)
    must(isinstance(given["m"], str), f"{where}.m", "is text")
    must(len(given["m"]) <= MOST_CARRIED, f"{where}.m", f"has {MOST_CARRIED} characters at most")
    must(bool(CARRIED.fullmatch(given["m"])), f"{where}.m", "is a pack or a token of ours")


def _facts(given: Any, where: str) -> None:
    for count, one in enumerate(check_list(given, where)):
        place = f"{where}[{count}]"
        check_keys(one, {"title", "value"}, {"title", "value"}, place)
        for key in ("title", "value"):
            check_marked(one[key], f"{place}.{key}")


def _table(given: Json, where: str) -> None:
    columns = check_list(given["columns"], f"{where}.columns")
    for count, one in enumerate(columns):
        check_keys(one, {"type", "width"}, set(), f"{where}.columns[{count}]")
    for count, row in enumerate(given["rows"]):
        must(
            len(row["cells"]) == len(columns),
            f"{where}.rows[{count}]",
            "has a cell for each column",
        )
