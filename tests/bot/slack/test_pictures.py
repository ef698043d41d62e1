"""Pictures of a round played in Slack: of the very payloads, with every word in them; `make screenshots` keeps the best."""

import copy
import os
import shutil
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from storage.engine.database import Database
from tests.platforms.pictures import a_round, invented, squeezed
from tests.slack import talk, windows
from tests.slack.pictures import installed, photographed, words_of
from tests.slack.rules import check_message, check_view
from tests.slack.stage import Town, slack_stage
from tests.support.stage import ALEX, MAYA

pytestmark = pytest.mark.usefixtures("ids_that_count")

Json = dict[str, Any]

# The pictures, by name: what begins the payload's title or text, and what else is in it.
SHOWN = {
    "application": ("Apply as a mentee", "About you"),
    "application-wishes": ("Apply as a mentee", "What you are looking for"),
    "received": ("Application received", "Maya"),
    "list": ("What is open", "A-3"),
    "matter": ("A-3, mentee application", "1 of 2 agreed"),
    "dossier": ("A-3, Maya Thorne", "Met"),
    "mentors-to-propose": ("Mentors for A-3", "Priya Nair"),
    "suggestions": ("Mentors to consider", "Choose Priya Nair"),
    "request": ("Maya Thorne asks", "Accept"),
    "introduction": ("Meet Priya Nair", "We have started"),
    "agreement": ("Agreement with", "Sign"),
    "meeting": ("A meeting with Priya", "Save"),
    "survey": ("Halfway survey", "Send answers"),
    "complaint": ("Complain in confidence", "Send it"),
    "home": ("home of a mentee", "Your partnership"),
    "home-of-the-group": ("home of the Group", "C-"),
}
KEPT = (
    "home",
    "application",
    "suggestions",
    "introduction",
    "list",
    "matter",
    "home-of-the-group",
    "meeting",
)


class Album:
    """Every payload that the bot sent, in order, under its title or text."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, Json]] = []

    def message(self, payload: Mapping[str, Any]) -> None:
        """A message, checked as everywhere."""
        check_message(payload)
        self.sent.append((payload["text"], copy.deepcopy(dict(payload))))

    def view(self, view: Mapping[str, Any]) -> None:
        """A modal or a Home tab, checked as everywhere."""
        check_view(view)
        title = view["title"]["text"] if "title" in view else "home"
        self.sent.append((title, copy.deepcopy(dict(view))))

    def called(self, name: str) -> None:
        """Give the latest payload another name."""
        self.sent[-1] = (name, self.sent[-1][1])

    def find(self, title: str, words: str) -> Json:
        """The first payload of a title with some words in it."""
        for name, payload in self.sent:
            if name.startswith(title) and words in " ".join(words_of(payload)):
                return payload
        raise AssertionError(f"nothing was sent with the title {title!r} and the words {words!r}")


made = Town.scheme


@pytest.fixture
async def album(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Album]:
    """What was sent in a round."""
    installed()
    kept = Album()
    monkeypatch.setattr(talk, "by_the_rules", kept.message)
    monkeypatch.setattr(windows, "by_the_rules", kept.view)
    monkeypatch.setattr(Town, "scheme", lambda town, definition: invented(made(town, definition)))
    database = Database(f"sqlite:///{tmp_path}/pictures.db")
    async with slack_stage(database) as scene:
        await a_round(scene)
        for email, name in ((MAYA, "home of a mentee"), (ALEX, "home of the Group")):
            await (await scene.person(email)).opens_home()
            kept.called(name)
    yield kept
    await database.close()


@pytest.mark.browser
async def test_each_picture_of_a_round_has_all_the_words_of_its_payload(
    album: Album, tmp_path: Path
) -> None:
    payloads = {name: album.find(*wanted) for name, wanted in SHOWN.items()}
    read = await photographed(payloads, tmp_path)
    for name, payload in payloads.items():
        missing = [
            words for words in words_of(payload) if squeezed(words) not in squeezed(read[name])
        ]
        assert not missing, f"the picture {name} lacks {missing}"
    if folder := os.environ.get("MENTORING_PICTURES"):
        for name in KEPT:
            shutil.copy(tmp_path / f"slack-{name}.png", folder)
