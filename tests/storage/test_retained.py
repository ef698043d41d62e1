"""The trial of what goes by itself is asked of either database (R11.1)."""

from scheme.definition.definition import Definition
from storage.engine.database import Database
from storage.retained import retained
from storage.work import Work
from tests.storage.conftest import NOW


async def test_where_nothing_is_there_nothing_is_counted(
    migrated: Database, definition: Definition
) -> None:
    async with Work(migrated, {definition.key: definition}, NOW, writes=False) as work:
        found = await retained(work, definition)
    assert len(found) == 9
    assert {(kind.kept, kind.past, kind.soon) for kind in found} == {(0, 0, 0)}
