"""How what Teams sends reaches the bot: a POST with a signed token; and what the bot answered."""

import json
from dataclasses import dataclass
from typing import Any

import aiohttp

from tests.teams.issuer import Issuer
from tests.teams.world import Json, World


@dataclass(frozen=True)
class Heard:
    """The bot's answer: status, body as JSON when it is some, and as text. Status 0: nothing came in time."""

    status: int
    body: Any = None
    text: str = ""

    @property
    def ok(self) -> bool:
        """Whether Teams takes it as heard."""
        return 200 <= self.status < 300


class HttpWire:
    """Signed requests to the bot's address. `sent` is every activity that went there, in order."""

    def __init__(
        self, world: World, issuer: Issuer, address: str, session: aiohttp.ClientSession
    ) -> None:
        self.world = world
        self.issuer = issuer
        self.address = address
        self._session = session
        self.sent: list[Json] = []

    async def send(self, activity: Json, *, header: str | None = None, **overrides: Any) -> Heard:
        """Send an activity as it is, and wait as long as Teams does.

        `overrides` go to `Issuer.token`; `header` replaces the whole Authorization header, and "" leaves it out.
        """
        self.sent.append(activity)
        if header is None and not self.world.app_id:
            header = ""
        if header is None:
            token = self.issuer.token(
                self.world.app_id, str(activity.get("serviceUrl", "")), **overrides
            )
            header = f"Bearer {token}"
        return await self.raw(
            json.dumps(activity, ensure_ascii=False).encode("utf-8", "surrogatepass"), header
        )

    async def raw(self, body: bytes, header: str, **headers: str) -> Heard:
        """Send these very bytes."""
        sent = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "Microsoft-SkypeBotApi",
        } | headers
        if header:
            sent["Authorization"] = header
        within = aiohttp.ClientTimeout(total=self.world.patience)
        try:
            async with self._session.post(
                self.address, data=body, headers=sent, timeout=within
            ) as answer:
                text = await answer.text()
                is_json = answer.content_type == "application/json" and text
                return Heard(answer.status, json.loads(text) if is_json else None, text)
        except TimeoutError:
            return Heard(0, None, f"nothing came within {self.world.patience} s")
