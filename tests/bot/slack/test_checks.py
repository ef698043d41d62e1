"""`mentoring-bot check` asks Slack, names what is wrong with its cure, changes nothing and shows no secret."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot import opening, platforms
from bot.app import Bot
from bot.command import check as all_checks
from bot.command.check import Finding
from bot.settings import Settings, SettingsProblem, load_of
from bot.slack import checks
from bot.slack.declared import SLACK as SLACK_ROW
from bot.slack.settings import SlackSettings
from manifest.slack import SCOPES
from scheme.room import Room
from storage.engine.database import Database
from storage.engine.encryption import new_key, vault
from storage.platforms import installations, rooms
from storage.platforms.installations import Installed
from tests.slack.api import SlackStub
from tests.slack.world import Channel, Workspace
from tests.support.stage import START, set_stage

SCHEME = "aln"
WRITES = ("chat.", "views.", "files.", "conversations.open", "pins.")


@pytest.fixture
async def stub() -> AsyncIterator[SlackStub]:
    """Slack, with a workspace that has the app with exactly what it needs."""
    one = SlackStub()
    await one.start()
    one.world.add_workspace("Fellside").install(frozenset(SCOPES))
    yield one
    for call in one.world.calls:
        assert not call.method.startswith(WRITES), "a check changes nothing"
    await one.stop()


@pytest.fixture
def team(stub: SlackStub) -> Workspace:
    """The workspace."""
    return next(iter(stub.world.workspaces.values()))


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


def given(stub: SlackStub, team: Workspace, **more: object) -> SlackSettings:
    """Good settings of Slack, but for some."""
    assert team.token is not None
    values: dict[str, object] = {
        "bot_token": SecretStr(team.token.value),
        "signing_secret": SecretStr(stub.world.app.signing_secret),
        "api_url": stub.api_url,
    }
    return SlackSettings.model_validate(values | more)


async def found(bot: Bot, slack: SlackSettings) -> list[Finding]:
    """What is found; no secret is ever in it."""
    findings = await checks.look(bot.settings, slack, with_database=True)
    secrets = (slack.bot_token, slack.app_token, slack.signing_secret, slack.client_secret)
    said = "\n".join(f"{one.what}\n{one.cure}" for one in findings)
    assert not any(one.get_secret_value() in said for one in secrets if one is not None)
    return findings


def wrong(findings: list[Finding]) -> list[tuple[str, str]]:
    """What is not good, and its cure."""
    return [(one.what, one.cure) for one in findings if not one.good]


def let_in(bot: Bot, monkeypatch: pytest.MonkeyPatch, team: Workspace) -> None:
    """The scheme lets the workspace in."""
    one = bot.definitions[SCHEME]
    data = one.model_dump() | {"workspaces": [{"platform": "slack", "id": team.id}]}
    definition = type(one).model_validate(data)
    monkeypatch.setattr(opening, "schemes", lambda _settings: {SCHEME: definition})


async def made_the_groups(bot: Bot, channel: Channel) -> None:
    """A channel is the Group's."""
    async with bot.work() as work:
        await rooms.move(
            work,
            Room(
                scheme=SCHEME,
                platform="slack",
                workspace=channel.team.id,
                channel=channel.id,
                since=START,
            ),
        )


async def test_where_all_is_well_it_says_so(
    bot: Bot, stub: SlackStub, team: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_in(bot, monkeypatch, team)
    await made_the_groups(bot, team.add_channel("oversight", team.bot_user))
    findings = await found(bot, given(stub, team, app_token=SecretStr(stub.world.app.app_token)))
    assert wrong(findings) == []
    said = "\n".join(one.what for one in findings)
    for words in (
        "Socket Mode",
        "app token (SLACK_APP_TOKEN) is taken",
        "is good for Fellside",
        "is let in by",
        "no more",
    ):
        assert words in said
    assert "the bot is in it" in said


async def test_without_an_entry_the_lines_for_the_scheme_file_are_given(
    bot: Bot, stub: SlackStub, team: Workspace
) -> None:
    [(what, cure)] = wrong(await found(bot, given(stub, team)))
    assert what == f"slack: no scheme lets {team.id} in"
    assert f'[[workspaces]]\nplatform = "slack"\nid = "{team.id}"' in cure


async def test_a_right_that_is_lacking_is_named_with_what_it_is_for(
    bot: Bot, stub: SlackStub, team: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_in(bot, monkeypatch, team)
    team.install(frozenset(SCOPES) - {"pins:write", "files:read"})
    [(what, cure)] = wrong(await found(bot, given(stub, team)))
    assert f"it lacks files:read (to {SCOPES['files:read']}); pins:write" in what
    assert "mentoring-bot manifest slack" in cure


async def test_a_right_too_many_is_told_and_is_not_wrong(
    bot: Bot, stub: SlackStub, team: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_in(bot, monkeypatch, team)
    team.install(frozenset(SCOPES) | {"channels:join"})
    findings = await found(bot, given(stub, team))
    assert wrong(findings) == []
    assert any(one.what.endswith("may do more than it needs: channels:join") for one in findings)


@pytest.mark.parametrize(
    ("state", "word"), [("revoked", "token_revoked"), ("gone", "account_inactive")]
)
async def test_a_token_that_is_refused_is_told_with_where_to_find_another(
    bot: Bot, stub: SlackStub, team: Workspace, state: str, word: str
) -> None:
    assert team.token is not None
    team.token.state = state
    [(what, cure)] = wrong(await found(bot, given(stub, team)))
    assert what == f"slack: SLACK_BOT_TOKEN: Slack refuses it ({word})"
    assert "OAuth & Permissions" in cure


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        ("ratelimited", 429, "Slack asks to wait (ratelimited)"),
        ("internal_error", 503, "Slack says http_503"),
        ("something_new", 200, "Slack says something_new"),
    ],
)
async def test_slack_s_bad_day_is_told_apart(
    bot: Bot, stub: SlackStub, team: Workspace, error: str, status: int, words: str
) -> None:
    stub.world.fails("auth.test", error, status, retry_after=30 if status == 429 else None)
    [(what, _)] = wrong(await found(bot, given(stub, team)))
    assert words in what


async def test_slack_out_of_reach_is_told_plainly(
    bot: Bot, stub: SlackStub, team: Workspace
) -> None:
    slack = given(stub, team, api_url="http://127.0.0.1:9/api/")
    [(what, cure)] = wrong(await found(bot, slack))
    assert "Slack cannot be reached" in what
    assert "port 443" in cure


async def test_a_slack_that_does_not_answer_is_waited_for_no_longer_than_is_said(
    bot: Bot, stub: SlackStub, team: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.slack.installations.SECONDS", 0.2)
    stub.world.slow("auth.test", 1.0)
    [(what, _)] = wrong(await asyncio.wait_for(found(bot, given(stub, team)), 5))
    assert "did not answer within" in what


async def test_an_app_token_that_is_refused_is_told(
    bot: Bot, stub: SlackStub, team: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_in(bot, monkeypatch, team)
    [(what, cure)] = wrong(
        await found(bot, given(stub, team, app_token=SecretStr("xapp-of-another")))
    )
    assert what == "slack: the app token (SLACK_APP_TOKEN): Slack refuses it (invalid_auth)"
    assert "connections:write" in cure


async def test_over_http_slack_needs_a_public_address(
    bot: Bot, stub: SlackStub, team: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_in(bot, monkeypatch, team)
    alone = bot.settings.model_copy(update={"base_url": ""})
    [(_, cure)] = wrong(await checks.look(alone, given(stub, team), with_database=True))
    assert "MENTORING_BASE_URL" in cure
    assert "Socket Mode" in cure


@pytest.mark.parametrize("fate", ["archived", "left", "deleted", "elsewhere"])
async def test_a_group_s_channel_that_does_not_work_is_told_with_its_cure(
    bot: Bot, stub: SlackStub, team: Workspace, monkeypatch: pytest.MonkeyPatch, fate: str
) -> None:
    let_in(bot, monkeypatch, team)
    channel = team.add_channel("oversight", team.bot_user)
    await made_the_groups(bot, channel)
    match fate:
        case "archived":
            channel.archived = True
        case "left":
            channel.members.clear()
        case "deleted":
            del team.channels[channel.id]
        case _:
            other = stub.world.add_workspace("Harbour", install=False)
            await made_the_groups(bot, other.add_channel("oversight"))
    [(what, cure)] = wrong(await found(bot, given(stub, team)))
    words = {
        "archived": "is archived",
        "left": "not in it",
        "deleted": "channel_not_found",
        "elsewhere": "cannot speak",
    }
    assert words[fate] in what
    assert "/mentoring oversight here" in cure


async def test_a_scheme_without_a_channel_is_told_how_to_make_one(
    bot: Bot, stub: SlackStub, team: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_in(bot, monkeypatch, team)
    findings = await found(bot, given(stub, team))
    assert wrong(findings) == []
    assert "/invite @Mentoring" in next(
        one.cure for one in findings if "no channel of the Group yet" in one.what
    )


async def test_a_scheme_whose_channel_is_on_another_platform_has_one(
    bot: Bot, stub: SlackStub, team: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_in(bot, monkeypatch, team)
    async with bot.work() as work:
        await rooms.move(
            work,
            Room(
                scheme=SCHEME,
                platform="teams",
                workspace="a-tenant",
                channel="19:oversight@thread.tacv2",
                since=START,
            ),
        )
    findings = await found(bot, given(stub, team))
    assert wrong(findings) == []
    assert not any("channel" in one.what for one in findings)


async def test_every_workspace_that_added_the_bot_is_looked_at(
    bot: Bot, stub: SlackStub, team: Workspace
) -> None:
    assert team.token is not None
    app = stub.world.app
    slack = SlackSettings(
        client_id=app.client_id,
        client_secret=SecretStr(app.client_secret),
        signing_secret=SecretStr(app.signing_secret),
        api_url=stub.api_url,
    )
    async with bot.work() as work:
        await installations.keep(
            work,
            "slack",
            Installed(
                enterprise="", workspace=team.id, token=team.token.value, body={}, gone_at=None
            ),
        )
        await installations.keep(
            work,
            "slack",
            Installed(
                enterprise="", workspace="T0GONE", token="xoxb-of-yesterday", body={}, gone_at=None
            ),
        )
    about = {what.partition(":")[2].strip() for what, _ in wrong(await found(bot, slack))}
    assert about == {
        f"no scheme lets {team.id} in",
        "the installation in T0GONE: Slack refuses it (invalid_auth)",
    }


async def test_without_a_readable_database_slack_is_asked_all_the_same(
    bot: Bot, stub: SlackStub, team: Workspace
) -> None:
    findings = await checks.look(bot.settings, given(stub, team), with_database=False)
    assert any("is good for Fellside" in one.what for one in findings)


async def test_the_whole_check_asks_slack_where_it_is_set_up(
    bot: Bot, stub: SlackStub, team: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vault, "_fernet", vault._fernet)  # the check opens the keys of the settings
    before = [one.what for one in await all_checks.look(lambda: bot.settings)]
    assert not any(what.startswith("slack") for what in before)
    monkeypatch.setattr(all_checks, "PLATFORMS", (SLACK_ROW,))
    monkeypatch.setattr(platforms, "settings_of", lambda row: given(stub, team))
    after = await all_checks.look(lambda: bot.settings)
    assert any("is good for Fellside" in one.what for one in after)


# Settings


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder, and no setting in the environment."""
    for key in SlackSettings.model_fields:
        monkeypatch.delenv(f"SLACK_{key.upper()}", raising=False)
    monkeypatch.chdir(tmp_path)


WRONG: list[tuple[Mapping[str, str], str]] = [
    (
        {"BOT_TOKEN": "opensesame", "SIGNING_SECRET": "opensesame"},
        "SLACK_BOT_TOKEN: it should begin with xoxb-",
    ),
    (
        {"BOT_TOKEN": "xoxb-opensesame", "APP_TOKEN": "opensesame"},
        "SLACK_APP_TOKEN: it should begin with xapp-",
    ),
    ({"BOT_TOKEN": "xoxb-opensesame"}, "SLACK_SIGNING_SECRET: it is not set"),
    ({"CLIENT_ID": "1.2", "SIGNING_SECRET": "opensesame"}, "SLACK_CLIENT_SECRET: it is not set"),
    (
        {"APP_TOKEN": "xapp-opensesame"},
        "SLACK_BOT_TOKEN: it is not set, while other settings of Slack are",
    ),
]


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize(
    ("values", "words"), WRONG, ids=lambda one: one if isinstance(one, str) else ""
)
def test_a_wrong_setting_is_named_with_its_meaning_and_not_repeated(
    monkeypatch: pytest.MonkeyPatch, values: Mapping[str, str], words: str
) -> None:
    for key, value in values.items():
        monkeypatch.setenv(f"SLACK_{key}", value)
    with pytest.raises(SettingsProblem) as problem:
        load_of(SlackSettings)
    said = str(problem.value)
    assert said.startswith(words)
    assert "It is: " in said
    assert "\n" not in said
    assert "opensesame" not in said


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize(
    ("values", "is_on"),
    [
        ({}, False),
        ({"BOT_TOKEN": "xoxb-1", "SIGNING_SECRET": "s"}, True),
        ({"BOT_TOKEN": "xoxb-1", "APP_TOKEN": "xapp-1"}, True),
        ({"CLIENT_ID": "1.2", "CLIENT_SECRET": "s", "SIGNING_SECRET": "s"}, True),
    ],
    ids=["off", "http", "socket", "several"],
)
def test_settings_that_belong_together_are_taken(
    monkeypatch: pytest.MonkeyPatch, values: Mapping[str, str], is_on: bool
) -> None:
    for key, value in values.items():
        monkeypatch.setenv(f"SLACK_{key}", value)
    assert load_of(SlackSettings).is_on is is_on
