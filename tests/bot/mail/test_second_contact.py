"""Where nobody is at an address, the other one that they gave is tried; where none is left, the Group hears of it (R5.7)."""

import pytest
from sqlalchemy import select

from handlers.accounts import identity
from handlers.kit.ui import Message, message_json
from scheme.people import Person
from storage import matters, outbox
from storage.tables import outbox as rows
from tests.mail.mailbox import Mailbox
from tests.support.dialogue import Stage
from tests.support.rounds import applies
from tests.support.stage import MAYA

OTHER = "maya@home.example.org"
NOBODY = "550 5.1.1 No such user"


async def told(stage: Stage, person: int) -> None:
    """Tell somebody something, and deliver it."""
    async with stage.bot.work() as work:
        await outbox.post(work, f"person:{person}", message_json(Message(text="You have news.")))
    await stage.bot.delivery.drain()
    await stage.bot.delivery.drain()


@pytest.fixture
async def applied(stage: Stage, box: Mailbox) -> Mailbox:
    """Maya has applied, and given another way to reach her; what she was told of it has arrived."""
    await applies(stage, MAYA, "mentee", second_contact=f"My own: {OTHER}, or 01632 960 111")
    await stage.bot.delivery.drain()
    await stage.bot.delivery.drain()
    box.mails.clear()
    return box


async def aside(stage: Stage) -> list[str]:
    """Who has letters that were set aside."""
    async with stage.bot.work(writes=False) as work:
        found = await work.session.scalars(
            select(rows.c.recipient).where(rows.c.set_aside.is_not(None))
        )
        return list(found)


async def test_the_other_address_is_tried_at_once_and_used_from_then_on(
    stage: Stage, applied: Mailbox, maya: int
) -> None:
    applied.answers[MAYA].append(NOBODY)
    await told(stage, maya)
    assert [one.to for one in applied.mails] == [OTHER]
    await told(stage, maya)
    assert [one.to for one in applied.mails] == [OTHER, OTHER]
    assert await aside(stage) == []
    await stage.group_does_not_see("could not be delivered")


async def test_where_the_other_takes_none_either_the_group_is_told_and_nobody_is_written_to(
    stage: Stage, applied: Mailbox, maya: int
) -> None:
    applied.answers[MAYA].append(NOBODY)
    applied.answers[OTHER].append(NOBODY)
    await told(stage, maya)
    assert applied.mails == []
    assert await aside(stage) == [f"mail:person:{maya}"]
    await stage.group_sees("could not be delivered")
    await told(stage, maya)
    assert applied.mails == []


async def test_somebody_with_no_other_address_is_told_of_at_once(
    stage: Stage, box: Mailbox, maya: int
) -> None:
    await applies(stage, MAYA, "mentee", second_contact="01632 960 111")
    await stage.bot.delivery.drain()
    await stage.bot.delivery.drain()
    box.answers[MAYA].append(NOBODY)
    await told(stage, maya)
    await stage.group_sees("could not be delivered")


async def test_a_policy_of_the_server_is_nobody_s_absence(
    stage: Stage, applied: Mailbox, maya: int
) -> None:
    applied.answers[MAYA].append("554 5.7.1 Blocked")
    await told(stage, maya)
    assert applied.mails == []
    async with stage.bot.work() as work:
        assert (await matters.locked(work, Person, maya)).takes_mail_at(MAYA)
    await told(stage, maya)
    assert [one.to for one in applied.mails] == [MAYA]


async def test_an_address_that_is_proved_again_takes_mail_and_what_waited_comes(
    stage: Stage, applied: Mailbox, maya: int
) -> None:
    for address in (MAYA, OTHER):
        applied.answers[address].append(NOBODY)
    await told(stage, maya)
    assert applied.mails == []
    async with stage.bot.work() as work:
        await identity.proved(work, MAYA)
    await stage.bot.delivery.drain()
    assert [one.to for one in applied.mails] == [MAYA]


async def test_their_own_data_says_where_no_mail_was_taken(
    stage: Stage, applied: Mailbox, maya: int
) -> None:
    applied.answers[MAYA].append(NOBODY)
    await told(stage, maya)
    async with stage.bot.work() as work:
        person = await matters.locked(work, Person, maya)
        assert person.unreachable == [MAYA]
