"""Agreements with every wording they had, and goals."""

from sqlalchemy import Column, ForeignKey, Integer, String, Table, UniqueConstraint

from scheme.partnership.agreement import Agreement, Wording
from scheme.partnership.goal import Goal, GoalProgress
from storage.engine.columns import OneOf, Sealed, SealedJson, UtcDateTime
from storage.tables.base import mapper_registry, metadata, own_id, person

agreements = Table(
    "agreements",
    metadata,
    own_id(),
    Column("scheme", String(60), nullable=False),
    Column("partnership_id", ForeignKey("partnerships.id"), nullable=False, unique=True),
    person("changed_by"),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("mentee_signed", Integer),
    Column("mentor_signed", Integer),
    Column("signed_at", UtcDateTime),
    Column("agreed", Integer),
    Column("agreed_at", UtcDateTime),
)
wordings = Table(
    "wordings",
    metadata,
    own_id(),
    Column("agreement_id", ForeignKey("agreements.id"), nullable=False),
    Column("revision", Integer, nullable=False),
    person("written_by"),
    Column("written_at", UtcDateTime, nullable=False),
    Column("text", SealedJson, nullable=False),
    UniqueConstraint("agreement_id", "revision"),
)
goals = Table(
    "goals",
    metadata,
    own_id(),
    Column("partnership_id", ForeignKey("partnerships.id"), nullable=False, index=True),
    Column("text", Sealed, nullable=False),
    person("set_by"),
    Column("set_at", UtcDateTime, nullable=False),
    Column("progress", OneOf(GoalProgress, 20), nullable=False),
    Column("changed_at", UtcDateTime),
    Column("revision", Integer, nullable=False),
)

mapper_registry.map_imperatively(Agreement, agreements)
mapper_registry.map_imperatively(Wording, wordings)
mapper_registry.map_imperatively(Goal, goals)
