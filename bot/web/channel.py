"""The web channel's side of delivery: puts messages of the outbox in a chat, and rings the pages that show it."""

from collections.abc import Mapping
from datetime import UTC, datetime

from bot.web.live import Hub
from handlers.kit.ui import Message, message_json
from scheme.definition.definition import Definition
from storage.engine.database import Database
from storage.outbox import Letter
from storage.platforms import chats
from storage.work import Work


class WebChannel:
    """Reaches everybody in the playground. Without it nobody yet: people cannot sign in on the web so far."""

    name = "web"

    def __init__(
        self,
        database: Database,
        definitions: Mapping[str, Definition],
        hub: Hub,
        *,
        playground: bool,
    ) -> None:
        self.database = database
        self.definitions = definitions
        self.hub = hub
        self.playground = playground

    async def reaches(self, recipient: str) -> bool:
        """Whether "person:5" or "group:aln" has a chat here."""
        return self.playground and recipient.partition(":")[0] in {"person", "group"}

    async def deliver(self, recipient: str, message: Message, letter: Letter) -> str:
        """Put a message in a chat, or in place of its earlier wording; one that notifies moves to the end."""
        async with Work(self.database, self.definitions, datetime.now(UTC)) as work:
            await chats.deliver(
                work,
                recipient,
                outbox_id=letter.id,
                body=message_json(message),
                at=letter.posted_at,
                again=letter.notify,
            )
        self.hub.ring(recipient)
        return str(letter.id)
