"""What the tables share: naming, ids, people, and constraints that hold for some rows."""

from sqlalchemy import Column, ForeignKey, Index, Integer, MetaData, text
from sqlalchemy.orm import registry

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)
mapper_registry = registry(metadata=metadata)


def own_id() -> Column[int]:
    """A row's own id, which counts."""
    return Column("id", Integer, primary_key=True, autoincrement=True)


def person(name: str, *, null: bool = False) -> Column[int]:
    """A reference to a person."""
    return Column(name, ForeignKey("people.id"), nullable=null, index=True)


def only(name: str, *columns: str, where: str) -> Index:
    """A constraint that holds for some rows: unique where a condition is met."""
    return Index(name, *columns, unique=True, sqlite_where=text(where), postgresql_where=text(where))
