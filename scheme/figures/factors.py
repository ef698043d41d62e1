"""The success factors of a scheme: each with its target beside its figure, what that was counted from, and what was not (R10.1)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from scheme.application.application import ApplicationStage
from scheme.definition.definition import Definition
from scheme.definition.success import SuccessFactor
from scheme.figures.counts import PairCount, SchemeCounts, middle, total
from scheme.figures.equality import STAGES
from scheme.figures.years import number_of_year
from scheme.forms.fields import ChoiceField, Option
from scheme.people import Role
from scheme.wording import capital, counted, several

FactorTone = Literal["reached", "not yet", "told", "not counted"]
ELIGIBLE = frozenset(
    {
        ApplicationStage.LISTED,
        ApplicationStage.ELIGIBLE,
        ApplicationStage.UNPLACED,
        ApplicationStage.MATCHED,
        ApplicationStage.CONCLUDED,
    }
)
REASONS = {
    "membership": "not with a member",
    "approval": "no agreement of the line manager",
    "level": "level of job",
    "years": "years at the level",
    "": "another reason",
}
ALL_YEARS = "All years together: answers are kept without their day, so that nobody can be told by comparing two years."


@dataclass(frozen=True, kw_only=True)
class FactorFigure:
    """A factor as it stands. `number` is what the target is measured by; None where there is none to show."""

    says: str  # the factor
    target: str = ""  # in words; "" for none
    figure: str = "–"  # in words
    number: float | None = None  # how many there are
    tone: FactorTone = "told"  # how it stands to its target
    counted_from: str = ""  # and what could not be counted, in a sentence or two
    yearly: bool = True  # whether it is of one year; else of all years together
    more: tuple[str, ...] = ()  # what else was counted


@dataclass(frozen=True, kw_only=True)
class Span:
    """Of which year of the scheme, and of which round; "" for all rounds."""

    year: int  # of the scheme
    round: str = ""  # key of the round, "" for none

    def holds(self, year: int, round_key: str) -> bool:
        """Whether something of a year and a round belongs to it."""
        return year == self.year and self.round in ("", round_key)


def factors(definition: Definition, counts: SchemeCounts, span: Span) -> list[FactorFigure]:
    """Each factor of the scheme in its order; where it names none, what can be counted."""
    named = definition.success.factors or _usual(definition)
    return [_figure(definition, counts, span, factor) for factor in named]


def _usual(definition: Definition) -> tuple[SuccessFactor, ...]:
    mentees = several(definition.terms.mentee)
    mentors = several(definition.terms.mentor)
    return (
        SuccessFactor(measure="mentees", says=f"{capital(mentees)} apply."),
        SuccessFactor(measure="mentors", says=f"{capital(mentors)} register."),
        SuccessFactor(measure="partnerships", says="Partnerships begin, and are concluded."),
        SuccessFactor(measure="organisations", says="Organisations take part."),
        SuccessFactor(measure="became_mentors", says=f"{capital(mentees)} become {mentors}."),
        SuccessFactor(measure="awareness", says="People know of the scheme."),
        SuccessFactor(measure="running", says="The scheme is easy to run."),
    )


def _figure(
    definition: Definition, counts: SchemeCounts, span: Span, factor: SuccessFactor
) -> FactorFigure:
    match factor.measure:
        case "mentees":
            found = _applicants(definition, counts, span, "mentee")
        case "mentors":
            found = _applicants(definition, counts, span, "mentor")
        case "partnerships":
            found = _partnerships(counts, span)
        case "answers":
            found = _answers(definition, counts, factor)
        case "background":
            found = _background(definition, counts)
        case "became_mentors":
            found = _became(definition, counts, span)
        case "organisations":
            found = _organisations(definition, counts, span)
        case "awareness":
            found = _awareness(definition, counts, span)
        case "running":
            found = _running(counts, span)
        case "equality":
            found = _equality(definition, counts, span, factor)
        case "elsewhere":
            found = FactorFigure(says="", tone="not counted", counted_from=factor.why)
    return _measured(definition, counts, span, factor, replace(found, says=factor.says))


def _measured(
    definition: Definition,
    counts: SchemeCounts,
    span: Span,
    factor: SuccessFactor,
    found: FactorFigure,
) -> FactorFigure:
    """The same beside its target."""
    if factor.less_than:
        target = f"under {factor.less_than}%"
        reached = found.number is not None and found.number < factor.less_than
    elif factor.more_than:
        at = min(number_of_year(definition, counts.first_year, span.year), len(factor.more_than))
        goal = factor.more_than[at - 1]
        unit = "%" if factor.measure in ("answers", "background", "running") else ""
        target = f"more than {goal}{unit}"
        reached = found.number is not None and found.number > goal
    else:
        return found
    if found.number is None:
        return replace(found, target=target)
    tone: FactorTone = "not yet"  # how it stands to its target
    if reached:
        tone = "reached"
    return replace(found, target=target, tone=tone)


def _applicants(
    definition: Definition, counts: SchemeCounts, span: Span, role: Role
) -> FactorFigure:
    ours = [
        count
        for count in counts.applied
        if count.role == role and span.holds(count.year, count.round)
    ]
    eligible = total(ours, lambda count: count.stage in ELIGIBLE)
    others = {
        "not eligible": total(ours, lambda count: count.stage == ApplicationStage.INELIGIBLE),
        "withdrawn": total(ours, lambda count: count.stage == ApplicationStage.WITHDRAWN),
        "still to be checked": total(ours, lambda count: count.stage == ApplicationStage.RECEIVED),
    }
    reasons = [
        f"{REASONS.get(count.reason, REASONS[''])} ({count.number})"
        for count in counts.reasons
        if count.role == role and span.holds(count.year, count.round)
    ]
    more = [f"{name}: {number}" for name, number in others.items() if number]
    if reasons:
        more.append(f"not eligible by what the form says: {', '.join(sorted(reasons))}")
    noun = definition.term(role)
    return FactorFigure(
        says="",
        figure=f"{eligible} eligible of {counted(total(ours), noun)} who applied",
        number=eligible,
        counted_from="Applications received in the year that the Group found eligible.",
        more=tuple(more),
    )


def _partnerships(counts: SchemeCounts, span: Span) -> FactorFigure:
    ours = [pair for pair in counts.pairs if span.holds(pair.year, pair.round)]
    so_far = [
        pair for pair in counts.pairs if pair.year <= span.year and span.round in ("", pair.round)
    ]
    ended = [
        pair for pair in counts.pairs if pair.ended == span.year and span.round in ("", pair.round)
    ]
    established = total(so_far)
    failed = total(so_far, lambda pair: pair.standing == "failed")
    share = round(100 * failed / established, 1) if established else None
    taught = total(so_far, lambda pair: pair.standing == "failed" and pair.taught)
    more = [
        f"established so far: {established}",
        f"live of these: {total(so_far, is_live)}",
        f"concluded in the year: {total(ended, lambda pair: pair.standing == 'concluded')}",
        f"concluded so far: {total(so_far, lambda pair: pair.standing == 'concluded')}",
        f"did not work so far: {failed}" + (f" ({share:g}%)" if share is not None else ""),
    ]
    if failed:
        more.append(f"with a lesson noted: {taught} of {failed}")
    return FactorFigure(
        says="",
        figure=f"{counted(total(ours), 'partnership')} begun in the year",
        number=share,
        counted_from="Both were introduced in the year; one counts as not working where either of the two said so.",
        more=tuple(more),
    )


def is_live(pair: PairCount) -> bool:
    """Whether it has not ended."""
    return pair.standing in ("introduced", "active", "paused")


def _answers(definition: Definition, counts: SchemeCounts, factor: SuccessFactor) -> FactorFigure:
    good = 0
    every = 0
    told: list[str] = []
    for name in factor.questions:
        best, all_of_it = said_to(definition, counts, name)
        good += best
        every += all_of_it
        if all_of_it:
            told.append(f"{_question(definition, name)} {best} of {all_of_it}")
    if not every:
        least = definition.surveys.minimum
        return FactorFigure(
            says="",
            yearly=False,
            tone="not counted",
            counted_from=f"The surveys; their answers are shown from {least} on, {least} at a time.",
        )
    share = round(100 * good / every)
    return FactorFigure(
        says="",
        yearly=False,
        figure=f"{share}% ({good} of {counted(every, 'answer')})",
        number=share,
        counted_from=f"Answers among the two best that could be given. {ALL_YEARS}",
        more=tuple(told),
    )


def said_to(definition: Definition, counts: SchemeCounts, name: str) -> tuple[int, int]:
    """How many answered a question by one of the first two options, and how many at all."""
    form, _, key = name.partition(".")
    role, _, kind = form.partition("_")
    best = first_two(definition, name)
    ours = [
        count
        for count in counts.said
        if (count.role, count.kind, count.question) == (role, kind, key)
    ]
    return total(ours, lambda count: count.option in best), total(ours)


def first_two(definition: Definition, name: str) -> frozenset[str]:
    """The keys of the first two options of a question; of one with two options, the first alone."""
    options = [option.key for option in options_of(definition, name)]
    return frozenset(options[: max(1, min(2, len(options) - 1))])


def options_of(definition: Definition, name: str) -> Sequence[Option]:
    """What can be answered to a question of a questionnaire ("mentee_conclusion.goals_met"); nothing where there is none."""
    found = _field(definition, name)
    if found is None:
        return ()
    return definition.options_of(found)


def _field(definition: Definition, name: str) -> ChoiceField | None:
    form, _, key = name.partition(".")
    for field in getattr(definition.surveys.forms, form, ()):
        if field.key == key and isinstance(field, ChoiceField):
            return field
    return None


def _question(definition: Definition, name: str) -> str:
    found = _field(definition, name)
    if found is None:
        return ""
    if name.startswith("mentee"):
        asked = definition.terms.mentee
    else:
        asked = definition.terms.mentor
    return f"{capital(several(asked))}, “{found.label}”:"


def _background(definition: Definition, counts: SchemeCounts) -> FactorFigure:
    wishes = counts.wishes
    least = definition.surveys.minimum
    if wishes.introduced < least:
        return FactorFigure(
            says="",
            yearly=False,
            tone="not counted",
            counted_from=f"Shown once {least} who asked for it have been introduced, so that it tells of nobody.",
        )
    share = round(100 * wishes.shared / wishes.introduced)
    return FactorFigure(
        says="",
        yearly=False,
        figure=f"{share}% ({wishes.shared} of {wishes.introduced})",
        number=share,
        counted_from=(
            "Of those who asked and were introduced, whose mentor says that they share it. All years together."
        ),
        more=(f"asked for it: {wishes.asked}",),
    )


def _equality(
    definition: Definition, counts: SchemeCounts, span: Span, factor: SuccessFactor
) -> FactorFigure:
    """What was given out so far, beside each other: who applied, who was matched, who concluded."""
    ours = [
        count
        for count in counts.equality
        if count.year <= span.year and count.question in factor.questions
    ]
    least = definition.equality.minimum
    why = (
        f"The voluntary equality form, which nobody can join to a person. Numbers come once a year, in steps of {least}, and say "
        "so many at least. All years so far, and all rounds."
    )
    if not ours:
        return FactorFigure(
            says="",
            yearly=False,
            tone="not counted",
            counted_from=f"{why} So far there are too few answers to show any.",
        )
    more = []
    for question in definition.equality.questions:
        for option in question.options:
            said = [
                count
                for count in ours
                if (count.question, count.option) == (question.key, option.key)
            ]
            if said:
                stages = [
                    f"{stage} {total(said, lambda count, stage=stage: count.stage == stage)}"  # type: ignore[misc]
                    for stage in STAGES
                ]
                more.append(f"{option.label}: {', '.join(stages)}")
    return FactorFigure(
        says="",
        yearly=False,
        figure="by what people said of themselves",
        counted_from=why,
        more=tuple(more),
    )


def _became(definition: Definition, counts: SchemeCounts, span: Span) -> FactorFigure:
    ours = total(counts.became, lambda count: count.year == span.year)
    so_far = total(counts.became, lambda count: count.year <= span.year)
    mentees = several(definition.terms.mentee)
    return FactorFigure(
        says="",
        figure=f"{ours} in the year, {so_far} so far",
        number=ours,
        counted_from=f"{capital(several(definition.terms.mentor))} found eligible who had a mentor here, or say they were {mentees}.",
    )


def _organisations(definition: Definition, counts: SchemeCounts, span: Span) -> FactorFigure:
    ours = {count.organisation for count in counts.employers if span.holds(count.year, count.round)}
    known = {organisation.key for organisation in definition.organisations}
    return FactorFigure(
        says="",
        figure=f"{len(ours & known)} of {len(known)}",
        number=len(ours & known),
        counted_from="Member organisations from which somebody eligible applied in the year.",
    )


def _awareness(definition: Definition, counts: SchemeCounts, span: Span) -> FactorFigure:
    asked = {count.year: count.number for count in counts.questions}
    more = [
        f"questions asked: {asked.get(span.year, 0)}, the year before {asked.get(span.year - 1, 0)}"
    ]
    known = {count.year: count for count in counts.known}
    now = known.get(span.year)
    if now is None or now.answered < definition.surveys.minimum:
        return FactorFigure(
            says="",
            figure=f"{counted(asked.get(span.year, 0), 'question')} asked",
            tone="told",
            counted_from="Questions that people asked. The yearly question to all staff has no answer to show for this year.",
            more=tuple(more),
        )
    heard = round(100 * now.heard / now.answered)
    before = known.get(span.year - 1)
    if before is not None and before.answered >= definition.surveys.minimum:
        more.append(
            f"had heard of it the year before: {round(100 * before.heard / before.answered)}%"
        )
    more.append(f"know what it offers: {round(100 * now.knows / now.answered)}%")
    more.append(f"would suggest it: {round(100 * now.speaks / now.answered)}%")
    return FactorFigure(
        says="",
        figure=f"{heard}% of {now.answered} had heard of it",
        number=heard,
        counted_from="The yearly question to all staff of members, and questions that people asked.",
        more=tuple(more),
    )


def _running(counts: SchemeCounts, span: Span) -> FactorFigure:
    ours = [count for count in counts.answered if span.holds(count.year, count.round)]
    every = total(ours)
    asked = [count for count in counts.questions if count.year == span.year]
    more: list[str] = []
    questions = sum(count.number for count in asked)
    if questions and not span.round:
        in_time = sum(count.in_time for count in asked)
        more.append(f"questions answered by the day promised: {in_time} of {questions}")
    if not every:
        return FactorFigure(
            says="",
            tone="not counted",
            counted_from="Nobody has had an answer to an application of this year yet.",
            more=tuple(more),
        )
    in_time = total(ours, lambda count: not count.late)
    days = middle((count.days, count.number) for count in ours)
    share = round(100 * in_time / every)
    return FactorFigure(
        says="",
        figure=f"{share}% of applicants heard in time ({in_time} of {every})",
        number=share,
        counted_from="Answers to applications, against the day that was promised first.",
        more=(f"half of them heard within: {counted(days or 0, 'day')}", *more),
    )
