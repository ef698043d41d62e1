"""The board on the web: for members alone, by the very steps of the chat, read, searched and acted on as a page (R3.9)."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.engine.database import Database
from tests.support.dialogue import Stage
from tests.support.evening import Evening, gather_evening
from tests.support.rounds import act, definition_of, logged
from tests.support.stage import IDA, MAYA, ROBIN, SAM, set_stage
from tests.web.visitor import Visitor, visited

LINK = re.compile(r'href="(/board/aln/\d+/\d+)"')


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Stage]:
    database = Database(f"sqlite:///{tmp_path}/t.db")
    yield await set_stage(database)
    await database.close()


async def evening(scene: Stage, mentees: int = 3, mentors: int = 4) -> Evening:
    async with scene.bot.work() as work:
        return await gather_evening(work, definition_of(scene), mentees, mentors)


async def presses(visitor: Visitor, label: str) -> str:
    """Press a button of the page that is shown."""
    found = re.search(rf'name="press" value="([^>]*)">{re.escape(label)}', visitor.text)
    assert found is not None, label
    mark = re.search(r'name="inbound" value="([0-9a-f-]{36})"', visitor.text)
    assert mark is not None
    sent = {"form": "do", "press": found[1], "inbound": mark[1]}
    return await visitor.sends(visitor.path, sent)


async def sends_form(visitor: Visitor, **typed: str) -> str:
    """Send the form of the page that is shown, with what it carries."""
    found = re.search(r'<form [^>]*id="form-window".*?</form>', visitor.text, re.DOTALL)
    assert found is not None
    hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^>]*)">', found[0]))
    return await visitor.sends(visitor.path, {**hidden, **typed})


async def test_a_member_reads_the_board_opens_a_pair_and_proposes_by_one_press(
    scene: Stage,
) -> None:
    there = await evening(scene)
    async with visited(scene) as visitors:
        visitor = await visitors.one()
        await visitor.signs_in(IDA)
        page = await visitor.opens("/board/aln")
        assert visitor.status == 200
        assert visitor.headers["Cache-Control"] == "no-store"
        for each in (*there.mentees, *there.mentors):
            assert each.applicant in page
        first = LINK.search(page)
        assert first is not None
        page = await visitor.opens(first[1])
        assert "The nine questions" in page
        assert "having looked at all nine" in page
        name = re.search(r"Propose ([\w ]+), having", page)
        assert name is not None
        page = await presses(visitor, f"Propose {name[1]}, having")
        assert "1 of 2 agreed on A-" in page
        assert "Take back my word" in page
        page = await visitor.opens("/board/aln")
        assert 'class="picked"' in page
        assert "1 of 2 agreed. You agreed" in page


async def test_a_form_opens_on_the_page_and_what_is_refused_keeps_what_was_typed(
    scene: Stage,
) -> None:
    there = await evening(scene)
    pair = f"/board/aln/{there.mentees[0].id}/{there.mentors[0].id}"
    chosen = {"mentors": [str(there.mentors[0].id)], "criteria": ["every"]}
    subject = f"application:{there.mentees[0].id}"
    await act(await scene.person(ROBIN), "propose.send", subject, revision="0", **chosen)
    async with visited(scene) as visitors:
        visitor = await visitors.one()
        await visitor.signs_in(IDA)
        await visitor.opens(pair)
        page = await presses(visitor, "Comment or disagree")
        assert "Your words to the other members" in page
        page = await sends_form(visitor, **{"long.text": "They met <once>."})
        assert visitor.status == 422
        assert "They met <once>." in page
        assert 'href="#field-stance"' in page
        page = await sends_form(
            visitor, **{"long.text": "They met once.", "choice.stance": "remark"}
        )
        assert visitor.status == 200
        assert "The other members can read it" in page
        assert "They met once." in page
        page = await presses(visitor, "Agree, ticking the questions")
        assert "Questions considered" in page
        page = await sends_form(visitor, **{"choices.criteria": "b"})
        assert "2 of 2 agreed" in page


async def test_whoever_knows_them_stands_aside_there_and_reads_no_more_of_it(scene: Stage) -> None:
    there = await evening(scene)
    mentee = there.mentees[0]
    pair = f"/board/aln/{mentee.id}/{there.mentors[0].id}"
    async with visited(scene) as visitors:
        visitor = await visitors.one()
        await visitor.signs_in(IDA)
        await visitor.opens(pair)
        page = await presses(visitor, "I know them: stand aside")
        assert "no reason is asked" in page
        page = await presses(visitor, "Stand aside")
        assert "You stand aside from" in page
        assert visitor.status == 200
        page = await visitor.opens("/board/aln")
        assert mentee.applicant not in page
        await visitor.opens(pair)
        assert visitor.status == 403
        other = await visitors.one()
        await other.signs_in(SAM)
        assert mentee.applicant in await other.opens("/board/aln")


async def test_it_is_searched_by_the_address_and_two_mentors_are_compared(scene: Stage) -> None:
    there = await evening(scene)
    one, other = there.mentors[0], there.mentors[1]
    async with visited(scene) as visitors:
        visitor = await visitors.one()
        await visitor.signs_in(IDA)
        page = await visitor.opens("/board/aln?mentee=ada&mentor=&area=&only=")
        assert there.mentees[0].applicant in page
        assert there.mentees[1].applicant not in page
        assert 'value="ada"' in page
        assert "Show everybody" in page
        page = await visitor.opens("/board/aln?mentee=I+want+to+kill+myself")
        assert "People can, now" in page
        page = await visitor.opens("/board/aln?mentee=%3Cscript%3E")
        assert "Nobody here is what you looked for" in page
        page = await visitor.opens(f"/board/aln/{there.mentees[0].id}/{one.id}?with={other.id}")
        assert f"{one.applicant} or {other.applicant} for {there.mentees[0].applicant}" in page
        assert "one beside the other" in page


async def test_it_is_closed_to_whoever_is_not_of_the_group_and_every_opening_is_in_the_audit_log(
    scene: Stage,
) -> None:
    there = await evening(scene)
    pair = f"/board/aln/{there.mentees[0].id}/{there.mentors[0].id}"
    async with visited(scene) as visitors:
        visitor = await visitors.one()
        await visitor.opens("/board/aln")
        assert visitor.path == "/"
        await visitor.signs_in(MAYA)
        for path in ("/board/aln", pair):
            page = await visitor.opens(path)
            assert visitor.status == 403
            assert there.mentees[0].applicant not in page
        visitor = await visitors.one()
        await visitor.signs_in(IDA)
        for path in ("/board/nowhere", "/board/nowhere/1/2", "/board/aln/0/2", "/board/aln/x/2"):
            await visitor.opens(path)
            assert visitor.status == 404, path
        await visitor.opens("/board/aln")
        await visitor.opens(pair)
        lines = [(line[2], line[3], line[4]) for line in await logged(scene)]
        assert ("board.show", "", "done") in lines
        assert ("board.pair", f"application:{there.mentees[0].id}", "done") in lines
        evil = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example.org"}
        await visitor.sends("/board/aln", {"form": "do", "press": "x"}, evil)
        assert visitor.status == 403
        await visitor.sends("/board/aln", {"form": "do", "press": "x"})
        assert visitor.status == 400
