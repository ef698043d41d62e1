"""The process is killed at any moment and started again: what was acknowledged is kept, what was posted is delivered.

A short journey is sent to a bot in a process of its own, action by action, each again with the same inbound id until it
is acknowledged. The end must be that of a journey nobody disturbed. `make faults` plays many more.
"""

import json
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, select

from handlers import CONVERSATIONS
from scheme.forms.fields import Answer
from scheme.subject import Subject
from storage.engine.columns import UtcDateTime
from storage.engine.database import Database
from storage.engine.encryption import new_key, vault
from storage.tables import metadata
from storage.tables.base import LEAST
from storage.work import Work
from tests.support.stage import (
    IDA,
    MAYA,
    MENTEE_ANSWERS,
    MENTOR_ANSWERS,
    NOAH,
    PRIYA,
    ROBIN,
    START,
    TOM,
    set_stage,
)

ROOT = Path(__file__).parents[2]
SEEDS = range(int(os.environ.get("MENTORING_FAULTS", "2")))
DEATHS = 12  # a journey, after which it is left in peace
# What is shown again after a death is audited again, and audit rows count on: so these entries, and ids, are left out.
SHOWN = {name for one in CONVERSATIONS for name, step in one.steps.items() if step.opens}
TIMELY = ("clock.", "delivery", "lease")  # notes of what time it is, and of which process delivers
OWN = {
    "notify",
    "leased_until",
    "attempts",
    "try_at",
    "sent",
    "address",
    "reply",
}  # how often it was tried, not what became of it

Step = tuple[str, str, str, dict[str, Answer], timedelta]
WEEK = timedelta(days=7)


def _steps() -> Iterator[Step]:
    """Who does what about what, with which answers, and how long after the beginning."""
    first, early, later = timedelta(minutes=-1), timedelta(), WEEK + timedelta(hours=1)
    for email, at in ((PRIYA, first), (TOM, early)):
        yield email, "apply.send", "", {"role": "mentor", **named(email), **MENTOR_ANSWERS}, at
    yield MAYA, "apply.send", "", {"role": "mentee", **named(MAYA), **MENTEE_ANSWERS}, early
    for number in (1, 2, 3):
        yield ROBIN, "review.eligible", f"application:{number}", {}, early
    for revision, email in enumerate((IDA, ROBIN)):
        selected: dict[str, Answer] = {
            "mentors": ["1", "2"],
            "criteria": ["a"],
            "revision": str(revision),
        }
        yield email, "propose.send", "application:3", selected, early
    yield MAYA, "choose.sent", "proposal:1", {"candidate": "1", "revision": "1"}, early
    yield PRIYA, "answer.accept", "candidate:1", {}, early
    yield (
        NOAH,
        "concern.send",
        "",
        {"about": "scheme", "text": "Nobody answers the telephone."},
        early,
    )
    yield "", "until", "", {}, later
    for email in (MAYA, PRIYA):
        yield email, "start.started", "partnership:1", {}, later
    yield "", "until", "", {}, timedelta(days=60)


def named(email: str) -> dict[str, Answer]:
    """What the form fills in by itself."""
    name = email.partition("@")[0].replace(".", " ").title()
    return {"name": name, "email": email, "organisation": email.partition("@")[2].partition(".")[0]}


@dataclass
class Trial:
    """A journey through lives that end early. `gentle`: between actions they end cleanly instead."""

    door: str
    folder: Path
    chance: random.Random
    deaths_left: int = 0
    gentle: bool = False
    deaths: int = 0
    answers: list[str] = field(default_factory=list)
    _now: str = ""
    _talk: Any = None
    _timer: threading.Timer | None = None

    def play(self) -> None:
        """From the first action to the last delivery."""
        for number, (email, action, subject, answers, after) in enumerate(_steps()):
            wish = {"email": email, "action": action, "subject": subject, "answers": answers}
            self._now = (START + after).isoformat()
            wish |= {"now": self._now, "inbound": f"test:{number}"}
            self.answers.append(self._until_acknowledged(wish))
            if self.gentle:
                self._end()
        self.deaths_left = 0
        self.answers.append(self._until_acknowledged({"action": "deliver", "now": self._now}))
        self._end()

    def _until_acknowledged(self, wish: dict[str, Any]) -> str:
        while True:
            if self._talk is None:
                self._begin()
            with suppress(BrokenPipeError, ConnectionResetError):
                self._talk.write(f"{json.dumps(wish)}\n".encode())
                self._talk.flush()
                if line := self._talk.readline():
                    return str(json.loads(line))
            self.deaths += 1
            self.deaths_left -= 1
            self._end()

    def _begin(self) -> None:
        """A new life, whose end may be set: at a moment the process counts, or earlier, after some milliseconds."""
        one = socket.socket(socket.AF_UNIX)
        one.connect(self.door)
        self._talk = one.makefile("rwb")
        one.close()
        process = int(self._talk.readline())
        doomed = self.deaths_left > 0
        die_at = self.chance.randint(1, 14) if doomed else 0
        self._talk.write(
            f"{json.dumps({'folder': str(self.folder), 'die_at': die_at, 'now': self._now})}\n".encode()
        )
        self._talk.flush()
        if doomed and self.chance.random() < 0.4:
            self._timer = threading.Timer(self.chance.uniform(0.03, 0.5), _kill, [process])
            self._timer.start()

    def _end(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        with suppress(BrokenPipeError, ConnectionResetError):
            self._talk.close()
        self._talk = self._timer = None

    def delivered(self) -> list[list[Any]]:
        """What reached people: recipient, row, how many wordings it had, and the message."""
        return [
            json.loads(line) for line in (self.folder / "delivered").read_text("utf-8").splitlines()
        ]


def _kill(process: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)


async def memory(folder: Path) -> dict[str, list[Any]]:
    """Every row of every table, without the moments, which differ by milliseconds, and without how it was delivered."""
    database = Database(f"sqlite:///{folder}/test.db")
    found = {}
    async with Work(database, {}, START, writes=False) as work:
        for table in metadata.sorted_tables:
            rows = (
                (await work.session.execute(select(table).order_by(*table.primary_key.columns)))
                .mappings()
                .all()
            )
            found[table.name] = [
                {
                    column.name: value is not None
                    if isinstance(column.type, UtcDateTime)
                    else _same(value)
                    for column in table.columns
                    if (value := row[column.name]) is not None and not _by_the_way(column)
                }
                for row in rows
                if not (table.name == "audit" and row["action"] in SHOWN)
                and not (table.name == "notes" and row["key"].startswith(TIMELY))
            ]
            if table.name == "outbox":
                assert all(
                    row["sent"] == row["wanted"] and row["set_aside"] is None for row in rows
                )
    await database.close()
    return found


def _by_the_way(column: Column[Any]) -> bool:
    return column.name in OWN or (column.table.name == "audit" and column.name == "id")


def _same(value: Any) -> Any:
    """A complaint's reference is made of the very moment it was raised, and ids that are given by chance differ."""
    if isinstance(value, Subject):
        value = str(value)
    if isinstance(value, str):
        return re.sub(r":\d{9}\b", ":", re.sub(r"C-\d{6}", "C-", value))
    return "by chance" if isinstance(value, int) and value >= LEAST else value


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The address at which lives begin, and the key they use."""
    address, key = str(tmp_path_factory.mktemp("door") / "door"), new_key()
    command = [sys.executable, "-m", "tests.journeys.killed_bot", address, key]
    process = subprocess.Popen(command, cwd=ROOT)  # noqa: S603
    ready = threading.Event()
    for _ in range(1200):
        if Path(address).exists() or ready.wait(0.05):
            break
    yield address, key
    process.kill()
    process.wait()


@pytest.fixture
async def begun(tmp_path: Path, door: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a database in which the cast is known, under the key of the other process."""
    monkeypatch.setattr(vault, "_fernet", None)
    vault.open([door[1]])
    (tmp_path / "begun").mkdir()
    database = Database(f"sqlite:///{tmp_path}/begun/test.db")
    await set_stage(database)
    await database.close()
    return tmp_path / "begun"


async def test_killed_at_any_moment_the_journey_ends_as_if_nothing_had_happened(
    begun: Path, door: tuple[str, str]
) -> None:
    calm = _trial(begun, door, "calm")
    calm.play()
    assert set(calm.answers) == {"done"}
    assert _repeats(calm) == 0
    expected = await memory(calm.folder)
    assert len(expected["partnerships"]) == 1
    deaths = 0
    for seed in SEEDS:
        trial = _trial(begun, door, f"seed{seed}", random.Random(seed), DEATHS)  # noqa: S311
        trial.play()
        assert trial.answers == calm.answers, seed
        kept = await memory(trial.folder)
        for table, rows in expected.items():
            for here, there in zip(kept[table], rows, strict=True):
                assert here == there, (
                    seed,
                    {key: here.get(key) for key in there if here.get(key) != there[key]},
                )
        assert _last_words(trial) == _last_words(calm), seed
        # At most the one message that was just being sent is sent again.
        assert _repeats(trial) <= trial.deaths, seed
        deaths += trial.deaths
    assert deaths >= DEATHS * len(SEEDS) // 2


async def test_stopped_cleanly_after_every_action_nothing_is_sent_twice(
    begun: Path, door: tuple[str, str]
) -> None:
    trial = _trial(begun, door, "gentle", gentle=True)
    trial.play()
    assert set(trial.answers) == {"done"}
    assert trial.deaths == _repeats(trial) == 0
    # How many wordings a card goes out in depends on how soon the next one comes; that each letter arrives does not.
    assert len({letter for _, letter, *_ in trial.delivered()}) > 15


def _trial(
    begun: Path,
    door: tuple[str, str],
    name: str,
    chance: random.Random = random.Random(0),  # noqa: B008, S311
    deaths: int = 0,
    *,
    gentle: bool = False,
) -> Trial:
    folder = begun.with_name(name)
    shutil.copytree(begun, folder)
    return Trial(door[0], folder, chance, deaths, gentle)


def _repeats(trial: Trial) -> int:
    """How many wordings of a message were delivered more than once."""
    times = Counter((row, wanted) for _, row, wanted, _ in trial.delivered())
    return sum(times.values()) - len(times)


def _last_words(trial: Trial) -> dict[str, Counter[str]]:
    """What stands in each chat at the end."""
    latest = {(recipient, row): _same(message) for recipient, row, _, message in trial.delivered()}
    chats: dict[str, Counter[str]] = {}
    for (recipient, _), message in latest.items():
        chats.setdefault(recipient, Counter())[message] += 1
    return chats
