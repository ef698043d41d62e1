"""Too few who can decide: the Group is told once, and the Steering Group is asked to name stand-ins (R3.3).

References only: who stands aside, and why, is nobody's to read.
"""

from collections.abc import Sequence

from handlers.kit.post import tell, tell_group
from handlers.kit.turn import Moment
from handlers.kit.ui import Button, Message
from scheme.application.application import Application
from scheme.forms.fields import spoken
from scheme.matching.conflict import too_close
from scheme.matching.side import Side
from scheme.people import Member
from scheme.wording import a, counted
from storage import applications, matters, outbox, people, proposals
from storage.work import Work

LOOKS = "Stand-ins look at this one application only."


async def missing(moment: Moment, work: Work, application: Application) -> int:
    """How many people are missing for a decision on an application; 0 when enough can decide, or nothing waits.

    Whoever is back before the answer is due counts, and so does a word that was given already.
    """
    if not application.awaits_answer:
        return 0
    aside = await matters.conflicted(work, application)
    seats = await people.group(work, application.scheme)
    able = {seat.person_id for seat in seats if seat.has_time(moment.today, application.answer_by)}
    able = (able | await people.stand_ins_of(work, application)) - aside
    return max(0, _needed(moment, application) - len(able | await proposals.who_agreed(work, application.id)))


async def may_lack(moment: Moment, work: Work, application: Application) -> bool:
    """Whether too few are left for a new application, about which nobody has said anything yet."""
    side = Side.of(moment.definition, application)
    here = [
        seat
        for seat, person in await people.seated(work, application.scheme)
        if seat.in_group and seat.has_time(moment.today, application.answer_by) and not too_close(side, person)
    ]
    return len(here) < _needed(moment, application)


def _needed(moment: Moment, application: Application) -> int:
    return moment.definition.choosing.approvals if application.role == "mentee" else 1


async def see_to(moment: Moment, work: Work, application: Application) -> None:
    """Ask for stand-ins where too few are left, and close what was asked once enough are there again."""
    key, count = f"stand-in:{application.id}", await missing(moment, work, application)
    seats = await people.roster(work, application.scheme)
    if count:
        await _ask(moment, work, application, count, _steering(seats), key)
    elif f"group:{application.scheme}" in await outbox.holders(work, key):
        settled = Message(f"{application.ref}: enough people can look at it, or it is settled. Nothing more is needed.")
        await tell_group(work, application.scheme, settled, key=key, notify=False)
        for seat in _steering(seats):
            await tell(work, seat.person_id, settled, key=key, notify=False)
    if not application.awaits_decision:
        done = Message(f"{application.ref} is settled, so your part is done. Thank you for standing in.")
        for person_id in await people.named_for(work, application.id):
            await tell(work, person_id, done, key=f"standing-in:{application.id}", notify=False)


def _steering(seats: Sequence[Member]) -> list[Member]:
    return [seat for seat in seats if seat.duty == "steering"]


async def _ask(
    moment: Moment, work: Work, application: Application, count: int, steering: list[Member], key: str
) -> None:
    ref, scheme, terms = application.ref, moment.definition.key, moment.definition.terms
    if not steering:
        text = (
            f"{ref}: too few members can decide on it, and there is no Steering Group to name somebody. "
            "An administrator can appoint one."
        )
        roster = Button("Open roster", "organise.roster", opens=True)
        await tell_group(work, scheme, Message(text, buttons=(roster,), heading="Too few to decide"), key=key)
        return
    people_wanted = counted(count, "stand-in")
    text = f"{ref}: too few members can decide on it, so the Steering Group is asked to name {people_wanted}. {LOOKS}"
    await tell_group(work, scheme, Message(text, heading="Too few to decide"), key=key)
    request = Message(
        f"Too few of the {terms.group} can decide on {ref}, {a(moment.definition.term(application.role))} application. "
        f"Please name {people_wanted}, ideally soon: the applicant hears by {spoken(application.answer_by)}. {LOOKS}",
        buttons=(
            Button("Name a stand-in", "standin.name", f"application:{application.id}", style="primary", opens=True),
        ),
        heading="A stand-in is needed",
    )
    for seat in steering:
        await tell(work, seat.person_id, request, key=key)


async def look_again(moment: Moment, work: Work) -> None:
    """The roster, or who is here, has changed: ask for stand-ins wherever too few are left, and nowhere else."""
    for application in await applications.awaiting_answer(work, moment.definition.key):
        await see_to(moment, work, application)
