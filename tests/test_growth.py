"""Whoever oversees a scheme that has grown waits no longer: what they do takes as many statements as in a small one."""

from pathlib import Path

from benchmarks.growth import costs, in_line
from storage.engine.database import Database
from tests.support.stage import set_stage

SMALL, LARGE = 48, 96  # of each role; of the mentees a quarter waits

# How many statements the heaviest presses may take, with all that they post and plan. That somebody is found eligible is
# two pieces of work: what is done and committed, and the suggestions that are shown then.
MOST = {
    "found eligible": 26,
    "suggestions": 14,
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


async def test_no_action_takes_more_statements_in_a_larger_scheme_nor_more_than_it_may(
    tmp_path: Path,
) -> None:
    small = await counted(f"sqlite:///{tmp_path}/small.db", SMALL)
    large = await counted(f"sqlite:///{tmp_path}/large.db", LARGE)
    grown = {name: (small[name], count) for name, count in large.items() if count > small[name]}
    assert not grown
    assert {name: large[name] for name in MOST if large[name] > MOST[name]} == {}
