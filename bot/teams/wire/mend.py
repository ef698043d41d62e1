"""A fault of msrest, mended from outside.

Every client of msrest looks up 999 status codes among the "safe" ones twice when it is made, and these are a list of 501:
most of the time that a turn of the bot takes goes there. As a frozenset they are the same codes, found at once.
tests/bot/teams/wire/test_mend.py fails when the library has mended or moved it, and this can go.
"""

from msrest.universal_http.requests import ClientRetryPolicy


def mend() -> None:
    """Make the codes a frozenset; where there is no such list any more, nothing is changed."""
    codes = vars(ClientRetryPolicy).get("safe_codes")
    if isinstance(codes, list):
        ClientRetryPolicy.safe_codes = frozenset(codes)  # type: ignore[assignment]  # that is the mending
