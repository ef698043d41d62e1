"""The one place where every action of every channel is performed, and committed."""

import asyncio
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from handlers.desk import drafts, gate
from handlers.desk.errand import Course, Errand, NotShown, admitted
from handlers.desk.passage import ahead, take
from handlers.desk.rights import schemes_for
from handlers.kit.addressee import MAIL, Addressee, NobodyToTell, kind_and_id
from handlers.kit.catalogue import Catalogue, PlatformWords
from handlers.kit.conversation import Conversation
from handlers.kit.turn import Moment
from handlers.kit.ui import Action, Form, Message, Reply
from scheme.audience import NOTHING
from scheme.definition.definition import Definition
from scheme.forms.fields import Answers
from scheme.ids import PersonId
from scheme.pace import REFUSALS, TooMuch
from scheme.refusal import NotAllowed, Refusal
from scheme.subject import Subject
from storage import ledger, matters
from storage.engine.database import Database
from storage.kind import Found
from storage.many import apart
from storage.work import Busy, Clash, Fault, Unsure, Work


class Desk:
    """Performs actions, and makes what the Group's channel shows."""

    def __init__(
        self,
        database: Database,
        definitions: Mapping[str, Definition],
        conversations: Iterable[Conversation],
        platforms: Mapping[str, PlatformWords] | None = None,
    ) -> None:
        self.database = database
        self.definitions = definitions
        self.catalogue = Catalogue(conversations, platforms)
        self.steps = self.catalogue.steps
        self.moments = self.catalogue.moments
        self.drawn = self.catalogue.drawn
        self._thinking = (
            asyncio.Lock()
        )  # one at a time: what waits thinks of what the one before did

    async def make(self, recipient: str, name: str, note: str, now: datetime) -> Message:
        """What a group's channel shows under a name ("list", "application:17"), or a mail, as things stand.

        Raises `NobodyToTell` where it is for a reader who is none any more.
        """
        is_mail = recipient.startswith(MAIL)
        async with Work(self.database, self.definitions, now, writes=is_mail) as work:
            if is_mail:
                scheme = (await self._addressee(work, recipient)).scheme
            else:
                scheme = recipient.partition(":")[2]
            return await self._drawn(work, scheme, name, note)

    async def addressee(self, recipient: str, now: datetime) -> Addressee:
        """Whom "mail:approval:17" is for. Raises `NobodyToTell`."""
        async with Work(self.database, self.definitions, now, writes=False) as work:
            return await self._addressee(work, recipient)

    async def _addressee(self, work: Work, recipient: str) -> Addressee:
        kind, number = kind_and_id(recipient)
        found = None
        if kind in self.catalogue.addressees:
            found = await self.catalogue.addressees[kind](work, number)
        if found is None or found.scheme not in self.definitions:
            raise NobodyToTell
        return found

    async def _drawn(self, work: Work, scheme: str, name: str, note: str) -> Message:
        kind, _, about = name.partition(":")
        if about:
            found = await matters.find(work, Subject.read(name), scheme, weighs=False)
        else:
            found = Found(scheme, NOTHING)
        moment = Moment(
            definition=self.definitions[found.scheme],
            found=found,
            now=work.now,
            occasion=note,
            catalogue=self.catalogue,
        )
        return await self.drawn[kind](moment, work)

    async def perform(
        self, person_id: PersonId, action: Action, now: datetime, inbound: str | None = None
    ) -> Reply:
        """Perform an action of a person and return the reply, committed.

        `inbound` is the platform's id of what came in: a repeat gets the earlier reply. Raises `Refusal` when a rule says
        no; then nothing was changed, unless what is refused only shows something after a step that acted. Raises
        `NotShown` where that cannot be shown for another reason.
        """
        course = Course(
            Errand(person_id=person_id, action=gate.let_in(action), now=now, inbound=inbound)
        )
        reply = await self._unit(course)
        while reply.then is not None:
            course.errand = course.errand.led_on(reply)
            reply = await self._unit(course)
        return _with_opener(reply, course.errand.action)

    async def _unit(self, course: Course) -> Reply:
        """The reply of one unit of work, or what becomes of it where it is refused or fails."""
        try:
            return await self._attempt(course)
        except Refusal as no:
            return await self._refused(course, no)
        except Exception as fault:
            if course.saved:
                raise NotShown(course.errand) from fault
            raise

    async def _attempt(self, course: Course) -> Reply:
        """A unit of work, once more where that may help."""
        began = course.errand
        try:
            return await self._commit(course)
        except Clash:
            # Somebody was quicker, perhaps the same press coming twice. Done again, the rules see what happened, and
            # say so better than the database can.
            course.errand = began
            return await self._commit(course)
        except Unsure:
            if began.inbound is None or not admitted(self.steps, began.action).acts:
                raise
            # Its inbound id was kept with it, or neither was: a repeat gets the earlier reply, or does it now.
            course.errand = began
            try:
                return await self._commit(course)
            except (Busy, Fault):
                raise Unsure from None

    async def _commit(self, course: Course) -> Reply:
        """Steps that act are committed together with those they lead to, and what is shown together is read together.

        What a step that acts leads to and only shows something is for a unit of its own, outside the write lock, in which
        rights are asked of the very reading that is shown.
        """
        step = admitted(self.steps, course.errand.action)
        if step.thinks is None:
            return await self._together(course, acts=step.acts)
        async with self._thinking:
            await self._think(course)
            return await self._together(course, acts=True)

    async def _think(self, course: Course) -> None:
        """What a step has to think about, from what is so now, while nothing of the database is held."""
        errand = course.errand
        async with Work(self.database, self.definitions, errand.now, writes=False) as work:
            think = await ahead(self.catalogue, errand, work)
        if think is not None:
            course.errand = replace(errand, thought=await apart(think))

    async def _together(self, course: Course, *, acts: bool) -> Reply:
        async with Work(self.database, self.definitions, course.errand.now, writes=acts) as work:
            reply = await take(self.catalogue, course.errand, work)
            while reply.then is not None and self._is_of_one(reply.then, acts=acts):
                course.errand = course.errand.led_on(reply)
                await work.flush()  # before the next root is read and locked
                reply = await take(self.catalogue, course.errand, work)
        course.saved = course.saved or acts
        return reply

    def _is_of_one(self, action: Action, *, acts: bool) -> bool:
        """Whether what a step leads to belongs to its own unit: not what has to think first."""
        step = admitted(self.steps, action)
        return step.acts == acts and step.thinks is None

    async def _refused(self, course: Course, no: Refusal) -> Reply:
        """What is done instead; raises the refusal where that is nothing."""
        errand = course.errand
        match no:
            case NotAllowed():
                await self._record(errand)
            case TooMuch():
                await self._keep_typed(errand)
            case Busy() | Clash() | Fault():
                if course.saved:
                    raise NotShown(errand) from no
            case _:
                if (instead := errand.instead(no)) is not None:
                    return instead
        raise no

    async def _record(self, errand: Errand) -> None:
        """Somebody took what is not for them: into the audit log, as long as it does not fill it."""
        action = errand.action
        step = admitted(self.steps, errand.action)
        async with Work(self.database, self.definitions, errand.now) as work:
            if await ledger.free_at(
                work, REFUSALS, person_id=errand.person_id, action=action.name, outcome="refused"
            ):
                return  # enough of them are written down; the figures count every one
            schemes = await schemes_for(work, step, errand.person_id, action)
            scheme = schemes.keys[0]  # not its own, which may not be told
            behalf = errand.caller or None
            await ledger.record(
                work,
                scheme,
                person_id=errand.person_id,
                action=action.name,
                subject=action.subject,
                outcome="refused",
                behalf=behalf,
            )

    async def _keep_typed(self, errand: Errand) -> None:
        """What has to wait is not lost: the form is made anew, with its rights, and what was typed is kept as its draft."""
        action = errand.action
        person_id = errand.person_id
        now = errand.now
        if action.opener is None:
            return
        with suppress(Refusal):
            form = (await self.perform(person_id, action.opener, now)).window
            if isinstance(form, Form) and form.action == action.name:
                await self.keep(
                    person_id, form, answers=dict(action.answers), carries=form.carries, now=now
                )

    async def keep(
        self,
        person_id: PersonId,
        form: Form,
        answers: Answers,
        carries: Mapping[str, str],
        now: datetime,
    ) -> None:
        """Keep what was typed into a form so far, for when it opens again. A form that says not what opened it is lost.

        Of `form`, only its title, its action and subject, what opened it and whether it is private are looked at.
        """
        form = gate.of_form(form)
        opener = form.opener
        if opener is None or form.action not in self.steps or opener.name not in self.steps:
            raise gate.Unknown
        if opener.scheme not in self.definitions:
            raise gate.Unknown
        async with Work(self.database, self.definitions, now) as work:
            await drafts.keep(
                work,
                person_id,
                opener=opener,
                form=form,
                answers=gate.answers(answers),
                carries=gate.texts(carries),
            )


def _with_opener(reply: Reply, action: Action) -> Reply:
    """A reply whose window says what opens it again, for a channel that cannot open one just now."""
    if reply.window is None or reply.opener is not None:
        return reply
    return replace(reply, opener=action)
