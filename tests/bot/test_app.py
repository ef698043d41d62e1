"""The assembled bot: whatever comes in is done once, recorded, and told of without a word of it."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache

import pytest
import structlog
from sqlalchemy import select

from bot import app
from bot.app import KEPT_DRAFTS, KEPT_REPLIES, Bot, Trouble
from bot.channel import DeliveryProblem
from bot.metrics import WAITING
from bot.settings import Settings
from handlers.desk.desk import Desk
from handlers.desk.gate import Unknown
from handlers.kit.conversation import Conversation
from handlers.kit.post import tell
from handlers.kit.turn import Turn
from handlers.kit.ui import Action, Message, Reply, says
from scheme.audience import Audience
from scheme.definition.loading import load, preset
from scheme.forms.draft import Draft
from scheme.ids import PersonId
from scheme.people import Person
from scheme.refusal import Gone, NotAllowed, Refusal
from scheme.safety.danger import Language, Lookout
from scheme.subject import NOTHING_IN_PARTICULAR, Subject
from storage import ledger, people
from storage.engine import migrate
from storage.engine.database import Database
from storage.tables import audit, drafts, inbound, outbox
from storage.work import Busy, Clash, Fault, Work

SECRET = "She laughed at my application"

booth = Conversation(name="booth")


@booth.step("send", Audience.ANYONE)
async def send(turn: Turn, work: Work) -> Reply:
    await work.add(
        Person(
            name="New",
            email=f"{turn.given('text').split()[0].lower()}@tarn.example.org",
            since=turn.now,
        )
    )
    await tell(work, turn.person.id, Message(text="It came in."))
    if turn.given("break") == "no":
        raise Refusal("Please say more.", "text")
    if turn.given("break") == "fault":
        raise ValueError(turn.given("text"))
    return says(f"Received, {turn.person.name}.")


@booth.step("decide", Audience.MEMBER)
async def decide(turn: Turn, work: Work) -> Reply:
    return says("Decided.")


@booth.step("look", Audience.ANYONE, reads=True)
async def look(turn: Turn, work: Work) -> Reply:
    return Reply(then=Action(name="booth.send", answers=turn.answers))


@booth.step("round", Audience.ANYONE, reads=True)
async def go_round(turn: Turn, work: Work) -> Reply:
    return Reply(then=Action(name="booth.round"))


@pytest.fixture
async def bot(database: Database) -> AsyncIterator[Bot]:
    """A bot with one conversation; somebody is known to it as person 1."""
    definition = load(preset("aln"))
    await migrate.upgrade(database)
    one = Bot(settings=Settings(), database=database, definitions={definition.key: definition})
    one.desk = Desk(database, one.definitions, (booth,))
    async with one.work() as work:
        await people.add(work, "Maya Thorne", "maya@fellside.example.org", definition.zone)
    yield one
    await one.stop()


@pytest.fixture
def logged() -> Iterator[list[dict[str, object]]]:
    """What is logged meanwhile; never what somebody wrote."""
    with structlog.testing.capture_logs() as lines:
        yield lines  # type: ignore[misc]
    assert SECRET not in json.dumps(lines)


def sends(text: str = SECRET, how: str = "") -> Action:
    """Somebody sends something."""
    return Action(name="booth.send", answers={"text": text, "break": how})


async def kept(bot: Bot) -> tuple[int, int, list[tuple[str, str]]]:
    """How many people and messages there are, and what the audit log says."""
    async with bot.database.reading.connect() as connection:
        log = await connection.execute(select(audit.c.action, audit.c.outcome).order_by(audit.c.id))
        letters = (await connection.execute(select(outbox.c.id))).all()
        known = (await connection.exec_driver_sql("SELECT id FROM people")).all()
        return len(known), len(letters), [(row.action, row.outcome) for row in log.all()]


async def test_what_is_done_is_kept_recorded_and_logged_without_its_words(
    bot: Bot, logged: list[dict[str, object]]
) -> None:
    reply = await bot.act(PersonId(1), sends())
    assert reply.says[0].text == "Received, Maya Thorne."
    assert await kept(bot) == (2, 1, [("booth.send", "done")])
    (line,) = logged
    assert (line["person"], line["action"], line["outcome"]) == (1, "booth.send", "done")


async def test_a_rule_that_says_no_keeps_nothing_and_is_no_fault(
    bot: Bot, logged: list[dict[str, object]]
) -> None:
    with pytest.raises(Refusal) as no:
        await bot.act(PersonId(1), sends(how="no"))
    assert no.value.errors == {"text": "Please say more."}
    assert await kept(bot) == (1, 0, [])
    assert [(line["event"], line["outcome"]) for line in logged] == [("action", "refused")]


async def test_a_fault_keeps_nothing_is_told_in_words_and_logged_by_kind_and_place(
    bot: Bot, logged: list[dict[str, object]]
) -> None:
    with pytest.raises(Trouble, match="nothing was saved"):
        await bot.act(PersonId(1), sends(how="fault"))
    assert await kept(bot) == (1, 0, [])
    fault, line = logged
    assert (fault["error"], line["outcome"]) == ("ValueError", "failed")
    assert "test_app.py" in str(fault["at"])


async def test_a_fault_of_the_database_is_logged_by_its_code(
    bot: Bot, logged: list[dict[str, object]]
) -> None:
    async with bot.database.writing.begin() as connection:
        await connection.exec_driver_sql("DROP TABLE audit")
    with pytest.raises(Fault):
        await bot.act(PersonId(1), sends())
    fault, line = logged
    assert fault["error"] in ("SQLITE_ERROR", "42P01")
    assert line["outcome"] == "failed"


async def test_who_may_not_is_told_and_that_is_recorded(
    bot: Bot, logged: list[dict[str, object]]
) -> None:
    with pytest.raises(NotAllowed):
        await bot.act(PersonId(1), Action(name="booth.decide"))
    assert await kept(bot) == (1, 0, [("booth.decide", "refused")])
    assert logged[-1]["outcome"] == "not allowed"


@pytest.mark.parametrize(
    ("action", "no"),
    [
        (Action(name="booth.gone"), Unknown),
        (Action(name=SECRET), Unknown),
        (Action(name="booth.send", subject=Subject("concern", 99)), Gone),
        (Action(name="booth.send", subject=Subject.read("concern:999999999999")), Gone),
        (Action(name="booth.send", subject=Subject.read("concern:1e3")), Gone),
        (Action(name="booth.send", subject=Subject.read(f"{SECRET}:1")), Gone),
        (Action(name="booth.round"), Trouble),
    ],
)
async def test_what_is_not_there_is_refused_in_words(
    bot: Bot, logged: list[dict[str, object]], action: Action, no: type[Refusal]
) -> None:
    with pytest.raises(no) as told:
        await bot.act(PersonId(1), action)
    assert told.value.text
    assert logged
    assert await kept(bot) == (1, 0, [])


async def test_what_comes_in_twice_is_done_once_and_gets_the_same_reply(bot: Bot) -> None:
    first = await bot.act(PersonId(1), sends(), "slack:1")
    assert await bot.act(PersonId(1), sends(), "slack:1") == first
    assert await kept(bot) == (2, 1, [("booth.send", "done")])
    await bot.act(PersonId(1), sends("Another"), "slack:2")
    assert (await kept(bot))[0] == 3


async def test_what_comes_in_twice_at_the_same_moment_is_done_once_and_gets_the_same_reply(
    bot: Bot,
) -> None:
    replies = await asyncio.gather(*(bot.act(PersonId(1), sends(), "slack:1") for _ in range(3)))
    assert replies == replies[:1] * 3
    assert await kept(bot) == (2, 1, [("booth.send", "done")])


async def test_what_was_refused_can_be_put_right_under_the_same_id(bot: Bot) -> None:
    with pytest.raises(Refusal):
        await bot.act(PersonId(1), sends(how="no"), "slack:1")
    await bot.act(PersonId(1), sends(), "slack:1")
    assert (await kept(bot))[0] == 2


async def test_a_clash_and_a_busy_database_are_told_as_such(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bot.act(PersonId(1), sends())
    with structlog.testing.capture_logs() as lines, pytest.raises(Clash):
        await bot.act(PersonId(1), sends())
    (clash,) = (line for line in lines if line["event"] == "clash")
    assert (clash["action"], clash["constraint"]) in {
        ("booth.send", "people.email"),  # SQLite names columns
        ("booth.send", "uq_people_email"),
        ("booth.send", "people_email_key"),
    }
    assert SECRET not in json.dumps(lines)

    async def busy(*_: object, **__: object) -> None:
        raise Busy

    monkeypatch.setattr(ledger, "record", busy)
    with structlog.testing.capture_logs() as lines, pytest.raises(Busy):
        await bot.act(PersonId(1), sends("Another"))
    assert lines[-1]["outcome"] == "failed"


class Pigeons:
    """A channel that reaches everybody."""

    name = "pigeons"

    def __init__(self) -> None:
        self.flown = asyncio.Semaphore(0)

    async def reaches(self, recipient: str) -> bool:
        """Everybody."""
        return True

    async def deliver(self, recipient: str, message: Message, letter: object) -> str:
        """It arrives, unless it is refused."""
        self.flown.release()
        raise DeliveryProblem("account_inactive", permanent=True)


async def test_it_delivers_as_soon_as_something_is_kept_and_stops_cleanly(bot: Bot) -> None:
    pigeons = Pigeons()
    bot.channels.append(pigeons)
    await bot.start()
    await bot.act(PersonId(1), sends())
    await asyncio.wait_for(pigeons.flown.acquire(), 5)
    await asyncio.wait_for(bot.stop(), 10)
    assert not bot.database.write_lock.locked()


async def test_words_of_danger_are_learnt_at_the_start_beside_the_loop_and_whoever_comes_sooner_waits(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()
    learnt_in: list[threading.Thread] = []

    @lru_cache
    def slow() -> Lookout:
        learnt_in.append(threading.current_thread())
        begun.set()
        assert go_on.wait(60)
        return Lookout([Language(name="", sure={"self": ("red lantern",)})])

    monkeypatch.setattr("handlers.safety.danger._made", slow)
    await bot.start()
    try:
        assert await asyncio.to_thread(begun.wait, 60)  # the loop goes on meanwhile
        sooner = asyncio.create_task(asyncio.to_thread(bot.alarm, "Red lantern"))
    finally:
        go_on.set()
    assert await sooner is not None
    assert bot.alarm("Red lantern") is not None
    assert len(learnt_in) == 1
    assert learnt_in[0] is not threading.main_thread()


async def test_what_was_deleted_leaves_the_log_as_well_while_the_bot_runs(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bot.start()
    await bot.act(PersonId(1), sends())
    async with bot.work(writes=False) as reader:
        await reader.session.execute(select(inbound.c.id))
        monkeypatch.setattr(app, "PAUSE", 0)
        await bot._empty_log()
    job = bot.ticks._scheduler.get_job("empty the log")
    assert job.trigger.interval <= timedelta(minutes=1)
    await bot._empty_log()
    log = bot.database.log
    assert log is None or log.stat().st_size == 0
    await bot.stop()


async def test_it_forgets_replies_that_no_platform_asks_for_again_and_counts_what_waits(
    bot: Bot,
) -> None:
    await bot.act(PersonId(1), sends(), "slack:1")
    bot.database.posted.clear()
    await bot._look_after()
    assert bot.database.posted.is_set()
    assert WAITING._value.get() == 1
    bot.clock.set(datetime.now(UTC) + KEPT_REPLIES + timedelta(minutes=1))
    await bot._look_after()
    async with bot.database.reading.connect() as connection:
        assert (await connection.execute(select(inbound.c.id))).all() == []


async def test_a_form_that_nobody_went_on_with_for_half_a_year_is_forgotten(bot: Bot) -> None:
    begun = datetime.now(UTC)
    for days, opener in ((0, "apply.mentee"), (1, "apply.mentor")):
        bot.clock.set(begun + timedelta(days=days))
        async with bot.work() as work:
            now = bot.clock.now()
            await work.add(
                Draft(
                    scheme="aln",
                    person_id=PersonId(1),
                    opener=opener,
                    action="apply.send",
                    subject=NOTHING_IN_PARTICULAR,
                    title="A form",
                    opening={},
                    private=False,
                    answers={"goals": SECRET},
                    carries={},
                    changed_at=now,
                )
            )
    for moment, left in (
        (KEPT_DRAFTS - timedelta(hours=1), 2),
        (KEPT_DRAFTS + timedelta(hours=1), 1),
        (KEPT_DRAFTS + timedelta(days=2), 0),
    ):
        bot.clock.set(begun + moment)
        await bot._look_after()
        async with bot.database.reading.connect() as connection:
            assert len((await connection.execute(select(drafts.c.id))).all()) == left
