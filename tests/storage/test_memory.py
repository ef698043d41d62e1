"""What a work has read is not asked for again, and is asked for again once it may have changed."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from benchmarks.growth import counted
from scheme.definition.definition import Definition
from scheme.ids import PersonId
from scheme.people import Person
from storage import people
from storage.engine.database import Database
from storage.tables import members, notes
from storage.tables import people as people_table
from storage.work import Work

NOW = datetime(2027, 1, 11, 10, tzinfo=UTC)


def somebody(number: int) -> Person:
    return Person(name=f"Mentor {number}", email=f"mentor{number}@example.org", since=NOW)


@pytest.fixture
def begin(migrated: Database, definition: Definition) -> Callable[[], Work]:
    """Begins a unit of work."""
    return lambda: Work(migrated, {definition.key: definition}, NOW)


class Asked:
    """Asks for people by their ids, and notes each time it does."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.times: list[list[int]] = []

    async def zones(self, ids: Sequence[PersonId]) -> dict[PersonId, str]:
        self.times.append(list(ids))
        query = select(people_table.c.id, people_table.c.zone).where(people_table.c.id.in_(ids))
        found = (await self.work.session.execute(query)).all()
        return {number: zone for number, zone in found}

    async def names(self) -> list[str]:
        self.times.append([])
        found = await self.work.session.scalars(select(Person).order_by(people_table.c.id))
        return [person.name for person in found]


async def test_what_is_known_of_some_is_asked_of_the_others_alone(
    begin: Callable[[], Work],
) -> None:
    async with begin() as work:
        ids = [(await work.add(somebody(number))).id for number in range(3)]
        asked = Asked(work)
        await work.each("zones", ids[:2], asked.zones, of=(people_table,))
        found = await work.each("zones", ids, asked.zones, of=(people_table,))
        assert found == dict.fromkeys(ids, "Europe/London")
        assert asked.times == [ids[:2], ids[2:]]


async def test_an_answer_stands_until_a_row_of_its_tables_comes_or_goes(
    begin: Callable[[], Work],
) -> None:
    async with begin() as work:
        first = await work.add(somebody(1))
        asked = Asked(work)
        of = (people_table,)
        await work.once("names", asked.names, of=of)
        first.name = "Maya Reed"
        await work.flush()  # seen in the object itself
        await work.session.execute(update(notes).values(value=""))  # another table
        await work.once("names", asked.names, of=of)
        assert len(asked.times) == 1
        work.session.add(somebody(2))  # not sent to the database yet
        assert await work.once("names", asked.names, of=of) == ["Maya Reed", "Mentor 2"]
        await work.session.delete(first)
        assert await work.once("names", asked.names, of=of) == ["Mentor 2"]
        await work.session.execute(update(people_table).values(zone="Europe/Paris"))
        await work.once("names", asked.names, of=of)
        assert len(asked.times) == 4


async def test_an_answer_of_bare_values_stands_until_one_of_them_changes(
    begin: Callable[[], Work],
) -> None:
    async with begin() as work:
        first = await work.add(somebody(1))
        asked = Asked(work)

        async def zones() -> dict[PersonId, str]:
            return await work.each("zones", [first.id], asked.zones, of=(people_table,), bare=True)

        await zones()
        await zones()
        assert len(asked.times) == 1
        first.zone = "Europe/Paris"  # not sent to the database yet
        assert await zones() == {first.id: "Europe/Paris"}


async def test_whoever_was_met_is_not_asked_for_again(
    migrated: Database, begin: Callable[[], Work]
) -> None:
    async with begin() as work:
        number = (await work.add(somebody(1))).id
    async with begin() as work:
        with counted(migrated) as statements:
            assert (await people.by_id(work, number)).name == "Mentor 1"  # and nobody keeps them
            await people.by_ids(work, {number})
            await people.by_id(work, number)
        assert len(statements) == 1


async def test_a_seat_that_is_given_up_is_on_the_roster_no_more(begin: Callable[[], Work]) -> None:
    async with begin() as work:
        person = await work.add(somebody(1))
        seats = [await people.roster(work, "aln")]
        await work.session.execute(
            members.insert().values(
                scheme="aln", person_id=person.id, duty="chair", organisation="", since=NOW
            )
        )
        seats.append(await people.roster(work, "aln"))
        seats[1][0].give_up(NOW)
        seats.append(await people.roster(work, "aln"))
        assert [len(found) for found in seats] == [0, 1, 0]
        assert await people.duties(work, "aln", person.id) == frozenset()


async def test_whoever_waited_asks_again_but_for_what_is_named(begin: Callable[[], Work]) -> None:
    async with begin() as work:
        person = await work.add(somebody(1))
        asked = Asked(work)
        for but in ((), ("zones",), ("others",)):
            work.ask_again(but=but)
            await work.each("zones", [person.id], asked.zones, of=(people_table,))
        assert len(asked.times) == 2
