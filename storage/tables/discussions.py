"""Discussions of matches: for which of them the Group has had the register in short."""

from sqlalchemy import Column, Date, String, Table

from scheme.matching.discussion import HeldDiscussions
from storage.engine.columns import UtcDateTime
from storage.tables.base import mapper_registry, metadata, own_id

held_discussions = Table(
    "held_discussions",
    metadata,
    own_id(),
    Column("scheme", String(60), nullable=False, unique=True),
    Column("since", UtcDateTime, nullable=False),
    Column("digest_for", Date),
    Column("digest_at", UtcDateTime),
)

mapper_registry.map_imperatively(HeldDiscussions, held_discussions)
