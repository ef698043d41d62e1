"""A mentee and a mentor side by side, and what is said of the two on one of the nine questions (R3.2)."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from scheme.definition.definition import Definition
from scheme.definition.matching import Matching
from scheme.matching import weights
from scheme.matching.side import Side
from scheme.matching.ties import NO_TIES, Ties

CriterionLetter = Literal["a", "b", "c", "d", "e", "f", "g", "h", "i"]
Tone = Literal["for", "against", "ask", "noted"]


@dataclass(frozen=True, kw_only=True)
class Point:
    """What is said on one question. What is `for` the two raises their score, what is `against` them lowers it.

    `ask` is what only people can know, or must look at; `noted` counts nothing.
    """

    question: CriterionLetter  # by its letter
    tone: Tone  # whether it speaks for the pair, against it, is to be asked, or is only noted
    text: str  # a sentence for the Group
    brief: str = ""  # the same in a few words, as part of a list; "" where it is the usual thing
    weight: float = 0.0  # its share of the score


def counts(question: CriterionLetter, text: str, *, brief: str, weight: float) -> Point:
    """What speaks for the two or against them by what it weighs; it is only noted where the scheme gives it no weight."""
    tone: Tone
    if weight > 0:
        tone = "for"
    elif weight < 0:
        tone = "against"
    else:
        tone = "noted"
    return Point(question=question, tone=tone, text=text, brief=brief, weight=weight)


def asks(question: CriterionLetter, text: str, *, brief: str = "", weight: float = 0.0) -> Point:
    """What people are to look at or to say; `weight`: where what the forms tell counts all the same."""
    return Point(question=question, tone="ask", text=text, brief=brief, weight=weight)


@dataclass(frozen=True, kw_only=True)
class Pair:
    """A mentee and a mentor side by side. `known_to`: what is known of members' ties to the mentee."""

    definition: Definition  # the scheme's rules
    mentee: Side  # what the rules read of them
    mentor: Side  # likewise
    known_to: Ties = NO_TIES

    @property
    def rules(self) -> Matching:
        """What counts how much."""
        return self.definition.matching

    @cached_property
    def gap(self) -> int | None:
        """Levels between them, positive when the mentor's is higher; None when one is unknown."""
        return weights.levels_between(self.mentee, self.mentor)

    @cached_property
    def shared_areas(self) -> frozenset[str]:
        """Areas both chose."""
        return self.mentee.areas & self.mentor.areas

    @cached_property
    def same_employer(self) -> bool | None:
        """Whether they work for the same organisation; None when one does not say."""
        return weights.same_employer(self.mentee, self.mentor)

    @property
    def without_employer(self) -> bool:
        """Whether one of them takes part by themselves, so that there is no employer to compare."""
        return self.mentee.has_no_employer or self.mentor.has_no_employer

    @property
    def mentee_term(self) -> str:
        """The scheme's word for a mentee."""
        return self.definition.terms.mentee

    @property
    def mentor_term(self) -> str:
        """The scheme's word for a mentor."""
        return self.definition.terms.mentor
