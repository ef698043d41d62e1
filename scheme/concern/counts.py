"""What was raised, in figures for the Board: without a number that could tell somebody of what is kept from them (R8.3, R8.4)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scheme.concern.concern import ComplaintOutcome, Concern
from scheme.concern.enquiry import Enquiry, Sort
from scheme.definition.definition import Definition
from scheme.roster import Roster


@dataclass(frozen=True)
class Figures:
    """Of one kind: how many there were, how many had their answer by the day promised, and what came of them."""

    number: int
    in_time: int
    outcomes: Mapping[str, int]


def questions(definition: Definition, found: Sequence[Enquiry]) -> Figures:
    """All questions: they are about nobody."""
    ours = [one for one in found if one.sort == Sort.QUESTION]
    answered = sum(one.first_answered_at is not None for one in ours)
    return Figures(len(ours), sum(one.in_time(definition) for one in ours), {"answered": answered})


def issues(definition: Definition, found: Sequence[Enquiry], viewer: int) -> Figures:
    """Issues that are closed and neither about the viewer nor closed to them."""
    ours = [
        one
        for one in found
        if one.sort == Sort.ISSUE and not one.is_open and viewer not in one.closed_to
    ]
    return Figures(len(ours), sum(one.in_time(definition) for one in ours), {})


def complaints(
    definition: Definition, found: Sequence[Concern], viewer: int, roster: Roster
) -> Figures:
    """Complaints that are closed and do not concern the viewer; an open one counts nowhere, so that none is noticed."""
    ours = [one for one in found if not one.is_open and viewer not in one.concerned(roster)]
    replied = [one for one in ours if one.replied_at]
    named = Counter(one.outcome or ComplaintOutcome.WITHDRAWN for one in ours)
    outcomes = {str(outcome): named[outcome] for outcome in ComplaintOutcome if named[outcome]}
    return Figures(len(ours), sum(one.in_time(definition.zone) for one in replied), outcomes)
