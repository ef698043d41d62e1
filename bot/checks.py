"""`mentoring-bot check`: each part is looked at by itself, so that one run names every problem and its cure."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot import keys, serve
from bot.settings import Settings, SettingsProblem, load_slack, load_teams, strangers
from scheme.cautions import cautions
from scheme.loading import SchemeFileError
from scheme.refusal import Refusal
from storage import migrate, privately, rotation
from storage.database import Database, DatabaseProblem
from storage.encryption import KeyProblem
from storage.work import Work


@dataclass(frozen=True)
class Finding:
    """One thing looked at: what was found, and what to do when it is not good."""

    good: bool
    what: str
    cure: str = ""


NOBODY_REACHED = Finding(
    False,
    "platforms: neither Slack nor Teams is set up, so nobody can reach the bot",
    "docs/slack.md and docs/teams.md go there in ten steps. To try it out, start the playground.",
)


async def look(load: Callable[[], Settings]) -> list[Finding]:
    """Look at everything and change nothing."""
    try:
        settings = load()
    except SettingsProblem as problem:
        return [Finding(False, "settings", str(problem))]
    findings = [*_settings(settings), *_schemes(settings)]
    keys = _keys(settings)
    findings.append(keys)
    database = await _database(settings, with_keys=keys.good)
    readable = keys.good and database.good
    slack, teams = await _slack(settings, with_database=readable), await _teams(settings, with_database=readable)
    folder = _folder(settings) if database.good else []
    if not slack and not teams:
        findings.append(NOBODY_REACHED)
    return [*findings, database, *folder, *slack, *teams]


def _settings(settings: Settings) -> list[Finding]:
    found = [Finding(True, f"settings: it will listen on {settings.host}, port {settings.port}")]
    if others := strangers():
        what = f"other names in the environment or .env: {', '.join(others)}"
        found.append(Finding(True, what, "They are no settings of the bot, so nothing comes of them."))
    return found


async def _slack(settings: Settings, *, with_database: bool) -> list[Finding]:
    try:
        slack = load_slack()
    except SettingsProblem as problem:
        return [Finding(False, "slack", str(problem))]
    if not slack.is_on:
        return []
    # Imported when wanted: to load what speaks to Slack takes half a second.
    from bot.slack.checks import look as look_at_slack  # noqa: PLC0415

    return await look_at_slack(settings, slack, with_database=with_database)


async def _teams(settings: Settings, *, with_database: bool) -> list[Finding]:
    try:
        teams = load_teams()
    except SettingsProblem as problem:
        return [Finding(False, "teams", str(problem))]
    if not teams.is_on:
        return []
    # Imported when wanted: to load what speaks to Teams takes a second.
    from bot.teams.checks import look as look_at_teams  # noqa: PLC0415

    return await look_at_teams(settings, teams, with_database=with_database)


def _schemes(settings: Settings) -> list[Finding]:
    try:
        found = serve.schemes(settings)
    except SchemeFileError as problem:
        return [Finding(False, "scheme files", str(problem))]
    today = datetime.now(UTC).date()
    names = [Finding(True, f"scheme files: {', '.join(scheme.name for scheme in found.values())}")]
    doubts = [
        Finding(True, f"scheme files: {scheme.name}, {at or 'as a whole'}", what)
        for scheme in found.values()
        for at, what in cautions(scheme, today)
    ]
    return names + doubts


def _keys(settings: Settings) -> Finding:
    try:
        serve.open_keys(settings, playground=False)
    except KeyProblem as problem:
        return Finding(False, "keys", f"{problem} (The playground makes its own.)")
    what, file = f"keys: {len(serve.keys_of(settings))} set", settings.secret_keys_file
    if file is not None and privately.is_open(file):
        return Finding(True, f"{what}, in {file}, which other accounts can read", f"Run: chmod 600 {file}")
    return Finding(True, what)


def _folder(settings: Settings) -> list[Finding]:
    """Whether other accounts of the machine can get at what is kept on its disk."""
    file = Database(settings.database(playground=False)).file
    paths = (settings.data_dir, file, Path(".env"))
    found = [one for one in paths if one is not None and one.exists() and privately.is_open(one)]
    return [
        Finding(True, f"data: other accounts of this machine can get at {one}", f"Run: chmod go= {one}")
        for one in found
    ]


async def _database(settings: Settings, *, with_keys: bool) -> Finding:
    try:
        database = Database(settings.database(playground=False))
    except DatabaseProblem as problem:
        return Finding(False, "database", str(problem))
    try:
        database.check_folder()
        return await _looked_into(database, with_keys=with_keys)
    except (DatabaseProblem, KeyProblem, serve.StartProblem, Refusal) as problem:
        return Finding(False, "database", str(problem))
    finally:
        await database.close()


async def _looked_into(database: Database, *, with_keys: bool) -> Finding:
    revision, newest = await migrate.current(database), migrate.newest()
    if revision is None:
        return Finding(True, "database: new and empty; the first start makes its tables")
    if not migrate.knows(revision):
        return Finding(
            False, f"database: at revision {revision}", "A newer version of the bot made it: start that one."
        )
    if revision != newest:
        return Finding(
            False, f"database: at revision {revision}, the bot needs {newest}", "Run: mentoring-bot db upgrade"
        )
    await serve.check_kind(database, playground=False)
    what = f"database: {database.url.get_backend_name()}, at revision {revision}"
    if not with_keys:
        return Finding(True, what)
    async with Work(database, {}, datetime.now(UTC), writes=False) as work:
        await serve.check_key(work)
    return _sealed(what, await rotation.count(database))


def _sealed(what: str, found: rotation.Count) -> Finding:
    if found.closed:
        return Finding(False, what, keys.unreadable(found).replace("say this again", "run: mentoring-bot keys rotate"))
    if found.old:
        cure = "Run: mentoring-bot keys rotate. Until then every key is needed."
        return Finding(True, f"{what}; {keys.entries(found.old)} under an older key", cure)
    return Finding(True, what)
