"""Kinds of value that a scheme file holds: zones, regions, addresses, links, days; each says what it accepts."""

import re
from collections.abc import Iterable
from typing import Annotated
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from scheme import calendar
from scheme.forms.checking import address
from scheme.forms.fields import Accepts
from scheme.refusal import Refusal


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("no such time zone; accepted are names such as Europe/London")
    return name


def _region(code: str) -> str:
    if not calendar.known_region(code):
        raise ValueError(
            "no public holidays are known for it; accepted are codes such as GB-ENG, GB-SCT, AU-ACT"
        )
    return code


def _address(text: str) -> str:
    try:
        return address(text)
    except Refusal:
        raise ValueError(
            "not an e-mail address; accepted are addresses such as name@library.example.org"
        ) from None


def _domain(text: str) -> str:
    if not re.fullmatch(r"[\w-]+(\.[\w-]+)+", text):
        raise ValueError(
            "not a domain; accepted is what follows the @ of an address, such as library.example.org"
        )
    return text.lower()


def _link(text: str) -> str:
    if not re.fullmatch(r"https?://[^\s/.]+(\.[^\s/.]+)+(/\S*)?", text):
        raise ValueError(
            "not a web address; accepted are addresses that start with https:// or http://"
        )
    return text


def _no_address_or(text: str) -> str:
    return text and _address(text)


def _no_link_or(text: str) -> str:
    return text and _link(text)


def _no_number_or(text: str) -> str:
    if text and not re.fullmatch(r"\+?[0-9][0-9 ()-]{1,30}", text):
        raise ValueError(
            "not a telephone number; accepted are figures with spaces or hyphens, such as 116 123"
        )
    return text


def _file_name(text: str) -> str:
    if text and not re.fullmatch(r"[\w-][\w .-]*", text):
        raise ValueError(
            "not the name of a file beside this one; accepted is a name such as members.txt"
        )
    return text


def _each_once(days: tuple[int, ...]) -> tuple[int, ...]:
    if len(set(days)) < len(days):
        raise ValueError("a number is there twice; accepted is each number once")
    return days


Zone = Annotated[str, AfterValidator(_zone), Accepts("a time zone, such as Europe/London")]
Region = Annotated[
    str,
    AfterValidator(_region),
    Accepts("a country or a part of one, such as GB-ENG, GB-SCT or AU-ACT"),
]
Address = Annotated[str, AfterValidator(_address), Accepts("an e-mail address")]
NoAddressOr = Annotated[
    str, AfterValidator(_no_address_or), Accepts("an e-mail address, or nothing")
]
Domain = Annotated[str, AfterValidator(_domain), Accepts("a domain")]
WebAddress = Annotated[str, AfterValidator(_link), Accepts("a web address")]
NoLinkOr = Annotated[str, AfterValidator(_no_link_or), Accepts("a web address, or nothing")]
NoNumberOr = Annotated[
    str, AfterValidator(_no_number_or), Accepts("a telephone number, or nothing")
]
FileBeside = Annotated[
    str, AfterValidator(_file_name), Accepts("the name of a file beside this one, or nothing")
]
Days = Annotated[
    tuple[Annotated[int, Field(ge=1, le=365)], ...],
    AfterValidator(_each_once),
    Accepts("a list of whole numbers from 1 to 365, each once"),
]


def refuse(found: Iterable[tuple[str, str]]) -> None:
    """Raise what is wrong between keys, all of it at once, each with the path of the key to change."""
    if problems := list(found):
        text = "; ".join(f"{where}: {why}" for where, why in problems)
        raise PydanticCustomError("between_keys", "{text}", {"text": text, "problems": problems})
