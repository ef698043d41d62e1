"""What a form says of its sender's name (R2.12)."""

from handlers.kit.turn import Turn
from scheme.forms.fields import Answers
from scheme.names import must_be_a_name


async def taken(turn: Turn, answers: Answers) -> Answers:
    """The answers as they are kept: what the sender wants to be called counts at once, everywhere.

    A form of an earlier version did not ask, and changes nothing of that. Raises `Refusal` for what is no name.
    """
    must_be_a_name(answers)
    if "called" in turn.answers:
        called = answers.get("called")
        turn.person.called = str(called) if called else None
    return answers | {"called": turn.person.called}
