"""Signing in on the web: who asked for it, links and codes that work once, sessions, and what was tried how often.

No token, code or network stands here: only what tells it when it comes again.
"""

from sqlalchemy import Column, Index, Integer, String, Table

from storage.engine.columns import Sealed, UtcDateTime
from storage.tables.base import metadata, own_id, person

MARK = 44  # characters of a hash

# One row a link that was sent. `code_mark`: of the letters that do the same, where it has any; `tries`: wrong ones so far.
links = Table(
    "links",
    metadata,
    own_id(),
    Column("token_hash", String(MARK), nullable=False, unique=True),
    Column("purpose", String(20), nullable=False),
    Column("subject", String(60), nullable=False),
    Column("address_mark", String(MARK)),
    Column("code_mark", String(MARK)),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("made_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
    Column("voided_at", UtcDateTime),
    Index("ix_links_subject", "purpose", "subject"),
    Index("ix_links_address_mark", "address_mark"),
)
sign_ins = Table(
    "sign_ins",
    metadata,
    own_id(),
    Column("address", Sealed, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
)
sessions = Table(
    "sessions",
    metadata,
    own_id(),
    Column("token_hash", String(MARK), nullable=False, unique=True),
    person("person_id"),
    Column("browser", Sealed, nullable=False),
    Column("made_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
)
# One row a try of something that is bounded. `who`: the mark of an address or a network.
tries = Table(
    "tries",
    metadata,
    own_id(),
    Column("what", String(20), nullable=False),
    Column("who", String(MARK), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_tries_who", "what", "who", "at"),
)
