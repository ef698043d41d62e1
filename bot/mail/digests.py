"""The mail of the day: what could wait, the morning after, once."""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from bot.app import Bot
from bot.channel import DeliveryProblem
from handlers.accounts.by_mail import of_the_day
from handlers.kit.addressee import Addressee, NobodyToTell
from handlers.kit.ui import Message, message_for, message_from
from scheme.calendar import add_days, local_day
from scheme.member.quiet import at_work
from scheme.refusal import Refusal
from storage import people
from storage.letters import MADE
from storage.member import mail_waits
from storage.member.mail_waits import WaitingLetter
from storage.outbox import FARTHEST, drawn

log = structlog.get_logger("mail")

LONGEST = FARTHEST - timedelta(hours=1)  # what waits longer is looked at on the way


class Digests:
    """Makes what somebody is told in the mail of the day, when it is the time for it."""

    def __init__(self, bot: Bot, now: Callable[[], datetime]) -> None:
        self._bot = bot
        self._now = now

    async def message(self, addressee: Addressee) -> tuple[Message, int]:
        """All that waits, and the number of the last of it.

        Raises `NobodyToTell` where nothing does or they want none, and `DeliveryProblem` where it is too early: it goes on
        the first working morning after the first of it came, by the reader's clock.
        """
        now = self._now()
        async with self._bot.work(writes=False) as work:
            first = await mail_waits.since(work, addressee.person)
            waiting = await mail_waits.of_person(work, addressee.person)
            reader = (await people.by_ids(work, {addressee.person})).get(addressee.person)
        if first is None or not waiting:
            raise NobodyToTell
        morning = add_days(local_day(first, addressee.zone), 1)
        region = self._bot.definitions[addressee.scheme].region
        at = at_work(addressee.zone, region, now, morning)
        if at > now:
            raise DeliveryProblem("not yet", after=min(at - now, LONGEST), tried=False)
        told = [message for one in waiting if (message := await self._read(one)) is not None]
        if not told or reader is None:
            raise NobodyToTell
        order = reader.day_order(region)
        return message_for(of_the_day(told), order), waiting[-1].id

    async def _read(self, one: WaitingLetter) -> Message | None:
        """How one of them reads now; None where it has gone."""
        if not one.body.startswith(MADE):
            return message_from(one.body)
        name, note = drawn(one.body)
        try:
            return await self._bot.desk.make(one.recipient, name, note, self._bot.clock.now())
        except (Refusal, LookupError) as gone:
            log.info("left out of a mail of the day", why=type(gone).__name__)
            return None
