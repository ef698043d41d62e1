"""The signing keys are fetched ahead and kept: a rotation is survived, and so is a server that is down, slow or wrong."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
from aiohttp import web
from jwt.algorithms import RSAAlgorithm

from bot.teams.wire import wire
from bot.teams.wire.keys import KeyNotKnown, Keys, keys_in
from tests.teams.issuer import KEYS, Issuer, issuing, key

A_FETCH = 2  # requests: where the keys are, and the keys
NEVER = 1000.0


@pytest.fixture
async def issuer() -> AsyncIterator[Issuer]:
    """Who signs."""
    async with issuing() as one:
        yield one


@asynccontextmanager
async def started(url: str, *, every: float = NEVER, pause: float = NEVER) -> AsyncIterator[Keys]:
    """Keys that have been fetched, or not."""
    keys = Keys(url, every=every, pause=pause)
    await keys.start()
    try:
        yield keys
    finally:
        await keys.stop()


async def knows(keys: Keys, name: str) -> bool:
    """Whether there is a key of that name, after a look for it."""
    try:
        found = await keys.get(name)
    except KeyNotKnown:
        return False
    return found.endorsements == ("msteams",)


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    """Wait for what the keys do by themselves."""
    for _ in range(1000):
        if await holds():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came")


async def fetched(issuer: Issuer, requests: int) -> None:
    """Wait until the issuer was asked so often, and has answered."""

    async def asked() -> bool:
        return issuer.asked[KEYS] >= requests

    await until(asked)
    await asyncio.sleep(0.05)


def shown(**changes: object) -> dict[str, Any]:
    """A key as a key set has it, but for some changes; None leaves something out."""
    plain: dict[str, Any] = RSAAlgorithm.to_jwk(key(0).public_key(), as_dict=True)
    whole = {**plain, "kid": "key-1", "endorsements": ["msteams"], **changes}
    return {name: value for name, value in whole.items() if value is not None}


async def test_keys_are_fetched_ahead_and_not_again_for_each_request(issuer: Issuer) -> None:
    async with started(issuer.metadata_url) as keys:
        await fetched(issuer, A_FETCH)
        for _ in range(5):
            assert (await keys.get(issuer.kid)).public_key.public_numbers() == key(
                0
            ).public_key().public_numbers()
        assert issuer.asked[KEYS] == A_FETCH


async def test_a_request_that_comes_before_the_keys_waits_for_them(issuer: Issuer) -> None:
    issuer.slow(0.1)
    async with started(issuer.metadata_url) as keys:
        assert await asyncio.gather(*(knows(keys, issuer.kid) for _ in range(10))) == [True] * 10
    assert issuer.asked[KEYS] <= 2 * A_FETCH


async def test_a_key_that_is_new_is_fetched_when_it_is_first_met(issuer: Issuer) -> None:
    async with started(issuer.metadata_url) as keys:
        await fetched(issuer, A_FETCH)
        old = issuer.kid
        assert await knows(keys, issuer.rotate(both=True))
        assert await knows(keys, old)
        assert issuer.asked[KEYS] == 2 * A_FETCH


async def test_a_key_that_is_withdrawn_is_worth_nothing_after_the_next_fetch(
    issuer: Issuer,
) -> None:
    async with started(issuer.metadata_url) as keys:
        await fetched(issuer, A_FETCH)
        old = issuer.kid
        assert await knows(keys, issuer.rotate())
        assert not await knows(keys, old)


async def test_keys_are_fetched_again_by_themselves(issuer: Issuer) -> None:
    async with started(issuer.metadata_url, every=0.05) as keys:
        await fetched(issuer, A_FETCH)
        new = issuer.rotate()
        await until(lambda: knows(keys, new))
        await fetched(issuer, 5 * A_FETCH)


async def test_invented_key_ids_make_us_ask_once_in_a_while(issuer: Issuer) -> None:
    async with started(issuer.metadata_url) as keys:
        await fetched(issuer, A_FETCH)
        names = [f"invented-{number}" for number in range(50)]
        assert not any(await asyncio.gather(*(knows(keys, name) for name in names)))
        assert issuer.asked[KEYS] == 2 * A_FETCH


async def test_after_a_while_an_unknown_key_is_looked_for_again(issuer: Issuer) -> None:
    async with started(issuer.metadata_url, pause=0.1) as keys:
        await fetched(issuer, A_FETCH)
        assert not await knows(keys, "key-2")
        new = issuer.rotate()
        await until(lambda: knows(keys, new))


async def test_while_the_server_is_down_the_keys_that_are_there_stay(issuer: Issuer) -> None:
    async with started(issuer.metadata_url, every=0.05, pause=0.05) as keys:
        await fetched(issuer, A_FETCH)
        issuer.down()
        await fetched(issuer, issuer.asked[KEYS] + 3)
        assert await knows(keys, issuer.kid)
        assert not await knows(keys, "another")
        issuer.up()
        new = issuer.rotate()
        await until(lambda: knows(keys, new))


async def test_a_server_that_is_down_at_the_start_is_asked_again(issuer: Issuer) -> None:
    issuer.down()
    async with started(issuer.metadata_url, pause=0.05) as keys:
        assert not await knows(keys, issuer.kid)
        issuer.up()
        await until(lambda: knows(keys, issuer.kid))


async def test_a_server_that_is_not_there_hinders_no_start(unused_tcp_port: int) -> None:
    async with started(f"http://127.0.0.1:{unused_tcp_port}/metadata") as keys:
        assert not await knows(keys, "key-1")


async def test_a_server_that_does_not_answer_holds_nothing_up_for_long(
    issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with started(issuer.metadata_url) as keys:
        await fetched(issuer, A_FETCH)
        monkeypatch.setattr(wire, "SECONDS", 0.2)
        issuer.slow(NEVER)
        async with asyncio.timeout(5):
            assert not await knows(keys, "key-2")
        async with asyncio.timeout(0.1):
            assert await knows(keys, issuer.kid)


async def test_to_stop_ends_a_fetch_that_is_going_on(issuer: Issuer) -> None:
    issuer.slow(NEVER)
    async with asyncio.timeout(5), started(issuer.metadata_url):
        await asyncio.sleep(0.05)


@pytest.mark.parametrize("name", ["", None, 7, ["key-1"]])
async def test_what_is_no_key_id_is_no_key(issuer: Issuer, name: Any) -> None:
    async with started(issuer.metadata_url) as keys:
        await fetched(issuer, A_FETCH)
        with pytest.raises(KeyNotKnown):
            await keys.get(name)


# What a server may say


@pytest.mark.parametrize(
    "wrong",
    [
        {"endorsements": None},
        {"endorsements": []},
        {"endorsements": ["webchat", "emulator"]},
        {"endorsements": "msteams"},
        {"kid": None},
        {"kid": 1},
        {"kty": "EC"},
        {"kty": "oct", "k": "c2VjcmV0"},
        {"n": None},
        {"n": "€"},
        {"n": 5},
        {"e": ""},
    ],
    ids=str,
)
def test_a_key_that_does_not_sign_for_teams_is_passed_over(wrong: dict[str, object]) -> None:
    assert list(keys_in({"keys": [shown(kid="before"), shown(**wrong), shown(kid="after")]})) == [
        "before",
        "after",
    ]


@pytest.mark.parametrize(
    "told", [{}, {"keys": None}, {"keys": {"kid": "key-1"}}, {"keys": [None, "key-1", 7]}]
)
def test_a_key_set_without_keys_has_none(told: dict[str, Any]) -> None:
    assert keys_in(told) == {}


BAD: dict[str, tuple[str, str]] = {
    "no JSON": ("<html>", "{}"),
    "no object": ("[]", "{}"),
    "nested without end": ("[" * 20_000, "{}"),
    "not told where": ("{}", "{}"),
    "told in another kind": ('{"jwks_uri": 7}', "{}"),
    "a file": ('{"jwks_uri": "file:///etc/passwd"}', "{}"),
    "elsewhere without TLS": ('{"jwks_uri": "http://example.org/keys"}', "{}"),
    "no key set": ('{"jwks_uri": "HERE/keys"}', "[]"),
    "no keys": ('{"jwks_uri": "HERE/keys"}', '{"keys": []}'),
    "keys for others": ('{"jwks_uri": "HERE/keys"}', '{"keys": [{"kty": "RSA", "kid": "key-1"}]}'),
    "too long": ('{"jwks_uri": "HERE/keys"}', "[" + " " * 2_000_000 + "]"),
}


@pytest.mark.parametrize("case", list(BAD))
async def test_an_answer_that_makes_no_sense_changes_nothing(issuer: Issuer, case: str) -> None:
    metadata, key_set = BAD[case]
    async with started(issuer.metadata_url) as keys, saying(metadata, key_set) as url:
        await fetched(issuer, A_FETCH)
        keys._url = url
        assert not await knows(keys, "key-2")
        assert await knows(keys, issuer.kid)


async def test_another_address_is_not_followed(issuer: Issuer) -> None:
    async with saying("", "", moved_to=issuer.metadata_url) as url, started(url) as keys:
        assert not await knows(keys, issuer.kid)
    assert issuer.asked[KEYS] == 0


@asynccontextmanager
async def saying(metadata: str, key_set: str, *, moved_to: str = "") -> AsyncIterator[str]:
    """A server that says what it likes; gives the address of its metadata."""

    async def told(request: web.Request) -> web.Response:
        if moved_to:
            return web.Response(status=302, headers={"Location": moved_to})
        here = f"http://{request.host}"
        return web.Response(
            text=key_set if request.path == "/keys" else metadata.replace("HERE", here)
        )

    app = web.Application()
    app.router.add_get("/{path}", told)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/metadata"
    finally:
        with suppress(ConnectionError):
            await runner.cleanup()
