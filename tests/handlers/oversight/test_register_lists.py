"""The register as lists and as files: in any order, narrowed, and never more than its reader may see (R3.1, R10.3)."""

import csv
import re
from collections.abc import AsyncIterator
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from benchmarks.crowd import gather
from benchmarks.growth import counted
from handlers.kit.ui import Attachment, Table, View
from scheme.forms.fields import Answer
from storage import tables
from storage.engine.database import Database
from tests.support.dialogue import Player, Stage, read
from tests.support.rounds import (
    act,
    application_of,
    asked,
    barred,
    eligible,
    introduced,
    offered,
    on_register,
)
from tests.support.stage import IDA, MAYA, NOAH, PRIYA, TOM, set_stage
from tests.web.visitor import visited

pytestmark = pytest.mark.usefixtures("ids_that_count")


async def listed(player: Player, **asked_for: Answer) -> Table:
    """A list, as somebody reads it."""
    window = (await act(player, "register.list", **asked_for)).window
    assert isinstance(window, View)
    return next(part for part in window.parts if isinstance(part, Table))


async def saved(player: Player) -> dict[str, Attachment]:
    """The files of the register, by their endings."""
    window = (await act(player, "register.save")).window
    assert isinstance(window, View)
    files = [part for part in window.parts if isinstance(part, Attachment)]
    return {file.name.removeprefix("register-aln-2027-01-11"): file for file in files}


async def test_the_lists_say_who_is_free_who_waits_and_how_partnerships_stand(scene: Stage) -> None:
    await introduced(scene)
    await eligible(scene, NOAH)
    ida = await scene.person(IDA)
    mentors = await listed(ida)
    assert ("Priya Nair", "full") in [row[:2] for row in mentors.rows]
    waiting = await listed(ida, list="waiting")
    assert [row[0] for row in waiting.rows] == ["Noah Quill"]
    pairs = await listed(ida, list="partnerships")
    assert [row[:2] for row in pairs.rows] == [("P-1", "introduced")]


async def test_a_list_is_put_in_the_order_of_a_column_and_back(scene: Stage) -> None:
    await on_register(scene, TOM, PRIYA)
    ida = await scene.person(IDA)
    first = await listed(ida, by="0")
    assert [row[0] for row in first.rows] == ["Priya Nair", "Tom Birch"]
    assert first.columns[0].order == "ascending"
    turned = first.columns[0].sorts
    assert turned is not None
    again = await listed(ida, by="-0")
    assert [row[0] for row in again.rows] == ["Tom Birch", "Priya Nair"]
    for odd in ("99", "x", "-", "²", "1" * 400):
        assert len((await listed(ida, by=odd)).rows) == 2


async def test_a_list_is_narrowed_to_a_state(scene: Stage) -> None:
    mentors = await on_register(scene, PRIYA, TOM)
    await act(await scene.person(PRIYA), "available.rest", mentors[0], until="2027-03-01")
    ida = await scene.person(IDA)
    away = await listed(ida, only="away")
    assert [row[:3] for row in away.rows] == [("Priya Nair", "away", "Monday 1 March 2027")]
    assert [row[0] for row in (await listed(ida, only="available")).rows] == ["Tom Birch"]


async def test_a_mentor_is_offered_while_they_are_proposed_and_the_proposal_is_in_a_list(
    scene: Stage,
) -> None:
    await on_register(scene, PRIYA, TOM)
    await offered(scene, MAYA, (PRIYA, TOM))
    ida = await scene.person(IDA)
    assert {row[1] for row in (await listed(ida)).rows} == {"offered"}
    (proposal,) = (await listed(ida, list="proposals")).rows
    assert proposal[:4] == ("Maya Thorne", "offered", "2", "2")


async def test_whoever_withdrew_is_among_those_who_left_and_no_longer_on_the_register(
    scene: Stage,
) -> None:
    (priya,) = await on_register(scene, PRIYA)
    await act(await scene.person(PRIYA), "applied.withdrawn", priya)
    ida = await scene.person(IDA)
    assert [row[:3] for row in (await listed(ida, list="left")).rows] == [
        ("Priya Nair", "withdrawn", "mentor")
    ]
    assert (await listed(ida, list="left", only="withdrawn")).rows
    await act(ida, "review.stood_aside", priya)
    window = (await act(ida, "register.list", list="left")).window
    assert isinstance(window, View)
    assert not [part for part in window.parts if isinstance(part, Table)]


async def test_what_has_happened_with_somebody_is_told_day_by_day_without_other_names(
    scene: Stage,
) -> None:
    await introduced(scene)
    ida = await scene.person(IDA)
    for email, role in ((PRIYA, "mentor"), (MAYA, "mentee")):
        found = await application_of(scene, email, role)  # type: ignore[arg-type]
        window = (await act(ida, "register.timeline", f"application:{found.id}")).window
        told = read(window)
        assert "P-1: introduced" in told
        other = "Maya" if email == PRIYA else "Priya"
        assert other not in told
    mentor = await application_of(scene, PRIYA, "mentor")
    mentee = await application_of(scene, MAYA)
    await act(ida, "review.stood_aside", f"application:{mentee.id}")
    left = read((await act(ida, "register.timeline", f"application:{mentor.id}")).window)
    assert "P-1" not in left
    assert "Was asked" not in left
    await barred(ida, "register.timeline", f"application:{mentee.id}")


async def test_files_hold_the_same_and_explain_themselves(scene: Stage) -> None:
    await asked(scene, MAYA, PRIYA)
    files = await saved(await scene.person(IDA))
    lists = ("mentors", "waiting", "proposals", "partnerships", "left")
    assert set(files) == {".xlsx", *(f"-{each}.csv" for each in lists)}
    rows = list(csv.reader(StringIO(files["-mentors.csv"].text, newline="")))
    assert rows[0][:2] == ["Name", "State"]
    assert ["Priya Nair", "full"] in [row[:2] for row in rows]
    book = load_workbook(BytesIO(files[".xlsx"].content()))
    assert book.sheetnames == [
        "Mentors",
        "Who waits",
        "Proposals",
        "Partnerships",
        "Who left",
        "Columns explained",
    ]
    assert ("Mentors", "Name") in [
        (row[0].value, row[1].value) for row in book["Columns explained"].iter_rows()
    ]


async def test_whoever_stands_aside_finds_nothing_of_it_in_a_list_or_a_file(scene: Stage) -> None:
    await introduced(scene)
    ida = await scene.person(IDA)
    assert (await listed(ida, list="partnerships")).rows
    await act(ida, "review.stood_aside", "application:3")
    window = (await act(ida, "register.list", list="partnerships")).window
    assert isinstance(window, View)
    assert not [part for part in window.parts if isinstance(part, Table)]
    files = await saved(ida)
    assert "P-1" not in files["-partnerships.csv"].text


async def test_only_the_group_opens_them_and_each_opening_is_noted(scene: Stage) -> None:
    await on_register(scene, PRIYA)
    for outsider in (MAYA, PRIYA):
        for step in ("register.list", "register.save"):
            await barred(await scene.person(outsider), step)
    ida = await scene.person(IDA)
    await listed(ida)
    await saved(ida)
    async with scene.bot.work(writes=False) as work:
        noted = await work.session.scalars(
            select(tables.audit.c.action).where(tables.audit.c.person_id == ida.person_id)
        )
        assert {"register.list", "register.save"} <= set(noted)


async def test_a_longer_register_takes_no_more_statements(tmp_path: Path) -> None:
    taken: dict[int, list[int]] = {}
    for count in (12, 60):
        database = Database(f"sqlite:///{tmp_path}/{count}.db")
        stage = await set_stage(database)
        ida = await stage.person(IDA)
        async with stage.bot.work() as work:
            await gather(work, next(iter(stage.bot.definitions.values())), count)
        await act(ida, "register.save")  # what every mentor wrote is kept
        taken[count] = []
        for each in ("mentors", "waiting", "proposals", "partnerships", "left"):
            with counted(database) as statements:
                await listed(ida, list=each)
            taken[count].append(len(statements))
        await database.close()
    assert taken[12] == taken[60]


@pytest.fixture
async def on_the_web(tmp_path: Path) -> AsyncIterator[Stage]:
    database = Database(f"sqlite:///{tmp_path}/t.db")
    yield await set_stage(database)
    await database.close()


async def test_the_page_shows_the_same_and_leads_to_its_orders_and_files(on_the_web: Stage) -> None:
    await on_register(on_the_web, PRIYA, TOM)
    async with visited(on_the_web) as visitors:
        visitor = await visitors.one()
        await visitor.signs_in(IDA)
        page = await visitor.opens("/register/aln?only=available")
        assert visitor.status == 200
        assert "Tom Birch" in page
        row = re.search(r'<a href="(/register/aln/\d+)"[^>]*>Tom Birch</a>', page)
        assert row is not None
        assert "Found eligible" in await visitor.opens(row[1])
        await visitor.opens("/register/aln/999999")
        assert visitor.status == 422
        page = await visitor.opens("/register/aln?only=available")
        assert '<option value="available" selected>' in page
        assert 'href="/register/aln?list=mentors&by=1&only=available">State</a>' in page
        assert visitor.headers["Cache-Control"] == "no-store"
        assert page.index("<select") < page.index("<table")
        files = await visitor.opens("/register/aln?files=all")
        assert 'download="register-aln-2027-01-11.xlsx"' in files
        await visitor.opens("/register/nowhere")
        assert visitor.status == 404
        stranger = await visitors.one()
        await stranger.signs_in(MAYA)
        await stranger.opens("/register/aln")
        assert stranger.status == 403
