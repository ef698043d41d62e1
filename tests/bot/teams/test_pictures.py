"""Pictures of a round played in Teams: of the very payloads, with every word in them; `make screenshots` keeps the best."""

import copy
import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from storage.engine.database import Database
from tests.platforms.pictures import a_round, invented
from tests.support.stage import ALEX, MAYA
from tests.teams import calls, hand
from tests.teams.cards import cards_in, installed
from tests.teams.pictures import draw, missing_words, words_of
from tests.teams.rules import check_activity, check_task
from tests.teams.stage import TeamsTown, teams_stage

pytestmark = pytest.mark.usefixtures("ids_that_count")

Json = dict[str, Any]

# The pictures, by name: what begins the dialog's title or the message's first line, and what else is in it.
SHOWN = {
    "greeting": ("Good to meet you", "Press a button"),
    "application": ("Apply as a mentee", "Step 1 of 3"),
    "application-wishes": ("Apply as a mentee", "Step 3 of 3"),
    "received": ("Application received", "Maya"),
    "list": ("What is open", "A-3"),
    "matter": ("A-3, mentee application", "1 of 2 agreed; 1 more to look, please. Received"),
    "dossier": ("A-3, Maya Thorne", "Met"),
    "mentors-to-propose": ("Mentors for A-3", "Priya Nair"),
    "suggestions": ("Mentors to consider", "Choose Priya Nair"),
    "request": ("Maya Thorne asks", "Accept"),
    "introduction": ("Meet Priya Nair", "We have started"),
    "agreement": ("Agreement with", "Sign"),
    "meeting": ("A meeting with Priya", "Save"),
    "survey": ("Halfway survey", "Step 1 of 2"),
    "complaint": ("Complain in confidence", "Send it"),
    "home": ("Next meeting with Priya", "In partnership"),
    "home-of-the-group": ("Nothing waits for you", "Open register"),
}
KEPT = (
    "home",
    "application",
    "suggestions",
    "matter-dark",
    "list",
    "meeting",
    "introduction-phone",
)


class Album:
    """Every payload that the bot sent, in order."""

    def __init__(self) -> None:
        self.sent: list[Json] = []

    def message(self, activity: Json) -> None:
        """A message, checked as everywhere."""
        check_activity(activity)
        self.sent.append(copy.deepcopy(activity))

    def task(self, body: Json | None) -> None:
        """What answers task/fetch or task/submit, checked as everywhere; dialogs are kept."""
        check_task(body)
        if body and list(cards_in(body)):
            self.sent.append(copy.deepcopy(body))

    def find(self, title: str, words: str) -> Json:
        """The last payload of a title with some words in it."""
        for payload in reversed(self.sent):
            lines = list(words_of(payload))
            if lines[0].startswith(title) and words in " ".join(lines):
                return payload
        raise AssertionError(f"nothing was sent with the title {title!r} and the words {words!r}")


made = TeamsTown.scheme


@pytest.fixture
async def album(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Album]:
    """What was sent in a round."""
    installed()
    kept = Album()
    monkeypatch.setattr(calls, "check_activity", kept.message)
    monkeypatch.setattr(hand, "check_task", kept.task)
    monkeypatch.setattr(
        TeamsTown, "scheme", lambda town, definition: invented(made(town, definition))
    )
    database = Database(f"sqlite:///{tmp_path}/pictures.db")
    async with teams_stage(database) as scene:
        await a_round(scene)
        for email in (MAYA, ALEX):
            await (await scene.person(email)).says("hello")
    yield kept
    await database.close()


@pytest.mark.browser
@pytest.mark.timeout(600)
async def test_each_picture_of_a_round_in_teams_has_all_the_words_of_its_payload(
    album: Album, tmp_path: Path
) -> None:
    payloads = {name: album.find(*wanted) for name, wanted in SHOWN.items()}
    read = await draw(payloads, tmp_path)
    for name, payload in payloads.items():
        missing = missing_words(payload, read[name])
        assert not missing, f"the picture {name} lacks {missing}"
    if folder := os.environ.get("MENTORING_PICTURES"):
        for name in KEPT:
            shutil.copy(tmp_path / f"teams-{name}.png", folder)
