"""The roster from the command line: what nobody can mend from within is mended by the rules, told and audited."""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from bot import opening, serve
from bot.__main__ import main
from bot.app import Bot
from bot.command import roster
from bot.settings import Settings
from scheme.definition.definition import Definition
from scheme.refusal import Refusal
from storage import people
from storage.engine.database import Database, DatabaseProblem
from storage.engine.encryption import new_key, vault
from storage.tables import audit, outbox
from storage.work import Work
from tests.support.own_scheme import own_scheme

KEY = new_key()
TYPO = "t.lomsa@office.example.org"
RIGHT = "t.lomas@office.example.org"


@pytest.fixture
async def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A deployment that was started once, with a typo in the address of its only administrator."""
    monkeypatch.setattr(vault, "_fernet", None)
    file = own_scheme(tmp_path / "schemes")
    file.write_text(file.read_text("utf-8").replace(RIGHT, TYPO), "utf-8")
    one = Settings.model_validate(
        {"data_dir": tmp_path / "data", "secret_keys": (SecretStr(KEY),), "schemes": file}
    )
    opening.open_keys(one, playground=False)
    bot = Bot(
        settings=one,
        database=Database(one.database(playground=False)),
        definitions=opening.schemes(one),
    )
    await serve.prepare(bot, playground=False)
    await bot.stop()
    return one


async def kept(one: Settings) -> tuple[list[tuple[str, str, str]], list[str]]:
    """What the audit log has of the command line, and what is posted to whom."""
    database = Database(one.database(playground=False))
    async with database.reading.connect() as connection:
        rows = (
            await connection.execute(select(audit.c.person_id, audit.c.action, audit.c.outcome))
        ).all()
        posted = list(await connection.scalars(select(outbox.c.recipient).order_by(outbox.c.id)))
    await database.close()
    assert all(row.person_id is None for row in rows)
    return [(row.action, row.outcome, "") for row in rows], posted


async def test_a_typo_in_the_only_administrators_address_is_mended(settings: Settings) -> None:
    before = await roster.listed(settings, "")
    assert f"  administrator: Tariq Lomas <{TYPO}>" in "\n".join(before)
    with pytest.raises(Refusal, match="the scheme's last administrator"):
        await roster.remove(settings, "", TYPO)
    assert "is on the roster" in await roster.add(
        settings, "aln", "Tariq Lomas", RIGHT, "administrator", ""
    )
    assert "has left" in await roster.remove(settings, "", TYPO)
    after = "\n".join(await roster.listed(settings, "aln"))
    assert RIGHT in after
    assert TYPO not in after
    audited, posted = await kept(settings)
    assert [action for action, outcome, _ in audited if outcome == "done"] == [
        "command line: roster add",
        "command line: roster remove",
    ]
    assert len([one for one in posted if one.startswith("person:")]) >= 2
    assert "group:aln" in posted


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (("Tariq Lomas", "nonsense", "administrator", ""), "email"),
        (("", RIGHT, "administrator", ""), "name"),
        (("Tariq Lomas", RIGHT, "king", ""), "duty"),
        (("Tariq Lomas", RIGHT, "administrator", "nowhere"), "organisation"),
        (("Tariq Lomas", TYPO, "administrator", ""), "email"),
    ],
)
async def test_what_the_conversation_would_refuse_is_refused_and_changes_nothing(
    settings: Settings, given: tuple[str, str, str, str], field: str
) -> None:
    before = await roster.listed(settings, "")
    with pytest.raises(Refusal) as no:
        await roster.add(settings, "", *given)
    assert list(no.value.errors) == [field]
    assert await roster.listed(settings, "") == before
    assert await kept(settings) == ([], [])


async def test_the_steering_group_hears_of_a_seat_that_the_command_line_gave(
    settings: Settings,
) -> None:
    await roster.add(settings, "", "Sly Newcomer", "sly@office.example.org", "steering", "")
    database = Database(settings.database(playground=False))
    async with Work(database, opening.schemes(settings), datetime.now(UTC), writes=False) as work:
        agnes = await people.by_email(work, "a.thackray@board.example.org")
    await database.close()
    assert agnes is not None
    assert f"person:{agnes.id}" in (await kept(settings))[1]


@pytest.mark.parametrize("scheme", ["", "nowhere"])
async def test_of_several_schemes_one_has_to_be_named(settings: Settings, scheme: str) -> None:
    own_scheme(settings.schemes.parent, "fells")  # type: ignore[union-attr]
    several = settings.model_copy(update={"schemes": settings.schemes.parent})  # type: ignore[union-attr]
    with pytest.raises(Refusal, match="--scheme: aln, fells"):
        await roster.remove(several, scheme, TYPO)
    assert "fells" in "\n".join(await roster.listed(several, ""))


async def test_nobody_by_that_address_is_told(settings: Settings) -> None:
    with pytest.raises(Refusal, match="Nobody with the address"):
        await roster.remove(settings, "", "nobody@office.example.org")


async def test_before_the_first_start_there_is_no_roster(tmp_path: Path) -> None:
    one = Settings.model_validate(
        {
            "data_dir": tmp_path / "data",
            "secret_keys": (SecretStr(KEY),),
            "schemes": own_scheme(tmp_path),
        }
    )
    with pytest.raises(DatabaseProblem, match="db upgrade"):
        await roster.listed(one, "")
    assert not (tmp_path / "data").exists()


def test_the_command_says_what_is_wrong_with_what_was_given(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert isinstance(next(iter(opening.schemes(settings).values())), Definition)
    monkeypatch.setenv("MENTORING_SECRET_KEYS", KEY)
    monkeypatch.setenv("MENTORING_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("MENTORING_SCHEMES", str(settings.schemes))
    words = [
        "mentoring-bot",
        "roster",
        "add",
        "nonsense",
        "--name",
        "Tariq",
        "--duty",
        "administrator",
    ]
    monkeypatch.setattr(sys, "argv", words)
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 1
    assert capsys.readouterr().err.startswith("email: Please give an e-mail address")


async def test_the_running_bot_and_the_command_line_take_turns(settings: Settings) -> None:
    given = [("Ida Moss", "ida@office.example.org"), ("Uma Reid", "uma@office.example.org")]
    await asyncio.gather(
        *(roster.add(settings, "", name, email, "member", "") for name, email in given)
    )
    listed = "\n".join(await roster.listed(settings, ""))
    assert all(email in listed for _, email in given)
