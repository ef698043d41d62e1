"""What was typed in the chat, put into the form that it leads to (R12.1)."""

from collections.abc import Sequence

from handlers.kit.turn import Turn
from scheme.forms.checking import check
from scheme.forms.fields import Answers, AnyField
from scheme.refusal import Refusal

TYPED = "Some of this is from what you typed. Please check it before you save."


def taken_up(turn: Turn, fields: Sequence[AnyField]) -> Answers:
    """Of what was said on the way to a form, each answer that its field takes; the rest is asked as ever."""
    found: Answers = {}
    for field in fields:
        if field.key in turn.answers:
            try:
                found |= check((field,), {field.key: turn.answers[field.key]})
            except Refusal:
                continue
    return found
