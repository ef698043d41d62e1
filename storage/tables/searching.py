"""What the Group does for mentees whom nobody suits."""

from sqlalchemy import Column, Date, ForeignKey, String, Table

from scheme.searching.call import Called, MentorCall
from scheme.searching.invitation import Invitation, InvitationState
from scheme.searching.one_more import OneMore, OneMoreState
from storage.engine.columns import OneOf, Sealed, UtcDateTime
from storage.tables.base import chance_id, mapper_registry, metadata, only, person

one_mores = Table(
    "one_mores",
    metadata,
    chance_id(),
    Column("scheme", String(60), nullable=False),
    Column("application_id", ForeignKey("applications.id"), nullable=False, index=True),
    Column("mentor_application_id", ForeignKey("applications.id"), nullable=False),
    person("person_id"),
    person("asked_by"),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("answer_by", Date, nullable=False),
    Column("state", OneOf(OneMoreState, 20), nullable=False),
    Column("said_at", UtcDateTime),
    only("one_open_one_more", "mentor_application_id", where=f"state = '{OneMoreState.ASKED}'"),
)

invitations = Table(
    "invitations",
    metadata,
    chance_id(),
    Column("scheme", String(60), nullable=False),
    Column("application_id", ForeignKey("applications.id"), nullable=False, index=True),
    person("asked_by"),
    Column("name", Sealed, nullable=False),
    Column("address", Sealed, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("address_mark", String(64)),
    Column("state", OneOf(InvitationState, 20), nullable=False),
    Column("settled_at", UtcDateTime),
    only(
        "one_open_invitation", "scheme", "address_mark", where=f"state = '{InvitationState.SENT}'"
    ),
)

mentor_calls = Table(
    "mentor_calls",
    metadata,
    chance_id(),
    Column("scheme", String(60), nullable=False),
    Column("application_id", ForeignKey("applications.id"), nullable=False, index=True),
    person("asked_by"),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("area", Sealed, nullable=False),
    Column("background", Sealed, nullable=False),
    Column("place", Sealed, nullable=False),
    Column("closed_at", UtcDateTime),
    only("one_running_call", "scheme", where="closed_at IS NULL"),
)

called = Table(
    "called",
    metadata,
    chance_id(),
    Column("scheme", String(60), nullable=False),
    Column("call_id", ForeignKey("mentor_calls.id"), nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False),
    person("person_id", null=True),
    Column("organisation", String(60), nullable=False),
    Column("told_at", UtcDateTime),
)

mapper_registry.map_imperatively(OneMore, one_mores)
mapper_registry.map_imperatively(Invitation, invitations)
mapper_registry.map_imperatively(MentorCall, mentor_calls)
mapper_registry.map_imperatively(Called, called)
