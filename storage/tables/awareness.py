"""The question once a year: whom it goes to until it has gone, what lets each answer once, and answers that are nobody's (R7.3).

Between an address, a ticket and an answer there is no reference, and no order tells: ids are by chance, and in SQLite there
is no hidden count of rows.
"""

from secrets import token_hex

from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, String, Table, UniqueConstraint

from storage.engine.columns import Sealed, UtcDateTime
from storage.tables.base import chance_id, metadata, own_id

HASH = 44


def _by_chance() -> Column[str]:
    return Column("id", String(32), primary_key=True, default=lambda: token_hex(16))


askings = Table(
    "askings",
    metadata,
    own_id(),
    Column("scheme", String(60), nullable=False),
    Column("year", Integer, nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("closes_on", Date, nullable=False),
    Column("closed_at", UtcDateTime),
    Column("asked", Integer, nullable=False),
    Column("shared_hash", String(HASH), unique=True),
    UniqueConstraint("scheme", "year"),
)
# The address goes once the mail has gone; what stands for it stays until the question closes, so that nobody is asked twice.
asked_addresses = Table(
    "asked_addresses",
    metadata,
    chance_id(),
    Column("asking_id", ForeignKey("askings.id"), nullable=False),
    Column("address_hash", String(HASH), nullable=False),
    Column("address", Sealed),
    UniqueConstraint("asking_id", "address_hash"),
)
tickets = Table(
    "tickets",
    metadata,
    _by_chance(),
    Column("asking_id", ForeignKey("askings.id"), nullable=False, index=True),
    Column("token_hash", String(HASH), nullable=False, unique=True),
    sqlite_with_rowid=False,
)
awareness_answers = Table(
    "awareness_answers",
    metadata,
    _by_chance(),
    Column("asking_id", ForeignKey("askings.id"), nullable=False, index=True),
    Column("heard", String(10), nullable=False),
    Column("knows", String(10), nullable=False),
    Column("speaks", String(10), nullable=False),
    Column("shared", Boolean, nullable=False),
    sqlite_with_rowid=False,
)
not_to_ask = Table(
    "not_to_ask",
    metadata,
    Column("address_hash", String(HASH), primary_key=True),
    sqlite_with_rowid=False,
)
