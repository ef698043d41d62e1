"""The stand-in for Microsoft's issuer: its keys, and the tokens it makes, good and bad."""

from typing import Any

import jwt
import pytest

from tests.teams.api import teams_stubbed
from tests.teams.issuer import Issuer, issuing
from tests.teams.records import Json


async def test_the_issuer_shows_its_keys_and_a_new_one_after_a_rotation() -> None:
    async with issuing() as issuer, teams_stubbed() as stub:

        async def keys() -> list[Json]:
            async with stub.session.get(issuer.metadata_url) as metadata:
                where = (await metadata.json())["jwks_uri"]
            async with stub.session.get(where) as shown:
                listed: list[Json] = (await shown.json())["keys"]
                return listed

        [first] = await keys()
        assert first["endorsements"] == ["msteams"]
        old = issuer.token("bot", "https://teams.example.org/")
        jwt.decode(old, jwt.PyJWK(first).key, algorithms=["RS256"], audience="bot")
        issuer.rotate(both=True)
        assert [one["kid"] for one in await keys()] == ["key-1", "key-2"]
        issuer.rotate()
        [third] = await keys()
        jwt.decode(issuer.token("bot"), jwt.PyJWK(third).key, algorithms=["RS256"], audience="bot")
        with pytest.raises(jwt.InvalidSignatureError):
            jwt.decode(old, jwt.PyJWK(third).key, algorithms=["RS256"], audience="bot")
        issuer.down()
        async with stub.session.get(issuer.metadata_url) as refused:
            assert refused.status == 503


def read_token(**overrides: Any) -> tuple[Json, Json]:
    """What a token says, and how it says it is signed."""
    made = Issuer().token("bot", "https://teams.example.org/", **overrides)
    return jwt.decode(made, options={"verify_signature": False}), jwt.get_unverified_header(made)


def test_a_token_is_made_bad_in_every_way() -> None:
    claims, header = read_token()
    assert (claims["iss"], claims["aud"], header["kid"]) == (
        "https://api.botframework.com",
        "bot",
        "key-1",
    )
    assert claims["nbf"] < claims["exp"]
    assert read_token(iss="https://evil.example.org")[0]["iss"] == "https://evil.example.org"
    assert "serviceurl" not in read_token(serviceurl=None)[0]
    assert read_token(exp=1)[0]["exp"] == 1
    assert "kid" not in read_token(kid=None)[1]
    assert [read_token(alg=one)[1]["alg"] for one in ("none", "HS256", "RS512")] == [
        "none",
        "HS256",
        "RS512",
    ]
