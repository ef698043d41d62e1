"""What the bot says when it comes into a chat or a team: once, however often Teams tells of it."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

import structlog

from bot.app import Bot
from bot.channel import DeliveryProblem
from bot.chat.replies import told
from bot.teams.asker import CHANNEL, Asker
from bot.teams.channel import TeamsChannel
from bot.teams.identities import TeamsIdentities
from bot.teams.wire.place import UNREACHABLE
from handlers.kit.ui import Action, Message, Prose
from manifest.teams import SAYING_HERE
from scheme.refusal import Refusal
from storage import ledger
from storage.work import Busy, Fault

log = structlog.get_logger("teams")

AGAIN = timedelta(days=1)  # after which somebody who takes the bot in again is greeted again
HEADING = "Good to meet you"
TO_A_PERSON = Message(
    text="I look after mentoring: finding a mentor or being one, meetings, questions, and what isn't right. Press a button or say "
    "in your own words what you need; what you say here stays between us and whoever it is meant for.",
    heading=HEADING,
)
TO_A_TEAM = Message(
    text="I look after mentoring, and talk with everybody in a chat of their own: choose me under Apps, then Add. For an "
    f"administrator who wants a channel to be the Group's: in it, {SAYING_HERE}.",
    heading=HEADING,
)
TO_A_GROUP_CHAT = Message(
    text="I look after mentoring, and talk with everybody in a chat of their own: choose me under Apps, then Add. What you ask "
    "me here, I answer there.",
    heading=HEADING,
)


class Greeting:
    """Greets people and teams."""

    def __init__(self, bot: Bot, identities: TeamsIdentities, channel: TeamsChannel) -> None:
        self._bot = bot
        self._identities = identities
        self._channel = channel
        self._one_by_one = asyncio.Lock()

    async def greet(self, asker: Asker) -> None:
        """Greet a conversation in which the bot has just arrived, unless that was done of late."""
        try:
            if not await self._is_first(asker):
                return
            for message in await self._words(asker):
                await self._channel.say(asker.place, message)
        except (*UNREACHABLE, DeliveryProblem, Refusal) as fault:
            log.warning(
                "not greeted", tenant=asker.tenant, kind=asker.kind, why=type(fault).__name__
            )

    async def _is_first(self, asker: Asker) -> bool:
        # The conversation, also where somebody is alone with the bot: not each of Teams' words says who that is.
        key = f"greeted:{sha256(f'{asker.tenant}/{asker.channel}'.encode()).hexdigest()[:32]}"
        async with self._one_by_one, self._bot.work() as work:
            last = await ledger.note(work, key)
            if last is not None and work.now < datetime.fromisoformat(last) + AGAIN:
                return False
            await ledger.set_note(work, key, work.now.isoformat())
        return True

    async def _words(self, asker: Asker) -> list[Message]:
        if not asker.personal:
            return [TO_A_TEAM if asker.kind == CHANNEL else TO_A_GROUP_CHAT]
        try:
            person = await self._identities.person_of(asker)
            home = (await self._bot.act(person, Action(name="home.show"))).says
        except (
            Busy,
            Fault,
        ):  # a greeting says who the bot is, also where it can't look now who they are
            home = ()
        except Refusal as no:
            home = (told(no),)
        return _together(home)


def _together(home: Sequence[Message]) -> list[Message]:
    """Who the bot is and where somebody stands, in one message with its buttons; what else is theirs follows."""
    if not home:
        return [TO_A_PERSON]
    first, *rest = home
    stands = Prose(first.text, title=first.heading)
    greeting = replace(TO_A_PERSON, parts=(stands, *first.parts), buttons=first.buttons)
    return [greeting, *rest]
