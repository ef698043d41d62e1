"""What a mentee reads while the Group looks further: one message, kept up, that says what is being done and until when (R3.5)."""

from handlers.group import missed
from handlers.kit.post import tell
from handlers.kit.turn import Moment
from handlers.kit.ui import Button, Message
from scheme.application.application import Application, ApplicationStage
from scheme.calendar import local_day
from scheme.forms.shown import spoken
from scheme.subject import Subject
from scheme.wording import a, several
from storage import outbox, people
from storage.searching import calls, invitations, one_mores
from storage.work import Work

HEADING = "How we go on"


async def show(moment: Moment, work: Work, mentee: Application, *, notify: bool = False) -> None:
    """Tell a mentee what is done for them now. To be noticed only where that is new to them."""
    if not is_sought(mentee):
        await settle(work, mentee)
        return
    person = await people.by_id(work, mentee.person_id)
    terms = moment.definition.terms
    doing = await _doing(moment, work, mentee)
    if mentee.is_waiting:
        text = (
            f"nobody on the register would suit you well just now, so you are on the waiting list until "
            f"{spoken(mentee.answer_by)}, when you hear again. You keep your place, and nothing is needed from you."
        )
        if doing:
            text = (
                f"you are on the waiting list until {spoken(mentee.answer_by)}, when you hear again. Meanwhile {terms.the_group} "
                f"has {doing}. Nothing is needed from you."
            )
    elif doing:
        text = (
            f"nobody with a free place would suit you well just now, so {terms.the_group} has {doing}. "
            f"{missed.hears(moment.definition, mentee)} It says nothing about you."
        )
    else:
        text = (
            f"{terms.the_group} goes on looking for {moment.definition.sought} for you. "
            f"{missed.hears(moment.definition, mentee)} Nothing is needed from you."
        )
    see = Button(
        label="View it",
        action="applied.view",
        subject=Subject("application", mentee.id),
        opens=True,
    )
    message = Message(text=person.addressed(text), buttons=(see,), heading=HEADING)
    await tell(work, mentee.person_id, message, key=key_of(mentee), notify=notify)


def is_sought(mentee: Application) -> bool:
    """Whether somebody is still looked for on behalf of a mentee."""
    return mentee.stage == ApplicationStage.ELIGIBLE and mentee.awaits_answer


async def settle(work: Work, mentee: Application) -> None:
    """Something has come of it, and they have other words of that: what stood there says no more than so."""
    if await is_told(work, mentee):
        told = Message(text="This is settled. Your home shows where things stand.", heading=HEADING)
        await tell(work, mentee.person_id, told, key=key_of(mentee), notify=False)


async def is_told(work: Work, mentee: Application) -> bool:
    """Whether they were ever told of anything that is done where nobody suits."""
    return await outbox.is_posted(work, f"person:{mentee.person_id}", key_of(mentee))


def key_of(mentee: Application) -> str:
    """The key of the message that is kept up."""
    return f"search:{mentee.id}"


async def _doing(moment: Moment, work: Work, mentee: Application) -> str:
    """What is still open on their behalf, as the end of a sentence; "" for nothing."""
    term = moment.definition.terms.mentor
    doing = []
    if any(asked.is_open for asked in await one_mores.about(work, mentee.id)):
        doing.append(f"asked {a(term)} whether they can take one more")
    if any(invited.is_open for invited in await invitations.about(work, mentee.id)):
        doing.append("invited somebody new to register")
    if any(made.is_open for made in await calls.about(work, mentee.id)):
        doing.append(f"called for more {several(term)}")
    return ", ".join(doing[:-1]) + " and " * (len(doing) > 1) + "".join(doing[-1:])


async def was_told_today(moment: Moment, work: Work, mentee: Application) -> bool:
    """Whether something was begun for them today, of which they had word."""
    begun = [each.asked_at for each in await one_mores.about(work, mentee.id)]
    begun += [each.asked_at for each in await invitations.about(work, mentee.id)]
    begun += [each.asked_at for each in await calls.about(work, mentee.id)]
    return moment.today in {local_day(at, moment.definition.zone) for at in begun}
