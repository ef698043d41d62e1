"""A scheme that asks for a CV: handed in, kept while the form is put right, and opened by whoever may read it (R2.1)."""

from pathlib import Path
from typing import Protocol

import pytest

from scheme.definition.definition import Definition
from storage.engine.database import Database
from tests.journeys.story import Person
from tests.support.browser import browser_stage, chromium
from tests.support.dialogue import Stage
from tests.support.rounds import act, barred
from tests.support.stage import IDA, MAYA, MENTEE_ANSWERS, PRIYA, SAM, scheme, set_stage

pytestmark = pytest.mark.usefixtures("ids_that_count")

CV = (
    b"%PDF-1.7\n" + b"Ten years of cataloguing. " * 85_000
)  # two megabytes, more than a link alone can hold


class Applicant(Person, Protocol):
    """Somebody whose channel takes files, and shows them."""

    async def hands_in(self, **chosen: tuple[str, bytes]) -> None: ...
    async def saves(self, label: str) -> bytes: ...


class Scene(Protocol):
    """Where the story is played."""

    async def person(self, email: str) -> Applicant: ...


def with_cv() -> Definition:
    """The scheme, asking mentees for a CV."""
    data = scheme().model_dump()
    cv = {
        "kind": "file",
        "key": "cv",
        "label": "Your CV",
        "title": "CV",
        "accepts": ["pdf", "docx"],
        "most_mb": 3,
    }
    data["forms"]["mentee"] = [*data["forms"]["mentee"], cv]
    return Definition.model_validate(data)


async def applies_with_a_cv(maya: Applicant) -> None:
    """Bad files are refused with words; a good one outlives the mistakes elsewhere in the form."""
    await maya.says("I would like a mentor please")
    await maya.fills(**{**MENTEE_ANSWERS, "experience_years": "many"})
    await maya.hands_in(cv=("cv.exe", b"MZ"))
    await maya.sees("Please choose a file whose name ends in .pdf or .docx.")
    await maya.hands_in(cv=("cv.pdf", b"MZ, called another name"))
    await maya.sees(
        "Inside, this is not what a .pdf file holds. Please save it again, as .pdf or .docx."
    )
    await maya.hands_in(cv=("cv.pdf", CV + CV))
    await maya.sees("Please choose a file of up to 3 MB; this one has 4.4 MB.")
    await maya.hands_in(cv=("cv.pdf", b""))
    await maya.sees("This file is empty. Please choose another.")
    await maya.submits()
    await maya.sees("2 answers need another look", "Please choose a file.")
    await maya.hands_in(cv=("Maya Thorne, CV.pdf", CV))
    await maya.sees("Maya Thorne, CV.pdf", "is kept")
    await maya.submits()
    await maya.sees("Please give a whole number, in figures.", "Maya Thorne, CV.pdf", "is kept")
    await maya.fills(experience_years="4")
    await maya.submits()
    await maya.sees("Application received")


async def the_story(scene: Scene, stage: Stage) -> None:
    """From the form to whoever reads it."""
    maya, ida, sam = [await scene.person(email) for email in (MAYA, IDA, SAM)]
    await applies_with_a_cv(maya)

    await ida.presses_in_channel("Open", card="A-1")
    await ida.sees("CV", "Maya Thorne, CV.pdf, 2.2 MB")
    await ida.presses("Open it", card="Maya Thorne, CV.pdf")
    await ida.sees("not looked for anything harmful")
    assert await ida.saves("Save the file") == CV

    await sam.presses_in_channel("Open", card="A-1")
    await act(await stage.person(SAM), "review.stood_aside", "application:1")
    await sam.presses("Open it", card="Maya Thorne, CV.pdf")
    await sam.sees("This one is with other people, so it stays closed to you.")

    await maya.says("where is my application?")
    await maya.presses("View it")
    await maya.presses("Open it", card="Maya Thorne, CV.pdf")
    assert await maya.saves("Save the file") == CV

    priya = await stage.person(PRIYA)
    await barred(priya, "file.open", "file:1")
    await barred(priya, "file.read", "file:1")


async def test_a_cv_is_handed_in_and_opened_in_the_dialogue(database: Database) -> None:
    scene = await set_stage(database, with_cv())
    await the_story(scene, scene)


@pytest.mark.browser
async def test_a_cv_is_handed_in_and_opened_in_the_browser(tmp_path: Path) -> None:
    chromium()
    database = Database(f"sqlite:///{tmp_path}/t.db")
    async with browser_stage(database, with_cv(), viewport={"width": 1280, "height": 900}) as scene:
        await the_story(scene, scene.stage)
        for player in scene.players.values():
            await player.accessible()


@pytest.mark.browser
async def test_a_file_waits_in_a_form_that_is_left_half_way_and_can_be_taken_out_again(
    tmp_path: Path,
) -> None:
    chromium()
    database = Database(f"sqlite:///{tmp_path}/t.db")
    async with browser_stage(database, with_cv(), viewport={"width": 1280, "height": 900}) as scene:
        maya = await scene.person(MAYA)
        await maya.says("I would like a mentor please")
        await maya.fills(job_title="Library assistant")
        await maya.hands_in(cv=("cv.pdf", CV))
        await maya.sees("cv.pdf, 2.2 MB is kept. Choosing another file replaces it.")
        await maya.leaves()
        await maya.says("I would like a mentor please")
        await maya.sees("This is as you left it", "cv.pdf, 2.2 MB is kept.")
        await maya.accessible()
        await maya.hands_in(cv=("other.pdf", b"%PDF-1.7 shorter"))
        await maya.sees("other.pdf, 16 bytes is kept.")
        await maya.presses("Remove it")
        await maya.does_not_see("is kept")
        await maya.fills(**MENTEE_ANSWERS)
        await maya.submits()
        await maya.sees("Please choose a file.")
