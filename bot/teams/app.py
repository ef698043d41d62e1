"""Assembles Teams: one endpoint that asks who is calling before anything else, and what hears and answers behind it."""

import asyncio
import json
import logging
import re
from collections.abc import Mapping
from typing import Any

import structlog
from aiohttp import web
from botbuilder.core.invoke_response import InvokeResponse  # type: ignore[import-untyped]  # it has no types

from bot.app import Bot, place_of
from bot.logs import Seldom
from bot.pacing import Pacer
from bot.teams.acts import Acts
from bot.teams.changes import Changes
from bot.teams.channel import TeamsChannel
from bot.teams.files import Files
from bot.teams.identities import TeamsIdentities
from bot.teams.references import References
from bot.teams.replying import Replying
from bot.teams.settings import GUID, TeamsSettings
from bot.teams.wire import wire
from bot.teams.wire.adapter import Adapter
from bot.teams.wire.auth import Authentication, Refused
from bot.teams.wire.connector import Connector
from bot.teams.wire.keys import Keys
from bot.teams.wire.place import TEAMS

log = structlog.get_logger("teams")

PATH = "/api/messages"
MOST_BYTES = 256 * 1024  # of one activity; what people can type into a dialog is a small part of it
HALF = re.compile(
    rb"\\u[dD][89a-fA-F]|\xed[\xa0-\xbf]"
)  # what may be half a character: escaped, or as no UTF-8 has it
# What a proxy or a tunnel adds, and what a browser says of the page that asks: none of them is a tool on this machine.
FROM_ELSEWHERE = (
    "Forwarded",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "Via",
    "Origin",
    "Sec-Fetch-Site",
)

# The library's parts can log whole requests, with tokens and what people typed; what is worth knowing is logged here.
for library in ("msrest", "botbuilder", "botframework"):
    logging.getLogger(library).setLevel(logging.CRITICAL + 1)


class Teams:
    """The Teams side of a bot: what it hears, and `channel`, by which it is heard. `pacer` sets how fast it speaks."""

    def __init__(self, bot: Bot, settings: TeamsSettings, pacer: Pacer | None = None) -> None:
        self.settings = settings
        self._bot = bot
        self.connector = Connector(
            settings, pacer or Pacer(settings.per_tenant, settings.per_conversation)
        )
        self.references = References(bot, self.connector)
        self.identities = TeamsIdentities(bot, self.connector, self.references)
        self.files = Files(bot, bot.settings.url)
        self.channel = TeamsChannel(bot, self.connector, self.references, self.files)
        self.changes = Changes(
            bot,
            self.connector,
            references=self.references,
            identities=self.identities,
            channel=self.channel,
        )
        self.channel.tenant_lost = self.changes.lost
        self.replying = Replying(bot, self.connector, self.references, self.channel)
        self.acts = Acts(
            bot,
            self.identities,
            references=self.references,
            changes=self.changes,
            channel=self.channel,
            replying=self.replying,
            files=self.files,
        )
        self._keys = Keys(settings.openid_metadata)
        self._authentication = Authentication(settings, self._keys, self.connector)
        self._adapter = Adapter(self._authentication)
        self._unsigned = Seldom(log.warning, "request refused: not signed by Teams for this bot")
        self._uninvited = Seldom(log.warning, "request refused: no scheme lets the tenant in")
        self._catching_up: asyncio.Task[None] | None = None
        bot.readiness.ask("teams", self._look)

    async def _look(self) -> str:
        """What is wrong with Teams as a whole, "" when nothing is; what is wrong in one tenant is that tenant's."""
        return await self.connector.tokens.look()

    def add_routes(self, app: web.Application) -> None:
        """Listen at `/api/messages`, and give and take files."""
        app.router.add_post(PATH, self._listen)
        self.files.add_routes(app)

    async def _listen(self, request: web.Request) -> web.Response:
        if self._catching_up is None:  # not started yet
            raise web.HTTPServiceUnavailable
        body = await _activity(request)
        try:
            if not self.settings.app_id:
                _only_here(request)
            proof = await self._authentication.proven(
                request.headers.get("Authorization", ""), body
            )
        except Refused as no:
            self._unsigned.note(why=str(no))
            return web.Response(status=401, headers={"WWW-Authenticate": "Bearer"})
        if not self._lets_in(tenant := tenant_of(body)):
            self._uninvited.note(tenant=_shown(tenant))
            return web.Response(status=403)
        try:
            return _written(await self._adapter.turn(proof, body, self.acts.heard))
        except Exception as fault:  # its own text may hold what somebody wrote
            log.error("request failed", error=type(fault).__name__, at=place_of(fault))
            return web.Response(status=500)

    def _lets_in(self, tenant: str) -> bool:
        """Whether a tenant is on a scheme's list; the library lets in every one."""
        return bool(tenant) and any(
            definition.workspace(TEAMS, tenant) for definition in self._bot.definitions.values()
        )

    async def start(self) -> None:
        """Fetch the keys, and learn what has changed meanwhile."""
        await self.connector.start()
        if self.settings.app_id:
            await self._keys.start()
        self._catching_up = asyncio.create_task(self._catch_up())

    async def _catch_up(self) -> None:
        """What changed in the tenants while nobody listened."""
        try:
            await self.changes.catch_up()
        except (
            Exception
        ) as fault:  # it is learnt again from what people do, and from what cannot be delivered
            log.error("not caught up", error=type(fault).__name__, at=place_of(fault))

    async def stop(self) -> None:
        """Hear nothing more; finish what is being said."""
        if self._catching_up is not None:
            self._catching_up.cancel()
            await asyncio.wait(
                {self._catching_up}, timeout=1
            )  # it may hold a connection to the database
        await self._keys.stop()
        await self.replying.stop()
        await self.connector.stop()


async def _activity(request: web.Request) -> dict[str, Any]:
    """The activity that was sent. Raises a 413 for more than any activity is, a 400 for what is none."""
    sent = bytearray()
    try:
        if (request.content_length or 0) <= MOST_BYTES:
            async for part in request.content.iter_any():
                sent += part
                if len(sent) > MOST_BYTES:
                    break
        if (request.content_length or 0) > MOST_BYTES or len(sent) > MOST_BYTES:
            raise web.HTTPRequestEntityTooLarge(MOST_BYTES)
        body = _read(bytes(sent))
    except (
        ValueError,
        RecursionError,
        web.RequestPayloadError,
    ):  # no JSON, nested without end, or cut off
        raise web.HTTPBadRequest from None
    if not isinstance(body, dict):
        raise web.HTTPBadRequest
    return body


def _read(sent: bytes) -> Any:
    """What JSON says, without halves of characters, which it can carry and nothing else can: kept, they break every answer."""
    body = json.loads(sent)
    if not HALF.search(sent):
        return body
    return json.loads(json.dumps(body, ensure_ascii=False).encode("utf-8", "ignore"))


def _only_here(request: web.Request) -> None:
    """See that an unsigned request was made by a tool on this machine itself. Raises `Refused`."""
    try:
        host = request.url.host or ""
    except ValueError:
        host = ""
    if not wire.is_loopback(request.remote or "") or not wire.is_loopback(host):
        raise Refused("not from this machine")
    if any(name in request.headers for name in FROM_ELSEWHERE):
        raise Refused("passed on, or from a page")


def tenant_of(body: Mapping[str, Any]) -> str:
    """The tenant in which something happened; "" where an activity names none, or more than one."""
    said = {
        _at(body, *path)
        for path in (
            ("conversation", "tenantId"),
            ("channelData", "tenant", "id"),
            ("from", "tenantId"),
        )
    }
    named = said - {""}
    if len(named) == 1:
        return named.pop()
    return ""


def _at(body: Any, *path: str) -> str:
    for key in path:
        if isinstance(body, dict):
            body = body.get(key)
        else:
            body = None
    if body is None:
        return ""
    return str(body).lower()


def _shown(tenant: str) -> str:
    """A tenant's id for the log; whatever else stands in its place is left out."""
    if GUID.fullmatch(tenant):
        return tenant
    return "unknown"


def _written(answer: InvokeResponse | None) -> web.Response:
    if answer is None:
        return web.Response()
    if answer.body is None:
        return web.Response(status=answer.status)
    return web.json_response(answer.body, status=answer.status)
