"""Somebody who writes a word of its own into every text field, so that each can be looked for where it may not be."""

from dataclasses import dataclass, field
from datetime import date

from bot.slack.cards.fields import NO_ANSWER
from scheme.forms.fields import (
    Answer,
    AnyField,
    ChoiceField,
    ChoicesField,
    DateField,
    FileField,
    LongText,
    Number,
    ShortText,
    TickField,
    TimeField,
)
from tests.slack.inputs import ONE_OF, options_of
from tests.slack.records import Json

# What stands in the message that brings two partners together: their names, what they are and where to reach them.
OPEN = ("name", "called", "email", "job_title")


@dataclass
class Marker:
    """Somebody's hand: writes a new word into each text field, and anything that will do into the others."""

    words: dict[str, str] = field(default_factory=dict)

    def word(self, where: str) -> str:
        """A word that stands nowhere else, and is remembered with where it was written."""
        new = f"qzx{len(self.words):03}vwk"
        self.words[new] = where
        return new

    def answer(self, form: str, one: AnyField, today: date) -> Answer:
        """Something for one field."""
        match one:
            case ShortText(form="email"):
                return f"{self.word(f'{form} {one.key}')}@private.example.org"
            case ShortText(form="link"):
                return f"https://{self.word(f'{form} {one.key}')}.example.org/"
            case ShortText() | LongText():
                return f"About {self.word(f'{form} {one.key}')}."
            case ChoiceField():
                return one.options[0].key
            case ChoicesField():
                return [one.options[0].key]
            case Number():
                return str(one.most if one.key == "years_at_level" else max(one.least, 1))
            case DateField():
                return max(today, one.earliest or today).isoformat()
            case TimeField():
                return "15:00"
            case TickField():
                return True
            case FileField():
                return None  # no form of the preset asks for one

    def slack_answer(self, form: str, key: str, element: Json, today: date) -> Answer:
        """Something for one input of a window in Slack."""
        match element["type"]:
            case "email_text_input":
                return f"{self.word(f'{form} {key}')}@private.example.org"
            case "url_text_input":
                return f"https://{self.word(f'{form} {key}')}.example.org/"
            case "plain_text_input":
                return f"About {self.word(f'{form} {key}')}."
            case "number_input":
                least = max(int(element.get("min_value", 1)), 1)
                return str(element["max_value"] if key == "years_at_level" else least)
            case "datepicker":
                return element.get("initial_date") or today.isoformat()
            case "timepicker":
                return "15:00"
            case kind:
                first = next(
                    str(one["value"]) for one in options_of(element) if one["value"] != NO_ANSWER
                )
                return first if kind in ONE_OF else [first]

    def teams_answer(self, form: str, key: str, element: Json, today: date) -> Answer:
        """Something for one input of a dialog in Teams."""
        match element["type"], element.get("style", ""):
            case "Input.Text", "Email":
                return f"{self.word(f'{form} {key}')}@private.example.org"
            case "Input.Text", "Url":
                return f"https://{self.word(f'{form} {key}')}.example.org/"
            case "Input.Text", _:
                return f"About {self.word(f'{form} {key}')}."
            case "Input.Number", _:
                return str(
                    element["max"]
                    if key == "years_at_level"
                    else max(int(element.get("min", 1)), 1)
                )
            case "Input.Date", _:
                return str(max(today.isoformat(), element.get("min", "")))
            case "Input.Time", _:
                return "15:00"
            case "Input.Toggle", _:
                return True
            case _:
                first = next(
                    str(one["value"]) for one in element["choices"] if one["value"] != NO_ANSWER
                )
                return [first] if element.get("isMultiSelect") else first
