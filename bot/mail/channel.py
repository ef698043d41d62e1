"""Mail's side of delivery: to whoever a letter "mail:KIND:ID" is for, and to nobody else."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.headerregistry import Address

from bot.app import Bot
from bot.channel import DeliveryProblem
from bot.mail.digests import Digests
from bot.mail.identity import identity_of
from bot.mail.problems import MailProblem
from bot.mail.sender import Sender
from bot.mail.settings import MailSettings, address_of
from bot.mail.writing import Envelope, plain_name, written
from handlers.accounts.by_mail import DIGESTS, STOP, letter_of
from handlers.kit.addressee import MAIL, Addressee
from handlers.kit.ui import Message
from scheme.definition.definition import Definition
from storage.outbox import Letter
from storage.web import links

GOOD = timedelta(days=400)  # for which such a link works: mails are kept for long


def real_time() -> datetime:
    """Now; the business clock is nobody's morning."""
    return datetime.now(UTC)


class MailChannel:
    """Carries what is posted to "mail:person:5" and the like.

    The address of what was sent is its first Message-ID; that of a mail of the day the number of the last thing in it.
    """

    name = "mail"

    def __init__(
        self,
        bot: Bot,
        settings: MailSettings,
        sender: Sender,
        now: Callable[[], datetime] = real_time,
    ) -> None:
        self._bot = bot
        self._settings = settings
        self._sender = sender
        self._now = now
        self._digests = Digests(bot, now)

    async def reaches(self, recipient: str) -> bool:
        """Whether it is a letter by mail."""
        return recipient.startswith(MAIL)

    async def deliver(self, recipient: str, message: Message, letter: Letter) -> str:
        """Send it. Raises `DeliveryProblem`, and `NobodyToTell` where it has come to nothing meanwhile."""
        addressee = await self._bot.desk.addressee(recipient, self._bot.clock.now())
        if not recipient.startswith(DIGESTS):
            stop = addressee.stop and f"{self._bot.settings.url}{addressee.stop}"
            envelope = self._envelope(addressee, letter, thread=letter.address or "", stop=stop)
            await self._send(message, envelope, addressee, letter)
            return envelope.thread or envelope.identity
        told, upto = await self._digests.message(addressee)
        stop = await self._page_that_stops(addressee)
        await self._send(told, self._envelope(addressee, letter, stop=stop), addressee, letter)
        return str(upto)

    async def _send(
        self, message: Message, envelope: Envelope, addressee: Addressee, letter: Letter
    ) -> None:
        mail = written(message, envelope, self._definition(addressee))
        try:
            await self._sender.send(
                mail, envelope.sender.addr_spec, envelope.to, attempts=letter.attempts
            )
        except DeliveryProblem as problem:
            if problem.nobody_at:  # as it is known here, and not as it goes over the wire
                problem.nobody_at = addressee.address
            raise

    def _definition(self, addressee: Addressee) -> Definition:
        return self._bot.definitions[addressee.scheme]

    def _envelope(
        self, addressee: Addressee, letter: Letter, *, thread: str = "", stop: str = ""
    ) -> Envelope:
        to = address_of(addressee.address)
        if to is None:
            raise MailProblem("no address that takes mail", about="mail", permanent=True)
        sender = self._settings.sender
        words = self._definition(addressee).mail
        name = words.sender or sender.display_name or self._definition(addressee).name
        line = letter_of(letter.key)
        return Envelope(
            sender=_named(name, sender),
            to=_named(addressee.name, to),
            replies=address_of(words.replies) or self._settings.replies,
            identity=identity_of(letter, sender.domain),
            thread=thread,
            at=letter.posted_at,
            base=self._bot.settings.url,
            here=f"{self._bot.settings.url}/{line and f'#letter-{line}'}",
            stop=stop,
        )

    async def _page_that_stops(self, addressee: Addressee) -> str:
        now = self._now()
        async with self._bot.work() as work:
            token = await links.make(
                work, STOP, f"person:{addressee.person}", now=now, until=now + GOOD
            )
        return f"{self._bot.settings.url}/{STOP}/{token}"


def _named(name: str, address: Address) -> Address:
    return Address(plain_name(name), username=address.username, domain=address.domain)
