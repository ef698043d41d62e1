"""A stranger in Slack proves an address by a code that comes by mail, in their own chat (R11.5)."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from storage.engine.database import Database
from tests.mail.mailbox import Mailbox
from tests.mail.stage import with_mail
from tests.slack.corner import outsider, rows, said, slack_corner
from tests.slack.stage import SlackStage
from tests.support.codes import code_in, codes, wrong
from tests.support.stage import TOM

pytestmark = pytest.mark.usefixtures("ids_that_count")


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[SlackStage]:
    """The town in Slack."""
    database = Database(f"sqlite:///{tmp_path}/t.db")
    async with slack_corner(database) as found:
        yield found
    await database.close()


@pytest.fixture
async def box(scene: SlackStage) -> AsyncIterator[Mailbox]:
    """A mail server."""
    async with with_mail(scene) as found:
        yield found


async def test_an_address_and_the_code_that_comes_there_make_the_account_theirs(
    scene: SlackStage, box: Mailbox
) -> None:
    omar = await outsider(scene)
    await omar.types("hello")
    assert "Or type your e-mail address into our chat" in said(omar.messages)[-1]
    await omar.types(TOM.upper())
    assert "a code is on its way" in said(omar.messages)[-1]
    await scene.settled()
    code = code_in(box, TOM)
    assert await rows(scene, "accounts", user=omar.user.id, person_id=None) == 1
    await omar.types(wrong(code))
    assert "not the code of the latest mail" in said(omar.messages)[-1]
    await omar.types(f" {code[:3].lower()} {code[3:]} ")
    assert "You are known here from now on" in said(omar.messages)[-1]
    await scene.settled()
    assert await rows(scene, "accounts", user=omar.user.id, person_id=None) == 0
    await omar.types("hello")
    assert "can't tell" not in said(omar.messages)[-1]


async def test_a_code_that_is_used_late_or_guessed_at_is_none(
    scene: SlackStage, box: Mailbox
) -> None:
    omar = await outsider(scene)
    await omar.types(TOM)
    await scene.settled()
    code = code_in(box, TOM)
    for _ in range(5):
        await omar.types(wrong(code))
    await omar.types(code)
    assert "not the code of the latest mail" in said(omar.messages)[-1]
    await omar.types(TOM)
    await scene.settled()
    code = code_in(box, TOM)
    scene.bot.clock.set(scene.bot.clock.now() + timedelta(minutes=20))
    await omar.types(code)
    assert "can't tell yet who you are" in said(omar.messages)[-1]
    assert await rows(scene, "accounts", user=omar.user.id, person_id=None) == 1


async def test_so_many_codes_and_no_more_are_sent_in_an_hour(
    scene: SlackStage, box: Mailbox
) -> None:
    omar = await outsider(scene)
    for _ in range(6):
        await omar.types(TOM)
        await scene.settled()
    assert "no more are sent for an hour" in said(omar.messages)[-1]
    assert len(codes(box, TOM)) == 4


async def test_the_same_is_said_of_an_address_that_nobody_has(
    scene: SlackStage, box: Mailbox
) -> None:
    omar = await outsider(scene)
    heard = []
    for address in (TOM, "nobody@nowhere.example.org"):
        await omar.types(address)
        await scene.settled()
        heard.append(said(omar.messages)[-1])
        assert len(codes(box, address)) == 1
    assert heard[0] == heard[1]
