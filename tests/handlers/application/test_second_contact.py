"""A second contact is proved by a code when it is given, and marked as not proved otherwise (R5.7)."""

from collections.abc import AsyncIterator

import pytest

from handlers.kit.ui import Form
from tests.mail.mailbox import Mailbox
from tests.mail.stage import with_mail
from tests.support.codes import code_in, codes, wrong
from tests.support.dialogue import Stage, read
from tests.support.rounds import act, applies, barred, refused
from tests.support.stage import ALEX, IDA, MAYA, PRIYA

pytestmark = pytest.mark.usefixtures("ids_that_count")

HOME = "maya@home.example.net"
APPLICATION = "application:1"


@pytest.fixture
async def box(scene: Stage) -> AsyncIterator[Mailbox]:
    """A mail server."""
    async with with_mail(scene) as found:
        yield found


async def dossier(scene: Stage) -> str:
    """What a member reads of the application."""
    reply = await act(await scene.person(IDA), "review.open", APPLICATION)
    return read(reply.window)


async def test_the_code_proves_it_and_the_group_sees_that(scene: Stage, box: Mailbox) -> None:
    await applies(scene, MAYA, "mentee", second_contact=f"{HOME} or 01632 960 002")
    assert f"{HOME}: not proved" in await dossier(scene)
    maya = await scene.person(MAYA)
    await maya.presses("Type the code", card="Your second contact")
    code = code_in(box, HOME)
    await maya.fills(code=wrong(code))
    await maya.submits()
    assert isinstance(maya.window, Form)
    assert "not the code of the latest mail" in maya.window.errors["code"]
    await maya.fills(code=code)
    await maya.submits()
    await maya.sees("Thank you: mail reaches you there.")
    assert f"{HOME}: proved by a code" in await dossier(scene)
    assert "no second address" in await refused(maya, "contact.code", APPLICATION)


async def test_another_address_is_to_be_proved_and_the_same_is_not_asked_about_again(
    scene: Stage, box: Mailbox
) -> None:
    await applies(scene, MAYA, "mentee", second_contact=HOME)
    maya = await scene.person(MAYA)
    await act(maya, "contact.proved", APPLICATION, code=code_in(box, HOME))
    for number, contact in enumerate((HOME, "thorne@home.example.net")):
        await maya.says("change my application")
        await maya.fills(second_contact=contact, job_title=f"Assistant {number}")
        await maya.submits()
    assert len(codes(box, HOME)) == 1
    assert len(codes(box, "thorne@home.example.net")) == 1
    assert "thorne@home.example.net: not proved" in await dossier(scene)


@pytest.mark.parametrize(
    "contact", ["01632 960 002", MAYA, "a@home.example.net, b@home.example.net"]
)
async def test_nothing_is_sent_where_it_is_not_one_other_address(
    scene: Stage, box: Mailbox, contact: str
) -> None:
    await applies(scene, MAYA, "mentee", second_contact=contact)
    assert codes(box) == []


async def test_only_the_applicant_proves_it_and_without_mail_nothing_is_said_of_it(
    scene: Stage,
) -> None:
    await applies(scene, MAYA, "mentee", second_contact=HOME)
    assert "not proved" not in await dossier(scene)
    for email in (PRIYA, ALEX):
        for step in ("code", "new_code", "proved"):
            await barred(await scene.person(email), f"contact.{step}", APPLICATION)
