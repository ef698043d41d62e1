"""What tests need of Node: pinned, from no particular place; where it is missing they say so, and fail where it must be."""

import json
import re
import shutil
from typing import Any

import pytest

from tests.support.node_packages import packages
from tests.teams.cards import NODE

WORDS = "Node is not installed, so nothing was drawn."


def read(name: str) -> dict[str, Any]:
    """A file of JSON in the folder of the packages."""
    found: dict[str, Any] = json.loads((NODE / name).read_text())
    return found


def test_every_package_is_pinned_and_the_lock_names_no_address() -> None:
    wanted, lock = read("package.json")["dependencies"], read("package-lock.json")["packages"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())
    assert {name: lock[f"node_modules/{name}"]["version"] for name in wanted} == wanted
    assert all(one["integrity"].startswith("sha512-") for name, one in lock.items() if name)
    assert "://" not in (NODE / "package-lock.json").read_text()


def test_without_node_a_test_is_skipped_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MENTORING_BROWSER_REQUIRED", raising=False)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(pytest.skip.Exception, match=WORDS):
        packages(NODE, "nothing was drawn")


def test_without_node_a_test_fails_where_a_browser_is_required(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MENTORING_BROWSER_REQUIRED", "1")
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(pytest.fail.Exception, match=WORDS):
        packages(NODE, "nothing was drawn")
