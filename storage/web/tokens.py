"""What a browser or a mail proves itself by: long, by chance, and kept here as a hash alone."""

from base64 import urlsafe_b64encode
from hashlib import sha256
from secrets import token_urlsafe


def fresh() -> str:
    """A new token: 43 characters that stand in an address and in a cookie as they are."""
    return token_urlsafe(32)


def hashed(token: str) -> str:
    """As it is kept: 43 characters."""
    return urlsafe_b64encode(sha256(token.encode("utf-8", "replace")).digest()).decode().rstrip("=")
