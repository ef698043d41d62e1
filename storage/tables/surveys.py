"""Surveys, and what they came to: two tables in which nothing leads to who answered (R7.5)."""

from secrets import token_hex

from sqlalchemy import Boolean, Column, Date, ForeignKey, Integer, String, Table, UniqueConstraint

from scheme.survey.findings import SurveyResult, SurveyText
from scheme.survey.survey import Survey
from storage.engine.columns import Sealed, SealedJson, UtcDateTime
from storage.tables.base import chance_id, mapper_registry, metadata, person

surveys = Table(
    "surveys",
    metadata,
    chance_id(),
    Column("scheme", String(60), nullable=False, index=True),
    Column("partnership_id", ForeignKey("partnerships.id"), nullable=False),
    person("person_id"),
    Column("role", String(10), nullable=False),
    Column("occasion", String(20), nullable=False),
    Column("issued_at", UtcDateTime, nullable=False),
    Column("closes_on", Date, nullable=False),
    Column("invited_at", UtcDateTime),
    Column("answered", Boolean, nullable=False),
    Column("cut_short", Boolean, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("answers", SealedJson),
    UniqueConstraint("partnership_id", "person_id", "occasion"),
)


def _without_a_link(name: str, *columns: Column[str]) -> Table:
    """No person, no pair, no moment; ids by chance, and in SQLite no hidden count of rows, so that no order tells."""
    return Table(
        name,
        metadata,
        Column("id", String(32), primary_key=True, default=lambda: token_hex(16)),
        Column("scheme", String(60), nullable=False),
        Column("role", String(10), nullable=False),
        Column("kind", String(20), nullable=False),
        Column("year", Integer, nullable=False),
        Column("counted", Boolean, nullable=False),
        *columns,
        sqlite_with_rowid=False,
    )


survey_results = _without_a_link("survey_results", Column("answers", SealedJson, nullable=False))
survey_texts = _without_a_link(
    "survey_texts",
    Column("question", String(60), nullable=False),
    Column("text", Sealed, nullable=False),
    Column("name", Sealed),
)

mapper_registry.map_imperatively(Survey, surveys)
mapper_registry.map_imperatively(SurveyResult, survey_results)
mapper_registry.map_imperatively(SurveyText, survey_texts)
