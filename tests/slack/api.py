"""A strict stub of Slack: its Web API on 127.0.0.1, answer addresses, uploads, downloads, and the events it sends.

What Slack would not understand is noted in `world.wrongs`, and `stop` fails the test with it.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from aiohttp import web

from tests.platforms.under_way import UnderWay
from tests.slack import directory, files, talk, windows
from tests.slack.answers import answered
from tests.slack.events import Events
from tests.slack.faults import Call
from tests.slack.method import METHODS, Ask, Method, No
from tests.slack.socket import SocketWire
from tests.slack.talk import as_json
from tests.slack.wire import HttpWire, Wire
from tests.slack.world import Json, Token, World

FAMILIES = (directory, files, talk, windows)  # their methods are registered when imported
ALWAYS = {"authorization", "team_id"}  # the header; and what Bolt's clients add to everything
AS_JSON = ("blocks", "attachments", "view", "metadata")


class SlackStub(UnderWay):
    """Serves a world; `api_url` is what the bot is given for Slack's own address."""

    def __init__(self, world: World | None = None) -> None:
        super().__init__()
        self.world = world or World()
        self.address = ""
        self.socket = SocketWire(self.world)
        self.wire: Wire | None = None
        self.events = Events(self)

    @property
    def api_url(self) -> str:
        """The address of the Web API."""
        return f"{self.address}/api/"

    async def start(self) -> None:
        """Listen on a free port of loopback."""
        app = web.Application(client_max_size=20_000_000)
        app.router.add_route("*", "/api/{method}", self._call)
        app.router.add_post("/answer/{name}", self._answer)
        app.router.add_post("/upload/{file}", self._upload)
        app.router.add_get("/files/{file}/{name}", self._download)
        app.router.add_get("/link/", self.socket.accept)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.address = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self.session = aiohttp.ClientSession()

    async def stop(self) -> None:
        """Close, and fail when the bot sent anything that Slack would not have understood."""
        for task in list(self._tasks):
            task.cancel()
        await self.socket.close()
        await self.session.close()
        await self._runner.cleanup()
        self.world.check()

    def over_http(self, address: str) -> HttpWire:
        """From now on what Slack sends goes to this address of the bot."""
        self.wire = wire = HttpWire(self.world, address, self.session)
        return wire

    async def over_socket(self) -> SocketWire:
        """From now on what Slack sends goes down the bot's socket, which must come."""
        await self.socket.connected()
        self.wire = self.socket
        return self.socket

    async def _call(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        given = await _arguments(request)
        header = request.headers.get("Authorization", "")
        if header.startswith("Basic "):
            given["authorization"] = header
        token = self.world.tokens.get(header.removeprefix("Bearer "))
        team = token.team.id if token else ""
        call = Call(
            name,
            {key: one for key, one in given.items() if key != "authorization"},
            team,
            self.world.clock(),
        )
        self.world.calls.append(call)
        await self.world.faults.let_go(name)
        late = self.world.faults.delay(name)
        if late and not late.done:
            await asyncio.sleep(late.seconds)
        answer, status, headers = self._answered(name, given, header, token, request)
        call.answer, call.status = answer, status
        if late and late.done:
            await asyncio.sleep(late.seconds)
        if token:
            headers["x-oauth-scopes"] = ",".join(sorted(token.scopes))
        if status >= 500:
            return web.Response(status=status, text="upstream connect error", headers=headers)
        return web.json_response(answer, status=status, headers=headers)

    def _answered(
        self, name: str, given: Json, header: str, token: Token | None, request: web.Request
    ) -> tuple[Json, int, dict[str, str]]:
        team = token.team.id if token else ""
        if fault := self.world.faults.fault(name, team):
            waits = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
            return {"ok": False, "error": fault.error}, fault.status, waits
        if wait := self.world.faults.wait(name, team, str(given.get("channel", ""))):
            return {"ok": False, "error": "ratelimited"}, 429, {"Retry-After": str(wait)}
        try:
            ask = Ask(self.world, name, given, self.address, token)
            answer = self._performed(ask, header, request)
        except No as no:
            return {"ok": False, "error": no.error} | no.more, 200, {}
        if token:
            self.events.echo(name, token.team, answer)
        return {"ok": True} | answer, 200, {}

    def _performed(self, ask: Ask, header: str, request: web.Request) -> Json:
        method = METHODS.get(ask.method)
        if method is None:
            self.world.wrong(f"{ask.method}: there is no such method here")
            raise No("unknown_method")
        self._admit(method, ask.token, header)
        for scope in method.scopes and (method.scopes,):
            ask.needs(*scope)
        if request.method == "GET" and not method.reads:
            self.world.wrong(f"{ask.method}: is written to with POST")
            raise No("invalid_arguments")
        if method.reads and request.content_type == "application/json":
            self.world.wrong(f"{ask.method}: takes no JSON")
            raise No("invalid_arguments")
        if unknown := set(ask.given) - method.takes - ALWAYS:
            self.world.wrong(f"{ask.method}: has no argument {sorted(unknown)}")
            raise No("invalid_arguments")
        if missing := {one for one in method.needs if ask.given.get(one) in (None, "")}:
            raise No(
                "invalid_arguments",
                response_metadata={
                    "messages": [
                        f"[ERROR] missing required field: {one}" for one in sorted(missing)
                    ]
                },
            )
        return method.run(ask)

    def _admit(self, method: Method, token: Token | None, header: str) -> None:
        if method.whose == "none":
            return
        if not header:
            raise No("not_authed")
        if method.whose == "app":
            if header.removeprefix("Bearer ") != self.world.app.app_token:
                raise No("invalid_auth" if token is None else "not_allowed_token_type")
            return
        if header.startswith("Bearer xapp-"):
            raise No("not_allowed_token_type")
        if token is None:
            raise No("invalid_auth")
        if token.state != "live":
            raise No("token_revoked" if token.state == "revoked" else "account_inactive")

    async def _answer(self, request: web.Request) -> web.Response:
        try:
            given = json.loads(await request.text())
        except ValueError:
            return web.json_response({"ok": False, "error": "invalid_payload"}, status=400)
        return answered(self.world, request.match_info["name"], given)

    async def _upload(self, request: web.Request) -> web.Response:
        for team in self.world.workspaces.values():
            file = team.files.get(request.match_info["file"])
            if file is not None and not file.done:
                file.content = await _sent(request)
                return web.Response(text=f"OK - {len(file.content)}")
        return web.Response(status=404, text="not found")

    async def _download(self, request: web.Request) -> web.Response:
        token = self.world.tokens.get(
            request.headers.get("Authorization", "").removeprefix("Bearer ")
        )
        file = token.team.files.get(request.match_info["file"]) if token else None
        if (
            token is None
            or file is None
            or token.state != "live"
            or "files:read" not in token.scopes
        ):
            # As the real one does: a page to sign in at, and no error.
            return web.Response(
                text="<!DOCTYPE html><title>Sign in</title>", content_type="text/html"
            )
        return web.Response(body=file.content)


async def _arguments(request: web.Request) -> Json:
    given: Json = dict(request.query)
    if request.content_type == "application/json" and request.can_read_body:
        body = json.loads(await request.text())
        given |= body if isinstance(body, dict) else {}
    elif request.method == "POST":
        given |= {key: one for key, one in (await request.post()).items() if isinstance(one, str)}
    for name in AS_JSON:
        if isinstance(given.get(name), str):
            given[name] = as_json(given[name])
    return given


async def _sent(request: web.Request) -> bytes:
    if request.content_type.startswith("multipart/"):
        posted = await request.post()
        return b"".join(
            one.file.read() for one in posted.values() if isinstance(one, web.FileField)
        )
    return await request.read()


@asynccontextmanager
async def stubbed(world: World | None = None) -> AsyncIterator[SlackStub]:
    """A stub, served while it is needed."""
    stub = SlackStub(world)
    await stub.start()
    try:
        yield stub
    finally:
        await stub.stop()
