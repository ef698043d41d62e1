"""Answers to the equality form: those that wait in a batch, what all of them came to, and who has answered, as marks (R10.4).

Nothing refers from one to the other, ids are by chance, and in SQLite there is no hidden count of rows.
"""

from secrets import token_hex

from sqlalchemy import Column, String, Table, Text

from storage.engine.columns import SealedJson
from storage.tables.base import metadata

equality_sheets = Table(
    "equality_sheets",
    metadata,
    Column("id", String(32), primary_key=True, default=lambda: token_hex(16)),
    Column("batch", String(100), nullable=False, index=True),
    Column("key_mark", String(16), nullable=False),
    Column("sheet", Text, nullable=False),
    sqlite_with_rowid=False,
)
equality_books = Table(
    "equality_books",
    metadata,
    Column("scheme", String(60), primary_key=True),
    Column("role", String(10), primary_key=True),
    Column("book", SealedJson, nullable=False),
    sqlite_with_rowid=False,
)
equality_answered = Table(
    "equality_answered",
    metadata,
    Column("mark", String(43), primary_key=True),
    sqlite_with_rowid=False,
)
