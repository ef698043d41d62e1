"""What is kept on this machine's disk is kept for the account the bot runs as, and for no other (R11.4)."""

import stat
from contextlib import suppress
from pathlib import Path

OTHERS = stat.S_IRWXG | stat.S_IRWXO
OURS = ("mentoring.", "playground.")  # how everything in the data folder begins


def is_open(path: Path) -> bool:
    """Whether other accounts of the machine may do anything with a file or folder."""
    return bool(stat.S_IMODE(path.stat().st_mode) & OTHERS)


def make_folder(folder: Path) -> None:
    """Make a folder where it is missing, for this account alone. Raises `OSError` when that is not allowed."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def close_folder(folder: Path) -> None:
    """Close the data folder to other accounts, as long as nothing else is in it: it may be somebody's home."""
    if folder.is_dir() and is_open(folder) and all(_is_ours(path) for path in folder.iterdir()):
        _close(folder, 0o700)


def _is_ours(path: Path) -> bool:
    """Whether something in the data folder is the bot's: a file of its own, or the folder of another scheme's playground."""
    if path.is_dir():
        within = [inner.name for inner in path.iterdir()]
        return bool(within) and all(name.startswith("playground.") for name in within)
    return path.name.startswith(OURS)


def close_database(file: Path) -> None:
    """Close an SQLite file, and what SQLite keeps beside it, to other accounts; where it is missing, make it so.

    SQLite gives the log and the index beside it the mode of the file. Raises `OSError` when it cannot be made.
    """
    file.touch(mode=0o600)
    for path in (file, Path(f"{file}-wal"), Path(f"{file}-shm")):
        if path.exists() and is_open(path):
            _close(path, 0o600)


def _close(path: Path, mode: int) -> None:
    with suppress(PermissionError):  # it belongs to another account: `check` says so
        path.chmod(mode)
