"""The register in short, ahead of a matching discussion: read, saved, and never more than its reader may see (R3.8)."""

from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from handlers.desk.encoding import encoded
from handlers.kit.ui import Action, Attachment, View
from handlers.oversight.digest_told import KEY
from storage import outbox
from storage.engine.database import Database
from tests.support.dialogue import Stage, read
from tests.support.quiet_weeks import pass_by
from tests.support.rounds import act, barred, eligible, on_register
from tests.support.stage import IDA, MAYA, NOAH, PRIYA, TOM, set_stage
from tests.web.visitor import visited

pytestmark = pytest.mark.usefixtures("ids_that_count")


async def opened(scene: Stage, email: str = IDA, step: str = "digest.show") -> View:
    """What a member opens."""
    window = (await act(await scene.person(email), step)).window
    assert isinstance(window, View)
    return window


def files_in(window: View) -> dict[str, bytes]:
    """The files in a window, by their endings."""
    return {
        part.name.rpartition(".")[2]: part.content()
        for part in window.parts
        if isinstance(part, Attachment)
    }


async def test_it_says_who_waits_who_has_room_and_how_long_answers_take(scene: Stage) -> None:
    await eligible(scene, MAYA)
    await pass_by(scene, 25)
    await on_register(scene, PRIYA, TOM)
    told = read(await opened(scene))
    assert "Maya Thorne" in told
    assert "For 1 the promised day comes within a week: begin with these." in told
    assert "28 days are promised. Nobody has had an answer yet." in told
    assert "How long mentees have waited" in told


async def test_a_scheme_in_which_nobody_waits_says_so_without_an_empty_chart(scene: Stage) -> None:
    await on_register(scene, PRIYA)
    window = await opened(scene)
    assert "How long mentees have waited" not in read(window)
    printed = files_in(await opened(scene, step="digest.files"))["pdf"]
    assert "Nobody waits to be matched." in words_of(printed)


def words_of(printed: bytes) -> str:
    """The text of a PDF."""
    return " ".join(
        " ".join(page.extract_text().split()) for page in PdfReader(BytesIO(printed)).pages
    )


async def test_what_is_handed_round_names_nobody_and_the_spreadsheet_explains_itself(
    scene: Stage,
) -> None:
    subject = await eligible(scene, MAYA)
    await on_register(scene, PRIYA)
    files = files_in(await opened(scene, step="digest.files"))
    assert set(files) == {"pdf", "xlsx"}
    text = words_of(files["pdf"])
    assert "Who waits" in text
    assert "A-" in text
    assert "Maya" not in text
    assert "Priya" not in text
    book = load_workbook(BytesIO(files["xlsx"]))
    assert book.sheetnames == [
        "Who waits",
        "Mentors with room",
        "Asked for",
        "Columns explained",
    ]
    assert book["Who waits"]["B2"].value == "Maya Thorne"
    assert subject.startswith("application:")


async def test_whoever_stands_aside_reads_only_that_somebody_is_left_to_the_others(
    scene: Stage,
) -> None:
    maya = await eligible(scene, MAYA)
    await eligible(scene, NOAH)
    (priya,) = await on_register(scene, PRIYA)
    for subject in (maya, priya):
        await act(await scene.person(IDA), "review.stood_aside", subject)
    told = read(await opened(scene))
    assert "Left to the other members" in told
    assert "Maya" not in told
    files = files_in(await opened(scene, step="digest.files"))
    book = load_workbook(BytesIO(files["xlsx"]))
    cells = [
        str(cell.value) for sheet in book.worksheets for row in sheet.iter_rows() for cell in row
    ]
    assert any("Noah" in cell for cell in cells)
    assert not any("Maya" in cell or "Priya" in cell for cell in cells)


async def test_only_the_group_opens_it(scene: Stage) -> None:
    for step in ("digest.show", "digest.files"):
        await barred(await scene.person(MAYA), step)


@pytest.fixture
async def on_the_web(tmp_path: Path) -> AsyncIterator[Stage]:
    database = Database(f"sqlite:///{tmp_path}/t.db")
    yield await set_stage(database)
    await database.close()


async def test_it_is_a_page_with_its_files(on_the_web: Stage) -> None:
    await eligible(on_the_web, MAYA)
    async with visited(on_the_web) as visitors:
        visitor = await visitors.one()
        await visitor.signs_in(IDA)
        page = await visitor.opens("/digest/aln")
        assert visitor.status == 200
        assert "Maya Thorne" in page
        assert "Look at it" not in page
        assert 'download="digest-aln-2027-01-11.pdf"' in await visitor.opens(
            "/digest/aln?files=all"
        )
        press = {"press": encoded(Action(name="digest.send")), "form": "do"}
        sent = await visitor.sends("/digest/aln", press)
        assert "has it now, in numbers alone" in sent
        async with on_the_web.bot.work(writes=False) as work:
            assert await outbox.is_posted(work, "group:aln", KEY)
        await visitor.opens("/digest/nowhere")
        assert visitor.status == 404
        stranger = await visitors.one()
        await stranger.signs_in(MAYA)
        await stranger.opens("/digest/aln")
        assert stranger.status == 403
