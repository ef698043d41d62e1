"""Whether it is right for somebody now: what their own answers come to. It is a thought, and bars nobody (R2.1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from scheme.definition.readiness import ReadinessQuestion


class Leaning(StrEnum):
    """What somebody says to a question, as a letter: a press has all of them, and nothing else keeps them."""

    YES = "y"
    UNSURE = "u"
    NOT_YET = "n"


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """What the answers come to. `open_questions`: those without a yes; `begins`: beginnings of words for the form."""

    open_questions: tuple[ReadinessQuestion, ...]
    begins: tuple[str, ...]
    is_clear: bool  # each answer is a yes
    leans_to_it: bool  # at least half of them are, and more than say not yet


def leanings(text: str, most: int) -> tuple[Leaning, ...]:
    """Answers as they stand in a press, no more than there are questions; none where anything else stands there."""
    try:
        return tuple(Leaning(letter) for letter in text[:most])
    except ValueError:
        return ()


def weighed(questions: Sequence[ReadinessQuestion], said: Sequence[Leaning]) -> Weighed:
    """What answers to all questions come to."""
    pairs = tuple(zip(questions, said, strict=True))
    yes = [question for question, leaning in pairs if leaning is Leaning.YES]
    not_yet = sum(leaning is Leaning.NOT_YET for leaning in said)
    return Weighed(
        open_questions=tuple(question for question in questions if question not in yes),
        begins=tuple(question.begins for question in yes if question.begins),
        is_clear=len(yes) == len(questions),
        leans_to_it=2 * len(yes) >= len(questions) and len(yes) > not_yet,
    )
