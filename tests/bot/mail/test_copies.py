"""What somebody is told goes by mail as well: by their wish, once, and what can wait in the mail of the day."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from handlers.kit.ui import Attachment, Message, message_json
from scheme.calendar import add_days, at, local_day
from scheme.member.mails import Mails
from scheme.people import Person
from storage import matters, outbox
from storage.tables import mail_waits
from storage.tables import outbox as rows
from tests.bot.mail.test_writing import calendar_entry
from tests.mail.mailbox import Mailbox
from tests.mail.stage import with_mail
from tests.support.dialogue import Stage
from tests.support.stage import MAYA

NEWS = Message(text="Noah has answered. Answer by Friday 15 January 2027.", heading="An answer")
MOVED = Message(text="Noah has answered. Answer by Monday 18 January 2027.", heading="An answer")
CARD = Message(text="A-1 waits for you.", heading="An application")


async def told(
    stage: Stage,
    person: int,
    message: Message = NEWS,
    key: str | None = None,
    *,
    notify: bool = True,
) -> None:
    """Tell somebody something, and deliver it."""
    async with stage.bot.work() as work:
        await outbox.post(work, f"person:{person}", message_json(message), key=key, notify=notify)
    await stage.bot.delivery.drain()


async def wish(stage: Stage, person: int, mails: Mails) -> None:
    """What somebody wishes to be mailed."""
    async with stage.bot.work() as work:
        (await matters.locked(work, Person, person)).want_mails(mails)


async def test_whoever_is_in_no_chat_is_mailed_what_they_are_told_and_lands_at_the_message(
    stage: Stage, box: Mailbox, maya: int
) -> None:
    await told(stage, maya)
    (came,) = box.of(MAYA)
    assert came.subject == "An answer"
    assert "Noah has answered." in came.text


@pytest.mark.parametrize(
    ("mails", "is_reading", "in_a_chat", "mailed"),
    [
        (Mails.USUAL, False, False, True),
        (Mails.USUAL, True, False, False),
        (Mails.USUAL, False, True, False),
        (Mails.ALSO, True, False, True),
        (Mails.ALSO, False, True, True),
        (Mails.NEVER, False, False, False),
        (Mails.NEVER, False, True, False),
    ],
)
async def test_it_goes_by_the_person_s_wish(
    stage: Stage,
    box: Mailbox,
    maya: int,
    mails: Mails,
    is_reading: bool,
    in_a_chat: bool,
    mailed: bool,
) -> None:
    await wish(stage, maya, mails)
    stage.bot.is_reading = lambda person: is_reading and person == maya
    if in_a_chat:
        stage.channel.name = "slack"
    await told(stage, maya)
    assert len(box.of(MAYA)) == mailed


async def test_what_is_only_kept_up_is_not_mailed(stage: Stage, box: Mailbox, maya: int) -> None:
    await told(stage, maya, key="proposal:1", notify=False)
    assert box.mails == []


async def test_news_under_a_key_is_a_mail_in_the_same_thread(
    stage: Stage, box: Mailbox, maya: int
) -> None:
    await told(stage, maya, key="proposal:1")
    await told(stage, maya, Message(text="Noah has said yes.", heading="A yes"), key="proposal:1")
    first, later = box.of(MAYA)
    assert later.mail["References"] == first.mail["Message-ID"] != later.mail["Message-ID"]


async def test_where_only_a_date_moved_it_is_not_mailed_twice(
    stage: Stage, box: Mailbox, maya: int
) -> None:
    await told(stage, maya, key="proposal:1")
    await told(stage, maya, MOVED, key="proposal:1")
    assert len(box.of(MAYA)) == 1


async def test_a_date_that_moves_before_the_mail_went_is_the_one_that_is_mailed(
    stage: Stage, box: Mailbox, maya: int
) -> None:
    box.before_mail = "451 4.3.0 Later"
    await told(stage, maya, key="proposal:1")
    box.before_mail = ""
    await told(stage, maya, MOVED, key="proposal:1")
    await everything_at_once(stage)
    (came,) = box.of(MAYA)
    assert "18 January" in came.text


async def test_a_meeting_that_moves_is_mailed_with_its_calendar_entry(
    stage: Stage, box: Mailbox, maya: int
) -> None:
    for sequence, day in enumerate(("Friday 15 January 2027", "Monday 18 January 2027")):
        entry: Attachment = calendar_entry(sequence, "REQUEST")
        await told(stage, maya, Message(text=f"You meet on {day}.", parts=(entry,)), key="plan:1")
    assert len(box.of(MAYA)) == 2
    assert len(list(box.last(MAYA).mail.iter_attachments())) == 1


async def test_a_letter_that_is_delivered_twice_is_mailed_once(
    stage: Stage, box: Mailbox, maya: int
) -> None:
    async with stage.bot.work() as work:
        await outbox.post(work, f"person:{maya}", message_json(NEWS))
    async with stage.bot.work() as work:
        (letter,) = await outbox.claim(work.session, datetime.now(UTC))
    for _ in range(2):
        await stage.bot.delivery._note_sent(letter, "web", "7")
    await stage.bot.delivery.drain()
    assert len(box.of(MAYA)) == 1


async def test_without_mail_nothing_is_posted_for_it(stage: Stage, maya: int) -> None:
    await told(stage, maya)
    async with stage.bot.work(writes=False) as work:
        assert await work.session.scalar(select(func.count()).select_from(rows)) == 1


# The mail of the day


class Clock:
    """The real time, as a test has it."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now

    def to_the_morning_after(self, days: int = 1) -> None:
        """Nine o'clock, some days on; a working day."""
        day = add_days(local_day(self.now, "Europe/London"), days)
        while day.weekday() >= 5 or (day.month, day.day) in {(12, 25), (12, 26), (12, 28), (1, 1)}:
            day = add_days(day, 1)
        self.now = at(day, "Europe/London") + timedelta(minutes=1)


@pytest.fixture
def clock() -> Clock:
    """The time."""
    return Clock()


@pytest.fixture
async def waiting_box(stage: Stage, clock: Clock) -> AsyncIterator[Mailbox]:
    """A mail server, on a stage whose mornings come when a test says so."""
    async with with_mail(stage, now=clock) as one:
        yield one


async def everything_at_once(stage: Stage) -> None:
    """What was put off is tried now."""
    async with stage.bot.database.writing.begin() as connection:
        await connection.execute(update(rows).values(try_at=datetime(2000, 1, 1, tzinfo=UTC)))
    await stage.bot.delivery.drain()


UNASKED = Message(text="How did it go?", heading="Your meeting", unasked=True)


async def test_what_nobody_asked_for_and_cards_of_the_group_come_in_one_mail_the_morning_after(
    stage: Stage, waiting_box: Mailbox, maya: int, clock: Clock
) -> None:
    await told(stage, maya, UNASKED)
    await told(stage, maya, CARD, key="group/application:1")
    await told(stage, maya, CARD, key="group/application:2")
    assert waiting_box.mails == []
    await told(stage, maya)
    assert [one.subject for one in waiting_box.mails] == ["An answer"]  # which waits for nothing
    clock.to_the_morning_after()
    await everything_at_once(stage)
    digest = waiting_box.last(MAYA)
    assert digest.subject == "3 things to look at"
    assert "How did it go?" in digest.text
    assert digest.text.count("A-1 waits for you.") == 2
    await everything_at_once(stage)
    assert len(waiting_box.mails) == 2
    async with stage.bot.work(writes=False) as work:
        assert await work.session.scalar(select(func.count()).select_from(mail_waits)) == 0


async def test_what_comes_after_it_waits_for_the_next_one(
    stage: Stage, waiting_box: Mailbox, maya: int, clock: Clock
) -> None:
    await told(stage, maya, UNASKED)
    clock.to_the_morning_after()
    await everything_at_once(stage)
    assert [one.subject for one in waiting_box.mails] == ["Your meeting"]
    clock.now = datetime.now(UTC)
    await told(stage, maya, CARD, key="group/application:1")
    await everything_at_once(stage)
    assert len(waiting_box.mails) == 1
    clock.to_the_morning_after()
    await everything_at_once(stage)
    assert [one.subject for one in waiting_box.mails] == ["Your meeting", "An application"]


async def test_it_waits_for_working_hours_and_costs_no_try(
    stage: Stage, waiting_box: Mailbox, maya: int, clock: Clock
) -> None:
    await told(stage, maya, UNASKED)
    clock.to_the_morning_after()
    clock.now = clock.now.replace(hour=5)
    await everything_at_once(stage)
    assert waiting_box.mails == []
    async with stage.bot.work(writes=False) as work:
        row = (
            await work.session.execute(select(rows).where(rows.c.recipient.startswith("mail:")))
        ).one()
    assert row.attempts == 0
    assert row.try_at > datetime.now(UTC)


async def test_one_press_stops_it_and_never_the_answers(
    stage: Stage, waiting_box: Mailbox, maya: int, clock: Clock
) -> None:
    async with stage.bot.work() as work:
        (await matters.locked(work, Person, maya)).stop_unasked_mails()
    await told(stage, maya, UNASKED)
    await told(stage, maya)
    clock.to_the_morning_after()
    await everything_at_once(stage)
    assert [one.subject for one in waiting_box.mails] == ["An answer"]


async def test_a_mail_of_the_day_that_could_not_be_sent_loses_nothing(
    stage: Stage, waiting_box: Mailbox, maya: int, clock: Clock
) -> None:
    await told(stage, maya, UNASKED)
    clock.to_the_morning_after()
    waiting_box.before_mail = "451 4.3.0 Later"
    await everything_at_once(stage)
    assert waiting_box.mails == []
    waiting_box.before_mail = ""
    await told(stage, maya, CARD, key="group/application:1")
    stage.bot.delivery.channels[0]._sender._pacer._lanes.clear()  # type: ignore[attr-defined]
    await everything_at_once(stage)
    assert waiting_box.last(MAYA).subject == "2 things to look at"
