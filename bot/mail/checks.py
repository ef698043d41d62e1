"""What `mentoring-bot check` asks of mail: whether both servers are there and take the sign-in; a mail goes only on wish."""

import asyncio
import ssl
from datetime import UTC, datetime
from email.headerregistry import Address

from aiosmtplib import errors

from bot import opening
from bot.command.check import Finding
from bot.mail.problems import problem_of
from bot.mail.returned import MailboxProblem, fetch
from bot.mail.sender import Sender, opened
from bot.mail.server import Server
from bot.mail.settings import MailSettings, address_of
from bot.mail.writing import Envelope, written
from bot.pacing import Pacer
from bot.settings import Settings
from handlers.kit.ui import Message
from scheme.definition.loading import SchemeFileError

NEVER = "never:1"  # a mailbox that was never read: nothing in it is looked at now
TRIAL = Message(
    text="This is a trial. If you can read it, mail from here arrives, and nothing more is needed.",
    heading="A trial mail",
)


async def look(
    settings: Settings, mail: MailSettings, context: ssl.SSLContext | None = None
) -> list[Finding]:
    """Open a connection, sign in, and say goodbye; the same with the mailbox of reports. Nothing is sent or changed."""
    findings = [await _smtp(mail.smtp, context)]
    if mail.imap is not None:
        findings.append(await _imap(mail.imap, context))
    if not settings.is_public:
        findings.append(
            Finding(
                True,
                f"mail: its buttons lead to {settings.url}/, which others can't open",
                "Set MENTORING_BASE_URL to where people reach the bot by https.",
            )
        )
    return findings


async def trial(
    settings: Settings, mail: MailSettings, to: str, context: ssl.SSLContext | None = None
) -> list[Finding]:
    """Send one mail to an address, as the bot would."""
    address = address_of(to)
    if address is None:
        return [Finding(False, f"mail: {to} is no address", "Give one, name@example.org.")]
    try:
        definition = next(iter(opening.schemes(settings).values()))
    except SchemeFileError:
        return []  # told of already
    sender = mail.sender
    now = datetime.now(UTC)
    envelope = Envelope(
        sender=Address(
            definition.mail.sender or definition.name,
            username=sender.username,
            domain=sender.domain,
        ),
        to=address,
        replies=address_of(definition.mail.replies) or mail.replies,
        identity=f"trial.{now:%Y%m%d%H%M%S%f}@{sender.domain}",
        at=now,
        base=settings.url,
        here=f"{settings.url}/",
    )
    connection = Sender(mail.smtp, Pacer(), context=context)
    try:
        await connection.send(written(TRIAL, envelope, definition), sender.addr_spec, address)
    except Exception as error:
        reason = getattr(error, "reason", type(error).__name__)
        cure = "docs/mail.md says what each answer means."
        return [Finding(False, f"mail: a trial to {to} was not taken ({reason})", cure)]
    finally:
        await connection.close()
    what = f"mail: a trial to {to} was taken by the server"
    cure = "See whether it arrives, and not among the junk: else docs/mail.md has SPF and DKIM in words."
    return [Finding(True, what, cure)]


async def _smtp(server: Server, context: ssl.SSLContext | None) -> Finding:
    where = f"{server.host}, port {server.port}"
    try:
        client = await opened(server, context)
        await client.quit()
    except Exception as error:
        what = f"mail: {where} does not take mail from us ({problem_of(error, 1).reason})"
        return Finding(False, what, _cure(error, "MENTORING_SMTP_URL"))
    if server.user:
        return Finding(True, f"mail: {where} answers, and takes the sign-in")
    return Finding(True, f"mail: {where} answers")


async def _imap(server: Server, context: ssl.SSLContext | None) -> Finding:
    where = f"mail: the mailbox of reports at {server.host}, port {server.port},"
    try:
        await asyncio.to_thread(fetch, server, NEVER, context, most=0)
    except MailboxProblem as problem:
        cure = "Look at MENTORING_IMAP_URL: host, port, user, password and folder."
        return Finding(False, f"{where} can't be read ({problem})", cure)
    return Finding(True, f"{where} can be read")


def _cure(error: Exception, setting: str) -> str:
    match error:
        case errors.SMTPAuthenticationError():
            return (
                f"The server knows no such user and password. Look at both in {setting}; "
                "@, / and : in them are written %40, %2F, %3A."
            )
        case ssl.SSLCertVerificationError():
            return "Its certificate is not for this host, or nobody here vouches for it. Use the name that is on it."
        case errors.SMTPException() if "STARTTLS" in str(error).upper():
            return (
                "It offers no STARTTLS, and nothing is sent without TLS. Perhaps it speaks TLS from the start: "
                f"smtps:// in {setting}."
            )
        case OSError():
            return f"Look at host and port in {setting}, and whether a firewall lets this machine out to them."
        case _:
            return f"Look at {setting}. docs/mail.md says what each answer means."
