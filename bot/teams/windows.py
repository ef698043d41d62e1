"""What people do in dialogs: opening one, pressing a button in it, sending its form. What was typed is never lost (R2.9)."""

from collections.abc import Iterable

from bot.app import Bot
from bot.chat.carrying import fetched
from bot.chat.forms import FormIntake, Page
from bot.chat.payload import Metadata, metadata, unpacked
from bot.chat.replies import ASK_IN, Stranger, opens, told, words
from bot.chat.written import written
from bot.teams.asker import Asker, Body
from bot.teams.cards import read, render
from bot.teams.channel import TeamsChannel
from bot.teams.dialogs import Dialogs, inbound, without_drawn
from bot.teams.files import Files
from bot.teams.identities import TeamsIdentities
from bot.teams.replying import InvokeAnswer, Replying
from bot.teams.wire.place import TEAMS
from handlers.kit.ui import Action, Reply
from manifest.teams import RAISE_CONCERN
from scheme.forms.fields import Answers
from scheme.ids import NOBODY, PersonId
from scheme.refusal import Refusal

SEND = "send"
BACK = "back"
A_GLANCE = 0.05  # seconds that a form's answer waits for what is said beside it


class Windows:
    """Takes what comes from dialogs and from the buttons that open them; each is answered with what stands there next."""

    def __init__(
        self,
        bot: Bot,
        identities: TeamsIdentities,
        channel: TeamsChannel,
        replying: Replying,
        files: Files,
    ) -> None:
        self._bot = bot
        self._identities = identities
        self._replying = replying
        self._files = files
        self._forms = FormIntake(bot, render.pages)
        self._dialogs = Dialogs(bot, self._forms, channel, files)

    async def fetched(self, asker: Asker, value: Body) -> InvokeAnswer:
        """A button of a message that opens a dialog."""
        return await self._pressed(asker, value)

    async def submitted(self, asker: Asker, value: Body) -> InvokeAnswer:
        """A button in a dialog, or its form."""
        kind = read.kind(value)
        if kind in (SEND, BACK):
            return await self._sent(asker, value, goes_back=kind == BACK)
        return await self._pressed(asker, value, within=True)

    async def about_message(self, asker: Asker, value: Body) -> InvokeAnswer:
        """An entry in the menu of somebody's message: its words are handed over, and kept nowhere unless they are sent."""
        if value.get("commandId") != RAISE_CONCERN:
            return InvokeAnswer(501)
        person = NOBODY
        handed = read.handed_over(value)
        action = Action(name=self._bot.desk.catalogue.taking("message"), answers=handed)
        await self._watch_over(asker, handed)
        try:
            person = await self._identities.person_of(asker)
            reply = await self._bot.act(person, action, asker.inbound or None)
        except Refusal as no:
            return await self._dialogs.told(told(no), asker, person)
        await self._replying.say_soon(asker, person, reply.says)
        window = reply.window or words(reply, in_chat=True)
        return await self._dialogs.show(window, asker, person, reply.opener)

    # Presses

    async def _pressed(self, asker: Asker, value: Body, *, within: bool = False) -> InvokeAnswer:
        """A press; `within` a dialog, which closes over their own chat where the answer is words: none stands twice."""
        person = NOBODY
        name = ""
        try:
            press = unpacked(await fetched(self._bot, read.press(value)))
            name = press.action.name
            person = await self._identities.person_of(asker)
            reply = await self._bot.act(person, press.action, asker.inbound or None)
        except Refusal as no:
            if isinstance(no, Stranger) and name == ASK_IN.name:
                return await self._dialogs.told(
                    await self._identities.asks_in(asker), asker, NOBODY
                )
            return await self._dialogs.told(told(no), asker, person)
        if reply.window is not None:
            await self._replying.say_soon(asker, person, reply.says)
            return await self._dialogs.show(reply.window, asker, person, reply.opener, press.page)
        if asker.personal and not within:
            return await self._dialogs.show(words(reply, in_chat=False), asker, person)
        await self._replying.say_soon(asker, person, reply.says)
        if asker.personal and (reply.says or reply.cards):
            return InvokeAnswer(200)
        return await self._dialogs.show(words(reply, in_chat=True), asker, person)

    # Forms

    async def _sent(self, asker: Asker, value: Body, *, goes_back: bool) -> InvokeAnswer:
        """A form, or a page of it: goes on, or back, or stands there again with what is wrong beside its fields."""
        person = NOBODY
        drawn = Metadata()
        answers: Answers = {}
        try:
            data = read.data(value)
            answers = read.answers(data)  # whatever else cannot be read, this is not lost
            known = await fetched(self._bot, read.press(value))
            drawn = metadata(known)
            answers = read.answers(data, known)
            await self._watch_over(asker, answers, data)
            person = await self._identities.person_of(asker)
            meta = without_drawn(drawn)
            answers |= {**meta.kept, **await self._files.handed_in(person, meta)}
            if goes_back:
                sent: Page | Reply = await self._forms.back(person, meta, answers)
            else:
                sent = await self._forms.sent(person, meta, answers, inbound(asker, drawn, answers))
        except Refusal as no:
            return await self._dialogs.again(no, drawn, answers, asker, person)
        if isinstance(sent, Page):
            return await self._dialogs.show(sent.form, asker, person, sent.form.opener, sent.number)
        await self._replying.say_soon(asker, person, sent.says)
        return await self._after(asker, person, sent)

    async def _watch_over(self, asker: Asker, answers: Answers, inputs: Iterable[str] = ()) -> None:
        """What somebody writes in a form is taken as it is; where it speaks of danger, they are told who can help as well."""
        texts = written(answers, inputs)
        alarm = self._bot.alarm(*texts, platform=TEAMS, workspace=asker.tenant)
        if alarm is not None:
            await self._replying.in_background(
                self._replying.stand_by(asker, alarm.message, aside=False), A_GLANCE
            )

    async def _after(self, asker: Asker, person: PersonId, reply: Reply) -> InvokeAnswer:
        """What stands in place of a form that was taken: nothing where its answer is in the chat behind the dialog."""
        if reply.window is not None:
            try:
                return await self._dialogs.show(reply.window, asker, person, reply.opener)
            except Refusal:  # a busy database; what was sent is done all the same
                await self._replying.say_soon(asker, person, [opens(reply.window, reply.opener)])
                return InvokeAnswer(200)
        if not asker.personal and (reply.says or reply.cards):
            return await self._dialogs.show(words(reply, in_chat=True), asker, person)
        return InvokeAnswer(200)
