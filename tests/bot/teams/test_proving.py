"""A stranger in Teams proves an address by a code that comes by mail, in their own chat (R11.5)."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.engine.database import Database
from tests.mail.mailbox import Mailbox
from tests.mail.stage import with_mail
from tests.support.codes import code_in, wrong
from tests.support.stage import TOM
from tests.teams.corner import outsider, rows, said, teams_corner
from tests.teams.stage import TeamsStage

pytestmark = pytest.mark.usefixtures("ids_that_count")


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[TeamsStage]:
    """The town in Teams."""
    database = Database(f"sqlite:///{tmp_path}/t.db")
    async with teams_corner(database) as found:
        yield found
    await database.close()


@pytest.fixture
async def box(scene: TeamsStage) -> AsyncIterator[Mailbox]:
    """A mail server."""
    async with with_mail(scene) as found:
        yield found


async def test_an_address_and_the_code_that_comes_there_make_the_account_theirs(
    scene: TeamsStage, box: Mailbox
) -> None:
    """Also a guest of whom Teams tells no address."""
    omar = outsider(scene, email="", guest=True, upn="omar_vale#EXT#@x.example.com")
    await omar.types("hello")
    assert "Or type your e-mail address into our chat" in said(omar)[-1]
    await omar.types(TOM)
    assert "a code is on its way" in said(omar)[-1]
    await scene.settled()
    code = code_in(box, TOM)
    await omar.types(wrong(code))
    assert "not the code of the latest mail" in said(omar)[-1]
    await omar.types(code)
    assert "You are known here from now on" in said(omar)[-1]
    await scene.settled()
    assert await rows(scene, "accounts", user=omar.user.aad, gone_at=None) == 1
    assert await rows(scene, "accounts", user=omar.user.aad, person_id=None) == 0
