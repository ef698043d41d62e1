"""The tables, and the plain objects of scheme/ mapped onto them.

What must hold under any interleaving is a constraint here. Ids, states and dates are in the clear; what people wrote
is `Sealed`.
"""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import registry

from scheme.application import OPEN, Application
from scheme.concern import Concern
from scheme.partnership import Meeting, Partnership
from scheme.people import Account, Member, Person, StandsAside
from scheme.proposal import Approval, Candidate, Place, Proposal
from scheme.question import Question
from scheme.reminder import Reminder
from scheme.survey import Survey
from storage.columns import Moment, Sealed, SealedJson

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True, autoincrement=True)


def _person(name: str, *, null: bool = False) -> Column[int]:
    return Column(name, ForeignKey("people.id"), nullable=null, index=True)


def _only(name: str, *columns: str, where: str) -> Index:
    """A constraint that holds for some rows: unique where a condition is met."""
    return Index(name, *columns, unique=True, sqlite_where=text(where), postgresql_where=text(where))


people = Table(
    "people",
    metadata,
    _id(),
    Column("name", String(200), nullable=False),
    Column("email", String(320), nullable=False, unique=True),
    Column("since", Moment, nullable=False),
    Column("zone", String(60), nullable=False),
)
accounts = Table(
    "accounts",
    metadata,
    _id(),
    Column("platform", String(20), nullable=False),
    Column("workspace", String(100), nullable=False),
    Column("user", String(200), nullable=False),
    _person("person_id"),
    UniqueConstraint("platform", "workspace", "user"),
)
members = Table(
    "members",
    metadata,
    _id(),
    Column("scheme", String(60), nullable=False),
    _person("person_id"),
    Column("duty", String(20), nullable=False),
    Column("organisation", String(60), nullable=False),
    Column("since", Moment, nullable=False),
    Column("until", Moment),
    _only("one_seat_a_person", "scheme", "person_id", where="until IS NULL"),
)
applications = Table(
    "applications",
    metadata,
    _id(),
    Column("scheme", String(60), nullable=False),
    _person("person_id"),
    Column("role", String(10), nullable=False),
    Column("round", String(60), nullable=False),
    Column("stage", String(20), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("changed_at", Moment),
    Column("answer_by", Date, nullable=False),
    Column("answered_on", Date),
    Column("decided_at", Moment),
    _person("decided_by", null=True),
    Column("discretion", Boolean, nullable=False),
    Column("away_until", Date),
    Column("consent_version", String(40), nullable=False),
    Column("answers", SealedJson, nullable=False),
    Column("reason", Sealed),
    Index("ix_applications_scheme_role_stage", "scheme", "role", "stage"),
    _only(
        "one_open_application",
        "scheme",
        "person_id",
        "role",
        "round",
        where=f"stage IN ({', '.join(repr(str(stage)) for stage in OPEN)})",
    ),
)
stands_aside = Table(
    "stands_aside",
    metadata,
    _id(),
    Column("application_id", ForeignKey("applications.id"), nullable=False),
    _person("person_id"),
    Column("declared_at", Moment, nullable=False),
    UniqueConstraint("application_id", "person_id"),
)
questions = Table(
    "questions",
    metadata,
    _id(),
    Column("scheme", String(60), nullable=False),
    Column("application_id", ForeignKey("applications.id"), nullable=False, index=True),
    Column("candidate_id", ForeignKey("candidates.id"), index=True),
    _person("asker_id"),
    _person("to_id", null=True),
    Column("from_group", Boolean, nullable=False),
    Column("text", Sealed, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("answer", Sealed),
    _person("answered_by", null=True),
    Column("answered_at", Moment),
)
proposals = Table(
    "proposals",
    metadata,
    _id(),
    Column("scheme", String(60), nullable=False),
    Column("application_id", ForeignKey("applications.id"), nullable=False, index=True),
    _person("mentee_id"),
    Column("state", String(20), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("offered_at", Moment),
    Column("choose_by", Date),
    Column("reason", Sealed),
    _only("one_live_proposal", "application_id", where="state IN ('draft', 'offered', 'asked')"),
)
candidates = Table(
    "candidates",
    metadata,
    _id(),
    Column("scheme", String(60), nullable=False),
    Column("proposal_id", ForeignKey("proposals.id"), nullable=False),
    _person("mentor_id"),
    Column("mentor_application_id", ForeignKey("applications.id"), nullable=False, index=True),
    Column("rank", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("asked_at", Moment),
    Column("answer_by", Date),
    Column("answered_at", Moment),
    UniqueConstraint("proposal_id", "mentor_application_id"),
    _only("one_mentor_asked", "proposal_id", where="state IN ('asked', 'accepted')"),
)
approvals = Table(
    "approvals",
    metadata,
    _id(),
    Column("proposal_id", ForeignKey("proposals.id"), nullable=False),
    _person("person_id"),
    Column("revision", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("criteria", String(40), nullable=False),
    UniqueConstraint("proposal_id", "person_id", "revision"),
)
places = Table(
    "places",
    metadata,
    _id(),
    Column("mentor_application_id", ForeignKey("applications.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("candidate_id", ForeignKey("candidates.id"), nullable=False, index=True),
    Column("taken_at", Moment, nullable=False),
    Column("released_at", Moment),
    _only("one_holder_a_place", "mentor_application_id", "number", where="released_at IS NULL"),
)
partnerships = Table(
    "partnerships",
    metadata,
    _id(),
    Column("scheme", String(60), nullable=False),
    Column("candidate_id", ForeignKey("candidates.id"), nullable=False, unique=True),
    Column("mentee_application_id", ForeignKey("applications.id"), nullable=False, index=True),
    Column("mentor_application_id", ForeignKey("applications.id"), nullable=False, index=True),
    _person("mentee_id"),
    _person("mentor_id"),
    Column("phase", String(20), nullable=False),
    Column("introduced_at", Moment, nullable=False),
    Column("mentee_started_at", Moment),
    Column("mentor_started_at", Moment),
    Column("started_on", Date),
    Column("ends_on", Date),
    Column("last_met", Date),
    Column("ended_at", Moment),
    _person("ended_by", null=True),
    Column("ending", String(40)),
    Column("reason", Sealed),
    _only("one_live_partnership", "mentee_application_id", where="phase <> 'ended'"),
)
meetings = Table(
    "meetings",
    metadata,
    _id(),
    Column("partnership_id", ForeignKey("partnerships.id"), nullable=False, index=True),
    _person("logged_by"),
    Column("day", Date, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("how", String(60), nullable=False),
    Column("logged_at", Moment, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("deleted_at", Moment),
)
surveys = Table(
    "surveys",
    metadata,
    _id(),
    Column("scheme", String(60), nullable=False, index=True),
    Column("partnership_id", ForeignKey("partnerships.id"), nullable=False),
    _person("person_id"),
    Column("role", String(10), nullable=False),
    Column("occasion", String(20), nullable=False),
    Column("issued_at", Moment, nullable=False),
    Column("closes_on", Date, nullable=False),
    Column("answered_at", Moment),
    Column("revision", Integer, nullable=False),
    Column("answers", SealedJson),
    UniqueConstraint("partnership_id", "person_id", "occasion"),
)
concerns = Table(
    "concerns",
    metadata,
    _id(),
    Column("scheme", String(60), nullable=False, index=True),
    _person("raised_by"),
    Column("about", Sealed, nullable=False),
    _person("about_id", null=True),
    Column("text", Sealed, nullable=False),
    Column("raised_at", Moment, nullable=False),
    Column("reply_by", Date, nullable=False),
    Column("reply", Sealed),
    Column("replied_at", Moment),
    _person("replied_by", null=True),
)
reminders = Table(
    "reminders",
    metadata,
    _id(),
    Column("scheme", String(60), nullable=False),
    _person("person_id"),
    Column("role", String(10), nullable=False),
    Column("round", String(60), nullable=False),
    UniqueConstraint("scheme", "person_id", "role", "round"),
)

# What the bot itself keeps: no object of the rules stands behind these rows.
due = Table(
    "due",
    metadata,
    _id(),
    Column("scheme", String(60), nullable=False),
    Column("subject", String(60), nullable=False),
    Column("name", String(40), nullable=False),
    Column("occasion", String(80), nullable=False),
    Column("series", String(40), nullable=False),
    Column("at", Moment, nullable=False),
    Column("done_at", Moment),
    Column("failures", Integer, nullable=False, server_default="0"),
    UniqueConstraint("subject", "occasion"),
    Index(
        "ix_due_waiting",
        "at",
        "id",
        sqlite_where=text("done_at IS NULL"),
        postgresql_where=text("done_at IS NULL"),
    ),
)
outbox = Table(
    "outbox",
    metadata,
    _id(),
    Column("recipient", String(80), nullable=False),
    Column("key", String(80)),
    Column("body", Text, nullable=False),
    Column("wanted", Integer, nullable=False),
    Column("sent", Integer, nullable=False, server_default="0"),
    Column("notify", Boolean, nullable=False),
    Column("posted_at", Moment, nullable=False),
    Column("try_at", Moment, nullable=False),
    Column("leased_until", Moment),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("address", String(200)),
    Column("set_aside", String(300)),
    UniqueConstraint("recipient", "key"),
    Index(
        "ix_outbox_waiting",
        "try_at",
        "id",
        sqlite_where=text("sent < wanted AND set_aside IS NULL"),
        postgresql_where=text("sent < wanted AND set_aside IS NULL"),
    ),
)
inbound = Table(
    "inbound",
    metadata,
    Column("id", String(120), primary_key=True),
    _person("person_id"),
    Column("at", Moment, nullable=False),
    Column("reply", Sealed, nullable=False),
)
audit = Table(
    "audit",
    metadata,
    _id(),
    Column("at", Moment, nullable=False),
    Column("scheme", String(60), nullable=False),
    _person("person_id", null=True),
    Column("action", String(60), nullable=False),
    Column("subject", String(60), nullable=False),
    Column("outcome", String(20), nullable=False),
)
chats = Table(
    "chats",
    metadata,
    _id(),
    Column("room", String(80), nullable=False),
    Column("outbox_id", Integer, unique=True),
    Column("said_by", ForeignKey("people.id")),
    Column("said", Sealed),
    Column("body", Text),
    Column("at", Moment, nullable=False),
    Column("changed", Integer, nullable=False, index=True),
    Index("ix_chats_room_id", "room", "id"),
)
notes = Table("notes", metadata, Column("key", String(60), primary_key=True), Column("value", Text, nullable=False))

mapper_registry = registry(metadata=metadata)
for _kind, _table in (
    (Person, people),
    (Account, accounts),
    (Member, members),
    (Application, applications),
    (StandsAside, stands_aside),
    (Question, questions),
    (Proposal, proposals),
    (Candidate, candidates),
    (Approval, approvals),
    (Place, places),
    (Partnership, partnerships),
    (Meeting, meetings),
    (Survey, surveys),
    (Concern, concerns),
    (Reminder, reminders),
):
    mapper_registry.map_imperatively(_kind, _table)
