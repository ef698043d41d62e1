"""What the months bring a pair: from the first week over quiet weeks to the last day, and years after it."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from scheme import calendar
from scheme.definition.definition import Definition
from scheme.due import Due, in_order
from scheme.matching.proposal import nine
from scheme.partnership.phase import Phase
from scheme.people import ROLES
from scheme.survey.occasion import afterwards, while_live

if TYPE_CHECKING:
    from scheme.partnership.partnership import Partnership


def plan(pair: "Partnership", definition: Definition) -> list[Due]:
    """Everything that falls due for a partnership as it stands, in order of time."""
    if pair.is_live and pair.leaves_at is not None:
        return [
            Due(name="left", occasion=f"left:{pair.leaves_at:%Y-%m-%dT%H:%M:%S}", at=pair.leaves_at)
        ]
    match pair.phase:
        case Phase.INTRODUCED:
            return in_order(_before_start(pair, definition))
        case Phase.ACTIVE:
            return in_order([*quiet_weeks(pair, definition), *_on_the_way(pair, definition)])
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
                    _invitation(definition, pair.ended_at),
                    *_afterwards(pair, definition, pair.ended_at),
                ]
            )
        case Phase.PAUSED | Phase.ENDED:
            return []


def _invitation(definition: Definition, ended_at: datetime) -> Due:
    """The mentee is invited a second time to become a mentor, months after the end (R5.4)."""
    day = calendar.add_months(
        calendar.local_day(ended_at, definition.zone), definition.pairing.invite_months
    )
    return Due(name="invite", occasion="invite:mentee", at=nine(definition, day))


def _afterwards(pair: "Partnership", definition: Definition, ended_at: datetime) -> list[Due]:
    """Later surveys of a pair that got as far as halfway, whichever way it ended: its way is not to be guessed (R7.3)."""
    ended = calendar.local_day(ended_at, definition.zone)
    middle = pair.midpoint()
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
    introduced = calendar.local_day(pair.introduced_at, definition.zone)
    said = pair.mentee_started_at or pair.mentor_started_at
    if said is None:
        ask = nine(definition, calendar.add_days(introduced, rules.in_touch_days))
        flag = nine(definition, calendar.add_days(introduced, rules.quiet_days))
        return [
            *_each("in-touch", "in-touch", ask, "start"),
            Due(name="not-started", occasion="not-started", at=flag, series="start"),
        ]
    first = calendar.local_day(said, definition.zone)
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

    Nobody is asked for a meeting once the planned end is near: it is the end that both hear of then.
    """
    since = pair.quiet_since()
    if since is None or pair.ends_on is None:
        return []
    rules = definition.meetings
    near = _notice(pair.ends_on, definition)
    first = calendar.add_days(since, 7 * pair.rhythm(definition)[1])
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


def _notice(end: date, definition: Definition) -> date:
    """The day on which both hear that the end is near."""
    return calendar.add_days(end, -definition.pairing.end_notice_days)


def _on_the_way(pair: "Partnership", definition: Definition) -> list[Due]:
    middle = pair.midpoint()
    close = pair.closes_on(definition)
    if middle is None or close is None or pair.ends_on is None or pair.started_on is None:
        return []
    yearly = while_live(pair.started_on, middle, pair.ends_on)
    again = f"goes-on:{pair.resumed_on}"
    return [
        *(
            [Due(name="goes-on", occasion=again, at=nine(definition, pair.resumed_on))]
            if pair.resumed_on
            else []
        ),
        Due(name="midpoint", occasion=f"midpoint:{middle}", at=nine(definition, middle)),
        *(
            Due(name="follow-up", occasion=occasion, at=nine(definition, day))
            for occasion, day in yearly
        ),
        *_each(
            "ending",
            f"ending:{pair.ends_on}",
            nine(definition, _notice(pair.ends_on, definition)),
            "end",
        ),
        *_each("ended", f"ended:{pair.ends_on}", nine(definition, pair.ends_on), "end"),
        Due(
            name="close",
            occasion=f"close:{pair.ends_on}",
            at=calendar.at(close, definition.zone),
            series="end",
        ),
    ]


def _each(name: str, occasion: str, at: datetime, series: str) -> list[Due]:
    """The same for each of the two, on its own: the one may hear of it later than the other (R12.4)."""
    return [
        Due(name=name, occasion=f"{occasion}:{role}", at=at, series=f"{series}:{role}")
        for role in ROLES
    ]
