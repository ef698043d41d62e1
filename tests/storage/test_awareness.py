"""The question of the year in the database: an answer once for each ticket, and nothing that leads from one to the other."""

import asyncio
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text

from scheme.survey.awareness import Asking
from storage import awareness
from storage.engine.database import Database
from storage.tables import asked_addresses, awareness_answers, not_to_ask, tickets
from storage.work import Clash
from tests.support.dialogue import Stage
from tests.support.stage import DAY_ONE, set_stage

UNA, TOM = "una@fells.example.org", "tom@fells.example.org"
YES = {"heard": "yes", "knows": "partly", "speaks": "no"}


@pytest.fixture
async def scene(database: Database) -> Stage:
    return await set_stage(database)


async def begun(scene: Stage, *addresses: str) -> tuple[int, list[int]]:
    async with scene.bot.work() as work:
        asking_id = await awareness.begin(work, "aln", 2027, DAY_ONE + timedelta(days=28))
        return asking_id, await awareness.ask(work, asking_id, addresses)


async def now(scene: Stage, asking_id: int) -> Asking:
    async with scene.bot.work(writes=False) as work:
        found = await awareness.by_id(work, asking_id)
    assert found is not None
    return found


async def test_a_ticket_lets_one_answer_in_and_goes_with_it(scene: Stage) -> None:
    asking_id, (una,) = await begun(scene, UNA)
    async with scene.bot.work() as work:
        token = await awareness.ticket(work, una)
    async with scene.bot.work() as work:
        assert await awareness.answer(work, token, YES)
    async with scene.bot.work() as work:
        assert not await awareness.answer(work, token, YES)
        assert await awareness.by_token(work, token) is None
        assert (await work.session.execute(select(tickets))).all() == []
    assert (await now(scene, asking_id)).tallies["knows"] == {"partly": 1}


async def test_of_two_at_the_same_moment_one_counts(scene: Stage) -> None:
    asking_id, (una,) = await begun(scene, UNA)
    async with scene.bot.work() as work:
        token = await awareness.ticket(work, una)

    async def once() -> bool:
        async with scene.bot.work() as work:
            return await awareness.answer(work, token, YES)

    assert sorted(await asyncio.gather(once(), once(), once())) == [False, False, True]
    assert (await now(scene, asking_id)).answered == 1


async def test_an_answer_holds_what_was_said_and_nothing_of_who_or_when(scene: Stage) -> None:
    _, (una,) = await begun(scene, UNA)
    async with scene.bot.work() as work:
        token = await awareness.ticket(work, una)
        await awareness.answer(work, token, YES)
    assert set(awareness_answers.columns.keys()) == {
        "id",
        "asking_id",
        "heard",
        "knows",
        "speaks",
        "shared",
    }
    assert set(tickets.columns.keys()) == {"id", "asking_id", "token_hash"}
    if scene.bot.database.is_sqlite:
        async with scene.bot.work(writes=False) as work:
            for table in ("tickets", "awareness_answers", "not_to_ask"):
                with pytest.raises(Exception, match="rowid"):
                    await work.session.execute(text(f"select rowid from {table}"))  # noqa: S608


async def test_an_address_is_sealed_and_goes_when_its_mail_has_gone(scene: Stage) -> None:
    _, (una,) = await begun(scene, UNA)
    async with scene.bot.work() as work:
        raw = (await work.session.execute(text("select address from asked_addresses"))).scalar_one()
        assert "una" not in raw
        assert await awareness.address_of(work, una) == (UNA, "aln")
        await awareness.let_go(work, "person:1")
        await awareness.let_go(work, f"mail:asked:{una}")
    async with scene.bot.work(writes=False) as work:
        assert await awareness.address_of(work, una) is None
        assert (await work.session.scalars(select(asked_addresses.c.address))).all() == [None]


async def test_nobody_is_asked_twice_in_a_year_or_after_saying_never_again(scene: Stage) -> None:
    asking_id, (una,) = await begun(scene, UNA)
    async with scene.bot.work() as work:
        await awareness.let_go(work, f"mail:asked:{una}")
        assert len(await awareness.ask(work, asking_id, [UNA, TOM])) == 1
        mark = awareness.stops(await awareness.stopping(work, una))
        await awareness.stop(work, mark)
        await awareness.stop(work, mark)
        await awareness.close(work, asking_id)
        assert (
            await awareness.ask(
                work, await awareness.begin(work, "aln", 2028, date(2028, 2, 1)), [UNA]
            )
            == []
        )
        assert UNA not in str((await work.session.execute(select(not_to_ask))).all())


async def test_what_is_no_link_to_stop_stops_nobody(scene: Stage) -> None:
    assert awareness.stops("nothing") == ""
    assert awareness.stops("ä") == ""


async def test_closing_leaves_the_answers_and_the_count_alone(scene: Stage) -> None:
    asking_id, (una, _) = await begun(scene, UNA, TOM)
    async with scene.bot.work() as work:
        token = await awareness.ticket(work, una)
        shared = await awareness.share(work, asking_id)
        await awareness.keep(work, asking_id, YES, shared=True)
    async with scene.bot.work() as work:
        await awareness.close_late(work, DAY_ONE + timedelta(days=28))
    assert not (await now(scene, asking_id)).is_closed
    async with scene.bot.work() as work:
        await awareness.close_late(work, DAY_ONE + timedelta(days=29))
    found = await now(scene, asking_id)
    assert (found.is_closed, found.asked, found.answered, found.shared) == (True, 2, 1, 1)
    async with scene.bot.work() as work:
        assert not await awareness.answer(work, token, YES)
        assert await awareness.by_shared(work, shared) is None
        for table in (tickets, asked_addresses):
            assert (await work.session.execute(select(table))).all() == []


async def test_a_year_has_one_question(scene: Stage) -> None:
    await begun(scene)
    with pytest.raises(Clash):
        await begun(scene)
