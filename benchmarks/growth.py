"""Goal 4: what the first screens and the presses cost in a scheme that has grown; statements, CPU, and how long the loop is held."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from time import process_time, thread_time

from sqlalchemy import event, select

from benchmarks.crowd import Crowd, gather
from bot.app import Bot
from handlers.kit.ui import Action, Reply
from storage import plans, tables
from storage.engine.database import Database

SIZES = (100, 1000, 5000)


@dataclass(frozen=True)
class Cost:
    """What one action came to: its statements, the process's CPU in ms, and the longest hold of the event loop in ms."""

    statements: int
    cpu: float
    held: float


@dataclass
class Sizes:
    """Costs by action, then by size."""

    by_action: dict[str, dict[int, Cost]] = field(default_factory=dict)


@dataclass(frozen=True)
class Deed:
    """What somebody does: its name in the table, who, and what."""

    name: str
    person: int
    action: Action


def deeds(crowd: Crowd, members: dict[str, int]) -> Iterator[Deed]:
    """What is measured, in this order: what shows first, then what changes something. `members`: people by duty."""
    chair, member, admin = members["chair"], members["member"], members["administrator"]

    def about(kind: int) -> str:
        return f"application:{crowd.mentee(crowd.waiting(kind))}"

    newcomer = crowd.person_of("mentee", 2)
    yield Deed("home of an applicant", newcomer, Action("home.show"))
    yield Deed("home of a member", member, Action("home.show"))
    yield Deed("home of a member, at length", member, Action("home.page"))
    yield Deed("home of the Steering Group", members["steering"], Action("home.show"))
    yield Deed("all that waits, by date", member, Action("review.waiting"))
    yield Deed("register", member, Action("review.register"))
    yield Deed("roster", admin, Action("organise.roster"))
    yield Deed("an application opened", chair, Action("review.open", about(2)))
    yield Deed("suggestions", chair, Action("propose.open", about(1)))
    yield Deed("suggestions, some selected", chair, Action("propose.open", about(2)))
    yield Deed("a selection read", chair, Action("propose.consider", about(2), {"revision": "1"}))
    yield Deed("found eligible", chair, Action("review.eligible", about(0)))
    chosen = [str(crowd.mentor(5)), str(crowd.mentor(6))]
    first = {"mentors": chosen, "criteria": ["a", "b"]}
    yield Deed("mentors selected", chair, Action("propose.send", about(1), first))
    offered, asked = crowd.waiting(4), crowd.waiting(5)
    request = f"proposal:{crowd.proposal(offered)}"
    choice = Action("choose.chosen", request, {"candidate": str(crowd.proposal(offered))})
    yield Deed("a mentor chosen", crowd.person_of("mentee", offered), choice)
    accept = Action("answer.accept", f"candidate:{crowd.proposal(asked)}")
    yield Deed("a request accepted", crowd.person_of("mentor", asked), accept)
    pair = f"partnership:{crowd.proposal(1)}"
    yield Deed("a meeting's form", crowd.person_of("mentee", 1), Action("meet.form", pair))
    away = {"first": crowd.day.isoformat(), "until": crowd.day.replace(year=crowd.day.year + 1).isoformat()}
    for name, person in (("an absence", member), ("a second absence", chair), ("a third absence", admin)):
        yield Deed(name, person, Action("organise.absent", "", away))
    yield Deed("somebody back", admin, Action("organise.back"))


async def members_of(bot: Bot) -> dict[str, int]:
    """Who runs the scheme, one for each duty."""
    async with bot.work(writes=False) as work:
        seats = await work.session.execute(select(tables.members.c.duty, tables.members.c.person_id))
        return {duty: person for duty, person in seats.all()}


async def costs(bot: Bot, count: int, *, done: Callable[[Deed, Reply], None] | None = None) -> dict[str, Cost]:
    """Gather so many of each role, then do everything once; `done` is shown each reply."""
    definition = next(iter(bot.definitions.values()))
    async with bot.work() as work:
        crowd = await gather(work, definition, count)
    found: dict[str, Cost] = {}
    for deed in deeds(crowd, await members_of(bot)):
        reply: list[Reply] = []

        async def act(deed: Deed = deed, reply: list[Reply] = reply) -> None:
            reply.append(await bot.act(deed.person, deed.action))

        found[deed.name] = await cost(bot.database, act)
        if done:
            done(deed, reply[0])
    return found


async def cost(database: Database, act: Callable[[], Awaitable[None]]) -> Cost:
    """What one thing costs."""
    async with _watched_loop() as held:
        with counted(database) as statements:
            before = process_time()
            await act()
            spent = process_time() - before
        await asyncio.sleep(0.002)
    return Cost(len(statements), spent * 1000, max(held, default=0.0) * 1000)


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """The statements that are executed meanwhile; many rows at once are one."""
    found: list[str] = []

    def note(_connection: object, _cursor: object, sql: str, *_: object) -> None:
        if not sql.startswith("BEGIN"):
            found.append(sql)

    engines = {one.sync_engine for one in (database.reading, database.writing)}
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    yield found
    for engine in engines:
        event.remove(engine, "before_cursor_execute", note)


@asynccontextmanager
async def _watched_loop() -> AsyncIterator[list[float]]:
    """How long each turn of everything else took, in the loop's own CPU: what a task that always wants the next turn sees.

    CPU, as a machine that is busy with something else would otherwise be counted too.
    """
    held: list[float] = []

    async def watch() -> None:
        while True:
            last = thread_time()
            await asyncio.sleep(0)
            held.append(thread_time() - last)

    task = asyncio.create_task(watch())
    await asyncio.sleep(0)
    yield held
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def in_line(bot: Bot) -> Cost:
    """What it costs to bring every plan in line."""

    async def act() -> None:
        async with bot.work() as work:
            await plans.realign(work.session, bot.definitions, work.now)

    return await cost(bot.database, act)
