"""What was taken over from registers that were kept elsewhere."""

from sqlalchemy import Column, String, Table

from scheme.moving_in.taken_over import TakenOver
from storage.engine.columns import Sealed, SealedJson, UtcDateTime
from storage.tables.base import mapper_registry, metadata, own_id

taken_over = Table(
    "taken_over",
    metadata,
    own_id(),
    Column("scheme", String(60), nullable=False),
    Column("source", Sealed, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("rows", SealedJson, nullable=False),
    Column("columns", SealedJson, nullable=False),
    Column("undone_at", UtcDateTime),
)

mapper_registry.map_imperatively(TakenOver, taken_over)
