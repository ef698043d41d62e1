"""What one unit of work posts: gathered while it runs, written to the outbox in one statement when it commits."""

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from typing import Any

from sqlalchemy import Insert, Table, case
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from storage.tables import outbox

# When what was not put off is tried. Both are long past, so that a clock that ran ahead delays nothing; and as what waits
# is claimed by the time of its try, whoever waits for their own comes before the Group's cards, however many these are.
AT_ONCE = datetime(1970, 1, 1, tzinfo=UTC)
AFTERWARDS = datetime(1970, 1, 2, tzinfo=UTC)
PERSONS = "person:"
COPIES = (
    "group/"  # begin a recipient, and the key of a card copied to who can't see the Group's channel
)
MAILED = "mail:"  # begins a recipient that is written to by mail alone
MADE = "made:"  # begins the body of what is made at delivery; that of a message begins with a brace


def person_in(recipient: str) -> int | None:
    """Whom a recipient, or a chat of the web, names; None where it is no person."""
    kind, _, number = recipient.removeprefix(MAILED).rpartition(":")
    if kind in ("person", "digest") and number.isdecimal():
        return int(number)
    return None


def first_try(recipient: str, key: str | None) -> datetime:
    """When a new letter is tried: what somebody waits for before what the Group reads when it looks."""
    is_for_one = recipient.startswith(PERSONS) and not (key or "").startswith(COPIES)
    if is_for_one:
        return AT_ONCE
    return AFTERWARDS


def _upsert(insert: Callable[[Table], Any]) -> Insert:
    row = insert(outbox)
    latest = row.excluded
    same = (outbox.c.body == latest.body) & latest.body.not_like(f"{MADE}%") & ~latest.notify
    values = {
        "body": latest.body,
        # What is to be noticed is news, also when its words are the same. Else the same wording again is none; what is
        # made at delivery may have changed under its name.
        "wanted": outbox.c.wanted + case((same, 0), else_=1),
        # An update that is not urgent must not silence one that is still waiting to be sent.
        "notify": latest.notify | (outbox.c.notify & (outbox.c.sent < outbox.c.wanted)),
        "posted_at": latest.posted_at,
        "try_at": latest.try_at,
        "attempts": 0,
        "set_aside": None,
    }
    made: Insert = row.on_conflict_do_update(index_elements=["recipient", "key"], set_=values)
    return made


ON_SQLITE = _upsert(sqlite.insert)
ON_POSTGRESQL = _upsert(postgresql.insert)  # once: to build them takes a while


class Letters:
    """The letters of one work, in the order in which they were last posted; of one key only the last wording stays."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, str | int], dict[str, object]] = {}
        self._numbers = count()

    def __bool__(self) -> bool:
        return bool(self._rows)

    def add(self, recipient: str, body: str, key: str | None, *, notify: bool) -> None:
        """Post one. Where an earlier wording of this work was to notify, so is this."""
        mark = (recipient, next(self._numbers) if key is None else key)
        earlier = self._rows.pop(mark, {})
        self._rows[mark] = {
            "recipient": recipient,
            "key": key,
            "body": body,
            "notify": notify or earlier.get("notify") is True,
            "try_at": first_try(recipient, key),
        }

    def to(self, recipient: str) -> list[str]:
        """The bodies of those for a recipient, in the order in which they were posted."""
        return [str(row["body"]) for row in self._rows.values() if row["recipient"] == recipient]

    def drop(self, recipient: str) -> None:
        """Nothing that was posted for a recipient is told to them."""
        for mark in [mark for mark in self._rows if mark[0] == recipient]:
            del self._rows[mark]

    async def write(self, session: AsyncSession, now: datetime, *, is_sqlite: bool) -> None:
        """Write them all. With a key that is there already, the row gets the new wording."""
        shared = {"wanted": 1, "posted_at": now}
        rows = [row | shared for row in self._rows.values()]
        await session.execute(ON_SQLITE if is_sqlite else ON_POSTGRESQL, rows)
