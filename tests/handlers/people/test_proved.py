"""A changed address is proved by a code, and an administrator still hears of it (R5.7, R11.5)."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from handlers.kit.ui import Form
from storage import people
from tests.mail.mailbox import Mailbox
from tests.mail.stage import with_mail
from tests.support import pairs
from tests.support.codes import code_in, wrong
from tests.support.dialogue import Player, Stage
from tests.support.rounds import act, barred, refused
from tests.support.stage import ALEX, IDA, MAYA, PRIYA, TOM

pytestmark = pytest.mark.usefixtures("ids_that_count")

NEW = "maya.thorne@harbour.example.org"
MOVE = "move:1"


@pytest.fixture
async def box(scene: Stage) -> AsyncIterator[Mailbox]:
    """A mail server."""
    async with with_mail(scene) as found:
        yield found


async def moves(scene: Stage) -> Player:
    """Maya gives another address."""
    await pairs.pair(scene, MAYA, PRIYA)
    maya = await scene.person(MAYA)
    await maya.says("I have a new job")
    await maya.fills(email=NEW, organisation="harbour", level="assistant")
    await maya.submits()
    return maya


async def email_of(scene: Stage, player: Player) -> str:
    """Somebody's verified address."""
    async with scene.bot.work(writes=False) as work:
        return (await people.by_id(work, player.person_id)).email


async def test_the_code_makes_the_address_count_and_the_administrators_read_so(
    scene: Stage, box: Mailbox
) -> None:
    maya = await moves(scene)
    await maya.sees("A code is on its way to your new address")
    code = code_in(box, NEW)
    assert await email_of(scene, maya) == MAYA
    await maya.presses("Type the code")
    await maya.fills(code=wrong(code))
    await maya.submits()
    await maya.sees("Prove your new address")
    assert isinstance(maya.window, Form)
    assert "not the code of the latest mail" in maya.window.errors["code"]
    await maya.fills(code=code.lower())
    await maya.submits()
    assert await email_of(scene, maya) == NEW
    await maya.sees("Your new address is confirmed, and counts from now on.")
    await (await scene.person(ALEX)).sees("A code that was sent to the new address has proved it.")
    ida = await scene.person(IDA)
    await ida.presses_in_channel("Open", card="A-1")
    await ida.sees("a code has proved the new address")
    assert "settled already" in await refused(maya, "moved.proved", MOVE, code=code)


async def test_guesses_are_counted_though_none_of_them_changes_anything(
    scene: Stage, box: Mailbox
) -> None:
    maya = await moves(scene)
    code = code_in(box, NEW)
    for _ in range(5):
        await act(maya, "moved.proved", MOVE, code=wrong(code))
    await act(maya, "moved.proved", MOVE, code=code)
    assert await email_of(scene, maya) == MAYA
    await act(maya, "moved.new_code", MOVE)
    await act(maya, "moved.proved", MOVE, code=code_in(box, NEW))
    assert await email_of(scene, maya) == NEW


async def test_a_code_is_good_for_twenty_minutes_and_an_administrator_can_still_confirm(
    scene: Stage, box: Mailbox
) -> None:
    maya = await moves(scene)
    scene.bot.clock.set(scene.bot.clock.now() + timedelta(minutes=20))
    await act(maya, "moved.proved", MOVE, code=code_in(box, NEW))
    assert await email_of(scene, maya) == MAYA
    await act(await scene.person(ALEX), "moved.confirmed", MOVE)
    assert await email_of(scene, maya) == NEW


async def test_an_address_that_became_somebody_elses_meanwhile_is_not_taken(
    scene: Stage, box: Mailbox
) -> None:
    maya = await moves(scene)
    async with scene.bot.work() as work:
        await people.add(work, "Somebody Else", NEW, "Europe/London")
    assert "can't be taken" in await refused(maya, "moved.proved", MOVE, code=code_in(box, NEW))
    assert await email_of(scene, maya) == MAYA


async def test_nobody_else_proves_it(scene: Stage, box: Mailbox) -> None:
    await moves(scene)
    for email in (TOM, ALEX, IDA):
        for step in ("code", "new_code", "proved"):
            await barred(await scene.person(email), f"moved.{step}", MOVE)
