"""What the bot itself keeps: no object of the rules stands behind these rows."""

from sqlalchemy import (
    DDL,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    event,
    text,
)

from storage.engine.columns import Sealed, SubjectColumn, UtcDateTime
from storage.tables.base import metadata, own_id, person

due = Table(
    "due",
    metadata,
    own_id(),
    Column("scheme", String(60), nullable=False),
    Column("subject", SubjectColumn(60), nullable=False),
    Column("name", String(40), nullable=False),
    Column("occasion", String(80), nullable=False),
    Column("series", String(40), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("done_at", UtcDateTime),
    Column("failures", Integer, nullable=False, server_default="0"),
    UniqueConstraint("subject", "occasion"),
    Index(
        "ix_due_waiting",
        "at",
        "id",
        sqlite_where=text("done_at IS NULL"),
        postgresql_where=text("done_at IS NULL"),
    ),
    Index(
        "ix_due_given_up",
        "id",
        sqlite_where=text("done_at IS NOT NULL AND failures >= 5"),
        postgresql_where=text("done_at IS NOT NULL AND failures >= 5"),
    ),
)
outbox = Table(
    "outbox",
    metadata,
    own_id(),
    Column("recipient", String(300), nullable=False),
    Column("key", String(80)),
    Column("body", Text, nullable=False),
    Column("wanted", Integer, nullable=False),
    Column("sent", Integer, nullable=False, server_default="0"),
    Column("notify", Boolean, nullable=False),
    Column("posted_at", UtcDateTime, nullable=False),
    Column("try_at", UtcDateTime, nullable=False),
    Column("leased_until", UtcDateTime),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("address", String(500)),
    Column("set_aside", String(300)),
    UniqueConstraint("recipient", "key"),
    Index("ix_outbox_recipient_id", "recipient", "id"),
    Index(
        "ix_outbox_waiting",
        "try_at",
        "id",
        sqlite_where=text("sent < wanted AND set_aside IS NULL"),
        postgresql_where=text("sent < wanted AND set_aside IS NULL"),
    ),
    Index(
        "ix_outbox_set_aside",
        "id",
        sqlite_where=text("sent < wanted AND set_aside IS NOT NULL"),
        postgresql_where=text("sent < wanted AND set_aside IS NOT NULL"),
    ),
    Index("ix_outbox_key", "key"),
)
# Letters that stand in somebody's chat, to be told in the next mail of the day.
mail_waits = Table(
    "mail_waits",
    metadata,
    own_id(),
    person("person_id"),
    Column("letter", ForeignKey("outbox.id"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    UniqueConstraint("person_id", "letter"),
)
inbound = Table(
    "inbound",
    metadata,
    Column("id", String(120), primary_key=True),
    person("person_id"),
    Column("at", UtcDateTime, nullable=False),
    Column("reply", Sealed, nullable=False),
)
audit = Table(
    "audit",
    metadata,
    own_id(),
    Column("at", UtcDateTime, nullable=False),
    Column("scheme", String(60), nullable=False),
    person("person_id", null=True),
    person("behalf", null=True),
    Column("action", String(60), nullable=False),
    Column("subject", SubjectColumn(60), nullable=False),
    Column("outcome", String(20), nullable=False),
    Index("ix_audit_person_id_action_at", "person_id", "action", "at"),
)

# Entries of the audit log are added and never changed or taken away: the database itself refuses it (R11.2). The same
# statements are in the second migration.
APPEND_ONLY = {
    "sqlite": [
        f"CREATE TRIGGER audit_is_not_{what}d BEFORE {what.upper()} ON audit "
        "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"
        for what in ("update", "delete")
    ],
    "postgresql": [
        (
            "CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$"
        ),
        (
            "CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
            "FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only()"
        ),
    ],
}
for _dialect, _statements in APPEND_ONLY.items():
    for _statement in _statements:
        _made = DDL(_statement)  # type: ignore[no-untyped-call]
        event.listen(audit, "after_create", _made.execute_if(dialect=_dialect))
_gone = DDL("DROP FUNCTION IF EXISTS audit_is_append_only()")  # type: ignore[no-untyped-call]
event.listen(audit, "after_drop", _gone.execute_if(dialect="postgresql"))

chats = Table(
    "chats",
    metadata,
    own_id(),
    Column("room", String(80), nullable=False),
    Column("outbox_id", Integer, unique=True),
    Column("said_by", ForeignKey("people.id")),
    Column("said", Sealed),
    Column("body", Text),
    Column("at", UtcDateTime, nullable=False),
    Column("changed", Integer, nullable=False, index=True),
    Index("ix_chats_room_id", "room", "id"),
)
notes = Table(
    "notes",
    metadata,
    Column("key", String(60), primary_key=True),
    Column("value", Text, nullable=False),
)
