"""A bot in a process of its own that dies when it is told to: run as a script by test_kill.py, it is nobody else's.

Each connection to its socket gets a fresh process, forked from one that has everything imported. That process opens the
database, starts the bot and performs the actions it is sent, one a line; what it delivers it writes to a file.
"""

import asyncio
import json
import os
import signal
import socket
import sys
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql.schema import CallableColumnDefault

from bot import delivery
from bot.app import Bot
from bot.clock import Clock
from bot.settings import Settings
from handlers.kit.ui import Action, Message, message_json
from scheme.definition.definition import Definition
from scheme.refusal import Refusal
from scheme.subject import Subject
from storage import outbox, people
from storage.engine.database import Database
from storage.engine.encryption import vault
from storage.outbox import Letter
from storage.tables import applications
from tests.support.stage import scheme

PATIENCE = 20.0  # seconds to deliver what is left in, at the end


class Fate:
    """Counts the moments at which a process may die: before and after each commit, send and acknowledgement."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.passed = 0

    def here(self) -> None:
        """Dies when it is time."""
        self.passed += 1
        if self.passed == self.at:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(self, act: Callable[..., Awaitable[Any]]) -> Callable[..., Coroutine[Any, Any, Any]]:
        """The same, with a moment before and one after."""

        async def risky(*args: Any, **kwargs: Any) -> Any:
            self.here()
            result = await act(*args, **kwargs)
            self.here()
            return result

        return risky


class FileChannel:
    """Delivers to a file, a line each: what is written there has reached people, whatever happens then."""

    name = "file"

    def __init__(self, file: Path) -> None:
        self._file = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    async def reaches(self, recipient: str) -> bool:
        """Everybody."""
        return True

    async def deliver(self, recipient: str, message: Message, letter: Letter) -> str:
        """Write it down."""
        line = [recipient, letter.id, letter.wanted, message_json(message)]
        os.write(self._file, f"{json.dumps(line)}\n".encode())
        return str(letter.id)


async def live(talk: socket.socket, definitions: Mapping[str, Definition]) -> None:
    """One life: from a start to a clean stop, or to an early death."""
    reader, writer = await asyncio.open_connection(sock=talk)
    life = json.loads(await reader.readline())
    folder, fate = Path(life["folder"]), Fate(life["die_at"])
    AsyncSession.commit = fate.around(AsyncSession.commit)  # type: ignore[method-assign]
    channel = FileChannel(folder / "delivered")
    channel.deliver = fate.around(channel.deliver)  # type: ignore[method-assign]
    bot = Bot(
        settings=Settings(),
        database=Database(f"sqlite:///{folder}/test.db"),
        definitions=definitions,
        clock=Clock(),
        channels=[channel],
    )
    bot.clock.set(
        datetime.fromisoformat(life["now"])
    )  # what is made at delivery says how things stand on that day
    carrier = asyncio.create_task(bot.delivery.run())
    bot.database.posted.set()
    while line := await reader.readline():
        answer = await perform(bot, json.loads(line))
        fate.here()
        writer.write(f"{json.dumps(answer)}\n".encode())
        await writer.drain()
        fate.here()
    # What is waited for may end at that very moment, and the wish be lost.
    while not carrier.done():
        carrier.cancel()
        await asyncio.wait([carrier], timeout=1)
    await bot.stop()


async def perform(bot: Bot, wish: Mapping[str, Any]) -> str:
    """What an action comes to: "done", or the words of a refusal."""
    now = datetime.fromisoformat(wish["now"])
    if wish["action"] == "until":
        bot.clock.set(now)
        await bot.sweep()
        return "done"
    if wish["action"] == "deliver":
        return await deliver_all(bot)
    bot.clock.set(now)
    async with bot.work(writes=False) as work:
        person = await people.by_email(work, wish["email"])
    assert person is not None
    action = Action(
        name=wish["action"], subject=Subject.read(wish["subject"]), answers=wish["answers"]
    )
    try:
        await bot.act(person.id, action, wish["inbound"])
    except Refusal as no:
        return no.text
    return "done"


async def deliver_all(bot: Bot) -> str:
    """Until nothing waits, also what an earlier life had claimed."""
    for _ in range(int(PATIENCE / 0.1)):
        await bot.delivery.drain()
        async with bot.work(writes=False) as work:
            if await outbox.waiting(work.session) == (0, 0):
                return "done"
        await asyncio.sleep(0.1)
    return "something waits"


def count_on(context: Any) -> int:
    """The next id of an application, counted on from those that are kept: a step can name it, whoever died before."""
    return int(
        context.root_connection.scalar(select(func.coalesce(func.max(applications.c.id), 0) + 1))
    )


def main(address: str, key: str) -> None:
    """Wait for connections; each has a life of its own."""
    vault.open([key])
    assert isinstance(applications.c.id.default, CallableColumnDefault)
    applications.c.id.default.arg = count_on
    # A lease of a minute would make the test wait for a minute after each death.
    outbox.LEASE, delivery.LONGEST = timedelta(seconds=2), timedelta(seconds=1)
    one = scheme()
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(address)
        door.listen()
        while True:
            talk, _ = door.accept()
            child = os.fork()
            if child == 0:
                asyncio.run(live(talk, {one.key: one}))
                os._exit(0)
            talk.send(f"{child}\n".encode())
            talk.close()
            os.waitpid(child, 0)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
