"""The draft of a whole round, for each scheme."""

from sqlalchemy import Column, Integer, String, Table, UniqueConstraint

from scheme.matching.kept_round import KeptRound
from storage.engine.columns import SealedJson, UtcDateTime
from storage.tables.base import mapper_registry, metadata, own_id, person

kept_rounds = Table(
    "kept_rounds",
    metadata,
    own_id(),
    Column("scheme", String(60), nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    person("made_by"),
    Column("revision", Integer, nullable=False),
    Column("pairs", SealedJson, nullable=False),
    Column("wished", SealedJson, nullable=False),
    Column("changed", SealedJson, nullable=False),
    Column("costs", SealedJson, nullable=False),
    UniqueConstraint("scheme"),
)

mapper_registry.map_imperatively(KeptRound, kept_rounds)
