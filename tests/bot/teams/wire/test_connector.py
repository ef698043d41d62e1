"""What goes out to Teams: exactly what was given, once, in time, at a pace, and to nowhere else."""

import asyncio
import gzip
import json
import ssl
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from botbuilder.schema import Activity  # type: ignore[import-untyped]  # it has no types
from botframework.connector import models  # type: ignore[import-untyped]  # it has no types
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.x509.oid import NameOID
from msrest import Serializer
from pydantic import SecretStr

from bot.channel import DeliveryProblem
from bot.pacing import Pacer
from bot.teams.settings import TeamsSettings
from bot.teams.wire import sender, wire
from bot.teams.wire.connector import Connector
from bot.teams.wire.errors import TeamsProblem
from bot.teams.wire.place import ConversationAddress, channel_of
from tests.teams import issuer as teams_issuer
from tests.teams.issuer import Issuer, issuing

TENANT = "22222222-aaaa-4bbb-8ccc-000000000002"
CHAT = "a:1personal_Chat-x"
CHANNEL = "19:oversight@thread.tacv2"
THREAD = f"{CHANNEL};messageid=1700000000001"
FAST = 1000.0
SORROW = "Rowan's secret sorrow"

Answered = Callable[[web.Request], web.StreamResponse]


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    method: str
    path: str  # as it was quoted
    raw: bytes
    header: str

    @property
    def body(self) -> Any:
        return json.loads(self.raw)


@dataclass
class Service:
    """Stands where Teams stands, and answers what it is told to."""

    url: str = ""
    asked: list[Asked] = field(default_factory=list)
    answers: list[Answered] = field(default_factory=list)  # the next ones; then all is well
    slow: float = 0.0
    at_a_time: int = 0
    most_at_a_time: int = 0

    async def hear(self, request: web.Request) -> web.StreamResponse:
        """Note a request, and answer."""
        self.at_a_time += 1
        self.most_at_a_time = max(self.at_a_time, self.most_at_a_time)
        try:
            path = request.raw_path
            header = request.headers.get("Authorization", "")
            self.asked.append(Asked(request.method, path, await request.read(), header))
            await asyncio.sleep(self.slow)
            if self.answers:
                return self.answers.pop(0)(request)
            return web.json_response({"id": "1700000000009"}, status=201)
        finally:
            self.at_a_time -= 1

    def then(self, *answers: Answered) -> None:
        """What the next requests are answered."""
        self.answers += answers

    def place(self, conversation: str = CHAT) -> ConversationAddress:
        return ConversationAddress(TENANT, self.url, conversation)


def says(status: int, body: object = None, **headers: str) -> Answered:
    """An answer of JSON."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _request: web.json_response(
        body if body is not None else {}, status=status, headers=given
    )


def refuses(status: int, code: str, **headers: str) -> Answered:
    return says(status, {"error": {"code": code, "message": f"no: {SORROW}"}}, **headers)


def hangs_up(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


@asynccontextmanager
async def serving(service: Service, tls: ssl.SSLContext | None = None) -> AsyncIterator[Service]:
    app = web.Application()
    app.router.add_route("*", "/{rest:.*}", service.hear)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls).start()
    service.url = f"{'https' if tls else 'http'}://127.0.0.1:{runner.addresses[0][1]}/amer/"
    try:
        yield service
    finally:
        await runner.cleanup()


@pytest.fixture
async def service() -> AsyncIterator[Service]:
    async with serving(Service()) as one:
        yield one


@pytest.fixture
async def issuer() -> AsyncIterator[Issuer]:
    async with issuing() as one:
        yield one


def settings(issuer: Issuer, **given: object) -> TeamsSettings:
    made: dict[str, object] = {
        "app_id": teams_issuer.APP_ID,
        "app_password": SecretStr(teams_issuer.SECRET),
        "app_tenant_id": teams_issuer.HOME_TENANT,
        "login_url": issuer.login_url,
    }
    return TeamsSettings.model_validate(made | given)


@pytest.fixture
async def connector(issuer: Issuer) -> AsyncIterator[Connector]:
    async with started(settings(issuer), Pacer(FAST, FAST)) as one:
        yield one


@asynccontextmanager
async def started(settings: TeamsSettings, pacer: Pacer) -> AsyncIterator[Connector]:
    one = Connector(settings, pacer)
    await one.start()
    try:
        yield one
    finally:
        await one.stop()


async def problem(call: Any) -> TeamsProblem:
    """The problem that a call ends with; what it says is a word, and nothing that anybody wrote."""
    with pytest.raises(TeamsProblem) as told:
        await call
    chain: BaseException | None = told.value
    while chain is not None:
        assert SORROW not in f"{chain!r} {chain}"
        chain = chain.__cause__ or (None if chain.__suppress_context__ else chain.__context__)
    return told.value


def card() -> dict[str, Any]:
    """An activity with all that the library's own models would lose."""
    return {
        "type": "message",
        "text": "<at>Rowan</at> – naïve 🌱 {curly} {0}",
        "entities": [
            {
                "type": "mention",
                "text": "<at>Rowan</at>",
                "mentioned": {"id": "29:rowan", "name": "Rowan"},
            }
        ],
        "attachments": [
            {
                "contentType": "application/vnd.microsoft.card.adaptive",
                "content": {
                    "type": "AdaptiveCard",
                    "actions": [{"type": "Action.Execute", "data": {"m": None, "n": {}}}],
                },
            }
        ],
        "unknown_to_the_library": [1, None, {"deep": [True]}],
        "channelData": {"feedbackLoopEnabled": False, "notification": {"alert": True}},
    }


# What is sent, and where


async def test_a_message_is_sent_as_it_was_given(
    connector: Connector, service: Service, issuer: Issuer
) -> None:
    assert await connector.send(service.place(), card()) == "1700000000009"
    (asked,) = service.asked
    assert (asked.method, asked.path) == (
        "POST",
        "/amer/v3/conversations/a%3A1personal_Chat-x/activities",
    )
    assert asked.body == card()
    assert "naïve 🌱".encode() in asked.raw, (
        "Teams counts the bytes: nothing is escaped that need not be"
    )
    assert issuer.takes(asked.header)


async def test_half_a_character_does_not_hold_up_a_message(
    connector: Connector, service: Service
) -> None:
    await connector.send(service.place(), {"type": "message", "text": "a\ud83cb"})
    assert service.asked[0].body["text"] == "a?b"


async def test_an_answer_in_a_thread_goes_to_its_whole_address(
    connector: Connector, service: Service
) -> None:
    await connector.send(service.place(THREAD), card())
    quoted = "19%3Aoversight%40thread.tacv2%3Bmessageid%3D1700000000001"
    assert service.asked[0].path == f"/amer/v3/conversations/{quoted}/activities"


@pytest.mark.parametrize(
    "conversation", ["a:1/../../admin", "a:1{0}?x=1#y", "a:%2e%2e", "a:1\\..\\x", "ä:\u200b"]
)
async def test_no_id_leads_anywhere_else(
    connector: Connector, service: Service, conversation: str
) -> None:
    await connector.send(service.place(conversation), card())
    path = service.asked[0].path
    assert path.startswith(("/amer/v3/conversations/a%3A", "/amer/v3/conversations/%C3%A4%3A"))
    assert path.count("/") == 5
    assert not set("?#{}\\") & set(path)


@pytest.mark.parametrize("conversation", ["", ".", ".."])
async def test_an_id_that_is_none_is_not_asked_for(
    connector: Connector, service: Service, conversation: str
) -> None:
    assert (await problem(connector.send(service.place(conversation), card()))).about == "place"
    assert service.asked == []


async def test_a_message_is_updated_and_taken_away_by_its_id(
    connector: Connector, service: Service
) -> None:
    await connector.update(service.place(), "1:2/3", card())
    await connector.delete(service.place(), "1700")
    update, delete = service.asked
    where = "/amer/v3/conversations/a%3A1personal_Chat-x/activities"
    assert (update.method, update.path, update.body) == ("PUT", f"{where}/1%3A2%2F3", card())
    assert (delete.method, delete.path, delete.raw) == ("DELETE", f"{where}/1700", b"")


@pytest.mark.parametrize("status", [200, 202, 204])
async def test_an_answer_without_a_body_is_a_yes_to_an_update(
    connector: Connector, service: Service, status: int
) -> None:
    service.then(lambda _request: web.Response(status=status))
    await connector.update(service.place(), "1700", card())


async def test_a_chat_with_a_person_is_opened_in_their_tenant(
    connector: Connector, service: Service
) -> None:
    service.then(says(201, {"id": "a:1new"}))
    assert await connector.open_chat(service.place(""), "29:rowan") == "a:1new"
    assert (service.asked[0].method, service.asked[0].path) == ("POST", "/amer/v3/conversations")
    assert service.asked[0].body == {
        "bot": {"id": f"28:{teams_issuer.APP_ID}"},
        "isGroup": False,
        "members": [{"id": "29:rowan"}],
        "tenantId": TENANT,
        "channelData": {"tenant": {"id": TENANT}},
    }


@pytest.mark.parametrize(
    "answer",
    [
        {"id": f"{CHANNEL};messageid=1700", "activityId": "1700"},
        {"id": f"{CHANNEL};messageid=1700"},
        {"id": CHANNEL, "activityId": "1700"},
    ],
)
async def test_a_new_post_in_a_channel_begins_a_thread(
    connector: Connector, service: Service, answer: dict[str, str]
) -> None:
    service.then(says(201, answer))
    assert await connector.start_thread(service.place(THREAD), card()) == (
        f"{CHANNEL};messageid=1700",
        "1700",
    )
    assert service.asked[0].body == {
        "bot": {"id": f"28:{teams_issuer.APP_ID}"},
        "isGroup": True,
        "tenantId": TENANT,
        "channelData": {"tenant": {"id": TENANT}, "channel": {"id": CHANNEL}},
        "activity": card(),
    }


async def test_a_person_in_a_conversation_is_told_with_all_that_teams_tells(
    connector: Connector, service: Service
) -> None:
    rowan = {
        "id": "29:rowan",
        "aadObjectId": "x",
        "userPrincipalName": "rowan@example.org",
        "userRole": "guest",
    }
    service.then(says(200, rowan))
    assert await connector.member(service.place(THREAD), "29:rowan") == rowan
    quoted = "19%3Aoversight%40thread.tacv2"
    assert (service.asked[0].method, service.asked[0].path) == (
        "GET",
        f"/amer/v3/conversations/{quoted}/members/29%3Arowan",
    )


async def test_a_person_who_is_not_there_is_none_and_another_trouble_is_a_problem(
    connector: Connector, service: Service
) -> None:
    service.then(refuses(404, "MemberNotFoundInConversation"), refuses(403, "NotEnoughPermissions"))
    assert await connector.member(service.place(), "29:rowan") is None
    assert (await problem(connector.member(service.place(), "29:rowan"))).about == "place"


async def test_everybody_in_a_channel_is_asked_for_page_by_page(
    connector: Connector, service: Service
) -> None:
    service.then(
        says(
            200, {"members": [{"id": "29:a"}, {"id": "29:b"}, "x"], "continuationToken": "p 2&x=/"}
        ),
        says(200, {"members": [{"id": "29:c"}], "continuationToken": None}),
    )
    assert [one["id"] for one in await connector.members(service.place(THREAD))] == [
        "29:a",
        "29:b",
        "29:c",
    ]
    where = "/amer/v3/conversations/19%3Aoversight%40thread.tacv2/pagedmembers?pageSize=500"
    assert [one.path for one in service.asked] == [
        where,
        f"{where}&continuationToken=p%202%26x%3D%2F",
    ]


async def test_pages_without_an_end_have_one(connector: Connector, service: Service) -> None:
    service.then(*[says(200, {"members": [{"id": "29:a"}], "continuationToken": "again"})] * 60)
    assert len(await connector.members(service.place())) == 50


# The token


async def test_a_token_is_had_once_for_many_messages(
    connector: Connector, service: Service, issuer: Issuer
) -> None:
    await asyncio.gather(*(connector.send(service.place(f"a:{one}"), card()) for one in range(10)))
    assert len({one.header for one in service.asked}) == len(issuer.grants) == 1


def not_in(tenant: str) -> Answered:
    """One tenant's part of Teams takes no token at all; the others take any."""

    def answered(request: web.Request) -> web.StreamResponse:
        refused = tenant in request.raw_path
        return (refuses(401, "Unauthorized") if refused else says(201, {"id": "1700000000009"}))(
            request
        )

    return answered


async def test_a_token_that_is_refused_is_renewed_and_the_message_arrives(
    connector: Connector, service: Service, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.teams.wire.tokens.PATIENCE", 0.0)
    service.then(refuses(401, "Unauthorized"))
    assert await connector.send(service.place(), card()) == "1700000000009"
    assert [one.header for one in service.asked] == [f"Bearer {one.token}" for one in issuer.grants]
    assert len(issuer.grants) == 2


async def test_a_tenant_that_takes_no_token_makes_the_bot_mute_there_and_nowhere_else(
    connector: Connector, service: Service, issuer: Issuer
) -> None:
    service.then(*[not_in("refuses")] * 40)
    for _ in range(5):
        assert (
            await problem(connector.send(service.place("a:refuses"), card()))
        ).reason == "Unauthorized"
        assert await connector.send(service.place("a:takes"), card()) == "1700000000009"
    assert len(issuer.grants) == 1, (
        "the token was new, so that another would have been refused as well"
    )


async def test_only_once_is_a_refused_token_renewed_for_one_message(
    connector: Connector, service: Service, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.teams.wire.tokens.PATIENCE", 0.0)
    service.then(*[not_in("refuses")] * 40)
    assert (await problem(connector.send(service.place("a:refuses"), card()))).about == "tenant"
    assert len(service.asked) == len(issuer.grants) == 2


async def test_without_a_token_nothing_is_sent(issuer: Issuer, service: Service) -> None:
    wrong = settings(issuer, app_password=SecretStr("not-the-secret"))
    async with started(wrong, Pacer(FAST, FAST)) as connector:
        trouble = await problem(connector.send(service.place(), card()))
    assert (trouble.about, trouble.reason) == ("tenant", "invalid_client AADSTS7000215")
    assert service.asked == []


async def test_in_development_it_speaks_without_a_token(service: Service) -> None:
    async with started(
        TeamsSettings.model_validate({"development": True}), Pacer(FAST, FAST)
    ) as connector:
        await connector.send(service.place(), card())
    assert service.asked[0].header == ""


@pytest.mark.parametrize(
    "address",
    [
        "http://teams.example.org/amer/",
        "http://10.0.0.7/",
        "ftp://teams.example.org/",
        "https://",
        "",
        "not an address",
        "https://bot:pass@teams.example.org/",
        "https://teams.example.org/?x=",
        "https://teams.example.org/#x",
        "https://teams.example.org/{conversationId}",
        "https://[::1",
        "https://teams.example.org:port/",
        "https://teams.example.org/\r\nX: y",
    ],
)
async def test_a_token_goes_to_no_address_that_is_not_safe(
    connector: Connector, address: str
) -> None:
    trouble = await problem(connector.send(ConversationAddress(TENANT, address, CHAT), card()))
    assert (trouble.about, trouble.reason) == ("other", "service url")


async def test_outside_of_tests_teams_is_not_this_machine(issuer: Issuer, service: Service) -> None:
    real = settings(issuer, login_url="https://login.example.org")
    async with started(real, Pacer(FAST, FAST)) as connector:
        assert (await problem(connector.send(service.place(), card()))).reason == "service url"
        assert connector.client("https://smba.example.org/amer/") is connector.client(
            "https://smba.example.org/amer/"
        )


async def test_a_token_is_not_carried_to_where_an_answer_points(
    connector: Connector, service: Service
) -> None:
    async with serving(Service()) as elsewhere:
        service.then(says(307, Location=elsewhere.url))
        trouble = await problem(connector.send(service.place(), card()))
    assert (trouble.about, trouble.status, elsewhere.asked) == ("other", 307, [])


async def test_a_certificate_that_nobody_vouches_for_is_not_spoken_to(
    connector: Connector, tmp_path: Path
) -> None:
    async with serving(Service(), own_certificate(tmp_path)) as service:
        trouble = await problem(connector.send(service.place(), card()))
    assert (trouble.about, trouble.reason) == ("passing", "ClientConnectorCertificateError")
    assert service.asked == []


# The library's own operations, as botbuilder-core calls them


async def test_the_librarys_own_operations_go_the_same_way(
    connector: Connector, service: Service, issuer: Issuer
) -> None:
    library = connector.client(service.url).conversations
    told = await library.send_to_conversation(CHAT, Activity(type="message", text="Hello"))
    assert told.id == "1700000000009"
    assert service.asked[0].body == {"type": "message", "text": "Hello"}
    assert issuer.takes(service.asked[0].header)
    service.then(refuses(502, "ServiceError"))
    assert (
        await problem(library.send_to_conversation(CHAT, Activity(type="message", text=SORROW)))
    ).status == 502
    assert len(service.asked) == 2, "the library would have sent it four times"


def test_what_the_library_would_have_lost_is_why_it_is_not_asked_to_write() -> None:
    """When this fails, the library keeps what it is given, and `Connector` may let it write."""
    lost = Serializer({name: one for name, one in vars(models).items() if isinstance(one, type)})  # type: ignore[no-untyped-call]  # it has no types
    written = lost.body(Activity.deserialize(card()), "Activity")  # type: ignore[no-untyped-call]  # nor has this
    assert "unknown_to_the_library" not in written
    assert "mentioned" not in written["entities"][0]


# What goes wrong


@pytest.mark.parametrize("status", [408, 412, 429, 500, 502, 503, 504])
async def test_nothing_is_sent_twice_by_itself(
    connector: Connector, service: Service, status: int
) -> None:
    service.then(refuses(status, "ServiceError"))
    trouble = await problem(connector.send(service.place(), card()))
    assert trouble.about in ("passing", "limit")
    assert len(service.asked) == 1


async def test_a_message_is_not_sent_again_when_the_line_breaks(
    connector: Connector, service: Service
) -> None:
    await connector.send(
        service.place(), card()
    )  # so that the next one goes over a line that was kept
    service.then(hangs_up)
    trouble = await problem(connector.send(service.place(), card()))
    assert (trouble.about, trouble.tried) == ("passing", True)
    assert len(service.asked) == 2


async def test_a_call_ends_in_time(
    connector: Connector, service: Service, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "SECONDS", 0.3)
    service.slow = 5
    async with started(settings(issuer), Pacer(FAST, FAST)) as hurried:
        begun = time.monotonic()
        trouble = await problem(hurried.send(service.place(), card()))
    assert (trouble.about, time.monotonic() - begun < 2) == ("passing", True)
    assert len(service.asked) == 1


async def test_so_many_are_on_their_way_at_a_time_and_no_more(
    issuer: Issuer, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender, "SIDE_BY_SIDE", 3)
    service.slow = 0.02
    async with started(settings(issuer), Pacer(FAST, FAST)) as connector:
        await asyncio.gather(
            *(connector.send(service.place(f"a:{one}"), card()) for one in range(12))
        )
    assert (len(service.asked), service.most_at_a_time) == (12, 3)


async def test_who_finds_no_room_has_not_been_tried(
    issuer: Issuer, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender, "SIDE_BY_SIDE", 1)
    service.slow = 0.6
    async with started(settings(issuer), Pacer(FAST, FAST)) as connector:
        await connector.tokens.bearer()
        first = asyncio.create_task(connector.send(service.place("a:1"), card()))
        await asyncio.sleep(0.1)
        monkeypatch.setattr(wire, "SECONDS", 0.1)
        trouble = await problem(connector.send(service.place("a:2"), card()))
        await first
    assert (trouble.reason, trouble.tried, len(service.asked)) == (sender.FULL, False, 1)


@pytest.mark.parametrize(
    "answer",
    [
        says(201, {}),
        says(201, {"id": 7}),
        says(201, ["a"]),
        lambda _request: web.Response(status=201),
        lambda _request: web.Response(status=200, text=f"<html>{SORROW}"),
        lambda _request: web.Response(
            status=200, text=f'{{"id": "{SORROW}', content_type="application/json"
        ),
        lambda _request: web.Response(
            status=200, body=b"\xff\xfe", content_type="application/json"
        ),
        lambda _request: web.Response(
            status=200, text="[" * 100_000, content_type="application/json"
        ),
        lambda _request: web.Response(status=200, text="<x", content_type="application/xml"),
    ],
)
async def test_an_answer_that_says_nothing_is_a_problem_of_its_own(
    connector: Connector, service: Service, answer: Answered
) -> None:
    service.then(answer)
    assert (await problem(connector.send(service.place(), card()))).about == "other"


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[1]", b'{"error": "x"}', b'{"error": {"code": 7}}', b"[" * 100_000]
)
async def test_a_refusal_that_says_nothing_is_told_by_its_status(
    connector: Connector, service: Service, body: bytes
) -> None:
    service.then(lambda _request: web.Response(status=502, body=body, content_type="text/html"))
    trouble = await problem(connector.send(service.place(), card()))
    assert (trouble.about, trouble.reason) == ("passing", "status 502")


async def test_no_more_is_read_than_an_answer_should_have(
    connector: Connector, service: Service
) -> None:
    bomb = gzip.compress(b" " * 50 * wire.MOST_READ)
    packed = {"Content-Encoding": "gzip", "Content-Type": "application/json"}
    service.then(lambda _request: web.Response(status=200, body=bomb, headers=packed))
    assert (await problem(connector.send(service.place(), card()))).reason == "answer too long"
    await connector.send(service.place(), card())


async def test_what_is_not_there_any_more_is_told_apart(
    connector: Connector, service: Service
) -> None:
    service.then(
        refuses(404, "ActivityNotFoundInConversation"),
        says(404),
        refuses(404, "ConversationNotFound"),
    )
    calls = [connector.update(service.place(), "1700", card()) for _ in range(3)]
    assert [(await problem(call)).about for call in calls] == ["gone", "gone", "place"]


async def test_before_it_has_started_it_sends_nothing(issuer: Issuer, service: Service) -> None:
    unready = Connector(settings(issuer), Pacer(FAST, FAST))
    assert (await problem(unready.send(service.place(), card()))).about == "passing"


# The pace


@pytest.mark.parametrize("as_date", [False, True])
async def test_where_teams_asks_to_wait_the_conversation_waits_and_others_go_on(
    connector: Connector, service: Service, *, as_date: bool
) -> None:
    moment = datetime.now(UTC) + timedelta(seconds=60)
    service.then(
        refuses(
            429, "Throttled", Retry_After=f"{moment:%a, %d %b %Y %H:%M:%S} GMT" if as_date else "60"
        )
    )
    trouble = await problem(connector.send(service.place(THREAD), card()))
    assert trouble.after is not None
    assert timedelta(seconds=55) < trouble.after <= timedelta(seconds=60)
    for call in (
        connector.send(service.place(CHANNEL), card()),
        connector.members(service.place(CHANNEL)),
    ):
        with pytest.raises(DeliveryProblem, match="paced") as told:
            await call
        assert told.value.after is not None
        assert told.value.after > timedelta(seconds=50)
        assert not told.value.tried
    assert len(service.asked) == 1
    await connector.send(service.place(), card())


async def test_one_that_rests_for_long_puts_nobody_else_off(
    issuer: Issuer, service: Service
) -> None:
    async with started(settings(issuer), Pacer(20.0, FAST)) as connector:
        service.then(refuses(429, "Throttled", Retry_After="3000"))
        await problem(connector.send(service.place(THREAD), card()))
        with pytest.raises(DeliveryProblem, match="paced"):
            await connector.send(service.place(THREAD), card())
        wave = (connector.send(service.place(f"a:{one}"), card()) for one in range(40))
        told = await asyncio.gather(*wave, return_exceptions=True)
    put_off = [one.after for one in told if isinstance(one, DeliveryProblem) and one.after]
    assert put_off, "a wave is spread"
    assert max(put_off) < timedelta(seconds=10)


async def test_where_several_conversations_are_too_many_the_tenant_waits(
    connector: Connector, service: Service
) -> None:
    service.then(*[refuses(429, "Throttled", Retry_After="60")] * 3)
    for one in range(3):
        await problem(connector.send(service.place(f"a:{one}"), card()))
    for call in (
        connector.send(service.place("a:another"), card()),
        connector.members(service.place("a:another")),
    ):
        with pytest.raises(DeliveryProblem, match="paced"):
            await call
    elsewhere = ConversationAddress(
        "33333333-aaaa-4bbb-8ccc-000000000003", service.url, "a:elsewhere"
    )
    await connector.send(elsewhere, card())


async def test_a_short_wait_is_waited(connector: Connector, service: Service) -> None:
    service.then(refuses(503, "ServiceError", Retry_After="0.3"))
    await problem(connector.send(service.place(), card()))
    begun = time.monotonic()
    await connector.send(service.place(), card())
    assert time.monotonic() - begun > 0.2


async def test_a_limit_on_new_chats_holds_up_new_chats_alone(
    connector: Connector, service: Service
) -> None:
    service.then(refuses(429, "Throttled", Retry_After="60"))
    await problem(connector.open_chat(service.place(""), "29:rowan"))
    with pytest.raises(DeliveryProblem, match="paced"):
        await connector.open_chat(service.place(""), "29:another")
    await connector.send(service.place(), card())


async def test_the_settings_of_the_pace_are_kept(issuer: Issuer, service: Service) -> None:
    async with started(settings(issuer), Pacer(FAST, 5.0, 1)) as connector:
        begun = time.monotonic()
        await asyncio.gather(*(connector.send(service.place(THREAD), card()) for _ in range(3)))
        assert time.monotonic() - begun > 0.35, "one conversation: five a second"
    async with started(settings(issuer), Pacer(5.0, FAST)) as connector:
        begun = time.monotonic()
        await asyncio.gather(
            *(connector.send(service.place(f"a:{one}"), card()) for one in range(3))
        )
        assert time.monotonic() - begun > 0.35, "one tenant: five a second"
        begun = time.monotonic()
        await asyncio.gather(
            *(connector.send(service.place(f"a:{one}"), card(), at_once=True) for one in range(3))
        )
        assert time.monotonic() - begun < 0.3, (
            "whoever has just done something does not wait for others"
        )


def test_a_thread_belongs_to_its_channel() -> None:
    assert (channel_of(THREAD), ConversationAddress(TENANT, "", THREAD).channel) == (
        CHANNEL,
        CHANNEL,
    )


def own_certificate(folder: Path) -> ssl.SSLContext:
    """A server's side of TLS, with a certificate that only itself has signed."""
    key = teams_issuer.key(0)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "teams.example.org")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    (folder / "cert.pem").write_bytes(certificate.public_bytes(pem))
    (folder / "key.pem").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context
