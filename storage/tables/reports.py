"""What members write for a year's report, and counts of a scheme that are kept."""

from sqlalchemy import Column, Integer, String, Table, Text, UniqueConstraint

from scheme.figures.share import ReportShare
from storage.engine.columns import Sealed, UtcDateTime
from storage.tables.base import chance_id, mapper_registry, metadata, person

report_shares = Table(
    "report_shares",
    metadata,
    chance_id(),
    Column("scheme", String(60), nullable=False),
    Column("year", Integer, nullable=False),
    person("person_id"),
    Column("learnt", Sealed, nullable=False),
    Column("recommends", Sealed, nullable=False),
    Column("changes", Sealed, nullable=False),
    Column("hours", Integer),
    Column("changed_at", UtcDateTime, nullable=False),
    UniqueConstraint("scheme", "year", "person_id"),
)
kept_figures = Table(
    "kept_figures",
    metadata,
    Column("scheme", String(60), primary_key=True),
    Column("counted_at", UtcDateTime, nullable=False),
    Column("counts", Text, nullable=False),
)

mapper_registry.map_imperatively(ReportShare, report_shares)
