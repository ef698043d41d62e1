"""Pure: a message as a mail. Who it is from, what it is about, and what is in it, the same in both parts."""

from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from bot.chat.text import shorten
from bot.mail.blocks import Block, MailLink, Words, blocks, calendar_files
from bot.mail.page import html_of
from bot.mail.plain import text_of
from handlers.kit.ui import Message
from scheme.definition.definition import Definition

POLICY = SMTP.clone(max_line_length=76)
MOST_SUBJECT = 78  # characters, as a phone shows them in two lines
MOST_NAME = 64  # characters of somebody's name in an address: longer ones are no use to anybody
STOP = "Stop mails like this"


@dataclass(frozen=True, kw_only=True)
class Envelope:
    """What stands on a mail, whatever is in it."""

    sender: Address  # with the name that people read
    to: Address
    replies: Address | None
    identity: str  # what tells this wording of the letter from all others: its Message-ID without the brackets
    thread: str = ""  # the same of the first wording; "" where this is the first
    at: datetime  # when it was written
    base: str  # the bot's own address on the web, without a slash at its end
    here: str  # the page where the message stands
    stop: str = ""  # the page that ends what was not asked for; "" for what is an answer


def written(message: Message, envelope: Envelope, definition: Definition) -> EmailMessage:
    """A mail that says what the message says, in the name of a scheme."""
    subject = subject_of(message)
    body = blocks(message, envelope.base, envelope.here)
    foot = _foot(envelope, definition)
    mail = _with_headers(envelope, subject)
    mail.set_content(text_of(body, foot), cte="quoted-printable")
    html = html_of(
        subject,
        body,
        foot,
        language=definition.mail.language,
        sender=envelope.sender.display_name,
    )
    mail.add_alternative(html, subtype="html", cte="quoted-printable")
    for file in calendar_files(message):
        main, _, rest = file.media.partition("/")
        kind, _, parameter = rest.partition(";")
        name, _, value = parameter.strip().partition("=")
        mail.add_attachment(
            file.content(),
            maintype=main,
            subtype=kind,
            filename=file.name,
            params={"charset": "utf-8"} | ({name: value} if name else {}),
        )
    # Last, as headers about the content go with the first part when the second comes.
    mail["Content-Language"] = definition.mail.language
    return mail


def subject_of(message: Message) -> str:
    """What a mail is about: the message's heading, which a chat shows as well; else how it begins."""
    if heading := seen(message.heading):
        return shorten(heading, MOST_SUBJECT)
    first = seen(message.text)
    sentence, dot, _ = first.partition(". ")
    if dot and len(sentence) < MOST_SUBJECT:
        return sentence
    return shorten(first.removesuffix("."), MOST_SUBJECT)


def _with_headers(envelope: Envelope, subject: str) -> EmailMessage:
    mail = EmailMessage(policy=POLICY)
    mail["From"] = envelope.sender
    mail["To"] = envelope.to
    if envelope.replies is not None:
        mail["Reply-To"] = envelope.replies
    mail["Subject"] = subject
    mail["Date"] = format_datetime(envelope.at)
    mail["Message-ID"] = f"<{envelope.identity}>"
    if envelope.thread:
        mail["In-Reply-To"] = f"<{envelope.thread}>"
        mail["References"] = f"<{envelope.thread}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "OOF, AutoReply"  # Exchange's word for the same
    if envelope.stop:
        mail["List-Unsubscribe"] = f"<{envelope.stop}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return mail


def _foot(envelope: Envelope, definition: Definition) -> list[Block]:
    """Who writes, where answers go, and how to hear less."""
    found: list[Block] = [Words(f"This mail comes from {definition.name}.", "small")]
    if envelope.replies is not None:
        found.append(
            Words(f"An answer to this mail goes to {envelope.replies.addr_spec}.", "small")
        )
    else:
        person = definition.help[0]
        words = f"Nobody reads answers to this mail. A person to turn to: {person.name}"
        found.append(
            Words(", ".join(filter(None, (words, person.email, person.phone))) + ".", "small")
        )
    if envelope.stop:
        found.append(MailLink(STOP, envelope.stop))
    if definition.mail.footer:
        found.append(Words(definition.mail.footer, "small"))
    return found


def plain_name(name: str) -> str:
    """A name as it may stand in a header."""
    return seen(name)[:MOST_NAME].rstrip()


def seen(text: str) -> str:
    """What can be seen of a text, in one line: nothing in it ends a line of a header."""
    letters = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(letters.split())
