"""What people do on their page: say, press, submit. A script is answered with JSON, a browser without one with a page."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import uuid4

import structlog
from aiohttp import web
from pydantic import TypeAdapter, ValidationError

from bot.app import Bot
from bot.chat.written import written
from bot.web import plainly, render
from bot.web.guard import status_of, told
from bot.web.live import Hub
from bot.web.posted import Posted, PostedFile, read
from bot.web.who import SignedOut, Visitor, Who
from handlers.desk.encoding import decoded
from handlers.kit.ui import Action, Form, Message, Prose, Reply, message_json
from handlers.paper import charts
from handlers.safety import urgent
from handlers.safety.urgent import Alarm
from scheme import cleaning
from scheme.forms.checking import refused
from scheme.forms.fields import Answer, Answers
from scheme.forms.file import spoken_size, tidy
from scheme.ids import PersonId
from scheme.refusal import Refusal
from scheme.subject import Subject
from storage import ledger
from storage.engine.turns import answering_within
from storage.platforms import chats
from storage.work import Busy, Clash, Fault

log = structlog.get_logger("web")

MOST_SAID = 10_000
CARRIED = "carried."
AT_ONCE = 1.0  # seconds that whoever is in danger waits for the database, before a window says it
BESIDE = "+"  # ends the id of what is said beside the answer to a form
_ANSWERS = TypeAdapter(dict[str, Answer])


@dataclass(frozen=True)
class _Shown:
    """What opens: its title, and the whole of it as HTML."""

    title: str
    html: str


@dataclass(frozen=True)
class _Handed:
    """Files that came with a form: by field, what stands for them, how they are called, and why some are not taken."""

    answers: Answers = field(default_factory=dict)
    kept: dict[str, dict[str, str]] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)


class Acts:
    """Answers POST requests."""

    def __init__(self, bot: Bot, hub: Hub, who: Who) -> None:
        self._bot = bot
        self._hub = hub
        self._who = who

    async def say(self, request: web.Request) -> web.Response:
        """POST /say: what a person typed, kept in their chat with the bot's answer."""
        posted, _ = await read(request)
        text = dict(posted).get("text", "").strip()
        if (alarm := self._bot.alarm(text)) is not None:
            return await self._in_danger(request, posted, alarm, text)
        if not text:
            raise Refusal("Type something first, or press Home.")
        if len(text) > MOST_SAID:
            raise Refusal(f"Please shorten this to {MOST_SAID:,} characters; it has {len(text):,}.")
        text = cleaning.lines(text)
        return await self._act(
            request, posted, Action(name="home.say", answers={"text": text}), said=text
        )

    async def _in_danger(
        self, request: web.Request, posted: Posted, alarm: Alarm, text: str
    ) -> web.Response:
        """What somebody in danger is told: in their chat, in which what they typed is not kept; else in the window."""
        says = [alarm.message]
        if not alarm.sure:
            try:
                person_id = (await self._who.person(request)).person_id
                says += (
                    await self._bot.act(
                        person_id, Action(name="home.otherwise", answers={"text": text})
                    )
                ).says
            except Refusal:  # what it may have meant otherwise can wait
                log.info("nothing offered beside it")
        kept = await self._stands_by(request, posted, says)
        return _answered(
            request,
            None if kept else _Shown("Help", render.private_html(says)),
            len(says) if kept else 0,
        )

    async def _watch_over(self, request: web.Request, posted: Posted) -> str:
        """What somebody writes in a form is taken as it is; where it speaks of danger, they are told who can help, once a form.

        Returns what they are told where they have no chat for it to stand in, as they are not signed in any more.
        """
        texts = written(render.answers_from(posted), (name for name, _ in posted))
        if (alarm := self._bot.alarm(*texts)) is None:
            return ""
        if await self._stands_by(request, posted, [alarm.message], BESIDE):
            return ""
        return alarm.message.text

    async def _stands_by(
        self, request: web.Request, posted: Posted, says: Sequence[Message], mark: str = ""
    ) -> bool:
        """Put messages in somebody's own chat, whatever pane they were in. False where it is not known whose, or busy."""
        try:
            with answering_within(AT_ONCE):
                person_id = (await self._who.person(request)).person_id
                inbound = _inbound(person_id, dict(posted).get("inbound", ""))
                return await self._keep(person_id, f"{inbound}{mark}", "", says)
        except Refusal:
            return False

    async def press(self, request: web.Request) -> web.Response:
        """POST /press: a button."""
        posted, _ = await read(request)
        given = dict(posted)
        if (action := plainly.pressed(given)) is not None:
            return await self._act(
                request, [("inbound", plainly.inbound(given)), ("from", "chat")], action
            )
        try:
            answers = _ANSWERS.validate_json(given.get("answers", "{}"))
        except ValidationError:
            raise web.HTTPBadRequest from None
        return await self._act(request, posted, _action(posted, answers))

    async def submit(self, request: web.Request) -> web.Response:
        """POST /submit: a form."""
        posted, uploads = await read(request)
        visitor = await self._writer(request, posted)
        handed = await self._keep_files(visitor.person_id, posted, uploads)
        no: Refusal = refused(handed.refused)
        answers = render.answers_from(posted) | handed.answers
        if not handed.refused:
            try:
                return await self._act(request, posted, _action(posted, answers))
            except Refusal as said:
                no = said
        if plainly.is_plain(request):
            return await self._form_again(request, posted, answers, no)
        # The files are kept all the same, and the page says so: nobody chooses them again for another field's sake.
        return told(request, status_of(no), no.text, no.errors, kept=handed.kept)

    async def _form_again(
        self, request: web.Request, posted: Posted, answers: Answers, no: Refusal
    ) -> web.Response:
        """The same form as a page, with what was typed in it and what to change. Raises `no` where it can't be made again."""
        person_id = (await self._who.person(request)).person_id
        opener = _opener(dict(posted))
        if opener is None:
            raise no
        form = (await self._bot.act(person_id, opener)).window
        if not isinstance(form, Form):
            raise no
        beside = {field.key for field in form.fields} & set(no.errors)
        form = replace(
            form,
            answers={**form.answers, **answers},
            errors=no.errors,
            notice=form.notice if beside else no.text,
        )
        names = await self._bot.files_in(person_id, form)
        html = render.window_html(form, str(uuid4()), names)
        return plainly.window_page(request, f"To change: {form.title}", html, status_of(no))

    async def draft(self, request: web.Request) -> web.Response:
        """POST /draft: what a form holds that is not sent yet, for when it is opened again."""
        posted, uploads = await read(request)
        visitor = await self._writer(request, posted)
        handed = await self._keep_files(visitor.person_id, posted, uploads)
        await self._keep_draft(visitor.person_id, posted, handed.answers)
        return web.json_response(
            {"window": None, "says": 0, "kept": handed.kept, "refused": handed.refused}
        )

    async def _writer(self, request: web.Request, posted: Posted) -> Visitor:
        """Whoever writes a form. Raises `Refusal`: where their session has come to its end meanwhile, what they wrote is kept."""
        helps = await self._watch_over(request, posted)
        try:
            return await self._who.person(request)
        except SignedOut as out:
            if out.person_id is not None and _opener(dict(posted)) is not None:
                await self._keep_draft(out.person_id, posted, {})
            if helps:
                raise Refusal(f"{helps}\n\n{out.text}") from None
            raise

    async def _keep_draft(self, person_id: PersonId, posted: Posted, files: Answers) -> None:
        given = dict(posted)
        opener = _opener(given)
        if opener is None:
            raise web.HTTPBadRequest
        form = Form(
            title=given.get("title", ""),
            action=given.get("action", ""),
            fields=(),
            submit="",
            subject=Subject.read(given.get("subject")),
            private=bool(given.get("private")),
            opener=opener,
        )
        answers = (
            render.answers_from(pair for pair in posted if not pair[0].startswith(CARRIED)) | files
        )
        carries = {
            name.removeprefix(CARRIED): text for name, text in posted if name.startswith(CARRIED)
        }
        await self._bot.desk.keep(person_id, form, answers, carries, self._bot.clock.now())

    async def _keep_files(
        self, person_id: PersonId, posted: Posted, uploads: Sequence[PostedFile]
    ) -> _Handed:
        """Keep what was chosen at once, whatever becomes of the form."""
        given = dict(posted)
        handed = _Handed()
        opener = _opener(given)
        scheme = given.get("scheme") or (opener.scheme if opener else "")
        for upload in uploads:
            try:
                ref = await self._bot.keep_file(
                    person_id, scheme, upload.key, upload.name, upload.media, upload.data
                )
            except (Busy, Clash, Fault):
                raise
            except Refusal as no:
                handed.refused[upload.key] = no.text
            else:
                handed.answers[upload.key] = ref
                handed.kept[upload.key] = {
                    "ref": ref,
                    "told": f"{tidy(upload.name)}, {spoken_size(len(upload.data))}",
                }
        return handed

    async def _act(
        self, request: web.Request, posted: Posted, action: Action, said: str = ""
    ) -> web.Response:
        visitor = await self._who.person(request)
        person_id = visitor.person_id
        if action.name == self._bot.desk.catalogue.taking("session"):
            action = replace(action, answers={**action.answers, "session": str(visitor.session)})
        given = dict(posted)
        inbound = _inbound(person_id, given.get("inbound", ""))
        began = self._bot.clock.now()
        reply = await self._bot.act(person_id, action, inbound)
        if reply.hush or any(urgent.is_alarm(say) for say in reply.says):
            said = ""
        if isinstance(reply.window, Form):
            names = await self._bot.files_in(person_id, reply.window)
        else:
            names = {}
        in_chat = given.get("from") != "group" and await self._keep(
            person_id, inbound, said, says=reply.says, at=began
        )
        if reply.window is not None:
            await charts.ready(reply.window.parts)
        return _answered(request, _window(reply, in_chat, names), len(reply.says) if in_chat else 0)

    async def _keep(
        self,
        person_id: PersonId,
        inbound: str,
        said: str,
        says: Sequence[Message],
        at: datetime | None = None,
    ) -> bool:
        """Add to a person's chat, once: a repeated request gets the earlier reply, and must not show it again.

        `at`: when they asked, so that it stands above what was delivered because of it.
        False when the chat could not be written. What was done stays done, so the person must hear of it all the same.
        """
        if not said and not says:
            return True
        room = f"person:{person_id}"
        shown = f"shown:{inbound}"
        try:
            async with self._bot.work() as work:
                if await ledger.earlier_reply(work, shown, person_id) is not None:
                    return True
                await ledger.remember_inbound(work, shown, person_id, "")
                if said:
                    await chats.say(work, room, person_id, said, at)
                for message in says:
                    await chats.show(work, room, message_json(message), at)
        except Clash:
            return True  # the same request, at the same moment, has added them
        except (Busy, Fault):
            return False
        self._hub.ring(room)
        return True


def _action(posted: Posted, answers: Answers) -> Action:
    given = dict(posted)
    return Action(
        name=given.get("action", ""),
        subject=Subject.read(given.get("subject")),
        answers=answers,
        scheme=given.get("scheme", ""),
        opener=_opener(given),
    )


def _opener(given: Mapping[str, str]) -> Action | None:
    """What opened the form, as the form or a button that is about one says; None when it can't be read."""
    try:
        if given.get("opener"):
            return decoded(given["opener"])
        return None
    except ValueError:
        return None


def _inbound(person_id: PersonId, given: str) -> str:
    """The request's own id, so that a repeat is known; a fresh one when the page gave none."""
    if re.fullmatch(r"[0-9a-f-]{8,40}", given):
        mark = given
    else:
        mark = str(uuid4())
    return f"web:{person_id}:{mark}"


def _answered(request: web.Request, window: _Shown | None, says: int) -> web.Response:
    """What came of it: what opens, and how many words stand in the chat."""
    if not plainly.is_plain(request):
        return web.json_response({"window": window and window.html, "says": says})
    if window is None:
        return plainly.to_chat(request)
    return plainly.window_page(request, window.title, window.html)


def _window(reply: Reply, in_chat: bool, names: Mapping[str, str]) -> _Shown | None:
    """What opens. Words that do not stand in the chat open too: in the Group's channel they are for one person alone."""
    if reply.window is None:
        if reply.says and not in_chat:
            return _Shown("Only you can see this", render.private_html(reply.says))
        return None
    window = reply.window
    if reply.says and not in_chat:
        window = replace(
            window, parts=(*(Prose(say.text, say.heading) for say in reply.says), *window.parts)
        )
    return _Shown(window.title, render.window_html(window, str(uuid4()), names))
