"""Whoever oversees a scheme that has grown waits no longer: what they do takes as many statements as in a small one."""

from pathlib import Path

import pytest

from benchmarks.growth import costs, in_line
from storage import plans
from storage.engine.database import Database
from tests.support.stage import set_stage

SMALL, LARGE = 48, 96  # of each role; of the mentees a quarter waits

# How many statements the heaviest presses may take, with all that they post and plan, on either database.
MOST = {
    "found eligible": 20,
    "home of a member": 29,
    "all that waits, by date": 12,
    "register": 8,
    "suggestions": 13,
    "suggestions, some selected": 14,
    "mentors selected": 20,
    "a mentor chosen": 20,
    "a request accepted": 20,
    "an absence": 12,
    "somebody back": 12,
}


async def counted(url: str, count: int) -> dict[str, int]:
    database = Database(url)
    try:
        scene = await set_stage(database)
        found = await costs(scene.bot, count)
        found["plans brought in line"] = await in_line(scene.bot)
        return {name: one.statements for name, one in found.items()}
    finally:
        await database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def urls(request: pytest.FixtureRequest, tmp_path: Path) -> list[str]:
    """Two databases of a kind."""
    names = ["growth_small", "growth_large"]
    if request.param == "sqlite":
        return [f"sqlite:///{tmp_path}/{name}.db" for name in names]
    server = request.getfixturevalue("postgres")
    made = request.getfixturevalue("migrated_postgres")
    for name in names:
        server.psql(f"DROP DATABASE IF EXISTS {name};")
        server.psql(f"CREATE DATABASE {name} TEMPLATE {made};")
    return [server.get_uri(name) for name in names]


async def test_no_action_takes_more_statements_in_a_larger_scheme_nor_more_than_it_may(
    urls: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plans, "PAGE", 10 * LARGE)  # each page has its own
    small, large = [
        await counted(url, count) for url, count in zip(urls, (SMALL, LARGE), strict=True)
    ]
    grown = {name: (small[name], count) for name, count in large.items() if count > small[name]}
    assert not grown
    assert {name: large[name] for name in MOST if large[name] > MOST[name]} == {}
