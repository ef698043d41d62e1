"""Answers to the equality form in the database: they wait apart from their key, become numbers together, and lead to nobody."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.figuring import Figuring
from scheme.definition.definition import Definition
from scheme.figures.equality import EqualitySheet, EqualityStage
from scheme.figures.factors import Span, factors
from scheme.figures.years import year_of
from storage.engine.batch_keys import batch_keys
from storage.engine.database import Database
from storage.engine.encryption import KeyProblem, vault
from storage.figures import equality
from storage.figures.kept import figures_of
from storage.tables import equality_answered, equality_books, equality_sheets
from tests.support.dialogue import Stage
from tests.support.rounds import act, applies
from tests.support.stage import MAYA, START, set_stage

SAID = {"lgbtq": "yes", "age": "under_35"}
LEAST = 5


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Iterator[Path]:
    """Where the keys of batches are kept, apart from the database."""
    apart = tmp_path / "apart"
    batch_keys.open(apart, "mentoring")
    yield apart
    batch_keys.__init__()  # type: ignore[misc]


@pytest.fixture
async def scene(database: Database) -> Stage:
    return await set_stage(database)


def definition_of(scene: Stage) -> Definition:
    return scene.bot.definitions["aln"]


async def answer(
    scene: Stage, number: int, said: EqualitySheet = SAID, stage: EqualityStage = "applied"
) -> bool:
    async with scene.bot.work() as work:
        mark = vault.mark(f"somebody {number}")
        return await equality.keep(
            work, definition_of(scene), "mentee", stage, mark=mark, sheet=said
        )


async def test_answers_wait_encrypted_until_a_batch_is_whole_and_then_become_numbers(
    scene: Stage,
) -> None:
    for number in range(LEAST - 1):
        assert await answer(scene, number)
    async with scene.bot.work(writes=False) as work:
        sheets = (await work.session.execute(select(equality_sheets))).all()
        assert len(sheets) == LEAST - 1
        for sheet in sheets:
            with pytest.raises(KeyProblem):  # no key of the bot's opens it
                vault.unseal(sheet.sheet)
    assert await answer(scene, LEAST)
    async with scene.bot.work(writes=False) as work:
        assert (await work.session.execute(select(equality_sheets))).all() == []
        books = (await work.session.scalars(select(equality_books.c.book))).all()
    assert [book["waiting"] for book in books] == [
        {"applied": {"lgbtq": {"yes": LEAST}, "age": {"under_35": LEAST}}}
    ]


async def test_nobody_answers_twice(scene: Stage) -> None:
    assert await answer(scene, 1)
    assert not await answer(scene, 1, {"lgbtq": "no"})
    async with scene.bot.work(writes=False) as work:
        assert len((await work.session.execute(select(equality_sheets))).all()) == 1
        assert len((await work.session.execute(select(equality_answered))).all()) == 1


async def test_a_batch_in_an_old_copy_of_the_database_opens_no_more_once_the_next_begins(
    scene: Stage, folder: Path
) -> None:
    for number in range(LEAST - 1):
        await answer(scene, number)
    async with scene.bot.work(writes=False) as work:
        copy = (await work.session.scalars(select(equality_sheets.c.sheet))).all()
    assert all(batch_keys.unseal("aln/mentee/applied", sheet) for sheet in copy)
    await answer(scene, LEAST)
    await answer(scene, LEAST + 1)
    assert not any(batch_keys.unseal("aln/mentee/applied", sheet) for sheet in copy)
    assert modes_in(folder) == [0o600]


def modes_in(folder: Path) -> list[int]:
    return [file.stat().st_mode & 0o777 for file in folder.iterdir()]


async def test_those_who_were_as_far_wait_together_and_no_others(scene: Stage) -> None:
    for number in range(LEAST - 1):
        await answer(scene, number)
    await answer(scene, LEAST, stage="matched")
    async with scene.bot.work(writes=False) as work:
        assert len((await work.session.execute(select(equality_sheets))).all()) == LEAST


async def test_no_row_tells_by_its_order_which_came_first(scene: Stage) -> None:
    for table in (equality_sheets, equality_books, equality_answered):
        assert table.dialect_options["sqlite"]["with_rowid"] is False
    for number in range(LEAST - 1):
        await answer(scene, number)
    async with scene.bot.work(writes=False) as work:
        ids = (await work.session.scalars(select(equality_sheets.c.id))).all()
    assert len(set(ids)) == LEAST - 1
    assert all(len(row_id) == 32 for row_id in ids)


async def test_numbers_are_given_out_once_the_year_is_over_and_stand_beside_the_factor(
    scene: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def crowd(*_: object) -> dict[tuple[int, ...], int]:
        return {(2026,): 60}

    monkeypatch.setattr(equality, "came_alike", crowd)
    figuring = Figuring(scene.bot.database, scene.bot.definitions, scene.bot.clock)
    for number in range(8 * LEAST):
        await answer(scene, number)
    await figuring.look()
    assert await given_out(scene) == 0
    scene.bot.clock.set(START + timedelta(days=366))
    await figuring.look()
    first = await given_out(scene)
    assert first % LEAST == 0
    async with scene.bot.work(writes=False) as work:
        assert not await equality.is_due(work, definition_of(scene), work.now.date())
        found = await figures_of(work, definition_of(scene))
    assert found is not None
    shown = next(
        each
        for each in factors(definition_of(scene), found[0], Span(year=2027))
        if "LGBTQ+" in each.says
    )
    if first:
        assert f"Yes, LGBTQ+: applied {first}, matched 0, concluded 0" in shown.more
    else:
        assert shown.tone == "not counted"
    for _ in range(30):  # somebody looks every day
        scene.bot.clock.set(scene.bot.clock.now() + timedelta(days=1))
        await figuring.look()
    assert await given_out(scene) == first


async def given_out(scene: Stage) -> int:
    async with scene.bot.work(writes=False) as work:
        counts = await equality.counts(work, "aln")
    return sum(count.number for count in counts if count.question == "lgbtq")


async def test_who_came_alike_is_counted_by_the_years_of_the_scheme(scene: Stage) -> None:
    await applies(scene, MAYA, "mentee")
    async with scene.bot.work(writes=False) as work:
        definition = definition_of(scene)
        year = year_of(definition, work.now.date())
        assert await equality.came_alike(work, definition, "mentee", year) == {(year,): 1}
        assert not await equality.came_alike(work, definition, "mentee", year - 1)
        assert not await equality.came_alike(work, definition, "mentor", year)


async def test_whoever_applies_again_is_still_one_of_those_who_came_and_answers_once(
    scene: Stage,
) -> None:
    maya = await scene.person(MAYA)
    first = await applies(scene, MAYA, "mentee")
    async with scene.bot.work() as work:
        definition = definition_of(scene)
        ((application, stage),) = await equality.open_to(work, "aln", maya.person_id)
        mark = equality.mark_of(application, stage)
        assert await equality.keep(work, definition, "mentee", stage, mark=mark, sheet=SAID)
    await act(maya, "applied.withdrawn", first)
    assert await applies(scene, MAYA, "mentee") != first
    async with scene.bot.work(writes=False) as work:
        assert await equality.open_to(work, "aln", maya.person_id) == []
        year = year_of(definition, work.now.date())
        assert await equality.came_alike(work, definition, "mentee", year) == {(year,): 1}
