"""`mentoring-bot retention`: what goes by itself, looked at from the command line (R11.1)."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from bot import opening, serve
from bot.app import Bot
from bot.command import retaining
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


async def test_each_kind_has_a_line_of_counts_and_no_name(settings: Settings) -> None:
    first, *lines = await retaining.listed(settings, "")
    assert "Nothing is deleted by looking." in first
    assert (
        "  complaints that were closed, 1095 days: 0 kept, 0 past their day, 0 more within 30 days"
        in lines
    )
    assert len(lines) == 9


async def test_a_scheme_that_is_not_there_is_answered_with_those_that_are(
    settings: Settings,
) -> None:
    with pytest.raises(Refusal, match="No scheme is called nowhere; there are: "):
        await retaining.listed(settings, "nowhere")
