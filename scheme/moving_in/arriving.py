"""What is taken over, as it is kept here: it has the days it had elsewhere, and its clocks go on from them."""

from dataclasses import replace
from datetime import date, datetime

from scheme import calendar
from scheme.application.application import Application, ApplicationStage, answer_day
from scheme.application.standing import bucket_of
from scheme.definition.definition import Definition
from scheme.ids import CandidateId, PersonId, ProposalId
from scheme.matching.candidate import Candidate, Word
from scheme.matching.proposal import Proposal, ProposalProgress
from scheme.moving_in.register import Entrant, RunningPair
from scheme.partnership.partnership import Partnership
from scheme.partnership.phase import Phase

AS_BEFORE = "as before"  # what those agreed to who took part before: the words here, they have still to read


def application(
    definition: Definition, entrant: Entrant, person_id: PersonId, now: datetime, *, is_paired: bool
) -> Application:
    """A mentor on the register, a mentee in a partnership, or one who waits for a mentor and hears by a new day."""
    today = calendar.local_day(now, definition.zone)
    joined = calendar.at(entrant.since, definition.zone)
    waits = entrant.role == "mentee" and not is_paired
    return Application(
        scheme=definition.key,
        person_id=person_id,
        role=entrant.role,
        round=entrant.round,
        received_at=joined,
        answer_by=answer_day(definition, today, definition.answering.again_days),
        answers=entrant.answers,
        consent_version=AS_BEFORE,
        stage=ApplicationStage.MATCHED if is_paired else ApplicationStage.ELIGIBLE,
        answered_on=None if waits else entrant.since,
        decided_at=joined,
        away_until=entrant.away_until,
        number_bucket=bucket_of(entrant.answers),
    )


def proposal(definition: Definition, mentee: Application, pair: RunningPair) -> Proposal:
    """What the Group had put to a mentee, who chose."""
    at = calendar.at(pair.introduced, definition.zone)
    return Proposal(
        scheme=definition.key,
        application_id=mentee.id,
        mentee_id=mentee.person_id,
        opened_at=at,
        way=definition.choosing.mode,
        state=ProposalProgress.ACCEPTED,
        offered_at=at,
    )


def candidate(
    definition: Definition, proposal_id: ProposalId, mentor: Application, pair: RunningPair
) -> Candidate:
    """The mentor, who had accepted."""
    at = calendar.at(pair.introduced, definition.zone)
    return Candidate(
        scheme=definition.key,
        proposal_id=proposal_id,
        mentor_id=mentor.person_id,
        mentor_application_id=mentor.id,
        rank=0,
        state=Word.ACCEPTED,
        asked_at=at,
        answered_at=at,
    )


def partnership(
    definition: Definition,
    *,
    candidate_id: CandidateId,
    mentee: Application,
    mentor: Application,
    pair: RunningPair,
    now: datetime,
) -> Partnership:
    """The two, where they are: introduced, under way or at rest, with the end they have."""
    found = Partnership.begin(
        candidate_id=candidate_id,
        mentee=mentee,
        mentor=mentor,
        now=calendar.at(pair.introduced, definition.zone),
    )
    if pair.started is None:
        return found
    found.start(definition, pair.started)
    begun = calendar.at(pair.started, definition.zone)
    return replace(
        found,
        phase=Phase.PAUSED if pair.returns_on else Phase.ACTIVE,
        mentee_started_at=begun,
        mentor_started_at=begun,
        started_on=pair.started,
        ends_on=pair.ends or _end(definition, found, now),
        last_met=pair.last_met,
        still_on=pair.last_met,
        paused_on=pair.paused_on,
        returns_on=pair.returns_on,
    )


def _end(definition: Definition, found: Partnership, now: datetime) -> date | None:
    """The usual end, where none is told: never one that has passed, as nobody was told of it here."""
    if found.ends_on is None:
        return None
    notice = definition.pairing.end_notice_days
    soonest = calendar.add_days(calendar.local_day(now, definition.zone), notice)
    return max(found.ends_on, soonest)
