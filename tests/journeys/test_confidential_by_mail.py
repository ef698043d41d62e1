"""A whole journey of people who are reached by mail: nothing confidential goes by it, and no name that their chat does not show."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import update

from handlers.kit.ui import Message, message_json
from scheme.ids import PersonId
from storage import outbox, people
from storage.engine.database import Database
from storage.tables import outbox as rows
from tests.journeys.test_confidential import Everywhere, Journey, readable, whole_life
from tests.mail.mailbox import Mailbox, Received
from tests.mail.stage import with_mail
from tests.support.dialogue import Stage, read
from tests.support.managers import LENA, asking, permission_of, says
from tests.support.rounds import act, applies, barred
from tests.support.stage import IDA, JO, MAYA, PRIYA, TOM, set_stage

pytestmark = pytest.mark.usefixtures("ids_that_count")

A_MORNING = datetime(2028, 3, 8, 9, 30, tzinfo=UTC)  # a Wednesday, long after everything


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    """A stage whose people are on the web alone, and so get mail."""
    database = Database(f"sqlite:///{tmp_path}/test.db")
    one = await set_stage(database)
    one.bot.channels[:] = [Everywhere(one)]
    yield one
    await database.close()


@pytest.fixture
async def box(stage: Stage) -> AsyncIterator[Mailbox]:
    """Their mail; what can wait is told when all is over."""
    async with with_mail(stage, now=lambda: A_MORNING) as one:
        yield one


async def everything_sent(stage: Stage) -> None:
    """What was put off is sent too."""
    for _ in range(2):
        async with stage.bot.database.writing.begin() as connection:
            await connection.execute(
                update(rows)
                .where(rows.c.sent < rows.c.wanted)
                .values(try_at=datetime(2000, 1, 1, tzinfo=UTC))
            )
        await stage.bot.delivery.drain()


def raw(mails: list[Received]) -> str:
    """Everything in some mails, as they were sent and as they are read."""
    return "\n".join(f"{one.everything}\n{one.mail.as_string()}" for one in mails)


async def names_by_address(stage: Stage) -> dict[str, tuple[int, str]]:
    """Everybody who is known here."""
    found: dict[str, tuple[int, str]] = {}
    async with stage.bot.work(writes=False) as work:
        for number in range(1, 12):
            person = (await people.by_ids(work, {PersonId(number)})).get(PersonId(number))
            if person is not None:
                found[person.email] = (person.id, person.name)
    return found


async def test_no_word_written_in_confidence_goes_by_mail_nor_a_name_that_the_chat_does_not_show(
    stage: Stage, box: Mailbox
) -> None:
    journey = Journey(stage)
    await whole_life(journey)
    await everything_sent(stage)
    assert len(box.of(MAYA)) > 5
    assert len(box.of(PRIYA)) > 5
    assert any("List-Unsubscribe" in one.mail for one in box.mails)  # the mail of the day

    places = {"mails": raw(box.mails), "subjects": "\n".join(one.subject for one in box.mails)}
    assert readable(places, journey.marker.words) == {}

    everybody = await names_by_address(stage)
    assert len(everybody) > 8
    for one in box.mails:
        own_id, own_name = everybody[one.to]
        mine = f"person:{own_id}"
        chat = "\n".join(
            read(came.message) for came in stage.channel.arrivals if came.recipient == mine
        )
        shown = {name for _, name in everybody.values() if name in one.everything} - {own_name}
        assert [name for name in shown if name not in chat] == [], one.subject


async def test_a_marked_word_in_a_message_would_be_found(stage: Stage, box: Mailbox) -> None:
    journey = Journey(stage)
    word = journey.marker.word("somewhere")
    maya = await stage.person(MAYA)
    async with stage.bot.work() as work:
        message = message_json(Message(text=f"Noah wrote {word}."))
        await outbox.post(work, f"mail:person:{maya.person_id}", message)
    await stage.bot.delivery.drain()
    assert readable({"mails": raw(box.mails)}, journey.marker.words) == {"mails": ["somewhere"]}


async def test_what_a_line_manager_writes_is_read_by_the_applicant_and_the_group_alone(
    tmp_path: Path,
) -> None:
    database = Database(f"sqlite:///{tmp_path}/test.db")
    stage = await set_stage(database, asking())
    journey = Journey(stage)
    question, answer, words = (journey.marker.word(key) for key in ("question", "answer", "words"))
    stage.bot.channels[:] = [Everywhere(stage)]
    async with with_mail(stage, now=lambda: A_MORNING) as box:
        await applies(stage, MAYA, "mentee")
        permission = await permission_of(stage)
        subject = f"permission:{permission.id}"
        await says(stage, "ask", question=f"Is it {question}?")
        maya = await stage.person(MAYA)
        await act(maya, "permission.answered", subject, answer=f"It is {answer}.")
        await says(stage, "no", words=f"As {words}.")
        await everything_sent(stage)

        assert [mail.subject for mail in box.of(LENA)] == [
            "Maya Thorne would like to take part in ALN Mentoring Scheme",
            "Maya Thorne has answered your question",
        ]
        chats = "\n".join(read(came.message) for came in stage.channel.arrivals)
        places = {
            "mails": raw(box.mails),
            "chats": chats,
            "database": (tmp_path / "test.db").read_bytes().decode("latin-1"),
        }
        assert readable(places, journey.marker.words) == {}

        hers = str((await act(maya, "permission.open", subject)).window)
        application = f"application:{permission.application_id}"
        member = await stage.person(IDA)
        theirs = str((await act(member, "review.open", application)).window)
        for word in (question, answer, words):
            assert (word in hers, word in theirs) == (True, True)
        for email in (PRIYA, TOM, JO):
            other = await stage.person(email)
            await barred(other, "permission.open", subject)
            await barred(other, "review.open", application)
        await barred(member, "permission.open", subject)
    await database.close()
