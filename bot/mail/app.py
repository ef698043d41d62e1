"""Mail as a platform: what is sent goes by a server of the scheme's own."""

import asyncio
import ssl
from collections.abc import Callable
from datetime import datetime
from math import ceil

from aiohttp import web

from bot.app import Bot
from bot.mail.channel import MailChannel, real_time
from bot.mail.returned import Returned
from bot.mail.sender import Sender
from bot.mail.settings import MailSettings
from bot.pacing import STANDING, Pacer

LINE = 2.0  # seconds of mails that stand in line, so that a database that is slow for a moment is no pause
BEHIND = 0.2  # seconds: servers count mails by the minute, or over some seconds
MOST_STANDING = 40  # of the letters that delivery has under way, whatever their channel


class Mail:
    """Sends, and hears of what did not arrive."""

    def __init__(
        self,
        bot: Bot,
        settings: MailSettings,
        *,
        context: ssl.SSLContext | None = None,
        now: Callable[[], datetime] = real_time,
    ) -> None:
        """`context`: which certificates are believed; by default those of the machine. `now`: whose morning it is."""
        rate = settings.mail_per_second
        standing = min(max(STANDING, ceil(rate * LINE)), MOST_STANDING)
        pacer = Pacer(rate, standing=standing, behind=BEHIND)
        self.sender = Sender(settings.smtp, pacer, rate=rate, context=context)
        self._returned: Returned | None = None
        if settings.imap is not None:
            self._returned = Returned(bot, settings.imap, context)
        self._reading: asyncio.Task[None] | None = None
        self.channel = MailChannel(bot, settings, self.sender, now)
        bot.readiness.ask("mail", self._look)
        bot.desk.catalogue.mails = True

    async def _look(self) -> str:
        """What is wrong with mail, "" when nothing is."""
        if self._returned is not None and self._returned.wrong:
            return f"reports can't be read: {self._returned.wrong}"
        return self.sender.wrong

    def add_routes(self, app: web.Application) -> None:
        """Nothing comes in."""

    async def start(self) -> None:
        """Begin to look for reports. A connection is opened when the first mail is sent."""
        if self._returned is not None:
            self._reading = asyncio.create_task(self._returned.run())

    async def stop(self) -> None:
        """Close what is open."""
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.wait([self._reading])
        await self.sender.close()
