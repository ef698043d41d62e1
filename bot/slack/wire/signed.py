"""What came over HTTP is Slack's when Slack has signed its very bytes just now; before that nothing of it is looked at."""

import re

from aiohttp import web
from slack_sdk.signature import SignatureVerifier

from bot import bodies

MOST_BYTES = 1024 * 1024  # a window of 100 answers comes to a part of it
OLD = 300  # seconds, as Slack advises
STAMP = re.compile(r"[0-9]{1,12}")
SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")


class Unsigned(Exception):
    """Slack has not signed this, or not in the last five minutes."""


class Signatures:
    """Tells Slack's requests from everybody else's by the app's signing secret."""

    def __init__(self, secret: str) -> None:
        self._verifier = SignatureVerifier(secret)

    async def body_of(self, request: web.Request) -> bytes:
        """The body of a request of Slack's. Raises `Unsigned`, else what `bodies.received` raises.

        A request that does not look signed, or is too old, is refused before its body is waited for.
        """
        stamp = _only(request, "X-Slack-Request-Timestamp", STAMP)
        signature = _only(request, "X-Slack-Signature", SIGNATURE)
        if not self._is_of_now(stamp):
            raise Unsigned
        body = await bodies.received(request, MOST_BYTES)
        try:
            is_valid = self._verifier.is_valid(body, stamp, signature)
        except UnicodeDecodeError:  # the library signs text, which is all that Slack sends
            is_valid = False
        if not is_valid:
            raise Unsigned
        return body

    def _is_of_now(self, stamp: str) -> bool:
        return abs(self._verifier.clock.now() - int(stamp)) <= OLD


def _only(request: web.Request, name: str, form: re.Pattern[str]) -> str:
    """The one value of a header, which must have a form. Raises `Unsigned`."""
    given = request.headers.getall(name, [])
    if len(given) != 1 or not form.fullmatch(given[0]):
        raise Unsigned
    return given[0]
