"""Pure: what a report says of a mail that did not arrive (RFC 3464), read with care, as anybody can send one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.policy import default

MOST_BYTES = 200_000  # of a report that are read
MOST_PARTS = 50  # of which it may be made


@dataclass(frozen=True)
class Report:
    """Somebody's mail did not arrive, and never will. `identity`: the Message-ID of that mail, as the report has it."""

    identity: str
    address: str


def read(data: bytes) -> list[Report]:
    """What a mail reports; nothing where it is no report, or one of a delay, of an arrival, or of another report.

    A report never answers one of ours unless it brings the Message-ID of it; whether that is ours, whoever reads this finds
    out. What is sent from no address (`MAIL FROM:<>`) is a report itself, and none is ever answered.
    """
    mail = BytesParser(policy=default).parsebytes(data[:MOST_BYTES])
    if not isinstance(mail, EmailMessage) or mail.get_content_type() != "multipart/report":
        return []
    if str(mail.get_param("report-type", "")).lower() != "delivery-status":
        return []
    parts = [part for part, _ in zip(mail.walk(), range(MOST_PARTS), strict=False)]
    identity = next(_identities(parts), "")
    if not identity:
        return []
    return [Report(identity, address) for address in _failed(parts)]


def _identities(parts: Sequence[Message]) -> Iterator[str]:
    """The Message-IDs of the mail that came back, whole or with its headers alone."""
    for part in parts:
        kind = part.get_content_type()
        if kind == "message/rfc822":
            yield from (str(held.get("Message-ID", "")) for held in _held(part))
        elif kind == "text/rfc822-headers":
            text = part.get_payload(decode=True)
            if isinstance(text, bytes):
                yield str(BytesParser(policy=default).parsebytes(text).get("Message-ID", ""))


def _failed(parts: Sequence[Message]) -> Iterator[str]:
    """The addresses at which nobody is: what failed for good, and not for a policy of the server's."""
    for part in parts:
        if part.get_content_type() != "message/delivery-status":
            continue
        for fields in _held(part):
            action = str(fields.get("Action", "")).strip().lower()
            status = str(fields.get("Status", "")).strip()
            if action != "failed" or not status.startswith("5.") or status.startswith("5.7."):
                continue
            given = fields.get("Original-Recipient") or fields.get("Final-Recipient") or ""
            kind, _, address = str(given).partition(";")
            if kind.strip().lower() == "rfc822":
                yield address.strip().strip("<>").lower()


def _held(part: Message) -> list[Message]:
    held = part.get_payload()
    if isinstance(held, list):
        return [one for one in held if isinstance(one, Message)]
    return []
