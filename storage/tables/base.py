"""What the tables share: naming, ids, people, and constraints that hold for some rows."""

from secrets import randbelow

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
LEAST = 100_000_000


def own_id() -> Column[int]:
    """A row's own id, which counts."""
    return Column("id", Integer, primary_key=True, autoincrement=True)


def chance_id() -> Column[int]:
    """A row's own id, by chance: where nobody may learn from a button how many others there are (R8.4).

    Of nine figures, as many as a subject holds. Ids of rows that an earlier version kept stay as they were.
    """
    return Column("id", Integer, primary_key=True, autoincrement=False, default=_by_chance)


def _by_chance() -> int:
    return LEAST + randbelow(9 * LEAST)


def person(name: str, *, null: bool = False) -> Column[int]:
    """A reference to a person."""
    return Column(name, ForeignKey("people.id"), nullable=null, index=True)


def only(name: str, *columns: str, where: str) -> Index:
    """A constraint that holds for some rows: unique where a condition is met."""
    return Index(
        name, *columns, unique=True, sqlite_where=text(where), postgresql_where=text(where)
    )
