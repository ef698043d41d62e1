"""The public page of a scheme: all of it from the scheme file, nothing of a person, readable by anybody on anything."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser

from bot.app import Bot
from bot.clock import Clock
from bot.settings import Settings
from bot.web.app import make_app
from bot.web.live import Hub
from scheme.definition.definition import Definition
from scheme.definition.loading import load, preset
from storage.engine.database import Database
from tests.support.browser import AXE
from tests.support.scheme_cast import MONDAY, VALLEY, definition

Client = TestClient[Any, Any]
ALN = load(preset("aln"))


def made(folder: Path, *schemes: Definition) -> Bot:
    """A bot whose scheme files are these, and that has no channel at all."""
    bot = Bot(
        settings=Settings(),
        database=Database(f"sqlite:///{folder}/t.db"),
        definitions={scheme.key: scheme for scheme in schemes},
        clock=Clock(),
    )
    bot.clock.set(MONDAY)
    return bot


@asynccontextmanager
async def served(folder: Path, *schemes: Definition) -> AsyncIterator[Client]:
    bot = made(folder, *schemes)
    async with TestClient(TestServer(make_app(bot, Hub()))) as client:
        yield client
    await bot.database.close()


async def read(client: Client, path: str = "/") -> str:
    response = await client.get(path)
    assert response.status == 200
    return await response.text()


async def test_it_says_what_the_scheme_is_its_facts_its_dates_how_to_apply_and_whom_to_ask(
    tmp_path: Path,
) -> None:
    async with served(tmp_path, VALLEY) as client:
        text = await read(client)
    for words in (
        '<h1 dir="auto">Valley Libraries Mentoring</h1>',
        "about 6 months",
        "As a learner",
        "Open until Tuesday 31 March 2026",
        "University of Fellside",
        "The Oversight Group reads it, and you hear within 28 days.",
        "Write to The scheme office, who takes it from there: office@valley.example.org.",
        'href="mailto:office@valley.example.org"',
        'href="tel:01632960001"',
        "Summit Mentoring. For senior staff.",
        "What you write is encrypted where it is kept.",
        "One of the people named above can do it for you",
    ):
        assert words in text, words


async def test_every_part_can_be_linked_to(tmp_path: Path) -> None:
    async with served(tmp_path, ALN) as client:
        text = await read(client)
    for mark in ("short", "about", "apply", "questions", "read", "people", "data"):
        assert f'href="#{mark}"' in text
        assert f'id="{mark}"' in text


async def test_nothing_on_it_is_about_a_person_of_the_roster(tmp_path: Path) -> None:
    async with served(tmp_path, ALN) as client:
        text = await read(client)
    for seat in ALN.roster:
        assert seat.name not in text
        assert seat.email not in text


async def test_a_closed_round_says_when_the_next_one_opens(tmp_path: Path) -> None:
    later = {
        "key": "autumn",
        "name": "Autumn",
        "mentee": {"opens": "2026-09-01", "closes": "2026-10-30"},
        "mentor": {"opens": "2026-09-01", "closes": "2026-10-30"},
    }
    waits = Definition.model_validate(VALLEY.model_dump(mode="json") | {"rounds": [later]})
    never = definition(rounds=[])
    async with served(tmp_path, waits) as client:
        assert "Autumn opens on Tuesday 1 September 2026" in await read(client)
    async with served(tmp_path, never) as client:
        assert "Closed; the next date is not set yet" in await read(client)


async def test_what_the_file_says_is_text_and_never_html(tmp_path: Path) -> None:
    odd = definition(
        name="<b>Valley</b> & Hills",
        about="<script>alert(1)</script>",
        page={"description": '"><img src=x>', "facts": ["<i>one</i>"], "who": "<u>all</u>"},
    )
    async with served(tmp_path, odd) as client:
        text = await read(client)
    for raw in ("<b>Valley", "<script>alert", "<img", "<i>one", "<u>all"):
        assert raw not in text
    assert "&lt;b&gt;Valley&lt;/b&gt; &amp; Hills" in text


async def test_search_engines_and_previews_have_a_title_and_a_sentence(tmp_path: Path) -> None:
    async with served(tmp_path, ALN) as client:
        text = await read(client)
    assert f'<meta name="description" content="{ALN.page.description}">' in text
    assert f'<meta property="og:description" content="{ALN.page.description}">' in text
    assert '<meta property="og:title" content="ALN Mentoring Scheme">' in text
    assert "noindex" not in text


async def test_a_schemes_own_address_may_be_kept_for_a_while_and_the_start_may_not(
    tmp_path: Path,
) -> None:
    async with served(tmp_path, VALLEY) as client:
        assert (await client.get("/")).headers["Cache-Control"] == "no-store"
        own = await client.get("/about/valley")
        assert own.headers["Cache-Control"] == "public, max-age=300"
        gone = await client.get("/about/nowhere")
        assert gone.status == 404
        assert gone.headers["Cache-Control"] == "no-store"
        assert (await client.get("/nowhere")).status == 404


async def test_several_schemes_are_a_list_that_leads_to_each(tmp_path: Path) -> None:
    async with served(tmp_path, VALLEY, ALN) as client:
        text = await read(client)
        for scheme in (VALLEY, ALN):
            assert scheme.name in text
            assert f'href="/about/{scheme.key}"' in text
            assert scheme.help[0].name in await read(client, f"/about/{scheme.key}")
        assert "What people ask" not in text


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.asyncio(loop_scope="session")
async def test_it_is_read_on_a_telephone_and_in_the_dark_by_everybody_and_without_scripts(
    browser: Browser, tmp_path: Path, width: int, colours: Any
) -> None:
    bot = made(tmp_path, ALN)
    server = TestServer(make_app(bot, Hub()))
    await server.start_server()
    context = await browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=colours
    )
    page = await context.new_page()
    await page.goto(str(server.make_url("/")))
    found = await Axe().run(page, options=AXE)
    assert found.response["violations"] == []
    across = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert across <= 0
    await page.get_by_role("link", name="How to apply").click()
    assert page.url.endswith("#apply")
    await context.close()
    plain = await browser.new_context(java_script_enabled=False)
    page = await plain.new_page()
    await page.goto(str(server.make_url("/")))
    assert await page.get_by_role("heading", name="How to apply").is_visible()
    await plain.close()
    await server.close()
    await bot.database.close()
