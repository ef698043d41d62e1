"""A connection to PostgreSQL that is lost: what is told is what is true, and never a bare fault."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select, text

from scheme.people import Person
from scheme.refusal import Refusal
from storage.engine.database import Database
from storage.tables import people as people_table
from storage.work import Fault, Unsure, Work

NOW = datetime(2027, 1, 11, 10, 0, tzinfo=UTC)
DIES = """
CREATE FUNCTION dies() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(1); RETURN NULL; END $$
"""
AT_COMMIT = """
CREATE CONSTRAINT TRIGGER dies AFTER INSERT ON people DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION dies()
"""


pytestmark = pytest.mark.parametrize("migrated_url", ["postgresql"], indirect=True)


def somebody() -> Person:
    return Person(name="Maya Thorne", email="maya@fellside.example.org", since=NOW)


@pytest.fixture
async def server(migrated_url: str) -> AsyncIterator[Database]:
    """Another way to the same database."""
    one = Database(migrated_url)
    yield one
    await one.close()


@pytest.fixture
def lose(server: Database) -> Callable[[Work], Awaitable[None]]:
    """The server ends a work's connection."""

    async def end(work: Work) -> None:
        process = (await work.session.execute(text("SELECT pg_backend_pid()"))).scalar_one()
        async with server.reading.connect() as connection:
            await connection.execute(
                text("SELECT pg_terminate_backend(:process, 10000)"), {"process": process}
            )

    return end


async def count(database: Database) -> int:
    async with Work(database, {}, NOW, writes=False) as work:
        return (
            await work.session.execute(select(func.count()).select_from(people_table))
        ).scalar_one()


async def test_a_connection_lost_before_anything_was_kept_is_a_fault(
    migrated: Database, lose: Callable[[Work], Awaitable[None]]
) -> None:
    async def adds() -> None:
        async with Work(migrated, {}, NOW) as work:
            await work.add(somebody())
            await lose(work)

    with pytest.raises(Fault) as told:
        await adds()
    assert not isinstance(told.value, Unsure)
    assert await count(migrated) == 0


async def test_a_rule_that_says_no_is_told_also_where_the_connection_is_lost_meanwhile(
    migrated: Database, lose: Callable[[Work], Awaitable[None]]
) -> None:
    async def says_no() -> None:
        async with Work(migrated, {}, NOW) as work:
            await lose(work)
            raise Refusal("No place is left.")

    with pytest.raises(Refusal, match="No place is left"):
        await says_no()
    assert await count(migrated) == 0


async def test_what_was_read_is_shown_also_where_the_connection_is_lost_at_the_end(
    migrated: Database, lose: Callable[[Work], Awaitable[None]]
) -> None:
    async with Work(migrated, {}, NOW, writes=False) as work:
        found = (
            await work.session.execute(select(func.count()).select_from(people_table))
        ).scalar_one()
        await lose(work)
    assert found == 0
    assert await count(migrated) == 0


async def test_what_was_kept_is_kept_also_where_the_connection_is_lost_after_that(
    migrated: Database, lose: Callable[[Work], Awaitable[None]], monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Work(migrated, {}, NOW) as work:
        await work.add(somebody())
        close = work.session.close

        async def loses() -> None:
            await work.session.begin()
            await lose(work)
            await close()

        monkeypatch.setattr(work.session, "close", loses)
    assert await count(migrated) == 1


async def test_a_connection_lost_while_it_is_being_kept_is_told_as_not_known(
    migrated: Database,
) -> None:
    async with migrated.writing.begin() as connection:
        await connection.execute(text(DIES))
        await connection.execute(text(AT_COMMIT))
    with pytest.raises(Unsure, match="can't tell whether this was saved"):
        async with Work(migrated, {}, NOW) as work:
            await work.add(somebody())
    assert await count(migrated) == 0


@pytest.mark.parametrize("reaches", [True, False])
async def test_what_was_perhaps_kept_is_never_told_as_kept_or_as_not(
    migrated: Database, monkeypatch: pytest.MonkeyPatch, *, reaches: bool
) -> None:
    async def adds() -> None:
        async with Work(migrated, {}, NOW) as work:
            await work.add(somebody())
            commit = work.session.commit

            async def lost() -> None:
                if reaches:
                    await commit()
                raise ConnectionResetError

            monkeypatch.setattr(work.session, "commit", lost)

    with pytest.raises(Unsure):
        await adds()
    assert await count(migrated) == reaches
