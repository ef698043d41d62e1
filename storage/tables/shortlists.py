"""Whom mentees choose of all mentors, until a day."""

from sqlalchemy import Column, Date, ForeignKey, Integer, String, Table, UniqueConstraint

from scheme.matching.shortlist import Pick, Shortlist
from storage.engine.columns import UtcDateTime
from storage.tables.base import chance_id, mapper_registry, metadata, own_id, person

shortlists = Table(
    "shortlists",
    metadata,
    chance_id(),
    Column("scheme", String(60), nullable=False),
    Column("application_id", ForeignKey("applications.id"), nullable=False),
    person("person_id"),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("closes_on", Date, nullable=False),
    Column("closed_at", UtcDateTime),
    UniqueConstraint("application_id"),
)
picks = Table(
    "picks",
    metadata,
    own_id(),
    Column("shortlist_id", ForeignKey("shortlists.id"), nullable=False),
    Column("mentor_application_id", ForeignKey("applications.id"), nullable=False, index=True),
    person("mentor_id"),
    Column("rank", Integer, nullable=False),
    Column("picked_at", UtcDateTime, nullable=False),
    UniqueConstraint("shortlist_id", "mentor_application_id"),
)

mapper_registry.map_imperatively(Shortlist, shortlists)
mapper_registry.map_imperatively(Pick, picks)
