"""The nine questions a Group asks of a possible pair, and how the rules answer each (R3.2)."""

from collections.abc import Callable
from dataclasses import dataclass

from scheme.matching.pair import CriterionLetter, Pair, Point
from scheme.matching.said_of_pair import (
    acquaintance,
    background,
    difference,
    goals,
    influence,
    likeness,
    practicalities,
    remarks,
    seniority,
)


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """One of the nine questions, in our words, and how the rules answer it. `name` is what it is called for short."""

    letter: CriterionLetter  # as the Group's own list has them
    name: str
    question: str  # as the Group reads it
    judge: Callable[[Pair], Point]  # gives the verdict on a pair


CRITERIA = (
    Criterion(
        letter="a",
        name="Known to us",
        question="Does a member know the applicant, and is any conflict dealt with?",
        judge=acquaintance,
    ),
    Criterion(
        letter="b", name="Goals", question="Do the goals meet the experience offered?", judge=goals
    ),
    Criterion(
        letter="c",
        name="Credibility",
        question="Is the background alike enough to understand the situation?",
        judge=likeness,
    ),
    Criterion(
        letter="d",
        name="Background",
        question="Is a wish about background respected?",
        judge=background,
    ),
    Criterion(
        letter="e", name="Experience", question="Is there enough more experience?", judge=seniority
    ),
    Criterion(
        letter="f",
        name="Distance",
        question="Are they different enough for distance and challenge?",
        judge=difference,
    ),
    Criterion(
        letter="g",
        name="Practicalities",
        question="Do place, preferences and constraints work?",
        judge=practicalities,
    ),
    Criterion(
        letter="h",
        name="Influence",
        question="Is there no line management or other influence, real or perceived?",
        judge=influence,
    ),
    Criterion(
        letter="i",
        name="Anything else",
        question="Has either said anything else that counts?",
        judge=remarks,
    ),
)
