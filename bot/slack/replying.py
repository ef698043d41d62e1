"""Carries a reply to whoever asked: opens its window, says it in their chat, or privately where they are."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.app import Bot, place_of
from bot.channel import DeliveryProblem
from bot.chat.background import Background
from bot.chat.carrying import keep
from bot.chat.homes import ShownHomes
from bot.chat.payload import Payloads
from bot.chat.replies import opens
from bot.slack.asker import Asker
from bot.slack.cards import render
from bot.slack.channel import SlackChannel
from bot.slack.installations import Clients, NotInstalled
from bot.slack.wire.place import UNREACHABLE, reason_of
from handlers.kit.ui import Action, Form, Message, Reply, View, message_json
from scheme.ids import PersonId
from scheme.refusal import Refusal
from storage import outbox

log = structlog.get_logger("slack")

PATIENCE = 1.5  # seconds that an acknowledgement waits for what is said in a chat
OPENING = 1.8  # seconds that Slack has to open or change a window, before a button is said instead
TRIES = 3  # to say what must be said
FAILS = (*UNREACHABLE, DeliveryProblem, NotInstalled)
LEFT = {"hash_conflict", "not_found", "view_not_found"}  # the window is another by now, or closed
NOT_YET = Message(
    text="Slack has not told me yet who you are, so nothing is done so far. I go on as soon as it does. If nothing follows within "
    "a minute, please ask me again."
)
DELETE_IT = Message(
    text="Only you can take back what you typed here: point at your message or hold it, press the three dots, then Delete message."
)

DELETE_AMONG = Message(
    text="Others can read what you typed here, and only you can take it back: point at your message or hold it, press the "
    "three dots, then Delete message. Only you see this answer."
)


class Replying(Background):
    """Answers people in Slack. What cannot be said now goes to the outbox, and so is not lost."""

    def __init__(self, bot: Bot, clients: Clients, channel: SlackChannel) -> None:
        super().__init__(PATIENCE)
        self._bot = bot
        self._clients = clients
        self._channel = channel
        self._homes: ShownHomes[str] = ShownHomes()

    # Windows

    async def view(
        self,
        window: View | Form,
        asker: Asker,
        opener: Action | None = None,
        page: int = 0,
        *,
        fresh: str = "",
    ) -> dict[str, Any]:
        """A window as Slack takes it. `fresh`: nothing of what was typed into the window in its place is to stay."""
        payloads = Payloads()
        known = await self._channel.known(asker.workspace, window.parts)
        made = render.modal(
            window,
            payloads,
            opener=opener,
            page=page,
            origin=asker.channel,
            known=known,
            fresh=fresh,
        )
        await keep(self._bot, payloads)
        return made

    async def open(self, asker: Asker, person: PersonId, reply: Reply, page: int = 0) -> None:
        """Open a reply's window, where it has one; say a button that opens it where Slack no longer lets us."""
        if reply.window is None:
            return
        if asker.trigger:
            try:
                view = await self.view(reply.window, asker, reply.opener, page)
                async with asyncio.timeout(asker.patience.left(OPENING)):
                    client = await self._clients.of(asker.workspace)
                    await client.views_open(trigger_id=asker.trigger, view=view)
            except (*FAILS, Refusal) as fault:
                log.info("window not opened", why=reason_of(fault))
            else:
                return
        await self.say_soon(asker, person, [opens(reply.window, reply.opener)])

    async def put(self, asker: Asker, view: Mapping[str, Any], new: dict[str, Any]) -> bool:
        """Put something else into an open window; False when Slack does not do it now.

        One that was closed or changed meanwhile is left as it is, as its reader has left it.
        """
        try:
            async with asyncio.timeout(asker.patience.left(OPENING)):
                client = await self._clients.of(asker.workspace)
                await client.views_update(view_id=view["id"], hash=view["hash"], view=new)
        except FAILS as fault:
            why = reason_of(fault)
            log.info("window not changed", why=why)
            return why in LEFT
        return True

    async def publish(self, asker: Asker, says: Sequence[Message], mark: str = "") -> None:
        """Put messages on somebody's home tab. Where it has changed since `mark`, what stands now is shown all the same."""
        payloads = Payloads()
        view = render.home(says, payloads)
        await keep(self._bot, payloads)
        try:
            client = await self._clients.of(asker.workspace)
            try:
                await client.views_publish(
                    user_id=asker.user, view=view, **({"hash": mark} if mark else {})
                )
            except SlackApiError as fault:
                if fault.response.get("error") != "hash_conflict":
                    raise
                await client.views_publish(user_id=asker.user, view=view)
        except FAILS as fault:
            log.info("home not shown", why=reason_of(fault))

    # Words

    async def say_soon(self, asker: Asker, person: PersonId, says: Sequence[Message]) -> None:
        """Say messages, for which an acknowledgement waits a moment and no longer."""
        if says:
            await self.in_background(self.say(asker, person, says), asker.patience.left(PATIENCE))

    def reason(self, fault: BaseException) -> str:
        """Slack's own word for what went wrong."""
        return getattr(fault, "reason", reason_of(fault))

    async def stand_by(self, asker: Asker, message: Message) -> None:
        """Say what is to last in somebody's own chat, and where they are as well: whoever they are, whatever else fails (R13.5).

        Nothing is read or written for it that can be done without.
        """
        said = False
        thread = asker.thread
        if asker.channel:  # which is another chat than their own
            thread = ""
        for _ in range(TRIES):
            try:
                chat = await self._channel.chat_of(asker.team, asker.user)
                await self._channel.say(asker.team, chat, message, thread=thread)
            except Exception as fault:
                log.warning("not said at once", why=reason_of(fault))
                thread = ""  # which may be gone
            else:
                said = True
                break
        if asker.channel:
            try:
                await self._privately(asker, message)
            except Exception as fault:
                log.warning("not said where they are", why=reason_of(fault))
            else:
                said = True
        if not said:
            raise DeliveryProblem("nowhere to say it")

    async def say(self, asker: Asker, person: PersonId, says: Sequence[Message]) -> None:
        """Say messages in somebody's own chat, or for them alone in the channel where they are."""
        for at, message in enumerate(says):
            try:
                if asker.channel:
                    await self._privately(asker, message)
                else:
                    await self._in_own_chat(asker, message)
            except FAILS as fault:
                log.warning("not said at once", person=person, why=reason_of(fault))
                await self._later(person, says[at:])
                return
            except Exception as fault:
                log.error(
                    "not said at once", person=person, error=self.reason(fault), at=place_of(fault)
                )
                await self._later(person, says[at:])
                return

    async def _in_own_chat(self, asker: Asker, message: Message) -> None:
        chat = await self._channel.chat_of(asker.team, asker.user)
        address = await self._channel.say(asker.team, chat, message, thread=asker.thread)
        if asker.thread:  # what stands there is not below what stands in the chat
            return
        if earlier := self._homes.said((asker.team, chat), message, address):
            self.beside(self._fold(earlier))

    async def _fold(self, home: Sequence[str]) -> None:
        """Make an earlier home a line, beside every answer. Where Slack does not do it now, the home stays as it is."""
        try:
            await self._channel.fold(home)
        except FAILS as fault:
            log.info("a home is not folded", why=self.reason(fault))

    async def _privately(self, asker: Asker, message: Message) -> None:
        if not asker.response_url:
            where = (asker.workspace, asker.channel)
            await self._channel.say(*where, message, to=asker.user, thread=asker.thread)
            return
        payloads = Payloads()
        made = render.message(message, payloads)
        await keep(self._bot, payloads)
        answers_at = AsyncWebhookClient(asker.response_url, timeout=10)
        for payload in (made.payload, *made.rest):
            answer = await answers_at.send(
                **payload, response_type="ephemeral", replace_original=False
            )
            if answer.status_code != 200:
                raise DeliveryProblem(f"response_url {answer.status_code}")

    async def _later(self, person: PersonId, says: Sequence[Message]) -> None:
        if not person:  # a stranger, who has no letter box yet
            return
        async with self._bot.work() as work:
            for message in says:
                await outbox.post(work, f"person:{person}", message_json(message))
