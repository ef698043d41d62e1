"""How a mail is known again when a report of it comes back: its Message-ID, which nobody else can make."""

import hmac
import re

from storage.engine.encryption import vault
from storage.outbox import Letter

MARKED = 22  # characters of the mark
IDENTITY = re.compile(r"<?(\d{1,18})\.(\d{1,9})\.([\w-]{22})@[^\s<>@]+>?")


def identity_of(letter: Letter, domain: str) -> str:
    """The Message-ID of this wording of a letter, without the brackets; the same at every try."""
    return f"{letter.id}.{letter.wanted}.{_mark(letter.id, letter.wanted)}@{domain}"


def letter_in(text: str) -> tuple[int, int] | None:
    """The letter that a Message-ID is of, and its wording (`Letter.wanted`); None for one that is not ours."""
    found = IDENTITY.fullmatch(text.strip())
    if found is None:
        return None
    letter = int(found[1])
    wanted = int(found[2])
    if not hmac.compare_digest(found[3], _mark(letter, wanted)):
        return None
    return letter, wanted


def _mark(letter: int, wanted: int) -> str:
    return vault.mark(f"mail {letter} {wanted}")[:MARKED]
