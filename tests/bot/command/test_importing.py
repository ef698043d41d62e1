"""A register from spreadsheets: looked at, taken over with its days, taken back as a whole (R13.1)."""

import asyncio
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from sqlalchemy import Table, select

from bot import opening, serve
from bot.__main__ import main
from bot.app import Bot
from bot.command import importing, roster
from bot.settings import Settings
from scheme.moving_in.grid import Given
from scheme.people import Account
from scheme.refusal import Refusal
from storage import people as kept_people
from storage.engine.database import Database
from storage.engine.encryption import new_key, vault
from storage.tables import applications, due, metadata, outbox, partnerships, people, places
from tests.support import registers
from tests.support.own_scheme import own_scheme
from tests.support.registers import ADA, BEN, CHI, DEE, TODAY, ago

KEY = new_key()
NOW = datetime(2027, 1, 11, 10, 0, tzinfo=UTC)
KEPT = frozenset({"audit", "outbox", "taken_over", "notes"})  # what stays of what was undone


@pytest.fixture
async def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A deployment that was started once, on the day on which the register is brought along."""
    monkeypatch.setattr(vault, "_fernet", None)
    monkeypatch.setattr(roster, "_now", lambda: NOW)
    file = own_scheme(tmp_path / "schemes")
    found = Settings.model_validate(
        {"data_dir": tmp_path / "data", "secret_keys": (SecretStr(KEY),), "schemes": file}
    )
    opening.open_keys(found, playground=False)
    bot = Bot(
        settings=found,
        database=Database(found.database(playground=False)),
        definitions=opening.schemes(found),
    )
    await serve.prepare(bot, playground=False)
    await bot.stop()
    return found


async def rows(settings: Settings, table: Table) -> list[Any]:
    """What stands in a table."""
    database = Database(settings.database(playground=False))
    async with database.reading.connect() as connection:
        found = list((await connection.execute(select(table))).all())
    await database.close()
    return found


async def everything(settings: Settings) -> dict[str, list[Any]]:
    """What stands in every table that an import may change."""
    return {
        table.name: await rows(settings, table)
        for table in metadata.sorted_tables
        if table.name not in KEPT
    }


async def test_a_register_is_taken_over_with_its_days(settings: Settings, tmp_path: Path) -> None:
    file = registers.workbook(tmp_path / "register.xlsx", registers.small())
    looked = await importing.take_over(settings, "", [file], try_only=False)
    assert looked.good
    assert "Import 1 is done: 2 mentors, 2 mentees, 1 pair." in looked.lines
    known = {row.email: row for row in await rows(settings, people)}
    assert {ADA, BEN, CHI, DEE} <= set(known)
    stages = {row.person_id: row.stage for row in await rows(settings, applications)}
    assert [stages[known[who].id] for who in (ADA, BEN, CHI, DEE)] == [
        "eligible",
        "eligible",
        "matched",
        "eligible",
    ]
    (pair,) = await rows(settings, partnerships)
    assert (pair.mentee_id, pair.mentor_id) == (known[CHI].id, known[ADA].id)
    assert (pair.phase, pair.started_on, pair.last_met) == ("active", ago(91), ago(10))
    assert pair.ends_on == ago(-95)
    (place,) = await rows(settings, places)
    assert place.number == 1
    answers = {row.person_id: row.answers for row in await rows(settings, applications)}
    assert answers[known[ADA].id]["areas"] == ["teaching", "leading"]
    assert answers[known[DEE].id]["organisation"] == "example"


async def test_the_clocks_go_on_and_what_is_past_is_done(
    settings: Settings, tmp_path: Path
) -> None:
    file = registers.workbook(tmp_path / "register.xlsx", registers.small())
    await importing.take_over(settings, "", [file], try_only=False)
    waiting = [row for row in await rows(settings, due) if row.done_at is None]
    assert all(row.at > NOW for row in waiting)
    pair = {row.name for row in waiting if row.subject.kind == "partnership"}
    assert {"nudge", "midpoint", "ending", "ended", "close"} <= pair
    waits = {row.name for row in waiting if row.subject.kind == "application"}
    assert {"warn", "hold"} <= waits
    told = [row.recipient for row in await rows(settings, outbox)]
    assert [recipient for recipient in told if recipient.startswith("person:")] == []
    assert told.count("group:aln") == 1


async def test_a_dry_run_changes_nothing(settings: Settings, tmp_path: Path) -> None:
    before = await everything(settings)
    file = registers.workbook(tmp_path / "register.xlsx", registers.small())
    looked = await importing.take_over(settings, "aln", [file], try_only=True)
    assert looked.lines == [
        "It would take over: 2 mentors, 2 mentees, 1 pair. Nothing was changed."
    ]
    assert await everything(settings) == before
    assert await rows(settings, outbox) == []


async def test_text_files_say_the_same(settings: Settings, tmp_path: Path) -> None:
    files = registers.texts(tmp_path, registers.small())
    looked = await importing.take_over(settings, "", files, try_only=False)
    assert "Import 1 is done: 2 mentors, 2 mentees, 1 pair." in looked.lines


async def test_taken_over_twice_nothing_is_new(settings: Settings, tmp_path: Path) -> None:
    file = registers.workbook(tmp_path / "register.xlsx", registers.small())
    await importing.take_over(settings, "", [file], try_only=False)
    before = await everything(settings)
    again = await importing.take_over(settings, "", [file], try_only=False)
    assert again.good
    assert again.lines[-1] == "Everybody in it is here already. Nothing was changed."
    assert "Mentors, row 2: is here as a mentor already, and stays as they are." in again.lines
    assert await everything(settings) == before


async def test_it_is_undone_as_a_whole(settings: Settings, tmp_path: Path) -> None:
    before = await everything(settings)
    file = registers.workbook(tmp_path / "register.xlsx", registers.small())
    await importing.take_over(settings, "", [file], try_only=False)
    assert await everything(settings) != before
    assert "is undone" in await importing.take_back(settings, 1)
    assert await everything(settings) == before
    with pytest.raises(Refusal, match="Import 1 has been undone already"):
        await importing.take_back(settings, 1)
    assert "undone 2027-01-11" in (await importing.listed(settings))[0]


Spoil = Callable[[dict[str, list[list[Given]]]], None]


def put(sheet: str, row: int, column: int, given: Given) -> Spoil:
    """Write something else into a cell; row and column as `Grid` counts them."""

    def spoil(sheets: dict[str, list[list[Given]]]) -> None:
        sheets[sheet][row][column] = given

    return spoil


@pytest.mark.parametrize(
    ("spoil", "named"),
    [
        (put("Mentors", 1, 1, "nonsense"), "Mentors, row 2, column B: Please give an e-mail"),
        (put("Mentors", 1, 0, None), "Mentors, row 2, column A: Please give their name."),
        (put("Mentors", 1, 1, None), "Mentors, row 2, column B: Please give their email."),
        (put("Mentors", 2, 4, "manger"), "Mentors, row 3, column E: This is none of the options."),
        (put("Mentors", 2, 6, "many"), "Mentors, row 3, column G: Please give a whole number"),
        (
            put("Mentors", 2, 7, "lately"),
            "Mentors, row 3, column H: Please give a day with its year",
        ),
        (put("Mentors", 2, 7, ago(-3)), "Mentors, row 3, column H: This day is still to come."),
        (
            put("Mentors", 2, 1, ADA),
            "Mentors, row 3: The same person is in Mentors, row 2 already.",
        ),
        (put("Partnerships", 1, 0, DEE), ""),
        (
            put("Partnerships", 1, 0, "who@library.example.org"),
            "Partnerships, row 2: There is nobody",
        ),
        (put("Partnerships", 1, 1, CHI), "Partnerships, row 2, column B: This is the same address"),
        (
            put("Partnerships", 1, 4, ago(3)),
            "Partnerships, row 2, column E: They have ended already.",
        ),
        (
            put("Partnerships", 1, 5, ago(95)),
            "Partnerships, row 2, column F: This is before they began.",
        ),
        (
            put("Partnerships", 1, 3, None),
            "Partnerships, row 2, column E: There is no day on which",
        ),
        (
            put("Partnerships", 1, 3, ago(-2)),
            "Partnerships, row 2, column D: This day is still to come.",
        ),
        (put("Mentors", 1, 6, "=1+1"), "Mentors, row 2, column G: This is a formula."),
    ],
)
async def test_what_is_wrong_is_named_by_row_and_cell(
    settings: Settings, tmp_path: Path, spoil: Spoil, named: str
) -> None:
    sheets = registers.small()
    spoil(sheets)
    file = registers.workbook(tmp_path / "register.xlsx", sheets)
    before = await everything(settings)
    looked = await importing.take_over(settings, "", [file], try_only=bool(not named))
    assert looked.good is not bool(named)
    assert any(line.startswith(named) for line in looked.lines), looked.lines
    assert await everything(settings) == before


async def test_the_same_in_one_row_after_another_is_said_once(
    settings: Settings, tmp_path: Path
) -> None:
    sheets = registers.small()
    for row in (1, 2):
        sheets["Mentors"][row][4] = "king"
        sheets["Mentors"][row][0] = None
    file = registers.workbook(tmp_path / "register.xlsx", sheets)
    looked = await importing.take_over(settings, "", [file], try_only=True)
    assert [line.partition(": ")[0] for line in looked.lines[:2]] == [
        "Mentors, rows 2 to 3, column E",
        "Mentors, rows 2 to 3, column A",
    ]
    assert looked.lines[-1].startswith("5 things to put right first.")


async def test_whoever_is_known_by_another_address_is_one_person(
    settings: Settings, tmp_path: Path
) -> None:
    other = "chair@elsewhere.example.org"
    async with roster.working(settings) as work:
        robin = await kept_people.by_email(work, "r.ashworth@library.example.org")
        assert robin is not None
        await work.add(
            Account(platform="web", workspace="", user=other, person_id=robin.id, seen_at=NOW)
        )
    sheets = registers.small()
    sheets["Mentors"][1][1] = other
    sheets["Partnerships"][1][1] = other
    before = len(await rows(settings, people))
    file = registers.workbook(tmp_path / "register.xlsx", sheets)
    looked = await importing.take_over(settings, "", [file], try_only=False)
    assert looked.good
    assert "under another name, which stays" in looked.lines[0]
    assert len(await rows(settings, people)) == before + 3
    (pair,) = await rows(settings, partnerships)
    assert pair.mentor_id == robin.id
    await importing.take_back(settings, 1)
    assert len(await rows(settings, people)) == before


async def test_more_pairs_than_places_are_named(settings: Settings, tmp_path: Path) -> None:
    sheets = registers.small()
    sheets["Mentors"][1][6] = 1
    sheets["Partnerships"].append([DEE, ADA, None, ago(10), None, None])
    file = registers.workbook(tmp_path / "register.xlsx", sheets)
    looked = await importing.take_over(settings, "", [file], try_only=False)
    assert not looked.good
    assert looked.lines[0].startswith(
        "Partnerships, row 3: The mentor has 1 place, and this would be mentee 2."
    )
    sheets["Mentors"][1][6] = None  # as many as they have
    looked = await importing.take_over(
        settings, "", [registers.workbook(file, sheets)], try_only=False
    )
    assert looked.good
    assert len(await rows(settings, places)) == 2


async def test_somebody_who_has_signed_in_is_a_reason_not_to_undo(
    settings: Settings, tmp_path: Path
) -> None:
    file = registers.workbook(tmp_path / "register.xlsx", registers.small())
    await importing.take_over(settings, "", [file], try_only=False)
    async with roster.working(settings) as work:
        ada = await kept_people.by_email(work, ADA)
        assert ada is not None
        await work.add(
            Account(platform="web", workspace="", user=ADA, person_id=ada.id, seen_at=NOW)
        )
    before = await everything(settings)
    with pytest.raises(Refusal) as no:
        await importing.take_back(settings, 1)
    assert f"{ADA}: has been here since" in no.value.text
    assert await everything(settings) == before


async def test_the_command_says_all_of_it(
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("MENTORING_SECRET_KEYS", KEY)
    monkeypatch.setenv("MENTORING_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("MENTORING_SCHEMES", str(settings.schemes))
    file = registers.workbook(tmp_path / "register.xlsx", registers.small())

    async def says(*words: str) -> str:
        monkeypatch.setattr(sys, "argv", ["mentoring-bot", "import", *words])
        with pytest.raises(SystemExit):
            await asyncio.to_thread(main)
        told = capsys.readouterr()
        return told.out + told.err

    assert "Nothing was taken over yet." in await says()
    assert "It would take over: 2 mentors" in await says(str(file), "--dry-run")
    assert "mentoring-bot import --undo 1" in await says(str(file))
    assert "1  aln, 2027-01-11 10:00 UTC, register.xlsx: 4 new people, 1 pair" in await says()
    assert "Import 1 is undone." in await says("--undo", "1")
    assert "There is no import 9" in await says("--undo", "9")


def test_the_day_of_these_tests() -> None:
    assert NOW.date() == TODAY
