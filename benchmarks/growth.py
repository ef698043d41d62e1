"""Goal 4: what the first screens and the presses cost in a scheme that has grown; statements, CPU, and how long the loop is held."""

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time, thread_time
from typing import Any

import structlog
from sqlalchemy import event, select

from benchmarks.crowd import Crowd, gather
from benchmarks.scenario import engines, make_bot
from benchmarks.servers import postgresql
from bot import collector
from bot.app import Bot
from handlers.kit.ui import Action, Reply
from scheme.ids import PersonId
from scheme.subject import NOTHING_IN_PARTICULAR, Subject
from storage import tables
from storage.engine.database import Database

SIZES = (100, 1000, 5000, 20_000)
TITLE = "## Growth"
PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"


@dataclass(frozen=True)
class Cost:
    """What one action came to: its statements, the process's CPU in ms, and the longest hold of the event loop in ms."""

    statements: int
    cpu: float
    held: float


Grown = dict[str, dict[int, dict[str, Cost]]]  # by database, then by size, then by action


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
    yield Deed("home of an applicant", newcomer, Action(name="home.show"))
    yield Deed("home of a member", member, Action(name="home.show"))
    yield Deed("home of a member, at length", member, Action(name="home.page"))
    yield Deed("home of the Steering Group", members["steering"], Action(name="home.show"))
    yield Deed("all that waits, by date", member, Action(name="review.waiting"))
    yield Deed("register", member, Action(name="review.register"))
    yield Deed("this round", member, Action(name="round.show"))
    listed = {"list": "mentee:eligible"}
    yield Deed("a list of the round", member, Action(name="round.show", answers=listed))
    yield Deed("roster", admin, Action(name="organise.roster"))
    yield Deed(
        "an application opened", chair, Action(name="review.open", subject=Subject.read(about(2)))
    )
    yield Deed("the board", chair, Action(name="board.show"))
    yield Deed("the board in the chat", chair, Action(name="board.glance"))
    yield Deed("the next pair on the board", chair, Action(name="board.next"))
    mentor = {"mentor": str(crowd.mentor(5))}
    yield Deed(
        "a pair on the board",
        chair,
        Action(name="board.pair", subject=Subject.read(about(2)), answers=mentor),
    )
    yield Deed("suggestions", chair, Action(name="propose.open", subject=Subject.read(about(1))))
    yield Deed(
        "suggestions, some selected",
        chair,
        Action(name="propose.open", subject=Subject.read(about(2))),
    )
    yield Deed(
        "a selection read",
        chair,
        Action(name="propose.consider", subject=Subject.read(about(2)), answers={"revision": "1"}),
    )
    yield Deed(
        "found eligible", chair, Action(name="review.eligible", subject=Subject.read(about(0)))
    )
    chosen = [str(crowd.mentor(5)), str(crowd.mentor(6))]
    first = {"mentors": chosen, "criteria": ["a", "b"]}
    yield Deed(
        "mentors selected",
        chair,
        Action(name="propose.send", subject=Subject.read(about(1)), answers=first),
    )
    offered, asked = crowd.waiting(4), crowd.waiting(5)
    request = f"proposal:{crowd.proposal(offered)}"
    choice = Action(
        name="choose.sent",
        subject=Subject.read(request),
        answers={"candidate": str(crowd.proposal(offered)), "revision": "1"},
    )
    yield Deed("a mentor chosen", crowd.person_of("mentee", offered), choice)
    accept = Action(name="answer.accept", subject=Subject("candidate", crowd.proposal(asked)))
    yield Deed("a request accepted", crowd.person_of("mentor", asked), accept)
    pair = f"partnership:{crowd.proposal(1)}"
    yield Deed(
        "a meeting's form",
        crowd.person_of("mentee", 1),
        Action(name="meet.form", subject=Subject.read(pair)),
    )
    away = {
        "first": crowd.day.isoformat(),
        "until": crowd.day.replace(year=crowd.day.year + 1).isoformat(),
    }
    for name, person in (
        ("an absence", member),
        ("a second absence", chair),
        ("a third absence", admin),
    ):
        yield Deed(
            name,
            person,
            Action(name="organise.absent", subject=NOTHING_IN_PARTICULAR, answers=away),
        )
    yield Deed("somebody back", admin, Action(name="organise.back"))


async def members_of(bot: Bot) -> dict[str, int]:
    """Who runs the scheme, one for each duty."""
    async with bot.work(writes=False) as work:
        seats = await work.session.execute(
            select(tables.members.c.duty, tables.members.c.person_id)
        )
        return {duty: person for duty, person in seats.all()}


async def costs(
    bot: Bot, count: int, *, done: Callable[[Deed, Reply], None] | None = None
) -> dict[str, Cost]:
    """Gather so many of each role, then do everything once; `done` is shown each reply."""
    definition = next(iter(bot.definitions.values()))
    async with bot.work() as work:
        crowd = await gather(work, definition, count)
    found: dict[str, Cost] = {}
    for deed in deeds(crowd, await members_of(bot)):
        reply: list[Reply] = []

        async def act(deed: Deed = deed, reply: list[Reply] = reply) -> None:
            reply.append(await bot.act(PersonId(deed.person), deed.action))

        found[deed.name] = await cost(bot.database, act)
        if done:
            done(deed, reply[0])
    return found


async def cost(database: Database, act: Callable[[], Awaitable[None]]) -> Cost:
    """What one thing costs."""
    await asyncio.sleep(0)
    with _watched_loop() as held:
        await asyncio.sleep(0)  # the turn in which this began is over
        with counted(database) as statements:
            before = process_time()
            await act()
            spent = process_time() - before
        await asyncio.sleep(0)  # and so is the last
    return Cost(len(statements), spent * 1000, max(held, default=0.0) * 1000)


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """The statements that are executed meanwhile; many rows at once are one."""
    found: list[str] = []

    def note(_connection: object, _cursor: object, sql: str, *_: object) -> None:
        if not sql.startswith("BEGIN"):
            found.append(sql)

    for engine in engines(database):
        event.listen(engine, "before_cursor_execute", note)
    yield found
    for engine in engines(database):
        event.remove(engine, "before_cursor_execute", note)


@contextmanager
def _watched_loop() -> Iterator[list[float]]:
    """How long each turn of the event loop took, in its own CPU: for so long nobody else had a turn.

    CPU, as a machine that is busy with something else would otherwise be counted too. The loop's own turns are timed, as a
    task that looked on would have to take every turn: what it spends meanwhile counts as CPU of what is measured.
    """
    loop: Any = asyncio.get_running_loop()
    turn = loop._run_once
    held: list[float] = []

    def timed() -> None:
        began = thread_time()
        turn()
        held.append(thread_time() - began)

    loop._run_once = timed
    try:
        yield held
    finally:
        del loop._run_once


async def in_line(bot: Bot) -> Cost:
    """What it costs to bring every plan in line."""

    async def act() -> None:
        bot.aligning.is_due = True
        await bot.aligning.run()

    return await cost(bot.database, act)


async def measure(kind: str, urls: Sequence[str]) -> Grown:
    """Everything at every size, each on an empty database of its own."""
    found: Grown = {kind: {}}
    for size, url in zip(SIZES, urls, strict=True):
        bot = await make_bot(url)
        collector.go_easy()  # as a start does
        found[kind][size] = await costs(bot, size)
        found[kind][size]["plans brought in line"] = await in_line(bot)
        await bot.database.close()
    return found


def page(grown: Grown) -> str:
    """The part of docs/benchmarks.md."""
    sizes = " | ".join(f"N = {size:,}" for size in SIZES)
    lines = [
        TITLE,
        "",
        "One scheme of N mentors and N mentees, of whom a quarter waits. Each cell: statements, the process's CPU in ms, and the",
        "longest time in ms, of the loop's own CPU, for which nobody else had a turn. Aims: statements that do not grow, and never",
        "more than 50 ms. Each thing is done once, in this order: the register is the first to read what every mentor wrote, and",
        "the suggestions after it find them kept.",
        "`python -m benchmarks.growth` measures this part alone.",
        "",
        f"| database | action | {sizes} |",
        f"|---|---|{'---|' * len(SIZES)}",
    ]
    for kind, by_size in grown.items():
        for name in by_size[SIZES[0]]:
            cells = (by_size[size][name] for size in SIZES)
            told = " | ".join(
                f"{one.statements:,}, {one.cpu:,.0f}, {one.held:,.0f}" for one in cells
            )
            lines.append(f"| {kind} | {name} | {told} |")
    return "\n".join([*lines, ""])


def on_both(folder: Path) -> Grown:
    """On SQLite and on PostgreSQL."""
    files = [f"sqlite:///{folder}/growth{size}.db" for size in SIZES]
    with postgresql() as urls:
        return asyncio.run(measure("SQLite", files)) | asyncio.run(measure("PostgreSQL", urls))


def main() -> None:
    """Measure this part alone, and put it in its place in docs/benchmarks.md."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with TemporaryDirectory() as name:
        own = page(on_both(Path(name)))
    before, _, rest = PAGE.read_text(encoding="utf-8").partition(TITLE)
    _, mark, after = rest.partition("\n## ")
    PAGE.write_text(f"{before.rstrip()}\n\n{own}{mark}{after}", encoding="utf-8")
    sys.stdout.write(own)


if __name__ == "__main__":
    main()
