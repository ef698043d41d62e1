"""Times that coaches offer for a talk alone, and who booked them."""

from sqlalchemy import Column, Index, Integer, String, Table

from scheme.learning.one_to_one import OfferedState, OfferedTime
from storage.engine.columns import OneOf, Sealed, UtcDateTime
from storage.tables.base import chance_id, mapper_registry, metadata, person

offered_times = Table(
    "offered_times",
    metadata,
    chance_id(),
    Column("scheme", String(60), nullable=False),
    person("coach_id"),
    Column("at", UtcDateTime, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("place", Sealed, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    person("booked_by", null=True),
    Column("sequence", Integer, nullable=False),
    Column("state", OneOf(OfferedState, 10), nullable=False),
    Index("offered_times_in_order", "scheme", "at"),
)

mapper_registry.map_imperatively(OfferedTime, offered_times)
