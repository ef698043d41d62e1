"""People, their accounts, the roster, and who stands aside."""

from sqlalchemy import Boolean, Column, Date, ForeignKey, String, Table, UniqueConstraint, true

from scheme.member.mails import Mails
from scheme.people import Account, Member, Person, StandIn, StandsAside
from storage.engine.columns import OneOf, Sealed, SealedJson, UtcDateTime
from storage.tables.base import mapper_registry, metadata, only, own_id, person

people = Table(
    "people",
    metadata,
    own_id(),
    Column("name", String(200), nullable=False),
    Column("email", String(320), nullable=False, unique=True),
    Column("since", UtcDateTime, nullable=False),
    Column("zone", String(60), nullable=False),
    Column("told_at", UtcDateTime),
    Column("quiet_until", Date),
    Column("reminders", Boolean, nullable=False, server_default=true()),
    Column("picture", String(500), nullable=False, server_default=""),
    Column("locale", String(35), nullable=False, server_default=""),
    Column("called", Sealed),
    Column("given", Sealed),
    Column("formerly", SealedJson),
    Column("mails", OneOf(Mails, 10), nullable=False, server_default=Mails.USUAL),
    Column("unasked_mails", Boolean, nullable=False, server_default=true()),
    Column("unreachable", SealedJson),
)
accounts = Table(
    "accounts",
    metadata,
    own_id(),
    Column("platform", String(20), nullable=False),
    Column("workspace", String(100), nullable=False),
    Column("user", String(200), nullable=False),
    person("person_id", null=True),
    Column("name", Sealed),
    Column("email", Sealed),
    Column("scheme", String(60), nullable=False, server_default=""),
    Column("chat", String(300), nullable=False, server_default=""),
    Column("asked_at", UtcDateTime),
    Column("seen_at", UtcDateTime),
    Column("gone_at", UtcDateTime),
    UniqueConstraint("platform", "workspace", "user"),
)
members = Table(
    "members",
    metadata,
    own_id(),
    Column("scheme", String(60), nullable=False),
    person("person_id"),
    Column("duty", String(20), nullable=False),
    Column("organisation", String(60), nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("until", UtcDateTime),
    Column("absent_from", Date),
    Column("absent_until", Date),
    only("one_seat_a_person", "scheme", "person_id", where="until IS NULL"),
)
stands_aside = Table(
    "stands_aside",
    metadata,
    own_id(),
    Column("application_id", ForeignKey("applications.id"), nullable=False),
    person("person_id"),
    Column("declared_at", UtcDateTime, nullable=False),
    UniqueConstraint("application_id", "person_id"),
)
stand_ins = Table(
    "stand_ins",
    metadata,
    own_id(),
    Column("scheme", String(60), nullable=False),
    Column("application_id", ForeignKey("applications.id"), nullable=False),
    person("person_id"),
    person("named_by"),
    Column("named_at", UtcDateTime, nullable=False),
    UniqueConstraint("application_id", "person_id"),
)

mapper_registry.map_imperatively(Person, people)
mapper_registry.map_imperatively(Account, accounts)
mapper_registry.map_imperatively(Member, members)
mapper_registry.map_imperatively(StandsAside, stands_aside)
mapper_registry.map_imperatively(StandIn, stand_ins)
