"""What is opened before anything runs: the scheme files, the keys, and a database of the right kind."""

import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot import platforms
from bot.settings import Settings
from scheme.definition.definition import Definition
from scheme.definition.loading import Problem, SchemeFileError, find, load, load_all, preset
from storage import ledger, people
from storage.engine import migrate, privately
from storage.engine.batch_keys import batch_keys
from storage.engine.database import Database, DatabaseProblem
from storage.engine.encryption import KeyProblem, new_key, vault
from storage.work import Work

KIND = "kind"
PLAYGROUND = "playground"
REAL = "real"
USUAL = "aln"  # the preset that the playground takes where none is named


class StartProblem(Exception):
    """The bot cannot start as it is set up. The text says why, and what to do."""


def schemes(
    settings: Settings, given: Path | None = None, *, playground: bool = False
) -> dict[str, Definition]:
    """The scheme files to run, by key: the one given, else those of MENTORING_SCHEMES; in the playground else the ALN preset.

    Raises `SchemeFileError`, also when something in them is only an example: the playground alone takes that (R1.8). Where no
    mail is set up, nobody is asked by mail (R2.7).
    """
    found = as_written(settings, given, playground=playground)
    if platforms.sends_mail() and not playground:
        return found
    return {key: definition.without_mail() for key, definition in found.items()}


def as_written(
    settings: Settings, given: Path | None = None, *, playground: bool = False
) -> dict[str, Definition]:
    """The same as their files say, whatever is set up. Raises `SchemeFileError` as `schemes` does."""
    path = given or settings.schemes
    if path is None and not playground:
        what = "it is not set, and without a scheme file there is nothing to run"
        accepted = "a scheme file, or a folder of them. Write one to edit with: mentoring-bot scheme new FILE"
        raise SchemeFileError(
            Path("MENTORING_SCHEMES"), [Problem(where="", what=what, accepted=accepted)]
        )
    path = find(path or preset(USUAL))
    if path.is_dir():
        return load_all(path, for_people=not playground, platforms=platforms.NAMES)
    definition = load(path, for_people=not playground, platforms=platforms.NAMES)
    return {definition.key: definition}


def own_folder(settings: Settings, definitions: Mapping[str, Definition]) -> Settings:
    """The settings of a playground: any scheme but the usual one has a folder of its own in the data folder."""
    name = "+".join(sorted(definitions))
    if name == USUAL:
        return settings
    return settings.model_copy(update={"data_dir": settings.data_dir / name})


def open_keys(settings: Settings, *, playground: bool) -> None:
    """Open the vault; the playground keeps a key of its own beside its database. Raises `KeyProblem`."""
    keys = keys_of(settings)
    if not keys and playground:
        keys = [_playground_key(settings.data_dir)]
    if not keys:
        raise KeyProblem(
            "MENTORING_SECRET_KEYS is not set, nor MENTORING_SECRET_KEYS_FILE. What people write is kept encrypted, so a key "
            "is needed before the start. "
            "Make one with: mentoring-bot keys new, put it into .env, and keep a copy somewhere safe, apart from the "
            "backups of the database: without it what people wrote cannot be read again, by anybody."
        )
    vault.open(keys)
    batch_keys.open(settings.data_dir, "playground" if playground else "mentoring")


def keys_of(settings: Settings) -> list[str]:
    """The keys that are set, or those in the file that is named. Raises `KeyProblem`, which never repeats a key."""
    keys = [key.get_secret_value() for key in settings.secret_keys]
    file = settings.secret_keys_file
    if file is None:
        return keys
    if keys:
        raise KeyProblem(
            "MENTORING_SECRET_KEYS and MENTORING_SECRET_KEYS_FILE are both set. Keep one, and unset the other."
        )
    try:
        found = file.read_text(encoding="ascii").replace(",", " ").split()
    except (OSError, UnicodeDecodeError) as error:
        if isinstance(error, OSError):
            why = error.strerror
        else:
            why = "it is no text file of keys"
        raise KeyProblem(f"MENTORING_SECRET_KEYS_FILE: {file} can't be read ({why}).") from None
    if not found:
        raise KeyProblem(
            f"MENTORING_SECRET_KEYS_FILE: {file} is empty. Make a key with: mentoring-bot keys new"
        )
    return found


def _playground_key(folder: Path) -> str:
    file = folder / "playground.key"
    try:
        privately.make_folder(folder)
        file.touch(mode=0o600)
        if not file.read_text(encoding="ascii").strip():
            file.write_text(new_key(), encoding="ascii")
        return file.read_text(encoding="ascii").strip()
    except OSError as error:
        raise StartProblem(
            f"The playground's key can't be kept in {folder} ({error.strerror}). Choose another with MENTORING_DATA_DIR."
        ) from None


def keep_to_ourselves(settings: Settings) -> None:
    """Whatever this process writes is for its own account alone, and so is the data folder from now on."""
    os.umask(0o077)
    privately.close_folder(settings.data_dir)


@asynccontextmanager
async def opened(settings: Settings, *, playground: bool = False) -> AsyncIterator[Database]:
    """The database, for a command that works on what is there.

    Raises `DatabaseProblem` when it is not at the newest schema, `StartProblem` when it is of the other kind.
    """
    keep_to_ourselves(settings)
    database = Database(settings.database(playground=playground))
    try:
        await check_kind(database, playground=playground)
        if await migrate.current(database) != migrate.newest():
            raise DatabaseProblem(
                "The database is not at the newest schema. Run: mentoring-bot db upgrade"
            )
        yield database
    finally:
        await database.close()


async def check_key(work: Work) -> bool:
    """See that the keys open this database; False for a new one, which holds nothing to try. Raises `KeyProblem`."""
    kept = await ledger.note(work, ledger.KEY_CHECK)
    if kept is not None:
        vault.unseal(kept)
    return kept is not None


async def check_kind(database: Database, *, playground: bool) -> None:
    """See that the playground and the real thing keep apart, before anything is changed. Raises `StartProblem`."""
    revision = await migrate.current(database)
    if revision is None or not migrate.knows(revision):
        return
    async with Work(database, {}, datetime.now(UTC), writes=False) as work:
        kind = await ledger.note(work, KIND)
        taken = kind is None and playground and await people.anybody(work)
    if taken or kind not in (None, PLAYGROUND if playground else REAL):
        raise StartProblem(_wrong_kind(playground))


async def upgrade(settings: Settings, *, playground: bool) -> str:
    """Bring the database to the newest schema and return its revision."""
    open_keys(settings, playground=playground)
    database = Database(settings.database(playground=playground))
    keep_to_ourselves(settings)
    try:
        await migrate.upgrade(database)
    finally:
        await database.close()
    return migrate.newest()


def _wrong_kind(playground: bool) -> str:
    if playground:
        return "This database holds real people, so the playground will not touch it. Unset MENTORING_DATABASE_URL to play."
    return "This database belongs to the playground. Give the bot another one with MENTORING_DATABASE_URL."
