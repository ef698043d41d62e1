"""A message as a mail: who it is from, what it is about, and what is in it."""

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as POLICY
from email.utils import format_datetime

from handlers.kit.ui import Message


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """What stands on a mail, whatever is in it."""

    sender: Address  # with the name that people read
    to: Address
    replies: Address | None
    base: str  # the bot's own address on the web, without a slash at its end
    identity: str  # what tells this letter from all others: its Message-ID without the brackets
    at: datetime  # when it was written


def written(message: Message, envelope: Envelope) -> EmailMessage:
    """A mail that says what the message says."""
    mail = EmailMessage(policy=POLICY)
    mail["From"] = envelope.sender
    mail["To"] = envelope.to
    if envelope.replies is not None:
        mail["Reply-To"] = envelope.replies
    mail["Subject"] = message.heading or message.text
    mail["Date"] = format_datetime(envelope.at)
    mail["Message-ID"] = f"<{envelope.identity}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.text)
    return mail
