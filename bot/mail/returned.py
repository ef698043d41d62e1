"""Reads the mailbox to which reports come, every few minutes, and changes nothing in it: people may read it as well."""

import asyncio
import imaplib
import re
import ssl
from contextlib import suppress
from dataclasses import dataclass

import structlog

from bot.app import Bot
from bot.mail import reports
from bot.mail.identity import letter_in
from bot.mail.reports import MOST_BYTES, Report
from bot.mail.server import Server
from storage import ledger, outbox

log = structlog.get_logger("mail")

EVERY = 300.0  # seconds
SECONDS = 30.0  # for one word with the server
MOST = 200  # mails that are read at a time; the rest comes the next time
SEEN = "mail.reports"  # the note of how far the mailbox was read
UID = re.compile(rb"UID (\d+)")


@dataclass(frozen=True)
class Fetched:
    """New mails, and how far the mailbox was read: its own number, and that of the last mail."""

    mails: tuple[bytes, ...]
    upto: str


class MailboxProblem(Exception):
    """The mailbox can't be read. The text says why, without anything that is in it."""


class Returned:
    """Looks for reports, and has what follows done: the other address is tried, or the Group told."""

    def __init__(self, bot: Bot, server: Server, context: ssl.SSLContext | None = None) -> None:
        self._bot = bot
        self._server = server
        self._context = context
        self.wrong = ""  # why the mailbox could not be read the last time; "" when it could

    async def run(self) -> None:
        """Look every few minutes, until cancelled."""
        while True:
            try:
                await self.look()
            except Exception as error:  # whatever a mailbox holds, the next look comes
                log.error("reports could not be read", error=type(error).__name__)
            await asyncio.sleep(EVERY)

    async def look(self) -> int:
        """Read what is new; returns how many mails were found not to have arrived."""
        async with self._bot.work(writes=False) as work:
            seen = await ledger.note(work, SEEN) or ""
        try:
            fetched = await asyncio.to_thread(fetch, self._server, seen, self._context)
        except MailboxProblem as problem:
            self.wrong = str(problem)
            log.warning("reports could not be read", reason=self.wrong)
            return 0
        self.wrong = ""
        found = [report for mail in fetched.mails for report in reports.read(mail)]
        count = 0
        for report in found:
            count += await self._follow(report)
        if fetched.upto != seen:
            async with self._bot.work() as work:
                await ledger.set_note(work, SEEN, fetched.upto)
        return count

    async def _follow(self, report: Report) -> bool:
        """Whether a report is of a mail of ours; then the letter goes to the next address, or the Group is told."""
        ours = letter_in(report.identity)
        if ours is None:
            return False
        letter, wanted = ours
        async with self._bot.work() as work:
            recipient = await outbox.came_back(work, letter, wanted)
            if recipient is None:
                return False
            log.warning("a mail came back", letter=letter, recipient=recipient)
            if await self._bot.following.nobody_at(work, recipient, report.address):
                await outbox.send_anew(work, letter)
        return True


def fetch(
    server: Server, seen: str, context: ssl.SSLContext | None = None, *, most: int = MOST
) -> Fetched:
    """The mails that came since a look that ended at `seen`; at the first look those that are there. Raises `MailboxProblem`.

    It waits for the server, so it is called beside the loop.
    """
    try:
        client = _signed_in(server, context or ssl.create_default_context())
    except (OSError, imaplib.IMAP4.error) as error:
        raise MailboxProblem(_reason(error)) from None
    try:
        return _new(client, server.folder or "INBOX", seen, most)
    except (OSError, imaplib.IMAP4.error) as error:
        raise MailboxProblem(_reason(error)) from None
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            client.logout()


def _signed_in(server: Server, context: ssl.SSLContext) -> imaplib.IMAP4:
    if server.security == "tls":
        client: imaplib.IMAP4 = imaplib.IMAP4_SSL(
            server.host, server.port, ssl_context=context, timeout=SECONDS
        )
    else:
        client = imaplib.IMAP4(server.host, server.port, timeout=SECONDS)
    try:
        if server.security == "starttls":
            client.starttls(context)
        client.login(server.user, server.password)
    except BaseException:
        client.shutdown()
        raise
    return client


def _new(client: imaplib.IMAP4, folder: str, seen: str, most: int) -> Fetched:
    told, _ = client.select(f'"{folder}"', readonly=True)
    if told != "OK":
        raise MailboxProblem("no such folder")
    _, (number,) = client.response("UIDVALIDITY")
    mailbox = (number or b"").decode()
    before, _, last = seen.partition(":")
    if before == mailbox and last.isdecimal():
        first = int(last) + 1
    else:
        first = 1
    _, found = client.uid("SEARCH", f"UID {first}:*")
    # "5:*" names the last mail also where its number is lower.
    numbers = sorted(int(uid) for uid in (found[0] or b"").split() if int(uid) >= first)[:most]
    mails = tuple(mail for uid in numbers if (mail := _mail(client, uid)))
    upto = max([*numbers, first - 1])
    return Fetched(mails, f"{mailbox}:{upto}")


def _mail(client: imaplib.IMAP4, uid: int) -> bytes:
    _, answer = client.uid("FETCH", str(uid), f"(BODY.PEEK[]<0.{MOST_BYTES}>)")
    return next((bytes(part[1]) for part in answer if isinstance(part, tuple)), b"")


def _reason(error: Exception) -> str:
    """The kind of error; an IMAP server's own words often hold what it was given."""
    if isinstance(error, imaplib.IMAP4.error) and "AUTHENTICATIONFAILED" in str(error).upper():
        return "sign-in refused"
    return type(error).__name__
