"""Goal 7: a wave of letters to a Slack that answers 429 in earnest: how near to the rate, and that none is lost or doubled.

Slack is a small server here: it takes so many messages a second, tells whoever sends more to wait (`Retry-After`), and
counts what comes in spite of that. Now and then it asks for a wait for reasons of its own, as the real one does.
"""

import asyncio
from collections import Counter, deque
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from time import perf_counter
from typing import Any

from aiohttp import web
from pydantic import SecretStr

from benchmarks.scenario import make_bot
from bot.app import Bot
from bot.pacing import Pacer
from bot.slack.channel import SlackChannel
from bot.slack.identities import SlackIdentities
from bot.slack.installations import Clients
from bot.slack.settings import SlackSettings
from handlers.kit.ui import Button, Message, message_json
from scheme.definition.sections import Workspace
from scheme.people import Account
from storage import outbox, people
from storage.work import Busy

TEAM, TOKEN = "T0BENCH", "xoxb-for-benchmarks-only"
RATE = (
    8.0  # messages a second that are configured: twice the default, so that it takes half the time
)
LETTERS = 400
BURST = 5  # that Slack takes at once after a pause
BLOCKS, SECONDS = (100, 250), 1  # after so many messages Slack wants a pause of its own, so long
ANSWER = 0.2  # seconds that a call takes, as from far away


@dataclass
class Wave:
    """How it went. `refused`: how often Slack said wait; `early`: how many came although they had been told so.

    `busy`: how often somebody else who read the database was turned away.
    """

    letters: int
    rate: float
    seconds: float = 0.0
    paused: float = 0.0
    refused: int = 0
    early: int = 0
    busy: int = 0
    cpu: float = 0.0  # seconds of the process, while it went on
    came: Counter[str] = field(default_factory=Counter)

    @property
    def share(self) -> float:
        """Of the configured rate, the pauses that Slack wanted left out."""
        return self.letters / (self.seconds - self.paused) / self.rate

    @property
    def lost(self) -> int:
        """Letters that never came."""
        return self.letters - len(self.came)

    @property
    def doubled(self) -> int:
        """Letters that came more than once."""
        return sum(times > 1 for times in self.came.values())


class Server:
    """Slack's side."""

    def __init__(self, wave: Wave) -> None:
        self.wave = wave
        self._full_at = 0.0
        self._closed_until = 0.0
        self._sent_at: deque[float] = deque()
        self._blocks = deque(BLOCKS)
        self._number = count(1)

    async def call(self, request: web.Request) -> web.Response:
        """One call of the Web API."""
        if request.match_info["method"] == "auth.test":
            return web.json_response(
                {"ok": True, "team_id": TEAM, "user_id": "U0BOT", "bot_id": "B0BOT", "team": "B"}
            )
        given: dict[str, Any] = await request.json()
        wait = self._wait(perf_counter())
        await asyncio.sleep(ANSWER)
        if wait:
            self.wave.refused += 1
            return web.json_response(
                {"ok": False, "error": "ratelimited"},
                status=429,
                headers={"Retry-After": f"{wait}"},
            )
        self.wave.came[given["text"]] += 1
        return web.json_response(
            {"ok": True, "channel": given["channel"], "ts": f"1700000000.{next(self._number):06d}"}
        )

    def _wait(self, now: float) -> int:
        if now < self._closed_until:
            # What was on its way already when Slack said no is not to blame.
            self.wave.early += now > self._closed_until - SECONDS + 2 * ANSWER
            return SECONDS
        taken = sum(self.wave.came.values())
        pause = bool(self._blocks) and taken >= self._blocks[0]
        if pause:
            self._blocks.popleft()
            self.wave.paused += SECONDS
        if pause or self._full_at - now > BURST / RATE:
            self._closed_until = now + SECONDS
            return SECONDS
        self._full_at = max(self._full_at, now) + 1 / RATE
        return 0


async def measure(folder: Path, letters: int = LETTERS) -> Wave:
    """Send a wave to so many people, each in a chat of their own, and wait until all have it."""
    wave = Wave(letters, RATE)
    app = web.Application()
    app.router.add_post("/api/{method}", Server(wave).call)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    bot = await _bot(f"sqlite:///{folder}/wave.db")
    settings = SlackSettings(
        _env_file=None,
        bot_token=SecretStr(TOKEN),
        api_url=f"http://127.0.0.1:{runner.addresses[0][1]}/api/",
    )
    clients = Clients(settings, bot.work)
    await clients.start()
    bot.channels.append(
        SlackChannel(bot, clients, SlackIdentities(bot, clients), Pacer(a_workspace=RATE))
    )
    await _post(bot, letters)
    await carried(bot, wave)
    await clients.stop()
    await runner.cleanup()
    await bot.database.close()
    return wave


async def _bot(url: str) -> Bot:
    bot = await make_bot(url)
    here = (Workspace(platform="slack", id=TEAM),)
    known = {
        key: one.model_copy(update={"workspaces": here}) for key, one in bot.definitions.items()
    }
    return Bot(settings=bot.settings, database=bot.database, definitions=known, clock=bot.clock)


async def _post(bot: Bot, letters: int) -> None:
    definition = next(iter(bot.definitions.values()))
    async with bot.work() as work:
        for number in range(letters):
            email = f"person{number}@fellside.example.org"
            person = await people.add(work, f"Person {number}", email, definition.zone)
            await work.add(
                Account(
                    platform="slack",
                    workspace=TEAM,
                    user=f"U{number}",
                    person_id=person.id,
                    chat=f"D{number}",
                )
            )
            message = Message(
                text=f"Letter {number}.", buttons=(Button(label="Open", action="home.show"),)
            )
            await outbox.post(work, f"person:{person.id}", message_json(message))


async def carried(bot: Bot, wave: Wave) -> None:
    """Deliver until nothing waits."""
    start = perf_counter()
    carrying = asyncio.create_task(bot.delivery.run())
    bot.database.posted.set()
    while True:
        try:
            async with bot.work(writes=False) as work:
                waiting, _ = await outbox.waiting(work.session)
        except Busy:  # whoever acts meanwhile is told so, and asks again
            wave.busy += 1
            continue
        if not waiting:
            break
        await asyncio.sleep(0.2)
    wave.seconds = perf_counter() - start
    carrying.cancel()
    await asyncio.wait({carrying})
