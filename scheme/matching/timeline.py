"""What has happened with one application, day by day: for the Group, without names of others and without reasons (R3.1)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from scheme.application.application import Application, ApplicationStage
from scheme.calendar import local_day
from scheme.definition.definition import Definition
from scheme.forms.shown import spoken
from scheme.matching.candidate import Candidate, Word
from scheme.matching.proposal import Proposal
from scheme.partnership.partnership import Partnership
from scheme.wording import a, several

# What a mentor's last word on a request is called.
WORDS = {
    Word.ACCEPTED: "Said yes to a request",
    Word.DECLINED: "Said no to a request",
    Word.LAPSED: "A request lapsed without an answer",
    Word.RELEASED: "A request was needed no longer",
    Word.PARTED: "A first talk led no further",
}


@dataclass(frozen=True, kw_only=True)
class TimelineEntry:
    """Something that happened on a day."""

    day: date  # in the scheme's zone
    what: str  # in a few words


def timeline(
    definition: Definition,
    application: Application,
    proposals: Sequence[Proposal],
    requests: Sequence[Candidate],
    pairs: Sequence[Partnership],
) -> tuple[TimelineEntry, ...]:
    """Everything known of an application, the earliest first.

    `proposals`: those made to a mentee; `requests`: those a mentor had; `pairs`: the partnerships that its reader may
    read of.
    """
    found = [
        *_application(definition, application),
        *(entry for each in proposals for entry in _proposal(definition, each)),
        *(entry for each in requests for entry in _request(definition, each)),
        *(entry for each in pairs for entry in _pair(definition, each)),
    ]
    return tuple(sorted(found, key=lambda entry: entry.day))


def _on(definition: Definition, moment: datetime | None, what: str) -> Iterator[TimelineEntry]:
    if moment is not None:
        yield TimelineEntry(day=local_day(moment, definition.zone), what=what)


def _application(definition: Definition, application: Application) -> Iterator[TimelineEntry]:
    yield from _on(
        definition,
        application.received_at,
        f"Applied as {a(definition.term(application.role))}",
    )
    yield from _on(
        definition, application.changed_at, "Changed what the form says, for the last time"
    )
    yield from _on(definition, application.decided_at, _decision(definition, application))
    if application.answered_on is not None:
        yield TimelineEntry(day=application.answered_on, what="Had the first answer")
    yield from _on(definition, application.round_told_at, "Heard that the round has closed")
    if application.away_until is not None:
        yield TimelineEntry(
            day=application.away_until, what=f"Away until {spoken(application.away_until)}"
        )


def _decision(definition: Definition, application: Application) -> str:
    match application.stage:
        case ApplicationStage.WITHDRAWN:
            return "Withdrew"
        case ApplicationStage.INELIGIBLE:
            return "Found not eligible"
        case ApplicationStage.UNPLACED:
            return "Went without this time"
        case _:
            return "Found eligible"


def _proposal(definition: Definition, proposal: Proposal) -> Iterator[TimelineEntry]:
    mentors = several(definition.terms.mentor)
    yield from _on(definition, proposal.opened_at, f"{mentors.capitalize()} were selected")
    yield from _on(definition, proposal.offered_at, f"Was offered {mentors} to choose from")


def _request(definition: Definition, request: Candidate) -> Iterator[TimelineEntry]:
    yield from _on(definition, request.asked_at, "Was asked")
    if request.state in WORDS:
        yield from _on(definition, request.answered_at, WORDS[request.state])


def _pair(definition: Definition, pair: Partnership) -> Iterator[TimelineEntry]:
    yield from _on(definition, pair.introduced_at, f"{pair.ref}: introduced")
    for day, what in (
        (pair.started_on, "started"),
        (pair.paused_on, "paused"),
        (pair.resumed_on, "went on after a pause"),
        (pair.last_met, "the latest meeting that was noted"),
    ):
        if day is not None:
            yield TimelineEntry(day=day, what=f"{pair.ref}: {what}")
    yield from _on(definition, pair.ended_at, f"{pair.ref}: ended")
