"""Carries a reply to whoever asked: in their own chat with the bot, or so that they alone see it (R11.4)."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from bot.app import Bot, place_of
from bot.channel import DeliveryProblem
from bot.chat.background import Background
from bot.chat.carrying import keep
from bot.chat.homes import ShownHomes
from bot.chat.payload import Payloads
from bot.chat.replies import opens
from bot.teams.asker import Asker
from bot.teams.cards import render
from bot.teams.channel import TeamsChannel
from bot.teams.references import References
from bot.teams.wire.connector import Connector, Json
from bot.teams.wire.place import UNREACHABLE, ConversationAddress
from handlers.kit.ui import Message, Reply, message_json
from scheme.ids import PersonId
from scheme.refusal import Refusal
from storage import outbox

log = structlog.get_logger("teams")

PATIENCE = 2.5  # seconds that an answer waits for what is said in a chat
TRIES = 3  # to say what must be said
FAILS = (*UNREACHABLE, DeliveryProblem)
MOST_WORDS = 1_500  # characters that one person reads in passing, below a card
DELETE_IT = Message(
    text="Only you can take back what you typed here: point at your message or hold it, press the three dots, then Delete."
)
DELETE_AMONG = Message(
    text="Others can read what you typed to me just now, and only you can take it back: point at your message or hold it, press the "
    "three dots, then Delete. What stands here is between us."
)
IN_OUR_CHAT = Message(text="The answer is in our own chat, as it may be about you alone.")
NO_CHAT = Message(
    text="I answer in a chat of our own. Please open one with me: choose me under Apps, then Add."
)
BELOW = "The answer stands below."
OPENS_THERE = "This opens in a window. The button for it is in our own chat."
THERE = "There is more in our own chat."
DONE = "This is done."


@dataclass(frozen=True)
class InvokeAnswer:
    """What a press or a dialog is answered with: a status, and the body; None is an empty answer, which closes a dialog."""

    status: int
    body: Json | None = None


class Replying(Background):
    """Answers people in Teams. What cannot be said now goes to the outbox, and so is not lost."""

    def __init__(
        self, bot: Bot, connector: Connector, references: References, channel: TeamsChannel
    ) -> None:
        super().__init__(PATIENCE)
        self._bot = bot
        self._connector = connector
        self._references = references
        self._channel = channel
        self._homes: ShownHomes[str] = ShownHomes()

    # Words

    async def say(self, asker: Asker, person: PersonId, says: Sequence[Message]) -> bool:
        """Say messages in somebody's own chat; False where they are to come later, or never for who is nobody yet."""
        for at, message in enumerate(says):
            try:
                await self._in_own_chat(asker, message)
            except FAILS as fault:
                log.warning("not said at once", person=person, reason=reason_of(fault))
                await self._later(person, says[at:])
                return False
            except Exception as fault:
                log.error(
                    "not said at once",
                    person=person,
                    error=type(fault).__name__,
                    at=place_of(fault),
                )
                await self._later(person, says[at:])
                return False
        return True

    async def _in_own_chat(self, asker: Asker, message: Message) -> None:
        chat = await self._chat(asker)
        said = await self._channel.say(chat, message)
        if earlier := self._homes.said((chat.tenant, chat.conversation), message, said):
            self.beside(self._fold(chat, earlier))

    async def _fold(self, chat: ConversationAddress, home: Sequence[str]) -> None:
        """Make an earlier home a line, beside every answer. Where Teams does not do it now, the home stays as it is."""
        try:
            await self._channel.fold(chat, home)
        except FAILS as fault:
            log.info("a home is not folded", tenant=chat.tenant, reason=reason_of(fault))

    async def stand_by(self, asker: Asker, message: Message, *, aside: bool = True) -> None:
        """Say what is to last in somebody's own chat, whoever they are and whatever else fails (R13.5).

        `aside`: where they typed it among others, these read that it was answered elsewhere.
        """
        for _ in range(TRIES):
            try:
                await self._channel.say(await self._chat(asker), message)
            except Exception as fault:
                log.warning("not said at once", reason=reason_of(fault))
            else:
                said = True
                break
        else:
            said = False
        if aside and not asker.personal:
            await self.aside(asker, IN_OUR_CHAT if said else NO_CHAT)
        elif not said:
            raise DeliveryProblem("nowhere to say it")

    async def _chat(self, asker: Asker) -> ConversationAddress:
        if asker.personal:
            return asker.place
        return await self._references.chat_of(asker.tenant, asker.user)

    async def _later(self, person: PersonId, says: Sequence[Message]) -> None:
        if not person:  # a stranger, who has no letter box yet
            return
        try:
            async with self._bot.work() as work:
                for message in says:
                    await outbox.post(work, f"person:{person}", message_json(message))
        except (
            Refusal
        ) as no:  # a busy database: the step is done all the same, and home says where things stand
            log.error("never said", person=person, messages=len(says), why=type(no).__name__)

    async def answer(self, asker: Asker, person: PersonId, says: Sequence[Message]) -> None:
        """Answer what was typed. Among others, where the answer stands is all that they read of it."""
        if says:
            said = await self.say(asker, person, says)
        else:
            said = True
        if not asker.personal:
            await self.aside(asker, IN_OUR_CHAT if said else NO_CHAT)

    async def aside(self, asker: Asker, message: Message) -> None:
        """A word where others read it, with nothing in it about anybody."""
        try:
            await self._channel.say(asker.place, message)
        except (*FAILS, Refusal) as fault:
            log.info("not said in a channel", tenant=asker.tenant, reason=reason_of(fault))

    # Presses

    async def shown(self, asker: Asker, person: PersonId, says: Sequence[Message]) -> InvokeAnswer:
        """Answer a press in a message: in the chat of two where it stands, or so that only the presser sees it."""
        if asker.personal:
            await self.say_soon(asker, person, says)
            return InvokeAnswer(200, render.invoke_message(BELOW if says else DONE))
        words = "\n\n".join(plain(say) for say in says) or DONE
        if any(say.buttons or say.parts for say in says) or len(words) > MOST_WORDS:
            await self.say_soon(asker, person, says)
            words = f"{words[:MOST_WORDS]}\n\n{THERE}"
        return InvokeAnswer(200, render.invoke_message(words))

    async def led(self, asker: Asker, person: PersonId, reply: Reply) -> InvokeAnswer:
        """Answer a press in a message that turned out to open a window: a button that opens it, for the presser alone."""
        says = self.with_button(reply)
        if asker.personal:
            return await self.shown(asker, person, says)
        try:
            async with asyncio.timeout(PATIENCE):
                chat = await self._chat(asker)
                for message in says:
                    await self._channel.say(chat, message)
        except (*FAILS, Refusal) as fault:
            log.info("no chat to open a window from", person=person, reason=reason_of(fault))
            return InvokeAnswer(200, render.invoke_card(await self._card(says[-1])))
        return InvokeAnswer(200, render.invoke_message(OPENS_THERE))

    async def _card(self, message: Message) -> Json:
        payloads = Payloads()
        made = render.message(message, payloads)
        await keep(self._bot, payloads)
        card: Json = made.activity["attachments"][0]["content"]
        return card

    @staticmethod
    def with_button(reply: Reply) -> list[Message]:
        """What a reply says where no window can be opened: its words, and a button that opens the window."""
        return [*reply.says, *([opens(reply.window, reply.opener)] if reply.window else [])]

    # Patience

    async def say_soon(self, asker: Asker, person: PersonId, says: Sequence[Message]) -> None:
        """Say messages, for which an answer waits a moment and no longer."""
        if says:
            await self.in_background(self.say(asker, person, says))


def plain(message: Message) -> str:
    """A message in words alone."""
    return "\n".join(text for text in (message.heading, message.text) if text.strip())


def reason_of(fault: BaseException) -> str:
    """Why something could not be said: a word of Teams', or the kind of error; never its text."""
    if isinstance(fault, DeliveryProblem):
        return fault.reason
    return type(fault).__name__
