"""Surveys: asked halfway and at the end, reminded, answered and changed, and their figures (R7.1, R7.2, R7.5)."""

from collections.abc import Sequence
from datetime import date

from handlers.kit.figures import figures
from handlers.kit.flow import Conversation, Standing
from handlers.kit.post import tell
from handlers.kit.turn import Moment, Turn
from handlers.kit.ui import Action, Button, Facts, Form, Message, Part, Prose, Reply, View, says
from scheme import calendar
from scheme.audience import Audience
from scheme.definition import Definition
from scheme.fields import Answers, AnyField, check, spoken
from scheme.partnership import Occasion, Partnership
from scheme.people import Person, Role
from scheme.refusal import Refusal
from scheme.survey import Survey, minutes
from storage import partnerships, people
from storage.work import Work

survey = Conversation("survey")

NAMES: dict[Occasion, str] = {"midpoint": "Halfway survey", "conclusion": "Closing survey"}


# What time brings


@survey.when("partnership", "midpoint")
async def halfway(moment: Moment, work: Work) -> None:
    """Both are asked how it goes, halfway."""
    await _issue(moment, work, "midpoint")


@survey.when("partnership", "conclusion")
async def concluded(moment: Moment, work: Work) -> None:
    """Both are asked how it was, once it has ended; a halfway survey that nobody answered is over (R7.4)."""
    partnership = moment.the(Partnership)
    for person_id in (partnership.mentee_id, partnership.mentor_id):
        if earlier := await partnerships.survey_of(work, partnership.id, person_id, "midpoint"):
            earlier.overtaken(moment.today)
    await _issue(moment, work, "conclusion")


async def _issue(moment: Moment, work: Work, occasion: Occasion) -> None:
    """One invitation for each of the two, once; none where there is nothing to ask."""
    partnership, definition = moment.the(Partnership), moment.definition
    for person_id in (partnership.mentee_id, partnership.mentor_id):
        role = partnership.role_of(person_id)
        if not definition.questionnaire(role, occasion):
            continue
        if await partnerships.survey_of(work, partnership.id, person_id, occasion):
            continue
        issued = Survey.issue(definition, partnership.id, person_id, role, occasion, moment.now)
        one = await work.add(issued)
        partner = (await people.by_id(work, partnership.partner_of(person_id))).first_name
        first = (await people.by_id(work, person_id)).first_name
        await tell(work, person_id, invitation(definition, one, first, partner), key=f"survey:{one.id}")


def invitation(definition: Definition, one: Survey, first: str, partner: str) -> Message:
    """What somebody reads who is asked: how long it takes, until when, and who sees what."""
    opening = (
        f"{first}, you and {partner} are halfway. How is it going?"
        if one.occasion == "midpoint"
        else f"{first}, how was it with {partner}?"
    )
    count = minutes(definition.questionnaire(one.role, one.occasion))
    optional = " Answering is optional." if definition.surveys.optional else ""
    return Message(
        f"{opening} About {count} {'minute' if count == 1 else 'minutes'}, until {spoken(one.closes_on)}. The "
        f"{definition.terms.group} sees figures of all answers together; {partner} never sees yours.{optional}",
        buttons=(_answer_button(one),),
        heading=NAMES[one.occasion],
    )


def _answer_button(one: Survey) -> Button:
    if one.answered_at is not None:
        return Button("Change", "survey.form", f"survey:{one.id}", opens=True)
    return Button("Answer", "survey.form", f"survey:{one.id}", style="primary", opens=True)


@survey.when("survey", "remind")
async def remind(moment: Moment, work: Work) -> None:
    """Somebody has not answered yet."""
    one = moment.the(Survey)
    if not one.waits(moment.today):
        return
    partner = (await _partner(work, one)).first_name
    optional = " It is optional." if moment.definition.surveys.optional else ""
    left = (one.closes_on - moment.today).days  # in the text, so that two reminders differ: the same twice is not sent
    days = {0: "today is the last day", 1: "one day left"}.get(left, f"{left} days left")
    message = Message(
        f"Your answers about the time with {partner} are still welcome: {days}, until {spoken(one.closes_on)}. Every "
        f"question helps those who come after you.{optional}",
        buttons=(_answer_button(one),),
        heading=NAMES[one.occasion],
    )
    await tell(work, one.person_id, message, key=moment.subject)


@survey.when("survey", "close")
async def close(moment: Moment, work: Work) -> None:
    """It has closed: its message says so, in place and without a sound."""
    one = moment.the(Survey)
    thanks = "Thank you for your answers." if one.answered_at else "Nothing more is needed."
    text = f"This survey closed on {spoken(one.closes_on)}. {thanks}"
    await tell(work, one.person_id, Message(text, heading=NAMES[one.occasion]), key=moment.subject, notify=False)


# Answering


@survey.step("open", Audience.ANYONE, reads=True)
async def find_own(turn: Turn, work: Work) -> Reply:
    """A person's own survey: the one that waits, or one that can still be changed; else when the next comes."""
    mine = await partnerships.surveys_of(work, turn.definition.key, turn.person.id)
    still_open = [one for one in mine if one.is_open(turn.today)]
    ready = [one for one in still_open if one.answered_at is None] or still_open
    if len(ready) == 1:
        return Reply(then=Action("survey.form", f"survey:{ready[0].id}"))
    if ready:
        return says("Which one?", *[await _which(work, one) for one in ready])
    return says(await _when_next(turn, work), Button("Home", "home.show"))


async def _which(work: Work, one: Survey) -> Button:
    name = (await _partner(work, one)).name
    return Button(f"{NAMES[one.occasion]}, {name}", "survey.form", f"survey:{one.id}", opens=True)


async def _partner(work: Work, one: Survey) -> Person:
    partnership = await partnerships.by_id(work, one.partnership_id)
    return await people.by_id(work, partnership.partner_of(one.person_id))


async def _when_next(turn: Turn, work: Work) -> str:
    live = await partnerships.live_of(work, turn.definition.key, turn.person.id)
    coming = [found for one in live if (found := await _coming(turn, work, one))]
    if coming:
        day, when = min(coming)
        return f"No survey waits for you. The next comes {when}, on {spoken(day)}."
    return "No survey waits for you. They come halfway through a partnership and at its end, a few minutes each."


async def _coming(turn: Turn, work: Work, partnership: Partnership) -> tuple[date, str] | None:
    middle = partnership.midpoint()
    if middle is None or partnership.ends_on is None:
        return None
    middle = calendar.on_or_after(middle, turn.definition.region)
    asked = await partnerships.survey_of(work, partnership.id, turn.person.id, "midpoint")
    return (middle, "halfway") if asked is None and turn.today <= middle else (partnership.ends_on, "at the end")


@survey.step("form", Audience.PARTY, opens=True)
async def show_form(turn: Turn, work: Work) -> Reply:
    """The questions, with what the bot knows filled in and what was answered before."""
    one = turn.the(Survey)
    one.must_be_open(turn.today)
    return Reply(window=await _form(turn, work, one, one.answers or {}))


async def _form(turn: Turn, work: Work, one: Survey, answers: Answers, notice: str = "") -> Form:
    partnership, definition = turn.the(Partnership), turn.definition
    parts: list[Part] = [known(turn, partnership, one.role, (await _partner(work, one)).name)]
    if one.occasion == "midpoint" and definition.surveys.note:
        parts.append(Prose(definition.surveys.note, "If it is not going well"))
    return Form(
        title=NAMES[one.occasion],
        action="survey.send",
        fields=definition.questionnaire(one.role, one.occasion),
        submit="Send answers" if one.answered_at is None else "Save changes",
        subject=turn.subject,
        parts=tuple(parts),
        answers=answers,
        carries={"revision": str(one.revision)},
        notice=notice,
    )


def known(turn: Turn, partnership: Partnership, role: Role, partner: str) -> Facts:
    """What the bot knows of the partnership, and therefore doesn't ask."""
    other: Role = "mentor" if role == "mentee" else "mentee"
    rows = [(f"Your {turn.definition.term(other)}", partner)]
    ended = calendar.local_day(partnership.ended_at, turn.definition.zone) if partnership.ended_at else None
    if partnership.started_on is not None:
        length = _length(((ended or turn.today) - partnership.started_on).days)
        rows += [("Started on", spoken(partnership.started_on)), ("Lasted" if ended else "So far", length)]
    if ended is not None:
        rows.append(("Ended on", spoken(ended)))
    elif partnership.ends_on is not None:
        rows.append(("Ends on", spoken(partnership.ends_on)))
    return Facts(tuple(rows), "What we know already")


def _length(days: int) -> str:
    if days < 7:
        return "less than a week"
    count, unit = (round(days / 30.4), "month") if days >= 60 else (days // 7, "week")
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


@survey.step("send", Audience.PARTY)
async def send(turn: Turn, work: Work) -> Reply:
    """Keep the answers; they can be changed until it closes. Sent twice is the same as once."""
    one = turn.the(Survey)
    one.must_be_open(turn.today)
    fields = turn.definition.questionnaire(one.role, one.occasion)
    answers = check(fields, turn.answers)
    if not any(answers.values()):
        raise Refusal("Nothing is answered yet. One question is enough, and you can add to it later.")
    again = one.answered_at is not None
    if answers != one.answers:
        if turn.number("revision") != one.revision:
            return Reply(window=await _form(turn, work, one, answers, _differing(fields, one, answers)))
        one.answer(answers, turn.number("revision"), turn.now, turn.today)
    if again:
        return says(f"Saved. Your answers read as you wrote them; change them until {spoken(one.closes_on)}.")
    await tell(work, turn.person.id, thanks(one, turn.person.first_name), key=turn.subject)
    return Reply()


def _differing(fields: Sequence[AnyField], one: Survey, answers: Answers) -> str:
    differs = [f.label for f in fields if (one.answers or {}).get(f.key) != answers.get(f.key)]
    return f"You answered this elsewhere meanwhile. What you typed is here and differs in: {', '.join(differs)}."


def thanks(one: Survey, first: str) -> Message:
    """What somebody reads who has answered; halfway, help is always offered, whatever they said."""
    text = f"Thank you, {first}. You can change your answers until {spoken(one.closes_on)}."
    if one.occasion == "conclusion":
        return Message(text, buttons=(_answer_button(one),), heading=NAMES[one.occasion])
    return Message(
        f"{text} If something is not as you would like it to be, there are people who gladly help, in confidence.",
        buttons=(_answer_button(one), Button("Get help", "home.people", opens=True)),
        heading=NAMES[one.occasion],
    )


# Figures


@survey.step("results", Audience.MEMBER, opens=True)
async def results(turn: Turn, work: Work) -> Reply:
    """How many were asked and answered, and figures where there are enough answers; no names, no words (R7.5)."""
    issued = await partnerships.surveys_issued(work, turn.definition.key)
    preface = Prose("Figures only. What people wrote, and who, is not shown here.")
    parts: tuple[Part, ...] = (preface, *figures(turn.definition, issued))
    return Reply(window=View("Survey figures", parts, (Button("Open register", "review.register", opens=True),)))


@survey.stands
async def stands(turn: Turn, work: Work) -> list[Standing]:
    """The surveys that wait for a person's answer."""
    found = []
    for one in await partnerships.surveys_of(work, turn.definition.key, turn.person.id):
        if one.waits(turn.today):
            day = spoken(one.closes_on)
            partner = (await _partner(work, one)).first_name
            text = f"A few questions about the time with {partner}, open until {day}."
            found.append(Standing("A survey waits", text, 0, _answer_button(one), by=one.closes_on))
    return found
