"""Carries the outbox to the channels: wakes at once after a commit, and ticks as a backup."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from time import monotonic
from typing import Protocol

import structlog

from bot.channel import Channel, DeliveryProblem
from bot.lease import Lease
from bot.metrics import DELIVERED
from bot.notes import Notes
from handlers.kit.addressee import MAIL, NobodyToTell
from handlers.kit.ui import Message, has_days, message_for, message_from
from scheduler.trace import traced
from scheme.day_order import DayOrder, order_in
from scheme.definition.definition import Definition
from scheme.ids import PersonId
from scheme.refusal import Refusal
from storage import awareness, outbox, people
from storage.engine.database import Database
from storage.engine.turns import in_background
from storage.engine.unbroken import to_its_end
from storage.letters import AT_ONCE
from storage.outbox import Letter
from storage.work import Busy, Clash, Fault, Work

log = structlog.get_logger("delivery")


class Aftermath(Protocol):
    """What follows a letter, in the very transaction that notes what became of it."""

    async def arrived(self, work: Work, letter: Letter, channel: str, address: str) -> None:
        """A channel delivered it."""

    async def lost(self, work: Work, letter: Letter, problem: DeliveryProblem) -> bool:
        """It can never be delivered where it went; whether it is to be tried once more, elsewhere."""


Maker = Callable[[str, str, str], Awaitable[Message]]  # from a recipient, a name and a note

LONGEST = timedelta(seconds=20)  # one delivery; a third of a lease
LONGEST_WAIT = timedelta(hours=1)
MOST_ATTEMPTS = 60  # about two days: a platform that is down for an evening loses nobody's message
SIDE_BY_SIDE = (
    64  # recipients served at a time: a channel that paces one workspace must hold up few of them
)
PATIENT = 2  # times that a busy database is asked again
WORTH_A_CLAIM = 16  # places that are free before more is claimed
PAUSE = 1.0  # seconds before a database that could not take a note is asked again
SOON = 0.2  # seconds: what falls due one by one is claimed together
LOOK = 1.0  # seconds after which the process that delivers looks for what others have posted
LINGER = 5.0  # seconds for which it goes on to look: what it knows of each platform's pace stays in one place
STAND_BY = 2.0  # seconds after which the others look whether it still does


class Delivery:
    """Claims rows under a lease, delivers them, marks them sent. A crash repeats at most what was in flight.

    Recipients are served side by side, as a platform far away takes its time; the letters of one go one by one.
    """

    def __init__(
        self,
        database: Database,
        definitions: Mapping[str, Definition],
        channels: Sequence[Channel],
        make: Maker | None = None,
        aftermath: Aftermath | None = None,
        seconds: Callable[[], float] = monotonic,
    ) -> None:
        """`make` makes what is only made when it is delivered; `aftermath` does what follows a letter.

        `seconds` tell how long another process was not heard of.
        """
        self.database = database
        self.definitions = definitions
        self.channels = channels
        self._make = make
        self._aftermath = aftermath
        self._running = asyncio.Lock()
        self._lines: dict[
            str, deque[Letter]
        ] = {}  # by recipient; the first letter of each is on its way
        self._tasks: set[asyncio.Task[None]] = set()
        self._moved = asyncio.Event()
        self._later: list[datetime] = []  # when what was put off falls due, the soonest first
        self._count = 0
        self._notes = Notes(self._work)
        self._lease = Lease(database, "delivery", outbox.free, seconds)
        self._elsewhere = False  # whether something waits that another process delivers
        self._quiet_at = 0.0

    async def run(self) -> None:
        """Deliver whenever something is posted or falls due again, until cancelled."""
        with in_background():
            await self._run()

    async def _run(self) -> None:
        try:
            while True:
                await self._rung(self.database.posted, most=self._patience())
                self.database.posted.clear()
                try:
                    with traced():
                        await self._go_on()
                except Busy:
                    await asyncio.sleep(1)
                    self.database.posted.set()
                except (
                    Exception
                ) as error:  # delivery must go on; what was claimed comes back when its lease ends
                    log.error("delivery failed", error=type(error).__name__)
                    await asyncio.sleep(5)
        finally:
            await self._release()

    def _patience(self) -> float | None:
        if self._elsewhere:
            return STAND_BY
        if self._lease.holds:
            return LOOK
        return None

    async def _go_on(self) -> None:
        async with self._running:
            if await self._turn():
                self._quiet_at = asyncio.get_running_loop().time() + (
                    0 if self.database.is_sqlite else LINGER
                )
            if asyncio.get_running_loop().time() >= self._quiet_at:
                await self._release()

    async def drain(self) -> int:
        """Deliver everything that waits, unless another process does; returns how many rows were delivered."""
        async with self._running:
            with in_background():
                try:
                    return await self._turn()
                finally:
                    await self._release()

    async def _turn(self) -> int:
        """Deliver what waits, where it is this process's turn to; returns how many rows were delivered.

        One process delivers at a time, for it alone can keep the pace of a workspace, and the order of one's letters.
        """
        if not await self._anything():
            self._elsewhere = False
            if self._lease.holds:
                await self._lease.keep()
            return 0
        self._elsewhere = not await self._lease.take()
        if self._elsewhere:
            return 0
        before = self._count
        try:
            await self._carry()
        except Exception:
            while self._tasks:  # what is on its way arrives, and is noted
                await asyncio.wait(self._tasks)
            raise
        finally:
            await self._break_off()
        return self._count - before

    async def _release(self) -> None:
        with suppress(Refusal):  # others take it over when it is not counted any more
            if self._lease.holds:
                await to_its_end(self._lease.release())

    async def _anything(self) -> bool:
        async with Work(self.database, self.definitions, datetime.now(UTC), writes=False) as work:
            if await outbox.anything(work.session, work.now):
                return True
            if not await outbox.too_far_off(work.session, work.now):
                return False
        log.warning("letters were put off by a clock that ran ahead, and are tried now")
        async with self._work() as work:
            await outbox.clock_went_back(work)
        return True

    async def _carry(self) -> None:
        """What is posted while others are on their way is claimed meanwhile: nobody waits for the slowest."""
        busy = 0
        while await self._lease.keep():
            room = SIDE_BY_SIDE - len(self._lines)
            try:
                if room >= WORTH_A_CLAIM:
                    letters = await self._claim(room)
                else:
                    letters = ()
            except Busy:  # perhaps it is our own notes that hold the database
                busy += 1
                if busy > PATIENT:
                    raise
                continue
            busy = 0
            for letter in letters:
                self._hand_over(letter)
            if letters:
                continue
            if not self._lines and not self.database.posted.is_set():
                return
            # What follows a letter is posted as that is noted, perhaps while nothing was found to be claimed.
            await self._rung(self.database.posted, self._moved, most=LOOK)
            self.database.posted.clear()
            self._moved.clear()

    async def _rung(self, *bells: asyncio.Event, most: float | None = None) -> None:
        """Until a bell has rung, or what was put off falls due, or `most` seconds are over."""
        while self._later and self._later[0] <= datetime.now(UTC):
            heappop(self._later)
        if self._later:
            seconds = max((self._later[0] - datetime.now(UTC)).total_seconds(), SOON)
        else:
            seconds = None
        if most is not None:
            if seconds is not None:
                seconds = min(most, seconds)
            else:
                seconds = most
        waits = [asyncio.ensure_future(bell.wait()) for bell in bells]
        try:
            await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    async def _break_off(self) -> None:
        """When interrupted: what was not tried waits again at once, and what was perhaps delivered as one tried."""
        if not self._lines:
            return
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks)
        async with self._work() as work:
            for first, *rest in self._lines.values():
                await outbox.put_off(work.session, first, datetime.now(UTC))
                await outbox.give_back(work.session, rest)
        self._lines.clear()

    def _work(self) -> Work:
        return Work(self.database, self.definitions, datetime.now(UTC))

    async def _claim(self, most: int) -> Sequence[Letter]:
        async with self._work() as work:
            return await outbox.claim(work.session, work.now, most)

    def _hand_over(self, letter: Letter) -> None:
        if letter.recipient in self._lines:
            line = self._lines[letter.recipient]
            first = line[0]
            if (first.id, first.wanted) != (
                letter.id,
                letter.wanted,
            ):  # else it is there already, and to be noted
                line.append(letter)
            return
        self._lines[letter.recipient] = deque([letter])
        task = asyncio.create_task(self._deliver_line(letter.recipient))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver_line(self, recipient: str) -> None:
        """Deliver those whose lease lasts long enough, in order; the rest waits again at once."""
        line = self._lines[recipient]
        until = None
        while line:
            try:
                if not self._lease.holds or datetime.now(UTC) > line[0].leased_until - LONGEST:
                    await self._give_back(line)
                    break
                if until is None:
                    with traced():
                        until = await self._deliver(line[0])
                else:  # for this recipient nothing is taken before then
                    await self._wait_until(until, line[0], tried=False)
            except Exception as error:  # what could not be noted comes back when its lease ends
                log.error("delivery failed", error=type(error).__name__)
            line.popleft()
        del self._lines[recipient]
        self._moved.set()

    async def _give_back(self, letters: Sequence[Letter]) -> None:
        await self._notes.write(lambda work: outbox.give_back(work.session, list(letters)))

    async def _deliver(self, letter: Letter) -> datetime | None:
        """Deliver one; returns until when the channel takes nothing for its recipient, if it said so."""
        try:
            async with asyncio.timeout(LONGEST.total_seconds()):
                channel = await self._channel(letter.recipient)
                address = await channel.deliver(
                    letter.recipient, await self._message(letter), letter
                )
        except DeliveryProblem as problem:
            return await self._put_off(letter, problem)
        except NobodyToTell:  # what it told of has gone, or its reader
            await to_its_end(self._note_sent(letter, "", letter.address or ""))
            return None
        except Exception as error:  # a message that a channel cannot show must not hold up the rest
            return await self._put_off(letter, DeliveryProblem(type(error).__name__))
        await to_its_end(self._note_sent(letter, channel.name, address))
        self._count += 1
        DELIVERED.labels(channel.name, "sent").inc()
        return None

    async def _message(self, letter: Letter) -> Message:
        if not letter.drawn:
            message = message_from(letter.body)
        elif self._make is None:
            raise DeliveryProblem("nothing makes it")
        else:
            message = await self._make(letter.recipient, *letter.drawn)
        if not has_days(message):
            return message
        return message_for(message, await self._order_for(letter.recipient))

    async def _order_for(self, recipient: str) -> DayOrder:
        """In which order a recipient reads day and month; what many read is in the scheme's."""
        kind, _, name = recipient.removeprefix(MAIL).partition(":")
        if kind == "group":
            return order_in(self.definitions[name].region)
        region = next(iter(self.definitions.values())).region
        if kind == "person":
            async with Work(
                self.database, self.definitions, datetime.now(UTC), writes=False
            ) as work:
                return (await people.by_id(work, PersonId(int(name)))).day_order(region)
        return order_in(region)

    async def _channel(self, recipient: str) -> Channel:
        for channel in self.channels:
            if await channel.reaches(recipient):
                return channel
        raise DeliveryProblem("no channel reaches this recipient")

    async def _note_sent(self, letter: Letter, channel: str, address: str) -> None:
        async def note(work: Work) -> None:
            is_first = await outbox.sent(work.session, letter, address)
            await awareness.let_go(work, letter.recipient)
            if is_first and channel and self._aftermath is not None:
                await self._aftermath.arrived(work, letter, channel, address)

        # What was delivered and not noted is delivered a second time: so the database is asked until it has taken it.
        while True:
            try:
                return await self._notes.write(note)
            except (Busy, Clash, Fault) as no:
                log.warning("not noted yet", letter=letter.id, why=type(no).__name__)
                await asyncio.sleep(PAUSE)

    async def _put_off(self, letter: Letter, problem: DeliveryProblem) -> datetime | None:
        # A platform that says how long to wait will take it then, however often it has said so.
        until: datetime | None = None
        give_up = problem.permanent or (problem.after is None and letter.attempts >= MOST_ATTEMPTS)
        if give_up and await self._is_tried_elsewhere(letter, problem):
            give_up = False
        elif not give_up:
            until = datetime.now(UTC) + (problem.after or _wait(letter.attempts))
            await self._wait_until(until, letter, tried=problem.tried)
        DELIVERED.labels("none", "set aside" if give_up else "put off").inc()
        if give_up or problem.tried:  # a wave that is paced is no news, ten thousand times
            say = log.error if give_up else log.warning
            say(
                "not delivered",
                letter=letter.id,
                recipient=letter.recipient,
                reason=problem.reason,
                given_up=give_up,
            )
        if problem.after and until is not None and not give_up:
            return until
        return None

    async def _is_tried_elsewhere(self, letter: Letter, problem: DeliveryProblem) -> bool:
        """Whether a letter that can't arrive where it went has another place to go; where not, it is set aside."""
        async with self._work() as work:
            if self._aftermath is not None and await self._aftermath.lost(work, letter, problem):
                await outbox.put_off(work.session, letter, AT_ONCE, tried=False)
            else:
                await outbox.set_aside(work.session, letter, problem.reason)
                return False
        self.database.posted.set()
        return True

    async def _wait_until(self, until: datetime, letter: Letter, *, tried: bool) -> None:
        await self._notes.write(
            lambda work: outbox.put_off(work.session, letter, until, tried=tried)
        )
        heappush(self._later, until)


def _wait(attempts: int) -> timedelta:
    """Two seconds after the first attempt, four after the second, and so on; an hour at most."""
    return min(timedelta(seconds=2 ** min(attempts, 20)), LONGEST_WAIT)
