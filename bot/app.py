"""Assembles all: settings, schemes, database, conversations, channels, delivery, ticks."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from time import perf_counter

import structlog

from bot import platforms
from bot.aligning import Aligning
from bot.channel import Channel, DeliveryProblem
from bot.clearing import Clearing
from bot.clock import Clock
from bot.delivery import Delivery
from bot.figuring import Figuring
from bot.keeping import WriteProbe
from bot.mail.declared import MAIL
from bot.metrics import ACTIONS, DUE, GIVEN_UP, SECONDS, SET_ASIDE, WAITING
from bot.readiness import Readiness
from bot.settings import Settings
from bot.timekeeping import Timekeeper
from handlers import CONVERSATIONS
from handlers.accounts import by_mail
from handlers.accounts.undelivered import undelivered
from handlers.desk.desk import Desk
from handlers.desk.errand import NotShown
from handlers.home.alarm import alarm
from handlers.kit.addressee import NobodyToTell, kind_and_id
from handlers.kit.ui import Action, Form, Message, Reply
from handlers.safety import danger
from handlers.safety.urgent import Alarm
from scheduler.sweep import next_due, sweep, take_up
from scheduler.ticks import Ticks
from scheme.definition.definition import Definition
from scheme.forms.fields import FileField
from scheme.ids import PersonId
from scheme.refusal import Gone, NotAllowed, Refusal
from storage import awareness, drafts, files, ledger, outbox
from storage.engine.checkpoint import empty_log
from storage.engine.database import Database, code_of
from storage.letters import PERSONS
from storage.member import proofs
from storage.outbox import Letter
from storage.platforms import payload_store
from storage.web import links, sessions, sign_ins, tries
from storage.work import Busy, Clash, Fault, Work

log = structlog.get_logger("bot")

KEPT_REPLIES = timedelta(days=2)
FORGETS = timedelta(minutes=10)  # how often what is past its time is looked for
KEPT_CARRIED = timedelta(days=7)  # what a button or a window could not hold itself
KEPT_SIGN_INS = timedelta(minutes=20)  # as long as the mail is good for
KEPT_TRIES = timedelta(days=1)
KEPT_LINKS = timedelta(days=30)  # so that whoever presses an old one is told why it does nothing
KEPT_FILES = timedelta(days=30)  # what was handed in and never sent
KEPT_DRAFTS = timedelta(
    days=180
)  # a round later its questions have changed, and nobody expects to find it any more
TRIES = 5  # to empty the log while others read; then the next tick tries again
PAUSE = 0.5  # seconds between them
PATIENCE = 5.0  # seconds that a delivery has to break off in, at the end


def nobody_reads(person_id: int) -> bool:
    """Whether somebody has the page open just now: without pages, nobody has."""
    return False


class Trouble(Refusal):
    """Something unforeseen went wrong; nothing was saved, and the person is told so."""

    def __init__(self) -> None:
        super().__init__(
            "Something went wrong on our side, so nothing was saved. Please try again in a few minutes."
        )


@dataclass(kw_only=True)
class Bot:
    """The running bot, shared by its channels."""

    settings: Settings
    database: Database
    definitions: Mapping[str, Definition]  # by the key of their scheme
    clock: Clock = field(default_factory=Clock)
    channels: list[Channel] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.desk = Desk(self.database, self.definitions, CONVERSATIONS, platforms.WORDS)
        self.desk.catalogue.site = self.settings.url
        self.is_reading: Callable[[int], bool] = nobody_reads
        self.following = Following(self)
        self.delivery = Delivery(
            self.database,
            self.definitions,
            self.channels,
            make=self._make,
            aftermath=self.following,
        )
        self.ticks = Ticks()
        self.readiness = Readiness()
        self.readiness.ask("database", WriteProbe(self.database).look)
        self.timekeeper = Timekeeper(self.database, self.definitions)
        self.readiness.ask("clock", self.timekeeper.doubts)
        self.aligning = Aligning(self.database, self.definitions, self.clock)
        self.figuring = Figuring(self.database, self.definitions, self.clock)
        self.clearing = Clearing(self.database, self.definitions, self.clock)
        self._tasks: list[asyncio.Task[None]] = []
        self._forgot_at: datetime | None = None

    def work(self, *, writes: bool = True) -> Work:
        """A unit of work at the present moment."""
        return Work(self.database, self.definitions, self.clock.now(), writes=writes)

    def alarm(self, *texts: str, platform: str = "", workspace: str = "") -> Alarm | None:
        """What to say at once to whoever typed these texts, where they speak of danger (R13.5).

        Asked for before it is known who that is, and before anything is opened, written or logged; never raises. Where a
        workspace is let in, its schemes' contacts are named, else those of all.
        """
        every = self.definitions.values()
        here = [definition for definition in every if definition.workspace(platform, workspace)]
        return alarm(here or every, *texts)

    async def act(self, person_id: PersonId, action: Action, inbound: str | None = None) -> Reply:
        """Perform a person's action, for any channel. Raises `Refusal`, whose text is what the person is told."""
        start = perf_counter()
        outcome = "done"
        try:
            return await self.desk.perform(person_id, action, self.clock.now(), inbound)
        except NotAllowed:
            outcome = "not allowed"
            raise
        except NotShown as half:
            outcome = "failed"
            _log_fault(action, half.__cause__ or half)
            return half.reply
        except Refusal as no:
            if isinstance(no, Busy | Fault):
                outcome = "failed"
            else:
                outcome = "refused"
            if isinstance(no, Fault):
                _log_fault(action, no.__cause__ or no)
            if isinstance(no, Clash):
                log.warning(
                    "clash", action=action.name, subject=_subject(action), constraint=no.constraint
                )
            raise
        except Exception as error:
            outcome = "failed"
            _log_fault(action, error)
            raise Trouble from error
        finally:
            seconds = perf_counter() - start
            step = self.desk.steps.get(action.name)
            kind = step.kind if step else "unknown"
            ACTIONS.labels(kind, outcome).inc()
            SECONDS.labels(kind).observe(seconds)
            log.info(
                "action",
                person=person_id,
                action=action.name if step else "unknown",
                subject=_subject(action),
                outcome=outcome,
                ms=round(seconds * 1000, 1),
            )

    def file_field(self, definition: Definition | None, key: str) -> FileField | None:
        """The file that is asked for under a key, in an application or by another form; None where none is."""
        if definition is None:
            return None
        return definition.file_field(key) or self.desk.catalogue.files.get(key)

    async def keep_file(
        self, person_id: PersonId, scheme: str, field: FileField | str, name: str, media: str, data: bytes
    ) -> str:  # fmt: skip
        """Keep a file that somebody hands in; returns what stands for it among the answers, such as "file:7".

        Where a channel knows no more of the field than its key, the scheme's most generous one of that key counts: when
        the form is sent, the file is held against the very field. Raises `Refusal`, whose text belongs beside the field.
        """
        only = (
            next(iter(self.definitions)) if len(self.definitions) == 1 else ""
        )  # which need not be named
        definition = self.definitions.get(scheme or only)
        wanted = self.file_field(definition, field) if isinstance(field, str) else field
        if definition is None or not isinstance(wanted, FileField):
            raise Gone
        async with self.work() as work:
            return (
                await files.keep(
                    work,
                    definition.key,
                    person_id=person_id,
                    field=wanted,
                    name=name,
                    media=media,
                    data=data,
                )
            ).ref

    async def files_in(self, person_id: PersonId, form: Form) -> dict[str, str]:
        """The names of a person's own files that stand in a form, by the key of the field, as the form is to show them.

        What was done stays done: where the database is held just now, the form says no more than that there is a file.
        """
        if not any(
            isinstance(question, FileField) and form.answers.get(question.key)
            for question in form.fields
        ):
            return {}
        try:
            async with self.work(writes=False) as work:
                found = await files.named(work, person_id, form.fields, form.answers)
        except (Busy, Fault):
            return {}
        return {key: file.told for key, file in found.items()}

    async def _make(self, recipient: str, name: str, note: str) -> Message:
        return await self.desk.make(recipient, name, note, self.clock.now())

    async def sweep(self) -> None:
        """Do what is due now, unless the clock is not believed, or plans are still brought in line with new rules."""
        if not await self.timekeeper.look() or self.aligning.is_due:
            return
        GIVEN_UP.set(await take_up(self.desk, self.clock.now()))
        DUE.inc(await sweep(self.desk, self.clock.now()))

    async def count(self) -> None:
        """Count figures and give out those of a year that is over, unless the clock is not believed: a year has one turn."""
        if await self.timekeeper.look():
            await self.figuring.look()

    async def clear(self) -> None:
        """Delete what is old, unless the clock is not believed: what goes too early comes back from nowhere."""
        if await self.timekeeper.look():
            await self.clearing.look()

    async def next_due(self) -> datetime | None:
        """When the next thing falls due."""
        return await next_due(self.desk, self.clock.now())

    async def advance(self, until: datetime) -> None:
        """Move the business clock forward, stopping at every due moment on the way; the playground's alone."""
        await self.aligning.run()
        try:
            while (moment := await self.next_due()) is not None and moment <= until:
                self.clock.set(max(moment, self.clock.now()))
                DUE.inc(await sweep(self.desk, max(moment, self.clock.now())))
            self.clock.set(max(until, self.clock.now()))
        finally:
            # Also when a sweep breaks off: what was done on the way must not lie in the future after a new start.
            async with self.work() as work:
                await self.clock.keep(work)
        await self.delivery.drain()

    async def _look_after(self) -> None:
        is_believed = await self.timekeeper.look()
        async with Work(self.database, self.definitions, datetime.now(UTC)) as work:
            waiting, aside = await outbox.waiting(work.session)
            now = self.clock.now()
            if is_believed and (self._forgot_at is None or now >= self._forgot_at + FORGETS):
                self._forgot_at = now
                await ledger.forget_inbound(work, self.clock.now() - KEPT_REPLIES)
                await awareness.close_late(work, self.clock.now().date())
                await drafts.forget_old(work, self.clock.now() - KEPT_DRAFTS)
                await files.forget_unclaimed(work, self.clock.now() - KEPT_FILES)
                await payload_store.forget(work, self.clock.now() - KEPT_CARRIED)
                await proofs.forget(work, self.clock.now() - KEPT_SIGN_INS)
                await _forget_sign_ins(work, datetime.now(UTC))
        WAITING.set(waiting)
        SET_ASIDE.set(aside)
        if waiting:
            self.database.posted.set()

    async def _empty_log(self) -> None:
        """What was deleted since leaves the log too. Once it has been written into the file, new readers need it no more."""
        for _ in range(TRIES):
            if await empty_log(self.database):
                return
            await asyncio.sleep(PAUSE)
        log.info("the log could not be emptied", reason="somebody reads")

    async def start(self) -> None:
        """Begin to deliver and to tick."""
        # What is asked of every message is ready before the first, or soon after; it is much reading, so beside the loop.
        self._tasks.append(asyncio.create_task(asyncio.to_thread(danger.make_ready)))
        self._tasks.append(asyncio.create_task(self.aligning.run()))
        self._tasks.append(asyncio.create_task(self.delivery.run()))
        self.database.posted.set()
        self.ticks.every(timedelta(seconds=30), self.sweep, "sweep")
        self.ticks.every(timedelta(seconds=10), self._look_after, "look after")
        self.ticks.every(timedelta(seconds=30), self._empty_log, "empty the log")
        self.ticks.every(timedelta(hours=1), self.count, "count the figures")
        self.ticks.every(timedelta(hours=1), self.clear, "clear what is old")
        self.ticks.start()

    async def stop(self) -> None:
        """End cleanly: what is not delivered yet waits in the database for the next start."""
        await self.ticks.stop()
        for task in self._tasks:
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=PATIENCE)
        await self.database.close()


class Following:
    """What follows letters: copies by mail, another address, a word to the Group."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def arrived(self, work: Work, letter: Letter, channel: str, address: str) -> None:
        """What reached somebody is mailed as well where they wish it; what was mailed waits no more."""
        if letter.recipient.startswith(by_mail.DIGESTS):
            await by_mail.digested(work, letter.recipient, address)
        elif letter.recipient.startswith(PERSONS) and self._sends_mail():
            person = letter.recipient.removeprefix(PERSONS)
            await by_mail.copied(
                work,
                letter,
                in_a_chat=channel in platforms.CHATS,
                is_reading=person.isdecimal() and self._bot.is_reading(int(person)),
            )

    async def lost(self, work: Work, letter: Letter, problem: DeliveryProblem) -> bool:
        """The Group hears of somebody who is reached nowhere; a mail is tried at another address first."""
        return await self.nobody_at(work, letter.recipient, problem.nobody_at)

    async def nobody_at(self, work: Work, recipient: str, address: str) -> bool:
        """A recipient cannot be reached, at an address where it is one; whether another is to be tried."""
        try:
            kind, number = kind_and_id(recipient)
        except NobodyToTell:
            await undelivered(work, recipient)
            return False
        lost = self._bot.desk.catalogue.losses.get(kind)
        return lost is not None and await lost(work, number, address)

    def _sends_mail(self) -> bool:
        return any(channel.name == MAIL.name for channel in self._bot.channels)


async def _forget_sign_ins(work: Work, now: datetime) -> None:
    """What signing in leaves goes by the real clock."""
    await sign_ins.forget(work, now - KEPT_SIGN_INS)
    await tries.forget(work, now - KEPT_TRIES)
    await links.forget(work, now - KEPT_LINKS)
    await sessions.forget(work, now - KEPT_TRIES)


def _log_fault(action: Action, error: BaseException) -> None:
    # The exception's own text may hold what somebody wrote: its kind and place are logged, never its words.
    log.error(
        "action failed",
        action=action.name,
        subject=_subject(action),
        error=code_of(error),
        at=place_of(error),
    )


def _subject(action: Action) -> str:
    """What it is about, for the log; whatever else a forged request had there was not read."""
    return str(action.subject)


def place_of(error: BaseException) -> Sequence[str]:
    """Where an exception came from, as file names and line numbers, innermost last."""
    places = []
    trace = error.__traceback__
    while trace is not None:
        places.append(f"{trace.tb_frame.f_code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno}")
        trace = trace.tb_next
    return places[-4:]
