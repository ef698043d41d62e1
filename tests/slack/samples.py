"""Payloads that hold by Slack's rules, to be bent by the tests of these rules."""

from dataclasses import dataclass
from typing import Any

from tests.slack.rules import check_message, check_view

Json = dict[str, Any]


@dataclass(frozen=True)
class Rule:
    """A rule in words, a payload that just holds, one that does not, and where the fault is."""

    words: str
    holds: Json
    breaks: Json
    where: str


def plain(text: str = "a") -> Json:
    """A plain text."""
    return {"type": "plain_text", "text": text}


def marked(text: str) -> Json:
    """A formatted text."""
    return {"type": "mrkdwn", "text": text}


def message(*blocks: Json, text: str = "a", **more: Any) -> Json:
    """A message."""
    return {"text": text, "blocks": list(blocks), **more} if blocks else {"text": text, **more}


def modal(*blocks: Json, **more: Any) -> Json:
    """A modal."""
    return {
        "type": "modal",
        "title": plain(),
        "submit": plain(),
        "blocks": list(blocks or (section(),)),
        **more,
    }


def home(*blocks: Json, **more: Any) -> Json:
    """A Home tab."""
    return {"type": "home", "blocks": list(blocks or (section(),)), **more}


def without(given: Json, key: str) -> Json:
    """The same without a key."""
    return {name: value for name, value in given.items() if name != key}


def section(text: Json | None = None, **more: Any) -> Json:
    """A section."""
    return {"type": "section", "text": text or plain(), **more}


def button(**more: Any) -> Json:
    """A button."""
    return {"type": "button", "action_id": "do.1", "text": plain(), **more}


def actions(*elements: Json) -> Json:
    """A row of buttons."""
    return {"type": "actions", "elements": list(elements)}


def asked(element: Json, **more: Any) -> Json:
    """A modal with one input."""
    return modal(
        {"type": "input", "block_id": "short.name", "label": plain(), "element": element, **more}
    )


def line(**more: Any) -> Json:
    """A line to type in."""
    return {"type": "plain_text_input", "action_id": "answer", **more}


def option(value: str, text: str = "a", **more: Any) -> Json:
    """An option."""
    return {"text": plain(text), "value": value, **more}


def options(count: int) -> list[Json]:
    """So many options."""
    return [option(str(one)) for one in range(count)]


def chosen(kind: str, **more: Any) -> Json:
    """Something to choose from."""
    return {
        "type": kind,
        "action_id": "answer",
        **({} if "option_groups" in more else {"options": options(2)}),
        **more,
    }


def number(**more: Any) -> Json:
    """A number."""
    return {"type": "number_input", "action_id": "answer", "is_decimal_allowed": False, **more}


def picked(kind: str, **more: Any) -> Json:
    """A day or a time."""
    return {"type": kind, "action_id": "answer", **more}


def file(**more: Any) -> Json:
    """A file."""
    return {"type": "file_input", "action_id": "answer", **more}


def rich(*parts: Json) -> Json:
    """A rich text."""
    return {"type": "rich_text", "elements": list(parts)}


def run(*pieces: Json, kind: str = "rich_text_section") -> Json:
    """A part of rich text."""
    return {"type": kind, "elements": list(pieces)}


def piece(kind: str, **more: Any) -> Json:
    """A piece of rich text."""
    return {"type": kind, **more}


def moment(**more: Any) -> Json:
    """A message with a date in it."""
    return message(
        rich(
            run(
                {
                    "type": "date",
                    "timestamp": 1,
                    "format": "{date_long}",
                    "fallback": "a day",
                    **more,
                }
            )
        )
    )


def question(**more: Any) -> Json:
    """A message whose button asks back."""
    asks = {"title": plain(), "text": plain(), "confirm": plain(), "deny": plain(), **more}
    return message(actions(button(confirm=asks)))


PICTURE: Json = {
    "type": "image",
    "alt_text": "a",
    "image_url": "https://pictures.example.org/a.png",
}
WORD = piece("text", text="a")
NAMED = {"dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]}}


def check(payload: Json) -> None:
    """By the rules, whatever it is."""
    (check_view if "type" in payload else check_message)(payload)
