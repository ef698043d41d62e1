"""The app package for Teams: a manifest and two icons in a zip. The same words in make the same bytes out."""

import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

from manifest import ManifestProblem

NAME = "Mentoring"
MAKER = "mentoring-bot"
ENDPOINT = "/api/messages"
OUT = "mentoring-teams.zip"
ACCENT = "#1d6a5f"  # the ground of color.png
MOST_NAME = 30  # letters of a short name

# Generally available since August 2026. Nothing in the manifest needs more than 1.25, the first to ask for `CHANNELS`.
SCHEMA = "1.30"
# What Teams asks of every app that can be added to a team: that it works in channels of each kind.
CHANNELS = "tier1"
# Teams takes what has changed only with a higher number: add to it whenever the manifest or an icon changes.
VERSION = "1.1.0"

# What people read that the app does; Teams grants nothing for it.
PERMISSIONS: dict[str, str] = {
    "identity": "recognise people by the name and the address of their account",
    "messageTeamMembers": "write to people in their own chat with it",
}

# What people choose from a list instead of typing it; a test holds every line against what the bot understands.
PERSONAL: tuple[tuple[str, str], ...] = (
    ("Home", "Where you stand, and what comes next"),
    ("Find a mentor", "Apply as a mentee"),
    ("Become a mentor", "Apply as a mentor"),
    ("My application", "How far it is, and what you can change"),
    ("Log a meeting", "Note when you met, and for how long"),
    ("Plan the next meeting", "Agree on a day, with an entry for your calendar"),
    ("Our agreement", "Read, change or sign it"),
    ("Raise a concern", "Tell the Oversight Group, in confidence"),
    ("Talk to a person", "Whom to write to or phone"),
    ("Help", "All the rest, and how to say it"),
)
# On the menu of every message; Teams hands the message over, and the bot answers with a window.
RAISE_CONCERN = "raise_concern"
ABOUT_A_MESSAGE = "Raise a concern about this"
HERE = "oversight here"
BRINGING_IN = "add me to its team"
SAYING_HERE = f"mention me and write: {HERE}"
TEAM: tuple[tuple[str, str], ...] = (
    (HERE, "Make this the Oversight Group's channel (administrators)"),
    ("What is waiting", "For members of the Oversight Group: what is open, in your own chat"),
    ("Help", "What you can ask, in your own chat"),
)
GROUP_CHAT: tuple[tuple[str, str], ...] = (
    ("Home", "Where you stand, in your own chat"),
    ("Find a mentor", "Apply as a mentee, in your own chat"),
    ("Help", "What you can ask, in your own chat"),
)

FOLDER = Path(__file__).parent
ICONS = ("color.png", "outline.png")
BORN = (1980, 1, 1, 0, 0, 0)  # the earliest moment a zip can name
GUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SITE = re.compile(r"https://(?P<host>[a-z0-9-]+(\.[a-z0-9-]+)+(:\d{1,5})?)/?")
PAGE = re.compile(r"https://[^\s/]+\.[^\s]+")
NUMBER = re.compile(r"(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}")


def manifest(
    url: str, app_id: str, *, name: str = NAME, policies: str = "", version: str = VERSION
) -> dict[str, Any]:
    """The manifest of a bot with this app id that is reached at an address, such as https://mentoring.example.org.

    `policies` is a page of the operator's on privacy and terms; without it Teams links to the bot's address. The app is
    known in every tenant by the id of its bot. Raises `ManifestProblem`.
    """
    host = _host(url)
    bot = _guid(app_id)
    short = _name(name)
    if policies and not PAGE.fullmatch(policies):
        raise ManifestProblem(
            "--policies: it should be the address of a page that begins with https://."
        )
    if not NUMBER.fullmatch(version):
        raise ManifestProblem("--version: it should look like 1.0.0, three numbers.")
    base = f"https://{host}"
    return {
        "$schema": f"https://developer.microsoft.com/json-schemas/teams/v{SCHEMA}/MicrosoftTeams.schema.json",
        "manifestVersion": SCHEMA,
        "version": version,
        "id": bot,
        "developer": {
            "name": MAKER,
            "websiteUrl": base,
            "privacyUrl": policies or base,
            "termsOfUseUrl": policies or base,
        },
        "name": {"short": short, "full": f"{short}: find a mentor, or be one"},
        "description": {
            "short": "Find a mentor, or be one, without leaving Teams.",
            "full": (
                "Everything from the first form to the last meeting: apply, read about possible mentors, agree how to work "
                "together, note meetings, answer surveys, and raise a concern. The Oversight Group sees in a channel what "
                "is open, by reference only; what is confidential is read and written in windows of one's own. It works "
                "for people whose organisation takes part in the scheme; no other account is needed."
            ),
        },
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": ACCENT,
        "bots": [_bot(bot)],
        "composeExtensions": [_extension(bot)],
        "permissions": list(PERMISSIONS),
        "validDomains": [host],
        "defaultInstallScope": "personal",
        "defaultGroupCapability": {"team": "bot", "groupchat": "bot"},
        "supportsChannelFeatures": CHANNELS,
    }


def _bot(app_id: str) -> dict[str, Any]:
    lists = (("personal", PERSONAL), ("team", TEAM), ("groupChat", GROUP_CHAT))
    return {
        "botId": app_id,
        "scopes": [scope for scope, _ in lists],
        "isNotificationOnly": False,
        "supportsFiles": False,
        "supportsCalling": False,
        "supportsVideo": False,
        "commandLists": [
            {
                "scopes": [scope],
                "commands": [
                    {"title": title, "description": about, **_starter(scope, title)}
                    for title, about in commands
                ],
            }
            for scope, commands in lists
        ],
    }


def _starter(scope: str, title: str) -> dict[str, str]:
    """In somebody's own chat a command is offered to begin with, and stands ready to be sent."""
    if scope == "personal":
        return {"type": "prompt", "prompt": title}
    return {}


def _extension(app_id: str) -> dict[str, Any]:
    command = {
        "id": RAISE_CONCERN,
        "type": "action",
        "title": ABOUT_A_MESSAGE,
        "description": "Tell the Oversight Group in confidence. Nobody in the chat sees it.",
        "context": ["message"],
        "fetchTask": True,
    }
    return {"botId": app_id, "commands": [command]}


def package(made: dict[str, Any]) -> bytes:
    """The zip that is uploaded: the manifest and the icons, uncompressed, so that every machine writes the same bytes."""
    files = {"manifest.json": json.dumps(made, indent=2, ensure_ascii=False).encode() + b"\n"}
    files |= {icon: (FOLDER / icon).read_bytes() for icon in ICONS}
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as archive:
        for name, contents in files.items():
            entry = zipfile.ZipInfo(name, BORN)
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, contents)
    return held.getvalue()


def write(out: Path, made: dict[str, Any]) -> bool:
    """Put the package into a file; whether it replaced an earlier package of the same app.

    Raises `ManifestProblem` where something else is there already, or nothing can be written.
    """
    there = out.exists()
    if there and _app_of(out) != made["id"]:
        raise ManifestProblem(
            f"--out: {out} is there already and is no package of this app. Move it away, or choose another name."
        )
    try:
        out.write_bytes(package(made))
    except OSError as error:
        raise ManifestProblem(f"--out: {out} can't be written ({error.strerror}).") from None
    return there


def _app_of(path: Path) -> str | None:
    """The id of the app whose package a file is; None when it is none."""
    try:
        with zipfile.ZipFile(path) as archive:
            if sorted(archive.namelist()) != sorted(("manifest.json", *ICONS)):
                return None
            return str(json.loads(archive.read("manifest.json"))["id"])
    except (OSError, zipfile.BadZipFile, ValueError, TypeError, KeyError):
        return None


def _host(url: str) -> str:
    if not url:
        raise ManifestProblem(
            "--url: say where Teams reaches the bot, such as https://mentoring.example.org."
        )
    if found := SITE.fullmatch(url.lower()):
        return found["host"]
    scheme, _, rest = url.lower().partition("://")
    if rest.partition("/")[2]:
        why = "without anything after it"
    else:
        why = "a name that is known on the whole internet"
    if scheme != "https":
        why = "Teams reaches https addresses only"
    raise ManifestProblem(f"--url: it should look like https://mentoring.example.org: {why}.")


def _guid(app_id: str) -> str:
    if not GUID.fullmatch(found := app_id.lower()) or not found.strip("0-"):
        raise ManifestProblem(
            "--app-id: it should be the Application (client) ID of the bot's registration, such as "
            "12345678-90ab-cdef-1234-567890abcdef."
        )
    return found


def _name(name: str) -> str:
    short = " ".join(name.split())
    if not 1 <= len(short) <= MOST_NAME or not short.isprintable():
        raise ManifestProblem(f"--name: Teams takes names of 1 to {MOST_NAME} letters.")
    return short
