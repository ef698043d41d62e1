"""Certificates of participation."""

from sqlalchemy import Column, Date, ForeignKey, Integer, String, Table, UniqueConstraint

from scheme.partnership.certificate import Certificate
from storage.engine.columns import Sealed, UtcDateTime
from storage.tables.base import mapper_registry, metadata, own_id, person

certificates = Table(
    "certificates",
    metadata,
    own_id(),
    Column("scheme", String(60), nullable=False),
    Column("partnership_id", ForeignKey("partnerships.id"), nullable=False),
    person("person_id"),
    Column("role", String(10), nullable=False),
    Column("number", String(20), nullable=False, unique=True),
    Column("name", Sealed, nullable=False),
    Column("begun", Date, nullable=False),
    Column("over", Date, nullable=False),
    Column("issued_at", UtcDateTime, nullable=False),
    Column("minutes", Integer),
    UniqueConstraint("partnership_id", "person_id"),
)

mapper_registry.map_imperatively(Certificate, certificates)
