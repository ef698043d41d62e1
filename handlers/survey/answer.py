"""Surveys: found, answered and changed until they close, and what they came to (R7.1, R7.2, R7.5)."""

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter

from handlers.kit.buttons import HOME
from handlers.kit.conversation import Conversation, HomeEntry
from handlers.kit.help import GROUP, PARTNERSHIP
from handlers.kit.paging import ListPage
from handlers.kit.post import tell
from handlers.kit.turn import Turn
from handlers.kit.ui import Action, Bullets, Button, Facts, Form, Part, Prose, Reply, View, says
from handlers.survey.figures import figures, words
from handlers.survey.messages import answer_button, heading, partner_in, thanks
from scheme import calendar
from scheme.audience import Audience
from scheme.forms.checking import check
from scheme.forms.fields import Answers, AnyField
from scheme.forms.shown import spoken
from scheme.partnership.partnership import Partnership
from scheme.people import Role
from scheme.refusal import Refusal
from scheme.subject import Subject
from scheme.survey.occasion import Occasion
from scheme.survey.survey import Survey
from storage import partnerships, surveys
from storage.work import Work

survey_conversation = Conversation(name="survey")

COMING = {"midpoint": "halfway", "yearly": "after a year", "conclusion": "at the end"}


# Answering


async def _from_when(turn: Turn, work: Work) -> str:
    """From when a survey waits; "" where one does, or can still be changed."""
    mine = await surveys.of_person(work, turn.definition.key, turn.person.id)
    if any(survey.is_open(turn.today) for survey in mine):
        return ""
    coming = await _next(turn, work)
    if coming is None:
        return "Halfway through a partnership, and at its end"
    return f"From {spoken(coming[0])}"


@survey_conversation.step(
    "open", Audience.ANYONE, reads=True, in_help=PARTNERSHIP.entry("Survey", 60, _from_when)
)
async def find_own(turn: Turn, work: Work) -> Reply:
    """A person's own survey: the one that waits, or one that can still be changed; else when the next comes."""
    mine = await surveys.of_person(work, turn.definition.key, turn.person.id)
    still_open = [survey for survey in mine if survey.is_open(turn.today)]
    ready = [survey for survey in still_open if not survey.answered] or still_open
    if len(ready) == 1:
        return Reply(then=Action(name="survey.form", subject=Subject("survey", ready[0].id)))
    if ready:
        return says("Which one?", *[await _which(work, survey) for survey in ready])
    return says(await _when_next(turn, work), HOME)


async def _which(work: Work, survey: Survey) -> Button:
    name = (await partner_in(work, survey)).name
    return Button(
        label=f"{heading(survey)}, {name}",
        action="survey.form",
        subject=Subject("survey", survey.id),
        opens=True,
    )


async def _next(turn: Turn, work: Work) -> tuple[date, Occasion] | None:
    """The day of the next survey, and its occasion."""
    ours = await partnerships.of_person(work, turn.definition.key, turn.person.id)
    return min(
        [found for partnership in ours for found in await _coming(turn, work, partnership)],
        default=None,
    )


async def _when_next(turn: Turn, work: Work) -> str:
    coming = await _next(turn, work)
    if coming is not None:
        day, occasion = coming
        when = COMING.get(occasion.partition("-")[0], "to look back")
        return f"No survey waits for you. The next comes {when}, on {spoken(day)}."
    return "No survey waits for you. They come halfway through a partnership and at its end, a few minutes each."


async def _coming(turn: Turn, work: Work, pair: Partnership) -> list[tuple[date, Occasion]]:
    """The days on which a partnership still brings its person a survey."""
    asked = {survey.occasion for survey in await surveys.of_partnership(work, pair.id)}
    plan = [
        due
        for due in pair.due(turn.definition)
        if due.name in ("midpoint", "follow-up", "conclusion")
    ]
    days = [
        (calendar.local_day(due.at, turn.definition.zone), due.occasion.partition(":")[0])
        for due in plan
    ]
    if pair.is_live and pair.ends_on:
        # Past its planned end it closes by itself some days later, and the survey comes then.
        passed = pair.ends_on < turn.today
        day = (pair.closes_on(turn.definition) if passed else None) or pair.ends_on
        days.append((day, "conclusion"))
    role = pair.role_of(turn.person.id)
    ahead = [
        (day, occasion) for day, occasion in days if day >= turn.today and occasion not in asked
    ]
    return [
        (day, occasion) for day, occasion in ahead if turn.definition.questionnaire(role, occasion)
    ]


@survey_conversation.step("form", Audience.PARTY, about="survey", opens=True)
async def show_form(turn: Turn, work: Work) -> Reply:
    """The questions, with what the bot knows filled in and what was answered before."""
    survey = turn.the(Survey)
    survey.must_be_open(turn.today)
    return Reply(window=await _form(turn, work, survey, survey.answers or {}))


async def _form(turn: Turn, work: Work, survey: Survey, answers: Answers, notice: str = "") -> Form:
    partnership = turn.the(Partnership)
    definition = turn.definition
    parts: list[Part] = [
        known(turn, partnership, survey.role, (await partner_in(work, survey)).name)
    ]
    if survey.kind == "midpoint" and definition.surveys.note:
        parts.append(Prose(definition.surveys.note, "If it is not going well"))
    return Form(
        title=heading(survey),
        action="survey.send",
        fields=definition.questionnaire(survey.role, survey.occasion),
        submit="Save changes" if survey.answered else "Send answers",
        subject=turn.subject,
        parts=tuple(parts),
        answers=answers,
        carries={"revision": str(survey.revision)},
        notice=notice,
        private=True,
    )


def known(turn: Turn, partnership: Partnership, role: Role, partner: str) -> Facts:
    """What the bot knows of the partnership, and therefore doesn't ask."""
    other: Role = "mentor" if role == "mentee" else "mentee"
    rows = [(f"Your {turn.definition.term(other)}", partner)]
    if partnership.ended_at:
        ended = calendar.local_day(partnership.ended_at, turn.definition.zone)
    else:
        ended = None
    if partnership.started_on is not None:
        length = _length(((ended or turn.today) - partnership.started_on).days)
        rows += [
            ("Started on", spoken(partnership.started_on)),
            ("Lasted" if ended else "So far", length),
        ]
    if ended is not None:
        rows.append(("Ended on", spoken(ended)))
    elif partnership.ends_on is not None:
        rows.append(("Ends on", spoken(partnership.ends_on)))
    return Facts(tuple(rows), "What we know already")


def _length(days: int) -> str:
    if days < 7:
        return "less than a week"
    count, unit = (round(days / 30.4), "month") if days >= 60 else (days // 7, "week")
    if count == 1:
        return f"{count} {unit}"
    return f"{count} {unit}s"


@survey_conversation.step("send", Audience.PARTY, about="survey")
async def send(turn: Turn, work: Work) -> Reply:
    """Keep the answers; they can be changed until it closes. Sent twice is the same as once."""
    survey = turn.the(Survey)
    survey.must_be_open(turn.today)
    fields = turn.definition.questionnaire(survey.role, survey.occasion)
    answers = check(fields, turn.answers)
    if not any(answers.values()):
        raise Refusal(
            "Nothing is answered yet. One question is enough, and you can add to it later."
        )
    again = survey.answered
    if answers != survey.answers:
        if turn.number("revision") != survey.revision:
            return Reply(
                window=await _form(
                    turn,
                    work,
                    survey=survey,
                    answers=answers,
                    notice=_differing(fields, survey, answers),
                )
            )
        survey.answer(answers, turn.number("revision"), turn.today)
    if again:
        return says(
            f"Saved. Your answers read as you wrote them; change them until {spoken(survey.closes_on)}."
        )
    await tell(work, turn.person.id, thanks(survey, turn.person), key=str(turn.subject))
    return Reply()


def _differing(fields: Sequence[AnyField], survey: Survey, answers: Answers) -> str:
    differs = [f.label for f in fields if (survey.answers or {}).get(f.key) != answers.get(f.key)]
    return f"You answered this elsewhere meanwhile. What you typed is here and differs in: {', '.join(differs)}."


# What they came to


@survey_conversation.step(
    "results", Audience.MEMBER, opens=True, in_help=GROUP.entry("Survey figures", 30)
)
async def results(turn: Turn, work: Work) -> Reply:
    """How many were asked and answered, and figures where there are enough answers; no names (R7.5)."""
    key = turn.definition.key
    closed = [
        survey
        for survey in await surveys.issued(work, key)
        if not (survey.is_open(turn.today) or survey.cut_short)
    ]
    preface = Prose(
        "Of surveys that have closed. Who answered what is not kept, so nobody can look it up."
    )
    parts: tuple[Part, ...] = (
        preface,
        *figures(turn.definition, closed, await surveys.results(work, key)),
    )
    written = Button(label="In their words", action="survey.words", opens=True)
    return Reply(
        window=View(
            title="Survey figures",
            parts=parts,
            buttons=(written, Button(label="Open register", action="review.register", opens=True)),
        )
    )


@survey_conversation.step("words", Audience.MEMBER, opens=True)
async def in_their_words(turn: Turn, work: Work) -> Reply:
    """What people wrote, apart from their other answers, and without a name unless they put it there (R7.5)."""
    least = turn.definition.surveys.minimum
    lines = [
        (asked.title, said)
        for asked in words(turn.definition, await surveys.texts(work, turn.definition.key))
        for said in asked.items
    ]
    page = ListPage.of_lines(turn, "survey.words", len(lines))
    here = groupby(page.of(lines), key=itemgetter(0))
    texts = [Bullets(tuple(said for _, said in each), title) for title, each in here]
    preface = f"Shown from {least} answers on, {least} at a time, in the order of the alphabet."
    if not texts:
        preface = f"Nothing to read yet. What people write is shown from {least} answers on, {least} at a time."
    back = Button(label="Survey figures", action="survey.results", opens=True)
    return Reply(
        window=View(
            title="In their words",
            parts=(Prose(preface), *page.heading(), *texts),
            buttons=(*page.ways(), back),
        )
    )


@survey_conversation.home_entries
async def home_entries(turn: Turn, work: Work) -> list[HomeEntry]:
    """The surveys that wait for a person's answer."""
    found = []
    for survey in await surveys.of_person(work, turn.definition.key, turn.person.id):
        if survey.waits(turn.today):
            partner = (await partner_in(work, survey)).short_name
            text = f"A few questions about the time with {partner}, open until {spoken(survey.closes_on)}."
            found.append(
                HomeEntry(
                    headline="A survey waits",
                    text=text,
                    rank=0,
                    primary=answer_button(survey),
                    by=survey.closes_on,
                )
            )
    return found
