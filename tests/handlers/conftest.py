"""A stage for dialogues, on a small database; whatever is said on it keeps to the voice (experience.md)."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.engine.database import Database
from tests.support.dialogue import Stage
from tests.support.rounds import keeps_to_the_voice
from tests.support.stage import set_stage


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Stage]:
    """A bot with its cast. When the scene is over: no message was longer than fifty words, and none shouted."""
    database = Database(f"sqlite:///{tmp_path}/t.db")
    one = await set_stage(database)
    yield one
    await database.close()
    keeps_to_the_voice(one)
