"""Applications, questions about them, proposals, and the places mentors have."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    false,
)

from scheme.application.application import OPEN, Application, ApplicationStage
from scheme.application.question import Question
from scheme.application.reminder import Reminder
from scheme.matching.candidate import Candidate, Word
from scheme.matching.proposal import Approval, Place, Proposal, ProposalProgress
from scheme.promise import Missed
from storage.engine.columns import OneNumberOf, OneOf, Sealed, SealedJson, UtcDateTime
from storage.tables.base import chance_id, mapper_registry, metadata, only, own_id, person

applications = Table(
    "applications",
    metadata,
    chance_id(),
    Column("scheme", String(60), nullable=False),
    person("person_id"),
    Column("role", String(10), nullable=False),
    Column("round", String(60), nullable=False),
    Column("stage", OneOf(ApplicationStage, 20), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime),
    Column("answer_by", Date, nullable=False),
    Column("missed", OneNumberOf(Missed), nullable=False, server_default="0"),
    Column("answered_on", Date),
    Column("decided_at", UtcDateTime),
    person("decided_by", null=True),
    Column("discretion", Boolean, nullable=False),
    Column("away_until", Date),
    Column("priority", Boolean, nullable=False, server_default=false()),
    Column("consent_version", String(40), nullable=False),
    Column("answers", SealedJson, nullable=False),
    Column("reason", Sealed),
    Column("number_bucket", Integer),
    Column("number_checked", Sealed),
    Column("round_told_at", UtcDateTime),
    Column("waits", Integer, nullable=False, server_default="0"),
    Index("ix_applications_scheme_round_role_stage", "scheme", "round", "role", "stage"),
    Index("ix_applications_scheme_role_stage", "scheme", "role", "stage"),
    Index("ix_applications_number_bucket", "number_bucket"),
    only(
        "one_open_application",
        "scheme",
        "person_id",
        "role",
        "round",
        where=f"stage IN ({', '.join(repr(str(stage)) for stage in OPEN)})",
    ),
)
questions = Table(
    "questions",
    metadata,
    own_id(),
    Column("scheme", String(60), nullable=False),
    Column("application_id", ForeignKey("applications.id"), nullable=False, index=True),
    Column("candidate_id", ForeignKey("candidates.id"), index=True),
    person("asker_id"),
    person("to_id", null=True),
    Column("from_group", Boolean, nullable=False),
    Column("text", Sealed, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("answer", Sealed),
    person("answered_by", null=True),
    Column("answered_at", UtcDateTime),
)
proposals = Table(
    "proposals",
    metadata,
    own_id(),
    Column("scheme", String(60), nullable=False),
    Column("application_id", ForeignKey("applications.id"), nullable=False, index=True),
    person("mentee_id"),
    Column("way", String(20), nullable=False, server_default="choose-one"),
    Column("state", OneOf(ProposalProgress, 20), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("offered_at", UtcDateTime),
    Column("choose_by", Date),
    Column("reason", Sealed),
    only("one_live_proposal", "application_id", where="state IN ('draft', 'offered', 'asked')"),
)
candidates = Table(
    "candidates",
    metadata,
    own_id(),
    Column("scheme", String(60), nullable=False),
    Column("proposal_id", ForeignKey("proposals.id"), nullable=False),
    person("mentor_id"),
    Column("mentor_application_id", ForeignKey("applications.id"), nullable=False, index=True),
    Column("rank", Integer, nullable=False),
    Column("state", OneOf(Word, 20), nullable=False),
    Column("asked_at", UtcDateTime),
    Column("answer_by", Date),
    Column("answered_at", UtcDateTime),
    Column("talk_by", Date),
    Column("talked_at", UtcDateTime),
    Column("decide_by", Date),
    Column("both_told", Boolean, nullable=False, server_default=false()),
    Column("mentee_fine_at", UtcDateTime),
    Column("mentor_fine_at", UtcDateTime),
    UniqueConstraint("proposal_id", "mentor_application_id"),
    only("one_mentor_asked", "proposal_id", where="state IN ('asked', 'accepted')"),
)
approvals = Table(
    "approvals",
    metadata,
    own_id(),
    Column("proposal_id", ForeignKey("proposals.id"), nullable=False),
    person("person_id"),
    Column("revision", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("criteria", String(40), nullable=False),
    UniqueConstraint("proposal_id", "person_id", "revision"),
)
places = Table(
    "places",
    metadata,
    own_id(),
    Column("mentor_application_id", ForeignKey("applications.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("candidate_id", ForeignKey("candidates.id"), nullable=False, index=True),
    Column("taken_at", UtcDateTime, nullable=False),
    Column("released_at", UtcDateTime),
    only("one_holder_a_place", "mentor_application_id", "number", where="released_at IS NULL"),
)
reminders = Table(
    "reminders",
    metadata,
    own_id(),
    Column("scheme", String(60), nullable=False),
    person("person_id"),
    Column("role", String(10), nullable=False),
    Column("round", String(60), nullable=False),
    UniqueConstraint("scheme", "person_id", "role", "round"),
)

mapper_registry.map_imperatively(Application, applications)
mapper_registry.map_imperatively(Question, questions)
mapper_registry.map_imperatively(Proposal, proposals)
mapper_registry.map_imperatively(Candidate, candidates)
mapper_registry.map_imperatively(Approval, approvals)
mapper_registry.map_imperatively(Place, places)
mapper_registry.map_imperatively(Reminder, reminders)
