"""Goal 2: what a submission with its transaction costs, beside the same statements run by hand on the same engine."""

import asyncio
import socket
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.context import SpawnProcess
from statistics import median, quantiles
from typing import Literal

from aiohttp import ClientSession, web

from benchmarks.machine import cpu_seconds
from benchmarks.scenario import (
    Request,
    Transaction,
    applicants,
    by_hand,
    make_bot,
    playground,
    recorded,
    send,
)

Side = Literal["bot", "floor"]
ROUNDS, SLICE = 6, 25  # one after another
CROWDED_ROUNDS, CROWD, CROWDED_SLICE = 4, 8, 50
WARM = 25
NEEDED = WARM + ROUNDS * SLICE + CROWDED_ROUNDS * CROWDED_SLICE


@dataclass
class Measured:
    """What one side took: CPU milliseconds a request, a slice each; seconds a request in a crowd."""

    cpu: list[float] = field(default_factory=list)
    alone: list[float] = field(default_factory=list)
    crowded: list[float] = field(default_factory=list)

    @property
    def typical(self) -> float:
        """CPU milliseconds a request, the median of the slices."""
        return median(self.cpu)

    def percentile(self, percent: int) -> float:
        """Milliseconds until the answer, in a crowd."""
        return quantiles(self.crowded, n=100)[percent - 1] * 1000


@dataclass(frozen=True)
class Outcome:
    """Both sides, and how many statements and transactions one submission is."""

    sides: dict[Side, Measured]
    statements: int
    transactions: int


def serve(
    side: Side, url: str, found: Sequence[Sequence[Transaction]], listening: socket.socket
) -> None:
    """Runs in a process of its own, until it is ended."""
    asyncio.run(_serve(side, url, found, listening))


async def _serve(
    side: Side, url: str, found: Sequence[Sequence[Transaction]], listening: socket.socket
) -> None:
    if side == "bot":
        bot = await make_bot(url)
        app = playground(bot, await applicants(bot, len(found)))
    else:
        bot = await make_bot(url)
        await applicants(bot, len(found))
        app = by_hand(bot.database, found)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.SockSite(runner, listening).start()
    await asyncio.Event().wait()


async def measure(urls: tuple[str, str, str]) -> Outcome:
    """Record on the first database, then measure the bot on the second and the floor on the third, in turn."""
    requests, found = await recorded(urls[0], NEEDED)
    typical = sorted(sum(len(s) for _, s in one) for one in found)[len(found) // 2]
    transactions = sorted(len(one) for one in found)[len(found) // 2]
    sides: tuple[Side, Side] = ("bot", "floor")
    running = {side: _start(side, url, found) for side, url in zip(sides, urls[1:], strict=True)}
    try:
        measured = {side: Measured() for side in sides}
        async with ClientSession() as session:
            for side, (_, address) in running.items():
                await _ready(session, address, side)
            await _drive(session, running, requests, measured)
    finally:
        for process, _ in running.values():
            process.terminate()
            process.join()
    return Outcome(measured, typical, transactions)


def _start(
    side: Side, url: str, found: Sequence[Sequence[Transaction]]
) -> tuple[SpawnProcess, str]:
    listening = socket.create_server(("127.0.0.1", 0))
    process = get_context("spawn").Process(
        target=serve, args=(side, url, found, listening), daemon=True
    )
    process.start()
    return process, f"http://127.0.0.1:{listening.getsockname()[1]}"


async def _ready(session: ClientSession, address: str, side: Side) -> None:
    path = "/healthz" if side == "bot" else "/"
    async with session.get(
        f"{address}{path}"
    ) as answer:  # waits in the socket until the server takes it
        await answer.read()


async def _drive(
    session: ClientSession,
    running: dict[Side, tuple[SpawnProcess, str]],
    requests: Sequence[Request],
    measured: dict[Side, Measured],
) -> None:
    at = 0
    for count in (WARM, *[SLICE] * ROUNDS):
        for side, (process, address) in running.items():
            before = cpu_seconds(process.pid or 0)
            took = [await send(session, address, requests[n], n) for n in range(at, at + count)]
            if at:
                measured[side].cpu.append((cpu_seconds(process.pid or 0) - before) / count * 1000)
                measured[side].alone += took
        at += count
    for _ in range(CROWDED_ROUNDS):
        for side, (_, address) in running.items():
            measured[side].crowded += await _crowd(
                session, address, requests, range(at, at + CROWDED_SLICE)
            )
        at += CROWDED_SLICE


async def _crowd(
    session: ClientSession, address: str, requests: Sequence[Request], numbers: range
) -> list[float]:
    waiting, took = list(reversed(numbers)), []

    async def one() -> None:
        while waiting:
            number = waiting.pop()
            took.append(await send(session, address, requests[number], number))

    await asyncio.gather(*(one() for _ in range(CROWD)))
    return took
