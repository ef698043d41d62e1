"""The pages of the question of the year: opened by anybody, answered once, by nobody in particular; and stopped (R7.3)."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from aiohttp.test_utils import TestClient, TestServer
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, expect

from bot.web.app import make_app
from bot.web.live import Hub
from bot.web.site import awareness as pages
from scheme.survey.awareness import Asking
from storage import awareness
from storage.engine.database import Database
from storage.tables import not_to_ask
from tests.mail.mailbox import Mailbox
from tests.mail.stage import with_mail
from tests.support.browser import AXE
from tests.support.dialogue import Stage
from tests.support.rounds import act
from tests.support.stage import ALEX, set_stage

UNA = "una@fells.example.org"
SAID = {"choice.heard": "yes", "choice.knows": "partly", "choice.speaks": "no"}
FORM = {"Sec-Fetch-Site": "same-origin", "Origin": "null"}
SITE = "https://mentoring.example.org"


@dataclass
class Asked:
    """A bot on the web that has written to Una, and what she got."""

    stage: Stage
    client: TestClient[Any, Any]
    box: Mailbox

    @property
    def links(self) -> list[str]:
        """The paths in her mail: to answer, and never to be asked again."""
        found = re.findall(r"https?://[^/\s]+(/question/\S+)", self.box.last(UNA).text)
        return list(dict.fromkeys(found))

    async def opens(self, path: str) -> tuple[int, str]:
        response = await self.client.get(path)
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert response.headers["Cache-Control"] == "no-store"
        return response.status, await response.text()

    async def sends(self, path: str, said: dict[str, str]) -> tuple[int, str]:
        response = await self.client.post(path, data=said, headers=FORM)
        return response.status, await response.text()

    async def state(self) -> Asking:
        async with self.stage.bot.work(writes=False) as work:
            found = await awareness.latest(work, "aln")
        assert found is not None
        return found

    async def shared(self) -> str:
        reply = await act(await self.stage.person(ALEX), "aware.share")
        found = re.search(rf"{SITE}(/question/all/[\w-]+)", str(reply.window))
        assert found is not None
        return found[1]


@pytest.fixture
async def asked(tmp_path: Path) -> AsyncIterator[Asked]:
    database = Database(f"sqlite:///{tmp_path}/t.db")
    stage = await set_stage(database)
    stage.bot.desk.catalogue.site = SITE
    async with (
        with_mail(stage) as box,
        TestClient(TestServer(make_app(stage.bot, Hub()))) as client,
    ):
        await act(await stage.person(ALEX), "aware.send", addresses=UNA)
        yield Asked(stage, client, box)
    await database.close()


async def test_a_link_is_opened_as_often_as_one_likes_and_answers_once(asked: Asked) -> None:
    answer, _ = asked.links
    for _ in range(3):
        status, text = await asked.opens(answer)
        assert status == 200
        assert asked.stage.bot.definitions["aln"].awareness.heard in text
        assert "Nobody can tell which answer is whose" in text
    assert (await asked.state()).answered == 0
    status, text = await asked.sends(answer, SAID)
    assert "Thank you" in text
    status, text = await asked.sends(answer, SAID)
    assert status == 410
    assert (await asked.opens(answer))[0] == 410
    found = await asked.state()
    assert (found.answered, found.shared, found.tallies["speaks"]) == (1, 0, {"no": 1})


async def test_a_question_that_was_left_open_is_asked_again_and_uses_nothing_up(
    asked: Asked,
) -> None:
    answer, _ = asked.links
    status, text = await asked.sends(answer, {"choice.heard": "yes", "choice.knows": "maybe"})
    assert status == 422
    assert "Please choose one" in text
    assert (await asked.state()).answered == 0
    await asked.sends(answer, SAID)
    assert (await asked.state()).answered == 1


@pytest.mark.parametrize(
    "path", ["/question/forged", "/question/all/forged", "/question/stop/forged"]
)
async def test_a_forged_link_leads_to_the_same_calm_page_as_a_used_one(
    asked: Asked, path: str
) -> None:
    status, text = await asked.opens(path)
    assert status == 410
    assert "There is nothing to answer here" in text
    assert (await asked.sends(path, SAID))[0] == 410


async def test_another_page_cannot_answer_in_somebodys_name(asked: Asked) -> None:
    answer, _ = asked.links
    response = await asked.client.post(
        answer,
        data=SAID,
        headers={"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"},
    )
    assert response.status == 403
    assert (await asked.state()).answered == 0


async def test_after_the_last_day_nobody_answers(asked: Asked) -> None:
    answer, _ = asked.links
    asked.stage.bot.clock.set(asked.stage.bot.clock.now() + timedelta(days=30))
    assert (await asked.opens(answer))[0] == 410
    assert (await asked.sends(answer, SAID))[0] == 410


async def test_a_link_that_is_passed_on_is_answered_by_many_and_by_so_many_of_one_network(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "MOST", 2)
    shared = await asked.shared()
    for _ in range(2):
        assert "Thank you" in (await asked.sends(shared, SAID))[1]
    status, text = await asked.sends(shared, SAID)
    assert status == 422
    assert "try again in an hour" in text
    assert ((await asked.state()).answered, (await asked.state()).shared) == (2, 2)
    assert await asked.shared() != shared
    assert (await asked.opens(shared))[0] == 410


async def test_one_press_stops_it_for_good_and_opening_does_not(asked: Asked) -> None:
    _, never = asked.links
    status, text = await asked.opens(never)
    assert status == 200
    assert UNA not in text
    async with asked.stage.bot.work(writes=False) as work:
        assert (await work.session.execute(not_to_ask.select())).all() == []
    assert "will not be asked again" in (await asked.sends(never, {}))[1]
    asked.stage.bot.clock.set(asked.stage.bot.clock.now() + timedelta(days=370))
    asked.box.mails.clear()
    reply = await act(await asked.stage.person(ALEX), "aware.send", addresses=UNA)
    assert "0 mails on the way" in str(reply.window)
    assert asked.box.mails == []


def test_the_paths_in_a_mail_are_of_this_site() -> None:
    assert urlsplit(SITE).path == ""
    assert {page.path for page in pages.AWARENESS} == {
        "/question/{token}",
        "/question/all/{token}",
        "/question/stop/{token}",
    }
    assert all(page.secret for page in pages.AWARENESS)


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.asyncio(loop_scope="session")
async def test_it_is_answered_on_a_telephone_without_scripts(
    browser: Browser, tmp_path: Path, colours: Any
) -> None:
    database = Database(f"sqlite:///{tmp_path}/t.db")
    stage = await set_stage(database)
    server = TestServer(make_app(stage.bot, Hub()))
    await server.start_server()
    stage.bot.desk.catalogue.site = str(server.make_url("")).rstrip("/")
    reply = await act(await stage.person(ALEX), "aware.share")
    link = re.search(r"http://[\w.:/-]+/question/all/[\w-]+", str(reply.window))
    assert link is not None
    context = await browser.new_context(
        viewport={"width": 320, "height": 700}, color_scheme=colours
    )
    page = await context.new_page()
    await page.goto(link[0])
    found = await Axe().run(page, options=AXE)
    assert found.response["violations"] == []
    assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    await context.close()
    plain = await browser.new_context(java_script_enabled=False)
    page = await plain.new_page()
    await page.goto(link[0])
    for question in ("heard", "knows", "speaks"):
        label = getattr(stage.bot.definitions["aln"].awareness, question)
        await page.get_by_role("radiogroup", name=label).get_by_label("Yes").check()
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    await plain.close()
    await server.close()
    await database.close()
