"""The keys that requests from Teams are signed with: fetched ahead, kept, and fetched again when one is not known.

The library fetches them with blocking calls that have no time limit, in the middle of a request. Here nothing waits for
Microsoft but the first request signed with a new key, and what was fetched stays good while nothing newer can be had.
"""

import asyncio
import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import aiohttp
import structlog
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, RSAPublicNumbers

from bot.teams.wire import wire

log = structlog.get_logger("teams")

ENDORSED = (
    "msteams"  # a key without this endorsement signs for other channels, and opens nothing here
)
A_DAY = 24 * 3600.0
A_MINUTE = 60.0


@dataclass(frozen=True)
class SigningKey:
    """A public key, and the channels it signs for; what `JwtTokenExtractor` asks of its metadata."""

    public_key: RSAPublicKey
    endorsements: Sequence[str]


class KeyNotKnown(PermissionError):
    """No key that signs for Teams has that id."""


class Keys:
    """The signing keys at a metadata address. `start` and `stop` it; `get` stands in for the library's own metadata.

    `every`: seconds after which they are fetched again; `pause`: seconds between two fetches for keys that are not known, and
    before a fetch that failed is tried again.
    """

    def __init__(self, url: str, *, every: float = A_DAY, pause: float = A_MINUTE) -> None:
        self._url = url
        self._every = every
        self._pause = pause
        self._keys: Mapping[str, SigningKey] = {}
        self._look_from = 0.0
        self._fetching = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to fetch them, now and again and again. Nobody's start waits for it; a request that comes meanwhile does."""
        self._task = asyncio.create_task(self._keep())

    async def stop(self) -> None:
        """Fetch no more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})

    async def get(self, key_id: str | None) -> SigningKey:
        """The key of an id. Raises `KeyNotKnown`, after a look at the newest keys."""
        if not isinstance(key_id, str):
            raise KeyNotKnown
        if key_id not in self._keys:
            await self._look_for(key_id)
        if key_id not in self._keys:
            raise KeyNotKnown
        return self._keys[key_id]

    async def _look_for(self, key_id: str) -> None:
        # Whoever invents key ids must not make us ask for each, and those who come meanwhile wait for the same answer.
        async with self._fetching:
            if key_id not in self._keys and _now() >= self._look_from:
                self._look_from = _now() + self._pause
                await self._fetch()

    async def _keep(self) -> None:
        while True:
            async with self._fetching:
                fetched = await self._fetch()
            await asyncio.sleep(self._every if fetched else self._pause)

    async def _fetch(self) -> bool:
        """Fetch all of them; whether that went well. Otherwise those there are stay."""
        try:
            async with wire.session() as session:
                metadata = await _told(session, self._url)
                found = keys_in(await _told(session, _address(metadata, self._url)))
            if not found:
                raise ValueError("no keys for Teams")
        except Exception as error:  # whatever it is, the next try may go well
            log.warning(
                "signing keys not fetched", error=type(error).__name__, kept=len(self._keys)
            )
            return False
        self._keys = found
        return True


def keys_in(told: Mapping[str, Any]) -> dict[str, SigningKey]:
    """The RSA keys of a key set that sign for Teams, by their ids; whatever else is in it is passed over."""
    shown = told.get("keys")
    found = {}
    for key in shown if isinstance(shown, list) else []:
        if (
            not isinstance(key, dict)
            or key.get("kty") != "RSA"
            or not isinstance(key.get("kid"), str)
        ):
            continue
        endorsements = key.get("endorsements")
        if not isinstance(endorsements, list) or ENDORSED not in endorsements:
            continue
        with suppress(KeyError, TypeError, ValueError):
            public = RSAPublicNumbers(_number(key["e"]), _number(key["n"])).public_key()
            found[key["kid"]] = SigningKey(public, (ENDORSED,))
    return found


def _number(told: str) -> int:
    return int.from_bytes(urlsafe_b64decode(f"{told}=="))


async def _told(session: aiohttp.ClientSession, url: str) -> dict[str, Any]:
    async with session.get(url, allow_redirects=False) as response:
        body = await wire.read(response)
        if response.status != 200:
            raise ValueError("no metadata")
    told = json.loads(body)
    if not isinstance(told, dict):
        raise ValueError("no metadata")
    return told


def _address(metadata: Mapping[str, Any], url: str) -> str:
    """Where the keys are. Raises `ValueError` where that is not told, or less safe than where it was told."""
    address = metadata.get("jwks_uri")
    if not isinstance(address, str) or not wire.is_safe(
        address, loopback=not url.startswith("https://")
    ):
        raise ValueError("no keys")
    return address


def _now() -> float:
    return asyncio.get_running_loop().time()
