"""What members selected, also where it was replaced, what they said of it, and who would rather not."""

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table, UniqueConstraint

from scheme.matching.rather_not import RatherNot
from scheme.matching.selection import Comment, Selection
from storage.engine.columns import Sealed, SealedJson, UtcDateTime
from storage.tables.base import mapper_registry, metadata, own_id, person

selections = Table(
    "selections",
    metadata,
    own_id(),
    Column("proposal_id", ForeignKey("proposals.id"), nullable=False),
    Column("revision", Integer, nullable=False),
    person("person_id"),
    Column("at", UtcDateTime, nullable=False),
    Column("mentors", SealedJson, nullable=False),
    Column("replaced_at", UtcDateTime),
    person("replaced_by", null=True),
    UniqueConstraint("proposal_id", "revision"),
)
comments = Table(
    "comments",
    metadata,
    own_id(),
    Column("scheme", String(60), nullable=False),
    Column("proposal_id", ForeignKey("proposals.id"), nullable=False, index=True),
    Column("revision", Integer, nullable=False),
    person("person_id"),
    Column("at", UtcDateTime, nullable=False),
    Column("disagrees", Boolean, nullable=False),
    Column("text", Sealed, nullable=False),
)

rather_nots = Table(
    "rather_nots",
    metadata,
    own_id(),
    Column("scheme", String(60), nullable=False),
    Column("candidate_id", ForeignKey("candidates.id"), nullable=False),
    Column("application_id", ForeignKey("applications.id"), nullable=False, index=True),
    person("person_id"),
    Column("at", UtcDateTime, nullable=False),
    Column("text", Sealed, nullable=False),
    UniqueConstraint("candidate_id"),
)

mapper_registry.map_imperatively(Selection, selections)
mapper_registry.map_imperatively(Comment, comments)
mapper_registry.map_imperatively(RatherNot, rather_nots)
