"""What was read of the mentors is not read again, and never tells what is no longer so."""

import gc
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from weakref import ref

import pytest
from sqlalchemy import event, func, insert, select, update

from benchmarks.crowd import Crowd, gather
from benchmarks.scenario import engines
from scheme.application.application import Application, ApplicationStage
from scheme.definition.definition import Definition
from scheme.ids import ApplicationId
from scheme.matching.ranking import Suggestions, suggest
from scheme.matching.side import Side
from storage import applications, people
from storage.engine.database import Database
from storage.engine.encryption import vault
from storage.matching import register, sides
from storage.tables import applications as applications_table
from storage.tables import candidates, partnerships, places, stands_aside
from storage.work import Work

NOW = datetime(2027, 1, 11, 10, tzinfo=UTC)
COUNT = 24
ROUNDS = 12

Begin = Callable[[], Work]


@pytest.fixture
def begin(migrated: Database, definition: Definition) -> Begin:
    """Begins a unit of work."""
    return lambda: Work(migrated, {definition.key: definition}, NOW)


@pytest.fixture
def look(migrated: Database, definition: Definition) -> Begin:
    """Begins a unit of work that only reads."""
    return lambda: Work(migrated, {definition.key: definition}, NOW, writes=False)


@pytest.fixture
async def crowd(begin: Begin, definition: Definition) -> Crowd:
    """Mentors and mentees."""
    async with begin() as work:
        await people.ensure_roster(work, definition)
        return await gather(work, definition, COUNT)


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each JSON that is decrypted."""
    found: list[str] = []
    unseal = vault.unseal_json

    def note(token: str) -> Any:
        found.append(token)
        return unseal(token)

    monkeypatch.setattr(vault, "unseal_json", note)
    return found


async def some_mentor(work: Work, chance: random.Random, definition: Definition) -> Application:
    return chance.choice(await applications.mentors(work, definition.key))


async def is_revised(work: Work, mentor: Application, chance: random.Random) -> None:
    text = chance.choice(["budgets and lesson plans", "maps", ""])
    mentor.revise(mentor.answers | {"experience": text}, mentor.revision, NOW)


async def changes_unseen(work: Work, mentor: Application, chance: random.Random) -> None:
    answers = mentor.answers | {"capacity": chance.randint(0, 4), "avoid": "Mentee 3"}
    await work.session.execute(
        update(applications_table)
        .where(applications_table.c.id == mentor.id)
        .values(answers=answers)
        .execution_options(synchronize_session=False)
    )


async def has_another_name(work: Work, mentor: Application, chance: random.Random) -> None:
    person = await people.by_id(work, mentor.person_id)
    if len(person.names) < 9:
        person.rename(f"Somebody Else {chance.randint(0, 99)}")


async def is_spelt_otherwise(work: Work, mentor: Application, chance: random.Random) -> None:
    (await people.by_id(work, mentor.person_id)).name = f"Somebody {chance.randint(0, 99)}"


async def had_another_name(work: Work, mentor: Application, chance: random.Random) -> None:
    (await people.by_id(work, mentor.person_id)).formerly = [f"Somebody {chance.randint(0, 99)}"]


async def has_another_address(work: Work, mentor: Application, chance: random.Random) -> None:
    person = await people.by_id(work, mentor.person_id)
    person.move_to(f"other{mentor.person_id}.{chance.randint(0, 10**9)}@example.org")


async def is_away(work: Work, mentor: Application, chance: random.Random) -> None:
    until = chance.choice([None, NOW.date() + timedelta(days=chance.randint(-3, 30))])
    await work.session.execute(
        update(applications_table)
        .where(applications_table.c.id == mentor.id)
        .values(away_until=until)
        .execution_options(synchronize_session=False)
    )


async def leaves(work: Work, mentor: Application, chance: random.Random) -> None:
    mentor.stage = chance.choice([ApplicationStage.WITHDRAWN, ApplicationStage.MATCHED])


async def comes_back(work: Work, mentor: Application, chance: random.Random) -> None:
    await work.session.execute(
        update(applications_table)
        .where(applications_table.c.role == "mentor")
        .values(stage=ApplicationStage.ELIGIBLE)
        .execution_options(synchronize_session=False)
    )


async def is_stood_aside_from(work: Work, mentor: Application, chance: random.Random) -> None:
    reader = (await people.organisations(work, mentor.scheme))[0][0]
    known = select(stands_aside.c.id).where(
        stands_aside.c.application_id == mentor.id, stands_aside.c.person_id == reader
    )
    if (await work.session.scalars(known)).first() is None:
        await work.session.execute(
            insert(stands_aside).values(application_id=mentor.id, person_id=reader, declared_at=NOW)
        )


async def has_another_place(work: Work, mentor: Application, chance: random.Random) -> None:
    await work.session.execute(update(places).values(released_at=NOW))
    if chance.random() < 0.8:
        await work.session.execute(
            insert(places).values(
                mentor_application_id=mentor.id,
                number=chance.randint(1, 3),
                candidate_id=select(func.min(candidates.c.id)).scalar_subquery(),
                taken_at=NOW,
            )
        )


async def had_a_partnership(work: Work, mentor: Application, chance: random.Random) -> None:
    await work.session.execute(
        update(partnerships)
        .where(partnerships.c.id == select(func.min(partnerships.c.id)).scalar_subquery())
        .values(mentor_application_id=mentor.id)
    )


CHANGES = (
    has_another_place,
    had_a_partnership,
    is_revised,
    changes_unseen,
    has_another_name,
    is_spelt_otherwise,
    had_another_name,
    has_another_address,
    is_away,
    leaves,
    comes_back,
    is_stood_aside_from,
)


def told(found: Suggestions) -> list[Any]:
    """Everything that the Group reads of it."""
    ranked = [
        (
            suggestion.mentor.application.ref,
            suggestion.mentor.application.answers,
            suggestion.mentor.application.away_until,
            suggestion.mentor.taken,
            suggestion.mentor.partnerships_ever,
            suggestion.score,
            suggestion.points,
        )
        for suggestion in found.ranked
    ]
    left = [(one.mentor.application.ref, one.reason) for one in found.excluded]
    return [ranked, left]


async def both(work: Work, definition: Definition, crowd: Crowd) -> tuple[list[Any], list[Any]]:
    """The suggestions from what was kept, and from what is read afresh."""
    reader_id = (await people.organisations(work, definition.key))[0][0]
    reader = await people.reader(work, await people.by_id(work, reader_id))
    seeking = await applications.by_id(work, ApplicationId(crowd.mentee(crowd.waiting(1))))
    mentee = await register.mentee(work, seeking)
    kept = await register.mentors(work, definition, mentee_id=seeking.person_id)
    every = await applications.mentors(work, definition.key)
    fresh = await register.mentors(work, definition, every, mentee_id=seeking.person_id)
    assert not any(mentor.side for mentor in fresh)
    assert [mentor.side for mentor in kept] == [
        Side.of(definition, mentor.application, mentor.person) for mentor in fresh
    ]
    return (
        told(suggest(definition, mentee, kept, NOW.date(), reader)),
        told(suggest(definition, mentee, fresh, NOW.date(), reader)),
    )


@pytest.mark.parametrize("seed", range(4))
async def test_whatever_changed_the_suggestions_are_those_that_are_read_afresh(
    begin: Begin, look: Begin, definition: Definition, crowd: Crowd, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311
    seen = []
    for _ in range(ROUNDS):
        async with look() as work:
            kept, fresh = await both(work, definition, crowd)
            assert kept == fresh
            seen.append(kept)
        async with begin() as work:
            mentor = await some_mentor(work, chance, definition)
            await chance.choice(CHANGES)(work, mentor, chance)
    assert seen[0] != seen[-1]


@pytest.mark.parametrize("change", CHANGES)
async def test_each_change_is_seen_at_the_next_reading(
    begin: Begin, look: Begin, definition: Definition, crowd: Crowd, change: Callable[..., Any]
) -> None:
    chance = random.Random(1)  # noqa: S311
    async with look() as work:
        await both(work, definition, crowd)
    async with begin() as work:
        await change(work, await some_mentor(work, chance, definition), chance)
    async with look() as work:
        kept, fresh = await both(work, definition, crowd)
    assert kept == fresh


async def test_what_every_mentor_wrote_is_decrypted_once_and_of_whoever_changed_once_more(
    begin: Begin, look: Begin, definition: Definition, crowd: Crowd, opened: list[str]
) -> None:
    async with look() as work:
        found = await sides.of_register(work, definition)
    assert len(opened) == len(found)
    opened.clear()
    async with look() as work:
        assert await sides.of_register(work, definition) == found
    assert opened == []
    async with begin() as work:
        mentor = await applications.by_id(work, found[3].application.id)
        opened.clear()
        mentor.revise(mentor.answers | {"experience": "Maps"}, mentor.revision, NOW)
    async with look() as work:
        changed = await sides.of_register(work, definition)
    assert len(opened) == 1
    assert changed[3].application.answers["experience"] == "Maps"


async def test_no_more_are_kept_than_there_is_room_for(
    look: Begin,
    definition: Definition,
    crowd: Crowd,
    opened: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sides, "MOST", 5)
    async with look() as work:
        found = await sides.of_register(work, definition)
    opened.clear()
    async with look() as work:
        assert await sides.of_register(work, definition) == found
    assert len(opened) == len(found) - 5


async def test_of_whoever_withdraws_nothing_is_kept(
    begin: Begin, look: Begin, definition: Definition, crowd: Crowd
) -> None:
    async with look() as work:
        first = (await sides.of_register(work, definition))[0]
    kept = ref(first.side)
    number = first.application.id
    del first
    assert kept() is not None
    async with begin() as work:
        (await applications.by_id(work, number)).withdraw(NOW)
    assert kept() is None


async def test_of_whoever_left_in_another_process_nothing_is_kept_after_the_next_reading(
    begin: Begin, look: Begin, definition: Definition, crowd: Crowd
) -> None:
    async with look() as work:
        first = (await sides.of_register(work, definition))[0]
    kept = ref(first.side)
    number = first.application.id
    del first
    async with begin() as work:
        await work.session.execute(
            update(applications_table)
            .where(applications_table.c.id == number)
            .values(stage=ApplicationStage.WITHDRAWN)
            .execution_options(synchronize_session=False)
        )
    assert kept() is not None
    async with look() as work:
        await sides.of_register(work, definition)
    assert kept() is None


async def test_a_work_that_may_change_something_leaves_nothing_to_be_kept(
    begin: Begin, look: Begin, definition: Definition, crowd: Crowd, opened: list[str]
) -> None:
    async with begin() as work:
        found = await sides.of_register(work, definition)
    opened.clear()
    async with look() as work:
        assert await sides.of_register(work, definition) == found
    assert len(opened) == len(found)


async def test_a_register_that_is_known_is_looked_through_by_one_statement_that_names_nobody(
    look: Begin, migrated: Database, definition: Definition, crowd: Crowd
) -> None:
    async with look() as work:
        await register.mentors(work, definition)
    asked: list[Any] = []

    def note(_connection: object, _cursor: object, _sql: str, parameters: Any, *_: object) -> None:
        asked.append(parameters)

    for engine in engines(migrated):
        event.listen(engine, "before_cursor_execute", note)
    async with look() as work:
        assert len(await register.mentors(work, definition)) == COUNT
    for engine in engines(migrated):
        event.remove(engine, "before_cursor_execute", note)
    named = {crowd.mentor(number) for number in range(COUNT)}
    about = [parameters for parameters in asked if definition.key in parameters]
    assert len(about) == 1
    assert [parameters for parameters in asked if named.intersection(parameters)] == []


async def test_what_is_kept_is_not_gone_through_by_the_collector_again_and_again(
    look: Begin, definition: Definition, crowd: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sides, "SET_ASIDE", COUNT)
    async with look() as work:
        found = await sides.of_register(work, definition)
    looked_through = {id(thing) for thing in gc.get_objects()}
    assert [mentor for mentor in found if id(mentor.side) in looked_through] == []
