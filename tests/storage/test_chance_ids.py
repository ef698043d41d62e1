"""What a reader must not know to be there has an id by chance, so that no button tells how many there are (R8.4)."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from sqlalchemy.sql.schema import CallableColumnDefault

from scheme.concern.concern import Concern
from scheme.definition.definition import Definition
from storage import concerns, matters
from storage.engine.database import Database
from storage.tables import base, metadata
from storage.work import Work

NOW = datetime(2027, 1, 11, 10, 0, tzinfo=UTC)
HIDDEN = ("concerns", "enquiries", "soundings", "surveys", "reflections", "hours")


@pytest.mark.parametrize("name", HIDDEN)
def test_an_id_is_as_long_as_a_subject_holds_and_follows_from_no_other(name: str) -> None:
    default = metadata.tables[name].c.id.default
    assert isinstance(default, CallableColumnDefault)
    made = [base._by_chance() for _ in range(200)]
    assert len(set(made)) == 200
    assert {len(str(one)) for one in made} == {9}
    assert len({later - earlier for earlier, later in pairwise(made)}) == 199


async def test_complaints_are_found_by_an_id_of_chance_and_stay_in_the_order_in_which_they_came(
    migrated: Database, definition: Definition, cast: list[int]
) -> None:
    async with Work(migrated, {definition.key: definition}, NOW) as work:
        made = [
            await work.add(Concern.receive(definition, cast[0], "scheme", None, text, NOW.replace(minute=minute)))
            for minute, text in enumerate(("One", "Two", "Three", "Four"))
        ]
    async with Work(migrated, {definition.key: definition}, NOW, writes=False) as work:
        assert [one.id for one in await concerns.not_closed(work, definition.key)] == [one.id for one in made]
        found = await matters.find(work, made[2].subject, "")
        assert found.the(Concern).text == "Three"
