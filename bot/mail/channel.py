"""Mail's side of delivery: to whoever a letter "mail:KIND:ID" is for, and to nobody else."""

from email.headerregistry import Address

from bot.app import Bot
from bot.mail.problems import MailProblem
from bot.mail.sender import Sender
from bot.mail.settings import MailSettings, address_of
from bot.mail.writing import Envelope, plain_name, written
from handlers.kit.addressee import MAIL, Addressee
from handlers.kit.ui import Message
from scheme.definition.definition import Definition
from storage.outbox import Letter


class MailChannel:
    """Carries what is posted to "mail:person:5" and the like. The address of what was sent is its first Message-ID."""

    name = "mail"

    def __init__(self, bot: Bot, settings: MailSettings, sender: Sender) -> None:
        self._bot = bot
        self._settings = settings
        self._sender = sender

    async def reaches(self, recipient: str) -> bool:
        """Whether it is a letter by mail."""
        return recipient.startswith(MAIL)

    async def deliver(self, recipient: str, message: Message, letter: Letter) -> str:
        """Send it. Raises `DeliveryProblem`, and `NobodyToTell` where it has come to nothing meanwhile."""
        addressee = await self._bot.desk.addressee(recipient, self._bot.clock.now())
        definition = self._bot.definitions[addressee.scheme]
        envelope = self._envelope(addressee, letter, definition)
        mail = written(message, envelope, definition)
        await self._sender.send(
            mail, envelope.sender.addr_spec, envelope.to, attempts=letter.attempts
        )
        return envelope.thread or envelope.identity

    def _envelope(self, addressee: Addressee, letter: Letter, definition: Definition) -> Envelope:
        to = address_of(addressee.address)
        if to is None:
            raise MailProblem("no such address", about="address", permanent=True)
        sender = self._settings.sender
        name = definition.mail.sender or sender.display_name or definition.name
        return Envelope(
            sender=_named(name, sender),
            to=_named(addressee.name, to),
            replies=address_of(definition.mail.replies) or self._settings.replies,
            identity=f"{letter.id}.{letter.wanted}@{sender.domain}",
            thread=letter.address or "",
            at=letter.posted_at,
            base=self._bot.settings.url,
            here=f"{self._bot.settings.url}/",
        )


def _named(name: str, address: Address) -> Address:
    return Address(plain_name(name), username=address.username, domain=address.domain)
