"""`mentoring-bot check` asks Microsoft, names what is wrong with its cure, changes nothing and shows no secret."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot import opening, platforms
from bot.app import Bot
from bot.channel import PlatformRow
from bot.command import check as all_checks
from bot.command.check import Finding
from bot.settings import Settings, SettingsProblem
from bot.teams import checks
from bot.teams.declared import TEAMS as TEAMS_ROW
from bot.teams.settings import TeamsSettings
from bot.teams.wire import wire
from scheme.room import Room
from storage.engine.database import Database
from storage.engine.encryption import new_key, vault
from storage.platforms import installations, rooms
from storage.platforms.installations import Installed
from tests.support.stage import START, set_stage
from tests.teams import issuer
from tests.teams.api import ConnectorStub, teams_stubbed
from tests.teams.issuer import LOGIN
from tests.teams.world import TChannel, Tenant

SCHEME = "aln"
NOBODYS = "00000000-0000-4000-8000-00000000000a"


@pytest.fixture
async def stub() -> AsyncIterator[ConnectorStub]:
    """Teams, with a tenant. What is asked of it in a check changes nothing."""
    async with teams_stubbed() as one:
        one.world.add_tenant("Fellside")
        yield one
        assert {call.method for call in one.world.calls} <= {"members"}


@pytest.fixture
def tenant(stub: ConnectorStub) -> Tenant:
    """The tenant."""
    return next(iter(stub.world.tenants.values()))


@pytest.fixture
def channel(tenant: Tenant) -> TChannel:
    """A channel of a team that has the app."""
    maya = tenant.add_user("Maya Thorne", "maya@fellside.example.org")
    return tenant.add_team("Library", maya, install=True).add_channel("Oversight")


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Bot]:
    """A bot that has been started once."""
    settings = Settings.model_validate(
        {
            "data_dir": tmp_path,
            "secret_keys": (SecretStr(new_key()),),
            "base_url": "https://mentoring.example.org",
        }
    )
    one = (await set_stage(Database(settings.database(playground=False)))).bot
    one.settings = settings
    yield one
    await one.database.close()


def given(stub: ConnectorStub, **more: object) -> TeamsSettings:
    """Good settings of Teams, but for some."""
    values: dict[str, object] = {
        "app_id": stub.world.app_id,
        "app_password": SecretStr(issuer.SECRET),
        "app_tenant_id": issuer.HOME_TENANT,
        "openid_metadata": stub.issuer.metadata_url,
        "login_url": stub.issuer.login_url,
    }
    return TeamsSettings.model_validate(values | more)


async def found(bot: Bot, teams: TeamsSettings, *, with_database: bool = True) -> list[Finding]:
    """What is found; the secret is never in it."""
    findings = await checks.look(bot.settings, teams, with_database=with_database)
    said = "\n".join(f"{one.what}\n{one.cure}" for one in findings)
    assert teams.app_password is None or teams.app_password.get_secret_value() not in said
    assert "bearer" not in said
    assert all(one.cure for one in findings if not one.good), "each says what to do"
    return findings


def wrong(findings: list[Finding]) -> list[tuple[str, str]]:
    """What is not good, and its cure."""
    return [(one.what, one.cure) for one in findings if not one.good]


def let_in(bot: Bot, monkeypatch: pytest.MonkeyPatch, *tenants: str) -> None:
    """The scheme lets these tenants in."""
    one = bot.definitions[SCHEME]
    data = one.model_dump() | {
        "workspaces": [{"platform": "teams", "id": tenant} for tenant in tenants]
    }
    definition = type(one).model_validate(data)
    monkeypatch.setattr(opening, "schemes", lambda _settings: {SCHEME: definition})


async def heard_from(bot: Bot, tenant: Tenant) -> None:
    """Something has come from a tenant."""
    async with bot.work() as work:
        body = {"service_url": tenant.service_url}
        await installations.keep(
            work,
            "teams",
            Installed(enterprise="", workspace=tenant.id, token=None, body=body, gone_at=None),
        )


async def made_the_groups(
    bot: Bot, tenant: str, conversation: str, platform: str = "teams"
) -> None:
    """A channel is the Group's."""
    async with bot.work() as work:
        await rooms.move(
            work,
            Room(
                scheme=SCHEME,
                platform=platform,
                workspace=tenant,
                channel=conversation,
                since=START,
            ),
        )


async def test_where_all_is_well_it_says_so(
    bot: Bot,
    stub: ConnectorStub,
    tenant: Tenant,
    channel: TChannel,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    let_in(bot, monkeypatch, tenant.id)
    await heard_from(bot, tenant)
    await made_the_groups(bot, tenant.id, channel.id)
    findings = await found(bot, given(stub))
    assert wrong(findings) == []
    said = "\n".join(one.what for one in findings)
    for words in (
        "hears at https://mentoring.example.org/api/messages",
        "signs its requests with: 1",
        "the sign-in as the bot is taken (SingleTenant)",
        f"{tenant.id} is let in by {bot.definitions[SCHEME].name}, and the bot is there",
        "the bot is in it; members: 1",
    ):
        assert words in said


async def test_teams_needs_a_public_address(bot: Bot, stub: ConnectorStub) -> None:
    alone = bot.settings.model_copy(update={"base_url": ""})
    (what, cure), *_ = wrong(await checks.look(alone, given(stub), with_database=True))
    assert "/api/messages" in what
    assert "MENTORING_BASE_URL" in cure


@pytest.mark.parametrize(
    ("more", "number", "key"),
    [
        ({"app_password": SecretStr("of-another")}, "AADSTS7000215", "MICROSOFT_APP_PASSWORD"),
        ({"app_id": NOBODYS}, "AADSTS700016", "MICROSOFT_APP_ID"),
        ({"app_tenant_id": NOBODYS}, "AADSTS90002", "MICROSOFT_APP_TENANT_ID"),
        ({"app_type": "MultiTenant"}, "AADSTS90002", "MICROSOFT_APP_TENANT_ID"),
    ],
)
async def test_a_sign_in_that_is_refused_is_told_with_its_number_and_its_cure(
    bot: Bot,
    stub: ConnectorStub,
    tenant: Tenant,
    channel: TChannel,
    monkeypatch: pytest.MonkeyPatch,
    more: dict[str, object],
    number: str,
    key: str,
) -> None:
    let_in(bot, monkeypatch, tenant.id)
    await heard_from(bot, tenant)
    await made_the_groups(bot, tenant.id, channel.id)
    [(what, cure)] = wrong(await found(bot, given(stub, **more)))
    assert what.startswith("teams: the sign-in as the bot: Microsoft says ")
    assert number in what
    assert key in cure


async def test_a_sign_in_out_of_reach_is_told_plainly(
    bot: Bot, stub: ConnectorStub, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_in(bot, monkeypatch, tenant.id)
    [(what, cure)] = wrong(await found(bot, given(stub, login_url="http://127.0.0.1:9")))
    assert "Microsoft cannot be reached" in what
    assert "port 443" in cure


async def test_a_bad_day_of_the_sign_in_is_told_apart(
    bot: Bot, stub: ConnectorStub, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_in(bot, monkeypatch, tenant.id)
    stub.issuer.down(LOGIN)
    [(what, _)] = wrong(await found(bot, given(stub)))
    assert "asks to wait (status 503)" in what


async def test_a_sign_in_that_does_not_answer_is_waited_for_no_longer_than_is_said(
    bot: Bot, stub: ConnectorStub, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_in(bot, monkeypatch, tenant.id)
    monkeypatch.setattr(wire, "SECONDS", 0.2)
    stub.issuer.slow(2.0, LOGIN)
    [(what, _)] = wrong(await asyncio.wait_for(found(bot, given(stub)), 5))
    assert "did not answer within" in what


async def test_keys_that_cannot_be_had_are_told(
    bot: Bot, stub: ConnectorStub, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_in(bot, monkeypatch, tenant.id)
    stub.issuer.down()
    [(what, cure)] = wrong(await found(bot, given(stub)))
    assert "signs its requests with can't be had" in what
    assert "nothing is heard" in cure


async def test_keys_for_other_channels_alone_are_none(
    bot: Bot, stub: ConnectorStub, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_in(bot, monkeypatch, tenant.id)
    stub.issuer.endorsements = ("skype",)
    [(what, _)] = wrong(await found(bot, given(stub)))
    assert what.endswith("signs its requests with: 0")


@pytest.mark.parametrize("address", ["http://keys.example.org/", "ftp://keys.example.org/", "keys"])
async def test_keys_are_not_taken_from_just_anywhere(
    bot: Bot, stub: ConnectorStub, tenant: Tenant, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    let_in(bot, monkeypatch, tenant.id)
    [(what, _)] = wrong(await found(bot, given(stub, openid_metadata=address)))
    assert "can't be had (ValueError)" in what


async def test_without_an_entry_the_lines_for_the_scheme_file_are_given(
    bot: Bot, stub: ConnectorStub
) -> None:
    [(what, cure)] = wrong(await found(bot, given(stub)))
    assert what == "teams: no scheme lets a tenant in"
    assert f'[[workspaces]]\nplatform = "teams"\nid = "{issuer.HOME_TENANT}"' in cure


@pytest.mark.parametrize("written", ["fellside.example.org", NOBODYS[:-1]])
async def test_a_tenant_that_is_written_so_that_nobody_matches_is_told(
    bot: Bot, stub: ConnectorStub, monkeypatch: pytest.MonkeyPatch, written: str
) -> None:
    let_in(bot, monkeypatch, written)
    [(what, cure)] = wrong(await found(bot, given(stub)))
    assert written in what
    assert "Directory (tenant) ID" in cure


async def test_a_tenant_that_nothing_came_from_is_no_fault_and_one_that_shut_the_bot_out_is(
    bot: Bot, stub: ConnectorStub, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_in(bot, monkeypatch, tenant.id, NOBODYS)
    await heard_from(bot, tenant)
    async with bot.work() as work:
        await installations.lose(work, "teams", tenant.id)
    findings = await found(bot, given(stub))
    [(what, cure)] = wrong(findings)
    assert what.startswith(f"teams: {tenant.id} is let in by")
    assert "the bot was shut out there on " in what
    assert "manifest teams" in cure
    assert any(
        NOBODYS in one.what and "nothing has come from there yet" in one.what for one in findings
    )


@pytest.mark.parametrize("fate", ["removed", "deleted", "elsewhere", "throttled"])
async def test_a_groups_channel_that_does_not_work_is_told_with_its_cure(
    bot: Bot,
    stub: ConnectorStub,
    tenant: Tenant,
    channel: TChannel,
    monkeypatch: pytest.MonkeyPatch,
    fate: str,
) -> None:
    let_in(bot, monkeypatch, tenant.id)
    await heard_from(bot, tenant)
    await made_the_groups(bot, tenant.id, channel.id)
    match fate:
        case "removed":
            channel.of.remove()
        case "deleted":
            await made_the_groups(bot, tenant.id, "19:never@thread.tacv2")
        case "elsewhere":
            await made_the_groups(bot, NOBODYS, channel.id)
        case _:
            stub.world.fails("members", 429, retry_after=30)
    [(what, cure)] = wrong(await found(bot, given(stub)))
    words = {
        "removed": "the bot is not in it",
        "deleted": "the bot is not in it",
        "elsewhere": "never heard from",
        "throttled": "asks to wait (Throttled)",
    }
    assert words[fate] in what
    assert ("Try again" if fate == "throttled" else "@Mentoring oversight here") in cure


async def test_a_scheme_without_a_channel_is_told_how_to_make_one(
    bot: Bot, stub: ConnectorStub, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_in(bot, monkeypatch, tenant.id)
    await heard_from(bot, tenant)
    findings = await found(bot, given(stub))
    assert wrong(findings) == []
    cure = next(one.cure for one in findings if "no channel of the Group yet" in one.what)
    assert "@Mentoring oversight here" in cure


async def test_a_scheme_whose_channel_is_on_another_platform_has_one(
    bot: Bot, stub: ConnectorStub, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_in(bot, monkeypatch, tenant.id)
    await heard_from(bot, tenant)
    await made_the_groups(bot, "T0FELLSIDE", "C0OVERSIGHT", "slack")
    findings = await found(bot, given(stub))
    assert wrong(findings) == []
    assert not any("channel" in one.what for one in findings)


async def test_without_a_readable_database_microsoft_is_asked_all_the_same(
    bot: Bot, stub: ConnectorStub, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_in(bot, monkeypatch, tenant.id)
    findings = await found(bot, given(stub), with_database=False)
    assert wrong(findings) == []
    said = [one.what for one in findings]
    assert any("sign-in as the bot is taken" in what for what in said)
    assert said[-1] == f"teams: {tenant.id} is let in by {bot.definitions[SCHEME].name}"


async def test_in_development_nobody_is_asked(bot: Bot, stub: ConnectorStub) -> None:
    [only] = await found(bot, TeamsSettings.model_validate({"development": True}))
    assert only.good
    assert "MICROSOFT_DEVELOPMENT" in only.cure
    assert not stub.issuer.asked


async def test_the_whole_check_asks_microsoft_where_it_is_set_up(
    bot: Bot, stub: ConnectorStub, tenant: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vault, "_fernet", vault._fernet)  # the check opens the keys of the settings
    before = [one.what for one in await all_checks.look(lambda: bot.settings)]
    assert not any(what.startswith("teams") for what in before)
    monkeypatch.setattr(all_checks, "PLATFORMS", (TEAMS_ROW,))
    monkeypatch.setattr(platforms, "settings_of", lambda row: given(stub))
    after = await all_checks.look(lambda: bot.settings)
    assert any("the sign-in as the bot is taken" in one.what for one in after)


async def test_settings_that_do_not_belong_together_are_a_finding(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def trouble(row: PlatformRow) -> TeamsSettings:
        raise SettingsProblem("MICROSOFT_APP_PASSWORD: it is not set")

    monkeypatch.setattr(vault, "_fernet", vault._fernet)
    monkeypatch.setattr(all_checks, "PLATFORMS", (TEAMS_ROW,))
    monkeypatch.setattr(platforms, "settings_of", trouble)
    findings = await all_checks.look(lambda: bot.settings)
    assert ("teams", "MICROSOFT_APP_PASSWORD: it is not set") in wrong(findings)
