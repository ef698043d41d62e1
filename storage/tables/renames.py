"""Names that change: what was asked of their owners, and what came of it."""

from sqlalchemy import Boolean, Column, String, Table, false

from scheme.rename import Rename, RenameState
from storage.engine.columns import OneOf, Sealed, UtcDateTime
from storage.tables.base import mapper_registry, metadata, only, own_id, person

renames = Table(
    "renames",
    metadata,
    own_id(),
    Column("scheme", String(60), nullable=False),
    person("person_id"),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("before", Sealed, nullable=False),
    Column("after", Sealed, nullable=False),
    Column("state", OneOf(RenameState, 20), nullable=False),
    Column("decided_at", UtcDateTime),
    Column("alike", Boolean, nullable=False, server_default=false()),
    only("one_open_rename", "person_id", where="state = 'open'"),
)

mapper_registry.map_imperatively(Rename, renames)
