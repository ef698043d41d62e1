"""What time brings is done once, also after a week's silence; what goes wrong does not hold up the rest."""

import asyncio
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
import structlog
from sqlalchemy import select, update

from handlers.accounts.identity import administrators
from handlers.accounts.operating import GIVEN_UP
from handlers.desk.desk import Desk
from handlers.kit.conversation import Conversation
from handlers.kit.post import tell
from handlers.kit.turn import Moment
from handlers.kit.ui import Message, message_from
from scheduler.sweep import next_due, sweep, take_up
from scheme.concern.concern import Concern
from scheme.definition.definition import Definition
from scheme.definition.loading import load, preset
from scheme.ids import PersonId
from scheme.subject import Subject
from storage import people, plans
from storage.engine import migrate
from storage.engine.database import Database
from storage.plans import AGAIN, MOST_AGAIN, MOST_FAILURES, RETRY
from storage.tables import audit, due, outbox
from storage.work import Busy, Work

pytestmark = pytest.mark.usefixtures("ids_that_count")

NOW = datetime(2027, 1, 11, 10, 0, tzinfo=UTC)
WEEKS = timedelta(weeks=8)
SECRET = "She laughed at my application"

only_postgresql = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


class Sandbox:
    """A desk whose one conversation notes which complaints fell due, and fails where it is told to."""

    def __init__(self, database: Database, definition: Definition, person_id: PersonId) -> None:
        self.database, self.definition, self.person_id = database, definition, person_id
        self.done: list[str] = []
        self.fails: dict[str, Callable[[], Exception]] = {}
        conversation = Conversation(name="sandbox")
        for name in ("warn", "late"):
            conversation.when("concern", name)(self.warn)
        self.desk = Desk(database, {definition.key: definition}, (conversation,))

    async def warn(self, moment: Moment, work: Work) -> None:
        await tell(work, self.person_id, Message(text="A reply is due."))
        if fails := self.fails.get(str(moment.subject)):
            raise fails()
        assert moment.the(Concern).text == SECRET
        self.done.append(str(moment.subject))

    async def complain(self, now: datetime = NOW) -> str:
        """A complaint comes in; what it is called."""
        async with Work(self.database, self.desk.definitions, now) as work:
            one = Concern.receive(self.definition, self.person_id, "other", None, SECRET, now)
            return f"concern:{(await work.add(one)).id}"

    async def count(self) -> int:
        """How many rows of the outbox there are."""
        async with self.database.reading.connect() as connection:
            return len((await connection.execute(select(outbox.c.id))).all())


@pytest.fixture
async def sandbox(database: Database) -> Sandbox:
    """A desk on a database of either kind."""
    definition = load(preset("aln"))
    await migrate.upgrade(database)
    async with Work(database, {definition.key: definition}, NOW) as work:
        maya = await people.add(work, "Maya Thorne", "maya@fellside.example.org", "Europe/London")
    return Sandbox(database, definition, maya.id)


@pytest.fixture
def logged() -> Iterator[list[dict[str, object]]]:
    """What is logged meanwhile."""
    with structlog.testing.capture_logs() as lines:
        yield lines  # type: ignore[misc]


async def test_what_is_due_is_done_and_recorded_without_a_word_of_it(sandbox: Sandbox) -> None:
    subject = await sandbox.complain()
    first = await next_due(sandbox.desk, NOW)
    assert first is not None
    assert await sweep(sandbox.desk, first - timedelta(seconds=1)) == 0
    assert await sweep(sandbox.desk, first) == 1
    assert await sweep(sandbox.desk, first) == 0
    assert sandbox.done == [subject]
    assert await sandbox.count() == 1
    async with sandbox.database.reading.connect() as connection:
        (row,) = (await connection.execute(select(audit))).mappings().all()
    assert {**row, "id": 0} == {
        "id": 0,
        "at": first,
        "scheme": "aln",
        "person_id": None,
        "behalf": None,
        "action": "due.warn",
        "subject": Subject.read(subject),
        "outcome": "done",
    }


async def test_down_for_weeks_each_matter_is_caught_up_once(sandbox: Sandbox) -> None:
    subjects = [await sandbox.complain(), await sandbox.complain()]
    assert await sweep(sandbox.desk, NOW + WEEKS) == 2
    assert sorted(sandbox.done) == subjects
    assert await sandbox.count() == 2
    assert await next_due(sandbox.desk, NOW + WEEKS) is None


async def test_one_that_fails_is_undone_and_does_not_stop_the_others(
    sandbox: Sandbox, logged: list[dict[str, object]]
) -> None:
    subjects = [await sandbox.complain() for _ in range(3)]
    sandbox.fails[subjects[0]] = lambda: RuntimeError(SECRET)
    assert await sweep(sandbox.desk, NOW + WEEKS) == 2
    assert sorted(sandbox.done) == subjects[1:]
    assert await sandbox.count() == 2
    (told,) = [line for line in logged if line["log_level"] == "error"]
    assert (told["subject"], told["error"], told["given_up"]) == (
        subjects[0],
        "RuntimeError",
        False,
    )
    assert SECRET not in json.dumps(logged)

    sandbox.fails.clear()
    assert await sweep(sandbox.desk, NOW + WEEKS) == 0
    assert await sweep(sandbox.desk, NOW + WEEKS + RETRY) == 1
    assert sorted(sandbox.done) == subjects


async def test_one_that_keeps_failing_is_given_up_and_reported(
    sandbox: Sandbox, logged: list[dict[str, object]]
) -> None:
    sandbox.fails[await sandbox.complain()] = lambda: RuntimeError("broken")
    for attempt in range(MOST_FAILURES + 3):
        assert await sweep(sandbox.desk, NOW + WEEKS + attempt * RETRY) == 0
    assert [line["given_up"] for line in logged if line["log_level"] == "error"] == [False] * 4 + [
        True
    ]
    assert await next_due(sandbox.desk, NOW + WEEKS) is None


async def test_one_that_finds_the_database_busy_comes_again_however_often(sandbox: Sandbox) -> None:
    subject = await sandbox.complain()
    sandbox.fails[subject] = Busy
    for attempt in range(MOST_FAILURES + 1):
        assert await sweep(sandbox.desk, NOW + WEEKS + attempt * RETRY) == 0
    sandbox.fails.clear()
    assert await sweep(sandbox.desk, NOW + WEEKS + 10 * RETRY) == 1
    assert sandbox.done == [subject]


async def test_a_thing_that_nobody_knows_how_to_do_is_reported(
    sandbox: Sandbox, logged: list[dict[str, object]]
) -> None:
    await sandbox.complain()
    sandbox.desk.moments.clear()
    assert await sweep(sandbox.desk, NOW + WEEKS) == 0
    assert [line["error"] for line in logged if line["log_level"] == "error"] == ["KeyError"]


async def test_what_is_of_a_scheme_that_does_not_run_waits_until_it_does(sandbox: Sandbox) -> None:
    subject = await sandbox.complain()
    async with sandbox.database.writing.begin() as connection:
        await connection.execute(update(due).values(scheme="m25"))
    assert await next_due(sandbox.desk, NOW) is None
    assert await sweep(sandbox.desk, NOW + WEEKS) == 0
    async with sandbox.database.writing.begin() as connection:
        await connection.execute(update(due).values(scheme="aln"))
    assert await sweep(sandbox.desk, NOW + WEEKS) == 1
    assert sandbox.done == [subject]


@only_postgresql
async def test_two_replicas_that_sweep_at_once_do_each_thing_once(
    sandbox: Sandbox, database_url: str
) -> None:
    subjects = [await sandbox.complain() for _ in range(8)]
    replica = Sandbox(Database(database_url), sandbox.definition, sandbox.person_id)
    try:
        await asyncio.gather(sweep(sandbox.desk, NOW + WEEKS), sweep(replica.desk, NOW + WEEKS))
        assert sorted(sandbox.done + replica.done) == subjects
    finally:
        await replica.database.close()


# What was given up


async def _give_up(sandbox: Sandbox) -> tuple[str, datetime]:
    """Something keeps failing; what, and when it was given up."""
    subject = await sandbox.complain()
    sandbox.fails[subject] = lambda: RuntimeError("broken")
    for attempt in range(MOST_FAILURES):
        await sweep(sandbox.desk, NOW + WEEKS + attempt * RETRY)
    return subject, NOW + WEEKS + MOST_FAILURES * RETRY


async def test_what_was_given_up_is_counted_and_told_without_naming_it(sandbox: Sandbox) -> None:
    async with Work(sandbox.database, sandbox.desk.definitions, NOW) as work:
        await people.ensure_roster(work, sandbox.definition)
        ours = await administrators(work, "aln")
    subject, now = await _give_up(sandbox)
    async with sandbox.database.reading.connect() as connection:
        told = (await connection.execute(select(outbox.c.recipient, outbox.c.body))).all()
    assert {(one.recipient, message_from(one.body)) for one in told} == {
        (f"person:{one}", GIVEN_UP) for one in ours
    }
    assert subject not in repr(told)
    assert await take_up(sandbox.desk, now) == 1


async def test_what_was_given_up_is_taken_up_after_a_day_when_its_cause_is_gone(
    sandbox: Sandbox,
) -> None:
    subject, now = await _give_up(sandbox)
    sandbox.fails.clear()
    assert await take_up(sandbox.desk, now) == 1
    assert await sweep(sandbox.desk, now) == 0
    assert await take_up(sandbox.desk, now + AGAIN) == 0
    assert await sweep(sandbox.desk, now + AGAIN) == 1
    assert sandbox.done == [subject]
    assert await take_up(sandbox.desk, now + 3 * AGAIN) == 0
    assert await sweep(sandbox.desk, now + 3 * AGAIN) == 0


async def test_what_keeps_failing_has_an_end_until_somebody_takes_it_up(sandbox: Sandbox) -> None:
    subject, now = await _give_up(sandbox)
    tries: list[int] = []
    for day in range(3 * MOST_AGAIN):
        today = now + day * 2 * AGAIN
        await take_up(sandbox.desk, today)
        if await next_due(sandbox.desk, today) is not None:
            tries.append(day)
        await sweep(sandbox.desk, today)
    assert len(tries) == MOST_AGAIN
    later = now + 6 * MOST_AGAIN * AGAIN
    sandbox.fails.clear()
    async with Work(sandbox.database, sandbox.desk.definitions, later) as work:
        assert await plans.take_up(work.session, sandbox.desk.definitions, later, by_hand=True) == 1
    assert await sweep(sandbox.desk, later) == 1
    assert sandbox.done == [subject]


async def test_what_nobody_wants_any_more_is_not_taken_up(sandbox: Sandbox) -> None:
    subject, now = await _give_up(sandbox)
    sandbox.fails.clear()
    async with Work(sandbox.database, sandbox.desk.definitions, now) as work:
        complaint = await work.session.get(Concern, int(subject.partition(":")[2]))
        assert complaint is not None
        complaint.closed_at = now
    await take_up(sandbox.desk, now + AGAIN)
    assert await sweep(sandbox.desk, now + AGAIN) == 0
    assert sandbox.done == []
