"""What people do in Slack, performed and answered: commands, presses, forms, shortcuts.

Slack waits three seconds, and a trigger that opens a window lives as long and works once. So the step comes first, then
the window; what is said in the chat may follow the acknowledgement. Of a form, acknowledged means committed: where that
takes too long, the form stays open and says so. Commands and presses are acknowledged in time, done or not.
"""

import asyncio
from collections.abc import Awaitable, Iterable, Mapping
from dataclasses import replace
from secrets import token_hex
from typing import Any

import structlog

from bot.app import Bot
from bot.chat.carrying import fetched
from bot.chat.forms import FormIntake, Page
from bot.chat.payload import Press, metadata, unpacked
from bot.chat.replies import ASK_IN, Stranger, opens, told, words
from bot.chat.written import written
from bot.slack import asker as askers
from bot.slack.asker import Asker, Body
from bot.slack.cards import read, render
from bot.slack.cards.forms import beside, late, typed, update
from bot.slack.changes import Changes
from bot.slack.channel import SlackChannel
from bot.slack.identities import UNSURE, SlackIdentities
from bot.slack.installations import SLACK
from bot.slack.replying import FAILS, NOT_YET, Replying
from bot.slack.uploads import Uploads
from handlers.kit.ui import Action, Attachment, Form, Message, Reply
from manifest.slack import SHORTCUTS
from scheme.cleaning import LONGEST
from scheme.forms.fields import Answers
from scheme.ids import NOBODY, PersonId
from scheme.refusal import Refusal

log = structlog.get_logger("slack")

SentWindow = tuple[Asker, PersonId, Page | Reply]
Ack = dict[str, Any]

ENTRIES = {shortcut.callback: shortcut for shortcut in SHORTCUTS}
A_MOMENT = 0.8  # seconds for what is good to know and not worth Slack's patience
A_GLANCE = 0.05  # the same, for what does not wait for an answer at all
ASKING = 1.5  # seconds for what has to be known
TO_SAY_SO = 0.5  # seconds of Slack's patience that are kept, to tell whoever sent a form that the bot is busy
KEPT = Message(
    text="What you sent a moment ago is kept now. If its form is still open, please close it."
)


class Acts:
    """Takes what Bolt hands on."""

    def __init__(
        self,
        bot: Bot,
        identities: SlackIdentities,
        changes: Changes,
        channel: SlackChannel,
        replying: Replying,
        uploads: Uploads,
    ) -> None:
        self._bot = bot
        self._identities = identities
        self._changes = changes
        self._channel = channel
        self._replying = replying
        self._uploads = uploads
        self._forms = FormIntake(bot, render.pages)

    # Commands

    async def command(self, body: Body) -> None:
        """`/mentoring`, perhaps with words after it; `oversight here` makes a channel the Group's."""
        asker = askers.of_command(body)
        text = read.plain(body.get("text") or "")
        if body.get("channel_name") == "directmessage" and asker.channel == await self._chat(asker):
            asker = replace(asker, channel="", response_url="")
        action = Action(name="home.command", answers={"text": text})
        alarm = self._bot.alarm(text, platform=SLACK, workspace=asker.workspace)
        if alarm is not None:
            await self._replying.in_background(self._replying.stand_by(asker, alarm.message))
            if alarm.sure:
                return
            action = Action(name="home.otherwise", answers={"text": text})
        if " ".join(text.casefold().split()) == "oversight here":
            own = body.get("channel_name") == "directmessage"  # which is no channel, and is told so
            seconds = asker.patience.left(A_MOMENT)
            action = Action(name=self._bot.desk.catalogue.taking("channel"))
            if not own:
                action = await self._channel.here(asker.workspace, body["channel_id"], seconds)
        await self._do(asker, action)

    async def _chat(self, asker: Asker) -> str:
        try:
            async with asyncio.timeout(asker.patience.left(A_MOMENT)):
                return await self._channel.chat_of(asker.team, asker.user)
        except Exception:  # whoever has no chat with the bot is answered privately where they are
            return ""

    # Presses

    async def pressed(self, body: Body) -> None:
        """A button or an entry of a menu: in a message, a window or the home tab."""
        asker = askers.of_interaction(body)
        view = body.get("view")
        value = read.pressed(body["actions"][0])
        if (
            not value
        ):  # a link, which Slack follows by itself; or a field, which is read when its form is sent
            return
        try:
            press = unpacked(await fetched(self._bot, value))
        except Refusal as no:
            await self._replying.say(asker, NOBODY, [told(no)])
            return
        if view is not None and view["type"] == "modal":
            await self._in_window(asker, press, view)
            return
        await self._do(asker, press.action, page=press.page)
        if view is not None:
            await self._replying.in_background(
                self.home(asker, view["hash"]), asker.patience.left()
            )

    async def shortcut(self, body: Body) -> None:
        """A shortcut: log a meeting, or raise a concern about a message."""
        asker = askers.of_interaction(body)
        shortcut = ENTRIES.get(body["callback_id"])
        if shortcut is None:
            return
        if shortcut.kind == "global":
            await self._do(replace(asker, channel="", response_url=""), Action(name=shortcut.does))
            return
        message = body.get("message") or {}
        answers: Answers = {
            "words": read.plain(message.get("text") or "")[:LONGEST],
            "by": await self._name(asker, message.get("user")),
        }
        await self._watch_over(asker, answers)
        await self._do(
            asker, Action(name=self._bot.desk.catalogue.taking("message"), answers=answers)
        )

    async def _name(self, asker: Asker, user: str | None) -> str:
        try:
            async with asyncio.timeout(asker.patience.left(A_MOMENT)):
                if user:
                    profile = await self._identities.profile(asker.workspace, user)
                else:
                    profile = None
        except FAILS:  # who said it is not worth a wait
            return ""
        if profile:
            return profile.name
        return ""

    async def _do(self, asker: Asker, action: Action, page: int = 0) -> None:
        """Take an action, and answer where it was asked.

        Where Slack does not say in time who they are, that is said, and it is done then.
        """
        knows = self._replying.beside(self._identities.person(asker.team, asker.user))
        in_time = await self._replying.has(knows, max(asker.patience.left(ASKING), A_MOMENT))
        if not in_time and self._identities.asks(asker.team, asker.user):
            await self._replying.say_soon(asker, NOBODY, [NOT_YET])
        await self._done(asker, knows, action, page)

    async def _done(
        self, asker: Asker, knows: Awaitable[PersonId], action: Action, page: int
    ) -> None:
        person = NOBODY
        try:
            person = await knows
            reply = await self._bot.act(person, action, asker.inbound if asker.trigger else None)
        except Refusal as no:
            asks = isinstance(no, Stranger) and action.name == ASK_IN.name
            await self._replying.say_soon(
                asker, person, [await self._asked_in(asker) if asks else told(no)]
            )
            return
        await self._replying.open(asker, person, reply, page)
        await self._replying.say_soon(asker, person, reply.says)
        if action.name == self._bot.desk.catalogue.taking(
            "channel"
        ):  # it is looked who can read it
            place = (str(action.answers["workspace"]), str(action.answers["channel"]))
            await self._replying.in_background(self._changes.look(*place), asker.patience.left())

    async def _known(self, asker: Asker, within: float | None = None) -> PersonId:
        """Who acts. Raises `Refusal` where Slack does not say so in time: it is asked on, for the next try.

        `within`: seconds that the database is waited for.
        """
        knows = self._replying.beside(self._identities.person(asker.team, asker.user), within)
        in_time = await self._replying.has(knows, asker.patience.left(ASKING))
        if not in_time and self._identities.asks(asker.team, asker.user):
            raise Refusal(UNSURE)
        return await knows

    async def _asked_in(self, asker: Asker) -> Message:
        """A stranger has no person yet, so that no step could take this."""
        try:
            return Message(text=await self._identities.ask_in(asker.team, asker.user))
        except Refusal as no:
            return told(no)

    async def _in_window(self, asker: Asker, press: Press, view: Mapping[str, Any]) -> None:
        """A button in a window: what it opens takes the window's place; what a form held is kept."""
        person = NOBODY
        try:
            meta = metadata(await fetched(self._bot, view["private_metadata"]))
            asker = replace(asker, channel=meta.origin)
            if view["callback_id"] == "form":
                inputs = [block["block_id"] for block in view["blocks"]]
                await self._watch_over(asker, typed(view), inputs)
            person = await self._known(asker)
            if view["callback_id"] == "form":
                await self._forms.keep(person, meta, typed(view))
            if press.file:
                reply = await self._file(asker, person, press)
            else:
                reply = await self._bot.act(person, press.action, asker.inbound)
        except Refusal as no:
            if not await self._replying.put(asker, view, render.notice(view, no.text)):
                await self._replying.say_soon(asker, person, [told(no)])
            return
        # Slack lets no button close a window.
        window = reply.window or words(reply, in_chat=not asker.channel)
        if isinstance(window, Form) and press.action == meta.opener:  # a page of the very form
            window = replace(window, notice="")
        page = press.page if reply.window else 0
        # What was typed is kept by now, and stands in the form as it is made anew.
        new = await self._replying.view(window, asker, reply.opener, page, fresh=token_hex(3))
        says = list(reply.says)
        if not await self._replying.put(asker, view, new) and reply.window:
            says.append(opens(reply.window, reply.opener))
        await self._replying.say_soon(asker, person, says)

    async def _file(self, asker: Asker, person: PersonId, press: Press) -> Reply:
        """A file that a window offers comes into their own chat, once they ask for it there."""
        window = (await self._bot.act(person, press.action)).window
        found = [
            part
            for part in (window.parts if window else ())
            if isinstance(part, Attachment) and part.name == press.file
        ]
        if not found:
            raise Refusal("That file is not there any more. Please open this again.")
        handed = self._handed(asker, person, found[0])
        is_there = await self._replying.in_time(handed, asker.patience.left(A_MOMENT))
        if is_there:
            there = "is in our chat"
        else:
            there = "is on its way into our chat"
        return Reply(
            says=(
                Message(text=f"{found[0].name} {there}. Delete it there once you have saved it."),
            )
        )

    async def _handed(self, asker: Asker, person: PersonId, file: Attachment) -> None:
        try:
            await self._uploads.hand_over(asker.team, asker.user, file)
        except Refusal as no:
            if asker.patience.left():
                raise
            await self._replying.say(
                asker, person, [told(no)]
            )  # that it is on its way has been said

    # Forms

    async def submitted(self, body: Body) -> Ack:
        """A form. What is wrong stands beside its field; what was typed stays.

        It waits for the database for less time than others, and so comes before them. Where the bot is too busy all the
        same, that is told like anything that is wrong; where it can't be told any more how it ends, the answer follows.
        """
        view = body["view"]
        asker = askers.of_interaction(body)
        within = asker.patience.left() - TO_SAY_SO
        sending = self._replying.beside(self._sent(asker, view, within), within)
        if not await self._replying.has(sending, asker.patience.left()):
            await self._replying.in_background(self._follow(asker, sending), 0)
            return late(view)
        try:
            asker, person, sent = await sending
        except Refusal as no:
            return beside(no, view)
        if isinstance(sent, Page):
            return update(
                await self._replying.view(sent.form, asker, sent.form.opener, sent.number)
            )
        await self._replying.say_soon(asker, person, sent.says)
        if sent.window is not None:
            return update(await self._replying.view(sent.window, asker, sent.opener))
        return {"response_action": "clear"}

    async def _sent(self, asker: Asker, view: Mapping[str, Any], within: float) -> SentWindow:
        asker = replace(asker, trigger=f"{view['id']}:{view.get('hash', '')}")
        meta = metadata(await fetched(self._bot, view["private_metadata"]))
        asker = replace(asker, channel=meta.origin)
        answers = read.answers(view["state"]["values"], view["blocks"])
        inputs = view["state"]["values"]
        await self._watch_over(asker, answers, inputs)  # first, as it needs no database
        person = await self._known(asker, within)
        answers |= await self._uploads.taken_in(
            asker, person, meta, read.files(view["state"]["values"])
        )
        return asker, person, await self._forms.sent(person, meta, answers, asker.inbound)

    async def _follow(self, asker: Asker, sending: Awaitable[SentWindow]) -> None:
        """Say how a form ended for which Slack could not wait. The form is still open, with all that was typed."""
        person = NOBODY
        says = [KEPT]
        try:
            asker, person, sent = await sending
        except Refusal as no:
            says = [told(no)]
        else:
            if isinstance(sent, Page):
                says = [opens(sent.form, sent.form.opener)]
            elif sent.window is not None:
                says = [*sent.says, opens(sent.window, sent.opener)]
            else:
                says += sent.says
        await self._replying.say(asker, person, says)

    async def _watch_over(self, asker: Asker, answers: Answers, inputs: Iterable[str] = ()) -> None:
        """What somebody writes in a form is taken as it is; where it speaks of danger, they are told who can help as well."""
        texts = written(answers, inputs)
        alarm = self._bot.alarm(*texts, platform=SLACK, workspace=asker.workspace)
        if alarm is not None:
            alone = replace(asker, channel="", response_url="")
            await self._replying.in_background(
                self._replying.stand_by(alone, alarm.message), A_GLANCE
            )

    # The home tab

    async def home_opened(self, asker: Asker) -> None:
        """Somebody looks at their home tab."""
        await self._replying.in_background(self.home(asker), asker.patience.left())

    async def home(self, asker: Asker, mark: str = "") -> None:
        """Show somebody's home on their home tab, as things stand. `mark` is that of the tab they pressed on."""
        try:
            person = await self._identities.person(asker.team, asker.user)
            says = (await self._bot.act(person, Action(name="home.page"))).says
        except Refusal as no:
            says = (told(no),)
        await self._replying.publish(asker, says, mark)
