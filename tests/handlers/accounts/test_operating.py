"""What the administrators hear of the machine: once each, kept up, and nothing that they may not know."""

from handlers.accounts.operating import tell_of_clock, tell_of_given_up
from tests.support.dialogue import Stage
from tests.support.stage import ALEX


async def test_administrators_hear_of_what_was_given_up_and_of_the_clock(scene: Stage) -> None:
    alex = await scene.person(ALEX)
    async with scene.bot.work() as work:
        await tell_of_given_up(work, "aln")
        await tell_of_clock(work, right=False)
    await scene.bot.delivery.drain()
    await alex.sees("It is tried again each day for two weeks")
    await alex.sees("reminders and deadlines stand still")
    async with scene.bot.work() as work:
        await tell_of_given_up(work, "aln")
        await tell_of_clock(work, right=True)
    await scene.bot.delivery.drain()
    await alex.sees("right again")
