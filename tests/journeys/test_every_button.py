"""Whoever of the playground's cast presses whatever they are offered: nothing is refused, and nothing is a dead end (R12.2)."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.app import Bot
from bot.clock import Clock
from bot.demonstration.scheme import demonstrate
from bot.demonstration.story import cast_of, play
from bot.settings import Settings
from handlers.kit.ui import Button, Message, Prose, Reply, View
from scheme.definition.loading import load, preset
from storage.engine.database import Database
from storage.tables import metadata
from tests.support.crawl import Crawl, Pressed, problems
from tests.support.dialogue import DialogueChannel

BORN = datetime(2026, 3, 11, 14, 20, tzinfo=UTC)  # a Wednesday
LEAST = 2_000  # presses; fewer would mean that the crawl sees less than it did


@pytest.mark.timeout(900)
async def test_every_button_of_every_screen_of_everybody_works_and_leads_on(tmp_path: Path) -> None:
    definition = demonstrate(load(preset("aln")), BORN.date())
    database = Database(f"sqlite:///{tmp_path / 'demonstration.db'}")
    async with database.writing.begin() as connection:
        await connection.run_sync(metadata.create_all)
    bot = Bot(
        settings=Settings(),
        database=database,
        definitions={definition.key: definition},
        clock=Clock(),
    )
    bot.channels.append(DialogueChannel())
    await play(bot, BORN)
    pressed, found = 0, list[str]()
    for member in await cast_of(bot):
        crawl = await Crawl(bot, member.person_id, member.name).through()
        pressed += crawl.pressed
        found += crawl.problems
    await database.close()
    assert not found, "\n".join(found)
    assert pressed > LEAST


HOME = Button(label="Home", action="home.show")


@pytest.mark.parametrize(
    ("pressed", "problem"),
    [
        (Pressed(refused="That is closed."), "what was offered is refused"),
        (Pressed(), "nothing is said of what was done"),
        (Pressed(Reply(says=(Message(text="Saved."),))), "a dead end"),
        (Pressed(Reply(window=View(title="Done", parts=(Prose("Saved."),)))), "a dead end"),
        (Pressed(Reply(says=(Message(text="Saved.", buttons=(HOME,)),))), ""),
        (Pressed(cards=(Message(text="Saved.", buttons=(HOME,)),)), ""),
    ],
)
def test_a_press_that_leads_nowhere_is_noticed(pressed: Pressed, problem: str) -> None:
    found = list(problems(pressed))
    assert len(found) == bool(problem)
    assert all(one.startswith(problem) for one in found)
