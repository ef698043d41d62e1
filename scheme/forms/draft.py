"""A form that somebody has begun and not sent: in a window, or one question at a time in the chat (R2.9)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from scheme.forms.checking import check
from scheme.forms.fields import Answer, Answers, AnyField
from scheme.ids import PersonId
from scheme.refusal import Refusal
from scheme.subject import Subject

SUMMARY = "*"  # the place after the last question


@dataclass(kw_only=True)
class Draft:
    """What was answered so far of one form of one person. Everything people typed is sealed where it is kept.

    `opener` is the step that made the form and `opening` what that step was given, so that the form can be made anew.
    `place` is the question that is asked in the chat, None when the form was only ever open in a window. While
    `talking`, what the person types is an answer; when `parting`, to whether all of it is to be forgotten. `private`
    forms are spoken of nowhere but in their window.
    """

    scheme: str  # the scheme's key
    person_id: PersonId  # whose it is
    opener: str
    action: str  # the step that takes the form once it is sent
    subject: Subject  # what the form is about
    title: str  # of the form, as it was shown
    opening: Mapping[str, Any]
    private: bool
    answers: Answers  # by the key of their field
    carries: dict[str, str]  # what the form hands back unchanged when it is sent
    changed_at: datetime  # when something was last typed into it
    place: str | None = None
    number: int = 0  # of the question at `place`, from 1; 0: none was asked in the chat
    count: int = 0  # how many questions there are; 0: none was asked in the chat
    talking: bool = False
    parting: bool = False
    id: int = field(init=False)  # of its row, by chance

    def note(self, key: str, answer: Answer) -> None:
        """Keep an answer; None says that the question was passed over."""
        self.answers = {**self.answers, key: answer}

    def keep(self, answers: Answers, carries: Mapping[str, str], now: datetime) -> None:
        """All that was answered so far, and what the form carries now."""
        self.answers = answers
        self.carries = dict(carries)
        self.changed_at = now

    def leave_out_unsaid(self) -> None:
        """What a window left empty counts as not asked yet."""
        self.answers = {
            key: said
            for key, said in self.answers.items()
            if said is not False and said not in ("", [])
        }

    def ask_to_part(self, now: datetime) -> None:
        """What the person types is now about whether all of it is to be forgotten."""
        self.parting = True
        self.changed_at = now

    def move_to(self, fields: Sequence[AnyField], key: str, now: datetime) -> None:
        """Ask a question now, or offer to send what was answered. What the person types is then about that."""
        keys = [question.key for question in fields]
        self.place = key
        self.count = len(keys)
        self.changed_at = now
        self.number = keys.index(key) + 1 if key in keys else len(keys)
        self.talking = True
        self.parting = False

    def leave(self) -> None:
        """What the person types is no answer any more; everything is kept."""
        self.talking = self.parting = False

    def question(self, fields: Sequence[AnyField]) -> AnyField | None:
        """The question to ask now; None after the last. One that the form has no more gives way to what is open."""
        if self.place not in (SUMMARY, *(asked.key for asked in fields)):
            self.place = self.next_open(fields)
        return next((asked for asked in fields if asked.key == self.place), None)

    def next_open(self, fields: Sequence[AnyField], after: str = "") -> str:
        """The next question that nothing is said to, or something that will not do; else `SUMMARY`."""
        keys = [question.key for question in fields]
        at = keys.index(after) + 1 if after in keys else 0
        for question in fields[at:]:
            if self.answers.get(question.key, "") in ("", []) or self._wrong(question):
                return question.key
        return next((question.key for question in fields[:at] if self._wrong(question)), SUMMARY)

    def _wrong(self, field: AnyField) -> bool:
        return bool(wrong_with(field, self.answers.get(field.key)))


def before(fields: Sequence[AnyField], key: str) -> str:
    """The question before one; the first has none before it and stays."""
    keys = [question.key for question in fields]
    at = keys.index(key) if key in keys else len(keys)
    return keys[max(at - 1, 0)]


def wrong_with(field: AnyField, answer: Answer) -> str:
    """What to change in an answer; "" when it will do."""
    try:
        check((field,), {field.key: answer})
    except Refusal as no:
        return no.errors[field.key]
    return ""
