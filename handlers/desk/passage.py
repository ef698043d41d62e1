"""One errand through one step: what it is about is found, rights are asked, the step is run, what came of it is kept."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from handlers.desk import by_phone, drafts, gate, rights
from handlers.desk.errand import MOST_STEPS, Circle, Errand, admitted
from handlers.desk.way_on import with_way_on
from handlers.kit.catalogue import Catalogue
from handlers.kit.conversation import Step
from handlers.kit.turn import Turn
from handlers.kit.ui import (
    Action,
    Button,
    Form,
    Message,
    Reply,
    message_from,
    reply_for,
    reply_from,
    reply_json,
    says,
    within,
)
from scheme.audience import Audience, may
from scheme.day_order import DayOrder
from scheme.ids import NOBODY, PersonId
from scheme.people import Person
from scheme.refusal import Gone, NotAllowed, Refusal
from storage import files, ledger, people
from storage.kind import Found
from storage.letters import MADE, PERSONS
from storage.work import Work


async def take(catalogue: Catalogue, errand: Errand, work: Work) -> Reply:
    """Take one step for a person, or for somebody who phones, within a unit of work."""
    kind = ByPhone if errand.caller else Passage
    step = admitted(catalogue.steps, errand.action)
    return await kind(catalogue=catalogue, step=step, errand=errand, work=work).through()


async def ahead(catalogue: Catalogue, errand: Errand, work: Work) -> Callable[[], object] | None:
    """What a step thinks about before it is taken, for whoever may take it now.

    None where the unit itself has an earlier reply, or says why not: a reading can't note what came in.
    """
    step = admitted(catalogue.steps, errand.action)
    passage = Passage(catalogue=catalogue, step=step, errand=errand, work=work)
    try:
        return await passage.ahead()
    except Refusal:
        return None


@dataclass(frozen=True, kw_only=True)
class Passage:
    """An errand on its way through its step: four stages, one after another. The reply is not committed yet."""

    catalogue: Catalogue  # every step there is
    step: Step
    errand: Errand
    work: Work  # open until the reply is committed

    async def through(self) -> Reply:
        """The reply of the step, or the one that was given when the same came before."""
        schemes = await rights.schemes_for(self.work, self.step, self.errand.person_id, self.action)
        try:
            found = await self.find(schemes)
        except (Gone, NotAllowed):
            # What the first of two same presses was about may be gone by what it did.
            if (earlier := await self.earlier()) is not None:
                return earlier
            raise
        # Only now, with the root locked: the same press may have come a moment earlier and be just done.
        if (earlier := await self.earlier()) is not None:
            return earlier
        if not found.scheme:
            return self.which(schemes)
        turn = self.across(await self.allow(found), schemes)
        order = await self.order_of_reader(found.scheme)
        try:
            reply = await self.run(turn)
        except Refusal as no:
            no.put_in_order(order)
            raise
        await self.keep(turn, reply)
        return reply_for(reply, order)

    async def ahead(self) -> Callable[[], object] | None:
        """What is to be thought first; nothing where several schemes may be meant."""
        if self.step.thinks is None:
            return None
        schemes = await rights.schemes_for(self.work, self.step, self.errand.person_id, self.action)
        found = await self.find(schemes)
        if not found.scheme:
            return None
        return await self.step.thinks(await self.allow(found), self.work)

    @property
    def action(self) -> Action:
        """What is asked for."""
        return self.errand.action

    @property
    def inbound(self) -> str | None:
        """The id by which a repeat is known; None where nothing is done that must not be done again."""
        if self.step.acts:
            return self.errand.inbound or None
        return None

    async def earlier(self) -> Reply | None:
        """The reply that this very errand had before; None when it is new."""
        if self.inbound is None:
            return None
        kept = await ledger.earlier_reply(self.work, self.inbound, self.errand.person_id)
        if kept is None:
            return None
        if kept:
            return reply_for(reply_from(kept), await self.order_of_reader())
        return Reply()

    async def order_of_reader(self, scheme: str = "") -> DayOrder:
        """In which order whoever acts reads day and month: their own, else that of the scheme, or of the first there is."""
        reader = await people.by_id(self.work, self.errand.person_id)
        known = self.work.definitions
        return reader.day_order(known[scheme or next(iter(known))].region)

    def which(self, schemes: rights.Schemes) -> Reply:
        """Asks which of several schemes is meant."""
        action = self.action
        known = self.work.definitions
        buttons = [
            Button(label=known[key].name, action=action.name, answers=action.answers, scheme=key)
            for key in schemes.keys
        ]
        return says("Which scheme is this about?", *buttons)

    # The stages

    async def find(self, schemes: rights.Schemes) -> Found:
        """What it is about, locked; its scheme is "" where several may be meant. Raises `Gone` or `NotAllowed`."""
        scheme = schemes.meant_by(self.step)
        weighs = self.step.audience.weighs
        return await rights.find(
            self.work,
            self.step,
            self.action.subject,
            self.errand.person_id,
            scheme=scheme,
            weighs=weighs,
        )

    async def allow(self, found: Found) -> Turn:
        """The turn of whoever may take the step now. Raises `NotAllowed` or `TooMuch`."""
        person, duties = await people.with_duties(self.work, found.scheme, self.errand.person_id)
        may(self.step.audience_for(self.action.subject), person.id, duties, found.matter)
        turn = self.turn(found, person, duties)
        if self.step.acts:
            await rights.must_keep_pace(turn, self.work, self.step.pace)
        return turn

    def across(self, turn: Turn, schemes: rights.Schemes) -> Turn:
        """The turn, in all the schemes it may be about where its step spans them."""
        if self.step.spans_schemes:
            return replace(turn, schemes=schemes.keys)
        return turn

    async def run(self, turn: Turn) -> Reply:
        """What the step replies, its form as it was left, its buttons within the scheme."""
        reply = await self.step.run(turn, self.work)
        reply = await with_drafts(turn, self.work, self.action, reply)
        if not self.step.talks:
            reply = with_way_on(reply)
        if self.step.acts and reply == Reply():
            reply = Reply(cards=self._cards())
        if len(self.work.definitions) > 1:
            here = self.action.scheme if self.step.spans_schemes else turn.definition.key
            reply = within(reply, here)
        return reply

    def _cards(self) -> tuple[Message, ...]:
        """What was posted into the person's own chat, for a window that says what came of a press in it."""
        bodies = self.work.letters.to(f"{PERSONS}{self.errand.person_id}")
        return tuple(message_from(body) for body in bodies if not body.startswith(MADE))

    async def keep(self, turn: Turn, reply: Reply) -> None:
        """Audit what was done, and keep the reply for a repeat."""
        await audit(
            self.step, turn, self.work, person_id=self.errand.person_id, behalf=reply.behalf
        )
        if self.inbound is not None:
            await self.remember(self.inbound, reply)

    # What they share

    def turn(self, found: Found, person: Person, duties: frozenset[str]) -> Turn:
        """Who does it, to what, when."""
        definition = self.work.definitions[found.scheme]
        action = self.action
        turn = Turn(
            definition=definition,
            found=found,
            now=self.errand.now,
            person=person,
            duties=duties,
            action=action.name,
            answers=action.answers,
            opener=action.opener,
            catalogue=self.catalogue,
            schemes=(found.scheme,),
            thought=self.errand.thought,
        )
        return replace(turn, show_step=partial(lead, turn))

    async def remember(self, inbound: str, reply: Reply) -> None:
        """Keep the reply to what came in, without answers that must be linked to nobody."""
        form = reply.window
        if isinstance(form, Form) and form.private and form.answers:
            # Answers of a survey must be linked to nobody once it closes, and a kept reply lasts longer (R7.5).
            if (
                form.action == self.action.name
            ):  # it came back, so nothing was done: a repeat gets it again
                await ledger.let_go(self.work, inbound)
                return
            reply = replace(reply, window=replace(form, answers={}))
        if reply != Reply():  # that it came is noted already, and an empty reply need not be kept
            await ledger.remember_inbound(
                self.work, inbound, self.errand.person_id, reply_json(reply)
            )


class ByPhone(Passage):
    """An administrator does for a caller what the caller could do: both audiences are asked, both are recorded."""

    async def find(self, schemes: rights.Schemes) -> Found:
        """What it is about, for the caller, in one scheme: an administrator of one learns nothing of another."""
        scheme = schemes.keys[0] if len(schemes.keys) == 1 else ""
        return await rights.find(
            self.work, self.step, self.action.subject, self.errand.caller, scheme=scheme
        )

    async def allow(self, found: Found) -> Turn:
        """The caller's turn, without any duty of theirs."""
        errand = self.errand
        person, duties = await people.with_duties(self.work, found.scheme, errand.person_id)
        by_phone.must_be_by_phone(self.action.name, self.catalogue)
        may(Audience.ADMINISTRATOR, person.id, duties, found.matter)
        may(self.step.audience_for(self.action.subject), errand.caller, (), found.matter)
        caller = await people.by_id(self.work, errand.caller)
        return self.turn(found, caller, frozenset())

    def across(self, turn: Turn, schemes: rights.Schemes) -> Turn:
        """The turn as it is."""
        return turn

    async def run(self, turn: Turn) -> Reply:
        """What the step replies to the caller, as the administrator sees it; the caller is told of what was done."""
        action = self.action
        caller = turn.person
        if self.step.acts:
            await files.hand_over(self.work, self.errand.person_id, caller.id, action.answers)
        reply = await self.step.run(turn, self.work)
        if action.answers and self.step.acts and not isinstance(reply.window, Form):
            await drafts.sent(
                self.work, caller.id, action
            )  # what they had begun of it themselves is settled as well
        administrator = await people.by_id(self.work, self.errand.person_id)
        await by_phone.note(turn, self.work, administrator, reply)
        return by_phone.for_caller(reply, turn)

    async def keep(self, turn: Turn, reply: Reply) -> None:
        """Audit what was done, and for whom."""
        await audit(
            self.step, turn, self.work, person_id=self.errand.person_id, behalf=self.errand.caller
        )
        if self.inbound is not None:
            await self.remember(self.inbound, reply)


async def lead(leader: Turn, work: Work, action: Action) -> Reply:
    """What a step that opens something shows, within another step's transaction and with its own audience."""
    for _ in range(MOST_STEPS):
        step = admitted(leader.catalogue.steps, action)
        if step.acts:
            raise gate.Unknown
        person = leader.person
        scheme = action.scheme or leader.definition.key
        found = await rights.find(work, step, action.subject, person.id, scheme=scheme)
        duties = await people.duties(work, found.scheme, person.id)
        may(step.audience_for(action.subject), person.id, duties, found.matter)
        definition = work.definitions[found.scheme]
        turn = Turn(
            definition=definition,
            found=found,
            now=leader.now,
            person=person,
            duties=duties,
            action=action.name,
            answers=action.answers,
            catalogue=leader.catalogue,
            schemes=(found.scheme,),
        )
        reply = await with_drafts(turn, work, action, await step.run(turn, work))
        await audit(step, turn, work, person_id=person.id)
        if reply.then is None:
            return reply
        action = reply.then
    raise Circle(f"{action.name} leads round in a circle")


async def with_drafts(turn: Turn, work: Work, action: Action, reply: Reply) -> Reply:
    """A form is shown as it was left; one that was sent and taken is nothing to go on with any more (R2.9)."""
    if isinstance(reply.window, Form):
        chat = "ask.begin" in turn.catalogue.steps
        return replace(
            reply, window=await drafts.laid_over(turn, work, reply.window, action, chat=chat)
        )
    if action.opener or (action.answers and turn.catalogue.steps[action.name].acts):
        await work.note(partial(drafts.sent, person_id=turn.person.id, action=action))
    return reply


async def audit(
    step: Step, turn: Turn, work: Work, *, person_id: PersonId, behalf: PersonId = NOBODY
) -> None:
    """Audit what was done, and what is about to be shown: without its line nobody gets to see it (R11.2)."""
    if step.kind == "reads":
        return
    scheme = turn.definition.key
    name = turn.action
    subject = turn.subject
    await work.note(
        lambda work: ledger.record(
            work,
            scheme,
            person_id=person_id,
            action=name,
            subject=subject,
            outcome="done",
            behalf=behalf or None,
        )
    )
