"""Microsoft's two doors, for the tests: the issuer who signs what is sent to the bot, and the place the bot signs in at.

Real RS256 keys over HTTP on 127.0.0.1. `token` makes good tokens, and every bad one, by overriding what is in it.
"""

import asyncio
import base64
import functools
import hashlib
import hmac
import itertools
import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from jwt.algorithms import RSAAlgorithm

ISSUER = "https://api.botframework.com"
SCOPE = "https://api.botframework.com/.default"
APP_ID = "7d0c1a52-33a6-4a9e-9a63-2f1f0b5f0a11"
SECRET = "client-secret-of-the-tests"
HOME_TENANT = "11111111-aaaa-4bbb-8ccc-000000000001"
KEYS, LOGIN = "keys", "login"


@functools.cache
def key(number: int) -> RSAPrivateKey:
    """A key pair; the same one for the same number, since making one takes long."""
    return generate_private_key(public_exponent=65537, key_size=2048)


@dataclass(eq=False)
class Grant:
    """A bearer token that the bot got, and until when it is good."""

    token: str
    tenant: str
    until: float


@dataclass(eq=False)
class Issuer:
    """Serves the signing keys at `metadata_url` and the tokens of the bot itself at `login_url`."""

    app_id: str = APP_ID
    secret: str = SECRET
    tenant: str = HOME_TENANT
    clock: Callable[[], float] = time.time
    endorsements: tuple[str, ...] = ("msteams",)
    lifetime: int = 3599
    address: str = ""
    asked: Counter[str] = field(default_factory=Counter)
    grants: list[Grant] = field(default_factory=list)
    wrongs: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._count = itertools.count(1)
        self._keys = {"key-1": 0}
        self._down: set[str] = set()
        self._slow: dict[str, float] = {}

    @property
    def metadata_url(self) -> str:
        """Where the issuer says where its keys are."""
        return f"{self.address}/v1/.well-known/openidconfiguration"

    @property
    def login_url(self) -> str:
        """Where the bot signs in; a tenant's name follows."""
        return self.address

    @property
    def kid(self) -> str:
        """The name of the key that is signed with now."""
        return list(self._keys)[-1]

    def rotate(self, *, both: bool = False) -> str:
        """Sign with a new key from now on; `both` still shows the old one. Gives the new key's name."""
        number = max(self._keys.values()) + 1
        name = f"key-{number + 1}"
        self._keys = (self._keys if both else {}) | {name: number}
        return name

    def down(self, what: str = KEYS) -> None:
        """Answer 503 at the door of the keys, or at "login"."""
        self._down.add(what)

    def up(self) -> None:
        """Answer again, and at once."""
        self._down.clear()
        self._slow.clear()

    def slow(self, seconds: float, what: str = KEYS) -> None:
        """Answer late at the door of the keys, or at "login"."""
        self._slow[what] = seconds

    def token(self, audience: str = "", service_url: str = "", **overrides: Any) -> str:
        """A token of a request to the bot, good for an hour.

        `overrides` replace claims (`iss`, `aud`, `serviceurl`, `exp`, `nbf`, …), and None leaves one out; they also
        replace how it is signed: `kid` (None leaves it out), `alg` ("none", "HS256" with the public key as its
        secret, "RS512", …) and `key`, a number that is not the issuer's, so that the signature is somebody else's.
        """
        kid = overrides.pop("kid", self.kid)
        algorithm = overrides.pop("alg", "RS256")
        signing = key(overrides.pop("key", self._keys[self.kid]))
        now = int(self.clock())
        claims: dict[str, Any] = {
            "iss": ISSUER,
            "aud": audience or self.app_id,
            "serviceurl": service_url,
        }
        claims |= {"nbf": now - 300, "exp": now + 3600} | overrides
        claims = {name: one for name, one in claims.items() if one is not None}
        headers = {} if kid is None else {"kid": kid}
        if algorithm == "HS256":
            return _by_secret(claims, headers, signing)
        if algorithm == "none":
            return jwt.encode(claims, "", algorithm="none", headers=headers)
        return jwt.encode(claims, signing, algorithm=algorithm, headers=headers)

    def takes(self, header: str) -> Grant | None:
        """The grant that an Authorization header of the bot's shows, when it is still good."""
        shown = header.removeprefix("Bearer ") if header.startswith("Bearer ") else ""
        now = self.clock()
        return next((one for one in self.grants if one.token == shown and one.until > now), None)

    def withdraw(self) -> None:
        """Every token that the bot has is worth nothing any more."""
        self.grants.clear()

    def add_routes(self, app: web.Application) -> None:
        """Serve the three addresses."""
        app.router.add_get("/v1/.well-known/openidconfiguration", self._metadata)
        app.router.add_get("/v1/.well-known/keys", self._keys_shown)
        app.router.add_post("/{tenant}/oauth2/v2.0/token", self._grant)

    async def _held_up(self, what: str) -> web.Response | None:
        self.asked[what] += 1
        await asyncio.sleep(self._slow.get(what, 0))
        return web.Response(status=503, text="Service unavailable") if what in self._down else None

    async def _metadata(self, request: web.Request) -> web.Response:
        if trouble := await self._held_up(KEYS):
            return trouble
        return web.json_response(
            {
                "issuer": ISSUER,
                "authorization_endpoint": "https://invalid.botframework.com",
                "jwks_uri": f"{self.address}/v1/.well-known/keys",
                "id_token_signing_alg_values_supported": ["RS256"],
                "token_endpoint_auth_methods_supported": ["private_key_jwt"],
            }
        )

    async def _keys_shown(self, request: web.Request) -> web.Response:
        if trouble := await self._held_up(KEYS):
            return trouble
        return web.json_response(
            {"keys": [self._shown(name, number) for name, number in self._keys.items()]}
        )

    def _shown(self, name: str, number: int) -> dict[str, Any]:
        public: dict[str, Any] = RSAAlgorithm.to_jwk(key(number).public_key(), as_dict=True)
        public.pop("key_ops", None)
        shown = public | {
            "use": "sig",
            "kid": name,
            "x5t": name,
            "endorsements": list(self.endorsements),
        }
        return {one: value for one, value in shown.items() if value != []}

    async def _grant(self, request: web.Request) -> web.Response:
        if trouble := await self._held_up(LOGIN):
            return trouble
        given = {name: str(one) for name, one in (await request.post()).items()}
        tenant = request.match_info["tenant"]
        if why := self._refusal(tenant, given):
            status, error, code = why
            self.wrongs.append(f"signing in: {error} {code}")
            described = f"{code}: the bot may not sign in so."
            return web.json_response(
                {"error": error, "error_description": described}, status=status
            )
        grant = Grant(
            f"bearer-{next(self._count)}-of-the-bot", tenant, self.clock() + self.lifetime
        )
        self.grants.append(grant)
        times = {"expires_in": self.lifetime, "ext_expires_in": self.lifetime}
        return web.json_response({"token_type": "Bearer", **times, "access_token": grant.token})

    def _refusal(self, tenant: str, given: Mapping[str, str]) -> tuple[int, str, str] | None:
        if given.get("grant_type") != "client_credentials":
            return 400, "unsupported_grant_type", "AADSTS70003"
        if tenant != self.tenant:
            return 400, "invalid_request", "AADSTS90002"
        if given.get("client_id") != self.app_id:
            return 400, "unauthorized_client", "AADSTS700016"
        if given.get("client_secret") != self.secret:
            return 401, "invalid_client", "AADSTS7000215"
        if given.get("scope") != SCOPE:
            return 400, "invalid_scope", "AADSTS1002012"
        return None


def _by_secret(
    claims: Mapping[str, Any], headers: Mapping[str, Any], signing: RSAPrivateKey
) -> str:
    """A token signed by HS256 with the published key as its secret: a known trick on careless readers."""
    secret = signing.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    parts = ".".join(
        _packed(json.dumps(one).encode())
        for one in ({"typ": "JWT", "alg": "HS256", **headers}, claims)
    )
    return f"{parts}.{_packed(hmac.new(secret, parts.encode(), hashlib.sha256).digest())}"


def _packed(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


@asynccontextmanager
async def issuing(issuer: Issuer | None = None) -> AsyncIterator[Issuer]:
    """An issuer by itself, served on a free port of loopback while it is needed."""
    served = issuer or Issuer()
    app = web.Application()
    served.add_routes(app)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    served.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield served
    finally:
        await runner.cleanup()
