"""What is typed into a chat with the bot: heard once, answered once, however often Slack sends it."""

import asyncio
import re
from collections.abc import Awaitable, Sequence
from contextlib import suppress
from dataclasses import replace

import structlog

from bot.app import Bot
from bot.chat.background import Patience
from bot.chat.replies import WORDS_ONLY, Stranger, is_confidential, told
from bot.recent import Recent
from bot.slack import asker as askers
from bot.slack.acts import ASKING
from bot.slack.asker import Asker, Body
from bot.slack.cards import read
from bot.slack.identities import SlackIdentities
from bot.slack.installations import SLACK
from bot.slack.replying import DELETE_AMONG, DELETE_IT, NOT_YET, Replying
from handlers.kit.ui import Action, Message, Reply
from scheme.ids import NOBODY, PersonId
from scheme.refusal import Refusal
from storage import ledger

log = structlog.get_logger("slack")

MOST_SAID = 10_000
REMEMBERED = 2_000  # events; Slack sends one again three times within six minutes


class Hearing:
    """Takes typed words. Slack sends them again when they were not acknowledged in time."""

    def __init__(self, bot: Bot, identities: SlackIdentities, replying: Replying) -> None:
        self._bot = bot
        self._identities = identities
        self._replying = replying
        self._heard: Recent[str, asyncio.Event] = Recent(
            REMEMBERED
        )  # set once what was done for it is committed

    async def typed(self, body: Body, *, again: bool) -> bool:
        """Answer what was typed. `again`: Slack has sent it before, perhaps to a process that is no more.

        False where it is not kept in the time that Slack waits. It is gone on with, and Slack is to send it again: so
        that it is not lost if this process should stop meanwhile. Whoever then asks again finds how this ended.
        """
        mark = body["event_id"]
        text = _said(body)
        if mark in self._heard:
            return await self._is_kept(mark, askers.patience())
        self._heard[mark] = asyncio.Event()
        asker = replace(askers.of_event(body), trigger="")
        if not text and not asker.channel:  # a file, a recording, somebody else's words passed on
            self._heard[mark].set()
            await self._replying.say_soon(asker, NOBODY, [WORDS_ONLY])
            return True
        try:
            say = await self._stood_by(asker, text)
        except BaseException:  # not said, so that it is heard when it comes again
            self._unheard(mark)
            raise
        if not say:
            self._heard[mark].set()
            return True
        action = Action(name=say, answers={"text": text})
        knows = self._replying.beside(self._identities.person(asker.team, asker.user))
        in_time = await self._replying.has(knows, asker.patience.left(ASKING))
        if not in_time and self._identities.asks(
            asker.team, asker.user
        ):  # they are told that they may have to ask again
            await self._replying.say_soon(asker, NOBODY, [NOT_YET])
            await self._replying.in_background(
                self._heard_once(asker, knows, action, mark, again=again), 0
            )
            return True
        hearing = self._heard_once(asker, knows, action, mark, again=again)
        return await self._replying.in_time(hearing, asker.patience.left()) or await self._is_kept(
            mark, asker.patience
        )

    async def _is_kept(self, mark: str, patience: Patience) -> bool:
        kept = self._heard[mark]
        with suppress(TimeoutError):
            async with asyncio.timeout(patience.left()):
                await kept.wait()
        return kept.is_set() and mark in self._heard

    def _kept(self, mark: str) -> None:
        if mark in self._heard:  # else it was so long ago that it is forgotten
            self._heard[mark].set()

    def _unheard(self, mark: str) -> None:
        if kept := self._heard.pop(mark, None):
            kept.set()

    async def _stood_by(self, asker: Asker, text: str) -> str:
        """Where words speak of danger, that is answered first (R13.5). Returns the step that hears them; "" for none.

        What is typed among others is a command, and never the answer to a question that was asked in somebody's chat.
        """
        alarm = self._bot.alarm(text, platform=SLACK, workspace=asker.workspace)
        if alarm is None and asker.channel:
            return "home.command"
        if alarm is None:
            return "home.say"
        await self._replying.in_time(
            self._replying.stand_by(asker, alarm.message), asker.patience.left()
        )
        if asker.channel:
            await self._replying.say_soon(asker, NOBODY, [DELETE_AMONG])
        if alarm.sure:
            return ""
        return "home.otherwise"

    async def _heard_once(
        self, asker: Asker, knows: Awaitable[PersonId], action: Action, mark: str, *, again: bool
    ) -> None:
        try:
            await self._hear(asker, knows, action, mark, again=again)
        except BaseException:  # not answered, so that it is heard when it comes again
            self._unheard(mark)
            raise

    async def _hear(
        self, asker: Asker, knows: Awaitable[PersonId], action: Action, mark: str, *, again: bool
    ) -> None:
        inbound = f"slack:{mark}"
        person = NOBODY
        reply = Reply()
        text = str(action.answers["text"])
        try:
            person = await knows
            if again and await self._answered(person, inbound):
                self._kept(mark)
                return
            if len(text) > MOST_SAID:
                raise Refusal(
                    f"Please shorten this to {MOST_SAID:,} characters; it has {len(text):,}."
                )
            reply = await self._bot.act(person, action, inbound)
            says = list(reply.says)
            if asker.channel and is_confidential(reply):
                says.insert(0, DELETE_AMONG)
            elif reply.hush:
                says.insert(0, DELETE_IT)
        except Stranger as no:
            says = [told(no)]
            if not asker.channel and action.name == "home.say":
                says = [await self._identities.typed_by(asker.team, asker.user, text, no)]
        except Refusal as no:
            says = [told(no)]
        # What was done is committed: Slack need not wait until it is said.
        self._kept(mark)
        await self._replying.in_time(
            self._say(asker, person, says=says, reply=reply, inbound=inbound), asker.patience.left()
        )

    async def _say(
        self, asker: Asker, person: PersonId, says: Sequence[Message], reply: Reply, inbound: str
    ) -> None:
        await self._replying.say(asker, person, says)
        await self._replying.open(asker, person, reply)
        if person:
            await self._note(person, inbound)

    async def _answered(self, person: PersonId, inbound: str) -> bool:
        """Whether this was answered before."""
        async with self._bot.work() as work:
            if await ledger.earlier_reply(work, _shown(inbound), person) is not None:
                return True
            await ledger.let_go(
                work, _shown(inbound)
            )  # to look takes it, and it is not answered yet
        return False

    async def _note(self, person: PersonId, inbound: str) -> None:
        """From now on it is answered."""
        try:
            async with self._bot.work() as work:
                await ledger.earlier_reply(work, _shown(inbound), person)
        except Refusal:  # a busy database: this process remembers it all the same
            log.info("not noted that it was answered", person=person)


def _said(body: Body) -> str:
    """The words of a message, without the bot's own name where it is mentioned; "" where it has none."""
    text = body["event"].get("text") or ""
    if body["event"]["type"] == askers.MENTION:
        for place in body.get("authorizations") or ():
            text = re.sub(rf"<@{re.escape(place.get('user_id') or '-')}(\|[^<>]*)?>", " ", text)
    return read.plain(text).strip()


def _shown(inbound: str) -> str:
    return f"shown:{inbound}"
