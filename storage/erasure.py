"""What becomes of the rows of a table when somebody is erased; each table says it (R11.1).

`Goes`: rows are deleted. `Emptied`: rows stay, to be counted, without what some of their columns hold. `Reworked`: what a
statement cannot do. `Stays`: what is left as it is, and why. Whatever somebody needs to be answered to a complaint that is
still open is `held` until it is closed: by which complaints, `Hold` says.
"""

import json
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Table

from scheme.ids import PersonId
from storage.engine.columns import ENCRYPTED
from storage.work import Work


class Hold(IntEnum):
    """What an open complaint keeps until it is closed: a name where it is about them, all it takes to answer where it is theirs."""

    NEVER = 0
    NAMED = 1
    OWN = 2


SOMEBODY = "Somebody who has left"  # is read where their name stood
Owner = Callable[[int], ColumnElement[bool]]


@dataclass(frozen=True, kw_only=True)
class Leaver:
    """Somebody who is being erased: by which names and addresses they stand where no id does."""

    id: PersonId
    names: tuple[str, ...]  # whole names, the present one and those before
    called: tuple[str, ...]  # what they are called in a sentence
    addresses: frozenset[str]  # in lower case
    # Who spoke with them, and may have been told of them by what they are called; nobody who is called so too.
    known_to: frozenset[int]

    def is_at(self, address: str | None) -> bool:
        """Whether an address is theirs."""
        return bool(address) and str(address).lower() in self.addresses

    @cached_property
    def _wholly(self) -> re.Pattern[str]:
        return _any_of(self.names, re.IGNORECASE)

    @cached_property
    def _in_short(self) -> re.Pattern[str]:
        return _any_of(self.called)

    def is_named_in(self, text: str, reader: int | None = None) -> bool:
        """Whether a text has one of their names; for a `reader` who knows them, also what they are called."""
        if self._wholly.search(text):
            return True
        return reader in self.known_to and bool(self._in_short.search(text))

    def unnamed(self, body: str, reader: int | None = None) -> str:
        """A message, as JSON, without their names; what is no prose in it, such as the name of a step, stays as it is."""
        return json.dumps(self._unnamed(json.loads(body), reader), separators=(",", ":"))

    def _unnamed(self, value: Any, reader: int | None) -> Any:
        if isinstance(value, list):
            return [self._unnamed(inner, reader) for inner in value]
        if isinstance(value, dict):
            return {key: self._unnamed(inner, reader) for key, inner in value.items()}
        if not isinstance(value, str):
            return value
        text = self._wholly.sub(SOMEBODY, value)
        if reader in self.known_to and (" " in text or text in self.called):
            return self._in_short.sub(SOMEBODY, text)
        return text


def _any_of(names: tuple[str, ...], how: int = 0) -> re.Pattern[str]:
    """Any of some names, as it is typed and as it stands in JSON, as whole words; with none, what no text has."""
    ways = {way for name in names if name for way in (name, json.dumps(name)[1:-1])}
    if not ways:
        return re.compile(r"(?!)")
    longest_first = sorted(ways, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", how)


Rework = Callable[[Work, Leaver], Awaitable[None]]


@dataclass(frozen=True, kw_only=True)
class Goes:
    """Rows that are deleted: which, and what they are in the words of whoever is told; "" for what follows from the rest."""

    whose: Owner
    told: str = ""
    held: Hold = Hold.NEVER


@dataclass(frozen=True, kw_only=True)
class Emptied:
    """Rows that stay, with what their columns hold from then on."""

    whose: Owner
    columns: Mapping[str, Any]
    told: str = ""
    held: Hold = Hold.NEVER


@dataclass(frozen=True, kw_only=True)
class Reworked:
    """Columns in which words of several people stand together, or that have to be opened to see whose they are."""

    does: Rework
    columns: tuple[str, ...]
    held: Hold = Hold.NEVER


@dataclass(frozen=True, kw_only=True)
class Stays:
    """Why rows, or some `columns` that are sealed, stay as they are. `told`: as people read what stays, and why."""

    why: str
    columns: tuple[str, ...] = ()
    told: str = ""

    @property
    def held(self) -> Hold:
        """What stays in any case is not held."""
        return Hold.NEVER


Erased = Goes | Emptied | Reworked | Stays


def columns_of(part: Erased) -> frozenset[str]:
    """The columns that a part of a table's erasure names."""
    if isinstance(part, Goes):
        return frozenset()
    return frozenset(part.columns)


def must_say_all(table: Table, erased: tuple[Erased, ...]) -> None:
    """Raises `ValueError` where a table does not say what erasing does with it, or with a column that people write in."""
    if not erased:
        raise ValueError(f"{table.name} does not say what becomes of it when somebody is erased")
    named = frozenset().union(*(columns_of(part) for part in erased))
    if missing := named - set(table.columns.keys()):
        raise ValueError(f"{table.name} has no {', '.join(sorted(missing))}")
    if any(isinstance(part, Goes) for part in erased):
        return
    sealed = {column.name for column in table.columns if isinstance(column.type, ENCRYPTED)}
    if unsaid := sealed - named:
        raise ValueError(
            f"{table.name} does not say what becomes of {', '.join(sorted(unsaid))} when somebody is erased"
        )
