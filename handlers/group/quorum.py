"""Too few who can decide: the Group is told once, and the Steering Group is asked to name stand-ins (R3.3).

References only: who stands aside, and why, is nobody's to read.
"""

from collections.abc import Sequence

from handlers.kit.post import tell, tell_group
from handlers.kit.turn import Moment
from handlers.kit.ui import Button, Message
from scheme.application.application import Application
from scheme.forms.shown import spoken
from scheme.ids import ApplicationId
from scheme.matching.conflict import too_close
from scheme.matching.side import Side
from scheme.people import Member
from scheme.subject import Subject
from scheme.wording import a, counted
from storage import applications, matters, outbox, people
from storage.many import in_turn
from storage.matching import proposals
from storage.work import Work

LOOKS = "Stand-ins look at this one application only."


async def missing(moment: Moment, work: Work, application: Application) -> int:
    """How many people are missing for a decision on an application; 0 when enough can decide, or nothing waits.

    Whoever is back before the answer is due counts, and so does a word that was given already.
    """
    return (await missing_each(moment, work, [application]))[application.id]


async def missing_each(
    moment: Moment, work: Work, found: Sequence[Application]
) -> dict[ApplicationId, int]:
    """The same for each of some applications of the scheme, in as many statements as for one."""
    count = dict.fromkeys((application.id for application in found), 0)
    waits = [application for application in found if application.awaits_answer]
    if not waits:
        return count
    aside = await matters.conflicted_each(work, waits)
    standing_in = await people.named_for_each(
        work, [wait.id for wait in waits if wait.awaits_decision]
    )
    agreed = await proposals.who_agreed_each(work, [wait.id for wait in waits])
    seats = await people.group(work, moment.definition.key)
    async for application in in_turn(waits):
        able = {
            seat.person_id for seat in seats if seat.has_time(moment.today, application.answer_by)
        }
        able = (able | standing_in.get(application.id, set())) - aside[application.id]
        count[application.id] = max(
            0, _needed(moment, application) - len(able | agreed.get(application.id, set()))
        )
    return count


async def may_lack(moment: Moment, work: Work, application: Application) -> bool:
    """Whether too few are left for a new application, about which nobody has said anything yet."""
    side = Side.of(moment.definition, application)
    here = [
        seat
        for seat, person in await people.seated(work, application.scheme)
        if seat.in_group
        and seat.has_time(moment.today, application.answer_by)
        and not too_close(side, person)
    ]
    return len(here) < _needed(moment, application)


def _needed(moment: Moment, application: Application) -> int:
    if application.role == "mentee":
        return moment.definition.choosing.approvals
    return 1


async def ask_for_stand_ins(moment: Moment, work: Work, application: Application) -> None:
    """Ask for stand-ins where too few are left, and close what was asked once enough are there again."""
    await _ask_for_each(moment, work, [application])


async def _ask_for_each(moment: Moment, work: Work, found: Sequence[Application]) -> None:
    count = await missing_each(moment, work, found)
    asked = await outbox.holders_of_each(work, [key_of(application) for application in found])
    settled = await people.named_for_each(
        work, [application.id for application in found if not application.awaits_decision]
    )
    group = f"group:{moment.definition.key}"
    async for application in in_turn(found):
        key = key_of(application)
        if wanted := count[application.id]:
            await _ask(moment, work, application=application, count=wanted, key=key)
        elif group in asked[key]:
            await _enough(work, application)
        done = Message(
            text=f"{application.ref} is settled, so your part is done. Thank you for standing in."
        )
        for person_id in settled.get(application.id, ()):
            await tell(work, person_id, done, key=f"standing-in:{application.id}", notify=False)


def key_of(application: Application) -> str:
    """Under which key stand-ins are asked for."""
    return f"stand-in:{application.id}"


async def _enough(work: Work, application: Application) -> None:
    key = key_of(application)
    text = f"{application.ref}: enough people can look at it, or it is settled. Nothing more is needed."
    await tell_group(work, application.scheme, Message(text=text), key=key, notify=False)
    for seat in await _steering(work, application.scheme):
        await tell(work, seat.person_id, Message(text=text), key=key, notify=False)


async def _steering(work: Work, scheme: str) -> list[Member]:
    return [seat for seat in await people.roster(work, scheme) if seat.duty == "steering"]


async def _ask(moment: Moment, work: Work, application: Application, count: int, key: str) -> None:
    ref = application.ref
    scheme = moment.definition.key
    terms = moment.definition.terms
    steering = await _steering(work, scheme)
    if not steering:
        text = (
            f"{ref}: too few members can decide on it, and there is no {terms.steering} to name somebody. "
            "An administrator can appoint one."
        )
        roster = Button(label="Open roster", action="organise.roster", opens=True)
        await tell_group(
            work,
            scheme,
            Message(text=text, buttons=(roster,), heading="Too few to decide"),
            key=key,
        )
        return
    people_wanted = counted(count, "stand-in")
    text = f"{ref}: too few members can decide on it, so {terms.the_steering} is asked to name {people_wanted}. {LOOKS}"
    await tell_group(work, scheme, Message(text=text, heading="Too few to decide"), key=key)
    request = Message(
        text=f"Too few of {terms.the_group} can decide on {ref}, {a(moment.definition.term(application.role))} application. "
        f"Please name {people_wanted}, ideally soon: the applicant hears by {spoken(application.answer_by)}. {LOOKS}",
        buttons=(
            Button(
                label="Name a stand-in",
                action="standin.name",
                subject=Subject("application", application.id),
                style="primary",
                opens=True,
            ),
        ),
        heading="A stand-in is needed",
    )
    for seat in steering:
        await tell(work, seat.person_id, request, key=key)


async def look_again(moment: Moment, work: Work) -> None:
    """The roster, or who is here, has changed: ask for stand-ins wherever too few are left, and nowhere else."""
    await _ask_for_each(
        moment, work, await applications.awaiting_answer(work, moment.definition.key)
    )
