"""Socket Mode: what Slack sends down a connection that the bot has opened."""

from collections.abc import Awaitable, Callable
from time import time

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.socket_mode.async_internals import send_async_response
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from handlers.kit.trace import traced

Dispatch = Callable[[AsyncApp, object, str], Awaitable[BoltResponse]]


class Socket(AsyncSocketModeHandler):
    """The connection. What comes by it goes the way of what comes over HTTP."""

    def __init__(self, app: AsyncApp, token: str, dispatch: Dispatch) -> None:
        super().__init__(app, token, logger=app.logger, web_client=app.client)
        self._dispatch = dispatch

    async def handle(self, client: SocketModeClient, req: SocketModeRequest) -> None:  # type: ignore[override]
        """Answer an envelope. One that is nothing Slack sends is taken all the same, as it would come again for ever."""
        # Every event has the number, which is 0 at first.
        with traced():
            answer = await self._dispatch(self.app, req.payload, str(req.retry_attempt or 0))
        if answer.status == 400:
            await client.send_socket_mode_response(SocketModeResponse(envelope_id=req.envelope_id))
            return
        await send_async_response(client, req, answer, time())
