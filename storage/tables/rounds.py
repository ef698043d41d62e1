"""Rounds as they are held: when each was closed, and what those in it heard."""

from sqlalchemy import Column, Integer, String, Table, UniqueConstraint

from scheme.application.held_round import HeldRound
from storage.engine.columns import SealedJson, UtcDateTime
from storage.tables.base import mapper_registry, metadata, own_id, person

held_rounds = Table(
    "held_rounds",
    metadata,
    own_id(),
    Column("scheme", String(60), nullable=False),
    Column("round", String(60), nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("closed_at", UtcDateTime),
    person("closed_by", null=True),
    Column("answered_at", UtcDateTime),
    Column("answers", SealedJson, nullable=False),
    Column("batches", Integer, nullable=False, server_default="0"),
    UniqueConstraint("scheme", "round"),
)

mapper_registry.map_imperatively(HeldRound, held_rounds)
