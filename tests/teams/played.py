"""Somebody at their Teams, and a bot that only notes what it hears and answers what a test tells it to."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import jwt
from aiohttp import web

from tests.teams.api import ConnectorStub, teams_stubbed
from tests.teams.hand import THand
from tests.teams.records import Activity, Json, TChannel
from tests.teams.samples import message, text
from tests.teams.world import World


@dataclass
class Seen:
    """What the bot of these tests was sent, with the tokens; and what it answers."""

    bodies: list[Json] = field(default_factory=list)
    claims: list[Json] = field(default_factory=list)
    answer: Any = None
    status: int = 200

    @property
    def last(self) -> Json:
        """The latest."""
        return self.bodies[-1]


@dataclass
class Played:
    """A stub, a bot, Maya, and a channel with the bot."""

    stub: ConnectorStub
    seen: Seen
    maya: THand
    talk: TChannel

    def shows(self, *actions: Json, body: Json | None = None) -> Activity:
        """A card of the bot's in Maya's chat."""
        return self.maya.conversation.said(
            self.stub.world.bot_id, message(body or text(), actions=list(actions))
        )

    @property
    def wrongs(self) -> str:
        """What was noted as wrong; then it is forgotten."""
        said = "\n".join(self.stub.world.wrongs)
        self.stub.world.wrongs.clear()
        return said


@asynccontextmanager
async def playing() -> AsyncIterator[Played]:
    """Maya at her Teams."""
    seen = Seen()

    async def heard(request: web.Request) -> web.Response:
        seen.bodies.append(await request.json())
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        seen.claims.append(jwt.decode(token, options={"verify_signature": False}) if token else {})
        if seen.answer is None:
            return web.Response(status=seen.status)
        return web.json_response(seen.answer, status=seen.status)

    app = web.Application()
    app.router.add_post("/api/messages", heard)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    async with teams_stubbed(World()) as stub:
        stub.over_http(f"http://127.0.0.1:{runner.addresses[0][1]}/api/messages")
        tenant = stub.world.add_tenant("Fellside")
        maya = tenant.add_user(
            "Maya Thorne", "maya.thorne@fellside.example.org", zone="Europe/Paris"
        )
        talk = tenant.add_team("Library", maya, install=True).add_channel("Talk")
        yield Played(stub, seen, THand(stub, maya), talk)
    await runner.cleanup()


def held(body: Json, *path: str) -> Any:
    """What stands somewhere in an activity."""
    found: Any = body
    for one in path:
        found = found[one]
    return found
