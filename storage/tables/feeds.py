"""Private addresses at which somebody's calendar is read."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, String, Table, false

from scheme.member.calendar_feed import CalendarFeed
from storage.engine.columns import Sealed, UtcDateTime
from storage.tables.base import mapper_registry, metadata, own_id

# Sealed as well as hashed: its owner may read the address again, to put it into a second program.
feeds = Table(
    "feeds",
    metadata,
    own_id(),
    Column("person_id", ForeignKey("people.id"), nullable=False, unique=True),
    Column("token", Sealed, nullable=False),
    Column("token_hash", String(44), nullable=False, unique=True),
    Column("made_at", UtcDateTime, nullable=False),
    Column("with_names", Boolean, nullable=False, server_default=false()),
    Column("read_on", Date),
)

mapper_registry.map_imperatively(CalendarFeed, feeds)
