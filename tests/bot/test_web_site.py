"""The pages outside the chat: what one declares is served, drawn, sent without a script, and shown again where it is refused."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient, TestServer, make_mocked_request

from bot.web.site.page import Go, PageForm, SitePage, Submit, Visit, WebPage
from bot.web.site.serving import add_pages, network_of
from handlers.kit.ui import Facts
from scheme.forms.fields import ShortText
from scheme.refusal import Refusal
from tests.web.showcase import showcase

WHY = ShortText(key="why", label="Why", most=40)
EMPTY: Mapping[str, str] = {}
HERE = {"Sec-Fetch-Site": "same-origin"}
SECRET_FORM = {"Sec-Fetch-Site": "same-origin", "Origin": "null"}


async def show(visit: Visit) -> WebPage:
    form = PageForm(
        fields=(WHY,),
        hidden={"at": "<9>"},
        buttons=(Submit(label="Yes", value="yes"), Submit(label="No", value="no", style="danger")),
    )
    return WebPage(
        title=f"Is <{visit.given['token']}> right?",
        text="First.\n\nSecond.",
        parts=(Facts((("Who", "Una & Tom"),)),),
        forms=(form,),
        links=(("Somewhere else", "/else"),),
        tag="The valley",
    )


async def take(visit: Visit) -> Go:
    if visit.pressed == "no":
        raise Refusal("It is too late to say no.")
    if not visit.answers["why"]:
        raise Refusal("Please say why.", "why")
    return Go(to=f"/done?{visit.answers['why']}{visit.sent('at')}")


Client = TestClient[Any, Any]


@asynccontextmanager
async def site(folder: Path, *pages: SitePage) -> AsyncIterator[Client]:
    async with showcase(folder, playground=False) as scene:
        add_pages(scene.app, scene.bot, pages)
        async with TestClient(TestServer(scene.app)) as client:
            yield client


async def sent(
    client: Client, values: Mapping[str, str] = EMPTY, headers: Mapping[str, str] = HERE
) -> ClientResponse:
    return await client.post(
        "/ask/x9", data=dict(values), headers=dict(headers), allow_redirects=False
    )


ASK = SitePage(path="/ask/{token}", show=show, take=take)


async def test_a_page_is_drawn_with_all_that_it_has_and_everything_escaped(tmp_path: Path) -> None:
    async with site(tmp_path, ASK) as client:
        response = await client.get("/ask/x9")
        text = await response.text()
    assert response.status == 200
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["Cache-Control"] == "no-store"
    for words in (
        "Is &lt;x9&gt; right?",
        "Una &amp; Tom",
        'value="&lt;9&gt;"',
        'name="press" value="no"',
        'href="/else"',
        "The valley",
    ):
        assert words in text
    assert "<script>" not in text


async def test_what_is_sent_leads_on_so_that_reloading_repeats_nothing(tmp_path: Path) -> None:
    async with site(tmp_path, ASK) as client:
        response = await sent(client, {"short.why": "because", "at": "9", "press": "yes"})
    assert (response.status, response.headers["Location"]) == (303, "/done?because9")


async def test_a_refusal_shows_the_page_again_with_what_was_typed(tmp_path: Path) -> None:
    async with site(tmp_path, ASK) as client:
        missing = await sent(client, {"short.why": "", "press": "yes"})
        late = await sent(client, {"short.why": "because <I>", "press": "no"})
        text = await missing.text()
        assert missing.status == 422
        assert 'href="#field-why"' in text
        assert "<title>To change: " in text
        text = await late.text()
        assert "It is too late to say no." in text
        assert 'value="because &lt;I&gt;"' in text


async def test_a_secret_address_is_told_to_nobody_and_its_form_is_still_taken(
    tmp_path: Path,
) -> None:
    page = SitePage(path="/ask/{token}", show=show, take=take, secret=True)
    async with site(tmp_path, page) as client:
        assert (await client.get("/ask/x9")).headers["Referrer-Policy"] == "no-referrer"
        assert (await sent(client, {"short.why": "so"}, SECRET_FORM)).status == 303


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "null"},
        {"Origin": "https://evil.example.org"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
        {"Sec-Fetch-Site": "none", "Origin": "null"},
    ],
)
async def test_what_another_site_sends_is_not_done(tmp_path: Path, headers: dict[str, str]) -> None:
    by_machines = SitePage(path="/halt/{token}", show=show, take=take, by_machines=True)
    async with site(tmp_path, ASK, by_machines) as client:
        assert (await sent(client, {"short.why": "so"}, headers)).status == 403
        for _ in range(2):  # but for a page whose token is all the proof there is
            taken = await client.post(
                "/halt/x9", data={"short.why": "so"}, headers=headers, allow_redirects=False
            )
            assert taken.status == 303


async def test_what_a_page_does_not_take_is_refused(tmp_path: Path) -> None:
    async with site(tmp_path, SitePage(path="/ask/{token}", show=show)) as client:
        assert (await sent(client)).status == 405


@pytest.mark.parametrize(
    ("remote", "forwarded", "is_behind", "network"),
    [
        ("192.0.2.77", None, False, "192.0.2.0/24"),
        ("192.0.2.77", "198.51.100.9", False, "192.0.2.0/24"),
        ("127.0.0.1", "203.0.113.1, 198.51.100.9", True, "198.51.100.0/24"),
        ("2001:db8:1:2:3::4", None, False, "2001:db8:1::/56"),
        ("127.0.0.1", "made up", True, "unknown"),
        ("127.0.0.1", None, True, "127.0.0.0/24"),
    ],
)
def test_a_network_is_an_address_with_its_neighbours_as_our_own_proxy_saw_it(
    remote: str, forwarded: str | None, is_behind: bool, network: str
) -> None:
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    request = make_mocked_request("GET", "/", headers=headers).clone(remote=remote)
    assert network_of(request, is_behind=is_behind) == network
