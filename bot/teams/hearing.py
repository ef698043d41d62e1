"""What is typed to the bot in Teams: heard once, and answered in the writer's own chat, wherever it was typed (R11.4)."""

import structlog

from bot.app import Bot
from bot.chat.replies import WORDS_ONLY, Stranger, is_confidential, told
from bot.recent import Recent
from bot.teams.asker import CHANNEL, Asker, Body
from bot.teams.cards.typed import MOST_MARKED_UP, is_wordless, said
from bot.teams.changes import Changes
from bot.teams.channel import TeamsChannel
from bot.teams.identities import TeamsIdentities
from bot.teams.references import References
from bot.teams.replying import DELETE_AMONG, DELETE_IT, FAILS, Replying, reason_of
from bot.teams.wire.place import TEAMS
from handlers.kit.ui import Action
from scheme.ids import NOBODY
from scheme.refusal import Refusal

log = structlog.get_logger("teams")

MOST_SAID = 10_000
SAID_HERE = "oversight here"


class Hearing:
    """Takes typed words."""

    def __init__(
        self,
        bot: Bot,
        identities: TeamsIdentities,
        references: References,
        changes: Changes,
        channel: TeamsChannel,
        replying: Replying,
    ) -> None:
        self._bot = bot
        self._identities = identities
        self._references = references
        self._changes = changes
        self._channel = channel
        self._replying = replying
        self._heard: Recent[str, None] = Recent()

    async def in_danger(self, asker: Asker, body: Body) -> bool:
        """Answer words of danger, before anything is noted of whoever typed them. True where nothing is to be said after it."""
        given = body.get("text")
        if not isinstance(given, str) or (asker.inbound and asker.inbound in self._heard):
            return False
        text = (
            said(body) if len(given) <= MOST_MARKED_UP else given
        )  # which is as it came, and not read any further
        alarm = self._bot.alarm(text, platform=TEAMS, workspace=asker.tenant)
        if alarm is None:
            return False
        await self._replying.stand_by(asker, alarm.message)
        if not asker.personal:
            await self._replying.say(asker, NOBODY, [DELETE_AMONG])
        if alarm.sure and asker.inbound:
            self._heard[asker.inbound] = None
        return alarm.sure

    async def typed(self, asker: Asker, body: Body) -> None:
        """Answer what was typed."""
        mark = asker.inbound
        if mark and mark in self._heard:
            return
        self._heard[mark] = None
        try:
            text = ""
            given = body.get("text")
            if isinstance(given, str):
                length = len(given)
            else:
                length = 0
            if length <= MOST_MARKED_UP:
                text = said(body)
                length = len(text)
            await self._hear(asker, text, length, wordless=is_wordless(body))
        except BaseException:  # not answered, so that it is heard when it comes again
            self._heard.pop(mark, None)
            raise

    async def _hear(self, asker: Asker, text: str, length: int, *, wordless: bool) -> None:
        if " ".join(text.casefold().split()) == SAID_HERE:
            await self._here(asker)
            return
        if not length and asker.personal:
            if wordless:
                await self._replying.say(asker, NOBODY, [WORDS_ONLY])
            return
        # What is typed among others is a command, and never the answer to a question that was asked in somebody's chat.
        action = Action(
            name="home.say" if asker.personal else "home.command", answers={"text": text}
        )
        answered = self._bot.alarm(text, platform=TEAMS, workspace=asker.tenant) is not None
        if answered:  # and it may have meant something else
            action = Action(name="home.otherwise", answers={"text": text})
        person = NOBODY
        try:
            person = await self._identities.person_of(asker)
            if length > MOST_SAID:
                raise Refusal(
                    f"Please shorten this to {MOST_SAID:,} characters; it has {length:,}."
                )
            reply = await self._bot.act(person, action, asker.inbound or None)
        except Stranger as no:
            says = [told(no)]
            if action.name == "home.say":
                says = [await self._identities.typed_by(asker.tenant, asker.user, text, no)]
        except Refusal as no:
            says = [told(no)]
        else:
            says = self._replying.with_button(reply)
            if not asker.personal and not answered and is_confidential(reply):
                says.insert(0, DELETE_AMONG)
            elif reply.hush:
                says.insert(0, DELETE_IT)
        answer = (
            self._replying.say if answered else self._replying.answer
        )  # that it was answered has been said there
        await self._replying.in_background(answer(asker, person, says))

    async def _here(self, asker: Asker) -> None:
        """A channel becomes the Group's. That it is so may be read there; why it may not, by the writer alone (R3.3)."""
        person = NOBODY
        try:
            person = await self._identities.person_of(asker)
            channel = asker.kind == CHANNEL
            action = Action(name=self._bot.desk.catalogue.taking("channel"))
            if channel:
                action = await self._channel.here(asker.tenant, asker.channel)
            reply = await self._bot.act(person, action, asker.inbound or None)
        except Refusal as no:
            await self._replying.answer(asker, person, [told(no)])
            return
        for message in reply.says:
            try:
                await self._channel.say(asker.place, message)
            except FAILS as fault:
                log.warning("not said in a channel", person=person, reason=reason_of(fault))
                await self._replying.say(asker, person, [message])
        if asker.kind == CHANNEL:
            await self._references.note_team(asker)
            await self._replying.in_background(self._changes.look(asker.tenant, asker.channel))
