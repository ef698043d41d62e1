"""Nobody but Teams gets in: whatever proves nothing has 401 and never 500, a tenant that is not on a list has 403."""

import base64
import gzip
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from bot import logs
from bot.teams.app import MOST_BYTES
from storage.engine.database import Database
from tests.teams.door import (
    MARKED,
    OTHER_TENANT,
    SERVICE_URL,
    TENANT,
    Door,
    activity,
    lets_in,
    opened,
)
from tests.teams.issuer import APP_ID, HOME_TENANT, issuing

REFUSED = "request refused: not signed by Teams for this bot"
NOT_LET_IN = "request refused: no scheme lets the tenant in"
HERE = "http://127.0.0.1:9/emulated/"


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """An empty database."""
    one = Database(f"sqlite:///{tmp_path}/t.db")
    yield one
    await one.close()


@pytest.fixture
async def door(database: Database) -> AsyncIterator[Door]:
    """The endpoint, which knows one tenant."""
    async with opened(database) as one:
        yield one


@pytest.fixture
def each_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every refusal is a line of the log, however soon it follows another."""
    monkeypatch.setattr(logs, "QUIET", 0.0)


async def refused(
    door: Door, body: Any, headers: dict[str, str] | None = None, **overrides: Any
) -> None:
    """Something is sent, with a token or with the headers given, and has 401; one line is logged, and nothing is heard."""
    with structlog.testing.capture_logs() as lines:
        heard = await (
            door.post(body, headers) if headers is not None else door.signed(body, **overrides)
        )
    assert heard.status == 401, heard.text
    assert heard.headers.get("WWW-Authenticate") == "Bearer"
    assert [one["event"] for one in lines if one["event"] != "signing keys not fetched"] == [
        REFUSED
    ]
    assert "Quicksilver" not in f"{lines}{heard.text}"
    assert "eyJ" not in f"{lines}"
    assert door.heard == []


async def test_what_teams_has_signed_for_this_bot_is_heard_as_it_was_sent(door: Door) -> None:
    body = activity(
        entities=[{"type": "mention", "mentioned": {"id": "28:x"}, "text": "<at>Mentoring</at>"}],
        new=[1],
    )
    assert (await door.signed(body)).status == 200
    assert door.heard == [body]


# Headers


def _token(header: object, claims: object) -> str:
    parts = (json.dumps(one).encode() for one in (header, claims))
    return ".".join(
        base64.urlsafe_b64encode(one).decode().rstrip("=") for one in (*parts, b"signature")
    )


GOOD_HEADER, GOOD_CLAIMS = (
    {"alg": "RS256", "typ": "JWT", "kid": "key-1"},
    {"iss": "https://api.botframework.com"},
)
HEADERS = {
    "none": None,
    "empty": "",
    "another scheme": "Basic bWF5YTpzZWNyZXQ=",
    "no token": "Bearer",
    "a blank": "Bearer ",
    "garbage": "Bearer garbage",
    "three parts of garbage": "Bearer a.b.c",
    "five parts": "Bearer a.b.c.d.e",
    "only dots": "Bearer ...",
    "not of this alphabet": "Bearer €.€.€",
    "claims that are a list": f"Bearer {_token(GOOD_HEADER, [GOOD_CLAIMS])}",
    "claims that are a number": f"Bearer {_token(GOOD_HEADER, 7)}",
    "claims that are nothing": f"Bearer {_token(GOOD_HEADER, None)}",
    "a header that is a list": f"Bearer {_token([GOOD_HEADER], GOOD_CLAIMS)}",
    "a header of numbers": f"Bearer {_token({'alg': 5, 'kid': 7}, GOOD_CLAIMS)}",
    "an issuer that is a list": f"Bearer {_token(GOOD_HEADER, {'iss': ['https://api.botframework.com']})}",
    "no signature": f"Bearer {_token(GOOD_HEADER, GOOD_CLAIMS)}",
}


@pytest.mark.parametrize("case", list(HEADERS))
async def test_a_request_without_a_token_is_turned_away(door: Door, case: str) -> None:
    header = HEADERS[case]
    await refused(door, activity(), {} if header is None else {"Authorization": header})


@pytest.mark.parametrize(
    "form", ["{}", "bearer {}", "BotFramework {}", "Bearer  {}", "Bearer {} {}", "Bearer {}x"]
)
async def test_a_good_token_that_is_shown_in_another_way_is_turned_away(
    door: Door, form: str
) -> None:
    token = door.issuer.token(service_url=SERVICE_URL)
    await refused(door, activity(), {"Authorization": form.format(token, token)})


# Tokens

HOUR = 3600
DIRECTORY = f"https://login.microsoftonline.com/{HOME_TENANT}/v2.0"
OLD_DIRECTORY = f"https://sts.windows.net/{HOME_TENANT}/"
ANOTHER_APP = "55555555-eeee-4fff-8000-000000000005"
TOKENS: dict[str, dict[str, Any]] = {
    "wrong audience": {"aud": ANOTHER_APP},
    "no audience": {"aud": None},
    "empty audience": {"aud": ""},
    "several audiences": {"aud": [APP_ID, ANOTHER_APP]},
    "wrong issuer": {"iss": "https://issuer.example.org"},
    "no issuer": {"iss": None},
    "no service url": {"serviceurl": None},
    "another service url": {"serviceurl": "https://elsewhere.example.org/"},
    "nearly the service url": {"serviceurl": SERVICE_URL.rstrip("/")},
    "service urls": {"serviceurl": [SERVICE_URL]},
    "without an end": {"exp": None},
    "an end in words": {"exp": "tomorrow"},
    "signed by somebody else": {"key": 77},
    "alg none": {"alg": "none"},
    "alg HS256 with the public key": {"alg": "HS256"},
    "alg RS512": {"alg": "RS512"},
    "unknown key": {"kid": "key-77"},
    "no key id": {"kid": None},
    "empty key id": {"kid": ""},
    "emulator": {"iss": DIRECTORY, "ver": "2.0", "azp": APP_ID, "appid": APP_ID},
    "older emulator": {"iss": OLD_DIRECTORY, "ver": "1.0", "appid": APP_ID},
    "skill": {"iss": DIRECTORY, "ver": "2.0", "azp": ANOTHER_APP, "tid": HOME_TENANT},
    "older skill": {"iss": OLD_DIRECTORY, "ver": "1.0", "appid": ANOTHER_APP},
    "skill without an app": {
        "iss": DIRECTORY,
        "ver": "2.0",
        "azp": "AnonymousSkill",
        "appid": "AnonymousSkill",
    },
}


@pytest.mark.parametrize("case", list(TOKENS))
async def test_a_token_that_is_not_for_this_bot_or_not_of_teams_is_turned_away(
    door: Door, case: str
) -> None:
    await refused(door, activity(), **TOKENS[case])


@pytest.mark.usefixtures("each_is_told")
async def test_a_token_of_another_time_is_turned_away(door: Door) -> None:
    now = int(time.time())
    await refused(door, activity(), nbf=now - 2 * HOUR, exp=now - HOUR)
    await refused(door, activity(), nbf=now + HOUR, exp=now + 2 * HOUR)


async def test_clocks_may_differ_by_a_few_minutes(door: Door) -> None:
    now = int(time.time())
    assert (await door.signed(activity(), exp=now - 200)).status == 200
    assert (await door.signed(activity(), nbf=now + 200)).status == 200


@pytest.mark.usefixtures("each_is_told")
async def test_a_token_for_a_bot_does_not_get_in_where_no_app_id_is_set(database: Database) -> None:
    async with opened(database, app_id="", app_password=None, app_tenant_id="") as door:
        await refused(door, activity())
        await refused(door, activity(), aud=None)
        await refused(door, activity(), aud="")
        await refused(door, activity(), {})


@pytest.mark.parametrize("endorsements", [("webchat",), (), ("Msteams", "msteams2")], ids=str)
async def test_a_key_that_does_not_sign_for_teams_opens_nothing(
    database: Database, endorsements: tuple[str, ...]
) -> None:
    async with issuing() as issuer:
        issuer.endorsements = endorsements
        async with opened(database, issuer=issuer) as door:
            await refused(door, activity())


# Activities


@pytest.mark.usefixtures("each_is_told")
@pytest.mark.parametrize("url", [None, "", 7, [SERVICE_URL], {"url": SERVICE_URL}], ids=str)
async def test_an_activity_without_a_service_url_is_turned_away(door: Door, url: Any) -> None:
    await refused(door, activity(serviceUrl=url), serviceurl=url)
    await refused(door, activity(serviceUrl=url), serviceurl=SERVICE_URL)


@pytest.mark.parametrize(
    "url",
    [
        "http://teams.example.org/",
        "https://user@teams.example.org/",
        "file:///etc/passwd",
        "https://",
        "teams",
        "//x/y",
    ],
)
async def test_the_bot_would_show_its_own_token_to_no_such_address(door: Door, url: str) -> None:
    await refused(door, activity(serviceUrl=url))


@pytest.mark.parametrize(
    "channel", [None, "", "emulator", "webchat", "directline", "MSTEAMS", 7, ["msteams"]], ids=str
)
async def test_an_activity_of_another_channel_is_turned_away(door: Door, channel: Any) -> None:
    await refused(door, activity(channelId=channel))


# Keys


async def test_while_the_keys_cannot_be_had_nobody_gets_in_and_afterwards_teams_does(
    database: Database,
) -> None:
    async with issuing() as issuer:
        issuer.down()
        async with opened(database, issuer=issuer) as door:
            await refused(door, activity())
            issuer.up()
            door.teams._keys._look_from = 0.0  # the pause is over
            assert (await door.signed(activity())).status == 200


async def test_a_new_key_is_taken_at_once_and_the_old_one_no_longer_when_it_is_withdrawn(
    door: Door,
) -> None:
    assert (await door.signed(activity())).status == 200
    old = door.issuer.token(service_url=SERVICE_URL)
    door.issuer.rotate()
    assert (await door.signed(activity())).status == 200
    door.heard.clear()
    await refused(door, activity(), {"Authorization": f"Bearer {old}"})


async def test_keys_that_were_fetched_are_good_while_their_server_is_down(door: Door) -> None:
    assert (await door.signed(activity())).status == 200
    door.issuer.down()
    assert (await door.signed(activity())).status == 200
    door.heard.clear()
    await refused(door, activity(), kid="key-77")


# Tenants


def of_tenants(conversation: Any, data: Any, sender: Any = None) -> dict[str, Any]:
    """An activity that names tenants in up to three places."""
    person = {"id": "29:maya", "aadObjectId": "44444444-dddd-4eee-8fff-000000000004"}
    return activity(
        conversation={"id": "a:maya", "conversationType": "personal", "tenantId": conversation},
        channelData={"tenant": {"id": data}},
        **{"from": person | ({"tenantId": sender} if sender else {})},
    )


@pytest.mark.parametrize(
    "body",
    [
        of_tenants(OTHER_TENANT, OTHER_TENANT),
        of_tenants(TENANT, OTHER_TENANT),
        of_tenants(OTHER_TENANT, TENANT),
        of_tenants(TENANT, TENANT, OTHER_TENANT),
        of_tenants(None, None),
        of_tenants("", ""),
        of_tenants([TENANT], {"id": TENANT}),
        of_tenants(7, 7),
        of_tenants(f" {TENANT}", None),
        activity(conversation=None, channelData=None),
        activity(conversation=TENANT, channelData=[TENANT]),
        activity(conversation={"id": "a:maya"}, channelData={"tenant": TENANT}),
    ],
    ids=[
        "another",
        "contradiction",
        "contradiction the other way round",
        "a sender from another",
        "none",
        "empty",
        "of other kinds",
        "numbers",
        "with a blank",
        "no place for it",
        "in the wrong place",
        "not where it should be",
    ],
)
async def test_a_tenant_that_is_not_let_in_has_403(door: Door, body: dict[str, Any]) -> None:
    with structlog.testing.capture_logs() as lines:
        heard = await door.signed(body)
    assert (heard.status, heard.text, door.heard) == (403, "", [])
    assert [one["event"] for one in lines] == [NOT_LET_IN]
    assert [one["tenant"] for one in lines] in ([OTHER_TENANT], ["unknown"])
    assert "Quicksilver" not in str(lines)


@pytest.mark.parametrize(
    "body",
    [
        of_tenants(TENANT, None),
        of_tenants(None, TENANT),
        of_tenants(TENANT.upper(), TENANT),
        of_tenants(TENANT, TENANT, TENANT),
    ],
    ids=["conversation", "data", "in capitals", "everywhere"],
)
async def test_a_tenant_that_is_let_in_may_be_named_in_any_of_the_places(
    door: Door, body: dict[str, Any]
) -> None:
    assert (await door.signed(body)).status == 200
    assert door.heard == [body]


async def test_a_slack_workspace_of_the_same_name_lets_no_tenant_in(database: Database) -> None:
    async with opened(database, definition=lets_in(TENANT, platform="slack")) as door:
        assert (await door.signed(activity())).status == 403


async def test_who_proves_nothing_learns_nothing_of_tenants(door: Door) -> None:
    await refused(door, of_tenants(OTHER_TENANT, OTHER_TENANT), {})


# What is no activity


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"nothing",
        b"\xff\xfe{}",
        b"[" * 100_000,
        b'{"a": 1} x',
        b"[]",
        b"7",
        b"null",
        b'"x"',
    ],
)
async def test_what_is_no_json_object_has_400(door: Door, data: bytes) -> None:
    heard = await door.signed(data)
    assert (heard.status, door.heard) == (400, [])


async def test_what_is_packed_is_measured_as_it_comes_out_and_must_come_out(door: Door) -> None:
    packed = {
        "Content-Encoding": "gzip",
        "Authorization": f"Bearer {door.issuer.token(service_url=SERVICE_URL)}",
    }
    assert (await door.post(gzip.compress(json.dumps(activity()).encode()), packed)).status == 200
    assert (await door.post(gzip.compress(b" " * (MOST_BYTES * 20)), packed)).status == 413
    assert (await door.post(b"not packed at all", packed)).status == 400


async def test_a_huge_activity_has_413_whether_it_says_its_size_or_not(door: Door) -> None:
    huge = json.dumps(activity(text="x" * MOST_BYTES)).encode()

    async def in_parts() -> AsyncIterator[bytes]:
        for at in range(0, len(huge), 8192):
            yield huge[at : at + 8192]

    assert (await door.signed(huge)).status == 413
    assert (await door.signed(in_parts())).status == 413
    assert door.heard == []


async def test_the_largest_activity_gets_in(door: Door) -> None:
    body = activity(text="")
    body["text"] = "x" * (MOST_BYTES - len(json.dumps(body)))
    assert (await door.signed(body)).status == 200


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS", "HEAD"])
async def test_there_is_no_other_way_to_ask(door: Door, method: str) -> None:
    async with door.session.request(method, door.url) as answer:
        assert answer.status == 405


# Development


async def test_in_development_an_unsigned_request_of_this_machine_is_heard(
    database: Database,
) -> None:
    async with unsigned(database) as door:
        assert (await door.post(activity(serviceUrl=HERE))).status == 200
        assert len(door.heard) == 1


@pytest.mark.parametrize(
    "url", [SERVICE_URL, "http://teams.example.org/", "http://127.0.0.1.example.org/", None]
)
async def test_in_development_the_service_is_on_this_machine_too(
    database: Database, url: str | None
) -> None:
    async with unsigned(database) as door:
        await refused(door, activity(serviceUrl=url), {})


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-For": "203.0.113.7"},
        {"Forwarded": "for=203.0.113.7"},
        {"X-Forwarded-Host": "mentoring.example.org"},
        {"Via": "1.1 proxy.example.org"},
        {"Host": "mentoring.example.org"},
        {"Origin": "https://page.example.org"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
    ids=str,
)
async def test_in_development_nothing_that_was_passed_on_or_comes_from_a_page_is_heard(
    database: Database, headers: dict[str, str]
) -> None:
    async with unsigned(database) as door:
        await refused(door, activity(serviceUrl=HERE), headers)


@pytest.mark.parametrize("remote", ["203.0.113.7", "192.168.1.5", "::ffff:203.0.113.7", ""])
async def test_in_development_nobody_else_is_heard(database: Database, remote: str) -> None:
    @web.middleware
    async def from_there(request: web.Request, handler: Handler) -> web.StreamResponse:
        return await handler(request.clone(remote=remote))

    async with opened(database, middlewares=(from_there,), **UNSIGNED) as door:
        await refused(door, activity(serviceUrl=HERE), {})


async def test_in_development_tenants_and_channels_count_as_ever(database: Database) -> None:
    async with unsigned(database) as door:
        await refused(door, activity(serviceUrl=HERE, channelId="emulator"), {})
        body = of_tenants(OTHER_TENANT, OTHER_TENANT) | {"serviceUrl": HERE}
        assert (await door.post(body)).status == 403
        assert door.heard == []


async def test_with_an_app_id_the_flag_opens_nothing(database: Database) -> None:
    async with opened(database, development=True) as door:
        await refused(door, activity(serviceUrl=HERE), {})
        assert (await door.signed(activity())).status == 200


async def test_without_the_flag_nothing_unsigned_of_this_machine_is_heard(door: Door) -> None:
    await refused(door, activity(serviceUrl=HERE), {})


UNSIGNED: dict[str, Any] = {
    "app_id": "",
    "app_password": None,
    "app_tenant_id": "",
    "development": True,
}


def unsigned(database: Database) -> Any:
    """The endpoint as it is in development."""
    return opened(database, **UNSIGNED)


async def test_the_word_that_was_sent_is_in_no_answer(door: Door) -> None:
    for heard in (
        await door.post(activity()),
        await door.signed(activity()),
        await door.signed(MARKED.encode()),
    ):
        assert "Quicksilver" not in heard.text


async def test_many_who_are_turned_away_are_one_line_a_reason(door: Door) -> None:
    with structlog.testing.capture_logs() as lines:
        assert {(await door.post(activity(), {})).status for _ in range(30)} == {401}
        assert {
            (await door.signed(of_tenants(OTHER_TENANT, OTHER_TENANT))).status for _ in range(30)
        } == {403}
    told = [
        (one["event"], one["times"]) for one in lines if one["event"] != "signing keys not fetched"
    ]
    assert told == [(REFUSED, 1), (NOT_LET_IN, 1)]
