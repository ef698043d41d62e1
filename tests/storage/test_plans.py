"""What is due is claimed once as its time comes; what failed comes again; what was issued is never issued again."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete, func, insert, select

from scheme.application.application import Application, ApplicationStage
from scheme.definition.definition import Definition
from scheme.ids import PersonId
from storage import applications, plans
from storage.engine.database import Database
from storage.plans import MOST_FAILURES, RETRY, Claimed
from storage.tables import due
from storage.work import Work

NOW = datetime(2027, 1, 11, 10, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
ALN = ("aln",)

Begin = Callable[[], Work]

only_postgresql = pytest.mark.parametrize("migrated_url", ["postgresql"], indirect=True)


@pytest.fixture
def begin(migrated: Database, definition: Definition) -> Begin:
    """Begins a unit of work."""
    return lambda: Work(migrated, {definition.key: definition}, NOW)


async def _plan(
    begin: Begin,
    occasion: str,
    at: datetime,
    series: str = "",
    subject: str = "application:1",
    scheme: str = "aln",
) -> None:
    row = {
        "scheme": scheme,
        "subject": subject,
        "name": occasion,
        "occasion": occasion,
        "series": series,
        "at": at,
    }
    async with begin() as work:
        await work.session.execute(insert(due).values(**row))


async def _claim(begin: Begin, now: datetime = NOW) -> Claimed | None:
    async with begin() as work:
        return await plans.claim(work.session, now, ALN)


async def _sweep(begin: Begin, now: datetime = NOW) -> list[tuple[str, bool]]:
    found = []
    while (claimed := await _claim(begin, now)) is not None:
        found.append((claimed.occasion, claimed.stale))
    return found


async def test_what_is_due_is_claimed_once_in_the_order_of_time(begin: Begin) -> None:
    await _plan(begin, "second", NOW)
    await _plan(begin, "first", NOW - HOUR)
    await _plan(begin, "not yet", NOW + timedelta(microseconds=1))
    assert await _sweep(begin) == [("first", False), ("second", False)]
    assert await _sweep(begin, NOW + HOUR) == [("not yet", False)]


async def test_a_claim_that_is_rolled_back_comes_again(begin: Begin) -> None:
    await _plan(begin, "once", NOW)

    async def breaks_off() -> None:
        async with begin() as work:
            assert await plans.claim(work.session, NOW, ALN) is not None
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await breaks_off()
    assert await _sweep(begin) == [("once", False)]


async def test_of_one_series_only_the_latest_that_is_due_is_fresh(begin: Begin) -> None:
    for days in (3, 2, 1):
        await _plan(begin, f"warn:{days}", NOW - timedelta(days=days), "answer")
    await _plan(begin, "warn:0", NOW + HOUR, "answer")
    await _plan(begin, "midpoint", NOW - timedelta(days=9))
    await _plan(begin, "elsewhere", NOW - timedelta(days=8), "answer", "application:2")
    fresh = [occasion for occasion, stale in await _sweep(begin) if not stale]
    assert fresh == ["midpoint", "elsewhere", "warn:1"]
    assert await _sweep(begin, NOW + HOUR) == [("warn:0", False)]


@only_postgresql
async def test_sweepers_at_the_same_time_claim_different_things_and_one_of_a_series(
    begin: Begin,
) -> None:
    await _plan(begin, "warn:2", NOW - 2 * HOUR, "answer")
    await _plan(begin, "warn:1", NOW - HOUR, "answer")
    async with begin() as one:
        first = await plans.claim(one.session, NOW, ALN)
        async with begin() as other:
            second = await plans.claim(other.session, NOW, ALN)
            third = await plans.claim(other.session, NOW, ALN)
    assert first is not None
    assert second is not None
    assert [(first.occasion, first.stale), (second.occasion, second.stale)] == [
        ("warn:2", True),
        ("warn:1", False),
    ]
    assert third is None


async def test_an_earlier_one_of_a_series_is_stale_also_when_the_later_one_was_done_meanwhile(
    begin: Begin,
) -> None:
    await _plan(begin, "warn:1", NOW - HOUR, "answer")
    assert await _sweep(begin) == [("warn:1", False)]
    await _plan(begin, "warn:2", NOW - 2 * HOUR, "answer")
    assert await _sweep(begin) == [("warn:2", True)]


async def test_what_failed_is_put_off_and_given_up_after_five_times(begin: Begin) -> None:
    await _plan(begin, "fails", NOW)
    now = NOW
    for attempt in range(1, MOST_FAILURES + 1):
        claimed = await _claim_and_fail(begin, now)
        assert claimed is (attempt == MOST_FAILURES)
        assert await _sweep_one(begin, now) is False
        now += RETRY
    assert await _sweep_one(begin, now) is False
    async with begin() as work:
        assert await plans.next_moment(work.session, ALN) is None


async def _claim_and_fail(begin: Begin, now: datetime) -> bool:
    due_id = await _first(begin, now)
    assert due_id is not None
    async with begin() as work:
        return await plans.failed(work.session, due_id, now)


async def _sweep_one(begin: Begin, now: datetime) -> bool:
    return await _first(begin, now) is not None


async def _first(begin: Begin, now: datetime) -> int | None:
    """What would be claimed; it is not kept."""
    async with begin() as work:
        claimed = await plans.claim(work.session, now, ALN)
        await work.session.rollback()
        return claimed.id if claimed else None


async def test_what_was_put_off_through_no_fault_of_its_own_is_never_given_up(begin: Begin) -> None:
    await _plan(begin, "waits", NOW)
    for attempt in range(MOST_FAILURES + 2):
        due_id = await _first(begin, NOW + attempt * RETRY)
        assert due_id is not None
        async with begin() as work:
            await plans.put_off(work.session, due_id, NOW + attempt * RETRY)


async def test_what_failed_and_is_not_wanted_any_more_is_left_alone(begin: Begin) -> None:
    await _plan(begin, "gone", NOW)
    due_id = await _first(begin, NOW)
    assert due_id is not None
    async with begin() as work:
        await work.session.execute(delete(due))
        assert await plans.failed(work.session, due_id, NOW) is False


async def test_the_next_moment_is_the_earliest_that_waits(begin: Begin) -> None:
    async with begin() as work:
        assert await plans.next_moment(work.session) is None
    await _plan(begin, "later", NOW + HOUR)
    await _plan(begin, "sooner", NOW - HOUR)
    await _plan(begin, "another scheme's", NOW - 2 * HOUR, scheme="m25")
    async with begin() as work:
        assert await plans.next_moment(work.session, ALN) == NOW - HOUR
        assert await plans.next_moment(work.session) == NOW - 2 * HOUR
    await _sweep(begin)
    async with begin() as work:
        assert await plans.next_moment(work.session, ALN) == NOW + HOUR


async def test_what_belongs_to_a_scheme_that_does_not_run_waits_until_it_does(begin: Begin) -> None:
    await _plan(begin, "waits", NOW, scheme="m25")
    assert await _sweep(begin) == []
    async with begin() as work:
        claimed = await plans.claim(work.session, NOW, ("aln", "m25"))
    assert claimed is not None
    assert (claimed.scheme, claimed.occasion) == ("m25", "waits")


async def _planned(begin: Begin, subject: str) -> dict[str, tuple[datetime, bool]]:
    async with begin() as work:
        rows = await work.session.execute(
            select(due.c.occasion, due.c.at, due.c.done_at).where(due.c.subject == subject)
        )
        return {row.occasion: (row.at, row.done_at is not None) for row in rows.all()}


async def test_a_plan_is_moved_pruned_and_filled_and_what_was_issued_stays_issued(
    begin: Begin, definition: Definition, cast: list[PersonId]
) -> None:
    async with begin() as work:
        one = await work.add(Application.receive(definition, cast[0], "mentee", "spring", {}, NOW))
    subject = plans.subject_of(one)
    first = one.due(definition)
    assert await _planned(begin, str(subject)) == {
        each.occasion: (each.at, False) for each in first
    }
    assert [occasion for occasion, stale in await _sweep(begin, first[0].at)] == [first[0].occasion]

    async with begin() as work:  # a new promise, and back to the old one
        (await applications.by_id(work, one.id)).answer_by = date(2027, 3, 8)
    moved = await _planned(begin, str(subject))
    assert moved[first[0].occasion] == (first[0].at, True)
    assert not {each.occasion for each in first[1:]} & set(moved)
    async with begin() as work:
        (await applications.by_id(work, one.id)).answer_by = one.answer_by
    expected = {each.occasion: (each.at, each is first[0]) for each in first}
    assert await _planned(begin, str(subject)) == expected
    assert first[0].occasion not in [occasion for occasion, _ in await _sweep(begin, first[-1].at)]


async def test_a_thing_whose_time_changes_keeps_its_place_in_the_plan(
    begin: Begin, definition: Definition, cast: list[PersonId]
) -> None:
    async with begin() as work:
        one = await work.add(Application.receive(definition, cast[0], "mentee", "spring", {}, NOW))
        await work.flush()
    first = one.due(definition)[-1]
    async with begin() as work:
        await work.session.execute(
            due.update().where(due.c.occasion == first.occasion).values(at=NOW)
        )
    async with begin() as work:
        (await applications.by_id(work, one.id)).consent_version = "2"
    assert (await _planned(begin, str(plans.subject_of(one))))[first.occasion] == (first.at, False)
    async with begin() as work:
        count = (await work.session.execute(select(func.count()).select_from(due))).scalar_one()
    assert count == len(one.due(definition))


async def test_the_plan_follows_the_object_also_when_it_was_sent_before_the_end(
    migrated: Database, begin: Begin, definition: Definition, cast: list[PersonId]
) -> None:
    async def planned() -> set[str]:
        async with migrated.reading.connect() as connection:
            rows = await connection.scalars(
                select(due.c.occasion).where(due.c.subject == f"application:{one.id}")
            )
            return set(rows.all())

    async with begin() as work:
        one = await work.add(Application.receive(definition, cast[0], "mentee", "spring", {}, NOW))
    assert await planned() == {due.occasion for due in one.due(definition)} != set()
    async with begin() as work:
        mine = await applications.open_of(work, definition.key, cast[0], "mentee")
        assert mine is not None
        mine.stage = ApplicationStage.WITHDRAWN
        await work.flush()  # this sends the change
        assert not work.session.dirty
        assert await applications.open_of(work, definition.key, cast[0], "mentee") is None
    assert await planned() == {"forget"}


async def test_a_changed_scheme_file_moves_what_is_to_come_and_sends_nothing_that_is_past(
    migrated: Database, begin: Begin, definition: Definition, cast: list[PersonId]
) -> None:
    async with begin() as work:
        one = await work.add(Application.receive(definition, cast[0], "mentee", "spring", {}, NOW))
    subject, later = plans.subject_of(one), NOW + timedelta(days=22)
    first, *rest = one.due(definition)
    assert NOW < first.at < later < rest[-1].at
    async with begin() as work:  # as though other rules had not planned the first
        await work.session.execute(
            delete(due).where(due.c.subject == subject, due.c.occasion == first.occasion)
        )
    async with begin() as work:
        definitions = {definition.key: definition}
        assert await plans.realign(work.session, definitions, later) == subject
        assert not await plans.realign(work.session, definitions, later, after=subject)
    planned = await _planned(begin, str(subject))
    assert planned[first.occasion] == (first.at, True)
    assert {one.occasion: (one.at, False) for one in rest}.items() <= planned.items()
    assert await _sweep(begin, later) == []
