"""A dead account: the Group hears of it by reference, once, and where the other contact is (R5.7)."""

import pytest

from bot.channel import DeliveryProblem
from handlers.kit.post import tell
from handlers.kit.ui import Message
from scheme.subject import Subject
from storage.outbox import Letter
from tests.support.dialogue import Stage
from tests.support.pairs import pair
from tests.support.rounds import act
from tests.support.stage import IDA, MAYA, PRIYA, TOM

pytestmark = pytest.mark.usefixtures("ids_that_count")


async def _dies(scene: Stage, email: str) -> None:
    """Somebody's account is gone: nothing sent there arrives any more."""
    dead, deliver = f"person:{(await scene.person(email)).person_id}", scene.channel.deliver

    async def bounce(recipient: str, message: Message, letter: Letter) -> str:
        if recipient == dead:
            raise DeliveryProblem("no such account", permanent=True)
        return await deliver(recipient, message, letter)

    scene.channel.deliver = bounce  # type: ignore[method-assign]


async def test_the_group_hears_once_by_reference_that_a_message_did_not_arrive(
    scene: Stage,
) -> None:
    subject = Subject("partnership", await pair(scene, MAYA, PRIYA))
    await _dies(scene, PRIYA)
    maya = await scene.person(MAYA)
    for until in ("2027-02-01", "2027-02-02"):
        await act(maya, "pause.paused", str(subject), until=until)
    told = [
        one for one in scene.group_room.messages.values() if "could not be delivered" in one.text
    ]
    assert len(told) == 1
    assert told[0].text.startswith("A message to somebody in P-1 could not be delivered")
    assert "Priya" not in repr(told[0])
    ida = await scene.person(IDA)
    await ida.presses_in_channel("Open", card="could not be delivered")
    await ida.sees("A-2")


async def test_somebody_who_takes_part_in_nothing_troubles_nobody(scene: Stage) -> None:
    await _dies(scene, TOM)
    async with scene.bot.work() as work:
        await tell(work, (await scene.person(TOM)).person_id, Message(text="Hello."))
    await scene.bot.delivery.drain()
    await scene.group_does_not_see("could not be delivered")
