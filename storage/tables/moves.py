"""Moves: another employer, job or address."""

from sqlalchemy import Column, String, Table

from scheme.member.move import Move, MoveState
from storage.engine.columns import OneOf, SealedJson, UtcDateTime
from storage.tables.base import mapper_registry, metadata, only, own_id, person

moves = Table(
    "moves",
    metadata,
    own_id(),
    Column("scheme", String(60), nullable=False),
    person("person_id"),
    Column("said_at", UtcDateTime, nullable=False),
    Column("before", SealedJson, nullable=False),
    Column("after", SealedJson, nullable=False),
    Column("state", OneOf(MoveState, 20), nullable=False),
    Column("decided_at", UtcDateTime),
    person("decided_by", null=True),
    only("one_open_move", "person_id", where="state = 'open'"),
)

mapper_registry.map_imperatively(Move, moves)
