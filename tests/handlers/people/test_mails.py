"""What comes by mail: as usual, as well, or not at all, as somebody wishes (R12.6)."""

import pytest

from scheme.member.mails import Mails
from storage import people
from storage.engine.database import Database
from tests.support.rounds import refused
from tests.support.stage import MAYA, set_stage


@pytest.mark.parametrize(
    ("label", "says", "wish"),
    [
        ("By mail as well", "comes by mail as well, wherever you are.", Mails.ALSO),
        ("Only here", "stands here alone.", Mails.NEVER),
    ],
)
async def test_a_wish_is_kept_and_can_be_changed_back(
    database: Database, label: str, says: str, wish: Mails
) -> None:
    stage = await set_stage(database)
    stage.bot.desk.catalogue.mails = True
    maya = await stage.person(MAYA)

    async def kept() -> Mails:
        async with stage.bot.work(writes=False) as work:
            return (await people.by_id(work, maya.person_id)).mails

    await maya.says("what comes by mail")
    await maya.sees("everybody else has a mail")
    await maya.presses(label)
    await maya.sees(says)
    assert await kept() == wish
    await maya.presses("As usual")
    await maya.sees("Noted. Who is in Slack or Teams hears there")
    assert await kept() == Mails.USUAL


async def test_without_mail_nothing_of_it_is_offered(database: Database) -> None:
    stage = await set_stage(database)
    maya = await stage.person(MAYA)
    await maya.says("help")
    await maya.does_not_see("What comes by mail")
    await maya.says("what comes by mail")
    await maya.sees("No mail is sent from here")
    for step in ("mails.also", "mails.usual", "mails.never"):
        assert "No mail is sent from here" in await refused(maya, step)
    stage.bot.desk.catalogue.mails = True
    await maya.says("help")
    await maya.presses("What comes by mail")
    await maya.sees("everybody else has a mail")
