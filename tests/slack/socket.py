"""Socket Mode of the stub: envelopes over a web socket that the bot opened, answered with their acknowledgement."""

import asyncio
import json
from contextlib import suppress
from typing import Any

from aiohttp import WSMsgType, web

from tests.slack.wire import EVENT, Heard
from tests.slack.world import Json, World


class SocketWire:
    """The sockets that the bot has open. What is sent goes down the newest one."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.sockets: list[web.WebSocketResponse] = []
        self.connections = 0
        self._waiting: dict[str, tuple[Json, asyncio.Future[Heard]]] = {}
        self._opened = asyncio.Event()

    async def accept(self, request: web.Request) -> web.WebSocketResponse:
        """GET /link: the bot connects, is greeted, and acknowledges what it is sent."""
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        self.connections += 1
        app = {"app_id": self.world.app.id}
        hello = {"type": "hello", "num_connections": len(self.sockets) + 1, "connection_info": app}
        await socket.send_json(
            hello | {"debug_info": {"host": "applink", "approximate_connection_time": 18060}}
        )
        self.sockets.append(socket)
        self._opened.set()
        try:
            async for message in socket:
                if message.type == WSMsgType.TEXT:
                    self._acknowledged(json.loads(message.data))
        finally:
            self.sockets.remove(socket)
            if not self.sockets:
                self._opened.clear()
        return socket

    def _acknowledged(self, said: Any) -> None:
        _, waiting = self._waiting.pop(said.get("envelope_id", ""), ({}, None))
        if waiting is None or waiting.done():
            return
        if extra := set(said) - {"envelope_id", "payload"}:
            self.world.wrong(f"socket: an acknowledgement has no {sorted(extra)}")
        payload = said.get("payload")
        body = None if payload in (None, {}) else payload
        waiting.set_result(Heard(200, "" if body is None else json.dumps(body), body))

    async def connected(self) -> None:
        """Wait until the bot has connected."""
        await asyncio.wait_for(self._opened.wait(), 10)

    async def send(self, kind: str, payload: Json, headers: dict[str, str] | None = None) -> Heard:
        """Send an envelope and wait for its acknowledgement, as long as Slack does."""
        await self.connected()
        mark = self.world.fresh("envelope-")
        envelope: Json = {"type": kind, "envelope_id": mark, "payload": payload}
        envelope["accepts_response_payload"] = kind != EVENT
        if kind == EVENT:
            envelope |= {"retry_attempt": 0, "retry_reason": ""}
        if headers and "X-Slack-Retry-Num" in headers:
            reason = headers.get("X-Slack-Retry-Reason", "timeout")
            envelope |= {"retry_attempt": int(headers["X-Slack-Retry-Num"]), "retry_reason": reason}
        answer: asyncio.Future[Heard] = asyncio.get_running_loop().create_future()
        self._waiting[mark] = payload, answer
        await self.sockets[-1].send_json(envelope)
        try:
            return await asyncio.wait_for(answer, self.world.patience)
        except TimeoutError:
            return Heard(0, f"nothing came within {self.world.patience} s")

    def give_up(self, payload: Json) -> None:
        """Nobody will acknowledge a payload: whoever sent it hears so at once."""
        for sent, answer in self._waiting.values():
            if sent == payload and not answer.done():
                answer.set_result(Heard(0, "it was not acknowledged"))

    async def refresh(self, reason: str = "refresh_requested") -> None:
        """Ask the bot to connect anew, as Slack does every few hours, and close the old socket."""
        old = self.sockets[-1]
        await old.send_json(
            {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink"}}
        )
        for _ in range(200):
            if any(one is not old for one in self.sockets):
                break
            await asyncio.sleep(0.02)
        await old.close()

    async def close(self) -> None:
        """Let go of every socket."""
        for one in list(self.sockets):
            with suppress(ConnectionError):
                await one.close()
