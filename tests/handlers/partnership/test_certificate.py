"""A certificate of participation: due, made, changed, checked by anybody (R9.3)."""

from html import escape
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
from tests.support.learning import TALK, every_event, subject_for, with_events
from tests.support.quiet_weeks import pass_by
from tests.support.rounds import act, definition_of, refused, with_rules
from tests.support.scheme_cast import definition
from tests.support.stage import IDA, MAYA, NOAH, PRIYA, set_stage
from tests.web.visitor import visited

SQUARE = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><rect width="9" height="9" fill="#1c675c"/></svg>'


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


@pytest.mark.parametrize("name", ["李小龙", "Priya 🌸", "ꦱꦸꦭꦶꦱ <b>"])
async def test_a_name_that_would_be_boxes_has_a_page_that_a_browser_prints(
    scene: Stage, name: str
) -> None:
    priya = await scene.person(PRIYA)
    await completes(scene)
    await priya.says("show my certificate")
    await priya.presses("Your certificate")
    await priya.fills(name=name)
    await priya.submits()
    await priya.sees("so it is a page: open it, and print it from there.")
    assert isinstance(priya.window, View)
    [file] = [part for part in priya.window.parts if isinstance(part, Attachment)]
    assert (file.name, file.media) == ("my-certificate.html", "text/html")
    kept = await held(scene, priya)
    assert kept is not None
    assert f'<p class="name" dir="auto">{escape(name)}</p>' in file.text
    assert f"/certificate/{kept.number}" in file.text
    assert "Chair of the Group" in file.text
    assert "<b>" not in file.text


async def test_the_scheme_s_logo_stands_on_it_and_a_broken_picture_keeps_nobody_waiting(
    scene: Stage,
) -> None:
    priya = await scene.person(PRIYA)
    await completes(scene)
    await act(priya, "certificate.issue", "partnership:1", name="Priya Nair")
    plain = await size(priya)
    for content, form, stands in (
        (SQUARE, "svg", True),
        (b"<svg", "svg", False),
        (b"\x89PNG\r\n\x1a\n and nothing more", "png", False),
    ):
        one = definition_of(scene)
        rules = one.certificates.with_picture(content, form)
        for definitions in (scene.bot.definitions, scene.bot.desk.definitions):
            assert isinstance(definitions, dict)
            definitions[one.key] = one.model_copy(update={"certificates": rules})
        assert (await size(priya) != plain) is stands, (content, form)
    await act(priya, "certificate.issue", "partnership:1", name="李小龙")
    page = (await window(priya)).text
    assert 'src="data:image/png;base64,' in page


async def window(player: Player) -> Attachment:
    """The file of a certificate, opened anew."""
    reply = await act(player, "certificate.file", "partnership:1")
    assert isinstance(reply.window, View)
    [file] = [part for part in reply.window.parts if isinstance(part, Attachment)]
    return file


async def size(player: Player) -> int:
    """How many bytes the PDF has."""
    return len((await window(player)).content())


async def test_it_needs_the_meetings_that_the_scheme_asks_for(scene: Stage) -> None:
    with_rules(scene, certificates={"roles": ["mentor"], "least_meetings": 2})
    priya = await scene.person(PRIYA)
    await act(priya, "meet.logged", "partnership:1", day="2027-01-11", minutes="90", how="teams")
    await completes(scene)
    await priya.says("show my certificate")
    await priya.sees("It needs 2 meetings noted, and there are 1.")


async def test_it_needs_the_training_that_the_scheme_asks_for_or_the_one_instead(
    scene: Stage,
) -> None:
    talk = TALK | {"guests": "mentors", "instead": "recorded"}
    other = TALK | {"key": "recorded", "guests": "mentors"}
    start = TALK | {"key": "start", "guests": "mentees"}
    await with_events(scene, talk, other, start)
    rules = {"roles": ["mentor"], "training": ["talk", "start"]}
    with_rules(scene, certificates=rules)
    priya = await scene.person(PRIYA)
    await pass_by(scene, 1)
    await act(priya, "events.come", await subject_for(scene, PRIYA, "recorded"))
    await pass_by(scene, 17)
    await completes(scene)
    await act(await scene.person(PRIYA), "home.show")
    await priya.says("show my certificate")
    await priya.sees("It needs Mentor training, and it is not noted that you came.")
    await refused(priya, "certificate.issue", "partnership:1", name="Priya Nair")
    own = await subject_for(scene, PRIYA, "recorded")
    recorded = next(event for event in await every_event(scene) if event.key == "recorded")
    ida = await scene.person(IDA)
    came = [own.partition(":")[2]]
    await act(ida, "events.noted", f"learningevent:{recorded.id}", came=came)
    await priya.says("show my certificate")
    await priya.sees("It is there for you.")


def test_training_that_is_no_event_is_a_mistake_of_the_scheme_file() -> None:
    with pytest.raises(ValueError, match="there is no event 'nowhere'"):
        definition(certificates={"roles": ["mentor"], "training": ["nowhere"]})


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
