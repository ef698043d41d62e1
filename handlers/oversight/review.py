"""Checking: the Group decides on an application, uses its discretion, or says a kind no (R2.3, R3.3)."""

from handlers.group import places
from handlers.group.changed import application_changed
from handlers.kit.conversation import Conversation
from handlers.kit.events import ApplicationEnded, FoundEligible
from handlers.kit.post import tell
from handlers.kit.turn import Turn
from handlers.kit.ui import Action, Bullets, Button, Form, Part, Prose, Reply, says
from handlers.oversight.flags import unmet
from handlers.oversight.following import going_on, next_to_check
from handlers.oversight.told import looking, not_this_time, on_register
from scheme.application.application import Application, ApplicationStage
from scheme.audience import Audience
from scheme.forms.checking import check
from scheme.forms.fields import LongText
from scheme.people import Person
from scheme.refusal import Refusal
from scheme.wording import several
from storage import people, rounds
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
    if (
        await unmet(work, turn.definition, turn.the(Application))
        and turn.the(Application).stage == ApplicationStage.RECEIVED
    ):
        return Reply(
            then=Action(name="review.discretion", subject=turn.subject, answers=turn.answers)
        )
    return await _found_eligible(turn, work, None)


@review.step("discretion", Audience.UNCONFLICTED, about="application", opens=True)
async def discretion(turn: Turn, work: Work) -> Reply:
    """Asks why a guideline is set aside."""
    turn.the(Application).must_be_undecided()
    guidelines = await unmet(work, turn.definition, turn.the(Application))
    parts: tuple[Part, ...] = (Bullets(guidelines, "Guidelines to consider"),) if guidelines else ()
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
    if not await places.seat(turn, work, application):
        return await _listed(turn, work, applicant)
    if application.role == "mentor":
        application.answered(turn.today)
        told = on_register(definition, applicant, application)
        then = None
    else:
        told = looking(definition, applicant, application)
        then = Action(name="propose.open", subject=turn.subject)
    await tell(work, applicant.id, told, key=str(turn.subject))
    if application.role == "mentee":
        await turn.happened(work, FoundEligible(application=application))
    await application_changed(turn, work, application)
    following = await next_to_check(turn, work)
    if following:
        return _checked(turn, application, following)
    if then:
        return Reply(then=then)
    return says(f"{application.ref} is on the register, and the applicant has been told.")


async def _listed(turn: Turn, work: Work, applicant: Person) -> Reply:
    """Eligible, and the round is full: on the waiting list, which the applicant is told with a day (R2.8)."""
    application = turn.the(Application)
    ahead = await rounds.before(work, application)
    told = places.listed(turn.definition, applicant, application, ahead)
    await tell(work, applicant.id, told, key=str(turn.subject))
    await application_changed(turn, work, application)
    text = "The round is full. The applicant has been told, with a day to hear by."
    following = await next_to_check(turn, work)
    if following:
        return going_on(f"{application.ref} is on the waiting list", text, following)
    return says(f"{application.ref} is on the waiting list. {text}")


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
    turn.the(Application).must_go_without()
    term = turn.definition.terms.mentor
    text = f"The applicant hears it kindly, and comes first when they apply again. A {term} who was asked is told as well."
    title = f"No {term} this time"
    if turn.the(Application).is_listed:
        text = "The applicant hears it kindly, and comes first when they apply again."
        title = "No place this time"
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
