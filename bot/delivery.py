"""Carries the outbox to the channels: wakes at once after a commit, and ticks as a backup."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog

from bot.channel import Channel, DeliveryProblem
from bot.metrics import DELIVERED
from handlers.kit.ui import Message, message_from
from handlers.kit.undelivered import undelivered
from scheme.definition import Definition
from storage import outbox
from storage.database import Database
from storage.outbox import Letter
from storage.work import Busy, Work

log = structlog.get_logger("delivery")

Maker = Callable[[str, str, str], Awaitable[Message]]  # from a recipient, a name and a note

LONGEST = timedelta(seconds=20)  # one delivery; a third of a lease
LONGEST_WAIT = timedelta(hours=1)
MOST_ATTEMPTS = 60  # about two days: a platform that is down for an evening loses nobody's message


class Delivery:
    """Claims rows under a lease, delivers them, marks them sent. A crash repeats at most what was in flight."""

    def __init__(
        self,
        database: Database,
        definitions: Mapping[str, Definition],
        channels: Sequence[Channel],
        make: Maker | None = None,
    ) -> None:
        """`make` makes what is only made when it is delivered."""
        self.database = database
        self.definitions = definitions
        self.channels = channels
        self._make = make
        self._running = asyncio.Lock()

    async def run(self) -> None:
        """Deliver whenever something is posted, until cancelled."""
        while True:
            await self.database.posted.wait()
            self.database.posted.clear()
            try:
                await self.drain()
            except Busy:
                await asyncio.sleep(1)
                self.database.posted.set()
            except Exception as error:  # delivery must go on; what was claimed comes back when its lease ends
                log.error("delivery failed", error=type(error).__name__)
                await asyncio.sleep(5)

    async def drain(self) -> int:
        """Deliver everything that waits; returns how many rows were delivered."""
        count = 0
        async with self._running:
            while letters := await self._claim():
                count += await self._deliver_all(letters)
        return count

    def _work(self) -> Work:
        return Work(self.database, self.definitions, datetime.now(UTC))

    async def _claim(self) -> Sequence[Letter]:
        async with self._work() as work:
            return await outbox.claim(work.session, work.now)

    async def _deliver_all(self, letters: Sequence[Letter]) -> int:
        """Deliver those whose lease lasts long enough; the rest, also when interrupted, wait again at once."""
        count, tried = 0, 0
        try:
            for letter in letters:
                if datetime.now(UTC) > letter.leased_until - LONGEST:
                    break
                count += await self._deliver(letter)
                tried += 1
        finally:
            if rest := letters[tried:]:
                async with self._work() as work:
                    await outbox.give_back(work.session, rest)
        return count

    async def _deliver(self, letter: Letter) -> bool:
        try:
            channel = await self._channel(letter.recipient)
            async with asyncio.timeout(LONGEST.total_seconds()):
                address = await channel.deliver(letter.recipient, await self._message(letter), letter)
        except DeliveryProblem as problem:
            await self._put_off(letter, problem)
            return False
        except Exception as error:  # a message that a channel cannot show must not hold up the rest
            await self._put_off(letter, DeliveryProblem(type(error).__name__))
            return False
        await _to_its_end(self._note_sent(letter, address))
        DELIVERED.labels(channel.name, "sent").inc()
        return True

    async def _message(self, letter: Letter) -> Message:
        if not letter.made:
            return message_from(letter.body)
        if self._make is None:
            raise DeliveryProblem("nothing makes it")
        return await self._make(letter.recipient, *letter.made)

    async def _note_sent(self, letter: Letter, address: str) -> None:
        # What was delivered and not noted is delivered a second time: so a busy database is asked again, while one may.
        while True:
            try:
                async with self._work() as work:
                    return await outbox.sent(work.session, letter, address)
            except Busy:
                if datetime.now(UTC) > letter.leased_until:
                    raise

    async def _channel(self, recipient: str) -> Channel:
        for channel in self.channels:
            if await channel.reaches(recipient):
                return channel
        raise DeliveryProblem("no channel reaches this recipient")

    async def _put_off(self, letter: Letter, problem: DeliveryProblem) -> None:
        # A platform that says how long to wait will take it then, however often it has said so.
        give_up = problem.permanent or (problem.after is None and letter.attempts >= MOST_ATTEMPTS)
        async with self._work() as work:
            if give_up:
                await outbox.set_aside(work.session, letter, problem.reason)
                await undelivered(work, letter.recipient)
            else:
                await outbox.put_off(work.session, letter, work.now + (problem.after or _wait(letter.attempts)))
        DELIVERED.labels("none", "set aside" if give_up else "put off").inc()
        say = log.error if give_up else log.warning
        say("not delivered", letter=letter.id, recipient=letter.recipient, reason=problem.reason, given_up=give_up)


async def _to_its_end(noting: Coroutine[Any, Any, None]) -> None:
    """Also when the bot is being stopped: what was delivered and not noted would be delivered again at the next start."""
    task = asyncio.ensure_future(noting)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise


def _wait(attempts: int) -> timedelta:
    """Two seconds after the first attempt, four after the second, and so on; an hour at most."""
    return min(timedelta(seconds=2 ** min(attempts, 20)), LONGEST_WAIT)
