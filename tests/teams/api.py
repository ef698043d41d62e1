"""A strict stub of Teams: the connector the bot sends to, the sign-in and the signing keys, and the way to the bot.

What Teams would not understand is noted in `world.wrongs`, and `stop` fails the test with it.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from aiohttp import web

from tests.platforms.under_way import UnderWay
from tests.teams.calls import RUN, Ask, No, channel_named
from tests.teams.events import Events
from tests.teams.faults import Call, Delay
from tests.teams.issuer import Issuer
from tests.teams.wire import Heard, HttpWire
from tests.teams.world import Json, Tenant, World

CONVERSATIONS = "/{region}/{tenant}/v3/conversations"
ACTIVITIES = f"{CONVERSATIONS}/{{conversation}}/activities"


class ConnectorStub(UnderWay):
    """Serves a world. Each tenant has a service URL of its own; `service_url` is the first one's."""

    def __init__(self, world: World | None = None, issuer: Issuer | None = None) -> None:
        super().__init__()
        self.world = world or World()
        self.issuer = issuer or Issuer(clock=self.world.clock)
        if self.world.app_id:
            self.issuer.app_id = self.world.app_id
        self.wire: HttpWire | None = None
        self.events = Events(self)

    @property
    def service_url(self) -> str:
        """Where the bot sends to, for the first tenant."""
        return next(iter(self.world.tenants.values())).service_url

    async def start(self) -> None:
        """Listen on a free port of loopback."""
        app = web.Application(client_max_size=20_000_000)
        self.issuer.add_routes(app)
        app.router.add_post(CONVERSATIONS, self._open)
        app.router.add_post(ACTIVITIES, self._method("send"))
        app.router.add_post(f"{ACTIVITIES}/{{target}}", self._method("send"))
        app.router.add_put(f"{ACTIVITIES}/{{target}}", self._method("update"))
        app.router.add_delete(f"{ACTIVITIES}/{{target}}", self._method("delete"))
        app.router.add_get(
            f"{CONVERSATIONS}/{{conversation}}/members/{{target}}", self._method("member")
        )
        app.router.add_get(
            f"{CONVERSATIONS}/{{conversation}}/pagedmembers", self._method("members")
        )
        app.router.add_route("*", "/{region}/{tenant}/v3/{rest:.*}", self._unknown)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.world.address = self.issuer.address = (
            f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        )
        self.session = aiohttp.ClientSession()

    async def stop(self) -> None:
        """Close, and fail when the bot sent anything that Teams would not have understood."""
        for task in list(self._tasks):
            task.cancel()
        await self.session.close()
        await self._runner.cleanup()
        self.world.check()

    def over_http(self, address: str) -> HttpWire:
        """From now on what Teams sends goes to this address of the bot."""
        self.wire = wire = HttpWire(self.world, self.issuer, address, self.session)
        return wire

    async def deliver(
        self, activity: Json, *, header: str | None = None, **overrides: Any
    ) -> Heard:
        """Send an activity to the bot, signed; `overrides` go to `Issuer.token`, `header` replaces the whole header."""
        assert self.wire is not None, "no bot is served"
        return await self.wire.send(activity, header=header, **overrides)

    # What the bot calls

    async def _open(self, request: web.Request) -> web.StreamResponse:
        body = await _body(request) or {}
        named = channel_named(body)
        return await self._call("start_thread" if named else "open_chat", request, named)

    def _method(self, name: str) -> Any:
        async def called(request: web.Request) -> web.StreamResponse:
            return await self._call(name, request, request.match_info["conversation"])

        return called

    async def _unknown(self, request: web.Request) -> web.StreamResponse:
        self.world.wrong(f"{request.method} {request.path}: there is no such method here")
        return web.json_response(
            {"error": {"code": "NotFound", "message": "No such method."}}, status=404
        )

    async def _call(
        self, method: str, request: web.Request, conversation: str
    ) -> web.StreamResponse:
        named = request.match_info["tenant"]
        call = Call(method, named, conversation, await _body(request) or {}, self.world.clock())
        call.activity = request.match_info.get("target", "")
        self.world.calls.append(call)
        late = self.world.faults.delay(method)
        if late and not late.done:
            return await self._undone(late, request)
        status, answer, headers = self._answered(call, request)
        call.answer, call.status = answer, status
        if late:
            await asyncio.sleep(late.seconds)
        if late and late.cut:
            _cut(request)
        if status >= 500:
            return web.Response(status=status, text="upstream connect error", headers=headers)
        if status == 200 and method == "delete":
            return web.Response(status=200)
        return web.json_response(answer, status=status, headers=headers)

    async def _undone(self, late: Delay, request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(late.seconds)
        if late.cut:
            _cut(request)
        return web.Response(status=504, text="upstream request timeout")

    def _answered(self, call: Call, request: web.Request) -> tuple[int, Json, dict[str, str]]:
        header = request.headers.get("Authorization", "")
        if not self.world.anonymous and self.issuer.takes(header) is None:
            if not header.startswith("Bearer "):
                self.world.wrong(f"{call.method}: a call without a token")
            return 401, {"message": "Authorization has been denied for this request."}, {}
        if fault := self.world.faults.fault(call.method, call.tenant):
            waits = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
            return fault.status, No(fault.status, fault.code).answer, waits
        tenant = self._tenant(request)
        if tenant is None:
            return 404, No(404, "ConversationNotFound", "Conversation not found.").answer, {}
        root = call.conversation.partition(";")[0]
        if wait := self.world.faults.wait(call.method, call.tenant, root):
            return (
                429,
                No(429, "Throttled", "Too many requests.").answer,
                {"Retry-After": str(wait)},
            )
        ask = Ask(
            self.world,
            tenant,
            call.method,
            call.conversation,
            call.activity,
            call.body,
            dict(request.query),
        )
        try:
            answer = RUN[call.method](ask)
        except No as no:
            return no.status, no.answer, {}
        created = call.method in ("send", "open_chat", "start_thread")
        return (201 if created else 200), answer, {}

    def _tenant(self, request: web.Request) -> Tenant | None:
        """The tenant of a service URL; None where that URL is no longer, or was never, this tenant's."""
        tenant = self.world.tenants.get(request.match_info["tenant"])
        return (
            tenant if tenant is not None and tenant.region == request.match_info["region"] else None
        )


def _cut(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()
    raise ConnectionResetError("cut off, as was ordered")


async def _body(request: web.Request) -> Json | None:
    if not request.body_exists:
        return None
    given = json.loads(await request.text())
    return given if isinstance(given, dict) else {"": given}


@asynccontextmanager
async def teams_stubbed(world: World | None = None) -> AsyncIterator[ConnectorStub]:
    """A stub, served while it is needed."""
    stub = ConnectorStub(world)
    await stub.start()
    try:
        yield stub
    finally:
        await stub.stop()
