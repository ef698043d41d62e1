"""Somebody named is invited: what the Group, the mentee and whoever is invited read, however it ends (R3.5)."""

import pytest

from handlers.kit.turn import Moment
from handlers.searching import invited
from scheme.searching.invitation import Invitation
from scheme.subject import Subject
from storage import matters, people
from storage.tables import invitations
from tests.support.dialogue import Stage
from tests.support.rounds import act, applies, arrived, cards, eligible, refused, selects
from tests.support.rounds import on_register as registered
from tests.support.stage import IDA, MAYA, PRIYA, ROBIN

pytestmark = pytest.mark.usefixtures("ids_that_count")
UNA = "una.field@moor.example.org"
HOW = "How we go on"


@pytest.fixture
async def subject(scene: Stage) -> str:
    """Maya waits, and the bot sends mail."""
    scene.bot.desk.catalogue.mails = True
    scene.bot.desk.catalogue.site = "https://mentoring.example.org"
    return await eligible(scene)


async def invites(scene: Stage, subject: str) -> int:
    """Ida invites Una; the invitation's id."""
    ida = await scene.person(IDA)
    await ida.presses_in_channel("Open", card="A-1")
    await ida.presses("Nobody suits")
    await ida.presses("Invite somebody")
    await ida.sees("They get one mail, and no reminder.", "Ida Moss, who helps to run")
    await ida.fills(name="Una Field", address=UNA)
    await ida.submits()
    await ida.sees("The invitation is on its way.")
    async with scene.bot.work(writes=False) as work:
        found: int = (await work.session.execute(invitations.select())).one().id
        return found


async def says_no(scene: Stage, invitation_id: int) -> None:
    async with scene.bot.work() as work:
        found = await matters.find(work, Subject("invitation", invitation_id), "", weighs=False)
        moment = Moment(
            definition=work.definitions[found.scheme],
            found=found,
            now=work.now,
            catalogue=scene.bot.desk.catalogue,
        )
        await invited.says_no(moment, work)
    await scene.bot.delivery.drain()


async def test_the_mail_names_the_member_and_the_scheme_and_says_that_it_is_the_only_one(
    scene: Stage, subject: str
) -> None:
    invitation_id = await invites(scene, subject)
    (mail,) = scene.channel.room(f"mail:invitation:{invitation_id}").messages.values()
    assert mail.heading == "Ida Moss thought of you as a mentor"
    assert "This is the only mail." in str(mail.parts)
    assert "Maya" not in str(mail)
    (told,) = arrived(scene, await scene.person(MAYA), HOW)
    assert "has invited somebody new to register" in told


async def test_two_things_on_one_day_are_one_message_that_says_both(
    scene: Stage, subject: str
) -> None:
    await invites(scene, subject)
    await act(await scene.person(IDA), "nobody.waits", subject, day="2027-02-01")
    maya = await scene.person(MAYA)
    assert len(cards(maya, HOW)) == 1
    assert "until Monday 1 February 2027" in cards(maya, HOW)[0]
    assert "Meanwhile the Oversight Group has invited somebody new" in cards(maya, HOW)[0]


async def test_a_no_goes_to_the_group_and_not_to_the_mentee(scene: Stage, subject: str) -> None:
    await says_no(scene, await invites(scene, subject))
    await scene.group_sees("would rather not; please look further")
    maya = await scene.person(MAYA)
    assert len(arrived(scene, maya, HOW)) == 1
    assert "goes on looking for mentors for you" in cards(maya, HOW)[0]


async def test_whoever_comes_meanwhile_is_said_to_have_come(scene: Stage, subject: str) -> None:
    await invites(scene, subject)
    async with scene.bot.work() as work:
        (await people.add(work, "Una Field", UNA, "Europe/London")).called = "Una"
    await applies(scene, UNA, "mentor")
    await scene.group_sees("Somebody who was invited has applied as a mentor")


async def test_where_nobody_is_at_the_address_the_member_hears_and_it_is_forgotten(
    scene: Stage, subject: str
) -> None:
    invitation_id = await invites(scene, subject)
    async with scene.bot.work() as work:
        assert not await invited.not_there(work, invitation_id, UNA)
    await scene.bot.delivery.drain()
    (told,) = arrived(scene, await scene.person(IDA), "Invite somebody")
    assert "did not arrive" in told
    async with scene.bot.work(writes=False) as work:
        kept = await work.session.get(Invitation, invitation_id)
        assert kept is not None
        assert kept.address == ""
        assert await invited.addressee(work, invitation_id) is None


async def test_nobody_is_invited_twice_nor_who_is_there_nor_where_nobody_can_be(
    scene: Stage, subject: str
) -> None:
    await registered(scene, PRIYA)
    await invites(scene, subject)
    robin = await scene.person(ROBIN)
    for address, says in ((UNA, "one mail is enough"), (PRIYA, "applied as a mentor already")):
        text = await refused(robin, "nobody.invited", subject, name="Una", address=address)
        assert says in text
    scene.bot.desk.catalogue.mails = False
    text = await refused(robin, "nobody.invited", subject, name="Tim", address="tim@moor.org")
    assert text == "This bot sends no mail yet, so nothing was sent."


async def test_silence_ends_after_four_weeks_and_once_there_are_options_it_troubles_nobody(
    scene: Stage, subject: str
) -> None:
    await registered(scene, PRIYA)
    await invites(scene, subject)
    await selects(scene, IDA, subject, [PRIYA])
    await selects(scene, ROBIN, subject, [PRIYA], 1)
    maya = await scene.person(MAYA)
    assert cards(maya, HOW) == ["This is settled. Your home shows where things stand."]
    await scene.forward(31)
    assert len(arrived(scene, maya, HOW)) == 1
    await scene.group_does_not_see("has not answered; please look further")


async def test_silence_while_nobody_was_found_is_told_to_the_group(
    scene: Stage, subject: str
) -> None:
    await invites(scene, subject)
    await scene.forward(31)
    assert [
        each.message.text
        for each in scene.channel.arrivals
        if "invited has not answered; please look further" in each.message.text
    ]
