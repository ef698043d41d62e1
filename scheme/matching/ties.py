"""Ties between those who decide and an applicant, as far as they are known: question (a) of the nine (R3.2)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Ties:
    """Members by name: those who `know` the applicant, and `colleagues`, who have or had an employer in common with them.

    `keep_out` counts those who stood aside or are too close: who they are, and why, is nobody's to read (R3.3).
    """

    know: frozenset[str] = frozenset()
    colleagues: frozenset[str] = frozenset()
    keep_out: int = 0


NO_TIES = Ties()
