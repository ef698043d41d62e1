"""The codes that came to an address by mail, and one that is none of them."""

import re

from tests.mail.mailbox import Mailbox

SUBJECT = "Your code"


def codes(box: Mailbox, address: str = "") -> list[str]:
    """The codes in the mails to an address, or to any, the latest last."""
    mails = [mail for mail in box.mails if mail.subject == SUBJECT and address in ("", mail.to)]
    found = [re.search(r"\b[BCDFGHJKMNPQRSTVWXYZ]{6}\b", mail.text) for mail in mails]
    assert all(found), [mail.text for mail in mails]
    return [match[0] for match in found if match]


def code_in(box: Mailbox, address: str) -> str:
    """The code that came to an address last."""
    return codes(box, address)[-1]


def wrong(code: str) -> str:
    """Another code."""
    return "".join("B" if letter == "C" else "C" for letter in code)
