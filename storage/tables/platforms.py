"""Where the bot is installed, the Group's channels, and what a platform's own buttons cannot carry."""

from sqlalchemy import JSON, Column, String, Table, UniqueConstraint

from scheme.room import Room
from storage.engine.columns import Sealed, SealedJson, UtcDateTime
from storage.tables.base import mapper_registry, metadata, own_id, person

rooms = Table(
    "rooms",
    metadata,
    own_id(),
    Column("scheme", String(60), nullable=False, unique=True),
    Column("platform", String(20), nullable=False),
    Column("workspace", String(100), nullable=False),
    Column("channel", String(200), nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("readers", JSON, nullable=False),
    Column("lost_at", UtcDateTime),
    UniqueConstraint("platform", "workspace", "channel"),
)
# One row a workspace. `token` is what the bot speaks with there; `body` is all else that the platform gave.
installations = Table(
    "installations",
    metadata,
    own_id(),
    Column("platform", String(20), nullable=False),
    Column("enterprise", String(100), nullable=False),
    Column("workspace", String(100), nullable=False),
    Column("token", Sealed),
    Column("body", SealedJson, nullable=False),
    Column("installed_at", UtcDateTime, nullable=False),
    Column("gone_at", UtcDateTime),
    UniqueConstraint("platform", "enterprise", "workspace"),
)
oauth_states = Table(
    "oauth_states",
    metadata,
    Column("state", String(100), primary_key=True),
    Column("expires_at", UtcDateTime, nullable=False),
)
carried = Table(
    "carried",
    metadata,
    Column("token", String(60), primary_key=True),
    person("person_id", null=True),
    Column("body", Sealed, nullable=False),
    Column("kept_at", UtcDateTime, nullable=False),
)

mapper_registry.map_imperatively(Room, rooms)
