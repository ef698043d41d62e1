"""How much there is of each kind of thing whose words go by themselves, and how much of it goes when (R11.1).

It is counted from the things themselves by the rules given, so that other rules can be tried before they hold.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, String, Table, and_, case, cast, exists, func, literal, select

from scheme import calendar
from scheme.application.application import ApplicationStage
from scheme.concern.concern import ComplaintOutcome
from scheme.definition.definition import Definition
from scheme.definition.retention import RetentionDays
from scheme.partnership.phase import Phase
from storage.clearing import survey_words
from storage.tables import (
    applications,
    concerns,
    due,
    enquiries,
    partnerships,
    soundings,
)
from storage.work import Work

SOON = 30  # days that a dry run looks ahead
MIDNIGHT = time(0, 0)


@dataclass(frozen=True, kw_only=True)
class Retained:
    """Things of a scheme whose words go some days after their end: how many still have them, and how many of these go."""

    what: str  # as people read it
    days: int
    kept: int
    past: int  # whose day has come
    soon: int  # whose day comes within `SOON` days after


@dataclass(frozen=True, kw_only=True)
class _RetainedKind:
    """Rows of a table whose words go so many days after a moment; `name` as their subjects have it."""

    what: str
    days: Callable[[RetentionDays], int]
    table: Table
    name: str
    since: ColumnElement[datetime]
    where: ColumnElement[bool]


_OVER = func.coalesce(applications.c.decided_at, applications.c.received_at)
_NO_PARTNER = (ApplicationStage.INELIGIBLE, ApplicationStage.UNPLACED)
_KINDS = (
    _RetainedKind(
        what="applications that were withdrawn",
        days=lambda days: days.withdrawn_days,
        table=applications,
        name="application",
        since=_OVER,
        where=applications.c.stage == ApplicationStage.WITHDRAWN,
    ),
    _RetainedKind(
        what="applications that found no partner",
        days=lambda days: days.unmatched_days,
        table=applications,
        name="application",
        since=_OVER,
        where=applications.c.stage.in_(_NO_PARTNER),
    ),
    _RetainedKind(
        what="partnerships that have ended",
        days=lambda days: days.concluded_days,
        table=partnerships,
        name="partnership",
        since=partnerships.c.ended_at,
        where=partnerships.c.phase == Phase.ENDED,
    ),
    _RetainedKind(
        what="questions and issues that were taken back",
        days=lambda days: days.withdrawn_days,
        table=enquiries,
        name="enquiry",
        since=enquiries.c.closed_at,
        where=and_(enquiries.c.closed_at.is_not(None), enquiries.c.first_answered_at.is_(None)),
    ),
    _RetainedKind(
        what="questions and issues that were answered",
        days=lambda days: days.enquiry_days,
        table=enquiries,
        name="enquiry",
        since=enquiries.c.closed_at,
        where=and_(enquiries.c.closed_at.is_not(None), enquiries.c.first_answered_at.is_not(None)),
    ),
    _RetainedKind(
        what="help that was asked for in confidence",
        days=lambda days: days.enquiry_days,
        table=soundings,
        name="sounding",
        since=soundings.c.settled_at,
        where=soundings.c.settled_at.is_not(None),
    ),
    _RetainedKind(
        what="complaints that were withdrawn",
        days=lambda days: days.withdrawn_days,
        table=concerns,
        name="concern",
        since=concerns.c.closed_at,
        where=concerns.c.outcome == ComplaintOutcome.WITHDRAWN,
    ),
    _RetainedKind(
        what="complaints that were closed",
        days=lambda days: days.complaint_days,
        table=concerns,
        name="concern",
        since=concerns.c.closed_at,
        where=and_(
            concerns.c.closed_at.is_not(None),
            concerns.c.outcome != ComplaintOutcome.WITHDRAWN,
        ),
    ),
)


async def retained(work: Work, definition: Definition) -> list[Retained]:
    """Every kind of a scheme, in a statement or two each; what has gone already is not counted."""
    today = calendar.local_day(work.now, definition.zone)
    found = [await _counted(work, definition, kind, today) for kind in _KINDS]
    return [*found, await _of_surveys(work, definition, today)]


async def _of_surveys(work: Work, definition: Definition, today: date) -> Retained:
    days = definition.retention.survey_days
    kept, past = await survey_words(work, definition.key, calendar.add_days(today, -days).year)
    _, later = await survey_words(work, definition.key, calendar.add_days(today, SOON - days).year)
    return Retained(
        what="answers that people wrote in surveys",
        days=days,
        kept=kept,
        past=past,
        soon=later - past,
    )


async def _counted(
    work: Work, definition: Definition, kind: _RetainedKind, today: date
) -> Retained:
    days = kind.days(definition.retention)
    gone = exists().where(
        due.c.subject == literal(f"{kind.name}:") + cast(kind.table.c.id, String),
        due.c.occasion == "forget",
        due.c.done_at.is_not(None),
    )
    past = kind.since < _end_of(calendar.add_days(today, -days), definition.zone)
    soon = kind.since < _end_of(calendar.add_days(today, SOON - days), definition.zone)
    query = (
        select(func.count(), func.sum(case((past, 1), else_=0)), func.sum(case((soon, 1), else_=0)))
        .select_from(kind.table)
        .where(kind.table.c.scheme == definition.key, kind.where, ~gone)
    )
    kept, now, later = (await work.session.execute(query)).one()
    return Retained(
        what=kind.what, days=days, kept=kept, past=now or 0, soon=(later or 0) - (now or 0)
    )


def _end_of(day: date, zone: str) -> datetime:
    return calendar.at(calendar.add_days(day, 1), zone, MIDNIGHT)
