"""A line manager's page: opening it changes nothing, each word is confirmed, and a link that is over says so kindly (R2.7)."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.web.app import make_app
from bot.web.live import Hub
from scheme.application.permission import PermissionState
from scheme.people import Person
from storage import matters
from storage.engine.database import Database
from tests.support.dialogue import Stage
from tests.support.managers import asking, mails, path_in, permission_of
from tests.support.rounds import act, applies
from tests.support.stage import MAYA, TOM, set_stage
from tests.web.visitor import visited

pytestmark = pytest.mark.usefixtures("ids_that_count")

FORM = {
    "Sec-Fetch-Site": "same-origin",
    "Origin": "null",
}  # as a browser sends it that tells nobody where it was
SECRETS = ("lead teaching sessions", "librarian post", MAYA, "Library assistant")
WITH_MORE = {
    "other": "zebra",
    "avoid": "zebra",
    "background_note": "zebra",
    "second_contact": "zebra",
}


@dataclass
class Manager:
    """Lena, at the page that her link leads to."""

    stage: Stage
    client: TestClient[Any, Any]
    path: str

    async def opens(self) -> str:
        """Read the page."""
        response = await self.client.get(self.path)
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert response.headers["Cache-Control"] == "no-store"
        return await response.text()

    async def presses(self, value: str, **answers: str) -> str:
        """Press a button, and read what follows."""
        response = await self.client.post(self.path, data={"press": value, **answers}, headers=FORM)
        return await response.text()

    async def state(self) -> PermissionState:
        """How it stands."""
        return (await permission_of(self.stage)).state


@pytest.fixture
async def manager(tmp_path: Path) -> AsyncIterator[Manager]:
    """Maya has applied, and Lena has the mail."""
    database = Database(f"sqlite:///{tmp_path}/t.db")
    stage = await set_stage(database, asking())
    await applies(stage, MAYA, "mentee", **WITH_MORE)
    path = path_in(mails(stage, await permission_of(stage))[0])
    async with TestClient(TestServer(make_app(stage.bot, Hub()))) as client:
        yield Manager(stage, client, path)
    await database.close()


async def test_the_page_shows_who_which_role_and_how_much_time_and_nothing_that_was_written(
    manager: Manager,
) -> None:
    text = await manager.opens()
    for words in (
        "May Maya Thorne take part?",
        "has applied as a mentee, and has named you, Lena Marsh",
        "every 4 to 6 weeks",
        "90 to 120 minutes",
        "about 6 months",
        "It is no line management and no assessment",
    ):
        assert words in text
    for value in ("yes", "no", "ask"):
        pages = await manager.presses(value)
        assert not [secret for secret in (*SECRETS, "zebra") if secret in pages + text]


async def test_opening_it_changes_nothing_however_often_and_by_whom(manager: Manager) -> None:
    for _ in range(3):
        await manager.opens()
        assert (await manager.client.head(manager.path)).status == 200
    assert await manager.state() == PermissionState.ASKED
    await (await manager.stage.person(MAYA)).does_not_see("Your line manager has said")


async def test_a_first_press_asks_and_the_second_says_it(manager: Manager) -> None:
    assert "You say as their line manager that Maya Thorne may take part." in await manager.presses(
        "yes"
    )
    assert await manager.state() == PermissionState.ASKED
    assert "Yes, I agree" in await manager.presses("back")
    done = await manager.presses("say-yes")
    assert "You have said yes already. Nothing more is needed from you." in done
    assert await manager.state() == PermissionState.APPROVED
    again = await manager.presses("say-no")
    assert "You have said yes already" in again
    assert await manager.state() == PermissionState.APPROVED


async def test_a_no_needs_no_words_and_takes_them(manager: Manager) -> None:
    assert "A word why helps them." in await manager.presses("no")
    await manager.presses("say-no", **{"long.words": "We are\u202e too few."})
    assert (await permission_of(manager.stage)).words == "We are too few."


async def test_a_question_needs_words_is_asked_once_and_its_answer_stands_on_the_page(
    manager: Manager,
) -> None:
    missing = await manager.presses("say-ask", **{"long.question": " "})
    assert 'href="#field-question"' in missing
    assert "Send question" in missing
    asked = await manager.presses("say-ask", **{"long.question": "In <hours>?"})
    assert "In &lt;hours&gt;?" in asked
    assert "The answer comes to you by e-mail." in asked
    assert "Ask something first" not in asked
    maya = await manager.stage.person(MAYA)
    await act(maya, "permission.answered", "permission:1", answer="Yes, all of it.")
    assert "Yes, all of it." in await manager.opens()
    assert "sent already" in await manager.presses("say-ask", **{"long.question": "And?"})


async def test_words_of_danger_are_met_at_once_and_taken_as_they_are(manager: Manager) -> None:
    text = await manager.presses("say-no", **{"long.words": "I want to kill myself"})
    assert "People can, now" in text
    assert "999" in text
    assert (await permission_of(manager.stage)).words == "I want to kill myself"


async def test_a_link_that_never_was_leads_nowhere_and_tells_nothing(manager: Manager) -> None:
    for path in ("/permission/" + "x" * 43, "/permission/x", manager.path + "x"):
        response = await manager.client.get(path)
        assert response.status == 404
        assert "Maya" not in await response.text()
        response = await manager.client.post(path, data={"press": "say-yes"}, headers=FORM)
        assert response.status == 404
    assert await manager.state() == PermissionState.ASKED


async def test_a_link_is_over_after_twenty_eight_days_and_once_another_address_is_given(
    manager: Manager,
) -> None:
    await manager.stage.bot.advance(manager.stage.bot.clock.now() + timedelta(days=28))
    for text in (await manager.opens(), await manager.presses("say-yes")):
        assert "no longer good" in text
        assert "Maya" not in text
    maya = await manager.stage.person(MAYA)
    await act(
        maya,
        "permission.given",
        "permission:1",
        manager_name="Una Penn",
        manager_email="una@fellside.example.org",
    )
    assert "no longer good" in await manager.opens()
    assert await manager.state() == PermissionState.ASKED


async def test_a_press_from_another_site_is_not_taken(manager: Manager) -> None:
    response = await manager.client.post(
        manager.path,
        data={"press": "say-yes"},
        headers={"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"},
    )
    assert response.status == 403
    assert await manager.state() == PermissionState.ASKED


async def test_two_presses_at_the_same_moment_are_one_word(manager: Manager) -> None:
    await asyncio.gather(manager.presses("say-yes"), manager.presses("say-no"))
    await manager.stage.bot.delivery.drain()
    told = str(manager.stage.channel.room(f"person:{(await manager.stage.person(MAYA)).person_id}"))
    assert ("has said yes" in told) is not ("has said no" in told)


async def test_an_applicant_who_is_signed_in_is_told_kindly_and_cannot_approve(
    tmp_path: Path,
) -> None:
    database = Database(f"sqlite:///{tmp_path}/t.db")
    stage = await set_stage(database, asking())
    await applies(stage, MAYA, "mentee")
    path = path_in(mails(stage, await permission_of(stage))[0])
    async with visited(stage) as visitors:
        maya = await visitors.one()
        await maya.signs_in(MAYA)
        await maya.opens(path)
        assert (maya.status, "Whoever applied can't give" in maya.text) == (403, True)
        for value in ("yes", "say-yes", "say-no", "say-ask"):
            await maya.sends(path, {"press": value}, FORM)
            assert maya.status == 403
        assert (await permission_of(stage)).state is PermissionState.ASKED
        tom = await visitors.one()  # somebody else who is signed in may well be the manager
        await tom.signs_in(TOM)
        await tom.opens(path)
        assert "May Maya Thorne take part?" in tom.text
        await tom.sends(path, {"press": "say-yes"}, FORM)
        assert (await permission_of(stage)).state is PermissionState.APPROVED
    await database.close()


async def test_an_address_that_has_become_the_applicants_own_gives_no_word(
    manager: Manager,
) -> None:
    permission = await permission_of(manager.stage)
    async with manager.stage.bot.work() as work:
        applicant = await matters.locked(work, Person, permission.person_id)
        applicant.move_to(permission.address)
    assert "This page is for a line manager" in await manager.opens()
    assert "This page is for a line manager" in await manager.presses("say-yes")
    assert await manager.state() is PermissionState.ASKED
