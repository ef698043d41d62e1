"""Questions the bot carries: the Group to an applicant, a mentee to the Group, a mentor to a mentee (R2, R4.2, R4.3)."""

from handlers.group.changed import application_changed
from handlers.kit.conversation import Conversation, HomeEntry
from handlers.kit.forgotten import GONE
from handlers.kit.post import tell
from handlers.kit.turn import Turn
from handlers.kit.ui import Button, Form, Message, Prose, Reply, View, says
from handlers.matching.requests import question_waits, show_request
from scheme.application.application import Application, ApplicationStage
from scheme.application.question import Question
from scheme.audience import Audience
from scheme.forms.checking import check
from scheme.forms.fields import LongText
from scheme.forms.shown import spoken
from scheme.ids import CandidateId, PersonId
from scheme.matching.candidate import WAITED_FOR, Candidate
from scheme.pace import SELDOM
from scheme.refusal import Refusal
from scheme.subject import Subject
from storage import applications
from storage.work import Work

question = Conversation(name="question")

ASKED = LongText(key="text", label="Your question", most=2000)
NOT_NEEDED = "This question needs no answer any more, so nothing was sent. Thank you all the same."
ANSWER = LongText(key="text", label="Your answer", most=4000)


@question.step("to_applicant", Audience.UNCONFLICTED, about="application", opens=True)
async def ask_applicant(turn: Turn, work: Work) -> Reply:
    """A member asks an applicant something."""
    application = turn.the(Application)
    _must_be_open(application)
    who = f"The applicant sees that it comes from {turn.definition.terms.the_group}."
    return _form(turn, f"Ask about {application.ref}", "question.put_to_applicant", who)


@question.step("to_group", Audience.PARTY, about=("application", "proposal"), opens=True)
async def ask_group(turn: Turn, work: Work) -> Reply:
    """A mentee asks the Group something, about the mentors proposed or anything else."""
    _must_be_open(turn.the(Application))
    who = f"{turn.definition.terms.the_group_first} reads it and answers."
    return _form(turn, "Ask a question", "question.put_to_group", who)


@question.step("to_mentee", Audience.PARTY, about="candidate", opens=True)
async def ask_mentee(turn: Turn, work: Work) -> Reply:
    """A mentor who was asked wants to know more first."""
    turn.the(Candidate).must_be_asked()
    name = turn.the(Application).applicant
    return _form(
        turn,
        f"Ask {name}",
        "question.put_to_mentee",
        f"{name} reads it and answers you through the bot.",
    )


def _form(turn: Turn, title: str, action: str, who: str) -> Reply:
    return Reply(
        window=Form(
            title=title,
            action=action,
            fields=(ASKED,),
            submit="Send question",
            subject=turn.subject,
            parts=(Prose(who),),
        )
    )


def _must_be_open(application: Application) -> None:
    if not application.is_open:
        raise Refusal(
            f"{application.ref} is closed, so no question was sent. Say hello to see who can help."
        )


@question.step("put_to_applicant", Audience.UNCONFLICTED, about="application", pace=SELDOM)
async def put_to_applicant(turn: Turn, work: Work) -> Reply:
    """Carry a member's question to the applicant."""
    application = turn.the(Application)
    _must_be_open(application)
    await _put(turn, work, application.person_id, from_group=True)
    await application_changed(turn, work, application)
    return says(
        f"Sent. {turn.definition.terms.the_group_first} hears here when the applicant of {application.ref} answers."
    )


@question.step("put_to_group", Audience.PARTY, about=("application", "proposal"), pace=SELDOM)
async def put_to_group(turn: Turn, work: Work) -> Reply:
    """Carry an applicant's question to the Group."""
    application = turn.the(Application)
    _must_be_open(application)
    await _put(turn, work, None)
    await application_changed(turn, work, application, note="The applicant has asked a question.")
    return says(
        f"Your question is with {turn.definition.terms.the_group}. The answer comes to you here."
    )


@question.step("put_to_mentee", Audience.PARTY, about="candidate", pace=SELDOM)
async def put_to_mentee(turn: Turn, work: Work) -> Reply:
    """Carry a mentor's question to the mentee; the mentor's time to answer starts afresh."""
    candidate = turn.the(Candidate)
    candidate.must_be_asked()
    await _put(turn, work, turn.the(Application).person_id, candidate_id=candidate.id)
    by = await _fresh_time(turn, work)
    return says(f"Sent. The answer comes to you here, and you now have until {by} to decide.")


async def _put(
    turn: Turn,
    work: Work,
    to_id: PersonId | None,
    *,
    from_group: bool = False,
    candidate_id: CandidateId | None = None,
) -> None:
    text = str(check((ASKED,), turn.answers)["text"])
    application = turn.the(Application)
    asked = Question(
        scheme=turn.definition.key,
        application_id=application.id,
        asker_id=turn.person.id,
        to_id=to_id,
        text=text,
        asked_at=turn.now,
        from_group=from_group,
        candidate_id=candidate_id,
    )
    await work.add(asked)
    if to_id is not None:
        if from_group:
            who = f"{turn.definition.terms.the_group_first}"
        else:
            who = turn.person.name
        await tell(work, to_id, question_waits(who, asked), key=f"question:{asked.id}")


async def _fresh_time(turn: Turn, work: Work) -> str:
    """The mentor's time to answer starts afresh; both read the new day, which is returned as it is written."""
    candidate = turn.the(Candidate)
    candidate.wait_longer(turn.definition, turn.now)
    await work.flush()
    await show_request(turn, work, candidate, turn.the(Application), notify=False)
    if candidate.answer_by:
        return spoken(candidate.answer_by)
    return ""


# Answering


@question.step("answer", Audience.PARTY, about="question", opens=True)
async def answer(turn: Turn, work: Work) -> Reply:
    """The question, with a field for the answer; or both, once it was answered or needs no answer."""
    asked = turn.the(Question)
    if asked.answered_at is not None or asked.to_id != turn.person.id or not _needed(turn):
        return Reply(window=_both(turn))
    return Reply(window=_answer_form(turn, "question.answered"))


def _needed(turn: Turn) -> bool:
    """Whether an answer still helps: not when the application is closed, or the request it was about is over."""
    asked = turn.the(Question)
    over = not turn.the(Application).is_open
    return not over and (asked.candidate_id is None or turn.the(Candidate).state in WAITED_FOR)


def _is_withdrawn(turn: Turn) -> bool:
    return turn.the(Application).stage == ApplicationStage.WITHDRAWN


@question.step("answer_for_group", Audience.UNCONFLICTED, about="question", opens=True)
async def answer_for_group(turn: Turn, work: Work) -> Reply:
    """The same, for a member answering for the Group."""
    asked = turn.the(Question)
    if asked.candidate_id is not None:
        raise Refusal("This question is between two people and is not for the Group.")
    if asked.answered_at is not None or asked.to_id is not None or _is_withdrawn(turn):
        return Reply(window=_both(turn))
    return Reply(window=_answer_form(turn, "question.answered_for_group"))


def _answer_form(turn: Turn, action: str) -> Form:
    asked = turn.the(Question)
    return Form(
        title="A question",
        action=action,
        fields=(ANSWER,),
        submit="Send answer",
        subject=turn.subject,
        parts=(Prose(asked.text, "They ask"),),
    )


def _both(turn: Turn) -> View:
    asked = turn.the(Question)
    if not asked.text:
        return View(title="A question", parts=(Prose(GONE),))
    answer = asked.answer or (
        "Not answered yet." if _needed(turn) else "It needs no answer any more."
    )
    return View(title="A question", parts=(Prose(asked.text, "Question"), Prose(answer, "Answer")))


@question.step("answered", Audience.PARTY, about="question")
async def answered(turn: Turn, work: Work) -> Reply:
    """Keep a person's answer and tell whoever asked that it is there."""
    asked = turn.the(Question)
    if asked.to_id != turn.person.id:
        raise Refusal("This question was put to somebody else.")
    if not _needed(turn):
        raise Refusal(NOT_NEEDED)
    await _keep(turn, work, asked)
    if asked.candidate_id is not None:
        await _fresh_time(turn, work)
    if asked.from_group:
        await application_changed(
            turn, work, turn.the(Application), note="The applicant has answered."
        )
    else:
        await _tell_asker(turn, work, asked, turn.person.name)
    done = Message(text="Thank you, your answer has been passed on.", heading="A question for you")
    await tell(work, turn.person.id, done, key=f"question:{asked.id}", notify=False)
    return Reply()


@question.step("answered_for_group", Audience.UNCONFLICTED, about="question")
async def answered_for_group(turn: Turn, work: Work) -> Reply:
    """Keep the Group's answer and tell the applicant that it is there."""
    asked = turn.the(Question)
    if asked.to_id is not None:
        raise Refusal("This question was put to somebody else.")
    if _is_withdrawn(turn):
        raise Refusal(NOT_NEEDED)
    await _keep(turn, work, asked)
    await _tell_asker(turn, work, asked, f"{turn.definition.terms.the_group_first}")
    await application_changed(turn, work, turn.the(Application))
    return says(f"Sent to the applicant of {turn.the(Application).ref}.")


async def _keep(turn: Turn, work: Work, asked: Question) -> None:
    text = str(check((ANSWER,), turn.answers)["text"])
    asked.reply(text, turn.person.id, turn.now)
    await work.flush()


async def _tell_asker(turn: Turn, work: Work, asked: Question, who: str) -> None:
    buttons = [
        Button(
            label="Read the answer",
            action="question.answer",
            subject=turn.subject,
            style="primary",
            opens=True,
        )
    ]
    if asked.candidate_id is not None:
        buttons.append(
            Button(
                label="Back to the request",
                action="answer.read",
                subject=Subject("candidate", asked.candidate_id),
                opens=True,
            )
        )
    await tell(
        work,
        asked.asker_id,
        Message(text=f"{who} has answered your question.", buttons=tuple(buttons)),
    )


@question.home_entries
async def home_entries(turn: Turn, work: Work) -> list[HomeEntry]:
    """Questions that wait for a person's answer."""
    return [
        HomeEntry(
            headline="A question waits for you",
            text="Somebody asked you something that helps things along. A sentence is enough.",
            rank=0,
            primary=Button(
                label="Read and answer",
                action="question.answer",
                subject=Subject("question", asked.id),
                style="primary",
                opens=True,
            ),
        )
        for asked in await applications.questions_to(work, turn.definition.key, turn.person.id)
    ]
