"""An address is an identity: whoever has proved theirs is known by it, and no workspace is needed (R11.5)."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from handlers.accounts import identity
from scheme.people import WEB, Account, is_address
from storage import people
from storage.engine.database import Database
from storage.platforms import accounts
from storage.work import Work
from tests.support.scheme_cast import definition
from tests.support.tables import make_tables

NOW = datetime(2027, 1, 11, 10, 0, tzinfo=UTC)
VALLEY = definition()
DEFINITIONS = {VALLEY.key: VALLEY}


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    one = Database(f"sqlite:///{tmp_path}/proved.db")
    await make_tables(one)
    yield one
    await one.close()


def work(database: Database) -> Work:
    return Work(database, DEFINITIONS, NOW)


async def test_somebody_unknown_is_known_by_the_address_they_have_proved(
    database: Database,
) -> None:
    async with work(database) as one:
        person = await identity.proved(one, "Una.Hart+m@Moor.example.org")
        account = await accounts.at(one, WEB, "", "una.hart+m@moor.example.org")
        assert account is not None
        assert (account.person_id, account.seen_at) == (person.id, NOW)
        assert (person.email, person.name) == ("una.hart+m@moor.example.org", "una.hart+m")
        assert person.called is None  # nobody is called by what stands in an address


async def test_whoever_is_known_by_it_already_is_the_same_person(database: Database) -> None:
    async with work(database) as one:
        una = await people.add(one, "Una Hart", "una@moor.example.org", "Europe/Dublin")
        slack = Account(platform="slack", workspace="T1", user="U1", person_id=una.id)
        await one.add(slack)
        assert (await identity.proved(one, "UNA@moor.example.org")).id == una.id
        assert (await identity.proved(one, "una@moor.example.org")).id == una.id
        assert una.name == "Una Hart"
        assert una.zone == "Europe/Dublin"
        found = await accounts.of_person(one, una.id)
        assert [account.platform for account in found] == [WEB, "slack"]


async def test_an_address_that_is_proved_for_somebody_else_to_write_to_is_not_where_they_were_seen(
    database: Database,
) -> None:
    async with work(database) as one:
        person = await identity.proved(one, "una@moor.example.org", seen=False)
        assert [account.seen_at for account in await accounts.of_person(one, person.id)] == [None]


@pytest.mark.parametrize(
    ("platform", "workspace", "is_one"),
    [(WEB, "", True), (WEB, "T1", False), ("slack", "", False), ("teams", "", False)],
)
def test_no_platform_s_missing_workspace_counts_as_an_address(
    platform: str, workspace: str, is_one: bool
) -> None:
    assert is_address(platform, workspace) is is_one
    assert (identity.let_in_by(DEFINITIONS, platform, workspace) is not None) is is_one
    email = "una@elsewhere.example.org"
    assert (identity.vouched(DEFINITIONS, platform, workspace, email) is not None) is is_one


def test_it_has_a_name_that_people_read() -> None:
    assert identity.place_of(VALLEY, WEB, "") == "the web"
