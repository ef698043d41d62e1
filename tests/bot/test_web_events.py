"""The pages of events: one's own with the way to each, signed up for there, and what the Group sees of who comes (R9.1)."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from scheme.learning.sign_up import SignUpState
from storage.engine.database import Database
from tests.support.dialogue import Stage
from tests.support.learning import TALK, every_event, sign_up_of, with_events
from tests.support.quiet_weeks import pass_by
from tests.support.rounds import applies
from tests.support.stage import IDA, PRIYA, TOM, set_stage
from tests.web.visitor import Visitor, visited

OWN = re.compile(r'href="(/events/aln/\d+)"')


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Stage]:
    database = Database(f"sqlite:///{tmp_path}/t.db")
    one = await set_stage(database)
    await applies(one, PRIYA, "mentor")
    await applies(one, TOM, "mentor")
    await with_events(one, TALK | {"guests": "mentors"})
    await pass_by(one, 1)
    yield one
    await database.close()


async def presses(visitor: Visitor, label: str) -> str:
    """Press a button of the page that is shown."""
    found = re.search(rf'name="press" value="([^>]*)">{re.escape(label)}', visitor.text)
    assert found is not None, label
    mark = re.search(r'name="inbound" value="([0-9a-f-]{36})"', visitor.text)
    assert mark is not None
    sent = {"form": "do", "press": found[1], "inbound": mark[1]}
    return await visitor.sends(visitor.path, sent)


async def test_an_event_is_signed_up_for_on_its_page(scene: Stage) -> None:
    """Only looking changes nothing, where to join is shown to those who come, and another's page is closed."""
    async with visited(scene) as visitors:
        visitor = await visitors.one()
        await visitor.signs_in(PRIYA)
        page = await visitor.opens("/events/aln")
        assert visitor.status == 200
        assert "Mentor training" in page
        link = OWN.search(page)
        assert link is not None
        page = await visitor.opens(link[1])
        assert "https://example.org/join" not in page
        assert page.count("Thursday 28 January 2027, 13:00") == 1
        assert page.count('href="/events/aln"') == 1
        page = await presses(visitor, "I'll come")
        assert "You have a place" in page
        assert "https://example.org/join" in page
        found = await sign_up_of(scene, PRIYA)
        assert found is not None
        assert found.state == SignUpState.COMING
        other = await visitors.one()
        await other.signs_in(TOM)
        assert "Join here" not in await other.opens(link[1])


async def test_the_group_reads_who_comes(scene: Stage) -> None:
    [event] = await every_event(scene)
    async with visited(scene) as visitors:
        visitor = await visitors.one()
        await visitor.signs_in(IDA)
        page = await visitor.opens(f"/events/aln/host/{event.id}")
        assert "No answer yet" in page
        assert visitor.status == 200
        other = await visitors.one()
        await other.signs_in(TOM)
        assert "No answer yet" not in await other.opens(f"/events/aln/host/{event.id}")
