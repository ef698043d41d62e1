"""Where the bot is installed: kept sealed, known from memory, lost and found again, on databases of either kind."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.error import BoltError
from slack_sdk.oauth.installation_store.models.installation import Installation
from structlog.testing import capture_logs

from bot.app import Bot
from bot.slack import installations as module
from bot.slack.installations import Clients, NotInstalled
from bot.slack.settings import SlackSettings
from bot.slack.wire.stores import InstallationStore, StateStore
from scheme.people import Account
from storage import people
from storage.engine.database import Database
from storage.platforms import accounts, installations
from storage.work import Busy, Work
from tests.slack.api import SlackStub
from tests.slack.world import Workspace
from tests.support.stage import MAYA, START, set_stage

TOKEN = "xoxb-sealed-words-of-fellside"


@pytest.fixture
async def bot(database: Database) -> Bot:
    """A bot on an empty database."""
    return (await set_stage(database)).bot


@pytest.fixture
async def stub() -> AsyncIterator[SlackStub]:
    """Slack, without a workspace yet."""
    one = SlackStub()
    await one.start()
    yield one
    await one.stop()


@pytest.fixture
async def made(stub: SlackStub, bot: Bot) -> AsyncIterator[list[Clients]]:
    """The clients of a test, closed when it ends."""
    found: list[Clients] = []
    yield found
    for one in found:
        await one.stop()


async def clients_of(bot: Bot, stub: SlackStub, made: list[Clients], token: str = "") -> Clients:
    """Clients that have started: for many workspaces, or for that of a token."""
    settings = SlackSettings(
        bot_token=SecretStr(token) if token else None,
        client_id="" if token else "1001.2002",
        api_url=stub.api_url,
    )
    made.append(Clients(settings, bot.work))
    await made[-1].start()
    return made[-1]


def installation(team: str = "T0FELLSIDE", token: str = TOKEN, **more: str) -> Installation:
    """What Slack gives when the bot is installed."""
    return Installation(
        app_id="A0MENTORING",
        enterprise_id=more.get("enterprise"),
        team_id=team,
        team_name="Fellside library",
        bot_token=token,
        bot_id="B0BOT",
        bot_user_id="U0BOT",
        bot_scopes="chat:write,commands",
        user_id="U0ADMIN",
        user_token=more.get("user_token"),
        installed_at=START.timestamp(),
    )


def calls(stub: SlackStub, method: str) -> int:
    """How often a method was called."""
    return sum(one.method == method for one in stub.world.calls)


async def asked(clients: Clients, team: str, user: str = "U0MAYA") -> str | None:
    """The token that Bolt is told to answer with; None for a workspace without the bot."""
    result = await clients.authorize(
        context=AsyncBoltContext(), enterprise_id=None, team_id=team, user_id=user
    )
    return result.bot_token if result else None


# One workspace, by its token


async def test_the_bot_token_s_workspace_is_learnt_once_and_known_from_memory(
    bot: Bot, stub: SlackStub, made: list[Clients]
) -> None:
    team = stub.world.add_workspace("Fellside")
    assert team.token is not None
    clients = await clients_of(bot, stub, made, team.token.value)
    for _ in range(5):
        assert await asked(clients, team.id) == team.token.value
        assert (await clients.of(team.id)).token == team.token.value
    assert calls(stub, "auth.test") == 1
    assert (list(await clients.workspaces()), clients.bot_user(team.id)) == (
        [team.id],
        team.bot_user.id,
    )


async def test_bolt_is_told_whose_bot_it_is_and_who_asks(
    bot: Bot, stub: SlackStub, made: list[Clients]
) -> None:
    team = stub.world.add_workspace("Fellside")
    assert team.token is not None
    clients = await clients_of(bot, stub, made, team.token.value)
    result = await clients.authorize(
        context=AsyncBoltContext(), enterprise_id=None, team_id=team.id, user_id="U0MAYA"
    )
    assert result is not None
    assert (result.team_id, result.bot_user_id, result.user_id, result.user_token) == (
        team.id,
        team.bot_user.id,
        "U0MAYA",
        None,
    )


async def test_a_strange_workspace_has_no_client_and_is_logged_once(
    bot: Bot, stub: SlackStub, made: list[Clients]
) -> None:
    team = stub.world.add_workspace("Fellside")
    assert team.token is not None
    clients = await clients_of(bot, stub, made, team.token.value)
    with capture_logs() as logs:
        assert [await asked(clients, "T0STRANGE") for _ in range(3)] == [None, None, None]
    assert [one["workspace"] for one in logs if one["event"] == "not installed"] == ["T0STRANGE"]
    with pytest.raises(NotInstalled):
        await clients.of("T0STRANGE")


async def test_a_refused_token_is_logged_without_it_and_tried_again_later(
    bot: Bot, stub: SlackStub, made: list[Clients], monkeypatch: pytest.MonkeyPatch
) -> None:
    team = stub.world.add_workspace("Fellside")
    assert team.token is not None
    team.token.state = "revoked"
    with capture_logs() as logs:
        clients = await clients_of(bot, stub, made, team.token.value)
    assert [one["error"] for one in logs] == ["token_revoked"]
    assert team.token.value not in str(logs)
    assert await asked(clients, team.id) is None
    assert calls(stub, "auth.test") == 1
    team.token.state = "live"
    monkeypatch.setattr(module, "PATIENCE", 0.0)
    assert await asked(clients, team.id) == team.token.value


async def test_slack_out_of_reach_does_not_keep_the_bot_from_starting(
    bot: Bot, stub: SlackStub, made: list[Clients]
) -> None:
    team = stub.world.add_workspace("Fellside")
    assert team.token is not None
    stub.world.fails("auth.test", status=503)
    with capture_logs() as logs:
        clients = await clients_of(bot, stub, made, team.token.value)
    assert [one["error"] for one in logs] == ["http_503"]
    assert list(await clients.workspaces()) == []
    clients.forget(team.id)
    clients._tried_at = -module.PATIENCE
    assert list(await clients.workspaces()) == [team.id]


async def test_removed_and_back_with_a_new_token_everyone_is_reached_again(
    bot: Bot, stub: SlackStub, made: list[Clients]
) -> None:
    team = stub.world.add_workspace("Fellside")
    assert team.token is not None
    clients = await clients_of(bot, stub, made, team.token.value)
    await _maya_in(bot, team)
    assert await clients.lost(team.id)
    assert not await clients.lost(team.id), "the same news again is no news"
    assert await asked(clients, team.id) is None
    async with bot.work() as work:
        await accounts.lose(work, "slack", team.id)
    team.token.state = "gone"
    again = await clients_of(bot, stub, made, team.install().value)
    assert list(await again.workspaces()) == [team.id]
    assert await _gone_at(bot, team) is None


async def _maya_in(bot: Bot, team: Workspace) -> None:
    async with bot.work() as work:
        maya = await people.by_email(work, MAYA)
        assert maya is not None
        await work.add(
            Account(person_id=maya.id, platform="slack", workspace=team.id, user="U0MAYA")
        )


async def _gone_at(bot: Bot, team: Workspace) -> object:
    async with bot.work(writes=False) as work:
        account = await accounts.at(work, "slack", team.id, "U0MAYA")
    assert account is not None
    return account.gone_at


async def test_what_waits_is_taken_up_as_soon_as_the_bot_can_speak(
    bot: Bot, stub: SlackStub, made: list[Clients]
) -> None:
    team = stub.world.add_workspace("Fellside")
    assert team.token is not None
    clients = await clients_of(bot, stub, made)
    heard: list[tuple[str, str | None]] = []

    async def returned(workspace: str) -> None:
        heard.append((workspace, (await clients.of(workspace)).token))
        raise Busy

    clients.returned = returned
    with capture_logs() as logs:
        await InstallationStore(clients).async_save(installation(team.id))
    assert heard == [(team.id, TOKEN)]
    assert [one["error"] for one in logs] == ["Busy"], "the installation itself stands"
    assert await asked(clients, team.id) == TOKEN
    alone = Clients(
        SlackSettings(bot_token=SecretStr(team.token.value), api_url=stub.api_url), bot.work
    )
    made.append(alone)
    clients, alone.returned = alone, returned
    await alone.start()
    assert heard[1:] == [(team.id, team.token.value)]


# Many workspaces, from the database


async def test_an_installation_is_found_as_it_was_given(
    bot: Bot, stub: SlackStub, made: list[Clients]
) -> None:
    store = InstallationStore(await clients_of(bot, stub, made))
    given = installation()
    await store.async_save(given)
    found = await store.async_find_installation(enterprise_id=None, team_id="T0FELLSIDE")
    assert found is not None
    assert found.to_dict() == given.to_dict()
    speaking = await store.async_find_bot(enterprise_id=None, team_id="T0FELLSIDE")
    assert speaking is not None
    assert speaking.to_dict() == given.to_bot().to_dict()
    assert await store.async_find_bot(enterprise_id=None, team_id="T0OTHER") is None


async def test_a_bot_alone_may_be_saved_too(bot: Bot, stub: SlackStub, made: list[Clients]) -> None:
    store = InstallationStore(await clients_of(bot, stub, made))
    await store.async_save_bot(installation().to_bot())
    found = await store.async_find_installation(enterprise_id=None, team_id="T0FELLSIDE")
    assert found is not None
    assert (found.bot_token, found.user_id) == (TOKEN, "")


async def test_a_workspace_that_joins_an_enterprise_stays_the_same(
    bot: Bot, stub: SlackStub, made: list[Clients]
) -> None:
    clients = await clients_of(bot, stub, made)
    store = InstallationStore(clients)
    await store.async_save(installation())
    await store.async_save(installation(enterprise="E0COUNTY"))
    assert list(await clients.workspaces()) == ["T0FELLSIDE"]
    found = await store.async_find_bot(enterprise_id=None, team_id="T0FELLSIDE")
    assert found is not None
    assert found.enterprise_id == "E0COUNTY"


async def test_no_token_is_in_the_clear_and_a_person_s_own_is_not_kept_at_all(
    tmp_path: Path, stub: SlackStub
) -> None:
    bot = (await set_stage(Database(f"sqlite:///{tmp_path}/read.db"))).bot
    clients = Clients(SlackSettings(client_id="1001.2002", api_url=stub.api_url), bot.work)
    store = InstallationStore(clients)
    await store.async_save(installation(user_token="xoxp-sealed-words-of-the-administrator"))
    found = await store.async_find_installation(enterprise_id=None, team_id="T0FELLSIDE")
    assert found is not None
    assert (found.bot_token, found.user_token) == (TOKEN, None)
    assert "sealed-words" not in f"{await clients.place('T0FELLSIDE')!r}"
    await bot.database.close()
    raw = _bytes_of(tmp_path)
    assert b"T0FELLSIDE" in raw
    assert b"sealed-words" not in raw
    assert b"Fellside library" not in raw


def _bytes_of(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir())


async def test_what_was_spoken_with_is_dropped_at_the_removal(
    tmp_path: Path, stub: SlackStub
) -> None:
    bot = (await set_stage(Database(f"sqlite:///{tmp_path}/read.db"))).bot
    store = InstallationStore(
        Clients(SlackSettings(client_id="1001.2002", api_url=stub.api_url), bot.work)
    )
    await store.async_save(installation())
    await store.async_delete_all(enterprise_id=None, team_id="T0FELLSIDE")
    async with bot.work(writes=False) as work:
        kept = await installations.of(work, "slack", "T0FELLSIDE")
    assert kept is not None
    assert kept.token is None
    assert kept.gone_at is not None
    assert TOKEN not in str(kept.body)
    await bot.database.close()
    with sqlite3.connect(tmp_path / "read.db") as raw:
        assert raw.execute("SELECT token FROM installations").fetchall() == [(None,)]
    raw.close()


@pytest.mark.parametrize("way", ["bot", "installation", "all"])
async def test_removed_by_any_way_it_is_gone_and_a_new_installation_brings_it_back(
    bot: Bot, stub: SlackStub, made: list[Clients], way: str
) -> None:
    clients = await clients_of(bot, stub, made)
    store = InstallationStore(clients)
    await store.async_save(installation())
    assert await asked(clients, "T0FELLSIDE") == TOKEN
    match way:
        case "bot":
            await store.async_delete_bot(enterprise_id=None, team_id="T0FELLSIDE")
        case "installation":
            await store.async_delete_installation(enterprise_id=None, team_id="T0FELLSIDE")
        case _:
            await store.async_delete_all(enterprise_id=None, team_id="T0FELLSIDE")
    assert await asked(clients, "T0FELLSIDE") is None
    assert await store.async_find_bot(enterprise_id=None, team_id="T0FELLSIDE") is None
    assert list(await clients.workspaces()) == []
    await store.async_save(installation(token="xoxb-anew"))
    assert await asked(clients, "T0FELLSIDE") == "xoxb-anew"
    assert list(await clients.workspaces()) == ["T0FELLSIDE"]


async def test_one_person_s_revoked_token_does_not_remove_the_bot(
    bot: Bot, stub: SlackStub, made: list[Clients]
) -> None:
    clients = await clients_of(bot, stub, made)
    store = InstallationStore(clients)
    await store.async_save(installation())
    await store.async_delete_installation(
        enterprise_id=None, team_id="T0FELLSIDE", user_id="U0ADMIN"
    )
    assert await asked(clients, "T0FELLSIDE") == TOKEN


async def test_back_after_a_removal_everyone_there_is_reached_again(
    bot: Bot, stub: SlackStub, made: list[Clients]
) -> None:
    team = stub.world.add_workspace("Fellside", install=False)
    store = InstallationStore(await clients_of(bot, stub, made))
    await store.async_save(installation(team.id))
    await _maya_in(bot, team)
    await store.async_delete_all(enterprise_id=None, team_id=team.id)
    async with bot.work() as work:
        await accounts.lose(work, "slack", team.id)
    assert await _gone_at(bot, team) is not None
    await store.async_save(installation(team.id))
    assert await _gone_at(bot, team) is None


async def test_one_for_a_whole_organisation_is_not_taken(
    bot: Bot, stub: SlackStub, made: list[Clients]
) -> None:
    store = InstallationStore(await clients_of(bot, stub, made))
    whole = installation()
    whole.team_id = None
    with pytest.raises(BoltError):
        await store.async_save(whole)


async def test_a_warm_workspace_costs_neither_slack_nor_the_database(
    bot: Bot, stub: SlackStub, made: list[Clients], monkeypatch: pytest.MonkeyPatch
) -> None:
    clients = await clients_of(bot, stub, made)
    await InstallationStore(clients).async_save(installation())
    first = await clients.of("T0FELLSIDE")
    monkeypatch.setattr(clients, "work", None)
    assert await asked(clients, "T0FELLSIDE") == TOKEN
    assert await clients.of("T0FELLSIDE") is first
    assert stub.world.calls == []


async def test_what_another_process_installs_or_removes_is_known_within_a_minute(
    bot: Bot, stub: SlackStub, made: list[Clients], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1000.0
    monkeypatch.setattr(module, "monotonic", lambda: now)
    here, elsewhere = await clients_of(bot, stub, made), await clients_of(bot, stub, made)
    assert await asked(here, "T0FELLSIDE") is None
    await InstallationStore(elsewhere).async_save(installation())
    assert await asked(here, "T0FELLSIDE") is None
    now += 60
    assert await asked(here, "T0FELLSIDE") == TOKEN
    await elsewhere.lost("T0FELLSIDE")
    now += 60
    assert await asked(here, "T0FELLSIDE") is None


async def test_what_is_forgotten_is_learnt_afresh(
    bot: Bot, stub: SlackStub, made: list[Clients]
) -> None:
    here, elsewhere = await clients_of(bot, stub, made), await clients_of(bot, stub, made)
    await InstallationStore(here).async_save(installation())
    assert await asked(here, "T0FELLSIDE") == TOKEN
    await InstallationStore(elsewhere).async_save(installation(token="xoxb-anew"))
    here.forget("T0FELLSIDE")
    assert await asked(here, "T0FELLSIDE") == "xoxb-anew"


async def test_processes_that_learn_of_one_workspace_at_once_all_take_it_for_installed(
    bot: Bot, stub: SlackStub, made: list[Clients]
) -> None:
    team = stub.world.add_workspace("Fellside")
    token = team.install().value
    several = await asyncio.gather(*(clients_of(bot, stub, made, token) for _ in range(4)))
    assert [await one.workspaces() for one in several] == [[team.id]] * 4


# States


async def test_a_state_is_good_once(bot: Bot) -> None:
    states = StateStore(bot.work)
    state = await states.async_issue()
    assert await states.async_consume(state)
    assert not await states.async_consume(state)
    assert not await states.async_consume("made-up")


@pytest.mark.parametrize("odd", ["", "\x00", "\ud800", "x" * 100_000, "٤" * 43])
async def test_an_odd_state_is_a_wrong_one(bot: Bot, odd: str) -> None:
    assert await StateStore(bot.work).async_consume(odd) is False


@pytest.mark.parametrize(("seconds", "good"), [(590, True), (601, False)])
async def test_a_state_is_good_for_ten_minutes(bot: Bot, seconds: int, good: bool) -> None:
    states = StateStore(bot.work)
    state = await states.async_issue()
    bot.clock.set(START + timedelta(seconds=seconds))
    assert await states.async_consume(state) is good


async def test_states_differ_and_those_that_came_to_nothing_are_dropped(bot: Bot) -> None:
    states = StateStore(bot.work)
    early = {await states.async_issue() for _ in range(3)}
    assert len(early) == 3
    assert all(len(one) >= 40 for one in early)
    bot.clock.set(START + timedelta(minutes=11))
    late = await states.async_issue()
    bot.clock.set(START)  # even back in their time they are gone
    assert [await states.async_consume(one) for one in [*early, late]] == [
        False,
        False,
        False,
        True,
    ]


async def test_a_busy_database_does_not_hide_that_the_bot_is_in_its_own_workspace(
    bot: Bot, stub: SlackStub
) -> None:
    team = stub.world.add_workspace("Fellside")
    assert team.token is not None

    def busy(**_: object) -> Work:
        raise Busy

    alone = Clients(
        SlackSettings(bot_token=SecretStr(team.token.value), api_url=stub.api_url), busy
    )
    await alone.start()
    assert await asked(alone, team.id) == team.token.value
    await alone.stop()
