"""A real IMAP server on this machine, with one mailbox."""

import asyncio
import imaplib
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.mail.server import Server

USER = "bot"
PASSWORD = "right"
START = "from pymap.main import main; main()"


@dataclass(frozen=True)
class Mailbox:
    """Where it is."""

    port: int

    @property
    def server(self) -> Server:
        """As the settings have it."""
        return Server(
            host="127.0.0.1", port=self.port, security="none", user=USER, password=PASSWORD
        )

    @property
    def url(self) -> str:
        """For MENTORING_IMAP_URL."""
        return f"imap://{USER}:{PASSWORD}@127.0.0.1:{self.port}"

    async def receives(self, mail: bytes) -> None:
        """A mail arrives."""
        await asyncio.to_thread(self._append, mail)

    def _append(self, mail: bytes) -> None:
        with imaplib.IMAP4("127.0.0.1", self.port) as client:
            client.login(USER, PASSWORD)
            told, _ = client.append("INBOX", "", "", mail)
            assert told == "OK"

    async def unread(self) -> int:
        """How many mails nobody has read."""
        return await asyncio.to_thread(self._unread)

    def _unread(self) -> int:
        with imaplib.IMAP4("127.0.0.1", self.port) as client:
            client.login(USER, PASSWORD)
            client.select("INBOX", readonly=True)
            _, (found,) = client.uid("SEARCH", "UNSEEN")
            return len(found.split())


@asynccontextmanager
async def imap_server() -> AsyncIterator[Mailbox]:
    """The server, in a process of its own, as long as the block runs."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", START, "--host", "127.0.0.1", "--port", str(port),
        "--no-service", "admin", "--no-service", "managesieve",
        "dict", "--demo-user", USER, "--demo-password", PASSWORD,
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        await _answers(port, process)
        yield Mailbox(port)
    finally:
        process.kill()
        await process.wait()


async def _answers(port: int, process: asyncio.subprocess.Process) -> None:
    while True:
        assert process.returncode is None, "the IMAP server did not start"
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.05)
        else:
            writer.close()
            return
