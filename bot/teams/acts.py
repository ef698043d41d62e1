"""What comes in from Teams, told apart, performed and answered: words, presses, dialogs, and what changes in a tenant.

The step comes first, then the answer, so that what was acknowledged is committed. An activity that comes twice is done
once. Nothing that is about a person is ever said where others read it (R11.4).
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

import structlog

from bot.app import Bot, place_of
from bot.chat.carrying import fetched
from bot.chat.payload import Press, unpacked
from bot.chat.replies import ASK_IN, Stranger, told
from bot.teams import asker as askers
from bot.teams.asker import GROUP_CHAT, Asker, Body, Unfit
from bot.teams.cards import read, render
from bot.teams.changes import Changes
from bot.teams.channel import TeamsChannel
from bot.teams.files import Files
from bot.teams.hearing import Hearing
from bot.teams.identities import TeamsIdentities
from bot.teams.references import References
from bot.teams.replying import InvokeAnswer, Replying, reason_of
from bot.teams.windows import Windows
from handlers.kit.ui import Action, Button, Message, Reply
from scheme.ids import NOBODY, PersonId
from scheme.refusal import Refusal
from storage.engine.turns import answering_within

log = structlog.get_logger("teams")

__all__ = ["Acts", "InvokeAnswer"]

FAULT = "Something went wrong on our side. Please try again in a few minutes."
WITHIN = 9.0  # seconds in which whatever comes is answered: Teams waits for ten, and its own API may take them all
PATIENT = 7.0  # seconds of them that the database is waited for, so that there is time to say that it is busy
LATE = "This takes a while just now. The answer follows in our chat."
AGAIN = "This takes a while just now. Please try again in a minute."
READY = "This took a while. It is ready now."
EXTENSION = "composeExtension/"  # how the invokes of a message's menu begin
CHANGES = ("conversationUpdate", "installationUpdate")


class Acts:
    """Takes every activity, and returns what an invoke is answered with."""

    def __init__(
        self,
        bot: Bot,
        identities: TeamsIdentities,
        references: References,
        changes: Changes,
        channel: TeamsChannel,
        replying: Replying,
        files: Files,
    ) -> None:
        self._bot = bot
        self._identities = identities
        self._references = references
        self._changes = changes
        self._replying = replying
        self._back: set[str] = set()  # tenants in which what waits is still to be taken up
        self._hearing = Hearing(
            bot,
            identities,
            references=references,
            changes=changes,
            channel=channel,
            replying=replying,
        )
        self._windows = Windows(bot, identities, channel=channel, replying=replying, files=files)
        self._invokes: Mapping[str, Callable[[Asker, Body], Awaitable[InvokeAnswer]]] = {
            "task/fetch": self._windows.fetched,
            "task/submit": self._windows.submitted,
            "adaptiveCard/action": self._executed,
            f"{EXTENSION}fetchTask": self._windows.about_message,
            f"{EXTENSION}submitAction": self._windows.submitted,
        }

    async def heard(self, body: Body) -> InvokeAnswer | None:
        """Take an activity in. Those of unknown kinds, and those that say nothing of who acts, are left alone."""
        kind = body.get("type")
        invoked = kind == "invoke"
        try:
            asker = askers.of_activity(body)
        except Unfit:
            log.info("an activity of nobody", kind=_word(kind))
            if invoked:
                return InvokeAnswer(400)
            return None
        with answering_within(PATIENT) as limit:
            doing = asyncio.ensure_future(
                self._invoke(asker, body) if invoked else self._hear(asker, kind, body)
            )
        await asyncio.wait({doing}, timeout=WITHIN)
        if doing.done():
            return doing.result()
        limit.lift()
        await self._replying.in_background(self._follow(asker, body, doing), 0)
        if not invoked:
            return None
        log.warning("answered late", invoke=_word(body.get("name")), tenant=asker.tenant)
        name = str(body.get("name"))
        return _failed(name, AGAIN if name.startswith(EXTENSION) else LATE)

    async def _follow(
        self, asker: Asker, body: Body, doing: asyncio.Future[InvokeAnswer | None]
    ) -> None:
        """What an answer that came late would have shown. A dialog that was sent is still open, with all that was typed."""
        answer = await doing
        value = body.get("value")
        if answer is None:  # what was typed is answered in the chat as it is
            return
        if body.get("name") == "task/fetch" and isinstance(value, Mapping):
            action = unpacked(await fetched(self._bot, read.press(value))).action
            again = Button(
                label="Open",
                action=action.name,
                subject=action.subject,
                answers=action.answers,
                style="primary",
                opens=True,
                scheme=action.scheme,
            )
            await self._replying.say(asker, NOBODY, [Message(text=READY, buttons=(again,))])
        elif (
            body.get("name") == "adaptiveCard/action"
            and not asker.personal
            and answer.body is not None
        ):
            said = answer.body.get("value")
            await self._replying.say(
                asker, NOBODY, [Message(text=said if isinstance(said, str) else READY)]
            )

    # Messages, and what changes

    async def _hear(self, asker: Asker, kind: Any, body: Body) -> None:
        try:
            if kind in CHANGES:
                await self._noted(asker)
                await self._changes.heard(asker, body)
            elif kind == "message":
                if not body.get("value") and await self._hearing.in_danger(asker, body):
                    return
                await self._noted(asker)
                await self._message(asker, body)
        except Exception as fault:  # its own text may hold what somebody wrote
            log.error("not heard", kind=_word(kind), error=reason_of(fault), at=place_of(fault))
            if kind == "message":
                await self._replying.say(asker, NOBODY, [Message(text=FAULT)])

    async def _noted(self, asker: Asker) -> None:
        if await self._references.note(asker):
            self._back.add(asker.tenant)
        if asker.tenant in self._back:
            await self._replying.in_background(self._take_up(asker.tenant))

    async def _take_up(self, tenant: str) -> None:
        """What waited in a tenant comes; how its channels stand is asked of Teams, for which nobody waits."""
        self._back.discard(tenant)
        try:
            await self._changes.returned(tenant)
        except Refusal:  # a busy database: with what arrives next
            log.info("not taken up yet", tenant=tenant)
            self._back.add(tenant)

    async def _message(self, asker: Asker, body: Body) -> None:
        value = body.get("value")
        if isinstance(value, Mapping) and value:  # a button of a card that answers with a message
            await self._pressed(asker, value)
        else:
            await self._hearing.typed(asker, body)
        await self._references.note(asker)  # who was nobody a moment ago has an account now

    async def _pressed(self, asker: Asker, value: Body) -> None:
        person, reply = await self._done(asker, value)
        await self._replying.answer(asker, person, self._replying.with_button(reply))

    # Invokes

    async def _invoke(self, asker: Asker, body: Body) -> InvokeAnswer:
        answer = self._invokes.get(str(body.get("name")))
        if answer is None:
            log.info("an invoke of an unknown kind", kind=_word(body.get("name")))
            return InvokeAnswer(501)
        value = body.get("value")
        try:
            if str(body.get("name")).startswith(EXTENSION):
                # Any two people's chat may be where that was, of which the bot is no part: nothing is noted or said there.
                asker = replace(asker, kind=GROUP_CHAT)
            else:
                await self._noted(asker)
            return await answer(asker, value if isinstance(value, Mapping) else {})
        except Refusal as no:  # a busy database
            return _failed(str(body.get("name")), no.text)
        except Exception as fault:  # its own text may hold what somebody wrote
            log.error(
                "not answered",
                invoke=_word(body.get("name")),
                error=reason_of(fault),
                at=place_of(fault),
            )
            return _failed(str(body.get("name")), FAULT)

    async def _executed(self, asker: Asker, value: Body) -> InvokeAnswer:
        """A button of a message that does something."""
        person, reply = await self._done(asker, value)
        if reply.window is None:
            return await self._replying.shown(asker, person, reply.says)
        return await self._replying.led(asker, person, reply)

    # Both

    async def _done(self, asker: Asker, value: Body) -> tuple[PersonId, Reply]:
        """Perform what a button in a message carries; a refusal is a reply as well."""
        person = NOBODY
        press = Press(Action(name=""))
        try:
            press = unpacked(await fetched(self._bot, read.press(value)))
            person = await self._identities.person_of(asker)
            return person, await self._bot.act(person, press.action, asker.inbound or None)
        except Refusal as no:
            if isinstance(no, Stranger) and press.action.name == ASK_IN.name:
                return person, Reply(says=(await self._identities.asks_in(asker),))
            return person, Reply(says=(told(no),))


def _failed(name: str, text: str) -> InvokeAnswer:
    """What somebody is told for whom there is no other answer. A dialog stays open, with what was typed into it."""
    match name:
        case "task/submit" | "composeExtension/submitAction":
            return InvokeAnswer(500)
        case "task/fetch" | "composeExtension/fetchTask":
            return InvokeAnswer(200, render.close_with(text))
        case _:
            return InvokeAnswer(200, render.invoke_message(text))


def _word(kind: Any) -> str:
    """A kind for the log, unless it is anything but a word."""
    if isinstance(kind, str) and len(kind) <= 60 and kind.replace("/", "").isalnum():
        return kind
    return "unknown"
