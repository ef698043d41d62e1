"""Meetings: noted ones, planned ones, and what each of the two keeps around them for themselves."""

from sqlalchemy import Column, Date, ForeignKey, Integer, String, Table, Text, UniqueConstraint

from scheme.meeting.appointment import Appointment, Plan
from scheme.meeting.meeting import Meeting
from scheme.meeting.prompt import PromptsSeen
from scheme.meeting.reflection import Hours, HoursKind, Reflection
from storage.engine.columns import OneOf, Sealed, UtcDateTime
from storage.tables.base import chance_id, mapper_registry, metadata, only, own_id, person

meetings = Table(
    "meetings",
    metadata,
    own_id(),
    Column("partnership_id", ForeignKey("partnerships.id"), nullable=False, index=True),
    person("logged_by"),
    Column("day", Date, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("how", String(60), nullable=False),
    Column("logged_at", UtcDateTime, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("deleted_at", UtcDateTime),
)
appointments = Table(
    "appointments",
    metadata,
    own_id(),
    Column("scheme", String(60), nullable=False),
    Column("partnership_id", ForeignKey("partnerships.id"), nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("how", String(60), nullable=False),
    person("planned_by"),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("state", OneOf(Plan, 20), nullable=False),
    only("one_live_plan", "partnership_id", where="state = 'planned'"),
)
prompts_seen = Table(
    "prompts_seen",
    metadata,
    own_id(),
    Column("partnership_id", ForeignKey("partnerships.id"), nullable=False),
    person("person_id"),
    Column("stage", String(20), nullable=False),
    Column("keys", Text, nullable=False),
    UniqueConstraint("partnership_id", "person_id", "stage"),
)
reflections = Table(
    "reflections",
    metadata,
    chance_id(),
    Column("scheme", String(60), nullable=False),
    Column("partnership_id", ForeignKey("partnerships.id"), nullable=False),
    person("person_id"),
    Column("day", Date, nullable=False),
    Column("text", Sealed, nullable=False),
    Column("written_at", UtcDateTime, nullable=False),
    Column("revision", Integer, nullable=False),
)
hours = Table(
    "hours",
    metadata,
    chance_id(),
    Column("scheme", String(60), nullable=False),
    Column("partnership_id", ForeignKey("partnerships.id"), nullable=False),
    person("person_id"),
    Column("day", Date, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("kind", OneOf(HoursKind, 20), nullable=False),
    Column("noted_at", UtcDateTime, nullable=False),
    Column("revision", Integer, nullable=False),
)

mapper_registry.map_imperatively(Meeting, meetings)
mapper_registry.map_imperatively(Appointment, appointments)
mapper_registry.map_imperatively(PromptsSeen, prompts_seen)
mapper_registry.map_imperatively(Reflection, reflections)
mapper_registry.map_imperatively(Hours, hours)
