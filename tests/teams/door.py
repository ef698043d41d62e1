"""The door that Teams comes in by, alone: the endpoint in a web application of its own, and the issuer beside it.

What gets through is not acted upon but remembered, unless a test wants it acted upon.
"""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.typedefs import Middleware
from pydantic import SecretStr

from bot.teams.app import PATH, Teams
from bot.teams.settings import TeamsSettings
from scheme.definition.definition import Definition
from storage.engine.database import Database
from tests.support.stage import scheme, set_stage
from tests.teams.issuer import APP_ID, HOME_TENANT, SECRET, Issuer, issuing

Json = dict[str, Any]

TENANT = "22222222-bbbb-4ccc-8ddd-000000000002"
OTHER_TENANT = "33333333-cccc-4ddd-8eee-000000000003"
SERVICE_URL = "https://teams.example.org/emea/"
MARKED = "a marked word: Quicksilver"


def activity(**changes: object) -> Json:
    """A message in somebody's own chat, but for some changes; None leaves something out."""
    whole: Json = {
        "type": "message",
        "id": "1700000000001",
        "channelId": "msteams",
        "serviceUrl": SERVICE_URL,
        "text": MARKED,
        "from": {
            "id": "29:maya",
            "name": "Maya Thorne",
            "aadObjectId": "44444444-dddd-4eee-8fff-000000000004",
        },
        "recipient": {"id": f"28:{APP_ID}", "name": "Mentoring"},
        "conversation": {"id": "a:maya", "conversationType": "personal", "tenantId": TENANT},
        "channelData": {"tenant": {"id": TENANT}},
    }
    return {name: one for name, one in (whole | changes).items() if one is not None}


def settings(issuer: Issuer, **changes: object) -> TeamsSettings:
    """Settings for the issuer, but for some changes."""
    given: Json = {
        "app_id": APP_ID,
        "app_password": SecretStr(SECRET),
        "app_tenant_id": HOME_TENANT,
        "openid_metadata": issuer.metadata_url,
        "login_url": issuer.login_url,
    }
    return TeamsSettings(_env_file=None, **(given | changes))


def lets_in(*tenants: str, platform: str = "teams") -> Definition:
    """The stage's scheme, with some tenants on its list."""
    data = scheme().model_dump()
    data["workspaces"] = [{"platform": platform, "id": one} for one in tenants]
    return Definition.model_validate(data)


@dataclass(frozen=True)
class Answered:
    """What a request was answered with."""

    status: int
    text: str
    headers: dict[str, str]

    @property
    def body(self) -> Any:
        """The answer's JSON."""
        return json.loads(self.text)


@dataclass
class Door:
    """The endpoint; `heard` holds what got through it."""

    teams: Teams
    issuer: Issuer
    url: str
    session: aiohttp.ClientSession
    heard: list[Json] = field(default_factory=list)

    async def post(self, data: Any, headers: dict[str, str] | None = None) -> Answered:
        """Send something."""
        sent = json.dumps(data).encode() if isinstance(data, dict) else data
        given = {"Content-Type": "application/json"} | (headers or {})
        async with self.session.post(self.url, data=sent, headers=given) as answer:
            return Answered(answer.status, await answer.text(), dict(answer.headers))

    async def signed(self, data: Any, **overrides: Any) -> Answered:
        """Send something with a good token, or one that is not as it should be: see `Issuer.token`."""
        service_url = str(data.get("serviceUrl", "")) if isinstance(data, dict) else SERVICE_URL
        token = self.issuer.token(service_url=service_url, **overrides)
        return await self.post(data, {"Authorization": f"Bearer {token}"})


@asynccontextmanager
async def opened(
    database: Database,
    *,
    issuer: Issuer | None = None,
    definition: Definition | None = None,
    middlewares: tuple[Middleware, ...] = (),
    **changes: object,
) -> AsyncIterator[Door]:
    """The door, with changes to the bot's settings; `heard` remembers and does nothing."""
    async with _with(issuer) as one:
        stage = await set_stage(database, definition or lets_in(TENANT))
        teams = Teams(stage.bot, settings(one, **changes))
        stage.bot.channels[:] = [teams.channel]
        async with _served(teams, middlewares) as address, aiohttp.ClientSession() as session:
            door = Door(teams, one, f"{address}{PATH}", session)

            async def heard(body: Json) -> None:
                door.heard.append(body)

            teams.acts.heard = heard  # type: ignore[method-assign, assignment]  # what is behind the door is tried elsewhere
            yield door


@asynccontextmanager
async def _with(issuer: Issuer | None) -> AsyncIterator[Issuer]:
    if issuer is not None:
        yield issuer
        return
    async with issuing() as one:
        yield one


@asynccontextmanager
async def _served(teams: Teams, middlewares: tuple[Middleware, ...]) -> AsyncIterator[str]:
    app = web.Application(middlewares=middlewares)
    teams.add_routes(app)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    await teams.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
        await teams.stop()
