"""A certificate of participation: due, made, changed, checked by anybody (R9.3)."""

from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from handlers.kit.ui import Attachment, View
from scheme.partnership.certificate import Certificate
from scheme.partnership.ending import Ending
from storage import certificates
from storage.engine.database import Database
from tests.support import pairs
from tests.support.dialogue import Player, Stage
from tests.support.rounds import act, refused, with_rules
from tests.support.stage import MAYA, NOAH, PRIYA, set_stage
from tests.web.visitor import visited


@pytest.fixture
async def scene(database: Database) -> Stage:
    """Maya and Priya began a while ago; the scheme gives a certificate to mentors."""
    return await begun(database)


async def begun(database: Database) -> Stage:
    """Such a scene."""
    stage = await set_stage(database)
    with_rules(stage, certificates={"roles": ["mentor"], "signed_by": ["Chair of the Group"]})
    await pairs.pair(stage, MAYA, PRIYA, days_ago=60)
    return stage


async def completes(scene: Stage) -> None:
    """The partnership has done what it set out to do."""
    maya = await scene.person(MAYA)
    await act(maya, "end.ended", "partnership:1", how=str(Ending.COMPLETED), now=True)


def text_of(player: Player) -> str:
    """What stands on the certificate in the window, as it is read out."""
    assert isinstance(player.window, View)
    [file] = [part for part in player.window.parts if isinstance(part, Attachment)]
    assert (file.name, file.media) == ("my-certificate.pdf", "application/pdf")
    reader = PdfReader(BytesIO(file.content()))
    assert len(reader.pages) == 1
    assert "/StructTreeRoot" in reader.root_object, "it is not tagged"
    return " ".join(reader.pages[0].extract_text().split())


async def held(scene: Stage, player: Player) -> Certificate | None:
    """The certificate somebody has."""
    async with scene.bot.work(writes=False) as work:
        return await certificates.of_pair(work, 1, player.person_id)  # type: ignore[arg-type]


async def test_before_its_time_it_says_what_lacks(scene: Stage) -> None:
    maya, priya, noah = [await scene.person(email) for email in (MAYA, PRIYA, NOAH)]
    await priya.says("show my certificate")
    await priya.sees("With Maya Thorne", "It is made once your partnership has ended.")
    await maya.says("show my certificate")
    await maya.sees("This scheme gives no certificate to a mentee.")
    await noah.says("show my certificate")
    await noah.sees("You have no partnership here of which there could be a certificate yet.")
    await refused(priya, "certificate.issue", "partnership:1", name="Priya Nair")
    assert await held(scene, priya) is None


async def test_it_is_made_with_the_name_and_the_hours_one_wants(scene: Stage) -> None:
    priya = await scene.person(PRIYA)
    await act(priya, "meet.logged", "partnership:1", day="2027-01-11", minutes="90", how="teams")
    await completes(scene)
    await priya.says("show my certificate")
    await priya.presses("Your certificate")
    await priya.fills(name="Dr Priya Nair")
    await priya.submits()
    words = text_of(priya)
    assert "Certificate of participation" in words
    assert "Dr Priya Nair took part as a mentor, from" in words
    assert "gave 1 hour and 30 minutes to the meetings" in words
    assert "Chair of the Group" in words
    assert "Maya" not in words
    first = await held(scene, priya)
    assert first is not None
    assert f"/certificate/{first.number}" in words
    await priya.presses("Change what stands there")
    await priya.fills(name="Priya Nair", hours="")
    await priya.submits()
    again = await held(scene, priya)
    assert again is not None
    assert again.number != first.number
    assert "1 hour" not in text_of(priya)
    await act(priya, "certificate.issue", "partnership:1", name="Priya Nair", hours=False)
    second_press = await held(scene, priya)
    assert second_press is not None
    assert second_press.number == again.number


@pytest.mark.parametrize(
    "name",
    [
        "W" * 120,
        "Anna Maria " * 10 + "Anna",
        "محمد بن عبد الله",
        "Ελένη Παπαδοπούλου",
        "\\#let x = [*a*] <b> $y$",
    ],
    ids=["wide", "long", "arabic", "greek", "signs"],
)
async def test_any_name_that_can_be_drawn_is_printed_as_it_is(scene: Stage, name: str) -> None:
    priya = await scene.person(PRIYA)
    await completes(scene)
    await act(priya, "certificate.issue", "partnership:1", name=name)
    kept = await held(scene, priya)
    assert kept is not None
    assert kept.name == name
    await priya.says("show my certificate")
    await priya.presses("Your certificate")
    assert "Certificate of participation" in text_of(priya)


@pytest.mark.parametrize("name", ["李小龙", "Priya 🌸"])
async def test_a_name_that_would_be_boxes_is_refused_beside_its_field(
    scene: Stage, name: str
) -> None:
    priya = await scene.person(PRIYA)
    await completes(scene)
    await priya.says("show my certificate")
    await priya.presses("Your certificate")
    await priya.fills(name=name)
    await priya.submits()
    assert "name" in priya.errors
    await priya.sees("These can't be printed here:")
    assert await held(scene, priya) is None


async def test_it_needs_the_meetings_that_the_scheme_asks_for(scene: Stage) -> None:
    with_rules(scene, certificates={"roles": ["mentor"], "least_meetings": 2})
    priya = await scene.person(PRIYA)
    await act(priya, "meet.logged", "partnership:1", day="2027-01-11", minutes="90", how="teams")
    await completes(scene)
    await priya.says("show my certificate")
    await priya.sees("It needs 2 meetings noted, and there are 1.")


async def test_nobody_else_opens_or_makes_it(scene: Stage) -> None:
    maya, priya, noah = [await scene.person(email) for email in (MAYA, PRIYA, NOAH)]
    await completes(scene)
    await act(priya, "certificate.issue", "partnership:1", name="Priya Nair")
    for player in (maya, noah):
        for step in ("certificate.issue", "certificate.form"):
            await refused(player, step, "partnership:1", name="Somebody Else")
    await refused(noah, "certificate.file", "partnership:1")


async def test_anybody_who_has_the_number_sees_that_it_is_genuine(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/t.db")
    scene = await begun(database)
    priya = await scene.person(PRIYA)
    await completes(scene)
    await act(priya, "certificate.issue", "partnership:1", name="Dr Priya Nair")
    kept = await held(scene, priya)
    assert kept is not None
    async with visited(scene) as visitors:
        stranger = await visitors.one()
        for written in (kept.number, kept.number.lower(), kept.number.replace("-", " ")):
            page = await stranger.opens(f"/certificate/{written}")
            assert stranger.status == 200
            assert "This certificate is genuine" in page
            assert "Dr Priya Nair" in page
            assert "Maya" not in page
        await act(priya, "certificate.issue", "partnership:1", name="Priya Nair")
        for gone in (kept.number, "BCDF-GHJK-MNPQ", "x" * 4000, "%00", "1"):
            page = await stranger.opens(f"/certificate/{gone}")
            assert stranger.status == 404
            assert "Nair" not in page
    await database.close()
