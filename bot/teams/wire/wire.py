"""What is sent to Microsoft and read from it: how long that may take, how much it may be, and where it may go."""

import ipaddress
from urllib.parse import urlsplit

import aiohttp

from bot.teams.wire.errors import TeamsProblem

SECONDS = 10.0  # that one call may take, from its first byte to its last
MOST_READ = 1_000_000  # bytes of one answer


def session() -> aiohttp.ClientSession:
    """A session for calls out: bounded in time, certificates checked, no cookies. To be made where a loop runs."""
    return aiohttp.ClientSession(
        timeout=aiohttp.ClientTimeout(total=SECONDS),
        cookie_jar=aiohttp.DummyCookieJar(),
        connector=aiohttp.TCPConnector(limit=0, ssl=True),
    )


async def read(response: aiohttp.ClientResponse) -> bytes:
    """An answer's body. Raises `TeamsProblem` where it is longer than any answer should be."""
    parts = []
    length = 0
    async for part in response.content.iter_chunked(65_536):
        length += len(part)
        if length > MOST_READ:
            response.close()
            raise TeamsProblem("answer too long", "other", status=response.status)
        parts.append(part)
    return b"".join(parts)


def is_safe(address: str, *, loopback: bool) -> bool:
    """Whether a token may be sent there: https alone or, where `loopback` allows it, http within this machine."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        return False
    if (
        not host
        or "@" in parts.netloc
        or parts.query
        or parts.fragment
        or set(address) & set("{}\\ \t\r\n")
    ):
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and loopback and is_loopback(host))


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
