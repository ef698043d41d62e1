"""Events that people attend, and who signed up."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table

from scheme.learning.event import EventNews, EventState, LearningEvent
from scheme.learning.sign_up import SignUp, SignUpState
from storage.engine.columns import OneOf, Sealed, UtcDateTime
from storage.tables.base import chance_id, mapper_registry, metadata, person

learning_events = Table(
    "learning_events",
    metadata,
    chance_id(),
    Column("scheme", String(60), nullable=False),
    Column("key", String(60), nullable=False),
    Column("day", Date, nullable=False),
    Column("name", Sealed, nullable=False),
    Column("about", Sealed, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("minutes", Integer, nullable=False),
    Column("zone", String(60), nullable=False),
    Column("guests", String(20), nullable=False),
    Column("round", String(60), nullable=False),
    Column("place", String(20), nullable=False),
    Column("room", Sealed, nullable=False),
    Column("link", Sealed, nullable=False),
    Column("host", Sealed, nullable=False),
    person("host_id", null=True),
    Column("places", Integer, nullable=False),
    Column("instead", String(60), nullable=False),
    Column("weight", String(20), nullable=False),
    Column("afterwards", Sealed, nullable=False),
    Column("material", Sealed, nullable=False),
    Column("code", Sealed, nullable=False),
    person("by", null=True),
    Column("state", OneOf(EventState, 20), nullable=False),
    Column("why", Sealed, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("announced_at", UtcDateTime, nullable=False),
    Column("announced_to", Integer, nullable=False),
    Column("is_announced", Boolean, nullable=False),
    Column("late_to", Integer, nullable=False),
    Column("news", OneOf(EventNews, 20), nullable=False),
    Column("told_to", Integer, nullable=False),
    Index("one_event_of_a_day", "scheme", "key", "day", unique=True),
    Index("events_in_order", "scheme", "at"),
)

sign_ups = Table(
    "sign_ups",
    metadata,
    chance_id(),
    Column("scheme", String(60), nullable=False),
    Column("event_id", ForeignKey("learning_events.id"), nullable=False),
    person("person_id"),
    Column("made_at", UtcDateTime, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("state", OneOf(SignUpState, 20), nullable=False),
    Column("told_at", UtcDateTime),
    Column("said_at", UtcDateTime),
    Column("came", Boolean),
    Column("shared_at", UtcDateTime),
    Index("one_sign_up", "event_id", "person_id", unique=True),
    Index("sign_ups_in_turn", "event_id", "state", "said_at"),
)

mapper_registry.map_imperatively(LearningEvent, learning_events)
mapper_registry.map_imperatively(SignUp, sign_ups)
