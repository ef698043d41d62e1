"""What is typed into a chat with the bot: heard once, answered once, however often Slack sends it."""

from collections import OrderedDict
from dataclasses import replace

import structlog

from bot.app import Bot
from bot.replies import NOBODY, told
from bot.slack import asker as askers
from bot.slack import read
from bot.slack.answering import DELETE_IT, Answering
from bot.slack.asker import Asker, Body
from bot.slack.installations import SLACK
from bot.slack.who import SlackWho
from handlers.kit.ui import Action
from scheme.refusal import Refusal
from storage import ledger

log = structlog.get_logger("slack")

MOST_SAID = 10_000
REMEMBERED = 2_000  # events; Slack sends one again three times within six minutes


class Hearing:
    """Takes typed words. Slack sends them again when they were not acknowledged in time."""

    def __init__(self, bot: Bot, who: SlackWho, answering: Answering) -> None:
        self._bot = bot
        self._who = who
        self._answering = answering
        self._heard: OrderedDict[str, None] = OrderedDict()

    async def typed(self, body: Body, *, again: bool) -> None:
        """Answer what was typed. `again`: Slack has sent it before, perhaps to a process that is no more."""
        event, mark = body["event"], body["event_id"]
        text = read.plain(event.get("text") or "").strip()
        if not text or mark in self._heard:
            return
        self._heard[mark] = None
        if len(self._heard) > REMEMBERED:
            self._heard.popitem(last=False)
        asker = replace(askers.of_event(body), trigger="")
        try:
            alarm = self._bot.alarm(text, platform=SLACK, workspace=asker.workspace)
            if alarm is not None:
                await self._answering.stand_by(asker, alarm.message, event.get("channel", ""))
            if alarm is None or not alarm.sure:
                say = "home.say" if alarm is None else "home.otherwise"
                await self._hear(asker, Action(say, answers={"text": text}), f"slack:{mark}", again=again)
        except BaseException:  # not answered, so that it is heard when it comes again
            self._heard.pop(mark, None)
            raise

    async def _hear(self, asker: Asker, action: Action, inbound: str, *, again: bool) -> None:
        person = NOBODY
        text = str(action.answers["text"])
        try:
            person = await self._who.person(asker.team, asker.user)
            if again and await self._answered(person, inbound):
                return
            if len(text) > MOST_SAID:
                raise Refusal(f"Please shorten this to {MOST_SAID:,} characters; it has {len(text):,}.")
            reply = await self._bot.act(person, action, inbound)
        except Refusal as no:
            await self._answering.say(asker, person, [told(no)])
        else:
            says = [*([DELETE_IT] if reply.hush else []), *reply.says]
            await self._answering.say(asker, person, says)
            await self._answering.open(asker, person, reply)
        if person:
            await self._note(person, inbound)

    async def _answered(self, person: int, inbound: str) -> bool:
        """Whether this was answered before."""
        async with self._bot.work() as work:
            if await ledger.earlier_reply(work, _shown(inbound), person) is not None:
                return True
            await ledger.let_go(work, _shown(inbound))  # to look takes it, and it is not answered yet
        return False

    async def _note(self, person: int, inbound: str) -> None:
        """From now on it is answered."""
        try:
            async with self._bot.work() as work:
                await ledger.earlier_reply(work, _shown(inbound), person)
        except Refusal:  # a busy database: this process remembers it all the same
            log.info("not noted that it was answered", person=person)


def _shown(inbound: str) -> str:
    return f"shown:{inbound}"
