"""Closing a round: an administrator says what those without a mentor hear, reads it once more, and everybody is answered (R2.8)."""

from handlers.group.changed import application_changed
from handlers.kit.conversation import Conversation
from handlers.kit.events import ApplicationEnded
from handlers.kit.post import tell
from handlers.kit.turn import Moment, Turn
from handlers.kit.ui import Button, Facts, Form, Part, Prose, Reply, View, says
from handlers.rounds.closed import goes_without, stays
from handlers.rounds.standing import RoundStanding
from handlers.rounds.this_round import KEY, campaign_of
from scheme.application.application import Application, ApplicationStage
from scheme.application.held_round import (
    WORD,
    HeldRound,
    RoundAnswer,
    RoundGroup,
    group_of,
    must_be_over,
)
from scheme.audience import Audience
from scheme.definition.definition import Definition
from scheme.definition.rounds import Round
from scheme.forms.checking import check
from scheme.forms.fields import Answer, AnyField, ChoiceField, LongText, Option
from scheme.people import ROLES
from scheme.wording import counted
from storage import matters, people, rounds
from storage.work import Work

closing = Conversation(name="round")

BATCH = 20  # who are answered in one piece of work, so that others have their turn
MOST_READ = 200  # who are looked at to be named before a round is closed
MOST_NAMED = 15  # of each group
LABELS = {
    RoundGroup.LISTED: "Those on the waiting list",
    RoundGroup.LOOKED_FOR: "Those who wait to be matched",
    RoundGroup.UNREAD: "Those who are still to be checked",
}
HEAR = {
    RoundAnswer.FIRST: "They come first next time",
    RoundAnswer.KIND_WORD: "A kind no, without a promise",
    RoundAnswer.LATE: "They stay: a late place is looked for",
}
DEFAULT = (
    "The round has closed, and there was no place in it for everybody. It says nothing about you."
)


def _fields() -> tuple[AnyField, ...]:
    options = tuple(Option(key=answer, label=HEAR[answer]) for answer in RoundAnswer)
    return (
        *(ChoiceField(key=group, label=LABELS[group], options=options) for group in RoundGroup),
        LongText(
            key=WORD,
            label="A kind word to those who go without",
            help="They read it under their application, so say it as you would to a colleague you like.",
            required=False,
            most=1000,
        ),
    )


@closing.step("close", Audience.ADMINISTRATOR, opens=True)
async def close(turn: Turn, work: Work) -> Reply:
    """Asks what each group hears. Nothing is closed yet."""
    campaign = campaign_of(turn, turn.given(KEY))
    must_be_over(campaign, turn.today)
    held = await rounds.held(work, turn.definition.key, campaign.key)
    if held is not None:
        held.must_be_open()
    text = (
        "Everybody who is still unmatched hears that the round has closed. You see who gets which word before anything is sent. "
        "Whoever has options before them, or has asked somebody, goes on as they are."
    )
    given = {field.key: turn.answers.get(field.key) for field in _fields()}
    usual: dict[str, Answer] = {str(group): str(RoundAnswer.FIRST) for group in RoundGroup}
    return Reply(
        window=Form(
            title=f"Close {campaign.name}",
            action="round.preview",
            fields=_fields(),
            submit="Show who gets which word",
            parts=(Prose(text),),
            answers={**usual, **{key: answer for key, answer in given.items() if answer}},
            carries={KEY: campaign.key},
        )
    )


@closing.step("preview", Audience.ADMINISTRATOR, opens=True)
async def preview(turn: Turn, work: Work) -> Reply:
    """How many hear what, and the words; the button that closes it. Nothing is closed yet."""
    campaign = campaign_of(turn, turn.given(KEY))
    must_be_over(campaign, turn.today)
    answers = check(_fields(), turn.answers)
    standing = await RoundStanding.of(turn, work, campaign)
    chosen = {key: str(answer or "") for key, answer in answers.items()} | {KEY: campaign.key}
    close_it = Button(
        label="Close it and tell them",
        action="round.closed",
        answers=chosen,
        style="danger",
    )
    change = Button(label="Change it", action="round.close", answers=chosen, opens=True)
    rows = [
        (
            f"{LABELS[group]}: {_how_many(turn.definition, standing, group)}",
            HEAR[RoundAnswer(str(answers[group]))],
        )
        for group in RoundGroup
    ]
    idle = standing.counts["mentor", ApplicationStage.ELIGIBLE, False]
    if idle:
        rows.append(
            (
                f"Free on the register: {counted(idle, turn.definition.terms.mentor)}",
                "They stay on it for the next",
            )
        )
    choosing = standing.counts["mentee", ApplicationStage.ELIGIBLE, True]
    if choosing:
        rows.append(
            (
                f"Choosing, or waiting for an answer: {choosing}",
                "They go on, and hear nothing of it",
            )
        )
    parts: list[Part] = [Facts(tuple(rows), "Who hears what")]
    if named := await _named(turn, work, campaign):
        parts.append(Facts(named, "Who they are"))
    parts.append(Prose(str(answers[WORD] or DEFAULT), "What those who go without read"))
    parts.append(
        Prose("It can't be taken back. A late place can still be found for somebody afterwards.")
    )
    return Reply(
        window=View(title=f"Close {campaign.name}?", parts=tuple(parts), buttons=(close_it, change))
    )


async def _named(turn: Turn, work: Work, campaign: Round) -> tuple[tuple[str, str], ...]:
    """The names in each group, some of them where they are many; references where the reader keeps out of them."""
    held = await rounds.held(work, turn.definition.key, campaign.key)
    if held is None:
        return ()
    found = await rounds.to_answer(work, held, MOST_READ)
    barred = await matters.conflicted_each(work, found)
    rows = []
    for group in RoundGroup:
        names = [
            each.ref if turn.person.id in barred[each.id] else each.applicant
            for each in found
            if group_of(each) == group
        ]
        if names:
            more = ("and others",) if len(names) > MOST_NAMED else ()
            rows.append((LABELS[group], ", ".join((*names[:MOST_NAMED], *more))))
    return tuple(rows)


def _how_many(definition: Definition, standing: RoundStanding, group: RoundGroup) -> str:
    counts = standing.counts
    if group == RoundGroup.LOOKED_FOR:
        return counted(counts["mentee", ApplicationStage.ELIGIBLE, False], definition.terms.mentee)
    stage = ApplicationStage.LISTED if group == RoundGroup.LISTED else ApplicationStage.RECEIVED
    return ", ".join(
        counted(standing.many(role, (stage,)), definition.term(role)) for role in ROLES
    )


@closing.step("closed", Audience.ADMINISTRATOR)
async def closed(turn: Turn, work: Work) -> Reply:
    """The round is closed, once; those in it are answered from now on, some at a time."""
    campaign = campaign_of(turn, turn.given(KEY))
    answers = check(_fields(), turn.answers)
    held = await rounds.lock(work, turn.definition.key, campaign.key)
    held.close(turn.definition, turn.person.id, answers, turn.now)
    see = Button(
        label=f"Open {campaign.name}", action="round.show", answers={KEY: campaign.key}, opens=True
    )
    return says(
        f"{campaign.name} is closed. Everybody who is still unmatched is told within minutes.", see
    )


@closing.when("heldround", "answers")
async def answer_some(moment: Moment, work: Work) -> None:
    """Some of those who are still unmatched hear that the round has closed, each once."""
    held = moment.the(HeldRound)
    found = await rounds.to_answer(work, held, BATCH + 1)
    for application in found[:BATCH]:
        await _answer(moment, work, held, application)
        await work.flush()
    held.answered_some(moment.now, is_all=len(found) <= BATCH)


async def _answer(moment: Moment, work: Work, held: HeldRound, application: Application) -> None:
    definition = moment.definition
    campaign = definition.round_of(held.round)
    name = campaign.name if campaign else held.round
    person = await people.by_id(work, application.person_id)
    group = group_of(application)
    if group is None or held.answer_for(group) == RoundAnswer.LATE or held.closed_by is None:
        application.stay_after_round(definition, moment.now)
        told = stays(definition, name, person, application)
    else:
        first = held.answer_for(group) == RoundAnswer.FIRST
        word = held.word or DEFAULT
        application.close_with_round(held.closed_by, word, moment.now, priority=first)
        await work.flush()
        await moment.happened(work, ApplicationEnded(application=application))
        application.answered(moment.today)
        told = goes_without(definition, name, person, application, moment.today)
    await tell(work, person.id, told, key=f"application:{application.id}")
    await application_changed(moment, work, application)
