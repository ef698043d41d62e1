"""The code in a mail, and one that it is not."""

import re

from tests.mail.mailbox import Mailbox


def code_in(box: Mailbox, address: str) -> str:
    """The code in the last mail to an address."""
    text = box.last(address).text
    found = re.search(r"\b[BCDFGHJKMNPQRSTVWXYZ]{6}\b", text)
    assert found, text
    return found[0]


def wrong(code: str) -> str:
    """Another code."""
    return "".join("B" if letter == "C" else "C" for letter in code)
