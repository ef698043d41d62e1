"""Behind the door: every activity has an answer of the right kind, a fault tells nothing, and a turn that does nothing is cheap."""

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from aiohttp import web
from botbuilder.schema import Activity  # type: ignore[import-untyped]  # it has no types
from botframework.connector.aio import ConnectorClient  # type: ignore[import-untyped]  # it has no types

from bot import platforms, serve
from bot.app import Bot
from bot.opening import StartProblem
from bot.settings import Settings
from bot.teams.acts import Acts, InvokeAnswer
from bot.teams.app import Teams
from bot.teams.declared import TEAMS
from bot.teams.settings import TeamsSettings
from bot.web.app import make_app
from bot.web.live import Hub
from storage.engine.database import Database
from tests.teams.door import MARKED, Door, activity, opened
from tests.teams.issuer import KEYS, issuing

CARD = {
    "statusCode": 200,
    "type": "application/vnd.microsoft.activity.message",
    "value": "Done – žluťoučký kůň",
}


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """An empty database."""
    one = Database(f"sqlite:///{tmp_path}/t.db")
    yield one
    await one.close()


@pytest.fixture
async def door(database: Database) -> AsyncIterator[Door]:
    """The endpoint; what is behind it does nothing."""
    async with opened(database) as one:
        yield one


@pytest.fixture
async def whole(door: Door) -> Door:
    """The endpoint, with all that is behind it."""
    del door.teams.acts.heard  # what a test laid over it
    assert door.teams.acts.heard.__func__ is Acts.heard  # type: ignore[attr-defined]  # a method has one
    return door


def answers(door: Door, answer: InvokeAnswer | None) -> None:
    """What is behind the door answers so."""

    async def heard(_body: object) -> InvokeAnswer | None:
        return answer

    door.teams.acts.heard = heard  # type: ignore[method-assign, assignment]  # what is behind the door is tried elsewhere


# Answers


@pytest.mark.parametrize(
    "kind",
    [
        "typing",
        "event",
        "messageReaction",
        "endOfConversation",
        "handoff",
        "from the future",
        "",
        None,
        7,
        ["message"],
    ],
)
async def test_an_activity_of_an_unknown_kind_is_taken_and_left_alone(
    whole: Door, kind: object
) -> None:
    heard = await whole.signed(activity(type=kind, name="x", value={"y": 1}))
    assert (heard.status, heard.text) == (200, "")


@pytest.mark.parametrize(
    "sender",
    [None, {}, "maya", ["29:maya"], 7, {"id": ""}, {"id": 7}, {"id": None}, {"aadObjectId": "x"}],
    ids=str,
)
@pytest.mark.parametrize(
    "kind", ["message", "conversationUpdate", "installationUpdate", "messageReaction"]
)
async def test_an_activity_of_nobody_is_taken_and_left_alone(
    whole: Door, kind: str, sender: object
) -> None:
    heard = await whole.signed(activity(type=kind, **{"from": sender}))
    assert (heard.status, heard.text) == (200, "")


async def test_an_invoke_of_nobody_is_not_done(whole: Door) -> None:
    heard = await whole.signed(activity(type="invoke", name="task/fetch", **{"from": None}))
    assert 400 <= heard.status < 500


@pytest.mark.parametrize(
    "name", ["composeExtension/query", "signin/verifyState", "fileConsent/invoke", "", None, 7]
)
async def test_an_invoke_of_an_unknown_kind_has_501(whole: Door, name: object) -> None:
    heard = await whole.signed(activity(type="invoke", name=name, value={"commandId": MARKED}))
    assert (heard.status, heard.text) == (501, "")


async def test_an_invoke_that_nobody_answers_has_501(door: Door) -> None:
    assert (await door.signed(activity(type="invoke", name="task/fetch"))).status == 501


@pytest.mark.parametrize("status", [200, 400, 412])
async def test_an_invoke_has_its_answer_as_json_once(door: Door, status: int) -> None:
    answers(door, InvokeAnswer(status, CARD))
    heard = await door.signed(activity(type="invoke", name="adaptiveCard/action"))
    assert (heard.status, heard.body) == (status, CARD)
    assert heard.headers["Content-Type"].startswith("application/json")


async def test_an_answer_without_a_body_is_empty(door: Door) -> None:
    answers(door, InvokeAnswer(200, None))
    heard = await door.signed(activity(type="invoke", name="task/submit"))
    assert (heard.status, heard.text) == (200, "")


async def test_what_is_no_invoke_has_no_answer_in_its_acknowledgement(door: Door) -> None:
    answers(door, InvokeAnswer(200, CARD))
    heard = await door.signed(activity())
    assert (heard.status, heard.text) == (200, "")


@pytest.mark.parametrize("kind", ["message", "invoke"])
async def test_replies_are_never_gathered_in_an_answer_whatever_is_asked_for(
    door: Door, kind: str
) -> None:
    heard = await door.signed(activity(type=kind, deliveryMode="expectReplies"))
    assert "activities" not in heard.text
    assert heard.status == (501 if kind == "invoke" else 200)


@pytest.mark.parametrize("kind", ["message", "invoke", "conversationUpdate"])
async def test_fields_of_any_kind_break_nothing(door: Door, kind: str) -> None:
    names = [one["key"] for one in Activity._attribute_map.values()]
    odd: dict[str, Any] = dict.fromkeys(names, 7) | {
        "value": [[{}]],
        "timestamp": "never",
        "new": None,
    }
    kept = ("type", "id", "channelId", "serviceUrl", "from", "conversation", "channelData")
    body = activity(
        **{key: value for key, value in odd.items() if key not in kept} | {"type": kind}
    )
    assert (await door.signed(body)).status in (200, 501)
    assert door.heard == [body]


# Faults


@pytest.mark.parametrize("kind", ["message", "invoke", "conversationUpdate", "from the future"])
async def test_a_fault_has_500_and_its_words_are_nowhere(door: Door, kind: str) -> None:
    async def fails(_body: object) -> None:
        raise ValueError(f"no such thing: {MARKED}")

    door.teams.acts.heard = fails  # type: ignore[method-assign, assignment]  # what is behind the door is tried elsewhere
    with structlog.testing.capture_logs() as lines:
        heard = await door.signed(activity(type=kind, name="task/fetch"))
    assert (heard.status, heard.text) == (500, "")
    assert [(one["event"], one["error"]) for one in lines] == [("request failed", "ValueError")]
    assert any("test_app.py" in place for place in lines[0]["at"])
    assert "Quicksilver" not in str(lines)


async def test_an_answer_that_is_no_json_is_a_fault_as_well(door: Door) -> None:
    answers(door, InvokeAnswer(200, {"value": {MARKED}}))
    with structlog.testing.capture_logs() as lines:
        assert (await door.signed(activity(type="invoke", name="task/fetch"))).status == 500
    assert "Quicksilver" not in str(lines)


async def test_after_a_fault_the_next_is_heard(door: Door) -> None:
    heard = door.teams.acts.heard

    async def fails(_body: object) -> None:
        raise OSError

    door.teams.acts.heard = fails  # type: ignore[method-assign, assignment]  # what is behind the door is tried elsewhere
    assert (await door.signed(activity())).status == 500
    door.teams.acts.heard = heard  # type: ignore[method-assign]  # as above
    assert (await door.signed(activity())).status == 200


@pytest.mark.parametrize(
    "name", ["msrest.http_logger", "msrest.universal_http", "botframework.connector", "botbuilder"]
)
def test_the_library_logs_nothing(name: str) -> None:
    assert not logging.getLogger(name).isEnabledFor(logging.CRITICAL)


# Cost


async def test_a_turn_makes_no_client_and_reads_nothing_into_models(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    await door.signed(activity())
    made: list[object] = []
    first = ConnectorClient.__init__

    def counted(self: Any, *args: Any, **more: Any) -> None:
        made.append(self)
        first(self, *args, **more)

    def read(*_: Any, **__: Any) -> None:
        raise AssertionError("a body is read into the library's model")

    monkeypatch.setattr(ConnectorClient, "__init__", counted)
    monkeypatch.setattr(Activity, "deserialize", read)
    asked = door.issuer.asked[KEYS]
    for _ in range(5):
        assert (await door.signed(activity())).status == 200
    assert made == []
    assert door.issuer.asked[KEYS] == asked


async def test_a_turn_that_takes_long_holds_up_no_other(door: Door) -> None:
    go, quick = asyncio.Event(), door.teams.acts.heard

    async def heard(body: Any) -> InvokeAnswer | None:
        if body["text"] == "slow":
            await go.wait()
        return await quick(body)

    door.teams.acts.heard = heard  # type: ignore[method-assign]  # what is behind the door is tried elsewhere
    slow = asyncio.create_task(door.signed(activity(text="slow")))
    assert (await door.signed(activity())).status == 200
    assert not slow.done()
    go.set()
    assert (await slow).status == 200


# In the house


async def test_before_the_start_teams_is_told_to_come_again(database: Database) -> None:
    async with opened(database) as door:
        await door.teams.stop()
        door.teams._catching_up = None
        assert (await door.signed(activity())).status == 503
        await door.teams.start()
        assert (await door.signed(activity())).status == 200


async def test_what_guards_the_web_pages_lets_teams_through(door: Door) -> None:
    app = make_app(door.teams._bot, Hub())
    door.teams.add_routes(app)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    door.url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/messages"
    try:
        token = door.issuer.token(service_url=str(activity()["serviceUrl"]))
        headers = {"Authorization": f"Bearer {token}", "Host": "mentoring.example.org"}
        assert (await door.post(activity(), headers)).status == 200
        refused = await door.post(activity(), {"Host": "mentoring.example.org"})
        assert (refused.status, refused.headers["WWW-Authenticate"]) == (401, "Bearer")
        assert (await door.post(b"{", headers)).status == 400
        assert (await door.post(b" " * 300_000, headers)).status == 413
    finally:
        await runner.cleanup()


async def test_a_start_does_not_wait_for_microsoft(database: Database) -> None:
    async with issuing() as issuer:
        issuer.slow(1000)
        async with asyncio.timeout(20), opened(database, issuer=issuer) as door:
            assert (await door.post(activity())).status == 401


async def test_what_fails_to_catch_up_stops_nothing(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fails(_self: object) -> None:
        raise ValueError(MARKED)

    monkeypatch.setattr("bot.teams.changes.Changes.catch_up", fails)
    with structlog.testing.capture_logs() as lines:
        async with opened(database) as door:
            assert (await door.signed(activity())).status == 200
    assert [one["error"] for one in lines if one["event"] == "not caught up"] == ["ValueError"]
    assert "Quicksilver" not in str(lines)


# What the command starts


def bot_with(tmp_path: Path, **changes: object) -> Bot:
    """A bot that listens somewhere."""
    given = Settings.model_validate({"data_dir": tmp_path, **changes})
    return Bot(settings=given, database=Database(given.database(playground=False)), definitions={})


@pytest.fixture
def in_development(monkeypatch: pytest.MonkeyPatch) -> None:
    """The flag is set."""
    monkeypatch.setattr(serve, "PLATFORMS", (TEAMS,))
    monkeypatch.setattr(
        platforms, "settings_of", lambda row: TeamsSettings(_env_file=None, development=True)
    )


@pytest.mark.usefixtures("in_development")
@pytest.mark.parametrize(
    "changes",
    [
        {"host": "0.0.0.0"},  # noqa: S104
        {"host": "::"},
        {"host": "192.168.1.5"},
        {"base_url": "https://mentoring.example.org"},
        {"host": "mentoring.example.org", "base_url": "http://localhost:3978"},
    ],
    ids=str,
)
async def test_with_the_development_flag_the_bot_starts_on_loopback_alone(
    tmp_path: Path, changes: dict[str, object]
) -> None:
    bot = bot_with(tmp_path, **changes)
    with pytest.raises(StartProblem, match="MICROSOFT_DEVELOPMENT"):
        serve._platforms(bot)
    assert bot.channels == []
    await bot.database.close()


@pytest.mark.usefixtures("in_development")
@pytest.mark.parametrize(
    "changes", [{}, {"host": "localhost"}, {"host": "::1"}, {"base_url": "http://localhost:80"}]
)
async def test_with_the_development_flag_it_listens_to_this_machine(
    tmp_path: Path, changes: dict[str, object]
) -> None:
    bot = bot_with(tmp_path, **changes)
    [teams] = serve._platforms(bot)
    assert isinstance(teams, Teams)
    assert [one.name for one in bot.channels] == ["teams"]
    await bot.database.close()


async def test_without_settings_of_teams_nothing_of_it_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serve, "PLATFORMS", (TEAMS,))
    monkeypatch.setattr(platforms, "settings_of", lambda row: TeamsSettings(_env_file=None))
    bot = bot_with(tmp_path)
    assert serve._platforms(bot) == []
    await bot.database.close()
