"""How an action finds its step, and the one place where it is performed: work opened, matter locked, audience checked."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from handlers.kit.turn import Moment, Turn
from handlers.kit.ui import Action, Button, Reply, reply_from, reply_json, says, within
from scheme.audience import Audience, may
from scheme.definition import Definition
from scheme.refusal import NotAllowed, Refusal
from storage import applications, ledger, matters, people
from storage.database import Database
from storage.work import Clash, Work

StepFunction = Callable[[Turn, Work], Awaitable[Reply]]
MomentFunction = Callable[[Moment, Work], Awaitable[None]]


@dataclass(frozen=True)
class Standing:
    """One thing on somebody's home: where they stand, and the next thing to do (experience.md).

    `rank` orders them: 0 waits for the person, 1 is under way, 2 is an invitation. `by` is the date of the next thing.
    """

    headline: str
    text: str
    rank: int
    primary: Button | None = None
    others: tuple[Button, ...] = ()
    by: date | None = None


StandingFunction = Callable[[Turn, Work], Awaitable[list[Standing]]]


@dataclass(frozen=True)
class Step:
    """A registered step. `reads`: shows nothing confidential and changes nothing. `opens`: shows, and is audited.

    `starts`: may begin something in any scheme. `common`: is the same in every scheme.
    """

    run: StepFunction
    audience: Audience
    reads: bool = False
    opens: bool = False
    starts: bool = False
    common: bool = False


@dataclass
class Conversation:
    """A conversation: its steps, what it does when something falls due, and what it adds to somebody's home."""

    name: str
    steps: dict[str, Step] = field(default_factory=dict)
    moments: dict[str, MomentFunction] = field(default_factory=dict)
    standings: list[StandingFunction] = field(default_factory=list)

    def step(self, name: str, audience: Audience, **kinds: bool) -> Callable[[StepFunction], StepFunction]:
        """Register a step as "conversation.name", for an audience; `kinds` as `Step` has them."""

        def register(run: StepFunction) -> StepFunction:
            self.steps[f"{self.name}.{name}"] = Step(run, audience, **kinds)
            return run

        return register

    def when(self, kind: str, name: str) -> Callable[[MomentFunction], MomentFunction]:
        """Register what is done when `name` falls due for a matter of a kind ("application", "warn")."""

        def register(run: MomentFunction) -> MomentFunction:
            self.moments[f"{kind}.{name}"] = run
            return run

        return register

    def stands(self, run: StandingFunction) -> StandingFunction:
        """Register what this conversation adds to somebody's home."""
        self.standings.append(run)
        return run


class Unknown(Refusal):
    """A button of another day names a step that is gone."""

    def __init__(self) -> None:
        super().__init__("That button is from another day and does nothing now. Say hello to see how things stand.")


class Desk:
    """Where every action of every channel is performed."""

    def __init__(
        self, database: Database, definitions: Mapping[str, Definition], conversations: Iterable[Conversation]
    ) -> None:
        self.database = database
        self.definitions = definitions
        self.steps: dict[str, Step] = {}
        self.moments: dict[str, MomentFunction] = {}
        for conversation in conversations:
            self.steps.update(conversation.steps)
            self.moments.update(conversation.moments)

    async def perform(self, person_id: int, action: Action, now: datetime, inbound: str | None = None) -> Reply:
        """Perform an action of a person and return the reply, committed.

        `inbound` is the platform's id of what came in: a repeat gets the earlier reply. Raises `Refusal` when a rule
        says no; then nothing was changed.
        """
        for _ in range(4):
            step = self.steps.get(action.name)
            if step is None:
                raise Unknown
            try:
                reply = await self._attempt(step, person_id, action, now, inbound)
            except NotAllowed:
                await self._record_refusal(step, person_id, action, now)
                raise
            if reply.then is None:
                return reply
            # A step led to has an id of its own, so that a phrase that is sent again does not act again either.
            action, inbound = reply.then, inbound and f"{inbound}>"
        raise RuntimeError(f"{action.name} leads round in a circle")

    async def _attempt(self, step: Step, person_id: int, action: Action, now: datetime, inbound: str | None) -> Reply:
        try:
            return await self._perform(step, person_id, action, now, inbound)
        except Clash:
            # Somebody was quicker, perhaps the same press coming twice. Done again, the rules see what happened, and
            # say so better than the database can.
            return await self._perform(step, person_id, action, now, inbound)

    async def _perform(self, step: Step, person_id: int, action: Action, now: datetime, inbound: str | None) -> Reply:
        async with Work(self.database, self.definitions, now, writes=not step.reads) as work:
            keeps = inbound is not None and not (step.reads or step.opens)
            schemes = await self._schemes(work, step, person_id, action)
            found = await matters.find(work, action.subject, schemes[0] if len(schemes) == 1 else "")
            # Only now, with the root locked: the same press may have come a moment earlier and be just done.
            if keeps and inbound and (earlier := await ledger.earlier_reply(work, inbound, person_id)):
                return reply_from(earlier)
            if not found.scheme:
                return self._which_scheme(schemes, action)
            definition = self.definitions[found.scheme]
            duties = await people.duties(work, found.scheme, person_id)
            may(step.audience, person_id, duties, found.matter)
            person = await people.by_id(work, person_id)
            turn = Turn(definition, found, now, person, duties, action.name, action.answers)
            reply = await step.run(turn, work)
            if len(self.definitions) > 1:
                reply = within(reply, action.scheme if step.common else found.scheme)
            if not step.reads:
                await ledger.record(work, found.scheme, person_id, action.name, action.subject, "done")
            if keeps and inbound:
                await ledger.remember_inbound(work, inbound, person_id, reply_json(reply))
            return reply

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

    async def _record_refusal(self, step: Step, person_id: int, action: Action, now: datetime) -> None:
        async with Work(self.database, self.definitions, now) as work:
            schemes = await self._schemes(work, step, person_id, action)
            found = await matters.find(work, action.subject, schemes[0])
            await ledger.record(work, found.scheme, person_id, action.name, action.subject, "refused")
