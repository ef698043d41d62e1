"""`mentoring-bot check` names each problem and its cure in one run, and changes nothing."""

import os
import sqlite3
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot import opening, serve
from bot.app import Bot
from bot.command import check
from bot.command.check import Finding
from bot.settings import Settings, SettingsProblem
from storage.engine import migrate
from storage.engine.database import Database
from storage.engine.encryption import new_key, vault
from tests.support.own_scheme import own_scheme

KEY, OTHER = new_key(), new_key()


@pytest.fixture(autouse=True)
def own_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """The keys of this run are back when the test is over; something listens for people, as without it nothing is well."""
    monkeypatch.setattr(vault, "_fernet", None)
    monkeypatch.setenv("MICROSOFT_DEVELOPMENT", "true")


def settings(folder: Path, **values: object) -> Settings:
    """Good settings, but for some."""
    scheme = own_scheme(folder / "schemes")
    good = {"data_dir": folder / "data", "secret_keys": (SecretStr(KEY),), "schemes": scheme}
    return Settings.model_validate({**good, **values})


async def look(one: Settings) -> dict[str, Finding]:
    """What is found, by what it is about."""
    return {finding.what.partition(":")[0]: finding for finding in await check.look(lambda: one)}


async def prepared(one: Settings, *, playground: bool = False) -> None:
    """Start the bot once, as far as its database is concerned."""
    opening.open_keys(one, playground=playground)
    database = Database(one.database(playground=False))
    await serve.prepare(
        Bot(settings=one, database=database, definitions=opening.schemes(one, playground=True)),
        playground=playground,
    )
    await database.close()


@pytest.fixture(autouse=True)
def as_on_a_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """What only tests know is not in the environment of a server."""
    for name in [one for one in os.environ if one.startswith("MENTORING_")]:
        monkeypatch.delenv(name)


async def test_before_the_first_start_all_is_well_and_nothing_is_made(tmp_path: Path) -> None:
    found = await look(settings(tmp_path))
    assert {what: finding.good for what, finding in found.items()} == dict.fromkeys(
        ("settings", "scheme files", "keys", "database", "teams"), True
    )
    assert "new and empty" in found["database"].what
    assert "ALN" in found["scheme files"].what
    assert not (tmp_path / "data").exists()


async def test_after_the_first_start_all_is_well_and_nothing_is_changed(tmp_path: Path) -> None:
    one = settings(tmp_path)
    await prepared(one)
    before = _dump(tmp_path)
    found = await look(one)
    assert [finding.what for finding in found.values() if not finding.good] == []
    assert migrate.newest() in found["database"].what
    assert _dump(tmp_path) == before


def _dump(folder: Path) -> list[str]:
    connection = sqlite3.connect(folder / "data" / "mentoring.db")
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


async def test_everything_that_is_wrong_is_named_at_once_each_with_its_cure(tmp_path: Path) -> None:
    found = await look(
        settings(
            tmp_path,
            secret_keys=(SecretStr("opensesame"),),
            schemes=tmp_path / "missing.toml",
            database_url="postgresql://library:opensesame@127.0.0.1:1/x",
        )
    )
    told = {
        what: f"{finding.what} {finding.cure}"
        for what, finding in found.items()
        if not finding.good
    }
    assert set(told) == {"scheme files", "keys", "database"}
    assert "missing.toml" in told["scheme files"]
    assert "44 characters" in told["keys"]
    assert "MENTORING_DATABASE_URL" in told["database"]
    assert "opensesame" not in str(told)


async def test_wrong_settings_are_told_as_they_are() -> None:
    def load() -> Settings:
        raise SettingsProblem("MENTORING_PORT: it is no number.")

    assert await check.look(load) == [
        Finding(False, "settings", "MENTORING_PORT: it is no number.")
    ]


async def test_a_missing_key_is_told_with_the_way_to_make_one(tmp_path: Path) -> None:
    cure = (await look(settings(tmp_path, secret_keys=())))["keys"].cure
    assert "MENTORING_SECRET_KEYS" in cure
    assert "mentoring-bot keys new" in cure


async def test_what_other_accounts_can_read_is_told_with_the_way_to_close_it(
    tmp_path: Path,
) -> None:
    file = tmp_path / "keys"
    file.write_text(KEY)
    file.chmod(0o640)
    one = settings(tmp_path, secret_keys=(), secret_keys_file=file)
    await prepared(one)
    assert set(await look(one)) == {"settings", "scheme files", "keys", "database", "teams"}
    (tmp_path / "data").chmod(0o755)
    found = await look(one)
    assert found["keys"].cure == f"Run: chmod 600 {file}"
    assert found["data"].cure == f"Run: chmod go= {tmp_path / 'data'}"
    file.chmod(0o600)
    assert (await look(one))["keys"] == Finding(True, "keys: 1 set")


async def test_a_key_that_does_not_open_the_database_is_told(tmp_path: Path) -> None:
    await prepared(settings(tmp_path))
    finding = (await look(settings(tmp_path, secret_keys=(SecretStr(OTHER),))))["database"]
    assert not finding.good
    assert "Put back the key" in finding.cure
    rotated = settings(tmp_path, secret_keys=(SecretStr(OTHER), SecretStr(KEY)))
    assert (await look(rotated))["database"].good


@pytest.mark.parametrize(
    ("revision", "words"),
    [("base", "new and empty"), ("older", "db upgrade"), ("later", "newer version")],
)
async def test_a_database_of_another_version_is_told_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, revision: str, words: str
) -> None:
    one = settings(tmp_path)
    await prepared(one)
    database = Database(one.database(playground=False))
    if revision == "base":
        await migrate.downgrade(database, "base")
    elif revision == "older":
        monkeypatch.setattr(migrate, "newest", lambda: "9999")
    else:
        monkeypatch.setattr(migrate, "knows", lambda _: False)
    await database.close()
    finding = (await look(one))["database"]
    assert words in f"{finding.what} {finding.cure}"
    assert finding.good == (revision == "base")


async def test_a_database_of_the_playground_is_told(tmp_path: Path) -> None:
    await prepared(settings(tmp_path), playground=True)
    finding = (await look(settings(tmp_path)))["database"]
    assert not finding.good
    assert "playground" in finding.cure


async def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("These are notes, and no database. " * 99)
    finding = (await look(settings(tmp_path, database_url=f"sqlite:///{tmp_path}/notes.txt")))[
        "database"
    ]
    assert not finding.good
    assert "does not answer" in finding.cure


@pytest.mark.parametrize("alone", [False, True])
async def test_a_database_that_another_program_writes_to_can_be_looked_at_unless_it_wants_it_alone(
    tmp_path: Path, alone: bool
) -> None:
    one = settings(tmp_path)
    await prepared(one)
    holder = sqlite3.connect(tmp_path / "data" / "mentoring.db", isolation_level=None)
    holder.execute(f"PRAGMA locking_mode = {'EXCLUSIVE' if alone else 'NORMAL'}")
    holder.execute("BEGIN IMMEDIATE")
    try:
        finding = (await look(one))["database"]
    finally:
        holder.close()
    assert finding.good is not alone
    assert ("Another program" in finding.cure) is alone


async def test_a_bot_that_nobody_can_reach_is_not_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("MICROSOFT_DEVELOPMENT")
    finding = (await look(settings(tmp_path)))["platforms"]
    assert not finding.good
    assert "neither Slack nor Teams" in finding.what


async def test_without_a_scheme_file_nothing_is_well(tmp_path: Path) -> None:
    finding = (await look(settings(tmp_path, schemes=None)))["scheme files"]
    assert not finding.good
    assert "MENTORING_SCHEMES can't be used" in finding.cure


async def test_what_in_a_scheme_cannot_work_is_noted(tmp_path: Path) -> None:
    file = own_scheme(tmp_path)
    file.write_text(file.read_text("utf-8").replace("approvals = 2", "approvals = 6", 1), "utf-8")
    one = settings(tmp_path, schemes=file)
    notes = {finding.what: finding for finding in await check.look(lambda: one)}
    assert (
        "6 members must agree"
        in notes["scheme files: ALN Mentoring Scheme, choosing.approvals"].cure
    )


async def test_names_that_are_no_settings_are_noted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SLACK_WEBHOOK_URL", "opensesame")
    one = settings(tmp_path)
    (note,) = (
        finding for finding in await check.look(lambda: one) if "SLACK_WEBHOOK_URL" in finding.what
    )
    assert note.good
    assert "no settings of the bot" in note.cure
    assert "opensesame" not in str(note)


@pytest.mark.parametrize("below", ["notes.txt/data", "notes.txt"])
async def test_a_data_folder_that_cannot_be_made_is_told_before_the_start(
    tmp_path: Path, below: str
) -> None:
    (tmp_path / "notes.txt").write_text("not a folder")
    finding = (await look(settings(tmp_path, data_dir=tmp_path / below)))["database"]
    assert not finding.good
    assert "MENTORING_DATA_DIR" in finding.cure


async def test_a_data_folder_in_which_this_user_may_not_write_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []

    def may_not(path: object, _mode: int) -> bool:
        asked.append(path)
        return False

    monkeypatch.setattr(os, "access", may_not)  # root, as which tests may run, may write anywhere
    finding = (await look(settings(tmp_path)))["database"]
    assert not finding.good
    assert "may not write" in finding.cure
    assert asked == [tmp_path]
    assert not (tmp_path / "data").exists()


async def test_a_scheme_that_asks_managers_by_mail_is_told_of_where_no_mail_is_set_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = settings(tmp_path)
    file = tmp_path / "schemes" / "aln.toml"
    text = file.read_text("utf-8").replace('approval_by = "tick"', 'approval_by = "mail"', 1)
    text = text.replace(
        'form = "email"\nfills = "off"\nrequired = false', 'form = "email"\nfills = "off"'
    )
    file.write_text(text, "utf-8")
    finding = (await look(one))["scheme files"]
    assert finding.good
    assert "asks line managers by mail, and no mail is set up" in finding.what
    assert not opening.schemes(one)["aln"].asks_managers
    monkeypatch.setenv("MENTORING_SMTP_URL", "smtp://127.0.0.1:2525")
    monkeypatch.setenv("MENTORING_MAIL_FROM", "mentoring@fells.example.org")
    assert "no mail is set up" not in (await look(one))["scheme files"].what
    assert opening.schemes(one)["aln"].asks_managers
