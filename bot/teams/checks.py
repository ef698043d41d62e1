"""What `mentoring-bot check` asks Microsoft: the keys, the sign-in, and the Groups' channels.

Nothing is changed, and nothing is said in Teams.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import urlsplit

import aiohttp

from bot import opening
from bot.channel import DeliveryProblem
from bot.command.check import Finding
from bot.pacing import Pacer
from bot.settings import Settings
from bot.teams.settings import GUID, TeamsSettings
from bot.teams.wire import wire
from bot.teams.wire.connector import Connector
from bot.teams.wire.errors import TeamsProblem
from bot.teams.wire.keys import keys_in
from bot.teams.wire.place import TEAMS, UNREACHABLE, ConversationAddress
from manifest.teams import ENDPOINT, HERE, NAME
from scheme.definition.definition import Definition
from scheme.definition.loading import SchemeFileError
from scheme.room import Room
from storage.engine import migrate
from storage.engine.database import Database
from storage.platforms import installations, rooms
from storage.platforms.installations import Installed
from storage.work import Work

PACKAGE = "mentoring-bot manifest teams"
SAYING = f"@{NAME} {HERE}"
SECRET = "Make a new client secret (Certificates & secrets in the registration) and put its value into MICROSOFT_APP_PASSWORD."  # noqa: S105
# What the sign-in's numbers mean for us.
CURES = {
    "AADSTS7000215": SECRET,
    "AADSTS7000222": SECRET,
    "AADSTS700016": "MICROSOFT_APP_ID is not registered in this tenant: see both ids in the registration.",
    "AADSTS90002": "There is no such tenant: MICROSOFT_APP_TENANT_ID is the Directory (tenant) ID of the registration.",
}
EITHER = "See that MICROSOFT_APP_ID, MICROSOFT_APP_PASSWORD and MICROSOFT_APP_TENANT_ID are of one registration."

Definitions = Mapping[str, Definition]


@dataclass(frozen=True)
class KnownPlaces:
    """What the database has: the tenants that something came from, and every Group's channel, on whichever platform."""

    tenants: Mapping[str, Installed] = field(default_factory=dict)
    rooms: Sequence[Room] = ()
    known: bool = False  # whether it could be read at all


async def look(settings: Settings, teams: TeamsSettings, *, with_database: bool) -> list[Finding]:
    """Look at everything that has to do with Teams. `with_database`: whether it can be read."""
    if not teams.app_id:
        cure = "It is there to try cards out. For people, unset MICROSOFT_DEVELOPMENT and set MICROSOFT_APP_ID."
        return [
            Finding(True, "teams: requests without a signature are taken from this machine", cure)
        ]
    definitions = _definitions(settings)
    if with_database:
        kept = await _kept(settings, definitions)
    else:
        kept = KnownPlaces()
    connector = Connector(teams, Pacer())
    await connector.start()
    try:
        findings = [_way_in(settings), await _keys(teams), signed_in := await _sign_in(connector)]
        findings += _tenants(definitions, kept, teams)
        if signed_in.good:
            groups = [room for room in kept.rooms if room.platform == TEAMS]
            findings += [
                await _room(connector, kept, group, definitions[group.scheme].name)
                for group in groups
            ]
    finally:
        await connector.stop()
    return findings + _without_room(definitions, kept)


def _definitions(settings: Settings) -> Definitions:
    try:
        return opening.schemes(settings)
    except SchemeFileError:  # which has a finding of its own
        return {}


async def _kept(settings: Settings, definitions: Definitions) -> KnownPlaces:
    database = Database(settings.database(playground=False))
    try:
        if await migrate.current(database) != migrate.newest():
            return KnownPlaces()
        async with Work(database, definitions, datetime.now(UTC), writes=False) as work:
            groups = [
                room for key in definitions if (room := await rooms.of(work, key)) is not None
            ]
            tenants = {
                *_listed(definitions),
                *(group.workspace for group in groups if group.platform == TEAMS),
            }
            heard = {name: await installations.of(work, TEAMS, name) for name in sorted(tenants)}
    finally:
        await database.close()
    return KnownPlaces(
        {tenant: found for tenant, found in heard.items() if found is not None}, groups, known=True
    )


def _listed(definitions: Definitions) -> dict[str, list[str]]:
    """The tenants on the schemes' lists, and the names of those schemes."""
    listed: dict[str, list[str]] = {}
    for definition in definitions.values():
        for place in definition.workspaces:
            if place.platform == TEAMS:
                listed.setdefault(place.id.lower(), []).append(definition.name)
    return listed


def _way_in(settings: Settings) -> Finding:
    public = settings.is_public
    cure = "The bot's page in Azure must name it as the messaging endpoint."
    if not public:
        cure = "Teams reaches public https addresses only: set MENTORING_BASE_URL."
    return Finding(public, f"teams: it hears at {settings.url}{ENDPOINT}", cure)


async def _keys(teams: TeamsSettings) -> Finding:
    """Whether what Microsoft signs its requests with can be had."""
    what = "teams: the keys that Microsoft signs its requests with"
    cure = f"Without them nothing is heard. See that this machine may reach {_host(teams.openid_metadata)} on port 443."
    try:
        async with wire.session() as session:
            found = keys_in(
                await _told(session, str((await _told(session, teams.openid_metadata))["jwks_uri"]))
            )
    except (*UNREACHABLE, DeliveryProblem, ValueError, KeyError, TypeError) as error:
        return Finding(False, f"{what} can't be had ({type(error).__name__})", cure)
    return Finding(bool(found), f"{what}: {len(found)}", "" if found else cure)


async def _told(session: aiohttp.ClientSession, url: str) -> dict[str, object]:
    if not wire.is_safe(url, loopback=True):
        raise ValueError("no address for keys")
    async with session.get(url, allow_redirects=False, raise_for_status=True) as response:
        told = json.loads(await wire.read(response))
    if not isinstance(told, dict):
        raise ValueError("no keys")
    return told


async def _sign_in(connector: Connector) -> Finding:
    what = "teams: the sign-in as the bot"
    try:
        await connector.tokens.bearer()
    except DeliveryProblem as problem:
        number = problem.reason.rpartition(" ")[2]
        return _failed(
            what, problem, CURES.get(number, EITHER), _host(connector.settings.login_url)
        )
    return Finding(True, f"{what} is taken ({connector.settings.app_type})")


def _tenants(definitions: Definitions, kept: KnownPlaces, teams: TeamsSettings) -> list[Finding]:
    """The tenants on the schemes' lists: whether they are written right, and whether anything ever came from them."""
    listed = _listed(definitions)
    if not listed:
        cure = f"Until then nobody there is heard. Add to the scheme file:\n\n{lines(teams.app_tenant_id)}\n"
        return [Finding(False, "teams: no scheme lets a tenant in", cure)]
    return [_tenant(tenant, ", ".join(names), kept) for tenant, names in listed.items()]


def _tenant(tenant: str, schemes: str, kept: KnownPlaces) -> Finding:
    what = f"teams: {tenant} is let in by {schemes}"
    if not GUID.fullmatch(tenant):
        cure = "It should be a Directory (tenant) ID, like 00000000-0000-0000-0000-000000000000."
        return Finding(
            False, f"teams: {tenant} in the scheme file of {schemes} is no tenant's id", cure
        )
    if not kept.known:
        return Finding(True, what)
    found = kept.tenants.get(tenant)
    again = f"Have the app package ({PACKAGE}) uploaded there, and write hello to the bot."
    if found is None:
        return Finding(True, f"{what}; nothing has come from there yet", again)
    if found.gone_at is not None:
        return Finding(
            False, f"{what}, and the bot was shut out there on {found.gone_at:%Y-%m-%d}", again
        )
    return Finding(True, f"{what}, and the bot is there")


def lines(tenant: str) -> str:
    """What to write into a scheme file so that it lets a tenant in."""
    return "\n".join(
        [
            "[[workspaces]]",
            'platform = "teams"',
            f'id = "{tenant.lower() or "its Directory (tenant) ID"}"',
        ]
    )


async def _room(connector: Connector, kept: KnownPlaces, room: Room, scheme: str) -> Finding:
    what = f"teams: the Group's channel of {scheme} ({room.channel} in {room.workspace})"
    anew = f"Add the app to its team, or in a channel of another team write {SAYING}."
    installed = kept.tenants.get(room.workspace)
    if installed:
        address = str(installed.body.get("service_url", ""))
    else:
        address = ""
    if not address:
        return Finding(False, f"{what} is in a tenant that the bot never heard from", anew)
    try:
        members = await connector.members(
            ConversationAddress(room.workspace, address, room.channel)
        )
    except DeliveryProblem as problem:
        if isinstance(problem, TeamsProblem) and problem.about in ("account", "place", "gone"):
            return Finding(False, f"{what}: the bot is not in it", anew)
        return _failed(what, problem, anew, _host(address))
    return Finding(True, f"{what}: the bot is in it; members: {len(members)}")


def _without_room(definitions: Definitions, kept: KnownPlaces) -> list[Finding]:
    have = {room.scheme for room in kept.rooms}
    return [
        Finding(
            True,
            f"teams: {definition.name} has no channel of the Group yet",
            f"In a channel of its team: {SAYING}.",
        )
        for key, definition in definitions.items()
        if key not in have
        and any(
            place.id.lower() in kept.tenants
            for place in definition.workspaces
            if place.platform == TEAMS
        )
    ]


def _failed(what: str, problem: DeliveryProblem, cure: str, host: str) -> Finding:
    """What hindered a question, told apart: what is ours to mend, what passes, and what lies between."""
    if isinstance(problem, TeamsProblem):
        status = problem.status
    else:
        status = 0
    if problem.reason == "TimeoutError":
        words = f"{what}: Microsoft did not answer within {wire.SECONDS:.0f} seconds"
        return Finding(False, words, "Try again in a few minutes.")
    if problem.after is not None or status >= 500:
        return Finding(
            False,
            f"{what}: Microsoft asks to wait ({problem.reason})",
            "Try again in a few minutes.",
        )
    if isinstance(problem, TeamsProblem) and problem.about == "passing" and not status:
        cure = f"See that this machine may reach {host} on port 443, and that its clock and certificates are right."
        return Finding(False, f"{what}: Microsoft cannot be reached ({problem.reason})", cure)
    return Finding(False, f"{what}: Microsoft says {problem.reason}", cure)


def _host(url: str) -> str:
    return urlsplit(url).hostname or url
