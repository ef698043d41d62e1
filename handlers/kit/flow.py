"""How an action finds its step, and the one place where it is performed: work opened, matter locked, audience checked."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial

from handlers.kit import by_phone, drafts, gate
from handlers.kit.catalogue import Catalogue
from handlers.kit.conversation import Conversation, Step
from handlers.kit.turn import Moment, Turn
from handlers.kit.ui import Action, Button, Form, Message, Reply, reply_from, reply_json, says, within
from scheme.audience import NOTHING, Audience, closed, covers, may, may_know
from scheme.definition.definition import Definition
from scheme.forms.fields import Answers
from scheme.meeting.appointment import spoken_at
from scheme.pace import REFUSALS, Pace, TooMuch
from scheme.people import Person
from scheme.refusal import Gone, NotAllowed, NotYours, Refusal
from storage import applications, files, ledger, matters, parties, people
from storage.engine.database import Database
from storage.matters import Found
from storage.work import Busy, Clash, Fault, Unsure, Work


async def _must_keep_pace(turn: Turn, work: Work, pace: Pace) -> None:
    """Raises `TooMuch` when the person has taken this step as often as one may (R13.6)."""
    again = await ledger.free_at(work, pace, turn.person.id, turn.action)
    if again is None:
        return
    contact, at = turn.definition.help[0], spoken_at(again, turn.person.zone)
    raise TooMuch(
        f"That was a lot in a short time, so this one waits. Whatever you typed is kept, and nothing is lost. {contact.name} "
        f"is glad to help meanwhile: {contact.email or contact.phone}. You can go on here from {at}."
    )


class Desk:
    """Where every action of every channel is performed."""

    def __init__(
        self, database: Database, definitions: Mapping[str, Definition], conversations: Iterable[Conversation]
    ) -> None:
        self.database = database
        self.definitions = definitions
        self.catalogue = Catalogue(conversations)
        self.steps = self.catalogue.steps
        self.moments = self.catalogue.moments
        self.made = self.catalogue.made

    async def make(self, recipient: str, name: str, note: str, now: datetime) -> Message:
        """What a group's channel shows under a name ("list", "application:17"), as things stand."""
        scheme, (kind, about, _) = recipient.partition(":")[2], name.partition(":")
        async with Work(self.database, self.definitions, now, writes=False) as work:
            found = await matters.find(work, name, scheme, weighs=False) if about else Found(scheme, NOTHING)
            return await self.made[kind](Moment(self.definitions[found.scheme], found, now, occasion=note), work)

    async def perform(self, person_id: int, action: Action, now: datetime, inbound: str | None = None) -> Reply:
        """Perform an action of a person and return the reply, committed.

        `inbound` is the platform's id of what came in: a repeat gets the earlier reply. Raises `Refusal` when a rule
        says no; then nothing was changed.
        """
        action = gate.let_in(action)
        otherwise: Action | None = None
        caller = 0  # for whom it is done, where a step led to it for somebody who phones
        for _ in range(4):
            step = self.steps.get(action.name)
            if step is None:
                raise gate.Unknown
            step.must_be_about(action.subject)
            try:
                reply = await self._attempt(step, person_id, action, now, inbound, caller)
            except NotAllowed:
                await self._record_refusal(step, person_id, action, now, caller)
                raise
            except TooMuch:
                await self._keep_typed(person_id, action, now)
                raise
            except Refusal as no:
                if otherwise is None or isinstance(no, Busy | Clash | Fault):
                    raise
                told: Answers = {"text": no.text, "errors": list(no.errors)}
                reply = Reply(then=replace(otherwise, answers={**otherwise.answers, **told}))
            if reply.then is None:
                return replace(reply, opener=reply.opener or action) if reply.window else reply
            otherwise, caller = reply.otherwise, reply.behalf or caller
            # A step led to has an id of its own, so that a phrase that is sent again does not act again either.
            action, inbound = reply.then, inbound and f"{inbound}>"
        raise RuntimeError(f"{action.name} leads round in a circle")

    async def _attempt(
        self, step: Step, person_id: int, action: Action, now: datetime, inbound: str | None, caller: int
    ) -> Reply:
        try:
            return await self._perform(step, person_id, action, now, inbound, caller)
        except Clash:
            # Somebody was quicker, perhaps the same press coming twice. Done again, the rules see what happened, and
            # say so better than the database can.
            return await self._perform(step, person_id, action, now, inbound, caller)
        except Unsure:
            if inbound is None or step.reads or step.opens:
                raise
            # Its inbound id was kept with it, or neither was: a repeat gets the earlier reply, or does it now.
            try:
                return await self._perform(step, person_id, action, now, inbound, caller)
            except (Busy, Fault):
                raise Unsure from None

    async def _perform(
        self, step: Step, person_id: int, action: Action, now: datetime, inbound: str | None, caller: int
    ) -> Reply:
        async with Work(self.database, self.definitions, now, writes=step.kind == "acts") as work:
            keeps = inbound is not None and step.kind == "acts"
            schemes = await self._schemes(work, step, person_id, action)
            try:
                weighs = step.audience.weighs or bool(caller)
                one = schemes[0] if len(schemes) == 1 else ""
                found = await self._find(work, step, action.subject, caller or person_id, one, weighs=weighs)
            except (Gone, NotAllowed):
                # What the first of two same presses was about may be gone by what it did.
                if keeps and inbound and (earlier := await self._earlier(work, inbound, person_id)):
                    return earlier
                raise
            # Only now, with the root locked: the same press may have come a moment earlier and be just done.
            if keeps and inbound and (earlier := await self._earlier(work, inbound, person_id)):
                return earlier
            if not found.scheme:
                return self._which_scheme(schemes, action)
            definition = self.definitions[found.scheme]
            person, duties = await people.with_duties(work, found.scheme, person_id)
            if caller:
                return await self._by_phone(
                    step, person, duties, caller, action, found, work, inbound if keeps else None
                )
            may(step.audience_for(action.subject), person_id, duties, found.matter)
            turn = Turn(definition, found, now, person, duties, action.name, action.answers, catalogue=self.catalogue)
            turn = replace(turn, leads=partial(self._lead, turn))
            if step.kind == "acts":
                await _must_keep_pace(turn, work, step.pace)
            reply = await self._with_drafts(turn, work, action, await step.run(turn, work))
            if len(self.definitions) > 1:
                reply = within(reply, action.scheme if step.common else found.scheme)
            await self._record(step, work, found.scheme, person_id, action, reply.behalf)
            if keeps and inbound:
                await self._remember(work, inbound, person_id, action, reply)
            return reply

    async def _find(
        self, work: Work, step: Step, subject: str, person_id: int, scheme: str, *, weighs: bool = True
    ) -> Found:
        """What an action is about, for whoever may know of it.

        Before it is looked up, whoever holds no duty that opens the step must have a part in that very thing. So what is
        not there and what is not theirs are refused in the same words, by the same statements (R8.4, R11.3).
        """
        if subject:
            await self._must_reach(work, step.audience_for(subject), subject, person_id)
        found = await matters.find(work, subject, scheme, weighs=weighs)
        may_know(person_id, found.matter)
        return found

    async def _must_reach(self, work: Work, audience: Audience, subject: str, person_id: int) -> None:
        handled = matters.kind_of(subject) in matters.HANDLED
        duties = await people.duties_by_scheme(work, person_id)
        covered = [key for key in self.definitions if covers(audience, duties.get(key, ()), handled=handled)]
        if len(covered) == len(self.definitions):
            return
        if not await parties.within_reach(work, subject, person_id, covered):
            raise NotYours if covered and not handled else closed(audience, handled=handled)

    @staticmethod
    async def _record(step: Step, work: Work, scheme: str, person_id: int, action: Action, caller: int = 0) -> None:
        """Audit what was done, and what is about to be shown: without its line nobody gets to see it (R11.2)."""
        if step.kind != "reads":
            name, subject, behalf = action.name, action.subject, caller or None
            await work.note(lambda work: ledger.record(work, scheme, person_id, name, subject, "done", behalf=behalf))

    @staticmethod
    async def _earlier(work: Work, inbound: str, person_id: int) -> Reply | None:
        earlier = await ledger.earlier_reply(work, inbound, person_id)
        return None if earlier is None else reply_from(earlier) if earlier else Reply()

    @staticmethod
    async def _remember(work: Work, inbound: str, person_id: int, action: Action, reply: Reply) -> None:
        form = reply.window
        if isinstance(form, Form) and form.private and form.answers:
            # Answers of a survey must be linked to nobody once it closes, and a kept reply lasts longer (R7.5).
            if form.action == action.name:  # it came back, so nothing was done: a repeat gets it again
                await ledger.let_go(work, inbound)
                return
            reply = replace(reply, window=replace(form, answers={}))
        if reply != Reply():  # that it came is noted already, and an empty reply need not be kept
            await ledger.remember_inbound(work, inbound, person_id, reply_json(reply))

    async def _by_phone(
        self, step: Step, person: Person, duties: frozenset[str], caller: int, action: Action, found: Found, work: Work,
        inbound: str | None,
    ) -> Reply:  # fmt: skip
        """An administrator does for a caller what the caller could do: both audiences are asked, both are recorded."""
        by_phone.must_be_by_phone(action.name, self.catalogue)
        may(Audience.ADMINISTRATOR, person.id, duties, found.matter)
        may(step.audience_for(action.subject), caller, (), found.matter)
        whom = await people.by_id(work, caller)
        if step.kind == "acts":
            await files.hand_over(work, person.id, whom.id, action.answers)
        turn = Turn(
            self.definitions[found.scheme],
            found,
            work.now,
            whom,
            frozenset(),
            action.name,
            action.answers,
            catalogue=self.catalogue,
        )
        turn = replace(turn, leads=partial(self._lead, turn))
        reply = await step.run(turn, work)
        if action.answers and not (isinstance(reply.window, Form) or self._only_shows(action.name)):
            await drafts.sent(work, caller, action)  # what the caller had begun of it themselves is settled as well
        await by_phone.note(turn, work, person, reply)
        reply = by_phone.for_caller(reply, turn)
        await self._record(step, work, found.scheme, person.id, action, caller)
        if inbound:
            await self._remember(work, inbound, person.id, action, reply)
        return reply

    async def _lead(self, leader: Turn, work: Work, action: Action) -> Reply:
        """What a step that opens something shows, within another step's transaction and with its own audience."""
        for _ in range(4):
            step = self.steps.get(action.name)
            if step is None or not (step.reads or step.opens):
                raise gate.Unknown
            step.must_be_about(action.subject)
            person, scheme = leader.person, action.scheme or leader.definition.key
            found = await self._find(work, step, action.subject, person.id, scheme)
            definition = self.definitions[found.scheme]
            duties = await people.duties(work, found.scheme, person.id)
            may(step.audience_for(action.subject), person.id, duties, found.matter)
            turn = Turn(
                definition, found, leader.now, person, duties, action.name, action.answers, catalogue=self.catalogue
            )
            reply = await self._with_drafts(turn, work, action, await step.run(turn, work))
            await self._record(step, work, found.scheme, person.id, action)
            if reply.then is None:
                return reply
            action = reply.then
        raise RuntimeError(f"{action.name} leads round in a circle")

    async def _with_drafts(self, turn: Turn, work: Work, action: Action, reply: Reply) -> Reply:
        """A form is shown as it was left; one that was sent and taken is nothing to go on with any more (R2.9)."""
        if isinstance(reply.window, Form):
            chat = "ask.begin" in self.steps
            return replace(reply, window=await drafts.laid_over(turn, work, reply.window, action, chat=chat))
        if action.opener or (action.answers and not self._only_shows(action.name)):
            await work.note(partial(drafts.sent, person_id=turn.person.id, action=action))
        return reply

    async def _keep_typed(self, person_id: int, action: Action, now: datetime) -> None:
        """What has to wait is not lost: the form is made anew, with its rights, and what was typed is kept as its draft."""
        if action.opener is None:
            return
        with suppress(Refusal):
            form = (await self.perform(person_id, action.opener, now)).window
            if isinstance(form, Form) and form.action == action.name:
                await self.keep(person_id, form, dict(action.answers), form.carries, now)

    def _only_shows(self, name: str) -> bool:
        return self.steps[name].reads or self.steps[name].opens

    async def keep(
        self, person_id: int, form: Form, answers: Answers, carries: Mapping[str, str], now: datetime
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
            await drafts.keep(work, person_id, opener, form, gate.answers(answers), gate.texts(carries))

    async def _schemes(self, work: Work, step: Step, person_id: int, action: Action) -> Sequence[str]:
        """The schemes an action may be about: one when it says so, or when the person takes part in no other (R1.3)."""
        every = list(self.definitions)
        if action.scheme in every:
            return [action.scheme]
        if len(every) == 1 or step.starts:
            return every
        theirs = await applications.schemes_of(work, person_id)
        ours = [key for key in every if key in theirs] or every
        return ours[:1] if step.common else ours

    def _which_scheme(self, schemes: Iterable[str], action: Action) -> Reply:
        buttons = [
            Button(self.definitions[key].name, action.name, answers=action.answers, scheme=key) for key in schemes
        ]
        return says("Which scheme is this about?", *buttons)

    async def _record_refusal(self, step: Step, person_id: int, action: Action, now: datetime, caller: int) -> None:
        async with Work(self.database, self.definitions, now) as work:
            if await ledger.free_at(work, REFUSALS, person_id, action.name, "refused"):
                return  # enough of them are written down; the figures count every one
            scheme = (await self._schemes(work, step, person_id, action))[0]  # not its own, which may not be told
            behalf = caller or None
            await ledger.record(work, scheme, person_id, action.name, action.subject, "refused", behalf=behalf)
