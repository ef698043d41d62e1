"""The command line does what it says; what somebody can mend is one readable message and never a stack trace."""

import logging
import re
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from bot.__main__ import main
from bot.settings import Settings
from scheme.definition.loading import load, preset, presets
from storage.engine import migrate
from storage.engine.encryption import new_key, vault
from tests.support.own_scheme import own_scheme

KEY, OTHER = new_key(), new_key()


@pytest.fixture(autouse=True)
def elsewhere(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """An empty folder, a key, and a port that is free; keys and logging are as they were afterwards."""
    for key in Settings.model_fields:
        monkeypatch.delenv(f"MENTORING_{key.upper()}", raising=False)
    monkeypatch.setenv("MENTORING_SECRET_KEYS", KEY)
    monkeypatch.setenv("MENTORING_PORT", str(free_port()))
    monkeypatch.setenv("MENTORING_SCHEMES", str(own_scheme(tmp_path_factory.mktemp("schemes"))))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(vault, "_fernet", None)
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield tmp_path
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as one:
        port: int = one.getsockname()[1]
    return port


class Terminal:
    """Where commands are typed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def types(self, *words: str) -> tuple[int, str]:
        """The exit code of a command, and all it says."""
        self._monkeypatch.setattr(sys, "argv", ["mentoring-bot", *words])
        with pytest.raises(SystemExit) as end:
            main()
        seen = self._capsys.readouterr()
        said = seen.out + seen.err
        assert "Traceback" not in said
        return int(end.value.code or 0), said

    def sets(self, **settings: str) -> None:
        """Change the environment."""
        for key, value in settings.items():
            self._monkeypatch.setenv(f"MENTORING_{key.upper()}", value)


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Terminal:
    """Where commands are typed."""
    return Terminal(monkeypatch, capsys)


def test_help_names_every_command(terminal: Terminal) -> None:
    code, said = terminal.types("--help")
    assert code == 0
    assert [word for word in ("run", "check", "db", "scheme") if word not in said] == []


def test_check_ends_well_when_all_is_well(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MICROSOFT_DEVELOPMENT", "true")
    code, said = terminal.types("check")
    assert code == 0
    marks = {line.split()[0] for line in said.splitlines() if not line.startswith(" ")}
    assert marks == {"ok", "note"}


def test_check_ends_badly_and_says_what_to_do(terminal: Terminal) -> None:
    terminal.sets(secret_keys="", schemes="nowhere")
    code, said = terminal.types("check")
    assert code == 1
    assert [line.split()[1] for line in said.splitlines() if line.startswith("wrong")] == [
        "scheme",
        "keys",
        "platforms:",
    ]
    assert "MENTORING_SECRET_KEYS" in said
    assert "nowhere" in said


def test_what_is_found_is_shown_as_it_is_written(terminal: Terminal, elsewhere: Path) -> None:
    file = own_scheme(elsewhere)
    file.write_text(
        file.read_text("utf-8").replace('name = "ALN', 'name = "[bold]ALN[/x]', 1), "utf-8"
    )
    terminal.sets(schemes=str(file))
    _, said = terminal.types("check")
    assert "[bold]ALN[/x]" in said


def test_a_good_scheme_file_is_summed_up(terminal: Terminal) -> None:
    code, said = terminal.types("scheme", "check", str(preset("aln")))
    assert code == 0
    assert "well formed" in said


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "no such file"),
        ("name = ", "line 1"),
        ('key = "aln"\ncolour = "blue"\n', "unknown key 'colour'"),
    ],
)
def test_a_bad_scheme_file_is_explained(
    terminal: Terminal, elsewhere: Path, text: str | None, words: str
) -> None:
    if text is not None:
        (elsewhere / "aln.toml").write_text(text)
    code, said = terminal.types("scheme", "check", "aln.toml")
    assert code == 1
    assert words in said


def test_db_upgrade_makes_the_tables_and_may_be_said_again(
    terminal: Terminal, elsewhere: Path
) -> None:
    assert terminal.types("db", "upgrade") == terminal.types("db", "upgrade")
    assert terminal.types("db", "upgrade", "--playground")[0] == 0
    assert {file.name for file in (elsewhere / ".data").iterdir()} >= {
        "mentoring.db",
        "playground.db",
    }
    assert f"at revision {migrate.newest()}" in terminal.types("check")[1]


def test_db_upgrade_tells_of_a_database_that_does_not_answer(terminal: Terminal) -> None:
    terminal.sets(database_url="postgresql://library:opensesame@127.0.0.1:1/x")
    code, said = terminal.types("db", "upgrade")
    assert code == 1
    assert "does not answer" in said
    assert "opensesame" not in said


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"port": "many"}, "MENTORING_PORT"),
        ({"schemes": "nowhere.toml"}, "nowhere.toml can't be used"),
        ({"secret_keys": ""}, "MENTORING_SECRET_KEYS is not set"),
        ({"secret_keys": "opensesame"}, "is not a key"),
        ({"database_url": "nonsense"}, "not a database address"),
        ({"database_url": "postgresql://library:opensesame@127.0.0.1:1/x"}, "does not answer"),
        ({"data_dir": f"{__file__}/data"}, "MENTORING_DATA_DIR"),
        ({"host": "no.such.host.example.org"}, "can't be used"),
    ],
)
def test_a_start_that_cannot_be_is_one_message(
    terminal: Terminal, settings: dict[str, str], words: str
) -> None:
    terminal.sets(**settings)
    code, said = terminal.types("run")
    assert code == 1
    assert words in said
    assert "opensesame" not in said
    assert len(said.strip().splitlines()) <= 4


@pytest.mark.parametrize(
    "settings",
    [
        {"host": "0.0.0.0"},  # noqa: S104
        {"base_url": "https://mentoring.example.org"},
        {"base_url": "http://10.0.0.7:3978"},
    ],
)
def test_a_playground_is_for_this_machine_alone(
    terminal: Terminal, elsewhere: Path, settings: dict[str, str]
) -> None:
    terminal.sets(**settings)
    code, said = terminal.types("run", "--playground")
    assert code == 1
    assert "MENTORING_HOST and MENTORING_BASE_URL" in said
    assert list(elsewhere.iterdir()) == []


@pytest.mark.parametrize("playground", [True, False])
def test_a_port_that_is_taken_is_told_before_anything_is_made(
    terminal: Terminal, elsewhere: Path, playground: bool
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        terminal.sets(port=str(taken.getsockname()[1]))
        code, said = terminal.types("run", *(["--playground"] if playground else []))
    assert code == 1
    assert "MENTORING_PORT" in said
    assert list(elsewhere.iterdir()) == []


def test_another_scheme_file_may_be_named(terminal: Terminal) -> None:
    code, said = terminal.types("run", "--scheme", "elsewhere.toml")
    assert code == 1
    assert "elsewhere.toml" in said


def test_a_misspelt_setting_stops_every_command_with_what_was_meant(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MENTORING_SCHEME", "fells.toml")
    for words in (("run",), ("check",), ("db", "upgrade")):
        code, said = terminal.types(*words)
        assert code == 1
        assert "did you mean MENTORING_SCHEMES?" in said


@pytest.mark.parametrize("setting", ["", "aln"])
def test_a_deployment_does_not_start_with_invented_people(
    terminal: Terminal, elsewhere: Path, setting: str
) -> None:
    terminal.sets(schemes=setting)
    code, said = terminal.types("run")
    assert code == 1
    assert "scheme new" in said or "example = true" in said
    assert len(said.strip().splitlines()) <= 4
    assert list(elsewhere.iterdir()) == []


def test_a_scheme_file_to_edit_is_written_once_under_its_own_name(
    terminal: Terminal, elsewhere: Path
) -> None:
    code, said = terminal.types("scheme", "new", "Three Fells.toml", "--name", 'The "Fells" Scheme')
    assert (code, "Three Fells.toml is written" in said) == (0, True)
    file = elsewhere / "Three Fells.toml"
    made = load(file)
    assert (made.key, made.name) == ("three-fells", 'The "Fells" Scheme')
    code, said = terminal.types("scheme", "new", "Three Fells.toml")
    assert (code, "there already" in said) == (1, True)
    assert terminal.types("scheme", "new", "nowhere/fells.toml")[0] == 1
    assert load(file) == made


def test_presets_are_listed(terminal: Terminal) -> None:
    code, said = terminal.types("scheme", "list")
    assert code == 0
    assert said.splitlines() == [f"{name}  {load(file).name}" for name, file in presets().items()]
    assert len(said.splitlines()) == 5


def test_a_sound_scheme_that_cannot_work_is_told_with_the_lines(
    terminal: Terminal, elsewhere: Path
) -> None:
    own_scheme(elsewhere)
    code, said = terminal.types("scheme", "check", "aln.toml")
    assert code == 0
    assert re.search(r"line \d+: rounds\n +the last one for a mentee has closed", said)
    assert re.search(
        r"line \d+: roster\[1\]\.email\n +library\.example\.org is kept for examples", said
    )
