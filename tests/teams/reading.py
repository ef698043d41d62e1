"""What a person reads in Teams: cards, dialogs and messages as plain text, with dates as their own client writes them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from markdown_it.token import Token

from tests.teams.shapes import INPUTS, Json
from tests.teams.words import MOMENT, in_boxes, tokens

ZONE = "UTC"


@dataclass(frozen=True)
class Pressable:
    """A button as somebody finds it: its label, the action, and the text of the card or row that it stands in."""

    label: str
    action: Json
    around: str


def moments(text: str, zone: str = ZONE) -> str:
    """The same with dates and times in words, on the clock of a zone, as a British client has them."""

    def told(found: Any) -> str:
        at = datetime.fromisoformat(found[1] or found[3]).astimezone(ZoneInfo(zone))
        if found[3]:
            return f"{at:%H:%M}"
        return {
            "SHORT": f"{at:%a}, {at.day} {at:%b %Y}",
            "LONG": f"{at:%A}, {at.day} {at:%B %Y}",
        }.get(found[2], f"{at:%d/%m/%Y}")

    return MOMENT.sub(told, text)


def plain(marked: str, zone: str = ZONE) -> str:
    """Markdown as it is read: no marks, links by their words, a line for each paragraph and each thing listed."""
    return moments("\n".join(_lines(list(tokens(marked)))).strip(), zone)


def _lines(found: Sequence[Token]) -> Iterator[str]:
    for token in found:
        if token.type == "inline":
            yield "".join(_pieces(token.children or []))
        elif token.type in {"fence", "code_block", "html_block"}:
            yield token.content


def _pieces(found: Sequence[Token]) -> Iterator[str]:
    for token in found:
        match token.type:
            case "softbreak":
                yield " "
            case "hardbreak":
                yield "\n"
            case _:
                yield token.content


def read_card(card: Mapping[str, Any], zone: str = ZONE) -> str:
    """A card, from top to bottom, its buttons included; what is hidden is not read."""
    return "\n".join(one for one in _Reader(zone).card(card) if one)


def read_activity(activity: Mapping[str, Any], zone: str = ZONE) -> str:
    """A message: its own text, and its cards. What is for notifications is not read in the chat."""
    text = str(activity.get("text", ""))
    own = text if activity.get("textFormat") == "plain" else plain(text, zone)
    cards = [read_card(one["content"], zone) for one in activity.get("attachments", [])]
    return "\n".join(one for one in [own, *cards] if one)


def read_task(body: Mapping[str, Any] | None, zone: str = ZONE) -> str:
    """What answers task/fetch or task/submit: a dialog with its title, or a word; nothing where it closes."""
    if not body:
        return ""
    value = body["task"]["value"]
    return (
        value
        if isinstance(value, str)
        else f"{value['title']}\n{read_card(value['card']['content'], zone)}"
    )


def inputs(card: Mapping[str, Any]) -> list[Json]:
    """What is asked in a card, in order."""
    return [one for one in shown(card) if one.get("type") in INPUTS]


def buttons(card: Mapping[str, Any], zone: str = ZONE) -> list[Pressable]:
    """What can be pressed in a card, in order: buttons, and things that are buttons themselves."""
    return list(_pressed(card, "", _Reader(zone)))


def shown(given: Any) -> Iterator[Json]:
    """Every element of a card that is not hidden, the card itself first; actions are not elements."""
    if isinstance(given, list):
        for one in given:
            yield from shown(one)
    elif isinstance(given, dict) and given.get("isVisible", True):
        yield given
        for key in ("body", "items", "columns", "rows", "cells", "images"):
            yield from shown(given.get(key, []))


def _pressed(given: Any, around: str, reader: "_Reader") -> Iterator[Pressable]:
    if isinstance(given, list):
        for one in given:
            yield from _pressed(one, around, reader)
    elif isinstance(given, dict) and given.get("isVisible", True):
        if given.get("type") == "Container":
            around = "\n".join(reader.element(given))
        if "selectAction" in given:
            yield Pressable(given["selectAction"].get("title", ""), given["selectAction"], around)
        for run in given.get("inlines", []):
            if "selectAction" in run:
                yield Pressable(
                    run["selectAction"].get("title", run["text"]), run["selectAction"], around
                )
        for key in ("body", "items", "columns", "rows", "cells", "images"):
            yield from _pressed(given.get(key, []), around, reader)
        yield from (
            Pressable(one.get("title", ""), one, around) for one in given.get("actions", [])
        )


class _Reader:
    """Reads elements on the clock of a zone."""

    def __init__(self, zone: str) -> None:
        self.zone = zone

    def card(self, card: Mapping[str, Any]) -> Iterator[str]:
        for one in card["body"]:
            yield from self.element(one)
        yield from (str(one.get("title", "")) for one in card.get("actions", []))

    def element(self, given: Json) -> Iterator[str]:
        if not given.get("isVisible", True):
            return
        match given.get("type"):
            case "TextBlock":
                yield plain(given["text"], self.zone)
            case "RichTextBlock":
                yield "".join(moments(one["text"], self.zone) for one in given["inlines"])
            case "FactSet":
                yield from (self._fact(one) for one in given["facts"])
            case "Image":
                yield str(given["altText"])
            case "ActionSet":
                yield from (str(one.get("title", "")) for one in given["actions"])
            case str() as kind if kind in INPUTS:
                yield from self._input(given)
            case _:
                for key in ("items", "columns", "rows", "cells", "images"):
                    for one in given.get(key, []):
                        if isinstance(one, dict) and not (
                            given.get("type") == "Table" and key == "columns"
                        ):
                            yield from self.element(one)

    def _fact(self, given: Json) -> str:
        return f"{plain(given['title'], self.zone).rstrip(':')}: {plain(given['value'], self.zone)}"

    def _input(self, given: Json) -> Iterator[str]:
        yield str(given.get("label", ""))
        match given["type"]:
            case "Input.Toggle":
                yield plain(given["title"], self.zone)
            case "Input.ChoiceSet":
                boxes = in_boxes(given)
                yield from (
                    plain(one["title"], self.zone) if boxes else one["title"]
                    for one in given["choices"]
                )
            case "Input.Date" if given.get("value"):
                day = date.fromisoformat(given["value"])
                yield f"{day.day} {day:%B %Y}"
            case _:
                yield str(given.get("value", ""))
        yield str(given.get("placeholder", ""))
