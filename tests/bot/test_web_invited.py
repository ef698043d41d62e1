"""Somebody is invited by mail: one mail, a page, a no that is forgotten, never again, an end; and nothing of a mentee (R3.5)."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser
from sqlalchemy import select

from bot.web.app import make_app
from bot.web.live import Hub
from handlers.kit.ui import Action, View
from scheme.refusal import Refusal
from scheme.searching.invitation import InvitationState
from scheme.subject import Subject
from storage import people
from storage.engine.database import Database
from storage.tables import invitations, not_to_ask, outbox
from tests.mail.mailbox import Mailbox
from tests.mail.stage import with_mail
from tests.support.browser import AXE
from tests.support.dialogue import Stage, read
from tests.support.rounds import act, applies, arrived, at_once, eligible, on_register, refused
from tests.support.stage import IDA, MAYA, PRIYA, ROBIN, set_stage

pytestmark = pytest.mark.usefixtures("ids_that_count")
UNA = "una.field@moor.example.org"
FORM = {"Sec-Fetch-Site": "same-origin", "Origin": "null"}
SITE = "https://mentoring.example.org"
HOW = "How we go on"
SECRETS = ("Maya", "Thorne", "A-1", "lead teaching sessions", "application:1")


@dataclass
class Invited:
    """Maya waits, Ida has invited Una, and what Una got."""

    stage: Stage
    client: TestClient[Any, Any]
    box: Mailbox

    @property
    def links(self) -> list[str]:
        """The paths in her mail: the page, and never again."""
        found = re.findall(r"https?://[^/\s]+(/invited/\S+)", self.box.last(UNA).text)
        return list(dict.fromkeys(found))

    async def opens(self, path: str) -> str:
        response = await self.client.get(path)
        assert response.headers["Referrer-Policy"] == "no-referrer"
        return await response.text()

    async def presses(self, path: str, value: str = "") -> str:
        response = await self.client.post(path, data={"press": value}, headers=FORM)
        return await response.text()

    async def kept(self) -> Any:
        async with self.stage.bot.work(writes=False) as work:
            return (await work.session.execute(select(invitations))).one()

    async def notes(self) -> list[str]:
        """What the Group's channel noticed of Maya's application since she was found eligible."""
        found = [
            each.message.text
            for each in self.stage.channel.arrivals
            if each.recipient.startswith("group:") and "invited" in each.message.text
        ]
        return [text.partition("application. ")[2] for text in found]


@pytest.fixture
async def invited(tmp_path: Path) -> AsyncIterator[Invited]:
    database = Database(f"sqlite:///{tmp_path}/t.db")
    stage = await set_stage(database)
    stage.bot.desk.catalogue.site = SITE
    subject = await eligible(stage)
    async with (
        with_mail(stage) as box,
        TestClient(TestServer(make_app(stage.bot, Hub()))) as client,
    ):
        ida = await stage.person(IDA)
        form = await act(ida, "nobody.invite", subject)
        assert "thought of you" in read(form.window)
        await act(ida, "nobody.invited", subject, name="Una Field", address=UNA.upper())
        yield Invited(stage, client, box)
    await database.close()


async def test_one_mail_goes_out_and_the_mentee_hears_at_once(invited: Invited) -> None:
    mail = invited.box.last(UNA)
    assert mail.subject == "Ida Moss thought of you as a mentor"
    assert "/invited/stop/" in mail.mail["List-Unsubscribe"]
    assert mail.mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert not [secret for secret in SECRETS if secret in str(mail.mail)]
    (told,) = arrived(invited.stage, await invited.stage.person(MAYA), HOW)
    assert "has invited somebody new to register. You'll hear by" in told
    assert "Una" not in told
    for _ in range(40):
        await invited.stage.forward(1)
    assert len([each for each in invited.box.mails if each.to == UNA]) == 1


async def test_neither_the_outbox_nor_the_page_says_who_was_invited_or_for_whom(
    invited: Invited,
) -> None:
    async with invited.stage.bot.work(writes=False) as work:
        for row in (await work.session.execute(select(outbox))).mappings():
            assert "una.field" not in str(dict(row)).lower()
    text = await invited.opens(invited.links[0])
    assert "Would you like to be a mentor?" in text
    assert "Was this handed on to you?" in text
    assert not [secret for secret in (*SECRETS, "Una", UNA) if secret in text]
    assert (await invited.kept()).state == InvitationState.SENT


async def test_a_no_is_forgotten_and_a_second_press_changes_nothing(invited: Invited) -> None:
    page = invited.links[0]
    for _ in range(2):
        assert "Your name and address are deleted here." in await invited.presses(page, "no")
    await invited.stage.bot.delivery.drain()
    kept = await invited.kept()
    assert (kept.state, kept.name, kept.address, kept.address_mark) == (
        InvitationState.DECLINED, "", "", None,
    )  # fmt: skip
    assert await invited.notes() == [
        "Somebody who is not registered has been invited.",
        "Somebody who was invited would rather not; please look further.",
    ]
    maya = await invited.stage.person(MAYA)
    assert len(arrived(invited.stage, maya, HOW)) == 1
    async with invited.stage.bot.work(writes=False) as work:
        assert (await work.session.execute(select(not_to_ask))).all() == []
    ways = await act(await invited.stage.person(IDA), "nobody.open", "application:1")
    assert "invited somebody; would rather not" in read(ways.window)


async def test_never_again_holds_for_every_member_and_works_after_a_no(invited: Invited) -> None:
    page, never = invited.links
    await invited.presses(page, "no")
    assert "One press" in await invited.opens(never)
    for _ in range(2):
        assert "will not be written to again" in await invited.presses(never)
    text = await refused(
        await invited.stage.person(ROBIN),
        "nobody.invited",
        "application:1",
        name="Una",
        address=UNA,
    )
    assert text == "The bot doesn't write to this address. A word from you in person still works."


async def test_never_again_is_a_no_as_well(invited: Invited) -> None:
    await invited.presses(invited.links[1])
    assert (await invited.kept()).state == InvitationState.DECLINED
    assert (await invited.kept()).address == ""


async def test_a_link_that_was_made_up_leads_nowhere(invited: Invited) -> None:
    for path in ("/invited/made-up", "/invited/stop/made-up"):
        assert "leads nowhere" in await invited.opens(path)
        assert "leads nowhere" in await invited.presses(path, "no")
    assert (await invited.kept()).state == InvitationState.SENT


async def test_whoever_says_nothing_is_forgotten_after_four_weeks(invited: Invited) -> None:
    await invited.stage.forward(31)
    kept = await invited.kept()
    assert (kept.state, kept.name, kept.address) == (InvitationState.LAPSED, "", "")
    assert (
        "Somebody who was invited has not answered; please look further." in await invited.notes()
    )
    assert "You are welcome to register all the same." in await invited.opens(invited.links[0])


async def test_whoever_comes_is_told_of_to_the_group_and_the_invitation_is_over(
    invited: Invited,
) -> None:
    stage = invited.stage
    page = invited.links[0]
    async with stage.bot.work() as work:
        (await people.add(work, "Una Field", UNA, "Europe/London")).called = "Una"
    await applies(stage, UNA, "mentor")
    kept = await invited.kept()
    assert (kept.state, kept.address) == (InvitationState.CAME, "")
    assert await invited.notes() == [
        "Somebody who is not registered has been invited.",
        "Somebody who was invited has applied as a mentor: A-2.",
    ]
    assert "You have applied" in await invited.presses(page, "no")


async def test_when_the_mentee_has_withdrawn_a_no_troubles_nobody(invited: Invited) -> None:
    maya = await invited.stage.person(MAYA)
    await act(maya, "applied.withdrawn", "application:1")
    await invited.presses(invited.links[0], "no")
    await invited.stage.bot.delivery.drain()
    assert (await invited.kept()).state == InvitationState.DECLINED
    assert await invited.notes() == ["Somebody who is not registered has been invited."]
    assert len(arrived(invited.stage, maya, HOW)) == 1


async def test_nobody_is_invited_twice_nor_whoever_is_there(invited: Invited) -> None:
    stage = invited.stage
    robin = await stage.person(ROBIN)
    invite = {"name": "Una", "address": UNA}
    assert "one mail is enough" in await refused(robin, "nobody.invited", "application:1", **invite)
    await on_register(stage, PRIYA)
    there = {"name": "Priya", "address": PRIYA}
    assert "applied as a mentor already" in await refused(
        robin, "nobody.invited", "application:1", **there
    )


async def test_two_members_who_invite_at_once_send_one_mail(invited: Invited) -> None:
    subject = Subject.read("application:1")
    answers = {"name": "Tim Vale", "address": "tim@fells.example.org"}
    wish = Action(name="nobody.invited", subject=subject, answers=answers)
    found = await at_once(invited.stage, (IDA, wish), (ROBIN, wish))
    assert len([each for each in found if isinstance(each, Refusal)]) == 1
    assert len([each for each in invited.box.mails if each.to == "tim@fells.example.org"]) == 1


async def test_a_bot_without_mail_shows_the_page_to_pass_on(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/t.db")
    stage = await set_stage(database)
    stage.bot.desk.catalogue.site = SITE
    subject = await eligible(stage)
    ida = await stage.person(IDA)
    shown = await act(ida, "nobody.invite", subject)
    assert isinstance(shown.window, View)
    assert f"{SITE}/about/aln" in read(shown.window)
    sent = await refused(ida, "nobody.invited", subject, name="Una", address=UNA)
    assert sent == "This bot sends no mail yet, so nothing was sent."
    await database.close()


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.asyncio(loop_scope="session")
async def test_the_page_is_read_on_a_telephone_without_scripts(
    browser: Browser, tmp_path: Path, colours: Any
) -> None:
    database = Database(f"sqlite:///{tmp_path}/t.db")
    stage = await set_stage(database)
    server = TestServer(make_app(stage.bot, Hub()))
    await server.start_server()
    stage.bot.desk.catalogue.site = str(server.make_url("")).rstrip("/")
    subject = await eligible(stage)
    async with with_mail(stage) as box:
        await act(await stage.person(IDA), "nobody.invited", subject, name="Una", address=UNA)
        link = re.search(r"http://[\w.:/-]+/invited/[\w-]+", box.last(UNA).text)
    assert link is not None
    context = await browser.new_context(
        viewport={"width": 320, "height": 700}, color_scheme=colours, java_script_enabled=True
    )
    page = await context.new_page()
    await page.goto(link[0])
    found = await Axe().run(page, options=AXE)
    assert found.response["violations"] == []
    assert await page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    await context.close()
    await server.close()
    await database.close()
