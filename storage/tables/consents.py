"""What people have agreed to, and when (R11.1)."""

from sqlalchemy import Column, String, Table

from scheme.member.consent import Consent
from storage.engine.columns import UtcDateTime
from storage.tables.base import mapper_registry, metadata, own_id, person

consents = Table(
    "consents",
    metadata,
    own_id(),
    Column("scheme", String(60), nullable=False),
    person("person_id"),
    Column("role", String(10), nullable=False),
    Column("version", String(40), nullable=False),
    Column("wording", String(60), nullable=False),
    Column("notices", String(600), nullable=False, server_default=""),
    Column("given_at", UtcDateTime, nullable=False),
    Column("withdrawn_at", UtcDateTime),
)

mapper_registry.map_imperatively(Consent, consents)
