"""What the months bring a pair: from the first week over quiet weeks to the last day, and years after it."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from scheme import calendar
from scheme.definition.definition import Definition
from scheme.due import Due, in_order, nine
from scheme.partnership.phase import Phase
from scheme.people import ROLES
from scheme.retention import forgetting_pair
from scheme.survey.occasion import afterwards, while_live

if TYPE_CHECKING:
    from scheme.partnership.partnership import Partnership

YEARS = 5  # for which a pair that has set no end is asked once a year how it goes


def plan(pair: "Partnership", definition: Definition) -> list[Due]:
    """Everything that falls due for a partnership as it stands, in order of time."""
    if pair.is_live and pair.leaves_at is not None:
        return [
            Due(name="left", occasion=f"left:{pair.leaves_at:%Y-%m-%dT%H:%M:%S}", at=pair.leaves_at)
        ]
    match pair.phase:
        case Phase.INTRODUCED:
            return in_order([*_before_start(pair, definition), *pair.fee_dues(definition)])
        case Phase.ACTIVE:
            return in_order(
                [
                    *quiet_weeks(pair, definition),
                    *_still(pair, definition),
                    *_on_the_way(pair, definition),
                    *_to_the_end(pair, definition),
                    *pair.fee_dues(definition),
                ]
            )
        case Phase.PAUSED if pair.returns_on and pair.paused_on:
            rests = Due(
                name="rests",
                occasion=f"rests:{pair.paused_on}",
                at=calendar.at(pair.paused_on, definition.zone),
            )
            return [
                rests,
                Due(
                    name="return",
                    occasion=f"return:{pair.returns_on}",
                    at=nine(definition, pair.returns_on),
                ),
            ]
        case Phase.ENDED if pair.started_on and pair.ended_at:
            ended = Due(name="conclusion", occasion="conclusion", at=pair.ended_at)
            return in_order(
                [
                    ended,
                    *_invitation(definition, pair.ended_at),
                    *_afterwards(pair, definition, pair.ended_at),
                    *forgetting_pair(definition, pair.ended_at),
                ]
            )
        case Phase.ENDED if pair.ended_at:
            return forgetting_pair(definition, pair.ended_at)
        case Phase.PAUSED | Phase.ENDED:
            return []


def _invitation(definition: Definition, ended_at: datetime) -> list[Due]:
    """The mentee is invited a second time to become a mentor, months after the end (R5.4)."""
    months = definition.pairing.invite_months
    if not months:
        return []
    day = calendar.add_months(calendar.local_day(ended_at, definition.zone), months)
    return [Due(name="invite", occasion="invite:mentee", at=nine(definition, day))]


def _afterwards(pair: "Partnership", definition: Definition, ended_at: datetime) -> list[Due]:
    """Later surveys of a pair that got as far as halfway, whichever way it ended: its way is not to be guessed (R7.3).

    Of one that has no half, as no end was set, those who have met.
    """
    ended = calendar.local_day(ended_at, definition.zone)
    middle = pair.midway(definition) or pair.last_met
    rules = definition.surveys
    if middle is None or ended < middle:
        return []
    later = afterwards(ended, rules.lookback_months, rules.yearly_months_after)
    return [
        Due(name="follow-up", occasion=occasion, at=nine(definition, day))
        for occasion, day in later
    ]


def _before_start(pair: "Partnership", definition: Definition) -> list[Due]:
    rules = definition.pairing
    introduced = pair.asked_from(definition, pair.introduced_at)
    said = pair.mentee_started_at or pair.mentor_started_at
    if said is None:
        plan: list[Due] = []
        if rules.in_touch_days:
            ask = nine(definition, calendar.add_days(introduced, rules.in_touch_days))
            plan += _each("in-touch", "in-touch", ask, "start")
        if rules.quiet_days:
            flag = nine(definition, calendar.add_days(introduced, rules.quiet_days))
            plan.append(Due(name="not-started", occasion="not-started", at=flag, series="start"))
        return plan
    first = pair.asked_from(definition, said)
    reminders = [
        Due(
            name="confirm",
            occasion=f"confirm:{days}",
            at=nine(definition, calendar.add_days(first, days)),
            series="start",
        )
        for days in rules.start_reminders
        if days < rules.start_days
    ]
    taken = nine(definition, calendar.add_days(first, rules.start_days))
    return [
        *reminders,
        Due(name="taken-as-started", occasion="taken-as-started", at=taken, series="start"),
    ]


def quiet_weeks(pair: "Partnership", definition: Definition) -> list[Due]:
    """Nudges when nothing was logged for longer than the rhythm, spaced out, then word to the Group (R6.2).

    Nobody is asked for a meeting once the planned end is near: it is the end that both hear of then. Where there is no
    rhythm to be longer than, or the scheme has no nudges, nobody hears anything.
    """
    since = pair.quiet_since()
    rhythm = pair.rhythm(definition)
    rules = definition.meetings
    if since is None or rhythm is None or not rules.nudges:
        return []
    near = _notice(pair.ends_on, definition) if pair.ends_on else calendar.LATEST
    first = calendar.add_days(since, 7 * rhythm[1])
    days = [calendar.add_days(first, rules.nudge_days * count) for count in range(rules.nudges + 1)]
    plan: list[Due] = []
    for count, day in enumerate(days, 1):
        if calendar.on_or_after(day, definition.region) >= near:
            break
        at = nine(definition, day)
        if count <= rules.nudges:
            if at == nine(definition, days[-1]):
                continue  # put off to the morning on which the Group is told
            plan += _each("nudge", f"nudge:{count}:{since}", at, "quiet")
        else:
            plan.append(Due(name="quiet", occasion=f"quiet:{since}", at=at, series="quiet"))
    return plan


def _still(pair: "Partnership", definition: Definition) -> list[Due]:
    """A pair that has set no end is asked at long intervals if it still goes on; without an answer it is taken as completed.

    The days count from the last word of either, and from the end of the nudges where there are any.
    """
    since = pair.quiet_since()
    apart = definition.pairing.still_days
    if since is None or pair.ends_on is not None or not apart:
        return []
    quiet = quiet_weeks(pair, definition)
    first = calendar.local_day(quiet[-1].at, definition.zone) if quiet else since
    asks = definition.pairing.still_asks
    plan: list[Due] = []
    for count in range(1, asks + 1):
        at = nine(definition, calendar.add_days(first, apart * count))
        plan += _each("still", f"still:{count}:{since}", at, "still")
    last = calendar.add_days(first, apart * asks + definition.pairing.grace_days)
    over = nine(definition, last)
    return [*plan, Due(name="faded", occasion=f"faded:{since}", at=over, series="still")]


def _notice(end: date, definition: Definition) -> date:
    """The day on which both hear that the end is near."""
    return calendar.add_days(end, -definition.pairing.end_notice_days)


def _on_the_way(pair: "Partnership", definition: Definition) -> list[Due]:
    """How it goes, halfway and once a year; and what a pause had put aside."""
    middle = pair.midway(definition)
    if pair.started_on is None:
        return []
    plan: list[Due] = []
    if pair.resumed_on:
        again = f"goes-on:{pair.resumed_on}"
        plan.append(Due(name="goes-on", occasion=again, at=nine(definition, pair.resumed_on)))
    if middle:
        plan.append(
            Due(name="midpoint", occasion=f"midpoint:{middle}", at=nine(definition, middle))
        )
    if middle:
        end = pair.ends_on or calendar.add_months(pair.started_on, 12 * YEARS)
        plan += [
            Due(name="follow-up", occasion=occasion, at=nine(definition, day))
            for occasion, day in while_live(pair.started_on, middle, end)
        ]
    return plan


def _to_the_end(pair: "Partnership", definition: Definition) -> list[Due]:
    """The planned end: told before it and on it, then closed; nothing where none is set."""
    close = pair.closes_on(definition)
    if close is None or pair.ends_on is None:
        return []
    plan: list[Due] = []
    if _may_go_on(pair, definition, pair.ends_on):
        day = calendar.add_days(pair.ends_on, -definition.pairing.continuation_days)
        plan += _each("continue", f"continue:{pair.ends_on}", nine(definition, day), "continue")
    if definition.pairing.end_notice_days:
        before = nine(definition, _notice(pair.ends_on, definition))
        plan += _each("ending", f"ending:{pair.ends_on}", before, "end")
    return [
        *plan,
        *_each("ended", f"ended:{pair.ends_on}", nine(definition, pair.ends_on), "end"),
        Due(
            name="close",
            occasion=f"close:{pair.ends_on}",
            at=calendar.at(close, definition.zone),
            series="end",
        ),
    ]


def _may_go_on(pair: "Partnership", definition: Definition, end: date) -> bool:
    """Whether the two are asked, before a planned end, if they would go on: the scheme asks, and there is time left to agree on."""
    if not definition.pairing.continuation_days or pair.started_on is None:
        return False
    return pair.latest_end(definition, pair.started_on) > end


def _each(name: str, occasion: str, at: datetime, series: str) -> list[Due]:
    """The same for each of the two, on its own: the one may hear of it later than the other (R12.4)."""
    return [
        Due(name=name, occasion=f"{occasion}:{role}", at=at, series=f"{series}:{role}")
        for role in ROLES
    ]
