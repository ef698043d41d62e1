"""Mail's side of delivery: to whoever a letter "mail:KIND:ID" is for, and to nobody else."""

from email.headerregistry import Address

from bot.app import Bot
from bot.mail.problems import MailProblem
from bot.mail.sender import Sender
from bot.mail.settings import MailSettings, address_of
from bot.mail.writing import Envelope, written
from handlers.kit.addressee import MAIL, Addressee
from handlers.kit.ui import Message
from storage.outbox import Letter


class MailChannel:
    """Carries what is posted to "mail:person:5" and the like. The address of what was sent is its Message-ID."""

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
        envelope = self._envelope(addressee, letter)
        mail = written(message, envelope)
        await self._sender.send(
            mail, envelope.sender.addr_spec, envelope.to, attempts=letter.attempts
        )
        return envelope.identity

    def _envelope(self, addressee: Addressee, letter: Letter) -> Envelope:
        to = address_of(addressee.address)
        if to is None:
            raise MailProblem("no such address", about="address", permanent=True)
        sender = self._settings.sender
        definition = self._bot.definitions[addressee.scheme]
        return Envelope(
            sender=Address(sender.display_name or definition.name, addr_spec=sender.addr_spec),
            to=Address(_plain(addressee.name), addr_spec=to.addr_spec),
            replies=self._settings.replies,
            base=self._bot.settings.url,
            identity=f"{letter.id}.{letter.wanted}@{sender.domain}",
            at=letter.posted_at,
        )


def _plain(name: str) -> str:
    """A name as it may stand in a header: in one line."""
    return " ".join(name.split())
