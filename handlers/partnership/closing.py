"""What an ending brings, and what can follow for each: another mentor, another mentee, becoming a mentor (R5.4)."""

from handlers.group.changed import application_changed
from handlers.kit.buttons import HOME
from handlers.kit.events import PairRests
from handlers.kit.post import tell
from handlers.kit.turn import Moment, Turn
from handlers.kit.ui import Action, Button, Message, Reply
from handlers.pair import pairs
from scheme.application.application import ApplicationStage
from scheme.definition.definition import Definition
from scheme.forms.shown import spoken
from scheme.ids import PersonId
from scheme.partnership.ending import Ending
from scheme.partnership.partnership import Partnership
from scheme.people import Role
from scheme.wording import a
from storage import applications, people
from storage.matching import proposals
from storage.plans import subject_of
from storage.work import Work


async def conclude(moment: Moment, work: Work, pair: Partnership) -> None:
    """What an ending brings: the place is free, reminders stop, both and the Group are told."""
    if place := await proposals.place_of(work, pair.candidate_id):
        place.release(moment.now)
    application = await applications.by_id(work, pair.mentee_application_id)
    application.conclude()
    await work.flush()
    await moment.happened(work, PairRests(partnership=pair))
    for person_id in (pair.mentee_id, pair.mentor_id):
        closed = await _closing(moment, work, pair, person_id)
        await tell(work, person_id, closed, key=str(subject_of(pair)))
        if pair.nudges(moment.definition, moment.now):
            settled = Message(text="This partnership is closed, so there is nothing left to note.")
            await tell(work, person_id, settled, key=f"nudge:{pair.id}", notify=False)
    if pair.ending == Ending.COMPLETED:
        how = "completed"
    else:
        how = "ended early"
    await pairs.show_partnership(moment, work, pair, how)
    await application_changed(moment, work, application)
    if pair.looks_on and await may_look(moment.definition, work, pair):
        await _look_again(moment, work, pair)


async def _closing(moment: Moment, work: Work, pair: Partnership, person_id: PersonId) -> Message:
    """What a party reads at the end. The same whichever way it ended: the way is not for the partner to guess."""
    partner = await people.by_id(work, pair.partner_of(person_id))
    text = f"Your partnership with {partner.name} has come to an end. Thank you for your time; its reminders have stopped."
    text = f"{text} {what_next(moment, pair.role_of(person_id))}"
    return Message(
        text=text,
        buttons=await follows(moment, work, pair, person_id),
        heading="Partnership closed",
    )


def what_next(moment: Moment, role: Role) -> str:
    """The sentence that leads to it."""
    terms = moment.definition.terms
    if role == "mentee":
        return f"If you would like another {terms.mentor}, we will gladly look."
    return f"Your place is open again. Would you take another {terms.mentee}?"


async def follows(
    moment: Moment, work: Work, pair: Partnership, person_id: PersonId
) -> tuple[Button, ...]:
    """What a party can do next: the mentor is asked about places, the mentee offered another mentor."""
    subject = subject_of(pair)
    terms = moment.definition.terms
    if pair.role_of(person_id) == "mentor":
        yes = Button(
            label="I'm available", action="end.available", subject=subject, style="primary"
        )
        away = Button(label="Away for a while", action="end.away", subject=subject, opens=True)
        return yes, away, look_back(pair)
    look = Button(
        label=f"Look for another {terms.mentor}",
        action="end.again",
        subject=subject,
        style="primary",
    )
    if await may_mentor(moment, work, pair):
        return look, become(moment), look_back(pair)
    return look, look_back(pair)


def look_back(pair: Partnership) -> Button:
    """The window of what they did together."""
    subject = subject_of(pair)
    return Button(label="What you did together", action="end.finished", subject=subject, opens=True)


async def is_settled(turn: Turn, work: Work, pair: Partnership) -> bool:
    """Whether somebody has chosen what follows: another search, or a rest."""
    role = pair.role_of(turn.person.id)
    own = await applications.open_of(work, turn.definition.key, turn.person.id, role)
    if role == "mentee":
        return own is not None
    return (
        own is None
        or pair.mentor_said_at is not None
        or (own.away_until or turn.today) > turn.today
    )


def become(moment: Moment) -> Button:
    """The invitation to mentor."""
    return Button(
        label=f"Become {a(moment.definition.terms.mentor)}", action="apply.mentor", opens=True
    )


async def may_mentor(moment: Moment, work: Work, pair: Partnership) -> bool:
    """Whether the mentee is invited to become a mentor: they had started, and are none yet, nor have applied (R5.4)."""
    own = await applications.open_of(work, pair.scheme, pair.mentee_id, "mentor")
    if not moment.definition.eligibility.both_roles and await applications.open_of(
        work, pair.scheme, pair.mentee_id, "mentee"
    ):
        return False
    return pair.started_on is not None and own is None


async def may_look(definition: Definition, work: Work, pair: Partnership) -> bool:
    """Whether another mentor can be looked for with the application of a partnership that has ended.

    Not by somebody who mentors by now, where nobody is both.
    """
    mentors = await applications.open_of(work, pair.scheme, pair.mentee_id, "mentor")
    if mentors and not definition.eligibility.both_roles:
        return False
    application = await applications.by_id(work, pair.mentee_application_id)
    under_way = await applications.open_of(work, pair.scheme, pair.mentee_id, "mentee")
    if application.is_forgotten:
        return False
    return under_way is None and application.stage == ApplicationStage.CONCLUDED


async def settle(turn: Turn, work: Work, text: str) -> Reply:
    """The closing card shows what its reader chose, without what no longer applies (R12.3)."""
    await _settled(work, turn.the(Partnership), turn.person.id, text)
    return Reply()


async def _settled(
    work: Work, pair: Partnership, person_id: PersonId, text: str, *buttons: Button
) -> None:
    message = Message(text=text, buttons=buttons or (HOME,), heading="Partnership closed")
    await tell(work, person_id, message, key=str(subject_of(pair)))


async def look(turn: Turn, work: Work) -> Reply:
    """The mentee would like another mentor; where one is looked for already, they read how that stands."""
    pair = turn.the(Partnership)
    if not await may_look(turn.definition, work, pair):
        return Reply(then=Action(name="applied.status"))
    await _look_again(turn, work, pair)
    return Reply()


async def _look_again(moment: Moment, work: Work, pair: Partnership) -> None:
    """With the Group again; first in line where it was the mentor who left or was away, and no reason is given (R5.7)."""
    application = await applications.by_id(work, pair.mentee_application_id)
    application.look_again(
        moment.definition, moment.today, priority=pair.mentor_id in (pair.ended_by, pair.paused_by)
    )
    await work.flush()
    terms = moment.definition.terms
    note = f"The {terms.mentee} would like another {terms.mentor}."
    await application_changed(moment, work, application, note=note)
    text = f"Gladly. {terms.the_group_first} looks for another {terms.mentor}, and you'll hear by {spoken(application.answer_by)}."
    see = Button(
        label="View it", action="applied.view", subject=subject_of(application), opens=True
    )
    await _settled(work, pair, pair.mentee_id, text, see)
