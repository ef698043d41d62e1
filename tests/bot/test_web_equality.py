"""The equality form on its page: a way in from the chat, answered once, and nothing anywhere that joins an answer to its writer."""

import logging
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, expect
from sqlalchemy import select

from bot.web.app import make_app
from bot.web.live import Hub
from scheme.definition.definition import Definition
from storage.engine.batch_keys import batch_keys
from storage.engine.database import Database
from storage.tables import audit, drafts, equality_answered, equality_sheets, inbound, outbox
from tests.support.browser import AXE
from tests.support.dialogue import Stage
from tests.support.rounds import act, applies
from tests.support.stage import MAYA, TOM, scheme, set_stage

SITE = "https://mentoring.example.org"
FORM = {"Sec-Fetch-Site": "same-origin", "Origin": "null"}
RARE = "zzrareanswer"  # the key of an option that stands nowhere else


@dataclass
class Form:
    """A bot on the web, in whose scheme Maya has applied."""

    stage: Stage
    client: TestClient[Any, Any]
    path: str  # her way in

    async def opens(self) -> tuple[int, str]:
        response = await self.client.get(self.path)
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert response.headers["Cache-Control"] == "no-store"
        return response.status, await response.text()

    async def sends(self, said: dict[str, str]) -> tuple[int, str]:
        response = await self.client.post(self.path, data=said, headers=FORM)
        return response.status, await response.text()


def with_rare_answer() -> Definition:
    data = scheme().model_dump()
    first = data["equality"]["questions"][0]
    first["options"] = [*first["options"], {"key": RARE, "label": "Another"}]
    return Definition.model_validate(data)


def files_in(folder: Path) -> list[tuple[str, bytes]]:
    """All that stands on the disk: the database, its write-ahead log, and the keys of batches."""
    found = [(file.name, file.read_bytes()) for file in folder.rglob("*") if file.is_file()]
    assert {"t.db", "t.db-wal"} <= {name for name, _ in found}
    return found


async def way_in(stage: Stage, email: str) -> str:
    reply = await act(await stage.person(email), "equality.open")
    found = re.search(r"https?://[^/\s']+(/equality/form/[\w=-]+)", str(reply.window))
    assert found is not None, reply
    return found[1]


@pytest.fixture
async def form(tmp_path: Path) -> AsyncIterator[Form]:
    batch_keys.open(tmp_path / "apart", "mentoring")
    database = Database(f"sqlite:///{tmp_path}/t.db")
    stage = await set_stage(database, with_rare_answer())
    stage.bot.desk.catalogue.site = SITE
    await applies(stage, MAYA, "mentee")
    server = TestServer(make_app(stage.bot, Hub()))
    await server.start_server(access_log=None)  # as bot.serve does
    async with TestClient(server) as client:
        yield Form(stage, client, await way_in(stage, MAYA))
    await database.close()
    batch_keys.__init__()  # type: ignore[misc]


async def test_the_acknowledgement_leads_to_a_form_that_is_answered_once(form: Form) -> None:
    maya = await form.stage.person(MAYA)
    await maya.presses("Equality form")
    await maya.sees("nobody can find your answers again")
    status, page = await form.opens()
    assert status == 200
    assert "Prefer not to say" in page
    assert "Maya" not in page
    status, page = await form.sends({"choice.bame": RARE, "choice.age": "under_35"})
    assert (status, "without your name" in page) == (200, True)
    assert (await form.opens())[0] == 410
    assert (await form.sends({"choice.bame": "no"}))[0] == 410
    async with form.stage.bot.work(writes=False) as work:
        assert len((await work.session.execute(select(equality_sheets))).all()) == 1
    assert "There is no equality form" in str(await act(maya, "equality.open"))


async def test_nothing_that_is_kept_or_logged_joins_an_answer_to_its_writer(
    form: Form, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with form.stage.bot.work(writes=False) as work:
        before = {
            table.name: (await work.session.execute(select(table))).all()
            for table in (audit, inbound, outbox, drafts)
        }
    with caplog.at_level(logging.DEBUG):
        await form.opens()
        assert (await form.sends({"choice.bame": RARE}))[0] == 200
    async with form.stage.bot.work(writes=False) as work:
        for table in (audit, inbound, outbox, drafts):
            rows = (await work.session.execute(select(table))).all()
            assert rows == before[table.name], table.name  # not even that somebody answered
        sheet = (await work.session.execute(select(equality_sheets))).one()
        mark = (await work.session.scalars(select(equality_answered.c.mark))).one()
    told = str(dict(sheet._mapping)) + mark
    maya = await form.stage.person(MAYA)
    assert str(maya.person_id) not in sheet.batch
    assert RARE not in told
    assert not [name for name, content in files_in(tmp_path) if RARE.encode() in content]
    assert RARE not in caplog.text
    assert form.path not in caplog.text


async def test_a_way_in_that_was_made_up_leads_nowhere(form: Form) -> None:
    form.path = "/equality/form/anything"
    assert (await form.opens())[0] == 410
    assert (await form.sends({"choice.bame": "no"}))[0] == 410


async def test_whoever_has_not_applied_has_nothing_to_answer(form: Form) -> None:
    tom = await form.stage.person(TOM)
    assert "There is no equality form" in str(await act(tom, "equality.open"))


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.asyncio(loop_scope="session")
async def test_it_is_answered_on_a_telephone_without_scripts(
    browser: Browser, tmp_path: Path, colours: Any
) -> None:
    database = Database(f"sqlite:///{tmp_path}/t.db")
    stage = await set_stage(database)
    server = TestServer(make_app(stage.bot, Hub()))
    await server.start_server()
    site = str(server.make_url("")).rstrip("/")
    stage.bot.desk.catalogue.site = site
    await applies(stage, MAYA, "mentee")
    link = f"{site}{await way_in(stage, MAYA)}"
    context = await browser.new_context(
        viewport={"width": 320, "height": 700}, color_scheme=colours
    )
    page = await context.new_page()
    await page.goto(link)
    found = await Axe().run(page, options=AXE)
    assert found.response["violations"] == []
    assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    await context.close()
    context = await browser.new_context(java_script_enabled=False)
    page = await context.new_page()
    await page.goto(link)
    await page.get_by_label("Prefer not to say").first.check()
    await page.get_by_role("button", name="Send without my name").click()
    await expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    await context.close()
    await server.close()
    await database.close()
