"""How what Slack sends reaches the bot: signed HTTP here, a socket in `slack_socket`; and what the bot answered."""

import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlencode

import aiohttp

from tests.slack.world import Json, World

EVENT, COMMAND, INTERACTION = "events_api", "slash_commands", "interactive"


@dataclass(frozen=True)
class Heard:
    """The bot's answer: status, body as text, and its JSON when it is some."""

    status: int
    text: str = ""
    body: Any = None

    @property
    def ok(self) -> bool:
        """Whether Slack takes it as heard."""
        return 200 <= self.status < 300


class Wire(Protocol):
    """A way to the bot."""

    async def send(self, kind: str, payload: Json, headers: dict[str, str] | None = None) -> Heard:
        """Send an event, a command or an interaction, and wait for what the bot answers."""
        ...


def signature(secret: str, stamp: str, body: str) -> str:
    """Slack's signature of a body, version 0."""
    signed = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256)
    return f"v0={signed.hexdigest()}"


def written(kind: str, payload: Json) -> tuple[str, str]:
    """A body as it goes over HTTP, and its media type."""
    if kind == EVENT:
        return json.dumps(payload), "application/json"
    if kind == INTERACTION:
        return urlencode({"payload": json.dumps(payload)}), "application/x-www-form-urlencoded"
    return urlencode(payload), "application/x-www-form-urlencoded"


class HttpWire:
    """Signed requests to the bot's address for everything that Slack sends."""

    def __init__(self, world: World, address: str, session: aiohttp.ClientSession) -> None:
        self.world = world
        self.address = address
        self._session = session

    async def send(self, kind: str, payload: Json, headers: dict[str, str] | None = None) -> Heard:
        """Send, signed, and wait as long as Slack does. `headers` replace the true ones; an empty one is left out."""
        body, media = written(kind, payload)
        stamp = (headers or {}).get("X-Slack-Request-Timestamp") or str(int(self.world.clock()))
        sent = {
            "Content-Type": media,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": signature(self.world.app.signing_secret, stamp, body),
        } | (headers or {})
        within = aiohttp.ClientTimeout(total=self.world.patience)
        kept = {name: value for name, value in sent.items() if value}
        try:
            async with self._session.post(
                self.address, data=body.encode(), headers=kept, timeout=within
            ) as answer:
                text = await answer.text()
                return Heard(
                    answer.status, text, json.loads(text) if _is_json(answer, text) else None
                )
        except TimeoutError:
            return Heard(0, f"nothing came within {self.world.patience} s")


def _is_json(answer: aiohttp.ClientResponse, text: str) -> bool:
    return bool(text) and answer.content_type == "application/json"
