"""What the questionnaires came to: answers without their author, and figures only of enough of them (R7.5)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from scheme.forms.fields import Answers, AnyField, ChoiceField, ChoicesField, LongText, ShortText
from scheme.people import Role
from scheme.survey.occasion import SurveyKind

NAMED = "named"  # the key of a tick by which somebody puts their name to what they write


@dataclass(kw_only=True)
class SurveyResult:
    """The closed answers of one closed survey. Nothing in it or beside it leads to who gave them.

    `counted`: it is part of the figures. They grow by whole groups of the scheme's minimum, so that nobody learns an
    answer by comparing the figures of two days.
    """

    scheme: str  # the scheme's key
    role: Role  # of whoever answered
    kind: SurveyKind  # on which occasion it was asked
    year: int  # in which it was asked
    answers: Answers  # to closed questions, by key
    counted: bool = False
    id: str = field(init=False)  # by chance, so that it tells no order


@dataclass(kw_only=True)
class SurveyText:
    """What somebody wrote to one question, apart from their other answers; with `name` only if they wished it."""

    scheme: str  # the scheme's key
    role: Role  # of whoever wrote it
    kind: SurveyKind  # on which occasion it was asked
    year: int  # in which it was asked
    question: str  # its key
    text: str  # as they wrote it
    name: str | None = None
    counted: bool = False  # as of a result
    id: str = field(init=False)  # by chance, so that it tells no order


@dataclass(frozen=True)
class Tally:
    """How a closed question was answered, by how many people, and pairs of label and count.

    `counts` is None while fewer people than the minimum have answered this very question.
    """

    question: str  # as it was asked
    answered: int  # how many people answered it
    counts: tuple[tuple[str, int], ...] | None


def parted(fields: Sequence[AnyField], answers: Answers) -> tuple[Answers, dict[str, str]]:
    """The closed answers by key, and what was written by key; of a name put to them, neither holds anything.

    Words to a question that the scheme has meanwhile dropped are words still, and part from the closed answers too.
    """
    shut = {
        question.key for question in fields if not isinstance(question, (LongText, ShortText))
    } - {NAMED}
    given = {key: answer for key, answer in answers.items() if answer not in (None, "", [], False)}
    written = {
        key: answer for key, answer in given.items() if key not in shut and isinstance(answer, str)
    }
    return {key: answer for key, answer in given.items() if key in shut}, written


def tally(
    fields: Sequence[AnyField], answered: Sequence[Answers], minimum: int
) -> list[Tally] | None:
    """Count the answers to the closed questions; None while there are fewer than `minimum` of them (R7.5)."""
    if len(answered) < minimum:
        return None
    return [
        _tally(question, answered, minimum)
        for question in fields
        if isinstance(question, (ChoiceField, ChoicesField))
    ]


def _tally(
    question: ChoiceField | ChoicesField, answered: Sequence[Answers], minimum: int
) -> Tally:
    given = [chosen for answers in answered if (chosen := _chosen(answers, question.key))]
    if len(given) < minimum:
        return Tally(question.label, len(given), None)
    count = Counter(key for chosen in given for key in chosen)
    return Tally(
        question.label,
        len(given),
        tuple((option.label, count[option.key]) for option in question.options),
    )


def _chosen(answers: Answers, key: str) -> list[str]:
    answer = answers.get(key)
    if isinstance(answer, list):
        return answer
    if answer:
        return [str(answer)]
    return []
