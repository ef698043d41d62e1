"""What the questionnaires came to, in figures: never names, never words, and never of too few people (R7.5)."""

from collections.abc import Iterator, Sequence
from typing import get_args

from handlers.kit.ui import Facts
from scheme.definition import Definition
from scheme.fields import AnyField
from scheme.partnership import Occasion
from scheme.people import Role
from scheme.survey import Survey, Tally, tally

ROLES: tuple[Role, ...] = get_args(Role)
WHEN: dict[Occasion, str] = {"midpoint": "halfway", "conclusion": "at the end"}


def figures(definition: Definition, issued: Sequence[Survey]) -> Iterator[Facts]:
    """For each questionnaire how many were asked and answered, and its closed questions where enough answered."""
    for role in ROLES:
        for occasion, when in WHEN.items():
            if questions := definition.questionnaire(role, occasion):
                ours = [one for one in issued if (one.role, one.occasion) == (role, occasion)]
                title = f"{definition.term(role)}s, {when}"
                yield from _questionnaire(title[0].upper() + title[1:], questions, ours, definition.surveys.minimum)


def _questionnaire(title: str, questions: Sequence[AnyField], issued: Sequence[Survey], least: int) -> Iterator[Facts]:
    answered = [one.answers for one in issued if one.answers is not None]
    share = f" ({_percent(len(answered), len(issued))})" if issued else ""
    rows = [("Asked", str(len(issued))), ("Answered", f"{len(answered)}{share}")]
    found = tally(questions, answered, least)
    if found is None:
        rows.append(("Figures", _too_few(least, len(answered))))
    yield Facts(tuple(rows), title)
    for one in found or ():
        yield _question(one, least)


def _question(one: Tally, least: int) -> Facts:
    if one.counts is None:
        return Facts((("Figures", _too_few(least, one.answered)),), one.question)
    return Facts(tuple((label, f"{n} ({_percent(n, one.answered)})") for label, n in one.counts), one.question)


def _too_few(least: int, count: int) -> str:
    return f"shown from {least} answers on; {count} so far"


def _percent(part: int, whole: int) -> str:
    return f"{part / whole:.0%}"
