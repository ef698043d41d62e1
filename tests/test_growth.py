"""Whoever oversees a scheme that has grown waits no longer: what they do takes as many statements as in a small one."""

from pathlib import Path

import pytest

from benchmarks.crowd import gather
from benchmarks.growth import costs, in_line
from benchmarks.growth import counted as counted_in
from handlers.kit.ui import Action
from scheme.forms.fields import Answer
from scheme.ids import ApplicationId
from scheme.matching.shortlist import Shortlist
from scheme.subject import Subject
from storage import applications, plans
from storage.engine.database import Database
from tests.support.stage import scheme, set_stage

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
    "a request accepted": 21,  # one of them where PostgreSQL locks the proposal; SQLite takes 20
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


async def test_a_list_of_all_mentors_takes_as_many_statements_in_a_larger_scheme(
    urls: list[str],
) -> None:
    found = []
    for url, count in zip(urls, (SMALL, LARGE), strict=True):
        database = Database(url)
        try:
            found.append(await _list_of_all(database, count))
        finally:
            await database.close()
    assert found[0] == found[1]
    assert all(statements <= MOST_OF_A_LIST for statements in found[1].values()), found


MOST_OF_A_LIST = 16
LISTS: dict[str, dict[str, Answer]] = {
    "choices.list": {},
    "choices.found": {"words": "teaching"},
    "choices.mine": {},
}


async def _list_of_all(database: Database, count: int) -> dict[str, int]:
    """How many statements the presses on the list of all mentors take in a scheme of so many of each role."""
    definition = scheme()
    choosing = definition.choosing.model_copy(update={"mode": "choose-of-all"})
    scene = await set_stage(database, definition.model_copy(update={"choosing": choosing}))
    async with scene.bot.work() as work:
        crowd = await gather(work, next(iter(scene.bot.definitions.values())), count)
        mentee = await applications.by_id(work, ApplicationId(crowd.mentee(crowd.waiting(1))))
        shortlist = await work.add(
            Shortlist.open(scene.bot.definitions[mentee.scheme], mentee, work.now)
        )
        person_id = mentee.person_id
        subject = Subject("shortlist", shortlist.id)
    statements = {}
    for name, answers in LISTS.items():
        action = Action(name=name, subject=subject, answers=answers)
        with counted_in(database) as seen:
            reply = await scene.bot.act(person_id, action)
        assert reply.window is not None
        statements[name] = len(seen)
    return statements
