"""Partnerships."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, String, Table, false

from scheme.partnership.ending import Ending
from scheme.partnership.fee import FeeState
from scheme.partnership.partnership import Partnership
from scheme.partnership.phase import Phase
from storage.engine.columns import OneOf, Sealed, SealedOneOf, UtcDateTime
from storage.tables.base import mapper_registry, metadata, only, own_id, person

partnerships = Table(
    "partnerships",
    metadata,
    own_id(),
    Column("scheme", String(60), nullable=False),
    Column("round", String(60), nullable=False, server_default=""),
    Column("candidate_id", ForeignKey("candidates.id"), nullable=False, unique=True),
    Column("mentee_application_id", ForeignKey("applications.id"), nullable=False, index=True),
    Column("mentor_application_id", ForeignKey("applications.id"), nullable=False, index=True),
    person("mentee_id"),
    person("mentor_id"),
    Column("phase", OneOf(Phase, 20), nullable=False),
    Column("introduced_at", UtcDateTime, nullable=False),
    Column("mentee_started_at", UtcDateTime),
    Column("mentor_started_at", UtcDateTime),
    Column("started_on", Date),
    Column("ends_on", Date),
    Column("last_met", Date),
    Column("ended_at", UtcDateTime),
    person("ended_by", null=True),
    Column("ending", SealedOneOf(Ending)),
    Column("reason", Sealed),
    Column("months", Integer),
    Column("every_weeks", Integer),
    Column("minutes", Integer),
    Column("still_on", Date),
    Column("fee", OneOf(FeeState, 10)),
    person("fee_by", null=True),
    Column("fee_sum", String(20)),
    Column("fee_from", Date),
    Column("fee_until", Date),
    Column("fee_settled_on", Date),
    Column("new_end", Date),
    person("new_end_by", null=True),
    Column("paused_on", Date),
    person("paused_by", null=True),
    Column("returns_on", Date),
    Column("resumed_on", Date),
    Column("rested", Integer, nullable=False, server_default="0"),
    Column("rested_later", Integer, nullable=False, server_default="0"),
    Column("mentor_said_at", UtcDateTime),
    Column("lessons", Sealed),
    Column("leaves_at", UtcDateTime),
    person("leaves_by", null=True),
    Column("leaves_as", SealedOneOf(Ending)),
    Column("leaves_why", Sealed),
    Column("looks_on", Boolean, nullable=False, server_default=false()),
    person("hurried_by", null=True),
    only("one_live_partnership", "mentee_application_id", where="phase <> 'ended'"),
)

mapper_registry.map_imperatively(Partnership, partnerships)
