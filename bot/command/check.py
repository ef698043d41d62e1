"""`mentoring-bot check`: each part is looked at by itself, so that one run names every problem and its cure."""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot import changed, opening, platforms
from bot.channel import PlatformRow
from bot.command import keys
from bot.platforms import PLATFORMS
from bot.settings import Settings, SettingsProblem
from scheme.definition.cautions import cautions
from scheme.definition.definition import Definition
from scheme.definition.loading import SchemeFileError, scheme_files
from scheme.definition.loading import load as load_scheme
from scheme.refusal import Refusal
from storage.engine import migrate, privately, rotation
from storage.engine.database import Database, DatabaseProblem
from storage.engine.encryption import KeyProblem
from storage.work import Work


@dataclass(frozen=True)
class Finding:
    """One thing looked at: what was found, and what to do when it is not good."""

    good: bool
    what: str
    cure: str = ""


NOBODY_REACHED = Finding(
    False,
    f"platforms: neither {' nor '.join(row.title for row in PLATFORMS)} is set up, so nobody can reach the bot",
    f"{' and '.join(row.guide for row in PLATFORMS)} go there in ten steps. To try it out, start the playground.",
)


async def look(load: Callable[[], Settings], mail_to: str = "") -> list[Finding]:
    """Look at everything and change nothing; where an address is given, a trial mail goes there."""
    try:
        settings = load()
    except SettingsProblem as problem:
        return [Finding(False, "settings", str(problem))]
    findings = [*_settings(settings), *_schemes(settings)]
    keys = _keys(settings)
    findings.append(keys)
    database = await _database(settings, with_keys=keys.good)
    readable = keys.good and database.good
    spoken = [
        finding
        for row in PLATFORMS
        for finding in await _platform(row, settings, with_database=readable)
    ]
    if mail_to:
        spoken += [finding for row in PLATFORMS for finding in await _trial(row, settings, mail_to)]
    folder = _folder(settings) if database.good else []
    changes = await _changes(settings) if readable else []
    if not spoken:
        findings.append(NOBODY_REACHED)
    return [*findings, database, *changes, *folder, *spoken]


def _settings(settings: Settings) -> list[Finding]:
    found = [Finding(True, f"settings: it will listen on {settings.host}, port {settings.port}")]
    if others := platforms.strangers():
        what = f"other names in the environment or .env: {', '.join(others)}"
        found.append(
            Finding(True, what, "They are no settings of the bot, so nothing comes of them.")
        )
    return found


async def _platform(row: PlatformRow, settings: Settings, *, with_database: bool) -> list[Finding]:
    try:
        own = platforms.settings_of(row)
    except SettingsProblem as problem:
        return [Finding(False, row.name, str(problem))]
    if own.is_on:
        return await row.look(settings, own, with_database=with_database)
    return []


async def _trial(row: PlatformRow, settings: Settings, to: str) -> list[Finding]:
    if row.trial is None:
        return []
    try:
        own = platforms.settings_of(row)
    except SettingsProblem:
        return []  # told of already
    if own.is_on:
        return await row.trial(settings, own, to)
    cure = f"{row.guide} says which settings turn it on."
    return [Finding(False, f"{row.title}: it is off, so nothing was sent to {to}", cure)]


def _schemes(settings: Settings) -> list[Finding]:
    try:
        found = opening.as_written(settings)
    except SchemeFileError as problem:
        return [Finding(False, "scheme files", str(problem))]
    today = datetime.now(UTC).date()
    names = [Finding(True, f"scheme files: {', '.join(scheme.name for scheme in found.values())}")]
    doubts = [
        Finding(True, f"scheme files: {scheme.name}, {at or 'as a whole'}", what)
        for scheme in found.values()
        for at, what in cautions(scheme, today)
    ]
    return names + doubts + _unasked(found.values())


def _unasked(found: Iterable[Definition]) -> list[Finding]:
    """Schemes that ask line managers by mail where none is set up."""
    if platforms.sends_mail():
        return []
    return [
        Finding(
            True,
            f"scheme files: {scheme.name}, eligibility.approval_by, asks line managers by mail, and no mail is set up",
            "The applicants' tick counts until it is: docs/mail.md goes there.",
        )
        for scheme in found
        if scheme.asks_managers
    ]


def _keys(settings: Settings) -> Finding:
    try:
        opening.open_keys(settings, playground=False)
    except KeyProblem as problem:
        return Finding(False, "keys", f"{problem} (The playground makes its own.)")
    what = f"keys: {len(opening.keys_of(settings))} set"
    file = settings.secret_keys_file
    if file is not None and privately.is_open(file):
        return Finding(
            True, f"{what}, in {file}, which other accounts can read", f"Run: chmod 600 {file}"
        )
    return Finding(True, what)


def _folder(settings: Settings) -> list[Finding]:
    """Whether other accounts of the machine can get at what is kept on its disk."""
    file = Database(settings.database(playground=False)).file
    paths = (settings.data_dir, file, Path(".env"))
    found = [
        path for path in paths if path is not None and path.exists() and privately.is_open(path)
    ]
    return [
        Finding(
            True,
            f"data: other accounts of this machine can get at {open_path}",
            f"Run: chmod go= {open_path}",
        )
        for open_path in found
    ]


async def _database(settings: Settings, *, with_keys: bool) -> Finding:
    try:
        database = Database(settings.database(playground=False))
    except DatabaseProblem as problem:
        return Finding(False, "database", str(problem))
    try:
        database.check_folder()
        return await _looked_into(database, with_keys=with_keys)
    except (DatabaseProblem, KeyProblem, opening.StartProblem, Refusal) as problem:
        return Finding(False, "database", str(problem))
    finally:
        await database.close()


async def _looked_into(database: Database, *, with_keys: bool) -> Finding:
    revision = await migrate.current(database)
    newest = migrate.newest()
    if revision is None:
        return Finding(True, "database: new and empty; the first start makes its tables")
    if not migrate.knows(revision):
        return Finding(
            False,
            f"database: at revision {revision}",
            "A newer version of the bot made it: start that one.",
        )
    if revision != newest:
        return Finding(
            False,
            f"database: at revision {revision}, the bot needs {newest}",
            "Run: mentoring-bot db upgrade",
        )
    await opening.check_kind(database, playground=False)
    what = f"database: {database.url.get_backend_name()}, at revision {revision}"
    if not with_keys:
        return Finding(True, what)
    async with Work(database, {}, datetime.now(UTC), writes=False) as work:
        await opening.check_key(work)
    return _sealed(what, await rotation.count(database))


def _sealed(what: str, found: rotation.KeyCount) -> Finding:
    if found.closed:
        return Finding(
            False,
            what,
            keys.unreadable(found).replace("say this again", "run: mentoring-bot keys rotate"),
        )
    if found.old:
        cure = "Run: mentoring-bot keys rotate. Until then every key is needed."
        return Finding(True, f"{what}; {keys.entries(found.old)} under an older key", cure)
    return Finding(True, what)


async def _changes(settings: Settings) -> list[Finding]:
    """What the scheme files change of what is running."""
    try:
        definitions = opening.schemes(settings)
        async with _running(settings, definitions, writes=False) as work:
            if work:
                found = await changed.look(work, definitions)
            else:
                found = []
    except (SchemeFileError, DatabaseProblem, Refusal):
        return []  # told of already
    good = not any(change.orphans for change in found)
    if found:
        return [Finding(good, "scheme files: changed since the last start", changed.told(found))]
    return []


async def held_against(
    settings: Settings, file: Path, definition: Definition, *, accept: bool
) -> str:
    """What a scheme file changes of what is running, if there is a database yet; with `accept` it is taken as it is.

    Raises `SchemeChanged` for what would orphan data, unless accepted; whatever keeps the database from being looked at is
    raised when something is to be accepted, else told.
    """
    try:
        definitions = {**_others(settings, file), definition.key: definition}
        async with _running(settings, definitions, writes=accept) as work:
            if work is None:
                return ""
            found = await (
                changed.take(work, definitions, accept=True)
                if accept
                else changed.look(work, definitions)
            )
    except (DatabaseProblem, KeyProblem, opening.StartProblem, Refusal) as problem:
        if accept:
            raise
        return f"What it changes of what is running could not be looked at. {problem}"
    if any(change.orphans for change in found) and not accept:
        raise changed.SchemeChanged(changed.told(found))
    return changed.told(found, accepted=accept)


def _others(settings: Settings, file: Path) -> dict[str, Definition]:
    """The schemes that would run beside that of a file: those of a folder. A single file is the whole of what runs."""
    if settings.schemes is None or not settings.schemes.is_dir():
        return {}
    beside = [path for path in scheme_files(settings.schemes) if path.resolve() != file.resolve()]
    loaded = [load_scheme(path, platforms=platforms.NAMES) for path in beside]
    return {definition.key: definition for definition in loaded}


@asynccontextmanager
async def _running(
    settings: Settings, definitions: Mapping[str, Definition], *, writes: bool
) -> AsyncIterator[Work | None]:
    """A work on what is running; None where nothing has been started yet. Raises `DatabaseProblem` where it is older."""
    database = Database(settings.database(playground=False))
    try:
        database.check_folder()
        revision = await migrate.current(database)
        if revision is None:
            yield None
            return
        if revision != migrate.newest():
            raise DatabaseProblem(
                "The database is not at the newest schema. Run: mentoring-bot db upgrade"
            )
        await opening.check_kind(database, playground=False)
        opening.open_keys(settings, playground=False)
        async with Work(database, definitions, datetime.now(UTC), writes=writes) as work:
            await opening.check_key(work)
            yield work
    finally:
        await database.close()
