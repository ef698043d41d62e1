"""A stage on which mail goes out as well, to a real server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from pydantic import SecretStr

from bot.mail.app import Mail
from bot.mail.settings import MailSettings
from tests.mail.mailbox import Mailbox, mailbox
from tests.support.dialogue import Stage

FROM = "mentoring@fells.example.org"


def settings(box: Mailbox, **more: Any) -> MailSettings:
    """Those of mail, for this server; as fast as it takes it."""
    given: dict[str, Any] = {
        "smtp_url": SecretStr(box.url),
        "mail_from": FROM,
        "mail_per_second": 200.0,
    }
    return MailSettings(**(given | more))


@asynccontextmanager
async def with_mail(stage: Stage, **more: Any) -> AsyncIterator[Mailbox]:
    """The same stage, with mail beside its channel; what is sent stands in the mailbox."""
    async with mailbox() as box:
        mail = Mail(stage.bot, settings(box, **more))
        stage.bot.channels.insert(0, mail.channel)
        await mail.start()
        try:
            yield box
        finally:
            stage.bot.channels.remove(mail.channel)
            await mail.stop()
