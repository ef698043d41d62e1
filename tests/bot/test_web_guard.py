"""Who may ask the web application, what its answers tell a browser, and what a fault shows."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
import structlog
from structlog.testing import capture_logs

from bot import app as bot_app
from bot.keeping import NOT_WRITTEN
from storage import ledger
from storage.platforms import chats
from tests.web.page import Page, opened
from tests.web.showcase import MAYA, MONDAY


@pytest.mark.parametrize(
    "host", ["evil.example.org", "127.0.0.1.evil.example.org", "localhost.evil:80", "[", ""]
)
async def test_another_host_s_name_is_not_answered(page: Page, host: str) -> None:
    for path in ("/", f"/?as={MAYA}", f"/chat?as={MAYA}", "/group"):
        assert (await page.get(path, Host=host)).status == 421


@pytest.mark.parametrize("host", ["127.0.0.1:3978", "localhost", "[::1]:8080"])
async def test_this_machine_s_own_names_are_answered(page: Page, host: str) -> None:
    assert (await page.get("/", Host=host)).status == 200


@pytest.mark.parametrize(("playground", "status"), [(True, 421), (False, 200)])
async def test_a_name_that_is_set_is_answered_by_a_deployment_and_never_by_the_playground(
    tmp_path: Path, playground: bool, status: int
) -> None:
    async with opened(
        tmp_path, playground=playground, base_url="https://mentoring.example.org"
    ) as page:
        assert (await page.get("/", Host="mentoring.example.org")).status == status
        assert (await page.get("/", Host="localhost")).status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"X": "neither"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example.org"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example.org"},
    ],
)
async def test_a_post_from_another_site_does_nothing(page: Page, headers: dict[str, str]) -> None:
    for path in ("/say", "/press", "/submit", "/clock"):
        status, told = await page.post(
            f"{path}?as={MAYA}", ("text", "hello"), ("to", "day"), **headers
        )
        assert status == 403
        assert "another site" in told["text"]
    assert await page.lines() == []
    assert page.show.bot.clock.now() - MONDAY < timedelta(hours=1)


async def test_a_post_from_this_very_page_is_taken(page: Page) -> None:
    own = str(page.client.make_url("")).rstrip("/")
    assert (await page.post(f"/say?as={MAYA}", ("text", "hello"), Origin=own))[0] == 200


async def test_more_than_a_mebibyte_is_refused_in_plain_words(page: Page) -> None:
    status, told = await page.post(f"/submit?as={MAYA}", ("long.goals", "x" * (1024 * 1024 + 1)))
    assert status == 413
    assert "too long" in told["text"]


async def test_every_answer_tells_the_browser_to_trust_nothing_else(page: Page) -> None:
    for path in ("/", f"/?as={MAYA}", f"/chat?as={MAYA}", "/nowhere", "/healthz"):
        headers = (await page.get(path)).headers
        assert headers["Content-Security-Policy"].startswith("default-src 'self';")
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cache-Control"] == "no-store"


async def test_no_page_holds_a_script_or_style_of_its_own(page: Page) -> None:
    await page.press("home.show")
    form = (await page.press("show.form"))[1]["window"]
    for text in (await page.text("/"), await page.text(f"/?as={MAYA}"), form):
        assert " style=" not in text
        assert "<style" not in text
        assert " on" + "click" not in text
        assert text.count("<script") == len(
            re.findall(r'<script[^>]* src="/static/[^>]*></script>', text)
        )


async def test_files_have_an_address_of_their_contents_and_are_kept_for_long(page: Page) -> None:
    text = await page.text(f"/?as={MAYA}")
    address = text.partition('<script type="module" src="')[2].partition('"')[0]
    response = await page.get(address)
    assert response.content_type == "text/javascript"
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    old = await page.get("/static/0123456789ab/playground.js")
    assert (old.status, old.headers["Cache-Control"]) == (200, "no-store")
    assert (await page.get("/static/0123456789ab/secrets.toml")).status == 404
    assert (await page.get("/static/0123456789ab/..%2f..%2fapp.py")).status == 404


async def test_health_is_answered_under_any_name(page: Page) -> None:
    assert (await page.get("/healthz", Host="10.0.0.7")).status == 200
    assert (await page.get("/readyz", Host="10.0.0.7")).status == 200


TOKEN = "5f0c-invented"


@pytest.mark.parametrize(
    "given",
    [
        "",
        "Bearer",
        "Bearer ",
        "Bearer x",
        TOKEN,
        f"Basic {TOKEN}",
        f"Bearer {TOKEN}x",
        "Bearer \xe9",
    ],
)
async def test_the_figures_are_for_whoever_has_the_token_alone(tmp_path: Path, given: str) -> None:
    async with opened(tmp_path, playground=False, metrics_token=TOKEN) as page:
        for host in ("localhost", "bot:3978"):
            refused = await page.get("/metrics", Host=host, Authorization=given)
            assert (refused.status, "mentoring_" in await refused.text()) == (401, False)
        figures = await page.get("/metrics", Host="bot:3978", Authorization=f"Bearer {TOKEN}")
        assert (figures.status, figures.content_type) == (200, "text/plain")


async def test_without_a_token_that_is_set_there_are_no_figures(page: Page) -> None:
    for given in ({}, {"Authorization": "Bearer "}, {"Authorization": "Bearer None"}):
        assert (await page.get("/metrics", **given)).status == 404


async def test_no_figure_tells_which_step_was_taken(tmp_path: Path) -> None:
    async with opened(tmp_path, metrics_token=TOKEN) as page:
        await page.press("show.pressed")
        text = await (await page.get("/metrics", Authorization=f"Bearer {TOKEN}")).text()
    assert 'mentoring_actions_total{kind="acts",outcome="done"}' in text
    names = {name for step in page.show.bot.desk.steps for name in (step, step.partition(".")[0])}
    labels = set(re.findall(r'="([^"]*)"', text))
    assert labels & names == set()


async def test_without_its_database_the_bot_is_not_ready_but_runs(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise OSError("postgresql://user:password@host")

    monkeypatch.setattr(ledger, "probe", broken)
    ready = await page.get("/readyz")
    assert ready.status == 503
    assert await ready.text() == f"database: {NOT_WRITTEN}\n"
    assert (await page.get("/healthz")).status == 200


async def test_a_fault_shows_no_trace_and_logs_no_words(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("secret words of Maya")

    monkeypatch.setattr(chats, "lines", broken)
    with capture_logs() as logs:
        response = await page.get(f"/?as={MAYA}")
        text = await response.text()
        status, told = await page.press("show.broken", ("from", "group"))
    assert response.status == 500
    assert "went wrong on our side" in text
    for words in ("Traceback", "RuntimeError", "secret words", "playground.py"):
        assert words not in text
        assert words not in json.dumps(told)
    assert status == 503
    assert [one["error"] for one in logs if one["log_level"] == "error"] == [
        "RuntimeError",
        "RuntimeError",
    ]
    assert "secret words" not in repr(logs)


async def test_what_is_not_there_and_what_is_not_taken_are_said_in_plain_words(page: Page) -> None:
    missing = await page.get("/nowhere")
    assert missing.status == 404
    assert "nothing at this address" in await missing.text()
    wrong = await page.get("/say")
    assert (wrong.status, wrong.headers["Allow"]) == (405, "POST")


async def test_without_the_playground_there_is_the_schemes_page_and_nothing_personal(
    calm: Page,
) -> None:
    text = await calm.text("/")
    assert "Valley Libraries Mentoring" in text
    assert "Maya" not in text
    for path in ("/people", "/clock"):
        assert (await calm.get(f"{path}?as={MAYA}")).status == 404
    for path in ("/chat", "/group", "/pinned", "/events"):  # nobody is signed in
        assert (await calm.get(f"{path}?as={MAYA}")).status == 401
    for path in ("/say", "/press", "/submit", "/draft"):
        assert (await calm.post(f"{path}?as={MAYA}", ("text", "hello")))[0] == 401
    for path in ("/clock", "/again"):
        assert (await calm.post(f"{path}?as={MAYA}", ("text", "hello")))[0] == 404
    assert (await calm.get("/healthz")).status == 200
    assert (await calm.get("/readyz")).status == 200


async def test_every_line_that_one_request_brings_about_has_its_id(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, str]] = []

    def keep(_: object, __: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
        seen.append((str(event["event"]), str(event.get("request"))))
        raise structlog.DropEvent

    # A logger of the test's own: that of the bot may have been used already, and keeps what it was then told to do.
    own = structlog.wrap_logger(
        structlog.PrintLogger(), processors=[structlog.contextvars.merge_contextvars, keep]
    )
    monkeypatch.setattr(bot_app, "log", own)
    await page.press("home.show")
    await page.press("no.such.step")
    ids = [request for event, request in seen if event == "action"]
    assert len(ids) == len(set(ids)) == 2
    assert "None" not in {request for _, request in seen}
