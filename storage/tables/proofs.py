"""Addresses that somebody is to prove by a code."""

from sqlalchemy import Column, String, Table

from scheme.member.proof import Proof
from storage.engine.columns import Sealed, SubjectColumn, UtcDateTime
from storage.tables.base import chance_id, mapper_registry, metadata

proofs = Table(
    "proofs",
    metadata,
    chance_id(),
    Column("scheme", String(60), nullable=False),
    Column("about", SubjectColumn(60), nullable=False, index=True),
    Column("address", Sealed, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("proved_at", UtcDateTime),
)

mapper_registry.map_imperatively(Proof, proofs)
