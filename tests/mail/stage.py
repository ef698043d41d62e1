"""A stage on which mail goes out as well, to a real server."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, Protocol

from pydantic import SecretStr

from bot.app import Bot
from bot.mail.app import Mail
from bot.mail.channel import real_time
from bot.mail.settings import MailSettings
from tests.mail.mailbox import Mailbox, mailbox

FROM = "mentoring@fells.example.org"


def settings(box: Mailbox, **more: Any) -> MailSettings:
    """Those of mail, for this server; as fast as it takes it."""
    given: dict[str, Any] = {
        "smtp_url": SecretStr(box.url),
        "mail_from": FROM,
        "mail_per_second": 200.0,
    }
    return MailSettings(**(given | more))


class HasBot(Protocol):
    """A stage of whichever channel."""

    @property
    def bot(self) -> Bot:
        """The bot on it."""


@asynccontextmanager
async def with_mail(
    stage: HasBot, now: Callable[[], datetime] = real_time, **more: Any
) -> AsyncIterator[Mailbox]:
    """The same stage, with mail beside its channel; what is sent stands in the mailbox."""
    async with mailbox() as box:
        mail = Mail(stage.bot, settings(box, **more), now=now)
        stage.bot.channels.insert(0, mail.channel)
        await mail.start()
        try:
            yield box
        finally:
            stage.bot.channels.remove(mail.channel)
            await mail.stop()
