"""How somebody is reached, as links that a telephone dials and a mail program opens; escaped by whoever draws them."""

import re
from collections.abc import Iterator

from handlers.kit.ui import Link, Part, Prose


def ways_to(*, phone: str = "", email: str = "", name: str = "") -> Iterator[Link | Prose]:
    """To phone and to write to somebody; nothing for what is not known. `name` where nothing above says who it is."""
    who = f"{name}, " if name else ""
    if phone:
        yield dials(f"Phone {who}{phone}", phone)
    if email:
        yield writes(f"Write to {who}{email}", email)


def dials(label: str, phone: str) -> Link | Prose:
    """A number as a link; in words where it is none that can be dialled, such as one with a name in it."""
    dialled = re.sub(r"[ ().\u00a0-]", "", phone)
    if re.fullmatch(r"\+?[0-9]{2,20}", dialled):
        return Link(label, f"tel:{dialled}")
    return Prose(label)


def writes(label: str, email: str) -> Link | Prose:
    """An address as a link; in words where it has signs that would say more than an address in one."""
    if re.fullmatch(r"[\w.+'-]+@[\w.-]+", email):
        return Link(label, f"mailto:{email}")
    return Prose(label)


def reached(name: str, about: str, *, phone: str = "", email: str = "") -> tuple[Part, ...]:
    """Somebody to turn to: who they are, and how they are reached."""
    return (Prose(about, title=name), *ways_to(phone=phone, email=email))
