"""What the two of a pair thank each other for."""

from sqlalchemy import Column, ForeignKey, Integer, String, Table, UniqueConstraint

from scheme.partnership.thanks import Thanks
from storage.engine.columns import Sealed, UtcDateTime
from storage.tables.base import mapper_registry, metadata, own_id, person

thanks = Table(
    "thanks",
    metadata,
    own_id(),
    Column("scheme", String(60), nullable=False),
    Column("partnership_id", ForeignKey("partnerships.id"), nullable=False),
    person("person_id"),
    Column("text", Sealed, nullable=False),
    Column("written_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime),
    Column("revision", Integer, nullable=False),
    UniqueConstraint("partnership_id", "person_id"),
)

mapper_registry.map_imperatively(Thanks, thanks)
