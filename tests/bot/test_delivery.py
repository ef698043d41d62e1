"""Delivery brings each message to its channel, waits when it must, and lets no message hold up another."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import structlog
from sqlalchemy import RowMapping, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot import delivery as deliveries
from bot.channel import Channel, DeliveryProblem
from bot.delivery import LONGEST_WAIT, MOST_ATTEMPTS, Delivery
from handlers.kit.ui import Message, message_json
from scheme.refusal import Refusal
from storage import outbox
from storage.engine import migrate
from storage.engine.database import CONNECTIONS, Database
from storage.outbox import Letter
from storage.tables import outbox as rows
from storage.work import Busy, Fault, Work

NOW = datetime(2027, 1, 11, 10, 0, tzinfo=UTC)
SECRET = "What somebody wrote"


class Pigeons:
    """A channel that keeps what it delivers, and does to a recipient's messages what a test wants."""

    name = "pigeons"

    def __init__(self, *recipients: str) -> None:
        self.recipients = recipients
        self.flown: list[tuple[str, str]] = []
        self.tricks: dict[str, Callable[[], object]] = {}
        self.hangs = asyncio.Event()

    async def reaches(self, recipient: str) -> bool:
        """Everybody, unless some were named."""
        return not self.recipients or recipient in self.recipients

    async def deliver(self, recipient: str, message: Message, letter: Letter) -> str:
        """Deliver, or not."""
        if trick := self.tricks.get(recipient):
            done = trick()
            if isinstance(done, Exception):
                raise done
            if asyncio.iscoroutine(done):
                await done
        self.flown.append((recipient, message.text))
        return f"pigeon {letter.id}"


class Post:
    """A delivery on a small database."""

    def __init__(self, database: Database, *channels: Channel) -> None:
        self.database = database
        self.delivery = Delivery(database, {}, channels)

    async def post(self, recipient: str, text: str, key: str | None = None) -> None:
        """Post a message."""
        async with Work(self.database, {}, NOW) as work:
            await outbox.post(work, recipient, message_json(Message(text=text)), key=key)

    async def row(self, recipient: str) -> RowMapping:
        """What the outbox holds for somebody."""
        async with self.database.reading.connect() as connection:
            found = await connection.execute(select(rows).where(rows.c.recipient == recipient))
            return found.mappings().one()

    async def change(self, **values: object) -> None:
        """Change every row, as time would."""
        async with self.database.writing.begin() as connection:
            await connection.execute(update(rows).values(**values))


@pytest.fixture
def pigeons() -> Pigeons:
    """A channel."""
    return Pigeons()


@pytest.fixture
async def post(tmp_path: Path, pigeons: Pigeons) -> AsyncIterator[Post]:
    """A delivery by pigeon."""
    database = Database(f"sqlite:///{tmp_path}/post.db")
    await migrate.upgrade(database)
    yield Post(database, pigeons)
    await database.close()


async def test_what_is_posted_is_delivered_once_and_its_address_kept(
    post: Post, pigeons: Pigeons
) -> None:
    await post.post("person:1", "Hello")
    assert await post.delivery.drain() == 1
    assert await post.delivery.drain() == 0
    assert pigeons.flown == [("person:1", "Hello")]
    assert (await post.row("person:1"))["address"].startswith("pigeon")


@pytest.mark.parametrize(
    "no", [DeliveryProblem("account_inactive", permanent=True), ValueError(SECRET)]
)
async def test_a_message_that_cannot_be_shown_does_not_hold_up_the_rest(
    post: Post, pigeons: Pigeons, no: Exception
) -> None:
    pigeons.tricks["person:1"] = lambda: no
    await post.post("person:0", "Hello")
    await post.change(body="{broken")
    for person in (1, 2, 1, 3):
        await post.post(f"person:{person}", "Hello")
    with structlog.testing.capture_logs() as lines:
        assert await post.delivery.drain() == 2
    assert [recipient for recipient, _ in pigeons.flown] == ["person:2", "person:3"]
    assert len(lines) == 3
    assert SECRET not in json.dumps(lines)


@pytest.mark.parametrize(
    ("attempts", "seconds"),
    [(0, 2), (1, 4), (4, 32), (10, 2048), (11, 3600), (MOST_ATTEMPTS - 2, 3600)],
)
async def test_one_that_may_be_delivered_later_waits_longer_each_time(
    post: Post, pigeons: Pigeons, attempts: int, seconds: int
) -> None:
    pigeons.tricks["person:1"] = lambda: DeliveryProblem("server_error")
    await post.post("person:1", "Hello")
    await post.change(attempts=attempts)
    before = datetime.now(UTC)
    assert await post.delivery.drain() == 0
    row = await post.row("person:1")
    assert (
        timedelta() <= row["try_at"] - before - timedelta(seconds=seconds) < timedelta(seconds=20)
    )
    assert (row["set_aside"], row["attempts"]) == (None, attempts + 1)


@pytest.mark.parametrize(("permanent", "attempts"), [(True, 0), (False, MOST_ATTEMPTS - 1)])
async def test_one_that_can_never_be_delivered_or_was_not_for_two_days_is_set_aside_with_the_platforms_word(
    post: Post, pigeons: Pigeons, permanent: bool, attempts: int
) -> None:
    waits = sum((deliveries._wait(attempt) for attempt in range(1, MOST_ATTEMPTS)), timedelta())
    assert timedelta(days=2) < waits < timedelta(days=3)
    pigeons.tricks["person:1"] = lambda: DeliveryProblem("account_inactive", permanent=permanent)
    await post.post("person:1", "Hello")
    await post.change(attempts=attempts)
    with structlog.testing.capture_logs() as lines:
        await post.delivery.drain()
    assert (await post.row("person:1"))["set_aside"] == "account_inactive"
    assert [(line["log_level"], line["reason"]) for line in lines] == [
        ("error", "account_inactive")
    ]


async def test_a_platform_that_says_how_long_to_wait_is_obeyed_however_often(
    post: Post, pigeons: Pigeons
) -> None:
    pigeons.tricks["person:1"] = lambda: DeliveryProblem("ratelimited", after=LONGEST_WAIT * 2)
    await post.post("person:1", "Hello")
    await post.change(attempts=MOST_ATTEMPTS + 5)
    before = datetime.now(UTC)
    await post.delivery.drain()
    row = await post.row("person:1")
    assert row["set_aside"] is None
    assert row["try_at"] - before >= LONGEST_WAIT * 2


async def test_each_recipient_is_reached_by_their_own_channel_and_one_that_fails_stops_no_other(
    tmp_path: Path, post: Post
) -> None:
    slack, teams = Pigeons("person:1"), Pigeons("person:2")
    slack.tricks["person:1"] = lambda: ConnectionError("down")
    both = Post(post.database, slack, teams)
    for person in (1, 2, 3):
        await both.post(f"person:{person}", "Hello")
    assert await both.delivery.drain() == 1
    assert (slack.flown, teams.flown) == ([], [("person:2", "Hello")])
    nobody = await both.row("person:3")
    assert (nobody["sent"], nobody["set_aside"], nobody["leased_until"]) == (0, None, None)


async def test_a_wording_posted_while_another_is_being_sent_is_sent_after_it(
    post: Post, pigeons: Pigeons
) -> None:
    def later() -> object:
        pigeons.tricks.clear()
        return post.post("person:1", "Two", "card")

    pigeons.tricks["person:1"] = later
    await post.post("person:1", "One", "card")
    assert await post.delivery.drain() == 2
    assert [text for _, text in pigeons.flown] == ["One", "Two"]


async def test_a_channel_that_hangs_is_given_up_for_now(
    post: Post, pigeons: Pigeons, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliveries, "LONGEST", timedelta(seconds=0.05))
    pigeons.tricks["person:1"] = pigeons.hangs.wait
    await post.post("person:1", "Hello")
    await post.post("person:2", "Hello")
    assert await asyncio.wait_for(post.delivery.drain(), 10) == 1
    assert pigeons.flown == [("person:2", "Hello")]


async def test_what_was_delivered_is_noted_though_the_database_is_busy_at_first(
    post: Post, pigeons: Pigeons, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries, real = iter((True, True, False)), outbox.sent

    async def busy_twice(*given: object) -> None:
        if next(tries):
            raise Busy
        await real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(outbox, "sent", busy_twice)
    await post.post("person:1", "Hello")
    assert await post.delivery.drain() == 1
    assert await post.delivery.drain() == 0
    assert pigeons.flown == [("person:1", "Hello")]


async def test_what_its_lease_no_longer_covers_is_left_to_the_next_claim(
    post: Post, pigeons: Pigeons, monkeypatch: pytest.MonkeyPatch
) -> None:
    late, real = timedelta(seconds=45), outbox.claim
    claimed: list[int] = []

    async def claim(session: AsyncSession, now: datetime, most: int) -> Sequence[Letter]:
        letters = await real(session, now - late if not claimed else now, most)
        claimed.append(len(letters))
        return letters

    monkeypatch.setattr(outbox, "claim", claim)
    await post.post("person:1", "Hello")
    await post.change(try_at=NOW - timedelta(days=3650))
    assert await post.delivery.drain() == 1
    assert [count for count in claimed if count] == [1, 1]
    assert pigeons.flown == [("person:1", "Hello")]
    assert (await post.row("person:1"))["attempts"] == 0


async def test_what_was_claimed_and_not_delivered_at_the_end_waits_for_the_next_start(
    post: Post, pigeons: Pigeons
) -> None:
    pigeons.tricks["person:2"] = pigeons.hangs.wait
    for person in (1, 2, 2):
        await post.post(f"person:{person}", "Hello")
    running = asyncio.create_task(post.delivery.run())
    while not pigeons.flown:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.05)
    running.cancel()
    await asyncio.wait({running})
    pigeons.tricks.clear()
    assert await post.delivery.drain() == 2
    assert [recipient for recipient, _ in pigeons.flown] == ["person:1", "person:2", "person:2"]


async def test_delivery_wakes_by_itself_and_goes_on_after_a_fault(
    post: Post, pigeons: Pigeons, monkeypatch: pytest.MonkeyPatch
) -> None:
    naps: list[float] = []
    real_sleep, real_claim, faults = (
        asyncio.sleep,
        outbox.claim,
        iter((*(Busy() for _ in range(3)), RuntimeError(SECRET), None)),
    )

    async def nap(seconds: float) -> None:
        naps.append(seconds)
        post.database.posted.set()
        await real_sleep(0)

    async def claim(*given: object) -> object:
        if fault := next(faults, None):
            raise fault
        return await real_claim(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(outbox, "claim", claim)
    monkeypatch.setattr(asyncio, "sleep", nap)
    running = asyncio.create_task(post.delivery.run())
    with structlog.testing.capture_logs() as lines:
        await post.post("person:1", "Hello")
        for _ in range(500):
            if pigeons.flown:
                break
            await real_sleep(0.01)
    running.cancel()
    await asyncio.wait({running})
    assert pigeons.flown == [("person:1", "Hello")]
    assert naps == [1, 5]
    assert [line["error"] for line in lines] == ["RuntimeError"]


@pytest.mark.parametrize("fault", [Busy, Fault])
async def test_a_letter_that_could_not_be_noted_beyond_its_lease_is_not_delivered_twice(
    post: Post, pigeons: Pigeons, monkeypatch: pytest.MonkeyPatch, fault: type[Refusal]
) -> None:
    monkeypatch.setattr(deliveries, "PAUSE", 0.01)
    real = outbox.sent
    tried = asyncio.Event()
    takes_notes = asyncio.Event()

    async def sent(session: AsyncSession, letter: Letter, address: str) -> None:
        tried.set()
        if not takes_notes.is_set():
            raise fault
        await real(session, letter, address)

    monkeypatch.setattr(outbox, "sent", sent)
    await post.post("person:1", "Hello")
    draining = asyncio.create_task(post.delivery.drain())
    await tried.wait()
    await post.change(
        leased_until=NOW - timedelta(days=3650)
    )  # claimed anew while it is still to be noted
    await post.post("person:2", "Good morning")
    while ("person:2", "Good morning") not in pigeons.flown:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    takes_notes.set()
    assert await draining == 2
    assert await post.delivery.drain() == 0
    assert sorted(pigeons.flown) == [("person:1", "Hello"), ("person:2", "Good morning")]


async def test_many_letters_leave_half_of_the_places_at_the_database_to_people(post: Post) -> None:
    class Asks(Pigeons):
        inside = most = 0

        async def reaches(self, recipient: str) -> bool:
            async with Work(post.database, {}, NOW, writes=False):
                self.inside += 1
                self.most = max(self.most, self.inside)
                await asyncio.sleep(0)
                self.inside -= 1
            return True

    asks = Asks()
    post.delivery.channels = [asks]
    for person in range(deliveries.SIDE_BY_SIDE):
        await post.post(f"person:{person}", "Hello")
    assert await post.delivery.drain() == deliveries.SIDE_BY_SIDE
    assert 1 <= asks.most <= CONNECTIONS // 2
