"""Where the newest home of each chat stands, so that it becomes a line once another stands below it."""

from typing import Generic, TypeVar

from bot.recent import Recent
from handlers.kit.ui import Message

T = TypeVar("T")


class ShownHomes(Generic[T]):
    """Remembers where homes stand, as a platform has it. In the process alone: a restart leaves the last one as it is."""

    def __init__(self) -> None:
        self._stand: Recent[tuple[str, str], tuple[T, ...]] = Recent()

    def said(self, chat: tuple[str, str], message: Message, place: T) -> tuple[T, ...]:
        """Note what was said in a chat; returns where the home stands that it makes an earlier one, its first message first.

        Nothing for what is no home. Each place is returned once.
        """
        earlier: tuple[T, ...] = ()
        if message.home == "first":
            earlier = self._stand.pop(chat, ())
            self._stand[chat] = (place,)
        elif message.home == "beside" and chat in self._stand:
            self._stand[chat] = (*self._stand[chat], place)
        return earlier
