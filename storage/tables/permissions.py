"""What line managers say to applications."""

from sqlalchemy import Boolean, Column, ForeignKey, String, Table

from scheme.application.permission import OPEN, Permission, PermissionState
from storage.engine.columns import OneOf, Sealed, UtcDateTime
from storage.tables.base import chance_id, mapper_registry, metadata, only, person

permissions = Table(
    "permissions",
    metadata,
    chance_id(),
    Column("scheme", String(60), nullable=False),
    Column("application_id", ForeignKey("applications.id"), nullable=False, index=True),
    person("person_id"),
    Column("name", Sealed, nullable=False),
    Column("address", Sealed, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("mailed_at", UtcDateTime, nullable=False),
    Column("state", OneOf(PermissionState, 20), nullable=False),
    Column("reminded", Boolean, nullable=False),
    Column("silent", Boolean, nullable=False),
    Column("question", Sealed),
    Column("answer", Sealed),
    Column("words", Sealed),
    Column("said_at", UtcDateTime),
    only(
        "one_open_permission",
        "application_id",
        where=f"state IN ({', '.join(repr(str(state)) for state in OPEN)})",
    ),
)

mapper_registry.map_imperatively(Permission, permissions)
