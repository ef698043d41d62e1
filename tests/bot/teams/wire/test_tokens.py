"""The bot's own token: had once, kept, renewed early, and never shown."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import structlog
from pydantic import SecretStr

from bot.teams.settings import TeamsSettings
from bot.teams.wire import tokens as tokens_module
from bot.teams.wire.errors import TeamsProblem
from bot.teams.wire.tokens import Tokens, trusts_loopback
from storage.engine.database import Database
from tests.teams import issuer as teams_issuer
from tests.teams.door import opened
from tests.teams.issuer import LOGIN, Issuer, issuing

SECRET = teams_issuer.SECRET
ELSEWHERE = "00000000-0000-4000-8000-000000000000"


class Clock:
    """Stands in for the loop's time."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(tokens_module, "_now", clock)
    return clock


@pytest.fixture
async def issuer() -> AsyncIterator[Issuer]:
    async with issuing() as issuer:
        yield issuer


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2)) as session:
        yield session


def settings(issuer: Issuer | None = None, **given: Any) -> TeamsSettings:
    made: dict[str, object] = {
        "app_id": teams_issuer.APP_ID,
        "app_password": SecretStr(SECRET),
        "app_tenant_id": teams_issuer.HOME_TENANT,
        "login_url": issuer.login_url if issuer else "https://login.example.org",
    }
    return TeamsSettings.model_validate(made | given)


async def refused(tokens: Tokens) -> TeamsProblem:
    with pytest.raises(TeamsProblem) as told:
        await tokens.bearer()
    return told.value


async def test_a_token_is_had_by_the_app_id_and_its_secret_and_kept(
    issuer: Issuer, session: aiohttp.ClientSession, clock: Clock
) -> None:
    tokens = Tokens(settings(issuer), session)
    token = await tokens.bearer()
    clock.now += issuer.lifetime - tokens_module.EARLY - 1
    assert await tokens.bearer() == token
    assert issuer.takes(f"Bearer {token}")
    assert (issuer.asked[LOGIN], issuer.wrongs) == (1, [])


async def test_an_old_registration_signs_in_for_all_tenants(
    issuer: Issuer, session: aiohttp.ClientSession
) -> None:
    issuer.tenant = "botframework.com"
    token = await Tokens(
        settings(issuer, app_type="MultiTenant", app_tenant_id=""), session
    ).bearer()
    assert issuer.takes(f"Bearer {token}")


async def test_the_next_token_is_asked_for_before_the_last_one_ends(
    issuer: Issuer, session: aiohttp.ClientSession, clock: Clock
) -> None:
    tokens = Tokens(settings(issuer), session)
    first = await tokens.bearer()
    clock.now += issuer.lifetime - tokens_module.EARLY + 1
    assert await tokens.bearer() != first
    assert issuer.asked[LOGIN] == 2


async def test_many_who_need_a_token_wait_for_one_request(
    issuer: Issuer, session: aiohttp.ClientSession
) -> None:
    issuer.slow(0.1, LOGIN)
    tokens = Tokens(settings(issuer), session)
    had = await asyncio.gather(*(tokens.bearer() for _ in range(20)))
    assert len(set(had)) == 1
    assert issuer.asked[LOGIN] == 1


async def test_while_the_sign_in_is_down_the_old_token_serves_until_it_ends(
    issuer: Issuer, session: aiohttp.ClientSession, clock: Clock
) -> None:
    tokens = Tokens(settings(issuer), session)
    first = await tokens.bearer()
    issuer.down(LOGIN)
    clock.now += issuer.lifetime - 100
    assert await tokens.bearer() == first
    assert await tokens.bearer() == first
    assert issuer.asked[LOGIN] == 2, "it asks again only after a while"
    clock.now += 200
    problem = await refused(tokens)
    assert (problem.about, problem.status) == ("passing", 503)
    issuer.up()
    clock.now += tokens_module.PATIENCE + 1
    assert await tokens.bearer() != first


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"app_password": SecretStr("not-the-secret")}, "invalid_client AADSTS7000215"),
        ({"app_id": "00000000-0000-4000-8000-000000000000"}, "unauthorized_client AADSTS700016"),
        ({"app_tenant_id": "00000000-0000-4000-8000-000000000000"}, "invalid_request AADSTS90002"),
    ],
)
async def test_a_refused_sign_in_is_told_by_microsofts_word_and_number(
    issuer: Issuer, session: aiohttp.ClientSession, wrong: dict[str, Any], reason: str
) -> None:
    problem = await refused(Tokens(settings(issuer, **wrong), session))
    assert (problem.about, problem.reason) == ("tenant", reason)
    assert "secret" not in repr(problem)


async def test_a_refused_sign_in_is_not_tried_for_every_message(
    issuer: Issuer, session: aiohttp.ClientSession, clock: Clock
) -> None:
    tokens = Tokens(settings(issuer, app_password=SecretStr("not-the-secret")), session)
    for _ in range(5):
        await refused(tokens)
    assert issuer.asked[LOGIN] == 1
    clock.now += tokens_module.PATIENCE + 1
    await refused(tokens)
    assert issuer.asked[LOGIN] == 2


async def test_a_sign_in_that_does_not_answer_is_given_up(issuer: Issuer) -> None:
    issuer.slow(5, LOGIN)
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=0.2)) as session:
        problem = await refused(Tokens(settings(issuer), session))
    assert problem.about == "passing"


async def test_a_token_that_is_refused_is_renewed_once_and_serves_on_elsewhere(
    issuer: Issuer, session: aiohttp.ClientSession, clock: Clock
) -> None:
    tokens = Tokens(settings(issuer), session)
    first = await tokens.bearer()
    clock.now += 1000
    second = await tokens.renewed(first)
    assert second not in ("", first)
    assert await tokens.renewed(second) == "", "it is new, so that another would say nothing else"
    assert await tokens.bearer() == second
    assert issuer.asked[LOGIN] == 2, (
        "a tenant that takes no token would have one asked for with every message"
    )
    clock.now += tokens_module.PATIENCE + 1
    assert await tokens.renewed(second) not in ("", first, second)


async def test_many_whose_token_is_refused_get_the_same_newer_one(
    issuer: Issuer, session: aiohttp.ClientSession, clock: Clock
) -> None:
    tokens = Tokens(settings(issuer), session)
    first = await tokens.bearer()
    clock.now += 1000
    newer = await asyncio.gather(*(tokens.renewed(first) for _ in range(20)))
    assert set(newer) == {await tokens.bearer()}
    assert issuer.asked[LOGIN] == 2


async def test_where_the_sign_in_is_down_a_refused_token_serves_on_elsewhere(
    issuer: Issuer, session: aiohttp.ClientSession, clock: Clock
) -> None:
    tokens = Tokens(settings(issuer), session)
    token = await tokens.bearer()
    clock.now += 1000
    issuer.down(LOGIN)
    for _ in range(3):
        assert await tokens.renewed(token) == ""
        assert await tokens.bearer() == token
    assert issuer.asked[LOGIN] == 2


# How it stands


async def test_what_microsoft_says_against_the_bot_is_told_until_it_signs_it_in(
    issuer: Issuer, session: aiohttp.ClientSession, clock: Clock
) -> None:
    issuer.tenant = ELSEWHERE
    tokens = Tokens(settings(issuer), session)
    with structlog.testing.capture_logs() as lines:
        for _ in range(3):
            assert (
                await tokens.look()
                == "Microsoft does not sign the bot in (invalid_request AADSTS90002)"
            )
    assert [one["error"] for one in lines] == ["invalid_request AADSTS90002"]
    assert issuer.asked[LOGIN] == 1
    issuer.tenant = teams_issuer.HOME_TENANT
    clock.now += tokens_module.PATIENCE + 1
    assert await tokens.look() == ""


async def test_a_registration_that_is_gone_is_told_while_the_last_token_still_serves(
    issuer: Issuer, session: aiohttp.ClientSession, clock: Clock
) -> None:
    tokens = Tokens(settings(issuer), session)
    token = await tokens.bearer()
    issuer.tenant = ELSEWHERE
    clock.now += issuer.lifetime - 100
    assert await tokens.bearer() == token
    assert "AADSTS90002" in await tokens.look()


async def test_a_sign_in_that_is_down_is_told_only_once_there_is_no_token(
    issuer: Issuer, session: aiohttp.ClientSession, clock: Clock
) -> None:
    tokens = Tokens(settings(issuer), session)
    await tokens.bearer()
    issuer.down(LOGIN)
    clock.now += issuer.lifetime - 100
    assert await tokens.look() == ""
    clock.now += 200
    assert await tokens.look() == "Microsoft's sign-in does not answer (status 503)"


async def test_whoever_asks_how_it_stands_waits_a_moment(
    issuer: Issuer, session: aiohttp.ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tokens_module, "A_MOMENT", 0.0)
    tokens = Tokens(settings(issuer), session)
    assert await tokens.look() == "the bot has not signed in yet"
    assert await tokens.look() == "the bot has not signed in yet"
    await tokens.bearer()
    assert await tokens.look() == ""
    assert issuer.asked[LOGIN] == 1


async def test_what_one_tenant_refuses_is_nothing_against_the_bot(
    issuer: Issuer, session: aiohttp.ClientSession
) -> None:
    tokens = Tokens(settings(issuer), session)
    await tokens.renewed(await tokens.bearer())
    assert await tokens.look() == ""


async def test_whoever_asks_whether_the_bot_is_ready_is_told_of_it(
    issuer: Issuer, tmp_path: Path
) -> None:
    database = Database(f"sqlite:///{tmp_path}/t.db")
    async with opened(database, issuer=issuer) as door:
        issuer.tenant = ELSEWHERE
        assert "AADSTS90002" in (await door.teams._bot.readiness.findings())["teams"]
    await database.close()


async def test_in_development_nothing_is_wrong_with_the_sign_in(
    session: aiohttp.ClientSession,
) -> None:
    assert await Tokens(TeamsSettings.model_validate({"development": True}), session).look() == ""


async def test_in_development_there_is_no_token_and_nobody_is_asked(
    session: aiohttp.ClientSession,
) -> None:
    assert await Tokens(TeamsSettings.model_validate({"development": True}), session).bearer() == ""


@pytest.mark.parametrize(
    "login", ["http://login.example.org", "ftp://login.example.org", "https://me@login.example.org"]
)
async def test_the_secret_is_not_sent_in_the_clear(
    session: aiohttp.ClientSession, login: str
) -> None:
    problem = await refused(Tokens(settings(login_url=login), session))
    assert (problem.reason, problem.about) == ("settings", "tenant")


@pytest.mark.parametrize(
    ("given", "trusted"),
    [
        ({}, False),
        ({"login_url": "http://127.0.0.1:4000"}, True),
        ({"login_url": "https://127.0.0.1:4000"}, False),
        ({"app_id": "", "app_password": None, "app_tenant_id": "", "development": True}, True),
    ],
)
def test_teams_may_be_this_machine_only_in_development_and_tests(
    given: dict[str, Any], trusted: bool
) -> None:
    assert trusts_loopback(settings(**given)) is trusted
