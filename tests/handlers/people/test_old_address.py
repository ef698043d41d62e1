"""Once a new address counts, the old one has one mail about it, and what to do if that is wrong (R5.7, R11.5)."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from handlers.kit.addressee import MAIL
from scheme.people import Person
from storage import matters
from storage.tables import outbox
from tests.mail.mailbox import Mailbox, Received
from tests.mail.stage import with_mail
from tests.support.codes import code_in
from tests.support.dialogue import Player, Stage
from tests.support.rounds import act, refused
from tests.support.stage import ALEX, MAYA

pytestmark = pytest.mark.usefixtures("ids_that_count")

NEW = "maya.thorne@harbour.example.org"
MOVE = "move:1"


@pytest.fixture
async def box(scene: Stage) -> AsyncIterator[Mailbox]:
    """A mail server."""
    async with with_mail(scene) as found:
        yield found


def told(box: Mailbox) -> list[Received]:
    """What the old address heard of the change; all else that comes there is the copy of what stands in the chat."""
    return [mail for mail in box.of(MAYA) if mail.subject == "Your address was changed"]


async def moves(scene: Stage) -> Player:
    """Maya gives another address."""
    maya = await scene.person(MAYA)
    await act(maya, "moved.said", email=NEW)
    return maya


async def test_the_old_address_is_told_once_without_a_name_or_the_new_address(
    scene: Stage, box: Mailbox
) -> None:
    maya = await moves(scene)
    await scene.bot.delivery.drain()
    assert told(box) == []
    code = code_in(box, NEW)
    await act(maya, "moved.proved", MOVE, code=code)
    await scene.bot.delivery.drain()
    (mail,) = told(box)
    contact = next(iter(scene.bot.definitions.values())).help[0]
    assert contact.name in mail.text
    assert (contact.email or contact.phone) in mail.text
    for secret in (NEW, "harbour", "Maya", "Thorne", code):
        assert secret not in mail.everything.replace(f"To: {MAYA}", "")
    assert "settled already" in await refused(maya, "moved.proved", MOVE, code=code)
    await scene.bot.delivery.drain()
    assert len(told(box)) == 1
    assert len([mail for mail in box.of(NEW) if mail.subject == "Your code"]) == 1


async def test_it_is_told_as_well_where_an_administrator_confirms(
    scene: Stage, box: Mailbox
) -> None:
    await moves(scene)
    await act(await scene.person(ALEX), "moved.confirmed", MOVE)
    await scene.bot.delivery.drain()
    assert len(told(box)) == 1


async def test_it_hears_nothing_of_an_address_that_did_not_come_to_count(
    scene: Stage, box: Mailbox
) -> None:
    await moves(scene)
    await act(await scene.person(ALEX), "moved.declined", MOVE)
    await scene.bot.delivery.drain()
    assert told(box) == []


async def test_nobody_writes_to_an_old_address_at_which_nobody_is(
    scene: Stage, box: Mailbox
) -> None:
    maya = await moves(scene)
    async with scene.bot.work() as work:
        (await matters.locked(work, Person, maya.person_id)).note_no_mail_at(MAYA)
    await act(maya, "moved.proved", MOVE, code=code_in(box, NEW))
    await scene.bot.delivery.drain()
    assert told(box) == []
    async with scene.bot.work(writes=False) as work:
        to = (await work.session.scalars(select(outbox.c.recipient))).all()
    assert [one for one in to if one.startswith(f"{MAIL}move")] == []


async def test_an_old_address_that_takes_no_mail_holds_nothing_up(
    scene: Stage, box: Mailbox
) -> None:
    maya = await moves(scene)
    box.answers[MAYA].append("550 5.1.1 no such user")
    await act(maya, "moved.proved", MOVE, code=code_in(box, NEW))
    await scene.bot.delivery.drain()
    assert told(box) == []
    await maya.sees("Your new address is confirmed, and counts from now on.")


async def test_without_mail_nothing_waits_to_be_sent(scene: Stage) -> None:
    await moves(scene)
    await act(await scene.person(ALEX), "moved.confirmed", MOVE)
    async with scene.bot.work(writes=False) as work:
        to = (await work.session.scalars(select(outbox.c.recipient))).all()
    assert [one for one in to if one.startswith(MAIL)] == []
