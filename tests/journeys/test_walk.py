"""A reader's walk of every role through a whole partnership: docs/walk.md has a picture of each moment (`make walk`)."""

import os
import re
from pathlib import Path

import pytest

from storage.engine.database import Database
from tests.journeys import story
from tests.support.browser import browser_stage, chromium
from tests.support.stage import MAYA as MAYA_AT
from tests.support.walk import Camera, Moment

DOCS = Path(__file__).parents[2] / "docs"
FOLDER = os.environ.get("MENTORING_WALK")  # where every picture is kept; the pages' own go to docs/

MAYA, PRIYA, IDA, ROBIN, ALEX = (
    "Maya Thorne",
    "Priya Nair",
    "Ida Moss",
    "Robin Ash",
    "Alex Finch",
)


def _of(role: str, name: str, *moments: tuple[str, str, str]) -> tuple[Moment, ...]:
    return tuple(
        Moment(role=role, name=name, text=text, title=title, kept=kept)
        for text, title, kept in moments
    )


MOMENTS = (
    *_of(
        "mentee",
        MAYA,
        ("Welcome to ALN", "The first hello", "360-light"),
        ("Application received", "An application is in", "360-dark"),
        ("A-3", "Where it stands", "768-light"),
        ("moving from assistant", "Mentors to consider", "1440-light"),
        ("has been asked", "A mentor is asked", "360-light"),
        ("priya.nair@harbour.example.org", "The introduction", "360-dark"),
        ("are you and Priya in touch?", "In touch?", "768-dark"),
        ("Your partnership is under way", "Under way", "360-light"),
        ("In partnership with Priya Nair", "Home of a pair", "1440-light"),
        ("Thank you", "A survey is answered", "360-light"),
        ("Ends on Sunday 18 July 2027", "The end comes near", "768-light"),
        ("Become a mentor", "What can follow", "1440-dark"),
    ),
    *_of(
        "mentor",
        PRIYA,
        ("Welcome to the register", "On the register", "360-light"),
        ("A mentee asks", "A mentee asks", "360-dark"),
        ("lead teaching sessions", "The request", "1440-light"),
        ("maya.thorne@fellside.example.org", "The introduction", "768-light"),
        ("Maya Thorne says that you two have started", "The other has started", "360-light"),
        ("Quiet weeks", "Quiet weeks", "768-dark"),
        ("Your place is open again", "A place is open again", "360-light"),
    ),
    *_of(
        "member",
        IDA,
        ("Eligibility", "An application is checked", "1440-light"),
        ("lead teaching sessions", "A mentee is read about", "768-light"),
        ("Priya Nair", "Mentors are selected", "1440-dark"),
    ),
    *_of(
        "administrator",
        ALEX,
        ("C-", "A complaint waits", "360-light"),
        ("She laughed at my application.", "A complaint is read", "1440-light"),
    ),
)


def captions() -> str:
    """The pictures as docs/walk.md shows them, role by role."""
    lines: list[str] = []
    role = ""
    for moment in MOMENTS:
        if moment.role != role:
            role = moment.role
            lines += ["", f"## {role.capitalize()}", ""]
        lines.append(f"![{moment.title}](pictures/walk-{moment.file}.webp)")
    return "\n".join(lines).strip()


@pytest.mark.browser
@pytest.mark.timeout(900)
@pytest.mark.usefixtures("ids_that_count")
async def test_every_moment_of_the_walk_is_seen_and_nothing_scrolls_sideways(
    tmp_path: Path,
) -> None:
    chromium()
    docs = DOCS / "pictures" if FOLDER else None
    camera = Camera(MOMENTS, Path(FOLDER or tmp_path / "pictures"), docs)
    database = Database(f"sqlite:///{tmp_path}/walk.db")
    async with browser_stage(database, viewport={"width": 1280, "height": 900}) as scene:
        await scene.person(MAYA_AT)
        with camera.open():
            for act in (
                story.register_of_two,
                story.matched,
                story.started,
                story.met_and_surveyed,
                story.concluded,
                story.complained,
            ):
                await act(scene)
    assert camera.too_wide == []
    assert [moment.title for moment in camera.left] == []


def test_the_page_has_a_picture_of_every_moment() -> None:
    page = (DOCS / "walk.md").read_text(encoding="utf-8")
    assert captions() in page
    for file in re.findall(r"\((pictures/[^)]+)\)", page):
        assert (DOCS / file).is_file(), file
