"""Whether the process runs, whether it can work, and its figures: for whatever watches over it."""

import asyncio
import hmac

from aiohttp import hdrs, web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import SecretStr

from storage.database import Database

DATABASE_SECONDS = 2.0


class Health:
    """GET /healthz, /readyz and /metrics."""

    def __init__(self, database: Database, token: SecretStr | None = None) -> None:
        self._database = database
        self._token = token

    async def running(self, _request: web.Request) -> web.Response:
        """200 for as long as the process answers at all."""
        return web.Response(text="running\n")

    async def ready(self, _request: web.Request) -> web.Response:
        """200 when the database answers within two seconds, else 503."""
        try:
            await asyncio.wait_for(self._database.ping(), DATABASE_SECONDS)
        except Exception:  # whatever a driver raises, it means the same
            return web.Response(text="the database does not answer\n", status=503)
        return web.Response(text="ready\n")

    async def figures(self, request: web.Request) -> web.Response:
        """The figures, as Prometheus reads them, for whoever has the token; without one that is set, there are none."""
        if self._token is None:
            raise web.HTTPNotFound
        given = request.headers.get(hdrs.AUTHORIZATION, "")
        wanted = f"Bearer {self._token.get_secret_value()}"
        if not hmac.compare_digest(given.encode("utf-8", "surrogateescape"), wanted.encode()):
            raise web.HTTPUnauthorized
        return web.Response(body=generate_latest(), headers={"Content-Type": CONTENT_TYPE_LATEST})
