"""Who asked to be erased."""

from sqlalchemy import Column, Date, String, Table

from scheme.member.erasure import OPEN, Erasure, ErasureState
from storage.engine.columns import OneOf, UtcDateTime
from storage.tables.base import chance_id, mapper_registry, metadata, only, person

erasures = Table(
    "erasures",
    metadata,
    chance_id(),
    Column("scheme", String(60), nullable=False),
    person("person_id"),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("comes_on", Date, nullable=False),
    Column("state", OneOf(ErasureState, 20), nullable=False),
    Column("left_at", UtcDateTime),
    Column("look_on", Date),
    Column("done_at", UtcDateTime),
    only(
        "one_open_erasure",
        "person_id",
        where=f"state IN ({', '.join(repr(str(state)) for state in OPEN)})",
    ),
)

mapper_registry.map_imperatively(Erasure, erasures)
