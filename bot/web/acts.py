"""What people do in the playground: say, press, submit, move the clock. Each answers a script with JSON."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import structlog
from aiohttp import web
from pydantic import TypeAdapter, ValidationError

from bot.web import render
from bot.web.guard import status_of, told
from bot.web.playground import Playground
from bot.web.posted import Posted, PostedFile, read
from handlers.desk.encoding import decoded
from handlers.kit.ui import Action, Form, Message, Prose, Reply, message_json
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
class _Handed:
    """Files that came with a form: by field, what stands for them, how they are called, and why some are not taken."""

    answers: Answers = field(default_factory=dict)
    kept: dict[str, dict[str, str]] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)


class Acts:
    """Answers POST requests."""

    def __init__(self, playground: Playground) -> None:
        self._playground = playground
        self._bot = playground.bot
        self._moving = asyncio.Lock()

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
                person_id = (await self._playground.person(request)).person_id
                says += (
                    await self._bot.act(
                        person_id, Action(name="home.otherwise", answers={"text": text})
                    )
                ).says
            except Refusal:  # what it may have meant otherwise can wait
                log.info("nothing offered beside it")
        kept = await self._stands_by(request, posted, says)
        return web.json_response(
            {
                "window": None if kept else render.private_html(says),
                "says": len(says) if kept else 0,
            }
        )

    async def _watch_over(self, request: web.Request, posted: Posted) -> None:
        """What somebody writes in a form is taken as it is; where it speaks of danger, they are told who can help, once a form."""
        written = [
            answer for answer in render.answers_from(posted).values() if isinstance(answer, str)
        ]
        if (alarm := self._bot.alarm(*written)) is not None:
            await self._stands_by(request, posted, [alarm.message], BESIDE)

    async def _stands_by(
        self, request: web.Request, posted: Posted, says: Sequence[Message], mark: str = ""
    ) -> bool:
        """Put messages in somebody's own chat, whatever pane they were in. False where it is not known whose, or busy."""
        try:
            with answering_within(AT_ONCE):
                person_id = (await self._playground.person(request)).person_id
                inbound = _inbound(person_id, dict(posted).get("inbound", ""))
                return await self._keep(person_id, f"{inbound}{mark}", "", says)
        except Refusal:
            return False

    async def press(self, request: web.Request) -> web.Response:
        """POST /press: a button."""
        posted, _ = await read(request)
        try:
            answers = _ANSWERS.validate_json(dict(posted).get("answers", "{}"))
        except ValidationError:
            raise web.HTTPBadRequest from None
        return await self._act(request, posted, _action(posted, answers))

    async def submit(self, request: web.Request) -> web.Response:
        """POST /submit: a form."""
        posted, uploads = await read(request)
        await self._watch_over(request, posted)
        person_id = (await self._playground.person(request)).person_id
        handed = await self._keep_files(person_id, posted, uploads)
        if handed.refused:
            return told(
                request, 422, refused(handed.refused).text, handed.refused, kept=handed.kept
            )
        try:
            return await self._act(
                request, posted, _action(posted, render.answers_from(posted) | handed.answers)
            )
        except Refusal as no:
            # The files are kept all the same, and the page says so: nobody chooses them again for another field's sake.
            return told(request, status_of(no), no.text, no.errors, kept=handed.kept)

    async def draft(self, request: web.Request) -> web.Response:
        """POST /draft: what a form holds that is not sent yet, for when it is opened again."""
        posted, uploads = await read(request)
        await self._watch_over(request, posted)
        person_id = (await self._playground.person(request)).person_id
        given = dict(posted)
        opener = _opener(given)
        if opener is None:
            raise web.HTTPBadRequest
        private = bool(given.get("private"))
        subject = Subject.read(given.get("subject"))
        title = given.get("title", "")
        form = Form(
            title=title,
            action=given.get("action", ""),
            fields=(),
            submit="",
            subject=subject,
            private=private,
            opener=opener,
        )
        handed = await self._keep_files(person_id, posted, uploads)
        answers = (
            render.answers_from(pair for pair in posted if not pair[0].startswith(CARRIED))
            | handed.answers
        )
        carries = {
            name.removeprefix(CARRIED): text for name, text in posted if name.startswith(CARRIED)
        }
        await self._bot.desk.keep(person_id, form, answers, carries, self._bot.clock.now())
        return web.json_response(
            {"window": None, "says": 0, "kept": handed.kept, "refused": handed.refused}
        )

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

    async def clock(self, request: web.Request) -> web.Response:
        """POST /clock: forward a day, a week, or to the next thing due."""
        posted, _ = await read(request)
        if self._moving.locked():
            raise Busy
        async with self._moving:
            try:
                await self._bot.advance(await self._until(dict(posted).get("to", "")))
            finally:
                self._playground.hub.ring("clock")
        return web.json_response({"window": None, "says": 0})

    async def again(self, _request: web.Request) -> web.Response:
        """POST /again: take away what was played, and tell the story anew."""
        if self._playground.begin_again is None:
            raise Refusal(
                "This playground can't begin again by itself. Stop it, and start it anew."
            )
        self._playground.begin_again()
        return web.json_response({"window": None, "says": 0})

    async def _until(self, to: str) -> datetime:
        now = self._bot.clock.now()
        here = now.astimezone(ZoneInfo(self._playground.definition.zone))
        match to:
            # Added to the local time: tomorrow at the same hour, also when the clocks change tonight.
            case "day":
                return (here + timedelta(days=1)).astimezone(UTC)
            case "week":
                return (here + timedelta(weeks=1)).astimezone(UTC)
            case "next":
                due = await self._bot.next_due()
                if due is None:
                    raise Refusal("Nothing is due, so there is nothing to go to.")
                return max(due, now)
            case _:
                raise web.HTTPBadRequest

    async def _act(
        self, request: web.Request, posted: Posted, action: Action, said: str = ""
    ) -> web.Response:
        person_id = (await self._playground.person(request)).person_id
        given = dict(posted)
        inbound = _inbound(person_id, given.get("inbound", ""))
        began = self._bot.clock.now()
        reply = await self._bot.act(person_id, action, inbound)
        if reply.hush or any(urgent.is_alarm(say) for say in reply.says):
            said = ""
        else:
            said = said
        if isinstance(reply.window, Form):
            names = await self._bot.files_in(person_id, reply.window)
        else:
            names = {}
        in_chat = given.get("from") != "group" and await self._keep(
            person_id, inbound, said, says=reply.says, at=began
        )
        return web.json_response(
            {"window": _window(reply, in_chat, names), "says": len(reply.says) if in_chat else 0}
        )

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
        self._playground.hub.ring(room)
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


def _window(reply: Reply, in_chat: bool, names: Mapping[str, str]) -> str | None:
    """What opens. Words that do not stand in the chat open too: in the Group's channel they are for one person alone."""
    if reply.window is None:
        if reply.says and not in_chat:
            return render.private_html(reply.says)
        return None
    window = reply.window
    if reply.says and not in_chat:
        window = replace(
            window, parts=(*(Prose(say.text, say.heading) for say in reply.says), *window.parts)
        )
    return render.window_html(window, str(uuid4()), names)
