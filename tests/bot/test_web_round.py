"""The page of a round: for the Group alone, by the very step of the chat, a page of a list at a time (R1.7)."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.engine.database import Database
from tests.support.dialogue import Stage
from tests.support.rounds import eligible, in_this_round
from tests.support.stage import IDA, MAYA, NOAH, set_stage
from tests.web.visitor import visited


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Stage]:
    database = Database(f"sqlite:///{tmp_path}/t.db")
    yield await set_stage(database)
    await database.close()


async def test_a_member_reads_how_the_round_stands_and_who_is_in_a_list(scene: Stage) -> None:
    in_this_round(scene, places={"mentee": 1, "mentor": 0})
    await eligible(scene, MAYA)
    await eligible(scene, NOAH)
    async with visited(scene) as visitors:
        visitor = await visitors.one()
        await visitor.signs_in(IDA)
        page = await visitor.opens("/round/aln")
        assert visitor.status == 200
        assert "Places" in page
        assert "1 of 1 taken" in page
        assert (
            '<a href="/round/aln?round=spring&list=mentee%3Alisted">Mentees: on the waiting list</a>'
            in page
        )
        listed = await visitor.opens("/round/aln?round=spring&list=mentee%3Alisted")
        assert "Noah Quill" in listed
        assert "Maya Thorne" not in listed
        assert visitor.headers["Cache-Control"] == "no-store"


async def test_it_is_closed_to_whoever_is_not_of_the_group_and_leads_whoever_is_not_signed_in_to_the_front(
    scene: Stage,
) -> None:
    async with visited(scene) as visitors:
        visitor = await visitors.one()
        await visitor.opens("/round/aln")
        assert visitor.path == "/"
        visitor = await visitors.one()
        await visitor.signs_in(MAYA)
        page = await visitor.opens("/round/aln")
        assert visitor.status == 403
        assert "for the Group" in page
        visitor = await visitors.one()
        await visitor.signs_in(IDA)
        await visitor.opens("/round/nowhere")
        assert visitor.status == 404


async def test_an_address_that_was_changed_by_hand_opens_nothing_else(scene: Stage) -> None:
    await eligible(scene, MAYA)
    async with visited(scene) as visitors:
        visitor = await visitors.one()
        await visitor.signs_in(IDA)
        for query in (
            "round=%00",
            "list=mentee:nothing",
            "list=emperor:listed",
            "from=-5",
            "from=x",
            "round=autumn",
        ):
            await visitor.opens(f"/round/aln?{query}")
            assert visitor.status == 200, query
        assert "Maya" not in visitor.text
