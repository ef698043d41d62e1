"""The manifest is of the shape Slack takes, and asks for exactly what the bot uses: no right and no event more or less."""

import ast
import inspect
import json
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from slack_sdk.web.async_client import AsyncWebClient

import bot.slack
from bot.__main__ import app as command_line
from handlers import CATALOGUE
from manifest import ManifestProblem
from manifest.slack import EVENTS, SCOPES, SHORTCUTS, manifest

URL = "https://mentoring.example.org"

# What Slack asks for each method of its Web API: the scopes of every kind of conversation the bot calls it in.
NEEDS: dict[str, str] = {
    "apps.connections.open": "",  # with the app-level token
    "auth.test": "",
    "chat.delete": "chat:write",
    "chat.postEphemeral": "chat:write",
    "chat.postMessage": "chat:write",
    "chat.update": "chat:write",
    "conversations.history": "im:history metadata.message:read",
    "conversations.info": "channels:read groups:read",
    "conversations.members": "channels:read groups:read",
    "conversations.open": "im:write",
    "conversations.replies": "im:history metadata.message:read",
    "files.completeUploadExternal": "files:write",
    "files.getUploadURLExternal": "files:write",
    "files.info": "files:read",
    "pins.add": "pins:write",
    "users.info": "users:read",
    "users.lookupByEmail": "users:read.email",
    "views.open": "",
    "views.publish": "",
    "views.update": "",
}
# And for hearing of what happens.
HEARS: dict[str, str] = {
    "app_home_opened": "",
    "app_mention": "app_mentions:read",
    "app_uninstalled": "",
    "channel_archive": "channels:read",
    "channel_deleted": "channels:read",
    "channel_left": "channels:read",
    "channel_unarchive": "channels:read",
    "group_archive": "groups:read",
    "group_deleted": "groups:read",
    "group_left": "groups:read",
    "group_unarchive": "groups:read",
    "member_joined_channel": "channels:read groups:read",
    "member_left_channel": "channels:read groups:read",
    "message.im": "im:history",
    "team_join": "users:read",
    "tokens_revoked": "",
    "user_change": "users:read",
}
# Whatever else Slack could tell of, so that a new listener is noticed here.
MORE = (
    "app_rate_limited bot_added bot_changed channel_created channel_history_changed channel_id_changed "
    "channel_rename channel_shared channel_unshared dnd_updated_user email_domain_changed emoji_changed file_change "
    "file_created file_deleted file_public file_shared file_unshared grid_migration_finished grid_migration_started "
    "group_close group_history_changed group_open group_rename im_close im_created im_history_changed im_open "
    "invite_requested link_shared message_metadata_deleted message_metadata_posted message_metadata_updated pin_added "
    "pin_removed reaction_added reaction_removed shared_channel_invite_accepted star_added subteam_created "
    "subteam_updated team_access_granted team_access_revoked team_domain_change team_rename user_huddle_changed "
    "user_profile_changed user_status_changed"
)
OTHERS = frozenset(MORE.split())
COMMANDS = frozenset({"command", "shortcut"})  # listeners that need the scope "commands"


@cache
def _nodes() -> Sequence[ast.AST]:
    files = sorted(Path(bot.slack.__path__[0]).glob("**/*.py"))
    return [one for file in files for one in ast.walk(ast.parse(file.read_text(encoding="utf-8")))]


@cache
def _words() -> frozenset[str]:
    """Every text in the source of bot/slack."""
    return frozenset(
        one.value
        for one in _nodes()
        if isinstance(one, ast.Constant) and isinstance(one.value, str)
    )


def _methods_of(function: Any) -> set[str]:
    """The methods of the Web API that a function of slack_sdk's client calls."""
    source = inspect.getsource(function)
    found = set(re.findall(r'self\.api_call\(\s*"([\w.]+)"', source))
    for inner in re.findall(r"self\.(\w+)\(", source):
        if inner != "api_call" and inner != function.__name__ and not inner.startswith("__"):
            found |= _methods_of(getattr(AsyncWebClient, inner))
    return found


def _clients_methods() -> dict[str, Any]:
    return {
        name: one
        for name, one in inspect.getmembers(AsyncWebClient, inspect.iscoroutinefunction)
        if not name.startswith("_") and name not in ("api_call", "async_call")
    }


def called() -> set[str]:
    """The methods of the Web API that are called anywhere in bot/slack, by slack_sdk's functions or by name."""
    functions = _clients_methods()
    known = set(re.findall(r'self\.api_call\(\s*"([\w.]+)"', inspect.getsource(AsyncWebClient)))
    assert len(known) > 200, "slack_sdk is written in another way now"
    used = {
        one.func.attr
        for one in _nodes()
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute)
    }
    by_function = {
        method for name in used & set(functions) for method in _methods_of(functions[name])
    }
    return by_function | (_words() & known)


def heard() -> set[str]:
    """The events that are listened to; of messages only those in a chat of two are wanted."""
    words = _words()
    found = set(words & (set(HEARS) | OTHERS))
    return found | {"message.im"} if {"message", "im"} <= words else found


def test_every_method_that_is_called_is_in_the_table_and_no_other() -> None:
    assert called() == set(NEEDS)


def test_it_hears_exactly_the_events_it_listens_to() -> None:
    assert heard() == set(HEARS) == set(EVENTS)


def test_it_asks_for_exactly_the_scopes_that_methods_events_and_commands_need() -> None:
    listeners = {
        one.func.attr
        for one in _nodes()
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute)
    }
    needed = {scope for row in (*NEEDS.values(), *HEARS.values()) for scope in row.split()}
    needed |= {"commands"} if listeners & COMMANDS else set()
    assert needed == set(SCOPES)


def test_every_scope_says_what_it_is_for() -> None:
    assert [scope for scope, why in SCOPES.items() if not 20 <= len(why) <= 140] == []


def test_the_guide_names_every_scope_with_its_purpose_and_takes_ten_steps_at_most() -> None:
    guide = (Path(bot.slack.__path__[0]).parents[1] / "docs" / "slack.md").read_text(
        encoding="utf-8"
    )
    assert dict(re.findall(r"^\| `([a-z_:.]+)` \| (.+) \|$", guide, re.MULTILINE)) == SCOPES
    steps = re.findall(
        r"^(\d+)\. ", guide.partition("## Ten steps")[2].partition("\n## ")[0], re.MULTILINE
    )
    assert 0 < len(steps) <= 10


def test_scopes_and_events_stand_in_order_so_that_a_change_is_seen() -> None:
    assert (list(SCOPES), list(EVENTS)) == (sorted(SCOPES), sorted(EVENTS))


def test_every_shortcut_takes_a_step_that_there_is() -> None:
    assert {one.does for one in SHORTCUTS if one.kind == "global"} <= set(CATALOGUE.steps)
    assert CATALOGUE.taking("message") in CATALOGUE.steps
    assert sum(one.kind == "message" for one in SHORTCUTS) == 1, (
        "whatever is pressed on a message is handed to one step"
    )


# The shape: what Slack requires of a manifest, its lengths and patterns

Web = Annotated[str, StringConstraints(pattern=r"^https?://", max_length=3000)]
Word = Annotated[str, StringConstraints(min_length=1, max_length=50)]


class Part(BaseModel):
    """A part of a manifest; Slack refuses keys it does not know."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Metadata(Part):
    """Which manifest it is."""

    major_version: int
    minor_version: int


class Display(Part):
    """How the app is shown."""

    name: str = Field(min_length=1, max_length=35)
    description: str = Field(min_length=1, max_length=140)
    background_color: str = Field(pattern=r"^#([0-9a-fA-F]{3}){1,2}$")


class AppHome(Part):
    """The app's own tabs."""

    home_tab_enabled: bool
    messages_tab_enabled: bool
    messages_tab_read_only_enabled: bool


class BotUser(Part):
    """The bot among the people."""

    display_name: str = Field(min_length=1, max_length=80)
    always_online: bool


class Shortcut(Part):
    """A shortcut."""

    name: str = Field(min_length=1, max_length=24)
    type: Literal["message", "global"]
    callback_id: str = Field(min_length=1, max_length=255)
    description: str = Field(min_length=1, max_length=150)


class Command(Part):
    """A slash command."""

    command: str = Field(min_length=2, max_length=32, pattern="^/")
    description: str = Field(min_length=1, max_length=2000)
    usage_hint: str = Field(min_length=1, max_length=1000)
    should_escape: bool
    url: Web | None = None


class Features(Part):
    """What there is of it."""

    app_home: AppHome
    bot_user: BotUser
    shortcuts: list[Shortcut] = Field(min_length=1, max_length=10)
    slash_commands: list[Command] = Field(min_length=1, max_length=50)


class Scopes(Part):
    """What it may do."""

    bot: list[Word] = Field(min_length=1, max_length=255)


class OAuth(Part):
    """How it is installed."""

    scopes: Scopes
    redirect_urls: list[Annotated[str, StringConstraints(max_length=2500)]] | None = None


class Subscriptions(Part):
    """What it hears."""

    bot_events: list[Word] = Field(max_length=100)
    request_url: Web | None = None


class Interactivity(Part):
    """Where presses and forms go."""

    is_enabled: bool
    request_url: Web | None = None


class Switches(Part):
    """Its settings."""

    event_subscriptions: Subscriptions
    interactivity: Interactivity
    org_deploy_enabled: bool
    socket_mode_enabled: bool
    token_rotation_enabled: bool


class Manifest(Part):
    """A whole manifest."""

    metadata: Metadata = Field(alias="_metadata")
    display_information: Display
    features: Features
    oauth_config: OAuth
    settings: Switches


@pytest.mark.parametrize("socket", [False, True])
@pytest.mark.parametrize("name", ["M", "Mentoring", "ALN Mentoring", "x" * 35])
def test_the_manifest_is_of_the_shape_that_slack_takes(socket: bool, name: str) -> None:
    made = Manifest.model_validate(manifest(URL, socket_mode=socket, name=name))
    assert (made.display_information.name, made.features.bot_user.display_name) == (name, name)
    assert made.settings.socket_mode_enabled is socket
    assert len(set(made.oauth_config.scopes.bot)) == len(made.oauth_config.scopes.bot)


def test_a_manifest_that_slack_would_refuse_is_noticed() -> None:
    made = manifest(URL)
    made["features"]["shortcuts"][0]["name"] = "x" * 25
    made["settings"]["unheard_of"] = True
    with pytest.raises(ValidationError) as refused:
        Manifest.model_validate(made)
    assert refused.value.error_count() == 2


def test_over_http_everything_goes_to_one_address() -> None:
    made = manifest(f"{URL}/")
    events = f"{URL}/slack/events"
    assert made["settings"]["event_subscriptions"]["request_url"] == events
    assert made["settings"]["interactivity"]["request_url"] == events
    assert [one["url"] for one in made["features"]["slash_commands"]] == [events]
    assert made["oauth_config"]["redirect_urls"] == [f"{URL}/slack/oauth_redirect"]


def test_in_socket_mode_no_address_is_needed() -> None:
    assert "http" not in json.dumps(manifest("", socket_mode=True))
    assert manifest(URL, socket_mode=True)["oauth_config"]["redirect_urls"] == [
        f"{URL}/slack/oauth_redirect"
    ]


@pytest.mark.parametrize(
    ("url", "name", "words"),
    [
        ("", "Mentoring", "choose --socket"),
        ("http://mentoring.example.org", "Mentoring", "should look like https://"),
        ("https://mentoring.example.org/slack", "Mentoring", "should look like https://"),
        (URL, " ", "names of 1 to 35 letters"),
        (URL, "x" * 36, "names of 1 to 35 letters"),
    ],
)
def test_what_no_manifest_can_be_made_of_is_said(url: str, name: str, words: str) -> None:
    with pytest.raises(ManifestProblem, match=words):
        manifest(url, name=name)


def test_the_command_prints_it_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["manifest", "slack", "--url", URL, "--name", "Fells [red]Mentoring[/]"]
    command_line(words, standalone_mode=False)
    assert json.loads(capsys.readouterr().out) == manifest(URL, name="Fells [red]Mentoring[/]")
    command_line(["manifest", "slack", "--socket"], standalone_mode=False)
    assert json.loads(capsys.readouterr().out) == manifest("", socket_mode=True)
