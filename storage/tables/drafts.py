"""Forms begun and not sent. Whatever was typed, and the form's title, is sealed."""

from sqlalchemy import Boolean, Column, Integer, String, Table, UniqueConstraint

from scheme.forms.draft import Draft
from storage.engine.columns import Sealed, SealedJson, SubjectColumn, UtcDateTime
from storage.tables.base import chance_id, mapper_registry, metadata, only, person

drafts = Table(
    "drafts",
    metadata,
    chance_id(),
    Column("scheme", String(60), nullable=False),
    person("person_id"),
    Column("opener", String(60), nullable=False),
    Column("action", String(60), nullable=False),
    Column("subject", SubjectColumn(60), nullable=False),
    Column("title", Sealed, nullable=False),
    Column("opening", SealedJson, nullable=False),
    Column("private", Boolean, nullable=False),
    Column("answers", SealedJson, nullable=False),
    Column("carries", SealedJson, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("place", String(60)),
    Column("number", Integer, nullable=False),
    Column("count", Integer, nullable=False),
    Column("talking", Boolean, nullable=False),
    Column("parting", Boolean, nullable=False),
    UniqueConstraint("person_id", "scheme", "opener", "action", "subject", name="uq_drafts_form"),
    only("one_draft_talks", "person_id", where="talking"),
)

mapper_registry.map_imperatively(Draft, drafts)
