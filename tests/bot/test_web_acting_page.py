"""Pages of whoever is signed in: what they send is done as theirs, and nothing that they typed is lost (R12.2, R13.5)."""

import re
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import select

from bot.web.playground import Playground
from bot.web.signed_in import SignedIn
from bot.web.site.page import Go, PageForm, SitePage, Submit, Visit, WebPage
from bot.web.site.serving import add_pages
from handlers.kit.ui import Action
from scheme.forms.fields import LongText
from scheme.ids import PersonId
from scheme.refusal import Refusal
from storage.tables import audit
from tests.bot.test_web_site import HERE, Client
from tests.web.showcase import MAYA, Showcase, cast, showcase

NOTE = LongText(key="note", label="Your note", most=200)
OTHER = LongText(key="other", label="Another note", most=200)
done: list[tuple[PersonId, str]] = []
closed: list[str] = []


async def show(visit: Visit) -> WebPage:
    forms = (
        PageForm(mark="note", fields=(NOTE,), buttons=(Submit(label="Keep", value="keep"),)),
        PageForm(mark="other", fields=(OTHER,), buttons=(Submit(label="Keep too"),)),
    )
    return WebPage(title="Notes", forms=tuple(form for form in forms if form.mark not in closed))


async def take(visit: Visit) -> WebPage | Go:
    if not visit.answers.get("note"):
        raise Refusal("Please write a note.", "note")
    if visit.answers["note"] == "late":
        raise Refusal("It is too late for a note.")
    await visit.acts(Action(name="show.pressed", scheme="valley"))
    done.append((visit.person, str(visit.answers["note"])))
    return Go(to=f"/notes?as={MAYA}")


NOTES = SitePage(path="/notes", show=show, take=take, personal=True)


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Showcase]:
    done.clear()
    closed.clear()
    async with showcase(tmp_path) as scene:
        add_pages(scene.app, scene.bot, (NOTES,), Playground(scene.bot, scene.hub, cast))
        yield scene


@pytest.fixture
async def client(scene: Showcase) -> AsyncIterator[Client]:
    async with TestClient(TestServer(scene.app)) as client:
        yield client


async def sends(client: Client, headers: dict[str, str] | None = None, **values: str) -> str:
    """Send a form of Maya's page; the status and where it leads stand before the page."""
    named = {
        f"long.{key}" if key in ("note", "other") else key: text for key, text in values.items()
    }
    response = await client.post(
        f"/notes?as={MAYA}", data=named, headers=headers or dict(HERE), allow_redirects=False
    )
    return f"{response.status} {unescape(await response.text())}"


def the_form(page: str, mark: str) -> str:
    found = re.search(rf'<form [^>]*id="form-{mark}".*?</form>', page, re.DOTALL)
    assert found is not None
    return found[0]


async def test_what_is_sent_is_done_as_whoever_is_asking(client: Client) -> None:
    assert (await sends(client, form="note", press="keep", note="Ada knows her")).startswith("303")
    assert done == [(MAYA, "Ada knows her")]


async def test_what_another_site_sends_is_not_done(client: Client) -> None:
    evil = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example.org"}
    assert (await sends(client, evil, form="note", note="forged")).startswith("403")
    assert (await sends(client, {"Accept": "text/html"}, form="note", note="forged")).startswith(
        "403"
    )
    assert done == []


async def test_a_form_that_is_sent_twice_is_done_once(client: Client, scene: Showcase) -> None:
    page = await (await client.get(f"/notes?as={MAYA}")).text()
    mark = re.search(r'name="inbound" value="([0-9a-f-]{36})"', page)
    assert mark is not None
    visits = [
        await sends(client, form="note", press="keep", note="once", inbound=mark[1])
        for _ in range(2)
    ]
    assert all(visit.startswith("303") for visit in visits)
    async with scene.bot.work(writes=False) as work:
        lines = (await work.session.execute(select(audit.c.action))).scalars().all()
    assert lines.count("show.pressed") == 1


async def test_a_refusal_stands_in_the_form_that_was_sent_with_what_was_typed_in_it(
    client: Client,
) -> None:
    page = await sends(client, form="note", press="keep", note="late")
    assert page.startswith("422")
    assert "It is too late for a note." in the_form(page, "note")
    assert re.search(r">\s*late</textarea>", the_form(page, "note"))
    assert "too late" not in page.replace(the_form(page, "note"), "")
    assert 'action="#form-note"' in page  # so that the browser stays there

    page = await sends(client, form="note", press="keep", note="")
    assert "Please write a note." in the_form(page, "note")
    assert "Please write a note." not in the_form(page, "other")


async def test_what_was_typed_into_a_form_that_has_gone_meanwhile_can_be_copied(
    client: Client,
) -> None:
    closed.append("note")
    page = await sends(client, form="note", press="keep", note="late")
    assert "It is too late for a note." in page
    assert "What you typed" in page
    assert ">late</p>" in page


async def test_words_of_danger_are_answered_first_and_what_was_sent_is_done_all_the_same(
    client: Client,
) -> None:
    page = await sends(client, form="note", press="keep", note="I want to kill myself")
    assert page.startswith("200")
    assert "People who can help" in page
    assert f"/notes?as={MAYA}" in page
    assert done == [(MAYA, "I want to kill myself")]
    page = await sends(client, form="other", other="I want to kill myself")
    assert page.startswith("422")
    assert "People can, now" in page


async def test_whoever_is_signed_out_meanwhile_can_send_the_same_again(tmp_path: Path) -> None:
    done.clear()
    closed.clear()
    async with showcase(tmp_path, playground=False) as scene:
        add_pages(scene.app, scene.bot, (NOTES,), SignedIn(scene.bot))
        async with TestClient(TestServer(scene.app)) as client:
            page = await sends(client, form="note", press="keep", note="Ada <knows> her")
            assert page.startswith("401")
            assert 'name="long.note" value="Ada <knows> her"' in page
            assert 'name="press" value="keep"' in page
            assert done == []
            got = await client.get("/notes", allow_redirects=False)
            assert (got.status, got.headers["Location"]) == (303, "/")
