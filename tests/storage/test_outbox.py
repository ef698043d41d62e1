"""The outbox keeps the latest wording of each message, leases rows to one worker at a time, and loses none."""

import asyncio
import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event, text, update

from scheme.definition.definition import Definition
from storage import outbox, plans
from storage.engine.database import Database
from storage.letters import AT_ONCE
from storage.outbox import LEASE, Letter
from storage.tables import outbox as rows
from storage.work import Work

NOW = datetime(2027, 1, 11, 10, 0, tzinfo=UTC)

Begin = Callable[[], Work]


@pytest.fixture
def begin(migrated: Database, definition: Definition) -> Begin:
    """Begins a unit of work."""
    return lambda: Work(migrated, {definition.key: definition}, NOW)


async def _post(
    begin: Begin, body: str, key: str | None = "card", *, to: str = "person:1", notify: bool = True
) -> None:
    async with begin() as work:
        await outbox.post(work, to, body, key=key, notify=notify)


async def _claim(begin: Begin, after: timedelta = timedelta(), most: int = 50) -> Sequence[Letter]:
    """Claim what waits, as a worker does some time from now."""
    async with begin() as work:
        return await outbox.claim(work.session, datetime.now(UTC) + after, most)


async def _one(begin: Begin, after: timedelta = timedelta()) -> Letter:
    (letter,) = await _claim(begin, after)
    return letter


async def _sent(begin: Begin, letter: Letter, address: str = "m1") -> None:
    async with begin() as work:
        await outbox.sent(work.session, letter, address)


async def _waiting(begin: Begin) -> tuple[int, int]:
    async with begin() as work:
        return await outbox.waiting(work.session)


async def test_what_is_posted_is_claimed_once_in_order_and_sent_once(begin: Begin) -> None:
    for body in ("first", "second"):
        await _post(begin, body, key=None)
    letters = await _claim(begin)
    assert [(one.body, one.recipient, one.posted_at, one.attempts) for one in letters] == [
        ("first", "person:1", NOW, 1),
        ("second", "person:1", NOW, 1),
    ]
    assert await _claim(begin) == []
    for letter in letters:
        await _sent(begin, letter)
    assert await _claim(begin, LEASE * 2) == []
    assert await _waiting(begin) == (0, 0)


async def test_of_a_key_the_latest_wording_is_sent_once_and_then_in_place(begin: Begin) -> None:
    await _post(begin, "one")
    await _post(begin, "two")
    await _post(begin, "elsewhere", to="person:2")
    first, elsewhere = await _claim(begin)
    assert (first.body, first.address, elsewhere.body) == ("two", None, "elsewhere")
    await _sent(begin, first, "m1")
    await _post(begin, "three")
    again = await _one(begin)
    assert (again.id, again.body, again.address) == (first.id, "three", "m1")


async def test_the_same_wording_again_is_not_sent_again(begin: Begin) -> None:
    await _post(begin, "one")
    await _sent(begin, await _one(begin))
    await _post(begin, "one", notify=False)
    assert await _claim(begin) == []


async def test_a_quiet_change_does_not_silence_what_still_waits(begin: Begin) -> None:
    await _post(begin, "loud", notify=True)
    await _post(begin, "quiet", notify=False)
    letter = await _one(begin)
    assert (letter.body, letter.notify) == ("quiet", True)
    await _sent(begin, letter)
    await _post(begin, "quieter", notify=False)
    assert (await _one(begin)).notify is False


async def test_a_wording_posted_while_another_is_being_sent_is_sent_too(begin: Begin) -> None:
    await _post(begin, "one")
    letter = await _one(begin)
    await _post(begin, "two")
    assert await _claim(begin) == []  # one delivery at a time, or the two would come out of order
    await _sent(begin, letter, "m1")
    later = await _one(begin)
    assert (later.body, later.address) == ("two", "m1")


async def test_four_workers_never_claim_the_same_row(migrated: Database, begin: Begin) -> None:
    async with begin() as work:
        for number in range(60):
            await outbox.post(work, f"person:{number}", "{}", key=None)

    async def claims_all() -> list[int]:
        found: list[int] = []
        while letters := await _claim(begin, most=5):
            found.extend(one.id for one in letters)
        return found

    claimed = await asyncio.gather(*(claims_all() for _ in range(4)))
    together = [one for each in claimed for one in each]
    # SKIP LOCKED passes over what another is just claiming, so a worker may find nothing while rows are left.
    together += [one.id for one in await _claim(begin)]
    assert len(together) == len(set(together)) == 60


async def test_what_a_dead_worker_had_claimed_is_delivered_when_its_lease_ends(
    begin: Begin,
) -> None:
    await _post(begin, "one")
    lost = await _one(begin)
    assert await _claim(begin, LEASE - timedelta(seconds=5)) == []
    found = await _one(begin, LEASE + timedelta(seconds=5))
    assert (found.id, found.attempts) == (lost.id, 2)
    await _sent(begin, found)
    assert await _claim(begin, LEASE * 5) == []


async def test_who_comes_back_after_the_lease_does_not_undo_what_another_has_sent(
    begin: Begin,
) -> None:
    await _post(begin, "one")
    slow = await _one(begin)
    await _post(begin, "two")
    quick = await _one(begin, LEASE * 2)
    await _sent(begin, quick, "m2")
    await _sent(begin, slow, "m1")
    assert await _claim(begin, LEASE * 4) == []
    await _post(begin, "three")
    assert (await _one(begin, LEASE * 4)).address == "m2"


async def test_what_is_put_off_waits_until_then(begin: Begin) -> None:
    await _post(begin, "one")
    letter = await _one(begin)
    until = datetime.now(UTC) + timedelta(minutes=5)
    async with begin() as work:
        await outbox.put_off(work.session, letter, until)
    assert await _claim(begin, timedelta(minutes=4)) == []
    assert (await _one(begin, timedelta(minutes=6))).attempts == 2


async def test_what_is_set_aside_is_counted_and_not_tried_until_it_is_worded_anew(
    begin: Begin,
) -> None:
    await _post(begin, "too long")
    async with begin() as work:
        letter = (await outbox.claim(work.session, datetime.now(UTC)))[0]
        await outbox.set_aside(work.session, letter, "x" * 500)
    assert await _claim(begin, LEASE * 2) == []
    assert await _waiting(begin) == (0, 1)
    await _post(begin, "short")
    assert await _waiting(begin) == (1, 0)
    fresh = await _one(begin)
    assert (fresh.body, fresh.attempts) == ("short", 1)


async def test_what_is_set_aside_is_listed_tried_again_or_dropped(begin: Begin) -> None:
    await _post(begin, "one", key="a")
    await _post(begin, "two", key="b")
    async with begin() as work:
        one, two = await outbox.claim(work.session, datetime.now(UTC))
        await outbox.set_aside(work.session, one, "account_inactive")
        await outbox.put_off(work.session, two, datetime.now(UTC) + timedelta(hours=1))
    async with begin() as work:
        listed, count = await outbox.undelivered(work, 1)
        assert ([(letter.id, letter.why) for letter in listed], count) == (
            [(one.id, "account_inactive")],
            2,
        )
        assert await outbox.drop(work, [one.id, two.id]) == [one.id]
        assert await outbox.retry(work, []) == [two.id]
        assert await outbox.retry(work, [one.id]) == []
    assert await _waiting(begin) == (1, 0)
    assert (await _one(begin)).id == two.id


async def test_a_new_wording_is_tried_though_the_one_before_cannot_be_sent(begin: Begin) -> None:
    for give_up in (True, False):
        await _post(begin, f"too long {give_up}")
        letter = await _one(begin)
        await _post(begin, f"short {give_up}")
        async with begin() as work:
            if give_up:
                await outbox.set_aside(work.session, letter, "msg_too_long")
            else:
                await outbox.put_off(work.session, letter, datetime.now(UTC) + timedelta(hours=1))
        fresh = await _one(begin)
        assert fresh.body == f"short {give_up}"
        await _sent(begin, fresh)


async def test_what_is_given_back_waits_at_once_and_does_not_count_as_tried(begin: Begin) -> None:
    await _post(begin, "one")
    letter = await _one(begin)
    async with begin() as work:
        await outbox.give_back(work.session, [letter])
    again = await _one(begin)
    assert again.attempts == 1
    async with begin() as work:
        await outbox.give_back(work.session, [letter])  # late: another has it by now
    assert await _claim(begin) == []


CARDS = 300
RECEIVED = "Application received"


async def _backlog(begin: Begin) -> None:
    """The Group has hundreds of cards, and copies of them; then somebody's own letter is posted."""
    async with begin() as work:
        for number in range(CARDS):
            await outbox.post(work, "group:aln", "card", key=f"application:{number}")
            await outbox.post(work, "person:7", "copy", key=f"group/application:{number}")
        await outbox.post(work, "room:slack:T1/C1", "moved", key="list")
    await _post(begin, RECEIVED, key=None, to="person:9")


async def test_what_somebody_waits_for_is_claimed_before_hundreds_of_the_groups_cards(
    begin: Begin,
) -> None:
    await _backlog(begin)
    assert [one.body for one in await _claim(begin, most=1)] == [RECEIVED]
    rest = await _claim(begin, most=3 * CARDS)
    assert len(rest) == 2 * CARDS + 1


async def test_it_is_so_as_well_when_what_waited_is_taken_up_again(begin: Begin) -> None:
    await _backlog(begin)
    for letter in await _claim(begin, most=3 * CARDS):
        async with begin() as work:
            await outbox.put_off(work.session, letter, datetime.now(UTC) + timedelta(hours=1))
    async with begin() as work:
        await outbox.take_up(work, "group:aln")
        await outbox.post_again(work, "person:7")
        await outbox.take_up(work, "person:9")
    assert [one.body for one in await _claim(begin, most=1)] == [RECEIVED]


async def test_a_card_that_was_posted_before_there_was_an_order_is_claimed_like_any_other(
    begin: Begin, migrated: Database
) -> None:
    await _post(begin, "of old", to="group:aln")
    async with migrated.writing.begin() as connection:
        await connection.execute(update(rows).values(try_at=AT_ONCE))
    await _post(begin, RECEIVED, key=None, to="person:9")
    assert {one.body for one in await _claim(begin)} == {"of old", RECEIVED}


async def _plan(work: Work, query: str) -> list[str]:
    filled = re.sub(r"\?", "1", query)
    rows = await work.session.execute(text(f"EXPLAIN QUERY PLAN {filled}"))
    return [row.detail for row in rows.all()]


@pytest.mark.parametrize("migrated_url", ["sqlite"], indirect=True)
async def test_what_waits_is_found_by_its_index_and_needs_no_sorting(
    begin: Begin, migrated: Database
) -> None:
    await _backlog(begin)
    said: list[str] = []
    event.listen(
        migrated.writing.sync_engine, "before_cursor_execute", lambda *given: said.append(given[2])
    )
    now = datetime.now(UTC)
    async with begin() as work:
        await outbox.anything(work.session, now)
        await outbox.claim(work.session, now, 1)
        queries = [one for one in said if "outbox" in one]
        assert len(queries) == 2
        said.clear()
        await outbox.holders(work, "application:17")
        await outbox.waiting(work.session)
        await plans.given_up(work.session)
        found = [await _plan(work, query) for query in list(said)]
        for index, plan in zip(("key", "set_aside", "given_up"), found, strict=True):
            assert any(f"_{index}" in step for step in plan), plan
            assert not {"SCAN outbox", "SCAN due"} & set(plan), plan
        assert any("ix_outbox_waiting" in step for step in found[1]), found[1]
        for query in queries:
            plan = await _plan(work, query)
            assert any("ix_outbox_waiting (try_at<?)" in step for step in plan), plan
            assert not any("TEMP B-TREE" in step for step in plan), plan
