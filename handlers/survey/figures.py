"""What the questionnaires came to: figures and words without names, and never of too few people (R7.5)."""

from collections.abc import Iterator, Sequence

from handlers.kit.ui import Bullets, Facts
from scheme.definition.definition import Definition
from scheme.forms.fields import AnyField
from scheme.people import ROLES, Role
from scheme.survey.findings import SurveyResult, SurveyText, Tally, tally
from scheme.survey.occasion import SurveyKind
from scheme.survey.survey import Survey
from scheme.wording import capital, several

WHEN: dict[SurveyKind, str] = {
    "midpoint": "under way",
    "conclusion": "at the end",
    "lookback": "looking back",
}


def _questionnaires(
    definition: Definition,
) -> Iterator[tuple[Role, SurveyKind, str, Sequence[AnyField]]]:
    """Each questionnaire that the scheme has, with a title."""
    for role in ROLES:
        for kind, when in WHEN.items():
            if questions := definition.questionnaire(role, kind):
                yield role, kind, f"{capital(several(definition.term(role)))}, {when}", questions


def figures(
    definition: Definition, closed: Sequence[Survey], results: Sequence[SurveyResult]
) -> Iterator[Facts]:
    """For each questionnaire how many were asked and answered, and its closed questions where enough answered.

    `closed` are the surveys that have closed: of what is still open, nothing is told.
    """
    for role, kind, title, questions in _questionnaires(definition):
        asked = [survey.answered for survey in closed if (survey.role, survey.kind) == (role, kind)]
        answers = [
            result.answers for result in results if (result.role, result.kind) == (role, kind)
        ]
        found = tally(questions, answers, definition.surveys.minimum)
        yield Facts(tuple(_asked(asked, len(answers), definition.surveys.minimum)), title)
        for counted_field in found or ():
            yield _question(counted_field, definition.surveys.minimum)


def _asked(asked: Sequence[bool], counted: int, least: int) -> Iterator[tuple[str, str]]:
    """How many were asked and answered, unless so few were asked that one could tell who did not."""
    if len(asked) >= least:
        answered = sum(asked)
        yield "Asked", str(len(asked))
        yield "Answered", f"{answered} ({_percent(answered, len(asked))})"
        if least <= counted < answered:
            yield "Figures", f"of {counted}; further answers are added {least} at a time"
    if counted < least:
        yield "Figures", f"shown from {least} answers on"


def _question(counted_field: Tally, least: int) -> Facts:
    if counted_field.counts is None:
        return Facts((("Figures", f"shown from {least} answers on"),), counted_field.question)
    return Facts(
        tuple(
            (label, f"{n} ({_percent(n, counted_field.answered)})")
            for label, n in counted_field.counts
        ),
        counted_field.question,
    )


def _percent(part: int, whole: int) -> str:
    return f"{part / whole:.0%}"


def words(definition: Definition, texts: Sequence[SurveyText]) -> Iterator[Bullets]:
    """What people wrote, question by question and by the alphabet, so that its order tells nothing of who wrote when."""
    for role, kind, title, questions in _questionnaires(definition):
        for question in questions:
            ours = [
                text
                for text in texts
                if (text.role, text.kind, text.question) == (role, kind, question.key)
            ]
            if ours:
                said = sorted(
                    (
                        f"{answer.text} ({answer.name})" if answer.name else answer.text
                        for answer in ours
                    ),
                    key=str.casefold,
                )
                yield Bullets(tuple(said), f"{title}: {question.label}")
