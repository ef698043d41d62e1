"""What was raised, in figures for the Board: without a number that could tell somebody of what is kept from them (R8.3, R8.4)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scheme.concern.concern import ComplaintOutcome, Concern
from scheme.concern.enquiry import Enquiry, Sort
from scheme.definition.definition import Definition
from scheme.ids import PersonId
from scheme.roster import Roster


@dataclass(frozen=True)
class Figures:
    """Of one kind: how many there were, how many had their answer by the day promised, and what came of them."""

    number: int  # how many there were
    in_time: int  # how many had an answer by the day promised
    outcomes: Mapping[str, int]  # how many of each, by its name


def questions(definition: Definition, found: Sequence[Enquiry]) -> Figures:
    """All questions: they are about nobody."""
    ours = [enquiry for enquiry in found if enquiry.sort == Sort.QUESTION]
    answered = sum(enquiry.first_answered_at is not None for enquiry in ours)
    return Figures(
        len(ours), sum(enquiry.in_time(definition) for enquiry in ours), {"answered": answered}
    )


def issues(definition: Definition, found: Sequence[Enquiry], viewer: PersonId) -> Figures:
    """Issues that are closed and neither about the viewer nor closed to them."""
    ours = [
        enquiry
        for enquiry in found
        if enquiry.sort == Sort.ISSUE and not enquiry.is_open and viewer not in enquiry.closed_to
    ]
    return Figures(len(ours), sum(enquiry.in_time(definition) for enquiry in ours), {})


def complaints(
    definition: Definition, found: Sequence[Concern], viewer: PersonId, roster: Roster
) -> Figures:
    """Complaints that are closed and do not concern the viewer; an open one counts nowhere, so that none is noticed."""
    ours = [
        complaint
        for complaint in found
        if not complaint.is_open and viewer not in complaint.concerned(roster)
    ]
    replied = [complaint for complaint in ours if complaint.replied_at]
    named = Counter(complaint.outcome or ComplaintOutcome.WITHDRAWN for complaint in ours)
    outcomes = {str(outcome): named[outcome] for outcome in ComplaintOutcome if named[outcome]}
    return Figures(
        len(ours), sum(complaint.in_time(definition.zone) for complaint in replied), outcomes
    )
