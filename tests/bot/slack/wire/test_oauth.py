"""A workspace's administrator adds the bot from the browser: Bolt's own flow, our stores and pages, and the stub of Slack."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from pydantic import SecretStr
from structlog.testing import capture_logs

from bot.app import Bot
from bot.slack.installations import Clients
from bot.slack.settings import SlackSettings
from bot.slack.wire.oauth import oauth_flow, routes
from bot.web.guard import add_headers, no_fault_shows, only_our_own
from manifest.slack import SCOPES
from scheme.definition.definition import Definition
from storage.engine.database import Database
from storage.platforms import installations
from storage.work import Busy
from tests.slack.api import SlackStub
from tests.slack.world import User, Workspace
from tests.support.stage import START, scheme, set_stage

# slack_sdk's own; what takes its place comes with aiohttp 4.
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")

COOKIE = "slack-app-oauth-state"
INSTALL, BACK = "/slack/install", "/slack/oauth_redirect"

Answer = tuple[int, str]


@dataclass
class Site:
    """The bot's web side, a browser before it, and Slack behind it."""

    bot: Bot
    clients: Clients
    stub: SlackStub
    browser: "TestClient[web.Request, web.Application]"
    team: Workspace
    admin: User
    cookies: dict[str, str] = field(default_factory=dict)

    async def goes_to(self, path: str, **query: str) -> Answer:
        """Open a page, with the cookies there are, and keep those that are set."""
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        async with self.browser.get(
            path, params=query, headers=headers, allow_redirects=False
        ) as answer:
            for name, cookie in answer.cookies.items():
                assert cookie["secure"], "over plain http a cookie could be read on the way"
                assert cookie["httponly"], "a page's script could read it"
                self.cookies[name] = cookie.value
            return answer.status, unescape(await answer.text())

    async def begins(self) -> Mapping[str, str]:
        """Open the first page; what its link tells Slack."""
        status, page = await self.goes_to(INSTALL)
        assert status == 200
        address = page.partition('href="https://slack.com/')[2].partition('"')[0]
        return {
            name: values[0]
            for name, values in parse_qs(urlsplit(f"//slack.com/{address}").query).items()
        }

    async def allows(self, asked: Mapping[str, str]) -> Answer:
        """Press Allow at Slack, which sends the browser back."""
        scopes = frozenset(asked["scope"].split(","))
        code = self.stub.world.code(self.team, self.admin, asked["redirect_uri"], scopes)
        return await self.goes_to(BACK, code=code, state=asked["state"])

    async def installed(self) -> bool:
        """Whether the bot can speak in the workspace."""
        return self.team.id in await self.clients.workspaces()


@pytest.fixture
async def stub() -> AsyncIterator[SlackStub]:
    """Slack."""
    one = SlackStub()
    await one.start()
    yield one
    await one.stop()


@pytest.fixture
async def site(database: Database, stub: SlackStub) -> AsyncIterator[Site]:
    """A bot for many workspaces, served as a real one is."""
    bot = (await set_stage(database)).bot
    app = stub.world.app
    settings = SlackSettings(
        client_id=app.client_id, client_secret=SecretStr(app.client_secret), api_url=stub.api_url
    )
    clients = Clients(settings, bot.work)
    team = stub.world.add_workspace("Fellside", install=False)
    admin = team.add_user("Hetty Vane", "hetty.vane@fellside.example.org", is_admin=True)
    served = web.Application(middlewares=[no_fault_shows, only_our_own(bot.settings.url)])
    served.on_response_prepare.append(add_headers)
    routes(served, oauth_flow(bot, clients))
    await clients.start()
    async with TestClient(TestServer(served)) as browser:
        yield Site(bot, clients, stub, browser, team, admin)
    await clients.stop()


async def test_the_first_page_leads_to_slack_with_what_the_bot_may_do(site: Site) -> None:
    asked = await site.begins()
    assert asked["client_id"] == site.stub.world.app.client_id
    assert set(asked["scope"].split(",")) == set(SCOPES)
    assert "user_scope" not in asked, "of people no token is asked for"
    assert asked["redirect_uri"] == f"{site.bot.settings.url}{BACK}"
    assert site.cookies == {COOKIE: asked["state"]}


async def test_nothing_of_the_address_that_was_asked_for_goes_on_to_slack(site: Site) -> None:
    _, page = await site.goes_to(INSTALL, team="T0X&redirect_uri=https://elsewhere.example.org")
    assert "elsewhere" not in page


async def test_allowed_the_bot_is_installed_and_the_page_says_what_is_left_to_do(
    site: Site,
) -> None:
    status, page = await site.allows(await site.begins())
    assert status == 200
    assert "Mentoring is installed in Fellside" in page
    assert f'[[workspaces]]\nplatform = "slack"\nid = "{site.team.id}"\nname = "Fellside"' in page
    assert await site.installed()
    assert site.team.token is not None
    assert (await site.clients.of(site.team.id)).token == site.team.token.value
    assert (await (await site.clients.of(site.team.id)).auth_test())["team_id"] == site.team.id
    assert site.cookies[COOKIE] == "deleted"


async def test_a_workspace_that_is_let_in_reads_by_which_scheme(site: Site) -> None:
    data = scheme().model_dump()
    data["workspaces"] = [{"platform": "slack", "id": site.team.id}]
    definition = Definition.model_validate(data)
    assert isinstance(site.bot.definitions, dict)
    site.bot.definitions[definition.key] = definition
    status, page = await site.allows(await site.begins())
    assert status == 200
    assert f"They are let into: {definition.name}." in page
    assert "[[workspaces]]" not in page


async def test_installed_again_it_speaks_with_what_was_given_last(site: Site) -> None:
    await site.allows(await site.begins())
    first = site.team.token
    assert first is not None
    first.state = "revoked"
    status, _ = await site.allows(await site.begins())
    assert status == 200
    assert site.team.token is not None
    assert site.team.token is not first
    assert (await site.clients.of(site.team.id)).token == site.team.token.value
    assert list(await site.clients.workspaces()) == [site.team.id]


async def test_removed_it_is_gone_and_installed_anew_it_is_back(site: Site) -> None:
    await site.allows(await site.begins())
    await site.clients.lost(site.team.id)
    assert not await site.installed()
    assert site.team.token is not None
    site.team.token.state = "gone"
    status, _ = await site.allows(await site.begins())
    assert (status, await site.installed()) == (200, True)


async def test_whoever_presses_cancel_is_told_that_nothing_was_done(site: Site) -> None:
    asked = await site.begins()
    status, page = await site.goes_to(BACK, error="access_denied", state=asked["state"])
    assert status == 200
    assert "You pressed Cancel, so nothing was installed." in page
    assert "access_denied" not in page
    assert not await site.installed()


async def test_a_forged_state_installs_nothing(site: Site) -> None:
    asked = dict(await site.begins())
    asked["state"] = site.cookies[COOKIE] = "forged-by-somebody"
    await _is_refused(site, await site.allows(asked), 401)


async def test_a_state_from_another_browser_installs_nothing(site: Site) -> None:
    asked = await site.begins()
    site.cookies = {COOKIE: "that-of-another-browser"}
    await _is_refused(site, await site.allows(asked), 400)
    site.cookies = {}
    await _is_refused(site, await site.allows(asked), 400)


async def test_a_replayed_state_installs_nothing(site: Site) -> None:
    asked = await site.begins()
    await site.allows(asked)
    await site.clients.lost(site.team.id)
    site.cookies = {COOKIE: asked["state"]}
    await _is_refused(site, await site.allows(asked), 401, exchanged=1)


async def test_a_late_state_installs_nothing(site: Site) -> None:
    asked = await site.begins()
    site.bot.clock.set(START + timedelta(minutes=10, seconds=1))
    await _is_refused(site, await site.allows(asked), 401)


async def test_without_a_state_nothing_is_installed(site: Site) -> None:
    await site.begins()
    await _is_refused(site, await site.goes_to(BACK, code="code-1"), 400)


async def _is_refused(site: Site, answer: Answer, status: int, exchanged: int = 0) -> None:
    assert answer[0] == status
    assert "so nothing was installed. Please start again." in answer[1]
    assert f'href="{INSTALL}"' in answer[1]
    assert not any(
        word in answer[1] for word in ("invalid_", "code-", site.stub.world.app.client_secret)
    )
    assert sum(one.method == "oauth.v2.access" for one in site.stub.world.calls) == exchanged
    assert not await site.installed()


async def test_a_code_that_slack_does_not_take_installs_nothing_and_is_not_logged(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    asked = await site.begins()
    with capture_logs() as logs:
        status, page = await site.goes_to(BACK, code="code-of-somebody", state=asked["state"])
    assert status == 401
    assert "Slack did not confirm the installation, so nothing was kept." in page
    assert "code-of-somebody" not in f"{page}{logs}{caplog.text}"
    assert not await site.installed()


async def test_a_stranger_s_words_in_the_address_are_neither_shown_nor_logged(site: Site) -> None:
    with capture_logs() as logs:
        status, page = await site.goes_to(BACK, error="<b>call this number</b>")
    assert status == 200
    assert "call this number" not in f"{page}{logs}"


async def test_slack_out_of_reach_is_told_in_plain_words(site: Site) -> None:
    asked = await site.begins()
    await site.stub._runner.cleanup()
    status, page = await site.goes_to(BACK, code="code-1", state=asked["state"])
    assert status == 502
    assert "Slack could not be reached just now, so nothing was installed." in page
    assert f'href="{INSTALL}"' in page


async def test_a_busy_database_is_told_in_plain_words(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = await site.begins()

    async def busy(*_: object) -> bool:
        raise Busy

    monkeypatch.setattr(installations, "finish", busy)
    status, page = await site.allows(asked)
    assert status == 503
    assert "The bot is busy just now" in page
    assert f'href="{INSTALL}"' in page
    assert not await site.installed()


async def test_looking_whether_the_page_is_there_begins_nothing(site: Site) -> None:
    async with site.browser.head(INSTALL) as answer:
        assert answer.status == 405
        assert answer.cookies.get(COOKIE) is None


async def test_slack_s_signed_requests_come_in_though_they_come_from_no_page_of_ours(
    site: Site,
) -> None:
    found = {}
    for path in ("/slack/events", "/slack/events/more", INSTALL):
        async with site.browser.post(path, data=b"{}") as answer:
            found[path] = answer.status
    # 404: past the guard, though nothing listens there in this test.
    assert found == {"/slack/events": 404, "/slack/events/more": 403, INSTALL: 403}
