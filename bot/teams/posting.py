"""Puts one message into one conversation of Teams, anew or in place of its earlier wording; twice looks like once.

In a chat of two, news moves to the end. In the Group's channel a card has a thread of its own and keeps its place, and news
of it is a word in that thread. A bot of Teams can pin nothing: the Group's list is one post that is kept up.

Teams keeps no marks on messages, and the bot does not read conversations. So what a letter has in Teams already is
remembered here until it is noted in the outbox: a try that broke off half-way is gone on with, not begun again. Where Teams
took a message and its answer was lost, or the bot stopped before it was noted, the message may stand there twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import structlog

from bot.app import Bot
from bot.chat.carrying import keep
from bot.chat.payload import Payloads
from bot.recent import Recent
from bot.teams.cards import render
from bot.teams.files import Files
from bot.teams.wire.connector import Connector, Json
from bot.teams.wire.errors import TeamsProblem
from bot.teams.wire.place import ConversationAddress, channel_of
from handlers.home.at_a_glance import EARLIER_HOME
from handlers.kit.ui import Attachment, Button, Message
from scheme.ids import NOBODY
from storage.outbox import Letter

log = structlog.get_logger("teams")

MOST_ADDRESS = 500  # characters
MOST_PLAIN = 2000
MOST_NEWS = 300
HOME = Button(label="Home", action="home.show")
MOVED = Message(text="This has changed and stands further down now.")
MORE = Message(
    text="There is more than could be shown here. Press Home to see how things stand.",
    buttons=(HOME,),
)


@dataclass(frozen=True)
class Chat:
    """Where a message is to stand: somebody's own chat, or a channel. `known`: people there whom a message leads to."""

    place: ConversationAddress
    own: bool
    known: Mapping[int, str] = field(default_factory=dict)


@dataclass
class PostedLetter:
    """What a letter has in Teams: where, the activities it consists of, and whether its thread has the news already."""

    conversation: str
    ids: list[str]
    told: bool = False


class Posting:
    """Posts, updates and takes away. Raises `DeliveryProblem`."""

    def __init__(self, bot: Bot, connector: Connector, files: Files) -> None:
        self._bot = bot
        self._connector = connector
        self._files = files
        self._begun: Recent[tuple[int, int, str], PostedLetter] = Recent()

    async def say(self, chat: Chat, message: Message) -> str:
        """Say something at once, ahead of what waits, in the thread where the place is one; returns its first id."""
        made = await self._made(chat, message)
        said = [
            await self._shown(
                chat, message, activity=activity, place=chat.place, instead="", at_once=True
            )
            for activity in (made.activity, *made.rest)
        ]
        return said[0]

    async def fold(self, chat: Chat, home: Sequence[str]) -> None:
        """A home is a line without buttons, when it is its turn; what stood beside it goes. `home`: their ids."""
        first, *rest = home
        made = await self._made(chat, EARLIER_HOME)
        await self._called(chat.place, first, made.activity, at_once=False)
        await self._take_away(chat, rest, None, PostedLetter(chat.place.conversation, []))

    async def put(self, chat: Chat, message: Message, letter: Letter) -> str:
        """Show a letter's message, in place of its earlier wording here; returns its address.

        That is "TENANT/CONVERSATION/ACTIVITY", and "+ACTIVITY" for each that holds what did not fit into the first.
        """
        made = await self._made(chat, message)
        old = _earlier(chat, letter)
        mark = (letter.id, letter.wanted, chat.place.channel)
        stands = self._begun.get(mark)
        if stands is None:
            moves = chat.own and letter.notify
            stands = PostedLetter(chat.place.conversation, [])
            if old is not None and not moves:
                stands = replace(old, ids=list(old.ids))
            self._begun[mark] = stands
        gone = await self._write(chat, message, [made.activity, *made.rest], stands)
        if letter.notify and not chat.own and not stands.told:
            await self._tell_of(chat, message, stands)
            stands.told = True
        await self._take_away(chat, gone, old, stands)
        return _address(chat, stands)

    # Its activities

    async def _write(
        self, chat: Chat, message: Message, wanted: Sequence[Json], stands: PostedLetter
    ) -> list[str]:
        """Each activity where it stood, or posted; what is not there any more is posted anew with all that follows.

        Returns what stands there no longer as a part of the message.
        """
        gone: list[str] = []
        for number, activity in enumerate(wanted):
            if number < len(stands.ids) and not await self._updated(
                chat, message, activity=activity, stands=stands, number=number
            ):
                gone += stands.ids[number:]
                del stands.ids[number:]
                if number == 0:
                    stands.conversation = chat.place.conversation
            if number == len(stands.ids):
                await self._posted(chat, message, activity, stands)
        gone += stands.ids[len(wanted) :]
        del stands.ids[len(wanted) :]
        return gone

    async def _updated(
        self, chat: Chat, message: Message, activity: Json, stands: PostedLetter, number: int
    ) -> bool:
        """Whether an activity could be put in place of what stands there. Whether more is lost, posting will tell."""
        place = replace(chat.place, conversation=stands.conversation)
        try:
            await self._shown(
                chat,
                message if number == 0 else MORE,
                activity=activity,
                place=place,
                instead=stands.ids[number],
            )
        except TeamsProblem as problem:
            if problem.about not in ("gone", "place", "account", "unable"):
                raise
            return False
        return True

    async def _posted(
        self, chat: Chat, message: Message, activity: Json, stands: PostedLetter
    ) -> None:
        if stands.ids or chat.own:
            place = replace(chat.place, conversation=stands.conversation)
            stands.ids.append(
                await self._shown(chat, MORE if stands.ids else message, activity, place)
            )
        else:
            stands.conversation, first = await self._begin_thread(chat, message, activity)
            stands.ids.append(first)
            stands.told = True

    async def _begin_thread(self, chat: Chat, message: Message, activity: Json) -> tuple[str, str]:
        try:
            return await self._connector.start_thread(chat.place, activity)
        except TeamsProblem as problem:
            plain = await self._plain(chat, message, problem)
        return await self._connector.start_thread(chat.place, plain)

    async def _shown(
        self,
        chat: Chat,
        message: Message,
        activity: Json,
        place: ConversationAddress,
        instead: str = "",
        *,
        at_once: bool = False,
    ) -> str:
        """Send an activity, or put it in place of another; returns its id.

        Where Teams does not take it as it is, its plain words are shown, so that nobody waits for it in vain.
        """
        try:
            return await self._called(place, instead, activity, at_once=at_once)
        except TeamsProblem as problem:
            plain = await self._plain(chat, message, problem)
        return await self._called(place, instead, plain, at_once=at_once)

    async def _called(
        self, place: ConversationAddress, instead: str, activity: Json, *, at_once: bool
    ) -> str:
        if not instead:
            return await self._connector.send(place, activity, at_once=at_once)
        await self._connector.update(place, instead, {**activity, "id": instead}, at_once=at_once)
        return instead

    async def _plain(self, chat: Chat, message: Message, problem: TeamsProblem) -> Json:
        """A message that Teams refused, in its words alone. Raises the problem where it is another one."""
        if problem.about != "content":
            raise problem
        log.error("not shown as it was meant", tenant=chat.place.tenant, reason=problem.reason)
        plain = Message(
            text=message.text[:MOST_PLAIN], buttons=(HOME,), heading=message.heading[:100]
        )
        return (await self._made(chat, plain)).activity

    async def _made(self, chat: Chat, message: Message) -> render.Rendered:
        payloads = Payloads()
        files = [part for part in message.parts if isinstance(part, Attachment)]
        if files:
            links = await self._files.links(NOBODY, files)
        else:
            links = {}
        made = render.message(message, payloads, chat.known, links=links)
        await keep(self._bot, payloads)
        return made

    # What belongs to it

    async def _tell_of(self, chat: Chat, message: Message, stands: PostedLetter) -> None:
        """News of a card that keeps its place: a word in its thread."""
        if len(message.text) <= MOST_NEWS:
            text = message.text
        else:
            text = f"{message.text[: MOST_NEWS - 1]}…"
        made = await self._made(chat, Message(text=text, heading=message.heading))
        await self._connector.send(
            replace(chat.place, conversation=stands.conversation), made.activity
        )

    async def _take_away(
        self, chat: Chat, gone: Sequence[str], old: PostedLetter | None, stands: PostedLetter
    ) -> None:
        """What is no part of the message any more goes; where Teams refuses that, an earlier wording says that it is old."""
        if old:
            conversation = old.conversation
        else:
            conversation = stands.conversation
        place = replace(chat.place, conversation=conversation)
        earlier = old.ids if old else []
        for fromkey in dict.fromkeys(
            [*(activity for activity in earlier if activity not in stands.ids), *gone]
        ):
            try:
                await self._connector.delete(place, fromkey)
            except TeamsProblem as problem:
                if problem.about in ("passing", "limit"):
                    raise
                if fromkey in earlier[:1] and problem.about not in ("gone", "place"):
                    await self._say_that_it_moved(chat, place, fromkey)

    async def _say_that_it_moved(
        self, chat: Chat, place: ConversationAddress, activity_id: str
    ) -> None:
        try:
            await self._called(
                place, activity_id, (await self._made(chat, MOVED)).activity, at_once=False
            )
        except TeamsProblem as problem:
            if problem.about in ("passing", "limit"):
                raise
            log.info("an earlier wording stays", tenant=place.tenant, reason=problem.reason)


def _earlier(chat: Chat, letter: Letter) -> PostedLetter | None:
    """Where a letter's message stands in this very conversation, as the outbox remembers it."""
    where, _, ids = (letter.address or "").rpartition("/")
    tenant, _, conversation = where.partition("/")
    if not ids or (tenant, channel_of(conversation)) != (chat.place.tenant, chat.place.channel):
        return None
    return PostedLetter(conversation, ids.split("+"))


def _address(chat: Chat, stands: PostedLetter) -> str:
    """How the outbox remembers a message; of very many activities, the last are not remembered."""
    address, *rest = stands.ids
    address = f"{chat.place.tenant}/{stands.conversation}/{address}"
    for activity in rest:
        if len(address) + 1 + len(activity) > MOST_ADDRESS:
            break
        address += f"+{activity}"
    return address
