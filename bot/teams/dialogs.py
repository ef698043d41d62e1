"""Dialogs: made so that whatever a form is answered with can be laid before its writer again, when it is refused."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256

import structlog
from pydantic import TypeAdapter, ValidationError

from bot.app import Bot
from bot.chat.carrying import fetched, keep
from bot.chat.forms import FormIntake
from bot.chat.payload import TOKEN, Metadata, Payloads
from bot.recent import Recent
from bot.teams.asker import Asker
from bot.teams.cards import render
from bot.teams.channel import TeamsChannel
from bot.teams.files import Files
from bot.teams.replying import InvokeAnswer
from handlers.kit.ui import Action, Attachment, Form, Message, Prose, View
from scheme.forms.fields import Answer, Answers
from scheme.ids import PersonId
from scheme.refusal import Refusal
from scheme.subject import Subject

log = structlog.get_logger("teams")

OWN = "~"  # begins the keys of what a form carries for us, and not for its step
DRAWN = "~drawn"  # under which token it is kept as it was drawn
ONCE = "~once"  # which drawing of it this is
MOST_KEPT = 500  # forms, in memory
NO = "Not now"
_FORM = TypeAdapter(Form)

WindowKey = tuple[str, str, str, str, int]


class Dialogs:
    """Makes dialogs, and draws a form again with what was typed into it."""

    def __init__(self, bot: Bot, forms: FormIntake, channel: TeamsChannel, files: Files) -> None:
        self._bot = bot
        self._channel = channel
        self._forms = forms
        self._files = files
        self._drawn: Recent[WindowKey, Form] = Recent()

    async def show(
        self,
        window: View | Form,
        asker: Asker,
        person: PersonId,
        opener: Action | None = None,
        page: int = 0,
    ) -> InvokeAnswer:
        """A window, as the next dialog."""
        payloads = Payloads()
        if isinstance(window, Form):
            # Without answers: whatever stands in its inputs comes back with it, and is to be kept nowhere else (R7.5).
            bare = replace(window, answers={}, errors={}, notice="")
            self._drawn[_key(asker, window.action, window.subject, page)] = bare
            ours = {ONCE: secrets.token_urlsafe(9)}
            if window.opener is None:
                ours[DRAWN] = _put_away(bare, payloads)
            window = replace(window, carries={**window.carries, **ours})
        links = await self._links(window, person)
        known = await self._channel.known(asker.tenant, window.parts)
        task = render.dialog(window, payloads, opener=opener, page=page, links=links, known=known)
        await keep(self._bot, payloads)
        return InvokeAnswer(200, render.continue_with(task))

    async def _links(self, window: View | Form, person: PersonId) -> Mapping[str, str]:
        """Where the files of a window are fetched, and where those that a form asks for are handed in."""
        found = [part for part in window.parts if isinstance(part, Attachment)]
        if found:
            links = dict(await self._files.links(person, found))
        else:
            links = {}
        if isinstance(window, Form) and any(field.kind == "file" for field in window.fields):
            links |= await self._files.upload_links(person, window)
        return links

    async def told(self, message: Message, asker: Asker, person: PersonId) -> InvokeAnswer:
        """A refusal, as a dialog that only its reader sees."""
        return await self.show(
            View(title=NO, parts=(Prose(message.text),), buttons=message.buttons), asker, person
        )

    # Forms that were refused

    async def again(
        self, no: Refusal, meta: Metadata, answers: Answers, asker: Asker, person: PersonId
    ) -> InvokeAnswer:
        """The same form, with what is wrong beside its fields, and all that was typed.

        Where nobody knows the form any more, what was typed is shown, so that it can be copied.
        """
        form = await self._form(meta, asker, person)
        page = meta.page
        if form is None:
            return await self.show(_typed(no, answers), asker, person)
        here = {field.key for field in form.fields}
        errors = {key: text for key, text in no.errors.items() if key in here}
        typed = {key: answer for key, answer in answers.items() if key in here}
        form = replace(
            form, answers={**form.answers, **typed}, errors=errors, notice="" if errors else no.text
        )
        return await self.show(form, asker, person=person, opener=form.opener, page=page)

    async def _form(self, meta: Metadata, asker: Asker, person: PersonId) -> Form | None:
        """A form as it is now, else as it was drawn."""
        try:
            if person:
                form = await self._forms.afresh(person, meta)
            else:
                form = None
        except Refusal as no:
            log.info("a form is not there afresh", person=person, why=type(no).__name__)
        else:
            if form is not None:
                return form
        drawn = self._drawn.get(_key(asker, meta.action, meta.subject, meta.page))
        if drawn is not None or DRAWN not in meta.carries:
            return drawn
        try:
            return _FORM.validate_json(await fetched(self._bot, TOKEN + meta.carries[DRAWN]))
        except (Refusal, ValidationError):
            return None


def without_drawn(meta: Metadata) -> Metadata:
    """What a form knows of itself, as its step is to have it."""
    return replace(
        meta, carries={key: value for key, value in meta.carries.items() if not key.startswith(OWN)}
    )


def inbound(asker: Asker, meta: Metadata, answers: Answers) -> str:
    """The id by which a form is known that is sent again as it was: where its answer was lost, Teams leaves it open.

    Each sending has another id of Teams', so that what counts is the drawing, and what stands in it.
    """
    if ONCE not in meta.carries:
        return asker.inbound
    known = json.dumps(
        [asker.tenant, asker.user, meta.carries[ONCE], dict(answers)], sort_keys=True
    )
    return f"teams:{sha256(known.encode()).hexdigest()[:40]}"


def _put_away(form: Form, payloads: Payloads) -> str:
    """Keep a form, sealed, that cannot be made afresh; under which token."""
    return payloads.put_away(_FORM.dump_json(form).decode()).removeprefix(TOKEN)


def _key(asker: Asker, action: str, subject: Subject, page: int) -> WindowKey:
    return asker.tenant, asker.user, action, str(subject), page


def _typed(no: Refusal, answers: Answers) -> View:
    """What was typed into a form that is gone."""
    words = [text for answer in answers.values() if (text := _words(answer))]
    parts = [
        Prose(no.text),
        *(Prose(word, "" if at else "What you wrote") for at, word in enumerate(words)),
    ]
    return View(title=NO, parts=tuple(parts))


def _words(answer: Answer) -> str:
    if isinstance(answer, str) and " " in answer.strip():
        return answer.strip()
    return ""
