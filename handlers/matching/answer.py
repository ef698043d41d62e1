"""A mentor's answer: accept, decline, or ask for more; no answer is reminded, then goes on to the next (R4.3, R4.4)."""

from handlers.forms.away import away_field, until
from handlers.forms.profiles import asked_in_these_words
from handlers.group.changed import application_changed
from handlers.kit.conversation import Conversation, HomeEntry
from handlers.kit.post import tell
from handlers.kit.turn import Moment, Turn
from handlers.kit.ui import Action, Button, Form, Message, Prose, Reply, View
from handlers.matching.beginning import begin
from handlers.matching.requests import (
    carry_out,
    choice_of,
    comes_to_nothing,
    question_still_waits,
)
from handlers.matching.talk_sides import talk_begins
from handlers.matching.told_cards import match_at_home
from scheme.application.application import Application
from scheme.audience import Audience
from scheme.forms.fields import DateField
from scheme.forms.shown import spoken
from scheme.matching.candidate import Candidate, Word
from scheme.matching.choosing import Next
from scheme.matching.proposal import Proposal
from scheme.matching.ways import way_of
from scheme.subject import Subject
from scheme.wording import a, capital, days_left
from storage import applications, people
from storage.matching import proposals
from storage.work import Work

mentor_answer = Conversation(name="answer")

FIRST_TALK = (
    "This is about a first talk, to find out whether you would suit each other. It binds neither of you and takes none of "
    "your places. With a yes you both see how to reach each other."
)


@mentor_answer.step("read", Audience.PARTY, about="candidate", opens=True, by_phone="")
async def read(turn: Turn, work: Work) -> Reply:
    """The mentee's request, with accept, decline and ask inside; or the match, where both were told of it."""
    candidate = turn.the(Candidate)
    if candidate.both_told:
        return Reply(then=Action(name="told.mentor", subject=turn.subject))
    application = turn.the(Application)
    candidate.must_be_asked()
    parts = await asked_in_these_words(turn.definition, work, application, candidate.answer_by)
    for asked in await applications.questions_on(work, application.id):
        if asked.candidate_id == candidate.id:
            parts.append(
                Prose(f"{asked.text}\n\n{asked.answer or 'Not answered yet.'}", "Your question")
            )
    if candidate.state == Word.APPROACHED:
        yes = "Yes, let's talk"
        parts.insert(0, Prose(FIRST_TALK))
    else:
        yes = "Accept"
    buttons = (
        Button(label=yes, action="answer.accept", subject=turn.subject, style="primary"),
        Button(label="Decline", action="answer.decline", subject=turn.subject, opens=True),
        Button(
            label="Ask something first",
            action="question.to_mentee",
            subject=turn.subject,
            opens=True,
        ),
    )
    return Reply(
        window=View(title=f"{application.applicant} asks", parts=tuple(parts), buttons=buttons)
    )


@mentor_answer.step("ready", Audience.PARTY, about="candidate", opens=True)
async def ask_for_yes(turn: Turn, work: Work) -> Reply:
    """Asks before a yes that was typed is sent."""
    candidate = turn.the(Candidate)
    candidate.must_be_asked()
    if candidate.both_told:
        return Reply(then=Action(name="told.mentor", subject=turn.subject))
    name = turn.the(Application).applicant
    if candidate.state == Word.APPROACHED:
        yes = "Yes, let's talk"
        text = FIRST_TALK
    else:
        yes = "Accept"
        text = f"You and {name} are introduced at once, each with the other's contact details."
    buttons = (
        Button(label=yes, action="answer.accept", subject=turn.subject, style="primary"),
        Button(label="Read the request", action="answer.read", subject=turn.subject, opens=True),
    )
    return Reply(window=View(title=f"Say yes to {name}?", parts=(Prose(text),), buttons=buttons))


@mentor_answer.step(
    "accept", Audience.PARTY, about="candidate", by_phone="you accepted the request"
)
async def accept(turn: Turn, work: Work) -> Reply:
    """The mentor says yes: both are introduced, each in their own chat (R4.5), or have a first talk before (R4.1)."""
    proposal = turn.the(Proposal)
    candidate = turn.the(Candidate)
    if candidate.both_told:
        return Reply(then=Action(name="told.mentor_fine", subject=turn.subject))
    mentee = turn.the(Application)
    choice = await choice_of(turn, work, proposal, mentee)
    outcome = way_of(proposal).accept(choice, candidate=candidate, now=turn.now)
    await carry_out(turn, work, choice, outcome)
    if outcome.next == Next.TALK:
        await work.flush()
        await talk_begins(turn, work, choice, candidate)
        await application_changed(turn, work, mentee)
    if outcome.next == Next.PAIR:
        mentor = await applications.by_id(work, candidate.mentor_application_id)
        await begin(turn, work, choice=choice, candidate=candidate, mentor=mentor)
    return Reply()


def _away_field(turn: Turn) -> DateField:
    optional = "Optional. Until then you won't be suggested to anybody."
    return away_field(turn, "away_until", "Not available until", help_=optional, required=False)


@mentor_answer.step("decline", Audience.PARTY, about="candidate", opens=True, by_phone="")
async def decline(turn: Turn, work: Work) -> Reply:
    """Asks whether the mentor is away for a while; no reason is asked."""
    if turn.the(Candidate).both_told:
        return Reply(then=Action(name="told.mentor_no", subject=turn.subject))
    form = Form(
        title="Decline kindly",
        action="answer.declined",
        fields=(_away_field(turn),),
        submit="Decline",
        subject=turn.subject,
        parts=(Prose("No reason is needed. We tell them warmly that you can't take this on now."),),
    )
    return Reply(window=form)


@mentor_answer.step(
    "declined", Audience.PARTY, about="candidate", by_phone="you declined the request"
)
async def declined(turn: Turn, work: Work) -> Reply:
    """The mentor declines: the place is free at once, and the mentee hears what is next."""
    candidate = turn.the(Candidate)
    if candidate.both_told:
        return Reply(then=Action(name="told.mentor_no", subject=turn.subject))
    away = until(turn, _away_field(turn))
    candidate.decline(turn.now)
    back = ""
    if away:
        mentor = await applications.by_id(work, candidate.mentor_application_id)
        mentor.be_away(away)
        back = f" You won't be suggested to anybody before {spoken(away)}."
    told = Message(
        text=f"Thank you for saying so. They will be told kindly.{back}", heading="Declined"
    )
    await tell(work, turn.person.id, told, key=str(turn.subject))
    await comes_to_nothing(
        turn, work, proposal=turn.the(Proposal), candidate=candidate, mentee=turn.the(Application)
    )
    return Reply()


@mentor_answer.when("candidate", "remind")
async def remind(moment: Moment, work: Work) -> None:
    """A mentor has not answered yet; if they wait for an answer themselves, it is the mentee who is reminded."""
    candidate = moment.the(Candidate)
    mentee = moment.the(Application)
    mentor = await applications.by_id(work, candidate.mentor_application_id)
    open_ones = [
        asked
        for asked in await applications.questions_on(work, mentee.id)
        if asked.candidate_id == candidate.id and asked.answered_at is None
    ]
    day = candidate.answer_by or moment.today
    left = days_left(day, moment.today)
    for asked in open_ones:
        reminder = question_still_waits(mentor.applicant, asked, f"{spoken(day)}: {left}")
        await tell(work, mentee.person_id, reminder, key=f"question:{asked.id}")
    if open_ones:
        return
    message = Message(
        text=f"{mentee.applicant} is waiting to hear from you. A yes or a no by {spoken(day)} helps either way, and no needs no "
        f"reason. {capital(left)}.",
        buttons=(
            Button(
                label="Read the request",
                action="answer.read",
                subject=moment.subject,
                style="primary",
                opens=True,
            ),
        ),
        heading=f"{capital(a(moment.definition.terms.mentee))} asks",
    )
    await tell(work, candidate.mentor_id, message, key=str(moment.subject))


@mentor_answer.when("candidate", "lapse")
async def lapse(moment: Moment, work: Work) -> None:
    """No answer by the limit: on to the next option, or back to the Group."""
    candidate = moment.the(Candidate)
    candidate.lapse(moment.now)
    message = Message(
        text="This request has closed without an answer, so it has gone on. Nothing is needed, and you stay on the register.",
        heading="Request closed",
    )
    await tell(work, candidate.mentor_id, message, key=str(moment.subject))
    name = (await people.by_id(work, candidate.mentor_id)).name
    news = (
        f"{name} has not answered in time, so we don't keep you waiting. It says nothing about you."
    )
    await comes_to_nothing(
        moment,
        work,
        proposal=moment.the(Proposal),
        candidate=candidate,
        mentee=moment.the(Application),
        news=news,
    )


@mentor_answer.home_entries
async def home_entries(turn: Turn, work: Work) -> list[HomeEntry]:
    """Requests that wait for a mentor."""
    found = []
    for candidate in await proposals.asked_of(work, turn.definition.key, turn.person.id):
        if candidate.both_told:
            found.append(await match_at_home(work, candidate, "mentor"))
            continue
        if candidate.answer_by:
            by = spoken(candidate.answer_by)
        else:
            by = ""
        read_it = Button(
            label="Read the request",
            action="answer.read",
            subject=Subject("candidate", candidate.id),
            style="primary",
            opens=True,
        )
        headline = f"{capital(a(turn.definition.terms.mentee))} asks; answer by {by}"
        found.append(
            HomeEntry(
                headline=headline,
                text="No is fine and needs no reason.",
                rank=0,
                primary=read_it,
                others=(),
                by=candidate.answer_by,
            )
        )
    return found
