"""Decisions that were taken back, with the reason."""

from sqlalchemy import Column, ForeignKey, String, Table

from scheme.application.undoing import Undoing
from storage.engine.columns import Sealed, UtcDateTime
from storage.tables.base import mapper_registry, metadata, own_id, person

undoings = Table(
    "undoings",
    metadata,
    own_id(),
    Column("application_id", ForeignKey("applications.id"), nullable=False, index=True),
    person("person_id"),
    Column("at", UtcDateTime, nullable=False),
    Column("decision", String(20), nullable=False),
    Column("reason", Sealed, nullable=False),
)

mapper_registry.map_imperatively(Undoing, undoings)
