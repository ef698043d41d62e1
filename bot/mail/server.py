"""Which server takes or holds mail, as an URL in the settings says it."""

from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Literal
from urllib.parse import unquote, urlsplit

Security = Literal["none", "starttls", "tls"]
PORTS = {"smtp": 587, "smtps": 465, "imap": 143, "imaps": 993}


@dataclass(frozen=True, kw_only=True)
class Server:
    """A server, and who signs in there; `user` is "" where nobody does."""

    host: str
    port: int
    security: Security  # "starttls" and "tls" take nothing less, and believe no certificate but one for this very host
    user: str = ""
    password: str = field(default="", repr=False)
    folder: str = ""  # of an IMAP mailbox, the one to read


def read(url: str, plain: str) -> Server:
    """The server behind `smtp://user:password@host:port`; `plain` is the scheme without TLS from the start ("smtp", "imap").

    Nothing but this machine itself is spoken to without TLS. Raises `ValueError`, which repeats nothing of the URL.
    """
    example = f"{plain}s://user:password@{plain}.example.org"
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        raise ValueError(f"it should look like {example}") from None
    if parts.scheme not in (plain, f"{plain}s") or not parts.hostname or parts.query:
        raise ValueError(f"it should look like {example}")
    if bool(parts.username) is not bool(parts.password):
        raise ValueError("it names a user or a password, and both are needed to sign in")
    if parts.scheme == f"{plain}s":
        security: Security = "tls"
    elif _is_here(parts.hostname):
        security = "none"
    else:
        security = "starttls"
    return Server(
        host=parts.hostname,
        port=port or PORTS[parts.scheme],
        security=security,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        folder=unquote(parts.path.strip("/")),
    )


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
