"""What anybody can send to Slack's address: unsigned, it is turned away unread; signed and odd, it does nothing."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from time import time
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest
import structlog

from bot.slack import app as module
from bot.slack.app import Slack
from bot.slack.wire.payloads import Malformed, checked
from bot.web import doors
from storage.engine.database import Database
from tests.slack.corner import rows, slack_corner
from tests.slack.odd import everything, odd_payloads
from tests.slack.stage import SlackStage, served, settings
from tests.slack.wire import EVENT, signature, written
from tests.slack.world import Json

FORGED = f"v0={'0' * 64}"
NESTED = b'{"payload": [' + b"[]," * 300_000 + b"[]]}"
BODIES = {
    "nothing": b"",
    "no text": b"\xff\xfe\x00",
    "no JSON": b"{",
    "nested": b"[" * 100_000,
    "900 KB of lists": NESTED,
    "a list": b"[]",
    "no form": b"payload=%7B&payload=%",
    "ssl_check": b"ssl_check=1&token=x",
    "challenge": b'{"type": "url_verification", "challenge": "c"}',
}
STAMPS = [
    "",
    "now",
    "-1",
    "1e9",
    "+1700000000",
    " ",
    "0x10",
    "١٧٠٠٠٠٠٠٠٠",
    "9" * 13,
    "9" * 5000,
    "1700000000",
]


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[SlackStage]:
    """The town in Slack."""
    database = Database(f"sqlite:///{tmp_path}/t.db")
    async with slack_corner(database) as found:
        yield found
    await database.close()


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of a body may be read."""

    def read(*_: object) -> object:
        raise AssertionError("an unsigned body was read")

    monkeypatch.setattr(module, "parsed", read)


def _address(scene: SlackStage) -> str:
    return str(getattr(scene.stub.wire, "address", ""))


def signed(scene: SlackStage, body: bytes, stamp: str = "") -> dict[str, str]:
    """The headers of a body that Slack has signed."""
    stamp = stamp or str(int(time()))
    mark = signature(scene.stub.world.app.signing_secret, stamp, body.decode(errors="replace"))
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": mark}


async def posted(scene: SlackStage, body: bytes, headers: Any, address: str = "") -> int:
    """The status that a body is answered with."""
    async with (
        aiohttp.ClientSession() as session,
        session.post(address or _address(scene), data=body, headers=headers) as answer,
    ):
        return answer.status


# Unsigned


@pytest.mark.usefixtures("unread")
@pytest.mark.parametrize(
    "media", ["application/json", "application/x-www-form-urlencoded", "text/plain; charset=no"]
)
async def test_an_unsigned_body_is_turned_away_unread(scene: SlackStage, media: str) -> None:
    now = {"X-Slack-Request-Timestamp": str(int(time())), "X-Slack-Signature": FORGED}
    for name, body in BODIES.items():
        for headers in ({}, now):
            assert await posted(scene, body, {"Content-Type": media, **headers}) == 401, name
    assert await rows(scene, "inbound") == 0  # nothing was taken for something that somebody did


@pytest.mark.usefixtures("unread")
@pytest.mark.parametrize("stamp", STAMPS)
async def test_an_odd_timestamp_is_turned_away_even_where_it_is_signed(
    scene: SlackStage, stamp: str
) -> None:
    assert (
        await posted(
            scene, b"{}", signed(scene, b"{}", stamp or " ") | {"X-Slack-Request-Timestamp": stamp}
        )
        == 401
    )


@pytest.mark.usefixtures("unread")
@pytest.mark.parametrize("name", ["X-Slack-Request-Timestamp", "X-Slack-Signature"])
async def test_a_header_that_is_missing_or_comes_twice_is_turned_away(
    scene: SlackStage, name: str
) -> None:
    good = signed(scene, b"{}")
    assert (
        await posted(scene, b"{}", {key: value for key, value in good.items() if key != name})
        == 401
    )
    assert await posted(scene, b"{}", [*good.items(), (name, good[name])]) == 401
    assert await posted(scene, b"{}", good | {name: f"{good[name]}ü"}) == 401


@pytest.mark.usefixtures("unread")
async def test_many_who_are_turned_away_are_one_line(scene: SlackStage) -> None:
    with structlog.testing.capture_logs() as lines:
        assert {await posted(scene, b"{}", {}) for _ in range(30)} == {401}
    assert [(one["event"], one["times"]) for one in lines] == [
        ("request refused: not signed by Slack, or too old", 1)
    ]


@pytest.mark.usefixtures("unread")
async def test_before_the_start_and_after_it_strangers_are_answered_alike(
    scene: SlackStage,
) -> None:
    slack = Slack(scene.bot, settings(scene.stub, socket=False))

    async def never() -> None:
        """It has not begun yet."""

    slack.start = never  # type: ignore[method-assign]
    async with served(scene.stage, scene.stub, slack, socket=False) as address:
        assert await posted(scene, b"{}", {}, f"{address}/slack/events") == 401


async def test_more_than_slack_ever_sends_is_not_taken(scene: SlackStage) -> None:
    body = b"x" * (1024 * 1024 + 1)
    assert await posted(scene, body, signed(scene, body)) == 413
    assert await posted(scene, body, {}) == 401

    async def piece_by_piece() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b"x" * 100_000

    async with aiohttp.ClientSession() as session:
        answer = await session.post(
            _address(scene), data=piece_by_piece(), headers=signed(scene, body)
        )
        assert answer.status == 413


async def test_a_body_that_is_packed_wrong_or_does_not_come_is_the_senders_fault(
    scene: SlackStage, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = signed(scene, b"no zip") | {"Content-Encoding": "gzip"}
    async with aiohttp.ClientSession(skip_auto_headers=["Accept-Encoding"]) as session:
        answer = await session.post(_address(scene), data=b"no zip", headers=packed, compress=False)
        assert answer.status == 400
    monkeypatch.setattr(doors, "BODY_SECONDS", 0.05)
    found = urlsplit(_address(scene))
    reader, writer = await asyncio.open_connection(found.hostname, found.port)
    lines = ["POST /slack/events HTTP/1.1", "Host: localhost", "Content-Length: 100"]
    lines += [f"{name}: {value}" for name, value in signed(scene, b"half").items()]
    writer.write("\r\n".join([*lines, "", "half"]).encode())
    assert b" 408 " in await reader.readline()
    writer.close()


# Signed


MALFORMED = [
    *(
        b"",
        b"{",
        b"\xc3\xa9" + b"{",
        b"[]",
        b"[" * 100_000,
        b"payload=",
        b"payload=%7B",
        b"payload=5",
        b"7",
        b"null",
    ),
    *(
        b'{"type": []}',
        b'{"type": "block_actions"}',
        b'{"type": "event_callback", "team_id": null}',
    ),
    *(b"command=%2Fmentoring", b'{"type": "view_submission", "view": 5}', b"a=1&" * 200),
]


@pytest.mark.parametrize("body", MALFORMED, ids=lambda one: one[:20].decode(errors="replace"))
@pytest.mark.parametrize("media", ["application/json", "application/x-www-form-urlencoded"])
async def test_what_is_signed_and_malformed_is_a_bad_request_or_nothing(
    scene: SlackStage, body: bytes, media: str
) -> None:
    status = await posted(scene, body, signed(scene, body) | {"Content-Type": media})
    assert status == 400 or (status == 200 and media != "application/json")
    assert await rows(scene, "inbound") == 0


async def test_whatever_is_odd_in_what_slack_has_signed_is_no_fault_of_the_bots(
    scene: SlackStage,
) -> None:
    found = []
    app = scene.slack._app
    assert app is not None
    for kind, payload in (await everything(scene)).items():
        for at, (where, odd) in enumerate(odd_payloads(payload)):
            try:
                assert (body := checked(odd)) is None or isinstance(body, dict)
            except Malformed:
                continue
            if "blocks" in where or at % 7:  # every seventh goes all the way
                continue
            odd |= {name: f"{kind}-{at}" for name in ("trigger_id", "event_id") if name in odd}
            answer = await scene.slack._dispatched(app, odd, "0")
            found += [(kind, where, answer.status)] * (answer.status not in (200, 400))
    scene.stub.world.wrongs.clear()  # a window with something odd in it is sent back as it came
    assert found == []


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("shortcut", {"callback_id": "of another app"}),
        ("message", {"callback_id": "of another app"}),
        ("form", {"type": "workflow_step_edit"}),
        ("form", {"type": "block_suggestion"}),
        ("typed", {"type": "app_rate_limited"}),
        ("typed", {"event": {"type": "link_shared", "links": 5}}),
        ("press", {"actions": [{"action_id": "x", "value": "no JSON"}]}),
        ("press", {"actions": [{"action_id": "x", "value": '{"n": "no.such.step"}'}]}),
    ],
)
async def test_ids_and_kinds_that_nobody_knows_do_nothing(
    scene: SlackStage, kind: str, changes: Json
) -> None:
    payload = (await everything(scene))[kind] | changes
    tables = ("concerns", "applications", "questions", "accounts")
    before = [await rows(scene, one) for one in tables]
    body, media = written(EVENT, payload)
    assert (
        await posted(scene, body.encode(), signed(scene, body.encode()) | {"Content-Type": media})
        == 200
    )
    await scene.settled()
    assert [await rows(scene, one) for one in tables] == before
