"""A bare caller of the stub of Teams, as a bot that has signed in, and a clock that stands still."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import aiohttp

from tests.teams.api import ConnectorStub
from tests.teams.issuer import SCOPE
from tests.teams.records import Conversation, Json, Tenant

HELLO: Json = {"type": "message", "text": "Hello"}


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Answer:
    """What a call was answered."""

    status: int
    body: Any
    headers: dict[str, str]

    @property
    def code(self) -> str:
        """The code of an error."""
        return str(self.body["error"]["code"])


class Caller:
    """Calls the connector as a bot does that has signed in."""

    def __init__(self, stub: ConnectorStub, tenant: Tenant) -> None:
        self.stub = stub
        self.tenant = tenant
        self.bearer = ""

    async def signs_in(self, **other: str) -> tuple[int, Json]:
        """Ask for a token; what is given by name replaces what is right."""
        issuer = self.stub.issuer
        form = {
            "grant_type": "client_credentials",
            "client_id": issuer.app_id,
            "client_secret": issuer.secret,
        }
        form |= {"scope": SCOPE} | {key: one for key, one in other.items() if key != "tenant"}
        where = f"{issuer.login_url}/{other.get('tenant', issuer.tenant)}/oauth2/v2.0/token"
        async with self.stub.session.post(where, data=form) as answer:
            body = await answer.json()
            self.bearer = body.get("access_token", self.bearer)
            return answer.status, body

    async def calls(
        self, verb: str, path: str, body: object = None, *, base: str = "", **query: str
    ) -> Answer:
        """Call the connector."""
        headers = {"Authorization": f"Bearer {self.bearer}"} if self.bearer else {}
        address = f"{base or self.tenant.service_url}v3/conversations{path}"
        within = aiohttp.ClientTimeout(total=1)
        given: dict[str, Any] = {} if body is None else {"json": body}
        async with self.stub.session.request(
            verb, address, headers=headers, params=query, timeout=within, **given
        ) as got:
            is_json = got.content_type == "application/json"
            return Answer(
                got.status, await got.json() if is_json else await got.text(), dict(got.headers)
            )

    async def says(
        self, where: Conversation | str, activity: object = HELLO, **more: Any
    ) -> Answer:
        """Send a message."""
        name = where if isinstance(where, str) else where.id
        return await self.calls("POST", f"/{quote(name, safe='')}/activities", activity, **more)

    async def changes(self, where: Conversation, message_id: str, activity: object) -> Answer:
        """Update a message."""
        return await self.calls(
            "PUT", f"/{quote(where.id, safe='')}/activities/{message_id}", activity
        )

    async def opens(self, **body: Any) -> Answer:
        """A new conversation."""
        given = {
            "bot": {"id": self.stub.world.bot_id},
            "isGroup": False,
            "tenantId": self.tenant.id,
        }
        return await self.calls("POST", "", given | body)


def path_of(where: Conversation) -> str:
    """A conversation's id as it stands in an address."""
    return f"/{quote(where.id, safe='')}"


def was_wrong(stub: ConnectorStub) -> str:
    """What was noted as the bot's own mistake; then it is forgotten."""
    said = "\n".join(stub.world.wrongs)
    stub.world.wrongs.clear()
    return said
