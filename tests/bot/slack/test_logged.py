"""Nothing of what people write in Slack is ever logged, however talkative the libraries are."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.engine.database import Database
from storage.work import Work
from tests.slack.corner import everything_logged, in_channel, rows, shown, slack_corner
from tests.support.stage import MAYA

SECRET = "a marked word: Quicksilver"


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    """An empty database."""
    one = Database(f"sqlite:///{tmp_path}/t.db")
    yield one
    await one.close()


@pytest.mark.parametrize("socket", [False, True], ids=["http", "socket"])
async def test_nothing_that_people_write_is_logged_even_when_a_step_fails(
    database: Database,
    socket: bool,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with slack_corner(database, socket=socket) as scene:
        with everything_logged(caplog) as lines:
            maya = await scene.person(MAYA)
            await maya.hand.types(SECRET)
            await maya.hand.command(SECRET)
            await maya.hand.command("talk to a person")
            await maya.hand.closes(everything=True)
            room = in_channel(scene, maya.hand)
            await maya.hand.shortcut_on(await maya.hand.types(SECRET, where=room), "raise_concern")
            assert SECRET in shown(maya.hand)
            await maya.hand.closes(everything=True)
            await maya.hand.command("complain")
            maya.hand.fills("long.text", SECRET)
            maya.hand.fills("choice.about", "scheme")

            def fails(*_: object, **__: object) -> None:
                raise ValueError(SECRET)

            with monkeypatch.context() as patch:
                patch.setattr(Work, "__init__", fails)
                await maya.hand.submits()
                await maya.hand.command(SECRET)
                await maya.hand.types(f"again, {SECRET}")
            await maya.hand.submits()
            await scene.settled()
            assert await rows(scene, "concerns") == 1
            scene.stub.world.wrongs.clear()
        text = "\n".join(lines)
        assert "action" in text
        assert "Quicksilver" not in text
        assert scene.stub.world.app.signing_secret not in text
        assert not any(token in text for token in scene.stub.world.tokens)
