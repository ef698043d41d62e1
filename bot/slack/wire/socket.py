"""Socket Mode: what Slack sends down a connection that the bot has opened."""

import asyncio
from collections.abc import Awaitable, Callable
from time import time

import structlog
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from bot.logs import Seldom
from bot.slack.wire.place import reason_of
from scheduler.trace import traced

log = structlog.get_logger("slack")

Dispatch = Callable[[AsyncApp, object, str], Awaitable[BoltResponse]]


class Socket(AsyncSocketModeHandler):
    """The connection. What comes by it goes the way of what comes over HTTP."""

    def __init__(self, app: AsyncApp, token: str, dispatch: Dispatch) -> None:
        super().__init__(app, token, logger=app.logger, web_client=app.client)
        self._dispatch = dispatch
        self._connecting: asyncio.Task[None] | None = None
        self._why = ""
        self._refused = Seldom(log.error, "socket mode cannot connect")
        self._issue = self.client.issue_new_wss_url
        self.client.issue_new_wss_url = self._issued  # type: ignore[method-assign]
        self.client.on_close_listeners.append(self._closed)

    def connect_soon(self) -> None:
        """Connect, and go on trying: the rest of the bot does not wait for it."""
        self._connecting = asyncio.create_task(self.connect_async())  # type: ignore[no-untyped-call]

    async def look(self) -> str:
        """What is wrong with the connection, "" when nothing is."""
        if await self.client.is_connected():
            return ""
        if self._why:
            return f"Socket Mode is not connected ({self._why})"
        return "Socket Mode is not connected"

    async def stop(self) -> None:
        """Hear nothing more."""
        if self._connecting is not None:
            self._connecting.cancel()
        await self.close_async()  # type: ignore[no-untyped-call]

    async def _issued(self) -> str:
        try:
            url = await self._issue()
        except Exception as error:
            self._why = reason_of(error)
            self._refused.note(error=self._why)
            raise
        self._why = ""
        return url

    async def _closed(self, _message: object) -> None:
        log.warning("the connection of socket mode was closed")

    async def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]
        """Answer an envelope. One that is nothing Slack sends is taken all the same, as it would come again for ever."""
        # Every event has the number, which is 0 at first.
        with traced():
            answer = await self._dispatch(self.app, req.payload, str(req.retry_attempt or 0))
        if answer.status == 400:
            await client.send_socket_mode_response(SocketModeResponse(envelope_id=req.envelope_id))
            return
        await send_async_response(client, req, answer, time())
