"""What is installed to run, and what goes into an image: read from the very files that decide it."""

import re
import shlex
import subprocess
import tomllib
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).parents[1]
LOCKS = ("requirements.lock", "requirements-build.lock", "requirements-dev.lock")
SECRET = (
    ".env",
    ".env.production",
    ".data/mentoring.db",
    ".git/config",
    ".venv/pyvenv.cfg",
    "bot/.env",
    "scheme/.env",
)
KEPT = (
    "mentoring.db",
    "mentoring.db-wal",
    "playground.key",
    "bot/__pycache__/app.pyc",
    "schemes/fells.toml",
    "tests/a.py",
)


def locked(name: str) -> set[str]:
    """The names in a lock."""
    return set(re.findall(r"(?m)^([a-z0-9.-]+)==", (ROOT / name).read_text("utf-8")))


def is_left_out(path: str) -> bool:
    """Whether a build does not see a file: of the patterns in .dockerignore that match it or a folder of it, the last counts."""
    out = False
    for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines():
        pattern = line.strip().removeprefix("!")
        if not pattern or pattern.startswith("#"):
            continue
        if any(
            _fits(place, pattern)
            for place in (PurePosixPath(path), *PurePosixPath(path).parents[:-1])
        ):
            out = not line.startswith("!")
    return out


def _fits(path: PurePosixPath, pattern: str) -> bool:
    anywhere = pattern.removeprefix("**/")
    if anywhere != pattern:
        return path.match(anywhere)
    return len(path.parts) == len(PurePosixPath(pattern).parts) and path.match(pattern)


@pytest.mark.parametrize("path", [*SECRET, *KEPT])
def test_no_secret_and_nothing_that_is_kept_goes_into_an_image(path: str) -> None:
    assert is_left_out(path)


def test_whatever_the_image_copies_is_there_to_be_copied() -> None:
    copied = re.findall(r"(?m)^COPY (?!--from)(.+) \S+$", (ROOT / "Dockerfile").read_text("utf-8"))
    files = [file for line in copied for file in line.split()]
    assert {"bot", "scheme", "requirements.lock", "requirements-build.lock"} <= set(files)
    assert [file for file in files if is_left_out(file) or not (ROOT / file).exists()] == []


def test_every_room_is_in_the_image() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    rooms = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    text = (ROOT / "Dockerfile").read_text("utf-8")
    assert [room for room in rooms if f"COPY {room} ./{room}\n" not in text] == []


def test_the_container_runs_as_nobody_special_on_a_root_that_is_never_written() -> None:
    image = (ROOT / "Dockerfile").read_text("utf-8")
    compose = (ROOT / "deploy" / "compose.yaml").read_text("utf-8")
    *_, stage = image.split("\nFROM ")
    assert re.search(r"(?m)^USER mentoring$", stage)
    assert "hatchling" not in stage
    assert "requirements-build.lock" not in stage
    for line in (
        "read_only: true",
        "cap_drop: [ALL]",
        "no-new-privileges:true",
        "127.0.0.1:3978:3978",
    ):
        assert line in compose


def test_what_builds_the_package_is_not_in_what_runs_it() -> None:
    assert "hatchling" in locked("requirements-build.lock")
    assert locked("requirements.lock") & locked("requirements-build.lock") <= {
        "packaging",
        "typing-extensions",
    }
    assert "trove-classifiers" not in locked("requirements.lock")


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_holds_names_versions_and_hashes_alone(name: str) -> None:
    line = r"[a-z0-9.-]+==\S+( ; [^\\]+)?( \\)?|    --hash=sha256:[0-9a-f]{64}( \\)?"
    wrong = [
        one for one in (ROOT / name).read_text("utf-8").splitlines() if not re.fullmatch(line, one)
    ]
    assert wrong == []


def test_locks_agree_wherever_they_name_the_same() -> None:
    versions: dict[str, set[str]] = {}
    for name in LOCKS:
        for found in re.finditer(r"(?m)^([a-z0-9.-]+)==(\S+)", (ROOT / name).read_text("utf-8")):
            versions.setdefault(found[1], set()).add(found[2])
    assert {name: found for name, found in versions.items() if len(found) > 1} == {}


@pytest.mark.parametrize("scheme", ["my scheme.toml", "fells.toml", "aln", ""])
def test_make_run_takes_a_scheme_whatever_its_name(scheme: str) -> None:
    command = ["make", "-n", "--no-print-directory", "run", f"SCHEME={scheme}"]
    made = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603
    words = shlex.split(made.stdout.splitlines()[-1])
    assert words[1:3] == ["run", "--playground"]
    assert words[3:] == (["--scheme", scheme] if scheme else [])
