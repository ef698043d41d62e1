"""A calendar at its private address, as programs that keep calendars ask for it (R6.6)."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.engine.database import Database
from storage.member import calendar_feeds
from tests.handlers.meeting.test_plan import plans
from tests.support import pairs
from tests.support.dialogue import Player, Stage
from tests.support.rounds import act
from tests.support.stage import MAYA, PRIYA, set_stage
from tests.web.visitor import Visitors, visited


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Stage]:
    """Maya and Priya, with a meeting planned."""
    database = Database(f"sqlite:///{tmp_path}/t.db")
    stage = await set_stage(database)
    await pairs.pair(stage, MAYA, PRIYA)
    await plans(await stage.person(MAYA))
    yield stage
    await database.close()


async def address_of(scene: Stage, player: Player) -> str:
    """The path of somebody's calendar, which they have just asked for."""
    await act(player, "calendar.make")
    async with scene.bot.work(writes=False) as work:
        feed = await calendar_feeds.of_person(work, player.person_id)
        assert feed is not None
        return f"/calendar/{feed.token}.ics"


async def test_a_program_reads_it_without_signing_in_and_anew_only_what_has_changed(
    scene: Stage,
) -> None:
    maya = await scene.person(MAYA)
    path = await address_of(scene, maya)
    async with visited(scene) as visitors:
        program = await visitors.one(keeps_cookies=False)
        text = await program.opens(path)
        assert program.status == 200
        assert program.headers["Content-Type"] == "text/calendar; charset=utf-8"
        assert program.headers["Cache-Control"] == "no-store"
        assert program.headers["Referrer-Policy"] == "no-referrer"
        assert "SUMMARY:Mentoring meeting" in text
        mark = program.headers["ETag"]
        assert await program.opens(path, **{"If-None-Match": mark}) == ""
        assert program.status == 304
        await act(maya, "calendar.named")
        assert "Priya" in await program.opens(path, **{"If-None-Match": mark})
        assert program.status == 200


async def test_its_owner_sees_when_it_was_last_read(scene: Stage) -> None:
    maya = await scene.person(MAYA)
    path = await address_of(scene, maya)
    async with visited(scene) as visitors:
        program = await visitors.one()
        await program.opens(path)
        await program.opens(path)
    async with scene.bot.work(writes=False) as work:
        feed = await calendar_feeds.of_person(work, maya.person_id)
    assert feed is not None
    assert feed.read_on is not None


@pytest.mark.parametrize("step", ["renew", "end"])
async def test_an_address_that_was_given_up_opens_nothing(scene: Stage, step: str) -> None:
    maya = await scene.person(MAYA)
    path = await address_of(scene, maya)
    await act(maya, f"calendar.{step}")
    async with visited(scene) as visitors:
        await finds_nothing(visitors, path)


@pytest.mark.parametrize(
    "token",
    ["x", "1", "x" * 43, "x" * 5000, "%00", "%F0%9F%90%88", "..%2F..%2Fhealthz"],
    ids=["short", "number", "token", "long", "nul", "cat", "path"],
)
async def test_an_address_that_never_was_opens_nothing(scene: Stage, token: str) -> None:
    await address_of(scene, await scene.person(MAYA))
    async with visited(scene) as visitors:
        await finds_nothing(visitors, f"/calendar/{token}.ics")


async def finds_nothing(visitors: Visitors, path: str) -> None:
    """Somebody who is not signed in gets a plain word, and nothing of anybody's."""
    program = await visitors.one()
    text = await program.opens(path)
    assert program.status == 404
    assert "BEGIN:VCALENDAR" not in text
    assert "Mentoring meeting" not in text
