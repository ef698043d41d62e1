"""A real SMTP server on this machine. It keeps what it takes, and says to an address what a test wants."""

import asyncio
import ssl
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any
from warnings import catch_warnings

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session


@dataclass(frozen=True)
class Received:
    """One mail: from and to whom the envelope said, what came, over which connection, and whether TLS was spoken."""

    sender: str
    to: str
    mail: EmailMessage
    connection: object
    encrypted: bool

    @property
    def text(self) -> str:
        """The plain part."""
        part = self.mail.get_body(("plain",))
        assert part is not None
        return str(part.get_content()).replace("\r\n", "\n")

    @property
    def html(self) -> str:
        """The part in HTML."""
        part = self.mail.get_body(("html",))
        assert part is not None
        return str(part.get_content()).replace("\r\n", "\n")

    @property
    def subject(self) -> str:
        """What it is about."""
        return str(self.mail["Subject"])

    @property
    def everything(self) -> str:
        """Headers and parts, as one reads them after decoding."""
        headers = [f"{name}: {value}" for name, value in self.mail.items()]
        parts = [
            str(part.get_content())
            for part in self.mail.walk()
            if part.get_content_maintype() == "text"
        ]
        return "\n".join(headers + parts)


@dataclass
class Mailbox:
    """What arrived, the latest last. `answers`: what the server says to an address, one after another; then it takes it.

    `after_data`: the same once it has read a whole mail. `before_mail`: what it says to any sender, as long as it is set.
    """

    mails: list[Received] = field(default_factory=list)
    answers: dict[str, deque[str]] = field(default_factory=lambda: defaultdict(deque))
    after_data: deque[str] = field(default_factory=deque)
    before_mail: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    connections: int = 0
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    each: Callable[[Received], object] | None = None  # is told of every mail

    @property
    def url(self) -> str:
        """Where it is, for MENTORING_SMTP_URL."""
        who = f"{self.user}:{self.password}@" if self.user else ""
        return f"smtp://{who}127.0.0.1:{self.port}"

    def of(self, address: str) -> list[Received]:
        """What came to an address."""
        return [one for one in self.mails if one.to == address]

    def last(self, address: str) -> Received:
        """What came to an address last."""
        return self.of(address)[-1]

    # What the server asks

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, name: str, replies: list[str]
    ) -> list[str]:
        """Somebody says who they are."""
        self.connections += 1
        session.host_name = name
        return replies

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Whether mail of a sender is taken."""
        if self.before_mail:
            return self.before_mail
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Whether there is somebody at an address."""
        if self.answers[address]:
            return self.answers[address].popleft()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Keep a mail."""
        if self.after_data:
            return self.after_data.popleft()
        content = envelope.content
        assert isinstance(content, bytes)
        mail = message_from_bytes(content, policy=default)
        assert isinstance(mail, EmailMessage)
        for to in envelope.rcpt_tos:
            one = Received(
                str(envelope.mail_from), to, mail, server.transport, session.ssl is not None
            )
            self.mails.append(one)
            if self.each is not None:
                self.each(one)
        self.arrived.set()
        return "250 OK"

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        """Whether somebody may sign in."""
        given = (data.login.decode(), data.password.decode())
        is_right = given == (self.user, self.password)
        return AuthResult(success=is_right, handled=is_right)


@asynccontextmanager
async def served(
    mailbox: Mailbox, *, tls: ssl.SSLContext | None = None, at_once: bool = False
) -> AsyncIterator[Mailbox]:
    """The mailbox, listening; with `tls` it wants STARTTLS first, or TLS `at_once`."""
    loop = asyncio.get_running_loop()

    def protocol() -> SMTP:
        with catch_warnings(action="ignore"):  # a password without TLS, which stays on this machine
            return made()

    def made() -> SMTP:
        return SMTP(
            mailbox,
            hostname="mail.example.org",
            enable_SMTPUTF8=True,
            loop=loop,
            tls_context=None if at_once else tls,
            require_starttls=tls is not None and not at_once,
            authenticator=mailbox.authenticate,
            auth_required=bool(mailbox.user),
            auth_require_tls=False,
        )

    server = await loop.create_server(
        protocol, "127.0.0.1", mailbox.port, ssl=tls if at_once else None
    )
    mailbox.port = server.sockets[0].getsockname()[1]
    try:
        yield mailbox
    finally:
        server.close()


@asynccontextmanager
async def mailbox() -> AsyncIterator[Mailbox]:
    """A mailbox that listens."""
    async with served(Mailbox()) as box:
        yield box
