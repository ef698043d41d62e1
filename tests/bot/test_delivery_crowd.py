"""Many recipients at once: side by side, each in order, none behind another; and what waits for those who come back."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import structlog
from sqlalchemy import RowMapping, select, update

from bot import delivery as deliveries
from bot import notes
from bot.channel import DeliveryProblem
from bot.delivery import Delivery
from handlers.kit.ui import Message, message_json
from storage import outbox
from storage.engine import migrate
from storage.engine.database import Database
from storage.outbox import Letter
from storage.tables import outbox as rows
from storage.work import Busy, Work

NOW = datetime.now(UTC)


class Remote:
    """A channel far away: each call takes its time, and it keeps what it was told."""

    name = "remote"

    def __init__(self, seconds: float = 0.02) -> None:
        self.seconds = seconds
        self.slow: dict[str, float] = {}
        self.no: dict[str, DeliveryProblem] = {}
        self.told: list[tuple[str, str]] = []
        self.at_once = 0
        self.most_at_once = 0

    async def reaches(self, recipient: str) -> bool:
        """Everybody."""
        return True

    async def deliver(self, recipient: str, message: Message, letter: Letter) -> str:
        """Take a while."""
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await asyncio.sleep(self.slow.get(recipient, self.seconds))
            if problem := self.no.get(recipient):
                raise problem
        finally:
            self.at_once -= 1
        self.told.append((recipient, message.text))
        return f"{recipient} {letter.id}"


class Office:
    """A delivery on a small database."""

    def __init__(self, database: Database, remote: Remote) -> None:
        self.database = database
        self.remote = remote
        self.delivery = Delivery(database, {}, [remote])

    def work(self) -> Work:
        """A unit of work."""
        return Work(self.database, {}, datetime.now(UTC))

    async def post(
        self, recipient: str, text: str, key: str | None = None, *, notify: bool = True
    ) -> None:
        """Post a message."""
        async with self.work() as work:
            await outbox.post(
                work, recipient, message_json(Message(text=text)), key=key, notify=notify
            )

    async def wave(self, count: int) -> None:
        """Post to many at once."""
        async with self.work() as work:
            for number in range(count):
                await outbox.post(work, f"person:{number}", message_json(Message(text="Hello")))

    async def rows(self) -> list[RowMapping]:
        """The whole outbox."""
        async with self.database.reading.connect() as connection:
            return list(
                (await connection.execute(select(rows).order_by(rows.c.id))).mappings().all()
            )

    async def change(self, recipient: str, **values: object) -> None:
        """Change somebody's rows, as time would."""
        async with self.database.writing.begin() as connection:
            await connection.execute(
                update(rows).where(rows.c.recipient == recipient).values(**values)
            )


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    """A delivery to far away."""
    database = Database(f"sqlite:///{tmp_path}/office.db")
    await migrate.upgrade(database)
    yield Office(database, Remote())
    await database.close()


async def test_recipients_are_served_side_by_side_and_not_too_many(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliveries, "SIDE_BY_SIDE", 20)
    await office.wave(100)
    assert await office.delivery.drain() == 100
    assert sorted(office.remote.told) == sorted((f"person:{n}", "Hello") for n in range(100))
    assert 10 < office.remote.most_at_once <= 20


async def test_the_letters_of_one_recipient_come_in_order_while_others_come_beside(
    office: Office,
) -> None:
    office.remote.slow["person:1"] = 0.05
    for number in range(5):
        await office.post("person:1", f"{number}")
        await office.post(f"person:{number + 2}", "Hello")
    assert await office.delivery.drain() == 10
    assert [text for recipient, text in office.remote.told if recipient == "person:1"] == [
        "0",
        "1",
        "2",
        "3",
        "4",
    ]
    assert office.remote.told[0][0] != "person:1"


async def test_what_is_posted_while_somebodys_is_slow_does_not_wait_for_it(office: Office) -> None:
    office.remote.slow["person:1"] = 5
    await office.post("person:1", "Slow")
    going = asyncio.create_task(office.delivery.drain())
    while not office.remote.at_once:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    await office.post("person:2", "Quick")
    async with asyncio.timeout(3):
        while not office.remote.told:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    assert office.remote.told == [("person:2", "Quick")]
    going.cancel()
    await asyncio.wait({going})
    slow = (await office.rows())[0]
    assert (slow["leased_until"], slow["attempts"]) == (
        None,
        1,
    )  # it may have arrived, so it was tried


async def test_where_a_channel_says_how_long_to_wait_the_recipients_other_letters_are_not_tried(
    office: Office,
) -> None:
    office.remote.no["person:1"] = DeliveryProblem(
        "paced", after=timedelta(seconds=30), tried=False
    )
    for number in range(3):
        await office.post("person:1", f"{number}")
    with structlog.testing.capture_logs() as lines:
        assert await office.delivery.drain() == 0
    waits = [row["try_at"] for row in await office.rows()]
    assert max(waits) - min(waits) < timedelta(seconds=1)
    assert [row["attempts"] for row in await office.rows()] == [0, 0, 0]
    assert lines == []  # a wave that is spread is no news
    office.remote.no.clear()
    await office.change("person:1", try_at=NOW)
    await office.delivery.drain()
    assert [text for _, text in office.remote.told] == ["0", "1", "2"]


async def test_what_was_put_off_is_tried_when_its_time_comes_and_nobody_rings(
    office: Office,
) -> None:
    office.remote.no["person:1"] = DeliveryProblem(
        "paced", after=timedelta(seconds=0.3), tried=False
    )
    running = asyncio.create_task(office.delivery.run())
    await office.post("person:1", "Hello")
    await asyncio.sleep(0.2)
    office.remote.no.clear()
    async with asyncio.timeout(5):
        while not office.remote.told:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    running.cancel()
    await asyncio.wait({running})
    assert office.remote.told == [("person:1", "Hello")]


async def test_many_deliveries_are_noted_in_few_transactions_of_which_none_is_long(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    writes: list[int] = []
    real = notes.Notes._together

    async def counted(all_notes: notes.Notes, changes: list[object]) -> None:
        writes.append(len(changes))
        await asyncio.sleep(0.02)
        await real(all_notes, changes)  # type: ignore[arg-type]

    monkeypatch.setattr(notes.Notes, "_together", counted)
    await office.wave(60)
    assert await office.delivery.drain() == 60
    assert len(writes) < 30
    assert max(writes) <= notes.MOST  # people's own actions wait for no more than that
    assert all(row["sent"] == 1 for row in await office.rows())


async def test_a_claim_that_fails_abandons_nothing_that_is_on_its_way(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, faults = outbox.claim, iter((False, True, True, True))

    async def claim(*given: object) -> object:
        if next(faults, False):
            raise Busy
        return await real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(outbox, "claim", claim)
    await office.post("person:1", "Hello")
    with pytest.raises(Busy):
        await office.delivery.drain()
    assert office.remote.told == [("person:1", "Hello")]
    assert await office.delivery.drain() == 0
    assert (await office.rows())[0]["sent"] == 1


async def test_a_database_that_is_busy_for_a_moment_is_asked_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, faults = outbox.claim, iter((True, True))

    async def claim(*given: object) -> object:
        if next(faults, False):
            raise Busy
        return await real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(outbox, "claim", claim)
    await office.post("person:1", "Hello")
    assert await office.delivery.drain() == 1


async def test_what_cannot_be_noted_is_logged_and_comes_again_when_its_lease_ends(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("What somebody wrote")

    real = outbox.sent
    monkeypatch.setattr(outbox, "sent", broken)
    await office.post("person:1", "One")
    await office.post("person:1", "Two")
    with structlog.testing.capture_logs() as lines:
        assert await office.delivery.drain() == 0
    assert [(line["event"], line["error"]) for line in lines] == [
        ("delivery failed", "RuntimeError")
    ] * 2
    monkeypatch.setattr(outbox, "sent", real)
    await office.change("person:1", leased_until=NOW - timedelta(seconds=1))
    assert await office.delivery.drain() == 2


# Whoever comes back


async def test_what_was_set_aside_for_somebody_is_taken_up_and_delivery_wakes(
    office: Office,
) -> None:
    for key in (None, "card"):
        await office.post("person:1", f"{key}", key)
    await office.post("person:2", "Another's")
    for one in ("person:1", "person:2"):
        await office.change(one, set_aside="account_inactive", attempts=60)
    office.database.posted.clear()
    async with office.work() as work:
        await outbox.take_up(work, "person:1")
        assert not office.database.posted.is_set()
    assert office.database.posted.is_set()
    assert await office.delivery.drain() == 2
    assert [text for _, text in office.remote.told] == ["None", "card"]


async def test_old_news_is_not_taken_up_but_a_card_is(office: Office) -> None:
    for key in (None, "card"):
        await office.post("person:1", f"{key}", key)
    await office.change(
        "person:1", set_aside="account_inactive", posted_at=NOW - timedelta(days=61)
    )
    async with office.work() as work:
        await outbox.take_up(work, "person:1")
    assert await office.delivery.drain() == 1
    assert office.remote.told == [("person:1", "card")]


async def test_what_is_on_its_way_is_not_taken_up_a_second_time(office: Office) -> None:
    await office.post("person:1", "Hello")
    async with office.work() as work:
        (letter,) = await outbox.claim(work.session, datetime.now(UTC))
    async with office.work() as work:
        await outbox.take_up(work, "person:1")
    assert await office.delivery.drain() == 0
    assert (await office.rows())[0]["attempts"] == letter.attempts == 1


async def test_what_has_a_key_is_delivered_anew_where_a_recipient_is_now(office: Office) -> None:
    await office.post("group:aln", "Card", "card")
    await office.post("group:aln", "Old card", "old")
    await office.post("group:aln", "No key")
    await office.delivery.drain()
    async with office.database.writing.begin() as connection:
        old = update(rows).where(rows.c.key == "old").values(posted_at=NOW - timedelta(days=91))
        await connection.execute(old)
    office.remote.told.clear()
    async with office.work() as work:
        await outbox.post_again(work, "group:aln")
    card = (await office.rows())[0]
    assert (card["address"], card["notify"]) == (None, False)
    assert await office.delivery.drain() == 1
    assert office.remote.told == [("group:aln", "Card")]


async def test_what_was_to_be_noticed_and_was_not_delivered_yet_is_noticed_where_it_comes_now(
    office: Office,
) -> None:
    await office.post("group:aln", "Card", "card")
    async with office.work() as work:
        await outbox.post_again(work, "group:aln")
    assert (await office.rows())[0]["notify"] is True
