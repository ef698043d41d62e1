"""What stands on this machine's disk is closed to its other accounts, what was there before an upgrade too."""

import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage import ledger
from storage.engine import migrate, privately
from storage.engine.database import Database
from storage.work import Work


@pytest.fixture(autouse=True)
def open_to_all() -> Iterator[None]:
    """The machine's usual habit: what is made can be read by everybody."""
    before = os.umask(0o022)
    yield
    os.umask(before)


def modes(folder: Path) -> dict[str, str]:
    """How a folder and everything in it is open to whom."""
    return {
        one.name: f"{stat.S_IMODE(one.stat().st_mode):o}"
        for one in (folder, *sorted(folder.iterdir()))
    }


async def written(database: Database) -> dict[str, str]:
    """The modes while the database is in use."""
    assert database.file is not None
    async with Work(database, {}, datetime.now(UTC)) as work:
        await ledger.set_note(work, "colour", "blue")
    return modes(database.file.parent)


async def test_a_new_database_and_all_beside_it_is_for_its_own_account(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/data/mentoring.db")
    await migrate.upgrade(database)
    found = await written(database)
    await database.close()
    assert found == {
        "data": "700",
        "mentoring.db": "600",
        "mentoring.db-shm": "600",
        "mentoring.db-wal": "600",
    }


async def test_what_an_earlier_version_left_open_is_closed_at_the_next_start(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "data"
    folder.mkdir(0o755)
    file = folder / "mentoring.db"
    for one in (file, Path(f"{file}-wal"), Path(f"{file}-shm")):
        one.touch(0o644)
    privately.close_folder(folder)
    database = Database(f"sqlite:///{file}")
    await migrate.upgrade(database)
    found = await written(database)
    await database.close()
    assert set(found.values()) == {"700", "600"}
    assert not any(privately.is_open(one) for one in (folder, *folder.iterdir()))


def test_a_folder_that_holds_something_else_is_left_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "home"
    folder.mkdir(0o755)
    (folder / "mentoring.db").touch()
    (folder / "letters").mkdir()
    privately.close_folder(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o755


def test_the_folder_of_another_schemes_playground_does_not_keep_the_data_folder_open(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "data"
    (folder / "alia").mkdir(0o755, parents=True)
    folder.chmod(0o755)
    (folder / "alia" / "playground.db").touch()
    privately.close_folder(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
