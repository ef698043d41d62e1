"""`mentoring-bot keys`: a fresh key, and everything sealed afresh under the first of MENTORING_SECRET_KEYS."""

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot import opening
from bot.settings import Settings
from storage.engine import rotation
from storage.engine.rotation import KeyCount

REMOVE = (
    "Every entry is under the first key now. Once every running bot has been restarted with that key first, the older "
    "ones may be taken out of MENTORING_SECRET_KEYS; keep them as long as you keep backups that were made with them."
)


async def rotate(settings: Settings, console: Console, *, playground: bool) -> KeyCount:
    """Seal everything under the first key, showing how far it is.

    Raises `DatabaseProblem` when the database is not at the newest schema, `KeyProblem` without keys, `Refusal` when
    somebody else holds the database all the time; what was done until then stays done.
    """
    opening.open_keys(settings, playground=playground)
    columns = (
        TextColumn("Sealing afresh"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    async with opening.opened(settings, playground=playground) as database:
        with Progress(*columns, console=console) as bar:
            task = bar.add_task("", total=None)
            return await rotation.rotate(
                database, lambda done, total: bar.update(task, completed=done, total=total)
            )


def told(found: KeyCount) -> str:
    """What is said when it is done."""
    moved = f"{entries(found.old)} sealed afresh, {found.current} under the first key already."
    if found.closed:
        return f"{moved}\n{unreadable(found)}"
    return f"{moved}\n{REMOVE}"


def unreadable(found: KeyCount) -> str:
    """How many entries none of the keys opens, and where; never what is in them."""
    where = ", ".join(f"{column}: {number}" for column, number in sorted(found.closed.items()))
    return (
        f"{entries(found.closed.total())} can be opened by none of MENTORING_SECRET_KEYS ({where}). Take no key away. Put "
        "back the key they were written with, after the others and a comma, and say this again."
    )


def entries(number: int) -> str:
    """So many entries."""
    return f"{number:,} {'entry' if number == 1 else 'entries'}"
