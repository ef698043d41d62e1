"""Hands mails to the server: few connections for many mails, in the pace that the server takes."""

import asyncio
import ssl
from contextlib import suppress
from email.headerregistry import Address
from email.message import EmailMessage
from math import ceil

import structlog
from aiosmtplib import SMTP, errors

from bot.mail.problems import MailProblem, problem_of
from bot.mail.server import Server
from bot.pacing import Pacer

log = structlog.get_logger("mail")

SERVER = "smtp"  # what the pace is counted of
CONNECTIONS = 3  # at a time, at least
MOST_CONNECTIONS = 10  # servers commonly take no more of one sender
A_MAIL = 0.5  # seconds that a server far away takes for one, so that there are enough connections for the rate
SECONDS = 15.0  # for one word with the server: less than a delivery may take
MOST_ON_ONE = 200  # mails by one connection: many servers close it sooner or later
FRESH = 5.0  # seconds that a connection was idle before it is asked whether it is still there
IDLE = 20.0  # seconds after which it is closed
FIRST_PAUSE = 5.0  # seconds for which nothing is tried once the server could not be reached
LONGEST_PAUSE = 300.0


def connections_for(rate: float) -> int:
    """How many connections carry so many mails a second."""
    return min(max(CONNECTIONS, ceil(rate * A_MAIL)), MOST_CONNECTIONS)


class Line:
    """One connection, and how it was used."""

    def __init__(self, client: SMTP, now: float) -> None:
        self.client = client
        self.used_at = now
        self.mails = 0


class Sender:
    """The connections to one server. What is sent returns once the server has taken it."""

    def __init__(
        self,
        server: Server,
        pacer: Pacer,
        *,
        rate: float = 0.0,
        context: ssl.SSLContext | None = None,
    ) -> None:
        """`rate`: mails a second that are wanted. `context`: which certificates are believed; by default the machine's."""
        self._server = server
        self._pacer = pacer
        self._context = context
        self._room = asyncio.Semaphore(connections_for(rate))
        self._idle: list[Line] = []
        self._closing: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._pause = FIRST_PAUSE
        self.wrong = ""  # why the server took nothing the last time, as `DeliveryProblem.reason`; "" when it did

    async def send(
        self, mail: EmailMessage, sender: str, to: Address, *, attempts: int = 1
    ) -> None:
        """Hand one mail over, when its turn has come. Raises `DeliveryProblem`."""
        await self._pacer.take(SERVER, to.addr_spec)
        async with self._room:
            try:
                await self._hand_over(mail, sender, to.addr_spec)
            except (errors.SMTPException, OSError, TimeoutError, ssl.SSLError) as error:
                problem = problem_of(error, attempts)
                self._note(problem)
                raise problem from None
        self.wrong = ""
        self._pause = FIRST_PAUSE

    def _note(self, problem: MailProblem) -> None:
        """Where the server takes nothing, all others wait for a while as well, and each time for longer."""
        if problem.about != "server":
            return
        self.wrong = problem.reason
        self._pacer.blocked(SERVER, _now() + self._pause)
        self._pause = min(self._pause * 2, LONGEST_PAUSE)

    async def _hand_over(self, mail: EmailMessage, sender: str, to: str) -> None:
        line = await self._line()
        is_whole = False
        try:
            await line.client.send_message(mail, sender=sender, recipients=[to])
            is_whole = True
        except errors.SMTPResponseException as no:
            is_whole = no.code != 421
            raise
        except errors.SMTPRecipientsRefused as no:
            is_whole = all(refused.code != 421 for refused in no.recipients)
            raise
        finally:
            line.mails += 1
            if is_whole and line.mails < MOST_ON_ONE and line.client.is_connected:
                line.used_at = _now()
                self._idle.append(line)
                self._close_later()
            else:
                line.client.close()

    async def _line(self) -> Line:
        """A connection that is there, the one used last if any is; else a new one."""
        while self._idle:
            line = self._idle.pop()
            if _now() - line.used_at < FRESH:
                if line.client.is_connected:
                    return line
            else:
                with suppress(errors.SMTPException, OSError, TimeoutError):
                    await line.client.noop()
                    return line
            line.client.close()
        return Line(await opened(self._server, self._context), _now())

    def _close_later(self) -> None:
        if self._closing is not None:
            self._closing.cancel()
        self._closing = asyncio.get_running_loop().call_later(IDLE, self._close_idle)

    def _close_idle(self) -> None:
        task = asyncio.ensure_future(self.close())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Say goodbye on the connections that are idle."""
        if self._closing is not None:
            self._closing.cancel()
        while self._idle:
            line = self._idle.pop()
            with suppress(errors.SMTPException, OSError, TimeoutError):
                await line.client.quit()
            line.client.close()


async def opened(server: Server, context: ssl.SSLContext | None = None) -> SMTP:
    """A connection to a server, signed in. Raises what `aiosmtplib` raises; then nothing is left open."""
    client = SMTP(
        hostname=server.host,
        port=server.port,
        use_tls=server.security == "tls",
        start_tls=server.security == "starttls",
        username=server.user or None,
        password=server.password or None,
        tls_context=context or ssl.create_default_context(),
        timeout=SECONDS,
    )
    try:
        await client.connect()
    except BaseException:
        client.close()
        raise
    return client


def _now() -> float:
    return asyncio.get_running_loop().time()
