"""Every change of the roster, whoever makes it: who hears of it, and what follows for whatever is open (R8.4, R13.1)."""

from handlers.group import cards, quorum
from handlers.kit.events import RosterChanged
from handlers.kit.post import tell, tell_group
from handlers.kit.turn import Moment
from handlers.kit.ui import Button, Message
from scheme.concern.raised import STEERING_DUTIES
from scheme.definition.definition import Definition
from scheme.people import GROUP_DUTIES, Member, Person, must_keep_running
from scheme.refusal import Refusal
from storage import people
from storage.work import Work


def duties(definition: Definition) -> dict[str, str]:
    """What each duty is called."""
    same = {duty: duty for duty in ("chair", "co-chair", "administrator", "member")}
    return {**same, "steering": f"{definition.terms.steering} member"}


OPEN_ROSTER = Button(label="Open roster", action="organise.roster", opens=True)


async def join(
    moment: Moment, work: Work, person: Person, duty: str, organisation: str, by: str
) -> Member:
    """Somebody joins; `by` names who put them there. Raises `Refusal` when they are on the roster already."""
    scheme = moment.definition
    if (seat := await people.seat_of(work, scheme.key, person.id)) is not None:
        raise Refusal(
            f"{person.name} is on the roster already, as {duties(moment.definition)[seat.duty]}. You can change that.",
            "email",
        )
    seat = await work.add(
        Member(
            scheme=scheme.key,
            person_id=person.id,
            duty=duty,
            organisation=organisation,
            since=moment.now,
        )
    )
    text = f"{person.greeted('Welcome')}. {by} has put you on the roster of {scheme.name}, as {duties(moment.definition)[duty]}."
    await tell(work, person.id, _welcome(duty, text))
    await _tell_group(
        work, scheme.key, f"{person.name} has joined as {duties(moment.definition)[duty]}."
    )
    await _follow(moment, work, person, by, joined=duty)
    return seat


def _welcome(duty: str, text: str) -> Message:
    if duty in GROUP_DUTIES:
        waits = Button(
            label="What waits for me", action="review.waiting", style="primary", opens=True
        )
        return Message(
            text=f"{text} What waits is a press away.",
            buttons=(waits, OPEN_ROSTER),
            heading="You run it too",
        )
    return Message(text=f"{text} You'll hear here when you are needed.", heading="You run it too")


async def change(moment: Moment, work: Work, seat: Member, duty: str, by: str) -> None:
    """Somebody does something else from now on: their earlier seat stays on record.

    Raises `Refusal` when nobody would be left to do what they did and the scheme can't be without.
    """
    must_keep_running(await people.roster(work, seat.scheme), seat, duty)
    person = await people.by_id(work, seat.person_id)
    given_up = seat.duty
    seat.give_up(moment.now)
    await work.flush()
    await work.add(
        Member(
            scheme=seat.scheme,
            person_id=seat.person_id,
            duty=duty,
            organisation=seat.organisation,
            since=moment.now,
            absent_from=seat.absent_from,
            absent_until=seat.absent_until,
        )
    )
    text = f"{person.addressed(f'your part in {moment.definition.name} has changed')}: you are now {duties(moment.definition)[duty]}."
    await tell(work, person.id, Message(text=text, heading="Your part has changed"))
    await _tell_group(work, seat.scheme, f"{person.name} is now {duties(moment.definition)[duty]}.")
    await _follow(moment, work, person, by, joined=duty, left=given_up)


async def leave(moment: Moment, work: Work, seat: Member, by: str) -> None:
    """Somebody leaves: what waited for them is with the others from now on. Raises `Refusal` as `change` does."""
    must_keep_running(await people.roster(work, seat.scheme), seat, None)
    person = await people.by_id(work, seat.person_id)
    seat.give_up(moment.now)
    await work.flush()
    text = (
        f"{person.greeted('Thank you for all you did')}. From today you are no longer {duties(moment.definition)[seat.duty]} of "
        f"{moment.definition.name}, and what waited for you is with the others. Anything of your own stays as it is."
    )
    await tell(work, person.id, Message(text=text, heading="Thank you"))
    await _tell_group(
        work, seat.scheme, f"{person.name} has left. What waited for them is with all of you now."
    )
    await _follow(moment, work, person, by, left=seat.duty)


async def _tell_group(work: Work, scheme: str, text: str) -> None:
    await tell_group(work, scheme, Message(text=text, buttons=(OPEN_ROSTER,), heading="Roster"))


async def _follow(
    moment: Moment, work: Work, person: Person, by: str, *, joined: str = "", left: str = ""
) -> None:
    """What waited is with those who are on the roster now; what anybody is too close to is kept from them as ever."""
    await _tell_steering(moment, work, person, by, joined=joined, left=left)
    await moment.happened(work, RosterChanged())
    await quorum.look_again(moment, work)
    await cards.show_list(moment, work)


async def _tell_steering(
    moment: Moment, work: Work, person: Person, by: str, *, joined: str, left: str
) -> None:
    """The Steering Group looks after what is about the Group, and the Group keeps the roster: so it hears of each seat."""
    if joined in STEERING_DUTIES:
        text = f"{by} has given {person.name} a seat in {moment.definition.terms.the_steering}."
    elif left in STEERING_DUTIES:
        text = (
            f"{by} has ended the seat of {person.name} in {moment.definition.terms.the_steering}."
        )
    else:
        return
    roster = await people.tenure(work, moment.definition.key)
    for person_id in sorted(roster.holding(STEERING_DUTIES) - {person.id}):
        told = f"{text} If that is news to you, please ask them why."
        await tell(work, person_id, Message(text=told, heading=moment.definition.terms.steering))
