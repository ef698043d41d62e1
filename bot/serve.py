"""Starting and stopping: brings the database up to date, listens, and ends cleanly."""

import socket
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web

from bot import changed, collector, logs, opening, platforms
from bot.app import Bot
from bot.channel import Platform
from bot.clock import Clock
from bot.platforms import PLATFORMS
from bot.settings import Settings
from bot.shutdown import Shutdown
from bot.web.app import make_app
from bot.web.cast import TOLD
from bot.web.channel import WebChannel
from bot.web.doors import KEPT_SECONDS, Doors
from bot.web.guard import LOOPBACK
from bot.web.live import Hub
from bot.web.site.signing_in import is_offered
from scheme.definition.definition import Definition
from storage import ledger, people, plans, rounds
from storage.engine import migrate, starts
from storage.engine.database import Database
from storage.engine.encryption import vault
from storage.learning import events
from storage.matching import discussions
from storage.work import Work

BORN = "playground.born"
KEEP_THE_KEY = (
    "This is the first start on this database. What people write in it is encrypted with the first of "
    "MENTORING_SECRET_KEYS.\nKeep a copy of that key now, apart from the backups of the database: if it is lost, nobody can "
    "read those words again,\nand nobody can restore them."
)
FOR_ONE_MACHINE = (
    "The playground has no sign-in, so it listens on this machine alone and answers under no other name. Unset "
    "MENTORING_HOST and MENTORING_BASE_URL."
)

Say = Callable[[str], object]


def silence(_: str) -> None:
    """Say nothing."""


async def prepare(bot: Bot, *, playground: bool, accept: bool = False, say: Say = silence) -> bool:
    """Migrate, check the key, seat the roster; whether this is the database's first start.

    Others that start on the same database wait meanwhile. Raises `StartProblem`, `KeyProblem` or, unless told to `accept`
    what has gone from a scheme file, `SchemeChanged`; its text says what to do.
    """
    await opening.check_kind(bot.database, playground=playground)
    async with starts.in_turn(bot.database):
        await migrate.upgrade(bot.database)
        return await _made_ready(bot, playground=playground, accept=accept, say=say)


async def _made_ready(bot: Bot, *, playground: bool, accept: bool, say: Say) -> bool:
    async with bot.work() as work:
        is_new = not await opening.check_key(work)
        if is_new:
            await ledger.set_note(work, ledger.KEY_CHECK, vault.seal("open"))
        await ledger.set_note(
            work, opening.KIND, opening.PLAYGROUND if playground else opening.REAL
        )
        if not playground:
            if found := await changed.take(work, bot.definitions, accept=accept):
                say(changed.told(found, accepted=True))
            for definition in bot.definitions.values():
                await people.ensure_roster(work, definition)
                await rounds.ensure(work, definition)
                await events.ensure(work, definition)
                await discussions.ensure(work, definition)
        await bot.aligning.look(work, is_new=is_new)
        await plans.take_up(
            work.session, bot.definitions, work.now, after=timedelta()
        )  # its cause may be gone
    return is_new


async def run(
    settings: Settings,
    *,
    playground: bool,
    scheme_path: Path | None,
    say: Say,
    accept: bool = False,
) -> None:
    """Start, serve until interrupted, stop cleanly."""
    logs.set_up("WARNING" if playground and settings.log_level == "INFO" else settings.log_level)
    if playground and not _only_here(settings):
        raise opening.StartProblem(FOR_ONE_MACHINE)
    if others := platforms.strangers():
        say(f"Passed over, as the bot has no such settings: {', '.join(others)}.")
    definitions = opening.schemes(settings, scheme_path, playground=playground)
    if playground:
        settings = opening.own_folder(settings, definitions)
    opening.open_keys(settings, playground=playground)
    opening.keep_to_ourselves(settings)
    while await _until_it_ends(
        settings, definitions, playground=playground, accept=accept, say=say
    ):
        say("The playground begins again.")


async def _until_it_ends(
    settings: Settings,
    definitions: Mapping[str, Definition],
    *,
    playground: bool,
    accept: bool,
    say: Say,
) -> bool:
    """Serve until the end is asked for; whether the playground is to begin again."""
    database = Database(
        settings.database(playground=playground),
        connections=settings.database_connections,
        patience=settings.database_patience,
    )
    with _taken_port(settings) as port:
        try:
            hub = Hub()
            bot = await _assemble(
                settings, database, definitions, hub, playground=playground, accept=accept, say=say
            )
            spoken = [] if playground else _platforms(bot)
            if is_offered(bot):  # last: whoever is reached elsewhere is reached there
                bot.channels.append(WebChannel(bot, hub, playground=False))
            again = await _serve(bot, hub, port, spoken, playground=playground, say=say)
            if again:
                await _forget_the_story(bot)
            return again
        finally:
            await database.close()


async def _forget_the_story(bot: Bot) -> None:
    """The next start takes away what there is, and plays the demonstration anew."""
    async with bot.work() as work:
        await ledger.set_note(work, BORN, "")


def _taken_port(settings: Settings) -> socket.socket:
    # Before anything else is touched: a second start must not migrate, or play afresh, what the first one works on.
    if ":" in settings.host:
        family = socket.AF_INET6
    else:
        family = socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family)
    except OSError as error:
        raise opening.StartProblem(
            f"Port {settings.port} on {settings.host} can't be used ({error.strerror}). Is the bot running already? "
            "Choose another with MENTORING_PORT."
        ) from None


async def _assemble(
    settings: Settings,
    database: Database,
    definitions: Mapping[str, Definition],
    hub: Hub,
    *,
    playground: bool,
    accept: bool,
    say: Say,
) -> Bot:
    if not playground:
        bot = Bot(settings=settings, database=database, definitions=definitions)
        if await prepare(bot, playground=False, accept=accept, say=say):
            say(KEEP_THE_KEY)
        return bot
    # Imported when wanted: a real deployment never loads the demonstration.
    from bot.demonstration.scheme import demonstrate  # noqa: PLC0415
    from bot.demonstration.story import play, told  # noqa: PLC0415

    await opening.check_kind(database, playground=True)
    await migrate.upgrade(database)
    born = await _born(database, definitions)
    shown = {
        key: demonstrate(definition, (born or _today()).date())
        for key, definition in definitions.items()
    }
    bot = Bot(settings=settings, database=database, definitions=shown, clock=Clock())
    bot.channels.append(WebChannel(bot, hub, playground=True))
    await prepare(bot, playground=True)
    if born is None:
        say(
            "Preparing the demonstration: a scheme with a history, so that there is something to look at."
        )
        await _afresh(bot)
        born = _today()
        left_out = await play(bot, born)
        lines = told(next(iter(shown.values())), left_out)
        async with bot.work() as work:
            await ledger.set_note(work, TOLD, "\n".join(lines))
            await ledger.set_note(work, BORN, f"{_names(definitions)} {born.isoformat()}")
    async with bot.work(writes=False) as work:
        await bot.clock.load(work)
    return bot


def _today() -> datetime:
    return datetime.now(UTC)


def _names(definitions: Mapping[str, Definition]) -> str:
    return ",".join(sorted(definitions))


async def _born(database: Database, definitions: Mapping[str, Definition]) -> datetime | None:
    """When the demonstration of these schemes was played; None when it was not, or not to its end.

    Raises `StartProblem` where that of other schemes was: what was tried with them is never taken away unasked.
    """
    async with Work(database, definitions, _today(), writes=False) as work:
        names, _, born = (await ledger.note(work, BORN) or "").partition(" ")
    if born and names != _names(definitions):
        raise opening.StartProblem(
            f"The database of this playground holds the story of another scheme ({names}), which is not taken away unasked. "
            "Give this one a folder of its own with MENTORING_DATA_DIR, or remove that database first."
        )
    if born:
        return datetime.fromisoformat(born)
    return None


async def _afresh(bot: Bot) -> None:
    """What an interrupted first start has left, or a story that is to begin again, is taken away."""
    await migrate.downgrade(bot.database, "base")
    await prepare(bot, playground=True)


def _platforms(bot: Bot) -> list[Platform]:
    """Where people talk, as far as it is set up. Each is loaded when it is wanted."""
    found: list[Platform] = []
    for row in PLATFORMS:
        own = platforms.settings_of(row)
        if not own.is_on:
            continue
        if own.for_this_machine and not _only_here(bot.settings):
            raise opening.StartProblem(own.for_this_machine)
        found.append(row.open(bot, own))
    bot.channels.extend(platform.channel for platform in found)
    return found


def _only_here(settings: Settings) -> bool:
    """Whether nobody but this machine can reach the bot, as far as its settings say."""
    return settings.host in LOOPBACK and urlsplit(settings.url).hostname in LOOPBACK


async def _serve(
    bot: Bot,
    hub: Hub,
    port: socket.socket,
    spoken: Sequence[Platform],
    *,
    playground: bool,
    say: Say,
) -> bool:
    """Listen until the end is asked for; whether the playground is to begin again."""
    ending = Shutdown()
    app = _app(bot, hub, ending, playground=playground)
    for platform in spoken:
        platform.add_routes(app)
    doors = Doors()
    app.middlewares.insert(0, doors.watch)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=2, keepalive_timeout=KEPT_SECONDS)
    await runner.setup()
    await doors.opened(runner, port)
    with ending.by_signals():
        for platform in spoken:
            await platform.start()
        await bot.start()
        collector.go_easy()
        say(welcome(bot.settings, _the_group(bot), playground=playground))
        try:
            await ending.asked()
        finally:
            if not ending.again:
                say("Stopping. Everything is kept; the next start goes on from here.")
            doors.shut()
            await runner.cleanup()
            for platform in spoken:
                await platform.stop()
            await bot.stop()
    return ending.again


def _app(bot: Bot, hub: Hub, ending: Shutdown, *, playground: bool) -> web.Application:
    if not playground:
        return make_app(bot, hub)
    from bot.demonstration.story import cast_of, walks_of  # noqa: PLC0415

    walks = walks_of(next(iter(bot.definitions.values())))
    return make_app(
        bot, hub, cast=partial(cast_of, bot), walks=walks, begin_again=ending.begin_again
    )


def _the_group(bot: Bot) -> str:
    return next(iter(bot.definitions.values())).terms.the_group


def welcome(settings: Settings, the_group: str, *, playground: bool) -> str:
    """What the terminal says once it runs; `the_group` is what the scheme calls those who match."""
    if not playground:
        return f"mentoring-bot is running at {settings.url}/ . Stop it with Ctrl-C."
    return (
        f"\nThe playground is open at {settings.url}/\n\n"
        "  Try first:  choose somebody who is new here, press Find a mentor and send the form.\n"
        f"  Then:       become one of {the_group} and open the card in its channel.\n"
        "  And:        move the clock forward, and see what time brings.\n\n"
        f"What happens is kept in {settings.data_dir}/ ; begin again from the page, under Playground. Stop with Ctrl-C.\n"
    )
