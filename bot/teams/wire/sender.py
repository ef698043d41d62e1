"""How the library's own client speaks to Teams: over one session, bounded, and each request once.

What the library brings along sends over blocking `requests` in threads, without a timeout of its own, and repeats what it
takes for a passing fault up to three times, a POST too: a message would be said twice. Here a request is sent once (of
aiohttp's own, a GET, PUT or DELETE is sent again when a connection that was kept turns out to be closed; a POST never is),
and whoever asked decides whether to ask again.
"""

import asyncio
import json
from collections.abc import Mapping
from types import TracebackType
from typing import Any

import aiohttp
from msrest.pipeline import Request, Response
from msrest.pipeline.async_abc import AsyncHTTPSender
from msrest.universal_http.async_abc import AsyncClientResponse
from yarl import URL

from bot.teams.wire import wire
from bot.teams.wire.errors import TeamsProblem, problem_of
from bot.teams.wire.tokens import Tokens

SIDE_BY_SIDE = 100  # requests on their way at a time
FULL = "too many requests on their way"


class ReadAnswer(AsyncClientResponse):
    """Teams' answer as msrest reads one, with its body already here."""

    def __init__(self, request: Any, response: aiohttp.ClientResponse, body: bytes) -> None:
        super().__init__(request, response)
        self.status_code = response.status
        self.headers = response.headers.copy()
        self.reason = response.reason
        self._body = body

    def body(self) -> bytes:
        """The body as it came."""
        return self._body


class Sender(AsyncHTTPSender[Any, Any]):
    """Sends over one session with the bot's token, so many at a time.

    The token is put on here, and not by a policy of the pipeline: the library makes its own pipeline of the same policies
    after ours, and a policy that hands requests on would then hand them to the library's sender.
    """

    def __init__(self, session: aiohttp.ClientSession, tokens: Tokens) -> None:
        self._session = session
        self._tokens = tokens
        self._room = asyncio.Semaphore(SIDE_BY_SIDE)

    async def send(self, request: Request[Any], **config: Any) -> Response[Any, Any]:
        """Send it, and read the answer. Raises `TeamsProblem` for one that is no success, and what is `UNREACHABLE`."""
        token = await self._tokens.bearer()
        try:
            async with asyncio.timeout(wire.SECONDS):
                await self._room.acquire()
        except TimeoutError:
            raise TeamsProblem(FULL, "limit") from None
        try:
            return Response(request, await self._taken(request.http_request, token))
        finally:
            self._room.release()

    async def _taken(self, asked: Any, token: str) -> ReadAnswer:
        """The answer; where the token is refused, that to a newer one. What refuses both speaks for its own tenant alone."""
        try:
            return await self._answered(asked, token)
        except TeamsProblem as problem:
            if token and problem.status == 401:
                newer = await self._tokens.renewed(token)
            else:
                newer = ""
            if not newer:
                raise
        return await self._answered(asked, newer)

    async def _answered(self, asked: Any, token: str) -> ReadAnswer:
        headers = {**asked.headers, **({"Authorization": f"Bearer {token}"} if token else {})}
        # The address is sent as the library has quoted it: a conversation's id holds ":", "@", ";" and "=".
        url = URL(asked.url, encoded=True)
        async with self._session.request(
            asked.method, url, data=asked.data, headers=headers, allow_redirects=False
        ) as response:
            body = await wire.read(response)
            if not 200 <= response.status < 300:
                of_message = "/activities/" in asked.url
                waits = response.headers.get("Retry-After", "")
                raise problem_of(response.status, _code(body), waits, of_message=of_message)
            return ReadAnswer(asked, response, body)

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """The session is closed by whoever made it."""


def _code(body: bytes) -> str:
    """The error code of an answer, {"error": {"code": …}} or {"code": …}; "" where it has none."""
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return ""
    if isinstance(told, Mapping):
        error = told.get("error", told)
    else:
        error = None
    if isinstance(error, Mapping):
        code = error.get("code")
    else:
        code = None
    if isinstance(code, str):
        return code
    return ""
