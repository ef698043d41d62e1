"""Mail as a platform: what is sent goes by a server of the scheme's own."""

import ssl
from collections.abc import Callable
from datetime import datetime

from aiohttp import web

from bot.app import Bot
from bot.mail.channel import MailChannel, real_time
from bot.mail.sender import Sender
from bot.mail.settings import MailSettings
from bot.pacing import Pacer


class Mail:
    """Sends, and hears nothing."""

    def __init__(
        self,
        bot: Bot,
        settings: MailSettings,
        *,
        context: ssl.SSLContext | None = None,
        now: Callable[[], datetime] = real_time,
    ) -> None:
        """`context`: which certificates are believed; by default those of the machine. `now`: whose morning it is."""
        self.sender = Sender(settings.smtp, Pacer(settings.mail_per_second), context=context)
        self.channel = MailChannel(bot, settings, self.sender, now)
        bot.readiness.ask("mail", self._look)
        bot.desk.catalogue.mails = True

    async def _look(self) -> str:
        return self.sender.wrong

    def add_routes(self, app: web.Application) -> None:
        """Nothing comes in."""

    async def start(self) -> None:
        """A connection is opened when the first mail is sent."""

    async def stop(self) -> None:
        """Close what is open."""
        await self.sender.close()
