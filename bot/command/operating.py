"""What whoever looks after a running bot says to it on the command line: try that again, drop this; the clock is right."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from bot import opening, timekeeping
from bot.settings import Settings
from handlers.accounts.signing_in import PURPOSE
from scheme.definition.definition import Definition
from scheme.ids import PersonId
from scheme.refusal import Refusal
from scheme.subject import NOTHING_IN_PARTICULAR, Subject
from scheme.wording import counted
from storage import ledger, outbox, people, plans
from storage.engine import migrate
from storage.engine.database import Database, DatabaseProblem
from storage.outbox import Undelivered
from storage.web import links, sessions
from storage.work import Work

MOST = 200  # lines that are listed
DROPPED = "command line: outbox drop"
RESET = "command line: sessions reset"


async def given_up(settings: Settings) -> Sequence[tuple[Subject, str, datetime]]:
    """What was given up: the subject, the occasion, and when it was tried last. Raises `DatabaseProblem`."""
    async with _work(settings) as work:
        return await plans.given_up(work.session)


async def retry(settings: Settings) -> int:
    """Have all of it tried again; returns how much. Raises `DatabaseProblem`, and `KeyProblem` without the keys."""
    opening.open_keys(settings, playground=False)
    async with _work(settings, opening.schemes(settings)) as work:
        return await plans.take_up(work.session, work.definitions, work.now, by_hand=True)


async def undelivered(settings: Settings) -> list[str]:
    """What has not arrived, a line each: its number, to whom, of when, and why. Never what is in it, or what it is about.

    Raises `DatabaseProblem`.
    """
    async with _work(settings, writes=False) as work:
        found, count = await outbox.undelivered(work, MOST)
        numbers = {
            PersonId(int(name))
            for kind, name in (_recipient(letter) for letter in found)
            if kind == "person"
        }
        known = await people.by_ids(work, numbers)
    names = {f"person:{number}": person.name for number, person in known.items()}
    lines = [
        f"{letter.id}  to {names.get(letter.recipient) or _place(letter)}, {_when(letter.posted_at)}: {_fate(letter)}"
        for letter in found
    ]
    if count > len(found):
        return [*lines, f"and {count - len(found)} more."]
    return lines


def _recipient(letter: Undelivered) -> tuple[str, str]:
    kind, _, name = letter.recipient.partition(":")
    return kind, name


def _place(letter: Undelivered) -> str:
    kind, name = _recipient(letter)
    return {"group": f"the Group of {name}", "room": f"the channel {name}"}.get(
        kind, letter.recipient
    )


def _fate(letter: Undelivered) -> str:
    if letter.why is not None:
        return f"set aside after {counted(letter.attempts, 'attempt')}: {letter.why}"
    return f"{counted(letter.attempts, 'attempt')} in vain, the next {_when(letter.try_at)}"


def _when(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


async def send_again(settings: Settings, numbers: Sequence[int]) -> int:
    """Have undelivered letters tried again, these or all that are still news; returns how many.

    Raises `Refusal` where a number is not that of any, and `DatabaseProblem`.
    """
    async with _work(settings) as work:
        tried = await outbox.retry(work, numbers)
        if missing := sorted(set(numbers) - set(tried)):
            raise Refusal(
                f"{_listed(missing)}: nothing undelivered has this number, or it is on its way. Nothing was changed."
            )
        return len(tried)


async def drop(settings: Settings, numbers: Sequence[int]) -> int:
    """Have letters that were set aside never delivered; returns how many. The audit log has each, by its number.

    Raises `Refusal` where a number is not that of any, and `DatabaseProblem`.
    """
    async with _work(settings) as work:
        dropped = await outbox.drop(work, numbers)
        if missing := sorted(set(numbers) - set(dropped)):
            raise Refusal(
                f"{_listed(missing)}: nothing that is set aside has this number. Nothing was changed."
            )
        for number in sorted(dropped):
            await ledger.record(
                work,
                "",
                person_id=None,
                action=DROPPED,
                subject=Subject("letter", number),
                outcome="done",
            )
        return len(dropped)


async def sign_out(settings: Settings) -> int:
    """Sign everybody out, and void every mail that would sign somebody in; returns of how many browsers.

    The audit log says that it was done. Raises `DatabaseProblem`.
    """
    async with _work(settings) as work:
        await links.void_all(work, PURPOSE, now=work.now)
        count = await sessions.end_all(work)
        await ledger.record(
            work, "", person_id=None, action=RESET, subject=NOTHING_IN_PARTICULAR, outcome="done"
        )
        return count


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(str(number) for number in numbers)


async def confirm(settings: Settings) -> datetime:
    """Say that this machine's clock is right; returns what it shows. Raises `DatabaseProblem`."""
    now = timekeeping.read()
    async with _work(settings) as work:
        await timekeeping.confirm(work, now)
    return now.wall


@asynccontextmanager
async def _work(
    settings: Settings, definitions: Mapping[str, Definition] | None = None, *, writes: bool = True
) -> AsyncIterator[Work]:
    database = Database(settings.database(playground=False))
    try:
        if await migrate.current(database) != migrate.newest():
            raise DatabaseProblem(
                "The database is not at the newest schema. Run: mentoring-bot db upgrade"
            )
        async with Work(database, definitions or {}, datetime.now(UTC), writes=writes) as work:
            yield work
    finally:
        await database.close()
