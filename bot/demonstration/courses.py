"""What has happened, as scenes in order of time: who does what, on which day."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from bot.demonstration.cast import Ago, Cast, Episode, Journey, Milestone, Registration
from bot.demonstration.casting import cast_for
from bot.demonstration.scheme import PLAYED, length
from scheme import calendar
from scheme.definition.definition import Definition
from scheme.forms.fields import Answers
from scheme.matching.criteria import CRITERIA
from scheme.partnership.ending import Ending

MENTOR = ""  # stands for whoever the mentor is: a scheme's own rules may lead to another one than the cast would choose
THEIRS = "mentor"  # what cast.toml calls them
REACHES: tuple[Milestone, ...] = (
    "applied", "checked", "proposed", "offered", "asked", "introduced", "met", "halfway", "closing",
)  # fmt: skip
USUAL: dict[Milestone, int] = {
    "applied": 0, "checked": 2, "proposed": 4, "offered": 6, "asked": 8, "introduced": 10, "met": 15,
}  # fmt: skip
ASKED_FIRST = 8
DECLINED = 10
ANSWERED = 3  # days after a mentor was asked by the Group's word
SIGNED = 3  # days after they first met
WEEKS = 5  # between meetings, where the scheme leaves that to the two
MINUTES = (90, 75, 120, 60, 105)
DISCRETION = "We know the situation, and are glad to go ahead."


@dataclass(frozen=True, kw_only=True)
class Scene:
    """Somebody does something. `whose` is the mentee (or mentor) whose matter it is about.

    `answers` are what is wanted in the form that opens; `naming` is whom the button names.
    """

    day: date
    who: str  # name of whoever does it; `MENTOR`: whoever that mentee's mentor is
    does: str  # a key of `ACTS`
    whose: str
    answers: Answers = field(default_factory=dict)
    naming: str = ""


def scenes(definition: Definition, born: date) -> list[Scene]:
    """Everything up to the day before `born`, in order of time."""
    cast = cast_for(definition)
    plan = [
        *(
            scene
            for registration in cast.registrations
            for scene in _registering(definition, born, cast, registration)
        ),
        *(scene for course in cast.courses for scene in _going(definition, born, cast, course)),
        *(_happening(definition, born, event) for event in cast.events),
    ]
    return sorted(
        (_on_a_working_day(definition, planned) for planned in plan if planned.day < born),
        key=lambda planned: planned.day,
    )


def _on_a_working_day(definition: Definition, scene: Scene) -> Scene:
    day = calendar.on_or_before(scene.day, definition.region)
    met: Answers = {"day": day.isoformat()} if scene.does == "meets" else {}
    return replace(scene, day=day, answers=scene.answers | met)


def _began(definition: Definition, born: date, ago: Ago) -> date:
    return born - timedelta(days=int(ago.lengths * length(definition, born)) + ago.days)


def _registering(
    definition: Definition, born: date, cast: Cast, registration: Registration
) -> Iterator[Scene]:
    day = _began(definition, born, registration.applied)
    yield Scene(
        day=day,
        who=registration.mentor,
        does="registers",
        whose=registration.mentor,
        answers=cast.actors[registration.mentor].form("mentor"),
    )
    if registration.checked:
        yield Scene(
            day=day + timedelta(days=1),
            who=cast.group[0],
            does="checks a mentor",
            whose=registration.mentor,
            answers={"reason": DISCRETION},
        )


def _happening(definition: Definition, born: date, event: Episode) -> Scene:
    days = {
        key: calendar.on_or_after(born + timedelta(days=count), definition.region)
        for key, count in event.ahead.items()
    }
    answers = event.answers | {key: day.isoformat() for key, day in days.items()}
    who = MENTOR if event.who == THEIRS else event.who
    return Scene(
        day=_began(definition, born, event.ago),
        who=who,
        does=event.does,
        whose=event.whose,
        answers=answers,
    )


def _going(definition: Definition, born: date, cast: Cast, course: Journey) -> Iterator[Scene]:
    """A mentee's way as far as it has been gone."""
    applied = _began(definition, born, course.applied)
    reached = REACHES.index(_as_far_as(definition, course))
    rests = born - timedelta(days=course.rests)
    for step in _way(definition, cast, course, born):
        if REACHES.index(step.reach) <= reached:
            day = applied + timedelta(days=step.day)
            if step.does == "meets" and day > rests:
                continue
            yield Scene(
                day=day,
                who=step.who,
                does=step.does,
                whose=course.mentee,
                answers=step.answers,
                naming=step.naming,
            )


def _as_far_as(definition: Definition, course: Journey) -> Milestone:
    """How far a way has come: where mentees choose of all, whoever would have options can still choose."""
    if definition.choosing.mode == "choose-of-all" and course.reaches in ("proposed", "offered"):
        return "checked"
    return course.reaches


@dataclass(frozen=True, kw_only=True)
class _Step:
    """One step of a way, so many days after applying; it is gone once the way has come as far as `reach`."""

    reach: Milestone
    day: int  # after applying
    who: str  # name of whoever does it; `MENTOR`: whoever that mentee's mentor is
    does: str  # a key of `ACTS`
    answers: Answers = field(default_factory=dict)
    naming: str = ""  # as of a scene


def _way(definition: Definition, cast: Cast, course: Journey, born: date) -> Iterator[_Step]:
    """The whole way, whether or not it has been gone."""
    way = definition.choosing.mode
    if course.away and (definition.choosing.options == 1 or way != USUAL_WAY):
        # A mentor who declines would leave nobody to choose; in another way nobody is chosen first and asked.
        course = course.model_copy(update={"away": None})
    mentee = cast.actors[course.mentee]
    days = USUAL | course.days
    if definition.choosing.approvals == 1:
        days["offered"] = days["proposed"]  # the Group's word is given as soon as one proposes
    whole = length(definition, born)
    yield _Step(
        reach="applied",
        day=days["applied"],
        who=mentee.key,
        does="applies",
        answers=mentee.form("mentee"),
    )
    members = [*course.members, *(member for member in cast.group if member not in course.members)]
    yield _Step(
        reach="checked",
        day=days["checked"],
        who=members[0],
        does="checks",
        answers={"reason": DISCRETION},
    )
    if way == "choose-of-all":
        yield from _picking(cast, course, days)
    yield from _agreeing(definition, cast, course, members[: definition.choosing.approvals], days)
    yield from WAYS[way](cast, course, days, born)
    yield from _meeting(definition, course, days["met"], whole)
    yield from _signing(definition, course, days["met"] + SIGNED)
    if not course.mentors:
        return
    mentor = cast.actors[course.mentors[0]]
    for who, person in ((mentee.key, mentee), (MENTOR, mentor)):
        if person.halfway:
            yield _Step(
                reach="halfway",
                day=days["met"] + whole // 2 + 5,
                who=who,
                does="answers halfway",
                answers=person.halfway,
            )
    finished = days["met"] + whole - 6
    yield _Step(
        reach="closing",
        day=finished,
        who=mentee.key,
        does="finishes",
        answers={"how": str(Ending.COMPLETED)},
    )
    # Once the minutes are over in which an end can be taken back, whichever days are holidays.
    yield _Step(reach="closing", day=finished + 5, who=MENTOR, does="is available")
    for who, person in ((mentee.key, mentee), (MENTOR, mentor)):
        if person.closing:
            yield _Step(
                reach="closing",
                day=finished + 4,
                who=who,
                does="answers at the end",
                answers=person.closing,
            )


def _agreeing(
    definition: Definition,
    cast: Cast,
    course: Journey,
    members: list[str],
    days: dict[Milestone, int],
) -> Iterator[_Step]:
    """One member proposes; the others agree, the last of them so that the mentee has options."""
    first = [course.away.mentor] if course.away else []
    names: list[str] = [cast.actors[key].name for key in (*first, *course.mentors)]
    considered: Answers = {"criteria": [criterion.letter for criterion in CRITERIA]}
    yield _Step(
        reach="proposed",
        day=days["proposed"],
        who=members[0],
        does="proposes",
        answers={"mentors": names, **considered},
    )
    for count, member in enumerate(members[1:], 2):
        last = count == definition.choosing.approvals
        reach: Milestone = "offered" if last else "proposed"
        yield _Step(reach=reach, day=days[reach], who=member, does="agrees", answers=considered)


def _asking(cast: Cast, course: Journey, days: dict[Milestone, int], born: date) -> Iterator[_Step]:
    if course.away:
        back = born + timedelta(days=course.away.days)
        first = cast.actors[course.away.mentor].name
        yield _Step(reach="asked", day=ASKED_FIRST, who=course.mentee, does="chooses", naming=first)
        yield _Step(
            reach="asked",
            day=DECLINED,
            who=MENTOR,
            does="declines",
            answers={"away_until": back.isoformat()},
        )
    if course.mentors:
        name = cast.actors[course.mentors[0]].name
    else:
        name = ""
    yield _Step(reach="asked", day=days["asked"], who=course.mentee, does="chooses", naming=name)
    yield _Step(reach="introduced", day=days["introduced"], who=MENTOR, does="accepts")


def _talking(
    cast: Cast, course: Journey, days: dict[Milestone, int], _born: date
) -> Iterator[_Step]:
    """The mentee asks for a first talk, the mentor would like one, and the mentee decides for them."""
    if not course.mentors:
        return
    name = cast.actors[course.mentors[0]].name
    asked = days["asked"]
    yield _Step(reach="asked", day=asked, who=course.mentee, does="chooses", naming=name)
    yield _Step(reach="introduced", day=asked + 1, who=MENTOR, does="accepts")
    yield _Step(
        reach="introduced",
        day=days["introduced"],
        who=course.mentee,
        does="decides after a talk",
        naming=name,
    )


def _asked_at_once(
    _cast: Cast, _course: Journey, days: dict[Milestone, int], _born: date
) -> Iterator[_Step]:
    """Whom the mentee chose of all is asked as soon as the Group has selected them, and answers in time."""
    accepted = days["offered"] + ANSWERED
    yield _Step(reach="introduced", day=accepted, who=MENTOR, does="accepts")


def _both_told(
    _cast: Cast, course: Journey, days: dict[Milestone, int], _born: date
) -> Iterator[_Step]:
    """Both are told as soon as the Group has decided, and each says that it is fine."""
    told = days["offered"]
    yield _Step(reach="asked", day=told + 1, who=course.mentee, does="is fine with the mentor")
    yield _Step(reach="introduced", day=told + 2, who=MENTOR, does="is fine with the mentee")


def _picking(cast: Cast, course: Journey, days: dict[Milestone, int]) -> Iterator[_Step]:
    """Where mentees choose of all, they do so before anything is proposed."""
    for mentor in course.mentors:
        yield _Step(
            reach="checked",
            day=days["checked"] + 1,
            who=course.mentee,
            does="picks",
            naming=cast.actors[mentor].name,
        )


def _signing(definition: Definition, course: Journey, day: int) -> Iterator[_Step]:
    """The agreement, soon after they first met: the mentor drafts it, and both sign."""
    settled: Answers = {} if definition.pairing.months else {"months": PLAYED}
    yield _Step(reach="met", day=day, who=MENTOR, does="drafts an agreement", answers=settled)
    yield _Step(reach="met", day=day, who=MENTOR, does="signs")
    if course.signed:
        yield _Step(reach="met", day=day + 1, who=course.mentee, does="signs")


def _meeting(definition: Definition, course: Journey, first: int, whole: int) -> Iterator[_Step]:
    """Meetings in the scheme's rhythm, noted by the one and by the other."""
    rhythm = definition.meetings
    weeks = (rhythm.least_weeks + rhythm.most_weeks) / 2 or WEEKS
    every = round(weeks * 7 * course.pace)
    ways = [mode.key for mode in definition.modes] or ["other"]
    for count, day in enumerate(range(first, first + whole - 7, every)):
        who = MENTOR if count % 3 == 1 else course.mentee
        met: Answers = {
            "minutes": MINUTES[count % len(MINUTES)],
            "how": ways[count % len(ways[:2])],
        }
        yield _Step(reach="met", day=day, who=who, does="meets", answers=met)


USUAL_WAY = "choose-one"
WAYS = {
    USUAL_WAY: _asking,
    "approach-several": _talking,
    "choose-of-all": _asked_at_once,
    "organisers-decide": _both_told,
}  # what follows the Group's word
