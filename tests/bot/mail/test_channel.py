"""What is posted to somebody by mail arrives there once, and is made when it is sent."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from handlers.kit.post import mail
from handlers.kit.turn import Moment
from handlers.kit.ui import Message, message_json
from scheme.ids import PersonId
from storage import outbox, people
from storage.engine.database import Database
from storage.tables import outbox as rows
from storage.work import Work
from tests.mail.mailbox import Mailbox
from tests.mail.stage import FROM, with_mail
from tests.support.dialogue import Stage
from tests.support.stage import MAYA, set_stage

CODE = "KLMNPQ"


@pytest.fixture
async def stage(database: Database) -> Stage:
    """The usual cast."""
    return await set_stage(database)


@pytest.fixture
async def box(stage: Stage) -> AsyncIterator[Mailbox]:
    """A mail server."""
    async with with_mail(stage) as one:
        yield one


async def _post(stage: Stage, recipient: str, message: Message, key: str | None = None) -> None:
    async with stage.bot.work() as work:
        await outbox.post(work, recipient, message_json(message), key=key)


async def _id(stage: Stage, email: str) -> PersonId:
    async with stage.bot.work(writes=False) as work:
        found = await people.by_email(work, email)
    assert found is not None
    return found.id


async def test_a_letter_to_a_person_by_mail_is_sent_to_their_address(
    stage: Stage, box: Mailbox
) -> None:
    maya = await _id(stage, MAYA)
    await _post(stage, f"mail:person:{maya}", Message(text="You have news.", heading="News"))
    assert await stage.bot.delivery.drain() == 1
    assert await stage.bot.delivery.drain() == 0
    (came,) = box.mails
    assert (came.sender, came.to) == (FROM, MAYA)
    assert came.subject == "News"
    assert "You have news." in came.text
    assert came.mail["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize("recipient", ["mail:person:4711", "mail:nobody:1", "mail:person:x"])
async def test_a_letter_to_nobody_ends_quietly(stage: Stage, box: Mailbox, recipient: str) -> None:
    await _post(stage, recipient, Message(text="You have news."))
    await stage.bot.delivery.drain()
    async with stage.bot.work(writes=False) as work:
        row = (await work.session.execute(select(rows))).one()
    assert row.sent == row.wanted
    assert row.set_aside is None
    assert box.mails == []


async def test_what_a_mail_alone_holds_is_made_when_it_is_sent_and_stands_in_no_row(
    stage: Stage, box: Mailbox
) -> None:
    async def with_code(moment: Moment, work: Work) -> Message:
        assert moment.occasion == "7"
        return Message(text=f"Your code is {CODE}.")

    stage.bot.desk.drawn["signin"] = with_code
    maya = await _id(stage, MAYA)
    async with stage.bot.work() as work:
        await mail(work, f"person:{maya}", name="signin", key="signin:7", note="7")
    await stage.bot.delivery.drain()
    assert CODE in box.last(MAYA).text
    async with stage.bot.work(writes=False) as work:
        kept = (await work.session.execute(select(rows))).all()
    assert len(kept) == 1
    assert CODE not in str(kept)
