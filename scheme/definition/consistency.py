"""What no single key of a scheme file can show: names used twice, names that lead nowhere, limits in the wrong order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from scheme.definition.discussions import unsaid
from scheme.definition.learning import led_astray
from scheme.definition.membership import STANDING
from scheme.definition.pairs import RHYTHM
from scheme.figures.equality import UNSAID
from scheme.forms.fields import AnyField, ChoiceField, ChoicesField, DateField, FileField, Number
from scheme.people import GROUP_DUTIES
from scheme.wording import plain

if TYPE_CHECKING:
    from scheme.definition.definition import Definition

Contradictions = Iterator[tuple[str, str]]  # what is wrong: where (a key's path) and why

MENTEE_NEEDS = ("name", "email", "organisation", "level", "goals", "consent")
MENTOR_NEEDS = (
    "name",
    "email",
    "organisation",
    "level",
    "years_at_level",
    "experience",
    "capacity",
    "consent",
)

# What a scheme that asks line managers needs to know: whom, and the tick that counts where no mail is set up (R2.7).
MANAGER_NEEDS = ("manager_name", "manager_email")
TICK = "manager_approval"
COUNTED_FROM = ("answers", "equality")  # what is counted from questions

# How the rules read certain fields: an applicant's answer to `level`, say, is a key of the scheme's levels.
SHAPES: dict[str, dict[str, str]] = {
    "email": {"kind": "short", "form": "email"},
    "organisation": {"kind": "choice", "source": "organisations"},
    "level": {"kind": "choice", "source": "levels"},
    "years_at_level": {"kind": "number"},
    "experience_years": {"kind": "number"},
    "manager_email": {"kind": "short", "form": "email"},
    "manager_approval": {"kind": "tick"},
    "areas": {"kind": "choices", "source": "areas"},
    "modes": {"kind": "choices", "source": "modes"},
    "background": {"kind": "choices", "source": "groups"},
    "groups": {"kind": "choices", "source": "groups"},
    "capacity": {"kind": "number"},
    "listed": {"kind": "tick"},
    "consent": {"kind": "tick"},
    "called": {"kind": "short"},
    "member_number": {"kind": "short"},
}


def problems(scheme: Definition) -> Contradictions:
    """Everything that is wrong between the keys of a scheme, each with the path of the key to change."""
    forms = _forms(scheme)
    yield from _used_twice(scheme, forms)
    yield from _unknown_employers(scheme)
    yield from _half_a_spot(scheme)
    employed = scheme.membership.by != "personal"
    asks = MANAGER_NEEDS if scheme.asks_managers and employed else ()
    for path, needed in (("forms.mentee", MENTEE_NEEDS), ("forms.mentor", MENTOR_NEEDS)):
        needs = [key for key in (*needed, *asks) if employed or key != "organisation"]
        yield from _unmet_needs(path, forms[path], needs)
        yield from _asked_anyway(path, forms[path])
    if asks:
        yield from _without_tick(scheme)
    for path, fields in forms.items():
        yield from _unanswerable(scheme, path, fields)
    yield from _wrong_order(scheme)
    yield from _levels(scheme)
    yield from _staff_of_one(scheme)
    yield from _success(scheme, forms)
    yield from unsaid(scheme.discussions)
    yield from _equality(scheme)
    yield from led_astray(scheme.events, frozenset(each.key for each in scheme.rounds))
    planned = {event.key for event in scheme.events}
    for key in scheme.certificates.training:
        if key not in planned:
            yield (
                "certificates.training",
                f"there is no event '{key}'; accepted are keys of [[events]]",
            )


def _success(scheme: Definition, forms: dict[str, tuple[AnyField, ...]]) -> Contradictions:
    """Factors that say nothing to count, or name a question that cannot be counted; of a questionnaire not asked, nothing is."""
    closed = {
        f"{path.rpartition('.')[2]}.{field.key}"
        for path, fields in forms.items()
        if path.startswith("surveys.")
        for field in fields
        if isinstance(field, ChoiceField)
    }
    for number, factor in enumerate(scheme.success.factors, 1):
        at = f"success.factors[{number}]"
        if factor.measure in COUNTED_FROM and not factor.questions:
            yield f"{at}.questions", "it is counted from no question; accepted is at least one"
        if factor.measure not in COUNTED_FROM and factor.questions:
            yield f"{at}.questions", "only answers are counted from questions; accepted is none"
        if factor.measure == "equality":
            yield from _asked_of_equality(scheme, at, factor.questions)
            continue
        for name in factor.questions:
            if name not in closed and forms.get(f"surveys.forms.{name.partition('.')[0]}", True):
                yield (
                    f"{at}.questions",
                    f"'{name}' is no question of one choice there; accepted is such as mentee_conclusion.goals_met",
                )
        if factor.measure == "elsewhere" and not factor.why:
            yield f"{at}.why", "it is counted elsewhere; accepted is a sentence that says why"
        if factor.less_than and factor.measure != "partnerships":
            yield f"{at}.less_than", "only partnerships go wrong; accepted is 0"


def _asked_of_equality(scheme: Definition, at: str, names: tuple[str, ...]) -> Contradictions:
    """Questions that the equality form does not ask."""
    known = [question.key for question in scheme.equality.questions]
    for name in names:
        if name not in known:
            accepted = ", ".join(known) or "a key of [[equality.questions]]"
            yield (
                f"{at}.questions",
                f"'{name}' is no question of [equality]; accepted is {accepted}",
            )


def _equality(scheme: Definition) -> Contradictions:
    """Questions or options of the equality form that have one key, and an option by the name of what everybody can choose."""
    keys = [question.key for question in scheme.equality.questions]
    for number, question in enumerate(scheme.equality.questions, 1):
        at = f"equality.questions[{number}]"
        if keys.count(question.key) > 1:
            yield f"{at}.key", f"'{question.key}' is the key of another; accepted is one of its own"
        options = [option.key for option in question.options]
        if UNSAID in options:
            yield (
                f"{at}.options",
                f"'{UNSAID}' is offered with every question; accepted is another key",
            )
        if len(options) != len(set(options)):
            yield f"{at}.options", "two have the same key; accepted is one of its own for each"


def _staff_of_one(scheme: Definition) -> Contradictions:
    """Where one person alone runs a scheme, somebody else must be there to be told of what is about them (R8.4)."""
    outside = scheme.outside
    staff = {seat.email.lower() for seat in scheme.roster if seat.duty in GROUP_DUTIES}
    if len(staff) == 1 and outside is None:
        yield (
            "outside",
            "one person alone is on the roster, so nobody could be told of a complaint about them; accepted is somebody else",
        )
    if outside is None:
        return
    if not outside.email and not outside.phone:
        yield (
            "outside.email",
            "nobody could be reached there; accepted are an address, a phone number, or both",
        )
    if outside.email and outside.email.lower() in {seat.email.lower() for seat in scheme.roster}:
        yield (
            "outside.email",
            "it is on the roster, so a complaint would reach who runs the scheme; accepted is the address of somebody else",
        )


def _levels(scheme: Definition) -> Contradictions:
    """Levels of those who may take part that are none of the scheme's, or are named for two things at once."""
    rules = scheme.eligibility
    known = [level.key for level in scheme.levels]
    for at, named in (
        ("mentee_levels", rules.mentee_levels),
        ("mentor_levels", rules.mentor_levels),
        ("best_effort_levels", rules.best_effort_levels),
    ):
        for key in named:
            if key not in known:
                yield (
                    f"eligibility.{at}",
                    f"'{key}' is not among the levels; accepted are {', '.join(known)}",
                )
    if both := sorted({*rules.mentee_levels} & {*rules.best_effort_levels}):
        yield (
            "eligibility.best_effort_levels",
            f"{', '.join(both)} is among mentee_levels too; accepted is each level in one of the two",
        )
    senior = [level.key for level in scheme.levels if level.senior]
    barred = [key for key in senior if key in {*rules.mentee_levels, *rules.best_effort_levels}]
    if rules.non_senior and barred:
        yield (
            "eligibility.non_senior",
            f"mentees of a senior level are taken ({', '.join(barred)}); accepted is false with those",
        )


def _without_tick(scheme: Definition) -> Contradictions:
    for path, fields in (
        ("forms.mentee", scheme.forms.mentee),
        ("forms.mentor", scheme.forms.mentor),
    ):
        if TICK not in {field.key for field in fields}:
            yield (
                path,
                f"where no mail is set up, a tick counts; accepted is a form that has {TICK} too",
            )


def _forms(scheme: Definition) -> dict[str, tuple[AnyField, ...]]:
    """Every form of the scheme, by its key path."""
    surveys = scheme.surveys.forms
    return {
        "forms.mentee": scheme.forms.mentee,
        "forms.mentor": scheme.forms.mentor,
        "surveys.forms.mentee_midpoint": surveys.mentee_midpoint,
        "surveys.forms.mentee_conclusion": surveys.mentee_conclusion,
        "surveys.forms.mentor_midpoint": surveys.mentor_midpoint,
        "surveys.forms.mentor_conclusion": surveys.mentor_conclusion,
        "surveys.forms.mentee_lookback": surveys.mentee_lookback,
        "surveys.forms.mentor_lookback": surveys.mentor_lookback,
    }


def _used_twice(scheme: Definition, forms: dict[str, tuple[AnyField, ...]]) -> Contradictions:
    lists: dict[str, list[str]] = {
        "organisations": [o.key for o in scheme.organisations],
        "gazetteer": [plain(town.name) for town in scheme.gazetteer],
        "levels": [level.key for level in scheme.levels],
        "rounds": [r.key for r in scheme.rounds],
        "areas": [a.key for a in scheme.areas],
        "groups": [g.key for g in scheme.groups],
        "modes": [m.key for m in scheme.modes],
        "forms.notices": [notice.key for notice in scheme.forms.notices],
        "prompts": [prompt.key for prompt in scheme.prompts],
        "surveys.scale": [o.key for o in scheme.surveys.scale],
        "workspaces": [workspace.id for workspace in scheme.workspaces],
        "roster": [seat.email for seat in scheme.roster],
        "events": [event.key for event in scheme.events],
        "answers": [answer.to for answer in scheme.answers],
        "agreement.clauses": [*RHYTHM, "own", *(clause.key for clause in scheme.agreement.clauses)],
    }
    for path, names in (
        lists | {path: [f.key for f in fields] for path, fields in forms.items()}
    ).items():
        if twice := sorted({name for name in names if names.count(name) > 1}):
            yield path, f"used twice: {', '.join(twice)}; accepted is each name once"


def _unknown_employers(scheme: Definition) -> Contradictions:
    known = {o.key for o in scheme.organisations}
    for number, seat in enumerate(scheme.roster, 1):
        if seat.organisation and seat.organisation not in known:
            yield (
                f"roster[{number}].organisation",
                f"'{seat.organisation}' is not among the organisations; accepted are {', '.join(sorted(known))}",
            )

    for number, place in enumerate(scheme.workspaces, 1):
        for key in place.organisations:
            if key not in known:
                yield (
                    f"workspaces[{number}].organisations",
                    f"'{key}' is not among the organisations; accepted are {', '.join(sorted(known))}",
                )


def _half_a_spot(scheme: Definition) -> Contradictions:
    """An organisation that says how far north it is and not how far east, or the other way round."""
    for number, organisation in enumerate(scheme.organisations, 1):
        given = (organisation.latitude is None, organisation.longitude is None)
        if any(given) and not all(given):
            missing = "latitude" if given[0] else "longitude"
            yield (
                f"organisations[{number}].{missing}",
                "the other one is given; accepted are both latitude and longitude, or neither",
            )


def _unanswerable(scheme: Definition, path: str, fields: Sequence[AnyField]) -> Contradictions:
    """Fields to which no answer could be right."""
    for number, field in enumerate(fields, 1):
        at = f"{path}[{number}]"
        match field:
            case ChoiceField() | ChoicesField():
                offered = [option.key for option in scheme.options_of(field)]
                if field.source and field.options:
                    yield (
                        f"{at}.source",
                        "it has options of its own too; accepted is one of the two",
                    )
                elif not offered:
                    yield (
                        f"{at}.options",
                        "it offers nothing to choose; accepted are options, or a source with some",
                    )
                elif len(set(offered)) < len(offered):
                    yield (
                        f"{at}.options",
                        "an option's key is used twice; accepted is each key once",
                    )
            case Number() if field.most < field.least:
                yield f"{at}.most", f"smaller than least; accepted is {field.least} or more"
            case FileField() if not path.startswith("forms."):
                # Answers to a survey part from their author when it closes; a file would tell whose they are (R7.5).
                yield (
                    f"{at}.kind",
                    "only an application can ask for a file; accepted is any other kind",
                )
            case DateField() if field.latest < field.earliest:
                yield f"{at}.latest", f"before earliest; accepted is {field.earliest} or later"


def _asked_anyway(path: str, fields: Sequence[AnyField]) -> Contradictions:
    for number, field in enumerate(fields, 1):
        if field.key.startswith("notice_"):
            yield (
                f"{path}[{number}].key",
                "what begins with 'notice_' is asked by [[forms.notices]]; accepted is another word",
            )
        if field.key == STANDING:
            yield (
                f"{path}[{number}].key",
                f"'{STANDING}' is asked by itself where [membership] leaves a choice; accepted is another word",
            )


def _wrong_order(scheme: Definition) -> Contradictions:
    pairing = scheme.pairing
    meetings = scheme.meetings
    if 0 < pairing.continuation_days <= pairing.end_notice_days:
        yield (
            "pairing.continuation_days",
            f"they would have been told of the end by then; accepted is 0, or {pairing.end_notice_days + 1} or more",
        )
    for at, both in (
        ("meetings.most_weeks", (meetings.least_weeks, meetings.most_weeks)),
        ("meetings.most_minutes", (meetings.least_minutes, meetings.most_minutes)),
    ):
        if 0 in both and any(both):
            yield (
                at,
                "0 leaves it to the two, and the other figure does not; accepted is 0 for both, or for neither",
            )
    for at, most, least in (
        ("pairing.most_months", pairing.most_months, pairing.months),
        ("meetings.most_weeks", meetings.most_weeks, meetings.least_weeks),
        ("meetings.most_minutes", meetings.most_minutes, meetings.least_minutes),
    ):
        if 0 < most < least:
            yield at, f"{most} is less than the shortest; accepted is {least} or more"
    for number, campaign in enumerate(scheme.rounds, 1):
        for key, why in campaign.out_of_order():
            yield f"rounds[{number}].{key}", why


def _unmet_needs(path: str, fields: Sequence[AnyField], needed: Sequence[str]) -> Contradictions:
    """Fields of an application form that the rules need and that are missing, or not as the rules read them."""
    if missing := [key for key in needed if key not in {f.key for f in fields}]:
        yield (
            path,
            f"the rules need fields that are missing; accepted is a form that has {', '.join(missing)} too",
        )
    for number, field in enumerate(fields, 1):
        if field.key in needed and not field.required:
            yield (
                f"{path}[{number}].required",
                f"the rules need an answer to '{field.key}'; accepted is true",
            )
        for name, wanted in SHAPES.get(field.key, {}).items():
            if getattr(field, name, wanted) != wanted:
                yield (
                    f"{path}[{number}].{name}",
                    f"the rules read '{field.key}' another way; accepted is \"{wanted}\"",
                )
