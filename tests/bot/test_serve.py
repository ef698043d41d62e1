"""The bot starts on its own kind of database alone, listens, and ends cleanly; the next start goes on from there."""

import asyncio
import gc
import os
import signal
import socket
import stat
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from pydantic import SecretStr

from bot import collector, opening, serve
from bot.app import Bot
from bot.clock import OFFSET
from bot.opening import StartProblem
from bot.settings import Settings
from bot.shutdown import Shutdown
from scheme.application.application import Application
from scheme.definition.copying import new
from scheme.definition.definition import Definition
from scheme.definition.joining import Promise
from scheme.definition.loading import SchemeFileError, load, preset
from storage import ledger, people
from storage.engine import migrate
from storage.engine.database import Database
from storage.engine.encryption import KeyProblem, new_key, vault
from storage.work import Work
from tests.support.own_scheme import own_scheme

ROOT = Path(__file__).parents[2]
KEY, OTHER = new_key(), new_key()
PATIENCE = 60  # seconds, on a machine that has much else to do


@pytest.fixture(autouse=True)
def own_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """The keys of this run are back when the test is over."""
    monkeypatch.setattr(vault, "_fernet", None)


def settings(folder: Path, **values: object) -> Settings:
    """Good settings, but for some."""
    return Settings.model_validate({"data_dir": folder, "secret_keys": (SecretStr(KEY),), **values})


def with_seats(*names: str) -> dict[str, Definition]:
    """The ALN preset, run by some people."""
    data = load(preset("aln")).model_dump()
    data["roster"] = [
        {"name": name, "email": f"{name.split()[0].lower()}@tarn.example.org", "duty": "member"}
        for name in names
    ]
    data["outside"] = {"name": "The trustees", "phone": "01632 960 011"}
    return {"aln": Definition.model_validate(data)}


async def prepared(
    one: Settings, definitions: Mapping[str, Definition] | None = None, *, playground: bool = False
) -> list[str]:
    """Start the bot once, as far as its database is concerned; the names of who is seated."""
    opening.open_keys(one, playground=playground)
    bot = Bot(
        settings=one,
        database=Database(one.database(playground=False)),
        definitions=definitions or opening.schemes(one, playground=True),
    )
    try:
        await serve.prepare(bot, playground=playground)
        async with bot.work(writes=False) as work:
            seats = await people.roster(work, "aln")
            return [(await people.by_id(work, seat.person_id)).name for seat in seats]
    finally:
        await bot.stop()


@asynccontextmanager
async def open_bot(one: Settings, definitions: Mapping[str, Definition]) -> AsyncIterator[Bot]:
    """A bot on the database of some settings."""
    bot = Bot(
        settings=one, database=Database(one.database(playground=False)), definitions=definitions
    )
    try:
        yield bot
    finally:
        await bot.stop()


async def note(one: Settings, key: str) -> str | None:
    """What the database notes."""
    bot = Bot(settings=one, database=Database(one.database(playground=False)), definitions={})
    try:
        async with bot.work(writes=False) as work:
            return await ledger.note(work, key)
    finally:
        await bot.stop()


async def test_the_roster_is_seated_once_and_then_kept_whatever_the_file_says(
    tmp_path: Path,
) -> None:
    one = settings(tmp_path)
    assert await prepared(one, with_seats("Ida Moss", "Uma Reid")) == ["Ida Moss", "Uma Reid"]
    assert await prepared(one, with_seats("Jo Sand")) == ["Ida Moss", "Uma Reid"]


async def test_a_scheme_file_that_has_changed_moves_what_is_to_come_at_the_next_start(
    tmp_path: Path,
) -> None:
    one, now = settings(tmp_path), datetime.now(UTC)
    short, long = (
        {"aln": load(preset("aln")).model_copy(update={"answering": Promise(warnings=(days,))})}
        for days in (3, 9)
    )
    await prepared(one, short)
    async with open_bot(one, short) as bot, bot.work() as work:
        person = await people.add(
            work, "Maya Thorne", "maya.thorne@fellside.example.org", "Europe/London"
        )
        await work.add(Application.receive(short["aln"], person.id, "mentee", "spring", {}, now))
    async with open_bot(one, short) as bot:
        early = await bot.next_due()
    await prepared(one, long)
    async with open_bot(one, long) as bot:
        async with bot.work() as work:
            await bot.aligning.look(work, is_new=False)
        await bot.aligning.run()
        moved = await bot.next_due()
    assert early is not None
    assert moved is not None
    assert timedelta(days=3) < early - moved < timedelta(days=10)


async def test_what_was_loaded_at_the_start_is_not_gone_through_for_garbage_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ending = Shutdown()
    ending.interrupt()
    monkeypatch.setattr(serve, "Shutdown", lambda: ending)
    gc.unfreeze()
    thresholds = gc.get_threshold()
    one = settings(tmp_path, port=free_port())
    try:
        await serve.run(one, playground=False, scheme_path=own_scheme(tmp_path), say=print)
        assert gc.get_freeze_count() > 10_000
        assert gc.get_threshold() == (*thresholds[:2], collector.EACH_TIME)
    finally:
        gc.unfreeze()
        gc.set_threshold(*thresholds)


async def test_a_wrong_key_is_told_and_changes_nothing(tmp_path: Path) -> None:
    await prepared(settings(tmp_path), with_seats())
    with pytest.raises(KeyProblem, match="Put back the key"):
        await prepared(settings(tmp_path, secret_keys=(SecretStr(OTHER),)), with_seats("Ida Moss"))
    assert await prepared(settings(tmp_path), with_seats()) == []


async def test_the_playground_leaves_a_real_database_as_it_is_also_its_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = settings(tmp_path, database_url=f"sqlite:///{tmp_path}/mentoring.db")
    await prepared(one)
    touched: list[object] = []
    monkeypatch.setattr(migrate, "upgrade", touched.append)
    monkeypatch.setattr(migrate, "downgrade", touched.append)
    with pytest.raises(StartProblem, match="holds real people"):
        await serve.run(
            one.model_copy(update={"port": free_port()}),
            playground=True,
            scheme_path=None,
            say=print,
        )
    assert touched == []
    assert await note(one, serve.BORN) is None


async def test_the_playground_does_not_take_a_database_in_which_somebody_is_known(
    tmp_path: Path,
) -> None:
    one = settings(tmp_path)
    opening.open_keys(one, playground=False)
    bot = Bot(
        settings=one, database=Database(one.database(playground=False)), definitions=with_seats()
    )
    await migrate.upgrade(bot.database)
    async with bot.work() as work:
        await people.add(work, "Maya Thorne", "maya@fellside.example.org", "Europe/London")
    await bot.stop()
    with pytest.raises(StartProblem, match="holds real people"):
        await prepared(one, playground=True)


async def test_a_playgrounds_database_is_not_used_for_real_even_with_another_key(
    tmp_path: Path,
) -> None:
    await prepared(settings(tmp_path), playground=True)
    for keys in ((SecretStr(KEY),), (SecretStr(OTHER),)):
        with pytest.raises(StartProblem, match="belongs to the playground"):
            await prepared(settings(tmp_path, secret_keys=keys))


def test_the_playground_makes_a_key_of_its_own_and_keeps_it_from_others(tmp_path: Path) -> None:
    one = settings(tmp_path / "data", secret_keys=())
    opening.open_keys(one, playground=True)
    token = vault.seal("Words")
    file = tmp_path / "data" / "playground.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    opening.open_keys(one, playground=True)
    assert vault.unseal(token) == "Words"
    file.write_text("")  # an interrupted first start
    opening.open_keys(one, playground=True)
    assert len(file.read_text()) == 44
    with pytest.raises(KeyProblem, match="is not set"):
        opening.open_keys(one, playground=False)


def test_keys_may_be_in_a_file_of_their_own(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    file.write_text(f"{OTHER}\n{KEY}\n")
    opening.open_keys(settings(tmp_path), playground=False)
    token = vault.seal("Words")
    opening.open_keys(settings(tmp_path, secret_keys=(), secret_keys_file=file), playground=False)
    assert vault.unseal(token) == "Words"
    assert not vault.is_current(token)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "can't be read"),
        ("", "is empty"),
        ("\n , \n", "is empty"),
        ("schlüssel", "no text file of keys"),
        ("opensesame", "not a key"),
    ],
)
def test_a_file_of_keys_that_is_none_is_told_without_what_is_in_it(
    tmp_path: Path, text: str | None, words: str
) -> None:
    file = tmp_path / "keys"
    if text is not None:
        file.write_text(text)
    with pytest.raises(KeyProblem, match=words) as problem:
        opening.open_keys(
            settings(tmp_path, secret_keys=(), secret_keys_file=file), playground=True
        )
    assert "opensesame" not in str(problem.value)


def test_keys_in_two_places_are_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyProblem, match="both set"):
        opening.open_keys(settings(tmp_path, secret_keys_file=tmp_path / "keys"), playground=False)


def test_schemes_come_from_the_file_given_or_the_setting(tmp_path: Path) -> None:
    for key in ("moor", "tarn"):
        own_scheme(tmp_path, key)
    assert list(opening.schemes(settings(tmp_path, schemes=tmp_path))) == ["moor", "tarn"]
    assert list(opening.schemes(settings(tmp_path, schemes=tmp_path), tmp_path / "tarn.toml")) == [
        "tarn"
    ]


def test_only_the_playground_starts_without_a_scheme_file(tmp_path: Path) -> None:
    assert list(opening.schemes(settings(tmp_path), playground=True)) == ["aln"]
    with pytest.raises(
        SchemeFileError, match=r"MENTORING_SCHEMES can't be used.+\n.+not set.+\n.+scheme new"
    ) as told:
        opening.schemes(settings(tmp_path))
    assert len(str(told.value).splitlines()) <= 4


@pytest.mark.parametrize("given", ["folder", "file", "preset"])
def test_what_is_marked_as_an_example_never_reaches_people(tmp_path: Path, given: str) -> None:
    file = tmp_path / "fells.toml"
    new(file, "Fells Mentoring Scheme")
    path = {"folder": tmp_path, "file": file, "preset": Path("aln")}[given]
    assert len(opening.schemes(settings(tmp_path, schemes=path), playground=True)) == 1
    with pytest.raises(SchemeFileError) as told:
        opening.schemes(settings(tmp_path, schemes=path))
    assert len(told.value.problems) == 1
    assert "roster[1], roster[2]" in str(told.value)
    assert "example = true" in str(told.value)


def test_one_example_that_was_left_is_enough(tmp_path: Path) -> None:
    file = own_scheme(tmp_path)
    file.write_text(
        file.read_text("utf-8").replace("[urgent]\n", "[urgent]\nexample = true\n"), "utf-8"
    )
    with pytest.raises(SchemeFileError, match=r"marked as an example.+: urgent"):
        opening.schemes(settings(tmp_path, schemes=file))


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as one:
        port: int = one.getsockname()[1]
    return port


class Running:
    """The bot in a process of its own."""

    def __init__(self, process: asyncio.subprocess.Process, port: int) -> None:
        self._process = process
        self.url = f"http://127.0.0.1:{port}"

    async def says(self, words: str) -> None:
        """Waits until the terminal shows some words."""
        assert self._process.stdout is not None
        async with asyncio.timeout(PATIENCE):
            while line := (await self._process.stdout.readline()).decode():
                if words in line:
                    return
        raise AssertionError(f"it never said {words!r}: {await self._read_errors()}")

    async def _read_errors(self) -> str:
        assert self._process.stderr is not None
        return (await self._process.stderr.read()).decode()

    async def answers(self, path: str) -> int:
        """The status with which a page is answered."""
        async with aiohttp.ClientSession() as session, session.get(self.url + path) as answer:
            return answer.status

    async def is_told(self, sign: signal.Signals) -> tuple[int | None, str]:
        """Send a signal; its exit code, and what it complained of."""
        self._process.send_signal(sign)
        async with asyncio.timeout(PATIENCE):
            errors = await self._read_errors()
            return await self._process.wait(), errors


def _heeds_interrupts() -> None:
    # A shell that starts tests in the background has them, and all they start, pass over Ctrl-C.
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@asynccontextmanager
async def running(folder: Path, *words: str) -> AsyncIterator[Running]:
    """`mentoring-bot run`, in a folder of its own."""
    port = free_port()
    own = {"MENTORING_PORT": str(port), "MENTORING_SECRET_KEYS": KEY, "PYTHONPATH": str(ROOT)}
    if "--playground" not in words:
        own["MENTORING_SCHEMES"] = str(own_scheme(folder / "schemes"))
    plain = {key: value for key, value in os.environ.items() if not key.startswith("MENTORING_")}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run", *words),
        cwd=folder,
        env={**plain, **own},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        preexec_fn=_heeds_interrupts,
    )
    try:
        yield Running(process, port)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def test_it_starts_on_an_empty_folder_answers_and_stops_cleanly(tmp_path: Path) -> None:
    async with running(tmp_path) as bot:
        await bot.says("is running at")
        assert [await bot.answers(path) for path in ("/", "/healthz", "/readyz", "/metrics")] == [
            200
        ] * 3 + [404]
        code, errors = await bot.is_told(signal.SIGTERM)
        assert (code, "Traceback" in errors) == (0, False), errors


def test_each_scheme_but_the_usual_has_a_playground_in_a_folder_of_its_own(tmp_path: Path) -> None:
    one = settings(tmp_path)
    usual, alia = (opening.schemes(one, Path(name), playground=True) for name in ("aln", "alia"))
    assert opening.own_folder(one, usual).data_dir == one.data_dir
    assert opening.own_folder(one, alia).data_dir == one.data_dir / "alia"
    assert opening.own_folder(one, usual | alia).data_dir == one.data_dir / "alia+aln"


async def test_the_story_of_another_scheme_is_not_taken_away_unasked(tmp_path: Path) -> None:
    one = settings(tmp_path, database_url=f"sqlite:///{tmp_path}/shared.db")
    await prepared(one, playground=True)
    database = Database(one.database(playground=True))
    async with Work(database, {}, datetime.now(UTC)) as work:
        await ledger.set_note(work, serve.BORN, f"fells {datetime.now(UTC).isoformat()}")
    await database.close()
    before = (tmp_path / "shared.db").read_bytes()
    with pytest.raises(StartProblem, match=r"another scheme \(fells\).*not taken away unasked"):
        await serve.run(one, playground=True, scheme_path=Path("alia"), say=print)
    assert (tmp_path / "shared.db").read_bytes() == before


async def test_a_playground_that_was_played_before_opens_as_it_was_and_stops_at_once(
    tmp_path: Path,
) -> None:
    one = settings(tmp_path, database_url=f"sqlite:///{tmp_path}/.data/playground.db")
    await prepared(one, playground=True)
    bot = Bot(settings=one, database=Database(one.database_url), definitions={})
    async with bot.work() as work:
        await ledger.set_note(work, serve.BORN, f"aln {datetime.now(UTC).isoformat()}")
        await ledger.set_note(work, OFFSET, str(timedelta(days=30).total_seconds()))
    await bot.stop()
    async with running(tmp_path, "--playground") as playground:
        await playground.says("The playground is open at")
        assert await playground.is_told(signal.SIGINT) == (0, "")
    assert float(await note(one, OFFSET) or 0) == timedelta(days=30).total_seconds()


async def test_a_first_start_of_the_playground_that_is_interrupted_ends_without_a_trace(
    tmp_path: Path,
) -> None:
    async with running(tmp_path, "--playground") as playground:
        await playground.says("Preparing the demonstration")
        code, errors = await playground.is_told(signal.SIGINT)
        assert "Traceback" not in errors
        assert code != 0
