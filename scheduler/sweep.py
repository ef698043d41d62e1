"""Looks for what is due at a moment and has its conversation do it, each in a unit of work of its own."""

from datetime import datetime

import structlog

from handlers.accounts.operating import tell_of_given_up
from handlers.desk.desk import Desk
from handlers.kit.post import Later
from handlers.kit.turn import Moment
from scheduler.trace import traced
from scheme.member.quiet import REMINDERS, at_work
from storage import ledger, matters, plans
from storage.work import Busy, Clash, Work

log = structlog.get_logger("sweep")


async def sweep(desk: Desk, now: datetime) -> int:
    """Do everything that is due at `now` (UTC) and return how many things were done.

    What was missed while the bot was down is caught up once: of several overdue in one series, only the latest is
    issued. What somebody would rather hear later is put off till then, and what only reminds till the next working
    morning where it comes late. A thing that fails is put off and, after five
    failures, given up and reported; the others go on. What is of a scheme that does not run stays as it is.
    """
    done = 0
    while True:
        with traced():
            claimed = await _one(desk, now)
        if claimed is None:
            return done
        done += claimed


async def _one(desk: Desk, now: datetime) -> int | None:
    """Do the earliest thing that is due; None when nothing is, else how many were done (0: passed over, or put off)."""
    claimed: plans.Claimed | None = None
    try:
        async with Work(desk.database, desk.definitions, now) as work:
            claimed = await plans.claim(work.session, now, desk.definitions)
            if claimed is None:
                return None
            if claimed.stale:
                return 0
            found = await matters.find(work, claimed.subject, claimed.scheme, weighs=False)
            definition = desk.definitions[found.scheme]
            what = f"{claimed.subject.kind}.{claimed.name}"
            if (
                what in REMINDERS
                and (morning := at_work(definition.zone, definition.region, now)) > now
            ):
                raise Later(morning)
            moment = Moment(
                definition=definition,
                found=found,
                now=now,
                occasion=claimed.occasion,
                catalogue=desk.catalogue,
            )
            await desk.moments[what](moment, work)
            await ledger.record(
                work,
                found.scheme,
                person_id=None,
                action=f"due.{claimed.name}",
                subject=claimed.subject,
                outcome="done",
            )
    except Exception as error:  # one bad thing must not stop the others
        if claimed is None:
            raise
        await _put_off(desk, claimed, error, now)
        return 0
    log.info("due", subject=str(claimed.subject), occasion=claimed.occasion)
    return 1


async def _put_off(desk: Desk, claimed: plans.Claimed, error: Exception, now: datetime) -> None:
    what = {"subject": str(claimed.subject), "occasion": claimed.occasion}
    async with Work(desk.database, desk.definitions, now) as work:
        if isinstance(error, Later):
            await plans.put_off(work.session, claimed.id, error.until)
            log.info("due put off", reason="not asked for", **what)
        elif isinstance(error, Busy):
            await plans.put_off(work.session, claimed.id, now + plans.RETRY)
            log.warning("due put off", reason="database busy", **what)
        else:
            given_up = await plans.failed(work.session, claimed.id, now)
            if given_up:
                await tell_of_given_up(work, claimed.scheme)
            if isinstance(error, Clash):
                named = {"constraint": error.constraint}
            else:
                named = {}
            log.error("due failed", given_up=given_up, error=type(error).__name__, **named, **what)


async def take_up(desk: Desk, now: datetime) -> int:
    """What was given up a day ago is due once more; returns how much is given up as it stands."""
    async with Work(desk.database, desk.definitions, now) as work:
        await plans.take_up(work.session, desk.definitions, now)
        return len(await plans.given_up(work.session))


async def next_due(desk: Desk, now: datetime) -> datetime | None:
    """When the next thing falls due, seen from `now`; None when nothing waits."""
    async with Work(desk.database, desk.definitions, now, writes=False) as work:
        return await plans.next_moment(work.session, desk.definitions)
