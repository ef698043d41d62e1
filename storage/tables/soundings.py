"""Words in confidence."""

from sqlalchemy import Boolean, Column, String, Table, false

from scheme.concern.sounding import Sounding
from storage.engine.columns import Sealed, UtcDateTime
from storage.tables.base import chance_id, mapper_registry, metadata, only, person

soundings = Table(
    "soundings",
    metadata,
    chance_id(),
    Column("scheme", String(60), nullable=False),
    person("asker_id"),
    person("asked_id"),
    Column("text", Sealed),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("answer", Sealed),
    Column("spoke", Boolean, nullable=False, server_default=false()),
    Column("settled_at", UtcDateTime),
    only("one_open_sounding", "scheme", "asker_id", "asked_id", where="settled_at IS NULL"),
)

mapper_registry.map_imperatively(Sounding, soundings)
