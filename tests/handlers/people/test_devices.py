"""Where somebody is signed in on the web: listed, and signed out."""

from datetime import UTC, datetime, timedelta

from scheme.ids import PersonId
from storage.engine.database import Database
from storage.web import sessions
from tests.support.dialogue import Stage
from tests.support.stage import MAYA, TOM, set_stage

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)


async def begun(stage: Stage, person_id: PersonId, browser: str) -> str:
    async with stage.bot.work() as work:
        until = NOW + timedelta(days=30)
        return await sessions.begin(work, person_id, browser, now=NOW, until=until)


async def test_each_is_listed_and_signed_out_from_any_chat(database: Database) -> None:
    stage = await set_stage(database)
    maya, tom = await stage.person(MAYA), await stage.person(TOM)
    await maya.says("where am I signed in")
    await maya.sees("You are signed in nowhere on the web.")
    phone = await begun(stage, maya.person_id, "Safari on an iPhone")
    his = await begun(stage, tom.person_id, "Edge on Windows")
    await maya.says("sign out everywhere")
    await maya.sees("Safari on an iPhone")
    await maya.sees("Since Monday 30 November 2026")
    await maya.does_not_see("Edge on Windows")
    await maya.presses("Sign out", card="Safari on an iPhone")
    await maya.sees("That browser is signed out.")
    async with stage.bot.work(writes=False) as work:
        assert await sessions.of_token(work, phone) is None
        assert await sessions.of_token(work, his) is not None


async def test_all_at_once(database: Database) -> None:
    stage = await set_stage(database)
    maya = await stage.person(MAYA)
    for browser in ("Safari on an iPhone", "Firefox on Linux"):
        await begun(stage, maya.person_id, browser)
    await maya.says("your data and you")
    await maya.says("sign me out")
    await maya.presses("Sign out everywhere")
    await maya.sees("You are signed out everywhere on the web")
    async with stage.bot.work(writes=False) as work:
        assert await sessions.of_person(work, maya.person_id) == []
