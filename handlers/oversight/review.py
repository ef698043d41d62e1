"""Checking: the Group opens an application, decides on it, uses its discretion, or a member stands aside (R2.3, R3.3)."""

from handlers.group import missed
from handlers.group.changed import application_changed
from handlers.group.undoable import undoable
from handlers.kit.conversation import Conversation
from handlers.kit.events import ApplicationEnded
from handlers.kit.post import tell
from handlers.kit.turn import Turn
from handlers.kit.ui import (
    Action,
    Bullets,
    Button,
    Form,
    Link,
    Message,
    Part,
    Prose,
    Reply,
    View,
    says,
)
from handlers.oversight.dossier import dossier
from handlers.oversight.flags import flags
from handlers.oversight.following import going_on, next_to_check
from handlers.oversight.member_number import right
from scheme.application.application import Application, ApplicationStage
from scheme.application.question import Question
from scheme.audience import Audience
from scheme.definition.definition import Definition
from scheme.forms.checking import check
from scheme.forms.fields import LongText
from scheme.matching.proposal import Candidate, Proposal, ProposalProgress
from scheme.people import Person, StandsAside
from scheme.refusal import Refusal
from scheme.subject import Subject
from scheme.wording import a, several
from storage import applications, matters, people
from storage.matching import proposals, register
from storage.work import Work

review = Conversation(name="review")

WHY = LongText(
    key="reason",
    label="Your reason",
    help="The applicant reads it, so say it as you would to a colleague you like.",
    most=2000,
)
DISCRETION = LongText(
    key="reason",
    label="Why the Group uses its discretion",
    help="Kept with the decision; the Group alone reads it.",
    most=2000,
)


@review.step("open", Audience.UNCONFLICTED, about="application", opens=True)
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
    buttons = [*answers, *_decisions(turn, pending, await _unmet(turn, work))]
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
    if pending.proposal is None:
        suggest = Button(
            label=f"Suggest {several(term)}",
            action="propose.open",
            subject=subject,
            style="primary",
            opens=True,
        )
        return [suggest, ask, no_place, aside]
    back = Button(label="Take back my word", action="propose.take_back", subject=subject)
    say = Button(label="Comment or disagree", action="propose.comment", subject=subject, opens=True)
    if turn.person.id in pending.agreed and not any(c.asked_at for c in pending.candidates):
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


async def _unmet(turn: Turn, work: Work) -> tuple[str, ...]:
    application = turn.the(Application)
    applicant = await people.by_id(work, application.person_id)
    found = await flags(work, turn.definition, application, applicant)
    return tuple(flag.text for flag in found if not flag.met)


# Deciding


def _as_read(turn: Turn) -> None:
    """Raises `Refusal` when the applicant has changed it since the member opened it: they decide on what they read."""
    application = turn.the(Application)
    if turn.given("revision") and turn.number("revision") != application.revision:
        raise Refusal(
            f"The applicant has changed {application.ref} since you opened it. Open it again, then decide."
        )


@review.step("eligible", Audience.UNCONFLICTED, about="application")
async def eligible(turn: Turn, work: Work) -> Reply:
    """All guidelines are met, and the Group says so."""
    if await _unmet(turn, work) and turn.the(Application).stage == ApplicationStage.RECEIVED:
        return Reply(
            then=Action(name="review.discretion", subject=turn.subject, answers=turn.answers)
        )
    return await _found_eligible(turn, work, None)


@review.step("discretion", Audience.UNCONFLICTED, about="application", opens=True)
async def discretion(turn: Turn, work: Work) -> Reply:
    """Asks why a guideline is set aside."""
    turn.the(Application).must_be_undecided()
    unmet = await _unmet(turn, work)
    parts: tuple[Part, ...] = (Bullets(unmet, "Guidelines to consider"),) if unmet else ()
    return Reply(
        window=_reason(
            turn,
            "Use discretion",
            action="review.discreet",
            field=DISCRETION,
            submit="Find eligible",
            parts=parts,
        )
    )


def _reason(
    turn: Turn, title: str, action: str, field: LongText, submit: str, parts: tuple[Part, ...] = ()
) -> Form:
    _as_read(turn)
    read = {"revision": str(turn.the(Application).revision)}
    return Form(
        title=title,
        action=action,
        fields=(field,),
        submit=submit,
        subject=turn.subject,
        parts=parts,
        carries=read,
    )


@review.step("discreet", Audience.UNCONFLICTED, about="application")
async def discreet(turn: Turn, work: Work) -> Reply:
    """Eligible by discretion, with its reason kept."""
    return await _found_eligible(turn, work, str(check((DISCRETION,), turn.answers)["reason"]))


async def _found_eligible(turn: Turn, work: Work, reason: str | None) -> Reply:
    application = turn.the(Application)
    definition = turn.definition
    _as_read(turn)
    application.find_eligible(turn.person.id, turn.now, reason)
    applicant = await people.by_id(work, application.person_id)
    if application.role == "mentor":
        application.answered(turn.today)
        told = on_register(definition, applicant, application)
        then = None
    else:
        told = looking(definition, applicant, application)
        then = Action(name="propose.open", subject=turn.subject)
    await tell(work, applicant.id, told, key=str(turn.subject))
    await application_changed(turn, work, application)
    following = await next_to_check(turn, work)
    if following:
        return _checked(turn, application, following)
    if then:
        return Reply(then=then)
    return says(f"{application.ref} is on the register, and the applicant has been told.")


def _checked(turn: Turn, application: Application, following: Application) -> Reply:
    """Others wait to be checked: what was decided is said, and the next is one press away."""
    if application.role == "mentor":
        return going_on(
            f"{application.ref} is on the register",
            f"{application.applicant} has been told. More applications wait to be checked.",
            following,
        )
    mentors = several(turn.definition.terms.mentor)
    suggest = Button(
        label=f"Suggest {mentors}", action="propose.open", subject=turn.subject, opens=True
    )
    return going_on(
        f"{application.ref} is eligible",
        f"{application.applicant} has been told, and waits for {mentors} now. More applications wait to be checked.",
        following,
        suggest,
    )


def looking(definition: Definition, person: Person, application: Application) -> Message:
    """A mentee is eligible."""
    terms = definition.terms
    return Message(
        text=f"{person.greeted('Good news')}: you are eligible, and {terms.the_group} is now looking for {several(terms.mentor)} for "
        f"you. {missed.hears(definition, application)} Meanwhile you could think about what you want from it.",
        buttons=(
            Button(
                label="View it",
                action="applied.view",
                subject=Subject("application", application.id),
                opens=True,
            ),
            Button(label="How it works", action="home.about", opens=True, scheme=definition.key),
        ),
        heading="You are eligible",
    )


def on_register(definition: Definition, person: Person, application: Application) -> Message:
    """A mentor is on the register."""
    training = tuple(
        Link(r.title, r.link)
        for r in definition.resources
        if r.link and r.role == "mentor" and r.stage in ("applying", "starting")
    )
    return Message(
        text=f"{person.greeted('Welcome to the register')}. When {a(definition.terms.mentee)} would like to work with you, you'll be "
        f"asked here, with {definition.choosing.mentor_days} days to answer. It can be soon or take a while.",
        parts=training,
        buttons=(
            Button(
                label="Review profile",
                action="applied.view",
                subject=Subject("application", application.id),
                opens=True,
            ),
        ),
        heading="On the register",
    )


@review.step("decline", Audience.UNCONFLICTED, about="application", opens=True)
async def decline(turn: Turn, work: Work) -> Reply:
    """Asks for the reason the applicant will read."""
    turn.the(Application).must_be_undecided()
    return Reply(
        window=_reason(
            turn, "Not eligible", action="review.declined", field=WHY, submit="Tell the applicant"
        )
    )


@review.step("declined", Audience.UNCONFLICTED, about="application")
async def declined(turn: Turn, work: Work) -> Reply:
    """Not eligible: the applicant is told kindly, and shown other doors."""
    application = turn.the(Application)
    reason = str(check((WHY,), turn.answers)["reason"])
    _as_read(turn)
    application.find_ineligible(turn.person.id, reason, turn.now)
    await turn.happened(work, ApplicationEnded(application=application))
    return await _kind_no(turn, work)


@review.step("no_mentor", Audience.UNCONFLICTED, about="application", opens=True)
async def no_mentor(turn: Turn, work: Work) -> Reply:
    """Asks why a mentee who was found eligible has no mentor this time; they will read it."""
    turn.the(Application).must_wait_for_a_mentor()
    term = turn.definition.terms.mentor
    text = f"The applicant hears it kindly, and can apply again. A {term} who was asked is told as well."
    title = f"No {term} this time"
    return Reply(
        window=_reason(
            turn,
            title,
            action="review.no_mentor_told",
            field=WHY,
            submit="Tell the applicant",
            parts=(Prose(text),),
        )
    )


@review.step("no_mentor_told", Audience.UNCONFLICTED, about="application")
async def no_mentor_told(turn: Turn, work: Work) -> Reply:
    """A kind no to somebody who was found eligible (R3.6): they are told, and so is a mentor who was asked."""
    application = turn.the(Application)
    reason = str(check((WHY,), turn.answers)["reason"])
    _as_read(turn)
    application.find_no_place(turn.person.id, reason, turn.now)
    await turn.happened(work, ApplicationEnded(application=application))
    return await _kind_no(turn, work)


async def _kind_no(turn: Turn, work: Work) -> Reply:
    application = turn.the(Application)
    application.answered(turn.today)
    applicant = await people.by_id(work, application.person_id)
    await tell(
        work,
        applicant.id,
        not_this_time(turn.definition, applicant, application),
        key=str(turn.subject),
    )
    await application_changed(turn, work, application)
    told = "The applicant can read your reason and where else to turn."
    following = await next_to_check(turn, work)
    if following:
        return going_on(f"{application.ref} is answered", told, following)
    return says(f"{application.ref} is answered. {told}")


def not_this_time(definition: Definition, person: Person, application: Application) -> Message:
    """The kind no. The reason is behind the button."""
    door = definition.other_door(application.role)
    if door:
        besides = "another door that may suit you"
    else:
        besides = "somebody to talk it over with"
    return Message(
        text=f"{person.greeted('Thank you for applying')}. We can't offer you a place this time. "
        f"The reason is behind the button, and so is {besides}.",
        buttons=(
            Button(
                label="Read why",
                action="applied.view",
                subject=Subject("application", application.id),
                style="primary",
                opens=True,
            ),
        ),
        heading=f"About {application.ref}",
    )


# Standing aside


@review.step("aside", Audience.UNCONFLICTED, about="application", opens=True)
async def ask_aside(turn: Turn, work: Work) -> Reply:
    """Asks before a member stands aside: it cannot be undone from here."""
    ref = turn.the(Application).ref
    text = f"From then on you can't open or act on {ref}, nor anything that follows from it. It is recorded; no reason is asked."
    return Reply(
        window=View(
            title=f"Stand aside from {ref}?",
            parts=(Prose(text),),
            buttons=(
                Button(
                    label="Stand aside",
                    action="review.stood_aside",
                    subject=turn.subject,
                    style="danger",
                ),
            ),
        )
    )


@review.step("stood_aside", Audience.UNCONFLICTED, about="application")
async def stood_aside(turn: Turn, work: Work) -> Reply:
    """A member stands aside; what they had agreed to no longer counts."""
    application = turn.the(Application)
    await work.add(
        StandsAside(application_id=application.id, person_id=turn.person.id, declared_at=turn.now)
    )
    live = await proposals.live_of(work, application.id)
    if live is not None and live.state == ProposalProgress.DRAFT:
        await proposals.take_back_approval(work, live, turn.person.id)
    await work.flush()
    for candidate in await proposals.live_with(work, application.id):
        await _aside_from_mentee(turn, work, candidate)
    await application_changed(turn, work, application)
    return says(
        f"You stand aside from {application.ref}. The others have it from here. Thank you for saying so."
    )


async def _aside_from_mentee(turn: Turn, work: Work, candidate: Candidate) -> None:
    """The mentor they stand aside from is proposed to somebody: there, too, others go on without them."""
    proposal = await matters.locked(work, Proposal, candidate.proposal_id)
    if proposal.state == ProposalProgress.DRAFT:
        await proposals.take_back_approval(work, proposal, turn.person.id)
    await application_changed(turn, work, await applications.by_id(work, proposal.application_id))
