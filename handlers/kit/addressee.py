"""Whom a letter by mail is for. A conversation says how each kind of reader is found (R12.6)."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from scheme.ids import NOBODY, PersonId
from scheme.refusal import Refusal
from storage.letters import MAILED
from storage.work import Work

MAIL = MAILED  # begins the recipient of a letter that goes by mail alone


@dataclass(frozen=True, kw_only=True)
class Addressee:
    """Somebody who is written to by mail. `scheme`: the key of the one that writes; `person`: 0 for nobody known here.

    `stop`: the path of the page on which they end what they did not ask for (RFC 8058); "" where they asked for it.
    """

    address: str
    name: str  # "" where none is known
    scheme: str
    zone: str  # their own time zone
    person: PersonId = NOBODY
    stop: str = ""


AddresseeFunction = Callable[[Work, int], Awaitable[Addressee | None]]  # from an id of its kind


# From an id of its kind, and the address at which nobody is, "" where it is not the address that is at fault. Whether another
# address is to be tried, which the `AddresseeFunction` then gives.
LostFunction = Callable[[Work, int, str], Awaitable[bool]]


class NobodyToTell(Refusal):
    """There is nothing to send any more, or nobody to send it to: the letter ends quietly."""

    def __init__(self) -> None:
        super().__init__("There is nothing left to send.")


def kind_and_id(recipient: str) -> tuple[str, int]:
    """The kind and the id in "mail:approval:17". Raises `NobodyToTell` for a recipient of another form."""
    kind, _, number = recipient.removeprefix(MAIL).partition(":")
    if not recipient.startswith(MAIL) or not (number.isascii() and number.isdecimal()):
        raise NobodyToTell
    return kind, int(number)
