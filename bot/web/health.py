"""Whether the process runs, whether it can work, and its figures: for whatever watches over it."""

import hmac

from aiohttp import hdrs, web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import SecretStr

from bot.readiness import Readiness


class Health:
    """GET /healthz, /readyz and /metrics."""

    def __init__(self, readiness: Readiness, token: SecretStr | None = None) -> None:
        self._readiness = readiness
        self._token = token

    async def running(self, _request: web.Request) -> web.Response:
        """200 for as long as the process answers at all."""
        return web.Response(text="running\n")

    async def ready(self, _request: web.Request) -> web.Response:
        """200 when nothing is wrong with any part; else 503, and a line for each part: "database: cannot be written to"."""
        findings = await self._readiness.findings()
        if findings:
            lines = [f"{name}: {wrong}\n" for name, wrong in findings.items()]
            return web.Response(text="".join(lines), status=503)
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
