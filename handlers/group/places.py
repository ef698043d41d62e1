"""Places of a round: whoever is eligible has one, or is on the waiting list; what comes free goes there in order (R1.7, R2.8)."""

from handlers.group import missed
from handlers.group.changed import application_changed
from handlers.kit.post import tell
from handlers.kit.turn import Moment
from handlers.kit.ui import Button, Message
from scheme.application.application import Application
from scheme.application.held_round import HeldRound
from scheme.definition.definition import Definition
from scheme.definition.rounds import Round
from scheme.ids import ApplicationId
from scheme.people import Person, Role
from scheme.subject import Subject
from scheme.wording import a
from storage import people, rounds
from storage.work import Work


async def seat(moment: Moment, work: Work, application: Application) -> bool:
    """Whether there is a place for one that was found eligible; else it is on the waiting list of its round.

    Who waited before comes first. Two who are found eligible at the same moment get the last place one after the other.
    """
    campaign = moment.definition.round_of(application.round)
    role = application.role
    if campaign is None or not campaign.room(role):
        return True
    held = await rounds.lock(work, application.scheme, campaign.key)
    taken = await rounds.taken(work, application.scheme, campaign.key, role)
    waits = await rounds.waiting_list(work, held, role, 1)
    if taken <= campaign.room(role) and not waits:
        return True
    application.wait_for_place(moment.definition, moment.today)
    if held.closed_at is not None:
        application.stay_after_round(moment.definition, moment.now)
    await give(moment, work, held=held, role=role, quietly=application.id)
    return not application.is_listed


async def give(
    moment: Moment,
    work: Work,
    *,
    held: HeldRound,
    role: Role,
    quietly: ApplicationId | None = None,
) -> tuple[int, int]:
    """Give the free places of a round that is locked to the first on its waiting list, who are told.

    How many were given, and how many are free after that. Whoever is told by somebody else is named in `quietly`.
    """
    campaign = moment.definition.round_of(held.round)
    if campaign is None or not campaign.room(role):
        return 0, 0
    taken = await rounds.taken(work, held.scheme, held.round, role)
    free = campaign.room(role) - taken
    if free <= 0:
        return 0, 0
    first = await rounds.waiting_list(work, held, role, free)
    for application in first:
        application.have_place(moment.definition, moment.today)
        if application.id != quietly:
            await _tell(moment, work, campaign, application)
    await work.flush()
    return len(first), free - len(first)


async def _tell(moment: Moment, work: Work, campaign: Round, application: Application) -> None:
    person = await people.by_id(work, application.person_id)
    told = came_free(moment.definition, campaign, person, application)
    await tell(work, person.id, told, key=str(Subject("application", application.id)))
    note = "A place has come free for this one, the first on the waiting list."
    await application_changed(moment, work, application, note=note)


def came_free(
    definition: Definition, campaign: Round, person: Person, application: Application
) -> Message:
    """Whoever was on the waiting list has a place."""
    terms = definition.terms
    if application.role == "mentor":
        follows = f"You are on the register now. When {a(terms.mentee)} would like to work with you, you're asked here."
    else:
        follows = (
            f"{terms.the_group_first} looks for {definition.sought} for you now. "
            f"{missed.hears(definition, application)}"
        )
    return Message(
        text=f"{person.greeted('Good news')}: a place in {campaign.name} has come free, and it is yours. {follows} If it no "
        "longer suits, you can withdraw.",
        buttons=_view_or_withdraw(application),
        heading="A place for you",
    )


def came_late(
    definition: Definition, name: str, person: Person, application: Application
) -> Message:
    """Somebody went without when their round `name` closed, and there is a place after all."""
    if application.role == "mentor":
        follows = "You are on the register now."
    else:
        terms = definition.terms
        follows = (
            f"{terms.the_group_first} looks for {definition.sought} for you now. "
            f"{missed.hears(definition, application)}"
        )
    return Message(
        text=f"{person.greeted('Good news')}: {name} has closed, and there is a place for you after all. {follows} If it no longer "
        "suits, you can withdraw.",
        buttons=_view_or_withdraw(application),
        heading="A late place",
    )


def listed(definition: Definition, person: Person, application: Application, ahead: int) -> Message:
    """Somebody is eligible, and their round is full. `ahead`: how many wait before them."""
    campaign = definition.round_of(application.round)
    name = campaign.name if campaign else application.round
    before = f", with {ahead} before you" if ahead else ", and you are the first on it"
    return Message(
        text=f"{person.greeted('You are eligible')}. {name} is full just now, so you are on its waiting list{before}. A place that "
        f"comes free goes to the first. {missed.hears(definition, application)} Nothing is needed from you.",
        buttons=_view_or_withdraw(application),
        heading="On the waiting list",
    )


def _view_or_withdraw(application: Application) -> tuple[Button, ...]:
    subject = Subject("application", application.id)
    return (
        Button(label="View it", action="applied.view", subject=subject, opens=True),
        Button(label="Withdraw it", action="applied.withdraw", subject=subject, opens=True),
    )
