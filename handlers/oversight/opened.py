"""An application as a member opens it: everything about it, and what they can do now (R2.3, R3.3, R3.4)."""

from dataclasses import replace

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
    buttons.append(
        Button(
            label="Day by day",
            action="register.timeline",
            subject=turn.subject,
            opens=True,
            place="menu",
        )
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
    """What a member can do now, the likeliest first; `guidelines` are those not met."""
    application = pending.application
    ways = _Decisions(turn, application)
    if application.stage == ApplicationStage.RECEIVED:
        return [ways.eligible(guidelines), ways.not_eligible(), ways.ask(), ways.aside()]
    if application.is_listed:
        return [ways.ask(), ways.close("No place this time"), ways.aside()]
    if application.stage == ApplicationStage.ELIGIBLE and application.role == "mentee":
        no_mentor = ways.close(f"No {turn.definition.terms.mentor} this time")
        return [*ways.towards_mentors(pending), no_mentor, ways.aside()]
    if application.is_open:
        return [ways.ask(), ways.aside()]
    return []


class _Decisions:
    """The buttons a member may find on an application, each told what they have read of it."""

    def __init__(self, turn: Turn, application: Application) -> None:
        self._turn = turn
        self._read = {"revision": str(application.revision)}

    def aside(self) -> Button:
        return self._opens("Stand aside", "review.aside")

    def ask(self) -> Button:
        return self._opens("Ask the applicant", "question.to_applicant")

    def eligible(self, guidelines: tuple[str, ...]) -> Button:
        """Found eligible at once; with a reason where guidelines are not met."""
        way = Button(
            label="Eligible",
            action="review.eligible",
            subject=self._turn.subject,
            answers=self._read,
            style="primary",
        )
        if guidelines:
            return replace(way, label="Use discretion", action="review.discretion", opens=True)
        return way

    def not_eligible(self) -> Button:
        return replace(self._opens("Not eligible", "review.decline"), answers=self._read)

    def close(self, label: str) -> Button:
        """An end without a mentor, or without a place."""
        return replace(self._opens(label, "review.no_mentor"), answers=self._read)

    def towards_mentors(self, pending: register.Pending) -> list[Button]:
        """Who could be proposed to a mentee, and what members say of those chosen."""
        if pending.proposal is None:
            suggest = self._opens(
                f"Suggest {several(self._turn.definition.terms.mentor)}", "propose.open"
            )
            nobody = self._opens("Nobody suits", "nobody.open")
            return [replace(suggest, style="primary"), nobody, self.ask()]
        say = self._opens("Comment or disagree", "propose.comment")
        own = self._own_word(pending)
        if pending.proposal.state != ProposalProgress.DRAFT:
            return [*own, self.ask(), say]
        look = self._opens("Look at suggestions", "propose.open")
        if own:
            return [look, say, *own, self.ask()]
        agree = replace(
            self._opens("Agree to these", "propose.consider"),
            answers={"revision": str(pending.proposal.revision)},
            style="primary",
        )
        return [agree, look, say, self.ask()]

    def _own_word(self, pending: register.Pending) -> list[Button]:
        """The way back for whoever has agreed, until a mentor is asked."""
        was_asked = any(
            candidate.asked_at and not candidate.is_untouched for candidate in pending.candidates
        )
        if was_asked or self._turn.person.id not in pending.agreed:
            return []
        back = Button(
            label="Take back my word", action="propose.take_back", subject=self._turn.subject
        )
        return [back]

    def _opens(self, label: str, action: str) -> Button:
        return Button(label=label, action=action, subject=self._turn.subject, opens=True)
