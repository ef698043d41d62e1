"""An application as a member opens it: everything about it, and what they can do now (R2.3, R3.3, R3.4)."""

from handlers.group.undoable import undoable
from handlers.kit.conversation import Conversation
from handlers.kit.turn import Turn
from handlers.kit.ui import Button, Reply, View
from handlers.oversight.dossier import dossier
from handlers.oversight.flags import unmet
from handlers.oversight.member_number import right
from scheme.application.application import Application, ApplicationStage
from scheme.application.question import Question
from scheme.audience import Audience
from scheme.matching.proposal import ProposalProgress
from scheme.subject import Subject
from scheme.wording import several
from storage import applications
from storage.matching import register
from storage.work import Work

opened = Conversation(name="review")  # its steps are part of the Group's review


@opened.step("open", Audience.UNCONFLICTED, about="application", opens=True)
async def open_application(turn: Turn, work: Work) -> Reply:
    """Everything about an application, privately, to a member who may see it."""
    application = turn.the(Application)
    pending = await register.pending(work, application)
    questions = [
        q for q in await applications.questions_on(work, application.id) if q.candidate_id is None
    ]
    withdrawn = application.stage == ApplicationStage.WITHDRAWN
    answers = tuple(
        _answer(q) for q in questions if q.to_id is None and q.answered_at is None and not withdrawn
    )
    buttons = [
        *answers,
        *_decisions(turn, pending, await unmet(work, turn.definition, turn.the(Application))),
    ]
    buttons.extend(right(turn, application))
    if await undoable(work, application):
        buttons.append(
            Button(label="Undo the decision", action="undo.ask", subject=turn.subject, opens=True)
        )
    if withdrawn:
        title = application.ref
    else:
        title = f"{application.ref}, {application.applicant}"
    return Reply(
        window=View(
            title=title, parts=await dossier(turn, work, pending, questions), buttons=tuple(buttons)
        )
    )


def _answer(asked: Question) -> Button:
    subject = Subject("question", asked.id)
    return Button(
        label="Answer the question",
        action="question.answer_for_group",
        subject=subject,
        style="primary",
        opens=True,
    )


def _decisions(turn: Turn, pending: register.Pending, guidelines: tuple[str, ...]) -> list[Button]:
    """What a member can do now, the likeliest first; `guidelines` are those not met.

    `revision` marks which wording of the application they read.
    """
    application = pending.application
    subject = turn.subject
    term = turn.definition.terms.mentor
    read = {"revision": str(application.revision)}
    aside = Button(label="Stand aside", action="review.aside", subject=subject, opens=True)
    ask = Button(
        label="Ask the applicant", action="question.to_applicant", subject=subject, opens=True
    )
    if application.stage == ApplicationStage.RECEIVED:
        met = Button(
            label="Eligible",
            action="review.eligible",
            subject=subject,
            answers=read,
            style="primary",
        )
        unmet = Button(
            label="Use discretion",
            action="review.discretion",
            subject=subject,
            answers=read,
            style="primary",
            opens=True,
        )
        no = Button(
            label="Not eligible", action="review.decline", subject=subject, answers=read, opens=True
        )
        return [unmet if guidelines else met, no, ask, aside]
    if application.is_listed:
        no_room = Button(
            label="No place this time",
            action="review.no_mentor",
            subject=subject,
            answers=read,
            opens=True,
        )
        return [ask, no_room, aside]
    if application.stage != ApplicationStage.ELIGIBLE or application.role == "mentor":
        if application.is_open:
            return [ask, aside]
        return []
    no_place = Button(
        label=f"No {term} this time",
        action="review.no_mentor",
        subject=subject,
        answers=read,
        opens=True,
    )
    else_ = Button(label="Nobody suits", action="nobody.open", subject=subject, opens=True)
    if pending.proposal is None:
        suggest = Button(
            label=f"Suggest {several(term)}",
            action="propose.open",
            subject=subject,
            style="primary",
            opens=True,
        )
        return [suggest, else_, ask, no_place, aside]
    back = Button(label="Take back my word", action="propose.take_back", subject=subject)
    say = Button(label="Comment or disagree", action="propose.comment", subject=subject, opens=True)
    if turn.person.id in pending.agreed and not any(
        c.asked_at and not c.is_untouched for c in pending.candidates
    ):
        own = [back]
    else:
        own = []
    if pending.proposal.state != ProposalProgress.DRAFT:
        return [*own, ask, say, no_place, aside]
    revision = {"revision": str(pending.proposal.revision)}
    if own:
        agree = []
    else:
        agree = [
            Button(
                label="Agree to these",
                action="propose.consider",
                subject=subject,
                answers=revision,
                style="primary",
                opens=True,
            )
        ]
    return [
        *agree,
        Button(label="Look at suggestions", action="propose.open", subject=subject, opens=True),
        say,
        *own,
        ask,
        no_place,
        aside,
    ]
