"""Somebody is erased: no word of theirs is left anywhere, their partner's own stays, and nothing is counted otherwise (R11.1).

Whoever writes here writes a word of its own into every text field there is. After a whole partnership one of the two is
erased, and each of their words, names and addresses is looked for in every column of the database, opened with the keys.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import func, select

from scheme.forms.fields import Answer
from scheme.people import Person
from storage import people
from storage.engine.database import Database
from storage.member import erasing
from storage.tables import metadata
from tests.journeys.test_confidential import Everywhere, Journey, whole_life
from tests.support.dialogue import Stage
from tests.support.stage import MAYA, PRIYA, set_stage

pytestmark = pytest.mark.usefixtures("ids_that_count")


@dataclass
class Signed(Journey):
    """People who write, of whom it is remembered who wrote which word."""

    by: dict[str, str] = field(default_factory=dict)

    async def fills(self, email: str, action: str, subject: str = "", /, **answers: Answer) -> None:
        """As ever."""
        await super().fills(email, action, subject, **answers)
        self._signs(email)

    async def types(self, email: str) -> None:
        """As ever."""
        await super().types(email)
        self._signs(email)

    def _signs(self, email: str) -> None:
        self.by |= {word: email for word in self.marker.words if word not in self.by}

    def words_of(self, email: str) -> list[str]:
        """Every word somebody wrote."""
        return [word for word, writer in self.by.items() if writer == email]


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """A stage whose messages are kept by the web channel as well."""
    database = Database(f"sqlite:///{tmp_path}/test.db")
    one = await set_stage(database)
    one.bot.channels[:] = [Everywhere(one)]
    yield one
    await database.close()


async def every_column(stage: Stage) -> dict[str, str]:
    """All that the database holds, opened with the keys, by table."""
    async with stage.bot.work(writes=False) as work:
        return {
            name: str((await work.session.execute(select(table))).all())
            for name, table in metadata.tables.items()
        }


async def counts(stage: Stage) -> dict[str, int]:
    """How many rows the tables have by which a scheme is counted."""
    counted = ("people", "applications", "proposals", "candidates", "partnerships", "meetings")
    async with stage.bot.work(writes=False) as work:
        return {
            name: (
                await work.session.scalars(select(func.count()).select_from(metadata.tables[name]))
            ).one()
            for name in (
                *counted,
                "agreements",
                "goals",
                "surveys",
                "enquiries",
                "audit",
                "consents",
            )
        }


async def erase(stage: Stage, email: str) -> Person:
    """Erase somebody at once; returns them as they were."""
    async with stage.bot.work() as work:
        person = await people.by_email(work, email)
        assert person is not None
        before = Person(
            name=person.name, email=person.email, since=person.since, called=person.called
        )
        await erasing.erase(work, await erasing.leaver(work, person))
    return before


def where_found(kept: dict[str, str], words: list[str]) -> dict[str, list[str]]:
    """In which tables each word stands; without those that stand nowhere."""
    found = {word: [name for name, text in kept.items() if word in text] for word in words}
    return {word: tables for word, tables in found.items() if tables}


@pytest.mark.parametrize("email", [MAYA, PRIYA])
async def test_no_word_name_or_address_of_theirs_is_left_in_any_column(
    stage: Stage, email: str
) -> None:
    go = Signed(stage)
    await whole_life(go)
    words = go.words_of(email)
    before = await every_column(stage)
    assert len(where_found(before, words)) > 5, "they wrote and it was kept"
    number = await counts(stage)
    person = await erase(stage, email)
    kept = await every_column(stage)
    assert not where_found(kept, [*words, person.name, person.email])
    assert await counts(stage) == number
