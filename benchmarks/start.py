"""Goal 8: what a start costs beside importing what is enabled, and that nothing is loaded which is not used."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import monotonic, sleep
from urllib.error import URLError
from urllib.request import urlopen

from benchmarks.machine import cpu_seconds
from scheme.definition.loading import preset

ROUNDS = 5
PATIENCE = 60.0  # seconds
UNUSED = ("scipy", "matplotlib", "numpy", "botbuilder", "slack_bolt", "fpdf", "reportlab")
IMPORTS = """
import bot.__main__, bot.serve, bot.web.app, storage.migrations, asyncio, sys
import aiosqlite, sqlalchemy.dialects.sqlite, alembic.command, aiohttp.web, apscheduler.schedulers.asyncio
from pathlib import Path
from bot.settings import load
from bot.opening import schemes
schemes(load())
Path(sys.argv[1]).write_text("\\n".join(sorted(sys.modules)))
sys.stdin.read()
"""


@dataclass
class Starts:
    """CPU seconds until it answers, a start each; and which of the heavy parts were loaded."""

    bot: list[float] = field(default_factory=list)
    floor: list[float] = field(default_factory=list)
    loaded: list[str] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        """The bot's start to its imports alone."""
        return median(self.bot) / median(self.floor)


def measure(folder: Path, port: int) -> Starts:
    """Start the bot on a database that is there already, and the bare imports, in turn."""
    key = "bWVudG9yaW5nLWJvdC1iZW5jaG1hcmtzLW9ubHkhISE="  # of an empty database
    scheme = folder / "scheme.toml"
    scheme.write_text(preset("aln").read_text("utf-8").replace("example = true\n", ""), "utf-8")
    settings = {
        "MENTORING_DATA_DIR": str(folder),
        "MENTORING_PORT": str(port),
        "MENTORING_SECRET_KEYS": key,
    }
    environment = {
        **os.environ,
        **settings,
        "MENTORING_LOG_LEVEL": "ERROR",
        "MENTORING_SCHEMES": str(scheme),
    }
    _start(environment, port)  # migrates
    found = Starts()
    for _ in range(ROUNDS):
        found.bot.append(_start(environment, port))
        found.floor.append(_import(environment, folder / "modules.txt"))
    names = {name.partition(".")[0] for name in (folder / "modules.txt").read_text().split()}
    found.loaded = [name for name in UNUSED if name in names]
    return found


def _start(environment: Mapping[str, str], port: int) -> float:
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "run"], env=environment, stdout=subprocess.DEVNULL
    )
    try:
        _until(lambda: _answers(port), process)
        return cpu_seconds(process.pid)
    finally:
        process.terminate()
        process.wait()


def _import(environment: Mapping[str, str], file: Path) -> float:
    file.unlink(missing_ok=True)
    code = [sys.executable, "-c", IMPORTS, str(file)]
    process = subprocess.Popen(code, env=environment, stdin=subprocess.PIPE)  # noqa: S603
    try:
        _until(file.exists, process)
        return cpu_seconds(process.pid)
    finally:
        process.terminate()
        process.wait()


def _answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/readyz", timeout=1) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def _until(done: Callable[[], bool], process: "subprocess.Popen[bytes]") -> None:
    end = monotonic() + PATIENCE
    while not done():
        if process.poll() is not None or monotonic() > end:
            raise RuntimeError("it did not start")
        sleep(0.02)
