"""The fault of msrest that is mended from outside: there as long as the library has it, and gone where we have mended it.

When the library changes, one of these fails: then see whether bot/teams/wire/mend.py is still needed.
"""

import json
import subprocess
import sys
from typing import Any

from msrest.universal_http.requests import ClientRetryPolicy

from bot.teams.wire.mend import mend

SAFE = frozenset({*range(408), *range(409, 500), 501, 505})


def in_a_fresh_process(*lines: str) -> Any:
    """What a program of these lines prints, as JSON, where nothing of ours was imported before."""
    program = "\n".join(
        ["import json", "from msrest.universal_http.requests import ClientRetryPolicy", *lines]
    )
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )  # our own lines
    return json.loads(done.stdout)


def test_the_library_still_has_the_fault() -> None:
    kind, members, own = in_a_fresh_process(
        "codes = ClientRetryPolicy.safe_codes",
        "own = 'safe_codes' in vars(ClientRetryPolicy)",
        "print(json.dumps([type(codes).__name__, sorted(codes), own]))",
    )
    assert kind == "list"
    assert members == sorted(SAFE)
    assert own, "it is no attribute of the class any more: the mending does not reach it"


def test_importing_the_connector_mends_it() -> None:
    kind = in_a_fresh_process(
        "import bot.teams.wire.connector",
        "print(json.dumps(type(ClientRetryPolicy.safe_codes).__name__))",
    )
    assert kind == "frozenset"


def test_what_is_mended_has_the_same_codes_and_makes_the_same_policy() -> None:
    stock = in_a_fresh_process(
        "policy = ClientRetryPolicy().policy",
        "print(json.dumps([sorted(policy.status_forcelist), policy.total, policy.connect, policy.read]))",
    )
    mend()
    codes: object = ClientRetryPolicy.safe_codes
    policy = ClientRetryPolicy().policy  # type: ignore[no-untyped-call]  # it has no types
    assert codes == SAFE
    assert [sorted(policy.status_forcelist), policy.total, policy.connect, policy.read] == stock


def test_mending_twice_changes_nothing_more() -> None:
    mend()
    once = ClientRetryPolicy.safe_codes
    mend()
    assert ClientRetryPolicy.safe_codes is once
