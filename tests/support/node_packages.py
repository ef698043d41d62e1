"""Packages of Node that tests draw or check with: installed once from their lock file, into the virtual environment."""

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NoReturn

import pytest


def packages(source: Path, without: str) -> Path:
    """The folder with the packages of `source`, which has a package.json and its lock file; installed once.

    `without` says what cannot be done where Node or the packages are missing: the test is skipped with these words, or
    fails where they are required.
    """
    if shutil.which("node") is None or shutil.which("npm") is None:
        missing(f"Node is not installed, so {without}.")
    digest = hashlib.sha256((source / "package-lock.json").read_bytes()).hexdigest()[:12]
    folder = Path(sys.prefix) / "node" / f"{source.name}-{digest}"
    if not folder.exists():
        folder.parent.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, ignore_cleanup_errors=True) as own:
            _install(source, Path(own), without)
            # Several test processes may get here at once: whoever is first is good enough.
            with contextlib.suppress(OSError):
                Path(own).rename(folder)
    return folder


def _install(source: Path, folder: Path, without: str) -> None:
    for name in ("package.json", "package-lock.json"):
        shutil.copy(source / name, folder / name)
    done = subprocess.run(
        ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"],  # noqa: S607
        cwd=folder,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        missing(
            f"The packages of tests/{source.parent.name} could not be installed, so {without}.\n{done.stderr}"
        )


def missing(words: str) -> NoReturn:
    """Skip a test with these words; where a browser is required, fail it."""
    if os.environ.get("MENTORING_BROWSER_REQUIRED"):
        pytest.fail(words)
    pytest.skip(words)
