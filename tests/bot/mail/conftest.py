"""A stage on which mail goes out, and a person on it who is in no chat."""

from collections.abc import AsyncIterator

import pytest

from storage import people
from storage.engine.database import Database
from tests.mail.mailbox import Mailbox
from tests.mail.stage import with_mail
from tests.support.dialogue import Stage
from tests.support.stage import MAYA, set_stage


@pytest.fixture
async def stage(database: Database) -> Stage:
    """The usual cast; their channel is no chat of Slack's or Teams'."""
    return await set_stage(database)


@pytest.fixture
async def box(stage: Stage) -> AsyncIterator[Mailbox]:
    """A mail server."""
    async with with_mail(stage) as one:
        yield one


@pytest.fixture
async def maya(stage: Stage) -> int:
    """Maya's id."""
    async with stage.bot.work(writes=False) as work:
        found = await people.by_email(work, MAYA)
    assert found is not None
    return found.id
