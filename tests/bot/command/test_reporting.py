"""`mentoring-bot report`: the files of a year, from the command line (R10.2)."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from bot import opening, serve
from bot.app import Bot
from bot.command import reporting
from bot.settings import Settings
from scheme.refusal import Refusal
from storage.engine.database import Database
from storage.engine.encryption import new_key, vault
from tests.support.own_scheme import own_scheme


@pytest.fixture
async def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A deployment that was started once."""
    monkeypatch.setattr(vault, "_fernet", None)
    given = {
        "data_dir": tmp_path / "data",
        "secret_keys": (SecretStr(new_key()),),
        "schemes": own_scheme(tmp_path / "schemes"),
    }
    one = Settings.model_validate(given)
    opening.open_keys(one, playground=False)
    bot = Bot(
        settings=one,
        database=Database(one.database(playground=False)),
        definitions=opening.schemes(one),
    )
    await serve.prepare(bot, playground=False)
    await bot.stop()
    return one


async def test_it_writes_the_three_files_of_a_year(settings: Settings, tmp_path: Path) -> None:
    files = await reporting.write(settings, "", 2026, tmp_path / "out")
    assert [path.suffix for path in files] == [".md", ".html", ".pdf"]
    assert files[0].read_text("utf-8").startswith("# ")
    assert "2026" in files[0].read_text("utf-8")
    assert files[1].read_text("utf-8").startswith("<!doctype html>")
    assert files[2].read_bytes().startswith(b"%PDF")


async def test_a_scheme_that_is_not_there_is_named_by_those_that_are(
    settings: Settings, tmp_path: Path
) -> None:
    with pytest.raises(Refusal, match="there are: "):
        await reporting.write(settings, "nowhere", None, tmp_path)
