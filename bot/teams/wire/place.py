"""Where an activity goes in Teams, and what hinders a call to Teams before it has answered."""

from dataclasses import dataclass

import aiohttp

TEAMS = "teams"

# A call that brought no answer: nobody knows whether Teams has what was said.
UNREACHABLE = (aiohttp.ClientError, TimeoutError, OSError)

THREAD = ";messageid="  # in a channel, what follows names the post whose answers are meant


@dataclass(frozen=True)
class ConversationAddress:
    """A conversation: in which tenant, at which address of Teams, and its id (of a thread, with ";messageid=…")."""

    tenant: str
    service_url: str
    conversation: str

    @property
    def channel(self) -> str:
        """The conversation without the thread in it."""
        return channel_of(self.conversation)


def channel_of(conversation: str) -> str:
    """A conversation's id without the thread in it."""
    return conversation.partition(THREAD)[0]
