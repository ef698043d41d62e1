"""The manifest of the app package is one by Microsoft's own schema, checked by its own package without the network."""

import json
import shutil
import subprocess
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from manifest.teams import manifest
from tests.support.node_packages import packages
from tests.teams.cards import NODE

Json = dict[str, Any]
URL = "https://mentoring.example.org"
APP_ID = "11111111-2222-4333-8444-555555555555"


def faults(made: Json) -> list[str]:
    """What the package finds wrong with a manifest."""
    folder = packages(NODE, "the manifest for Teams was not checked by its schema")
    shutil.copy(NODE / "manifest.mjs", folder / "manifest.mjs")
    done = subprocess.run(
        ["node", "manifest.mjs"],  # noqa: S607
        cwd=folder,
        input=json.dumps(made),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    found: list[str] = json.loads(done.stdout)
    return found


def test_the_manifest_is_one_by_its_own_schema() -> None:
    assert faults(manifest(URL, APP_ID)) == []


def test_it_stays_one_with_everything_that_an_operator_may_say() -> None:
    named = manifest(
        URL,
        APP_ID,
        name="Mentoring at Riverside",
        policies="https://library.example.org/privacy",
        version="12.0.3",
    )
    assert faults(named) == []


def _without_icons(made: Json) -> None:
    del made["icons"]


def _long_name(made: Json) -> None:
    made["name"]["short"] = "a" * 31


def _other_scope(made: Json) -> None:
    made["bots"][0]["scopes"] = ["everywhere"]


def _other_key(made: Json) -> None:
    made["greeting"] = "hello"


def _many_commands(made: Json) -> None:
    command = {"title": "Home", "description": "Where you stand"}
    made["bots"][0]["commandLists"][0]["commands"] = [command] * 13


@pytest.mark.parametrize(
    ("bend", "says"),
    [
        (_without_icons, "icons"),
        (_long_name, "/name/short"),
        (_other_scope, "/bots/0/scopes/0"),
        (_other_key, "greeting"),
        (_many_commands, "/commands"),
    ],
)
def test_a_manifest_that_is_bent_is_refused(bend: Callable[[Json], None], says: str) -> None:
    made = deepcopy(manifest(URL, APP_ID))
    bend(made)
    assert any(says in one for one in faults(made))
