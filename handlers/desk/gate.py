"""What comes in from any channel, as the rest may take it: of bounded length, clean, its names plain (R2.12)."""

import re
from collections.abc import Mapping
from dataclasses import replace

from handlers.kit.ui import Action, Form
from scheme import cleaning
from scheme.forms.checking import refused
from scheme.forms.fields import Answer, Answers
from scheme.refusal import Gone, Refusal
from scheme.subject import UNREADABLE

NAME = re.compile(
    r"[A-Za-z0-9_.:~-]{0,100}"
)  # of a step, of what it is about, of a scheme, of a field
MOST_CHOSEN = 200
MOST_TITLE = 300


class Unknown(Refusal):
    """A button of another day names a step that is gone."""

    def __init__(self) -> None:
        super().__init__(
            "That button is from another day and does nothing now. Say hello to see how things stand."
        )


def let_in(action: Action) -> Action:
    """An action as it may be performed, with what opened it. Raises `Refusal`, with the fields at fault."""
    if not NAME.fullmatch(action.name):
        raise Unknown
    if action.subject == UNREADABLE or not NAME.fullmatch(action.scheme):
        raise Gone
    if action.opener:
        opener = let_in(action.opener)
    else:
        opener = None
    return replace(action, answers=answers(action.answers), opener=opener)


def of_form(form: Form) -> Form:
    """A form as a channel says of it what is to be kept: its title, its action and subject, and what opened it."""
    sends = let_in(Action(name=form.action, subject=form.subject, opener=form.opener))
    title = cleaning.line(form.title[:MOST_TITLE])
    return replace(form, title=title, action=sends.name, subject=sends.subject, opener=sends.opener)


def answers(given: Mapping[str, Answer]) -> Answers:
    """What was typed and chosen, clean; what is under no name that a form can have is left out. Raises `Refusal`."""
    found: Answers = {}
    errors: dict[str, str] = {}
    for key, answer in given.items():
        if not NAME.fullmatch(key):
            continue
        try:
            found[key] = _answer(answer)
        except Refusal as no:
            errors[key] = no.text
    if errors:
        raise refused(errors)
    return found


def texts(given: Mapping[str, str]) -> dict[str, str]:
    """The same for what a form carries."""
    return {key: str(text) for key, text in answers(given).items()}


def _answer(given: Answer) -> Answer:
    if isinstance(given, str):
        cleaning.must_be_short(given)
        return cleaning.clean(given)
    if isinstance(given, list):
        if len(given) > MOST_CHOSEN:
            raise Refusal(f"Please choose {MOST_CHOSEN} at most.")
        return [str(_answer(answer)) for answer in given]
    return given
