"""Files that people hand in: their names and contents sealed."""

from sqlalchemy import Column, Index, Integer, String, Table, text

from scheme.forms.file import File
from storage.engine.columns import Sealed, UtcDateTime
from storage.tables.base import chance_id, mapper_registry, metadata, person

files = Table(
    "files",
    metadata,
    chance_id(),
    Column("scheme", String(60), nullable=False),
    person("person_id"),
    Column("name", Sealed, nullable=False),
    Column("ending", String(10), nullable=False),
    Column("size", Integer, nullable=False),
    Column("kept_at", UtcDateTime, nullable=False),
    Column("claimed_at", UtcDateTime),
    # Last, so that whoever looks at the rest need not read over it; sealed afresh a few at a time, as it may be large.
    Column("content", Sealed, nullable=False, info={"batch": 4}),
    Index(
        "ix_files_unclaimed",
        "kept_at",
        sqlite_where=text("claimed_at IS NULL"),
        postgresql_where=text("claimed_at IS NULL"),
    ),
)

mapper_registry.map_imperatively(File, files, exclude_properties={"content"})
