"""What `mentoring-bot check` asks Slack: the tokens, what the bot may do, and the Groups' channels. Nothing is changed."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot import opening
from bot.command.check import Finding
from bot.settings import Settings
from bot.slack import allowed
from bot.slack.installations import SECONDS, SLACK, Clients
from bot.slack.settings import SlackSettings
from bot.slack.wire.place import UNREACHABLE, reason_of
from manifest.slack import EVENTS_PATH, NAME, SCOPES
from scheme.definition.definition import Definition
from scheme.definition.loading import SchemeFileError
from scheme.room import Room
from storage.engine import migrate
from storage.engine.database import Database
from storage.platforms import installations, rooms
from storage.work import Work

REFUSED = frozenset(
    {
        "invalid_auth",
        "not_authed",
        "account_inactive",
        "token_revoked",
        "token_expired",
        "no_permission",
    }
)
WAIT = frozenset(
    {"ratelimited", "rate_limited", "service_unavailable", "internal_error", "fatal_error"}
)
INVITE = f"/invite @{NAME}"
HERE = "/mentoring oversight here"
AGAIN = (
    "Write the manifest afresh (mentoring-bot manifest slack), put it in under App Manifest on the app's page, and install "
    "the app in the workspace again."
)

Definitions = Mapping[str, Definition]


async def look(settings: Settings, slack: SlackSettings, *, with_database: bool) -> list[Finding]:
    """Look at everything that has to do with Slack. `with_database`: whether it can be read."""
    clients = Clients(slack, _no_work)
    definitions = _definitions(settings)
    tokens, groups = await _kept(settings, definitions) if with_database else ({}, [])
    findings = [_way_in(settings, slack)]
    if slack.app_token is not None:
        findings.append(await _socket(clients, slack.app_token.get_secret_value()))
    speaking: dict[str, AsyncWebClient] = {}
    if slack.bot_token is not None:
        client = clients.plain(slack.bot_token.get_secret_value())
        found, workspace = await _token(client, definitions, "SLACK_BOT_TOKEN")
        findings += found
        speaking[workspace] = client
    if slack.several:
        for workspace, token in tokens.items():
            speaking[workspace] = clients.plain(token)
            found, _ = await _token(
                speaking[workspace], definitions, f"the installation in {workspace}"
            )
            findings += found
    for room in (group for group in groups if group.platform == SLACK):
        findings.append(
            await _room(speaking.get(room.workspace), room, definitions[room.scheme].name)
        )
    return findings + _without_room(definitions, groups, speaking)


def _no_work(*, writes: bool = True) -> Work:
    raise AssertionError("a check only asks")  # nothing is kept of what Slack answers


def _definitions(settings: Settings) -> Definitions:
    try:
        return opening.schemes(settings)
    except SchemeFileError:  # which has a finding of its own
        return {}


async def _kept(settings: Settings, definitions: Definitions) -> tuple[dict[str, str], list[Room]]:
    """What is kept: tokens by workspace, and the Groups' channels on whichever platform."""
    database = Database(settings.database(playground=False))
    try:
        if await migrate.current(database) != migrate.newest():
            return {}, []
        async with Work(database, definitions, datetime.now(UTC), writes=False) as work:
            live = [
                await installations.of(work, SLACK, workspace)
                for workspace in await installations.live(work, SLACK)
            ]
            groups = [await rooms.of(work, key) for key in definitions]
    finally:
        await database.close()
    tokens = {
        installed.workspace: installed.token
        for installed in live
        if installed is not None and installed.token is not None
    }
    return tokens, [group for group in groups if group is not None]


def _way_in(settings: Settings, slack: SlackSettings) -> Finding:
    """How Slack reaches the bot, and a browser the installation."""
    public = settings.is_public
    cure = "Slack reaches public https addresses only: set MENTORING_BASE_URL"
    if slack.app_token is None:
        what = f"slack: it hears at {settings.url}{EVENTS_PATH}"
        return Finding(
            public,
            what,
            "" if public else f"{cure}, or use Socket Mode, which needs none (SLACK_APP_TOKEN).",
        )
    if slack.several and not public:
        what = "slack: Socket Mode, but no workspace can add the bot from the browser"
        return Finding(False, what, f"{cure}, or unset SLACK_CLIENT_ID.")
    return Finding(True, "slack: Socket Mode")


async def _socket(clients: Clients, token: str) -> Finding:
    what = "slack: the app token (SLACK_APP_TOKEN)"
    try:
        await clients.plain().apps_connections_open(app_token=token)
    except UNREACHABLE as error:
        cure = "Make one on the app's page under Basic Information, App-Level Tokens, with the scope connections:write."
        return _failed(what, error, cure, clients.settings)
    return Finding(True, f"{what} is taken")


async def _token(
    client: AsyncWebClient, definitions: Definitions, source: str
) -> tuple[list[Finding], str]:
    """What a bot token is good for, and its workspace; "" where that was not to be learnt."""
    try:
        told = await client.auth_test()
    except UNREACHABLE as error:
        cure = (
            "Copy the Bot User OAuth Token from the app's page, OAuth & Permissions. Where the app was removed from the "
            "workspace, install it there again first."
        )
        return [_failed(f"slack: {source}", error, cure)], ""
    workspace = str(told["team_id"])
    name = str(told.get("team") or "")
    found = Finding(True, f"slack: {source} is good for {name or workspace} ({workspace})")
    return [
        found,
        _let_in(definitions, workspace, name),
        *_scopes(told.headers, workspace),
    ], workspace


def _let_in(definitions: Definitions, workspace: str, name: str) -> Finding:
    if found := allowed.schemes(definitions, workspace):
        return Finding(True, f"slack: {workspace} is let in by {', '.join(found)}")
    cure = f"Until then nobody there counts as a member. Add to the scheme file:\n\n{allowed.lines(workspace, name)}\n"
    return Finding(False, f"slack: no scheme lets {workspace} in", cure)


def _scopes(headers: Mapping[str, Any], workspace: str) -> Sequence[Finding]:
    told = next(
        (str(value) for key, value in headers.items() if key.lower() == "x-oauth-scopes"), None
    )
    if told is None:
        return ()
    given = {scope.strip() for scope in told.split(",")} - {""}
    if missing := [scope for scope in SCOPES if scope not in given]:
        lacking = "; ".join(f"{scope} (to {SCOPES[scope]})" for scope in missing)
        return (Finding(False, f"slack: in {workspace} it lacks {lacking}", AGAIN),)
    if extra := sorted(given - set(SCOPES)):
        return (
            Finding(
                True,
                f"slack: in {workspace} it may do more than it needs: {', '.join(extra)}",
                AGAIN,
            ),
        )
    return (Finding(True, f"slack: in {workspace} it may do all it needs, and no more"),)


async def _room(client: AsyncWebClient | None, room: Room, scheme: str) -> Finding:
    what = f"slack: the Group's channel of {scheme} ({room.channel} in {room.workspace})"
    anew = f"In the channel write {INVITE}, or in another one {INVITE} and then {HERE}."
    if client is None:
        return Finding(
            False,
            f"{what} is in a workspace the bot cannot speak in",
            f"Install it there, or {HERE} elsewhere.",
        )
    try:
        channel = (await client.conversations_info(channel=room.channel)).get("channel") or {}
    except UNREACHABLE as error:
        return _failed(what, error, anew)
    if channel.get("is_archived"):
        return Finding(
            False,
            f"{what} is archived",
            f"Take it out of the archive, or in another one {INVITE}, then {HERE}.",
        )
    if not channel.get("is_member"):
        return Finding(False, f"{what}: the bot is not in it", anew)
    return Finding(True, f"{what}: the bot is in it")


def _without_room(
    definitions: Definitions, groups: Sequence[Room], speaking: Mapping[str, object]
) -> list[Finding]:
    have = {room.scheme for room in groups}
    return [
        Finding(
            True,
            f"slack: {definition.name} has no channel of the Group yet",
            f"In the channel: {INVITE}, then {HERE}.",
        )
        for key, definition in definitions.items()
        if key not in have and any(definition.workspace(SLACK, workspace) for workspace in speaking)
    ]


def _failed(
    what: str, error: BaseException, cure: str, slack: SlackSettings | None = None
) -> Finding:
    """What hindered a question, told apart: what is ours to mend, what passes, and what lies between."""
    reason = reason_of(error)
    if isinstance(error, TimeoutError):
        return Finding(
            False,
            f"{what}: Slack did not answer within {SECONDS} seconds",
            "Try again in a few minutes.",
        )
    if not isinstance(error, SlackApiError):
        if slack:
            host = urlsplit(slack.api_url).hostname
        else:
            host = "slack.com"
        cure = f"See that this machine may reach {host} on port 443, and that its clock and certificates are right."
        return Finding(False, f"{what}: Slack cannot be reached ({reason})", cure)
    if reason in WAIT:
        return Finding(
            False, f"{what}: Slack asks to wait ({reason})", "Try again in a few minutes."
        )
    if reason in REFUSED:
        return Finding(False, f"{what}: Slack refuses it ({reason})", cure)
    return Finding(False, f"{what}: Slack says {reason}", cure)
