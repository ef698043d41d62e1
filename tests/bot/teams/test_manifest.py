"""The app package is what Teams takes: limits, icons, commands the bot understands, the same bytes from the same words."""

import hashlib
import io
import json
import re
import struct
import sys
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hatchling.builders.wheel import WheelBuilder

from bot.__main__ import app as command_line
from bot.__main__ import main
from bot.teams.app import PATH
from bot.teams.hearing import SAID_HERE
from bot.teams.settings import TeamsSettings
from handlers.home.phrases import understand
from manifest import ManifestProblem
from manifest.teams import (
    ACCENT,
    ENDPOINT,
    FOLDER,
    GROUP_CHAT,
    HERE,
    ICONS,
    PERMISSIONS,
    PERSONAL,
    SAYING_HERE,
    SCHEMA,
    TEAM,
    VERSION,
    manifest,
    package,
    write,
)

ROOT = Path(__file__).parents[3]
URL = "https://mentoring.example.org"
APP = "12345678-90ab-cdef-1234-567890abcdef"
OTHER = "fedcba09-8765-4321-fedc-ba0987654321"

Commands = Sequence[tuple[str, str]]


def longest(made: dict[str, Any], *path: str) -> int:
    """How many letters a text of the manifest has."""
    for key in path:
        made = made[key]
    return len(made)


# The manifest


@pytest.mark.parametrize("name", ["M", "Mentoring", "x" * 30])
def test_no_text_is_longer_than_teams_allows(name: str) -> None:
    made = manifest(URL, APP, name=name)
    assert made["name"]["short"] == name
    assert longest(made, "name", "full") <= 100
    assert longest(made, "description", "short") <= 80
    assert longest(made, "description", "full") <= 4000
    assert longest(made, "developer", "name") <= 32


def test_the_long_description_and_name_say_more_than_the_short_ones() -> None:
    made = manifest(URL, APP)
    assert made["name"]["full"] != made["name"]["short"]
    assert made["description"]["short"] not in made["description"]["full"]


def test_the_app_and_its_bot_have_one_id_in_every_tenant() -> None:
    made = manifest(URL, APP.upper())
    assert (made["id"], made["bots"][0]["botId"]) == (APP, APP)


def test_schema_and_version_agree_and_what_newer_schemas_ask_of_an_app_in_teams_is_there() -> None:
    made = manifest(URL, APP)
    assert f"/v{made['manifestVersion']}/" in made["$schema"]
    # From 1.25 on an upload is refused without the one, and with the other that it replaces.
    assert float(made["manifestVersion"]) >= 1.25
    assert "team" in made["bots"][0]["scopes"]
    assert made["supportsChannelFeatures"] == "tier1"
    assert "supportedChannelTypes" not in made


def test_people_add_it_for_themselves_first_and_it_serves_teams_and_group_chats() -> None:
    made = manifest(URL, APP)
    assert made["defaultInstallScope"] == "personal"
    assert made["bots"][0]["scopes"] == ["personal", "team", "groupChat"]
    assert (made["bots"][0]["isNotificationOnly"], made["bots"][0]["supportsFiles"]) == (
        False,
        False,
    )


def test_it_asks_for_no_right_over_anybodys_data() -> None:
    made = manifest(URL, APP)
    assert made["permissions"] == ["identity", "messageTeamMembers"]
    assert not {"webApplicationInfo", "authorization", "devicePermissions"} & set(made)


@pytest.mark.parametrize("url", [URL, f"{URL}/", "HTTPS://Mentoring.Example.org"])
def test_links_lead_to_the_bots_own_address(url: str) -> None:
    made = manifest(url, APP)
    assert made["validDomains"] == ["mentoring.example.org"]
    assert {made["developer"][key] for key in ("websiteUrl", "privacyUrl", "termsOfUseUrl")} == {
        URL
    }


def test_privacy_and_terms_lead_to_the_operators_page_where_there_is_one() -> None:
    page = "https://www.example.org/mentoring/privacy?lang=en"
    made = manifest(URL, APP, policies=page)
    assert (made["developer"]["privacyUrl"], made["developer"]["termsOfUseUrl"]) == (page, page)
    assert made["developer"]["websiteUrl"] == URL


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"url": ""}, "--url: say where Teams reaches the bot"),
        ({"url": "http://mentoring.example.org"}, "https addresses only"),
        ({"url": "mentoring.example.org"}, "https addresses only"),
        ({"url": f"{URL}/api/messages"}, "without anything after it"),
        ({"url": f"{URL}?x=1"}, "--url: it should look like"),
        ({"url": "https://localhost:3978"}, "known on the whole internet"),
        ({"url": "https://somebody@mentoring.example.org"}, "--url: it should look like"),
        ({"app_id": ""}, "--app-id: it should be the Application"),
        ({"app_id": "mentoring"}, "--app-id: it should be the Application"),
        ({"app_id": f"{{{APP}}}"}, "--app-id: it should be the Application"),
        (
            {"app_id": "00000000-0000-0000-0000-000000000000"},
            "--app-id: it should be the Application",
        ),
        ({"name": " "}, "names of 1 to 30 letters"),
        ({"name": "x" * 31}, "names of 1 to 30 letters"),
        ({"name": "Mentor\u202eing"}, "names of 1 to 30 letters"),
        (
            {"policies": "http://www.example.org/privacy"},
            "--policies: it should be the address of a page",
        ),
        ({"version": "1.0"}, "--version: it should look like 1.0.0"),
        ({"version": "01.0.0"}, "--version: it should look like 1.0.0"),
    ],
)
def test_what_no_package_can_be_made_of_is_said(words: dict[str, str], said: str) -> None:
    with pytest.raises(ManifestProblem, match=said.replace("?", r"\?")):
        manifest(**{"url": URL, "app_id": APP, **words})


# Its commands


@pytest.mark.parametrize("commands", [PERSONAL, TEAM, GROUP_CHAT])
def test_a_list_of_commands_fits_in_the_menu(commands: Commands) -> None:
    titles = [title for title, _ in commands]
    assert len(titles) == len(set(titles)) <= 10
    assert all(len(title) <= 32 and 0 < len(about) <= 128 for title, about in commands)


@pytest.mark.parametrize(
    "title", sorted({title for title, _ in (*PERSONAL, *TEAM, *GROUP_CHAT)} - {HERE})
)
def test_the_bot_understands_a_command_as_what_it_is_called(title: str) -> None:
    understood = understand(title).intent
    assert understood is not None
    assert understood.label == title


def test_the_command_for_the_groups_channel_is_the_one_that_people_are_told() -> None:
    assert SAYING_HERE.endswith(f": {HERE}")
    assert HERE in dict(TEAM)
    assert HERE not in dict((*PERSONAL, *GROUP_CHAT))
    assert understand(HERE).intent is None, "another step would take these words"


def test_every_kind_of_conversation_has_its_list() -> None:
    bot = manifest(URL, APP)["bots"][0]
    shown = {
        one["scopes"][0]: [command["title"] for command in one["commands"]]
        for one in bot["commandLists"]
    }
    assert list(shown) == bot["scopes"]
    assert shown["personal"][0] == "Home"
    assert all(shown[scope][-1] == "Help" for scope in bot["scopes"])


# The zip


def test_the_package_holds_the_manifest_and_both_icons_and_nothing_else() -> None:
    made = manifest(URL, APP)
    with zipfile.ZipFile(io.BytesIO(package(made))) as archive:
        assert archive.testzip() is None
        assert sorted(archive.namelist()) == ["color.png", "manifest.json", "outline.png"]
        assert json.loads(archive.read("manifest.json")) == made
        assert {made["icons"]["color"], made["icons"]["outline"]} == set(ICONS)
        for icon in ICONS:
            assert archive.read(icon) == (FOLDER / icon).read_bytes()


def test_what_is_in_the_package_changes_only_with_its_version() -> None:
    digest = hashlib.sha256(package(manifest(URL, APP))).hexdigest()
    # Teams takes nothing new under an old number: when this fails, count VERSION up and put the new digest here.
    assert (VERSION, digest) == (
        "1.1.0",
        "ee8b8e64356bcf1b6cd7db625a42bbeb88c7e9ddd97440a7300be230ad406fdd",
    )


def test_a_package_is_written_and_written_again(tmp_path: Path) -> None:
    out = tmp_path / "mentoring.zip"
    assert not write(out, manifest(URL, APP))
    first = out.read_bytes()
    assert write(out, manifest(URL, APP))
    assert out.read_bytes() == first
    assert write(out, manifest("https://elsewhere.example.com", APP, version="1.0.1"))
    assert out.read_bytes() != first


def zipped(**files: str) -> bytes:
    """Some zip."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name, contents in files.items():
            archive.writestr(name.replace("_", "."), contents)
    return held.getvalue()


@pytest.mark.parametrize(
    "there",
    [
        pytest.param(b"My notes", id="a text"),
        pytest.param(b"", id="an empty file"),
        pytest.param(zipped(manifest_json=json.dumps({"id": APP})), id="a zip of something else"),
        pytest.param(
            zipped(manifest_json="[]", color_png="", outline_png=""),
            id="a zip with another manifest",
        ),
        pytest.param(
            zipped(manifest_json="{", color_png="", outline_png=""), id="a zip with half a manifest"
        ),
        pytest.param(package(manifest(URL, OTHER)), id="the package of another app"),
    ],
)
def test_nothing_else_is_overwritten(there: bytes, tmp_path: Path) -> None:
    out = tmp_path / "mentoring.zip"
    out.write_bytes(there)
    with pytest.raises(ManifestProblem, match="is there already and is no package of this app"):
        write(out, manifest(URL, APP))
    assert out.read_bytes() == there


def test_a_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(ManifestProblem, match="is there already"):
        write(tmp_path, manifest(URL, APP))
    with pytest.raises(ManifestProblem, match="can't be written"):
        write(tmp_path / "nowhere" / "mentoring.zip", manifest(URL, APP))


# The icons


def pixels(path: Path) -> tuple[int, int, list[tuple[int, ...]]]:
    """Width, height and pixels (three or four bytes each) of a PNG of eight bits, whose lines are not filtered."""
    data = path.read_bytes()
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    width, height, depth, colour = struct.unpack(">IIBB", data[16:26])
    assert depth == 8
    at, packed, each = 8, b"", {2: 3, 6: 4}[colour]
    while at < len(data):
        (size,) = struct.unpack(">I", data[at : at + 4])
        if data[at + 4 : at + 8] == b"IDAT":
            packed += data[at + 8 : at + 8 + size]
        at += 12 + size
    raw, line = zlib.decompress(packed), width * each + 1
    assert {raw[start] for start in range(0, len(raw), line)} == {0}
    body = b"".join(raw[start + 1 : start + line] for start in range(0, len(raw), line))
    return width, height, [tuple(body[start : start + each]) for start in range(0, len(body), each)]


def test_the_colour_icon_fills_its_square_with_the_accent_colour_around_the_symbol() -> None:
    width, height, found = pixels(FOLDER / "color.png")
    assert (width, height) == (192, 192)
    assert {len(one) for one in found} == {3}, "nothing of it is transparent"
    ground = tuple(bytes.fromhex(ACCENT.removeprefix("#")))
    symbol = [(at % width, at // width) for at, one in enumerate(found) if one != ground]
    # Teams may cut the corners off, or show it as a circle: the symbol keeps to the middle 120 pixels.
    assert min(min(place) for place in symbol) >= 36
    assert max(max(place) for place in symbol) < 156


def test_the_outline_icon_has_only_white_and_transparent_pixels() -> None:
    width, height, found = pixels(FOLDER / "outline.png")
    assert (width, height) == (32, 32)
    assert {one[:3] for one in found if one[3]} == {(255, 255, 255)}
    assert any(one[3] == 0 for one in found)
    assert any(one[3] == 255 for one in found)


def test_the_icons_come_along_when_the_bot_is_installed() -> None:
    shipped = {file.distribution_path for file in WheelBuilder(str(ROOT)).recurse_included_files()}
    assert {f"manifest/{icon}" for icon in ICONS} <= shipped


# The command, and the guide


def test_the_command_writes_the_package_and_names_the_endpoint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    words = [
        "manifest",
        "teams",
        "--url",
        f"{URL}/",
        "--app-id",
        APP,
        "--name",
        "Fells [red]Mentoring[/]",
    ]
    command_line(words, standalone_mode=False)
    assert (tmp_path / "mentoring-teams.zip").read_bytes() == package(
        manifest(URL, APP, name="Fells [red]Mentoring[/]")
    )
    said = capsys.readouterr().out
    assert "mentoring-teams.zip is written: upload it" in said
    assert f"endpoint is {URL}/api/messages" in said
    command_line([*words, "--out", "fells.zip", "--version", "1.1.0"], standalone_mode=False)
    assert (tmp_path / "fells.zip").exists()


def test_the_command_says_in_one_line_what_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(
        sys, "argv", ["mentoring-bot", "manifest", "teams", "--url", URL, "--app-id", "mine"]
    )
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 1
    assert capsys.readouterr().err.startswith("--app-id: it should be")
    assert list(tmp_path.iterdir()) == []


def guide(name: str) -> str:
    """A page of the documents."""
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def test_the_guide_says_why_each_permission_is_listed_and_takes_ten_steps_at_most() -> None:
    page = guide("teams.md")
    table = page.partition("\n## What it may do")[2].partition("\n## ")[0]
    assert dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", table, re.MULTILINE)) == PERMISSIONS
    steps = re.findall(
        r"^(\d+)\. ", page.partition("\n## Ten steps")[2].partition("\n## ")[0], re.MULTILINE
    )
    assert [int(one) for one in steps] == list(range(1, len(steps) + 1))
    assert 0 < len(steps) <= 10


def test_the_guide_names_the_schema_that_the_manifest_is_of() -> None:
    assert f"schema {SCHEMA}," in guide("teams.md")


def test_the_guides_know_every_setting_and_no_other() -> None:
    settings = {f"MICROSOFT_{key.upper()}" for key in TeamsSettings.model_fields}
    known = set(re.findall(r"`(MICROSOFT_\w+)`", guide("running.md")))
    assert known == settings
    assert set(re.findall(r"MICROSOFT_\w+", guide("teams.md"))) <= settings


def test_package_and_bot_agree_on_the_endpoint_and_on_the_words_for_the_groups_channel() -> None:
    assert (ENDPOINT, HERE) == (PATH, SAID_HERE)
