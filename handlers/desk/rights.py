"""What a person may know of and do: the scheme, the thing, whoever may know of it, and how often."""

from dataclasses import dataclass

from handlers.kit.conversation import Step
from handlers.kit.turn import Turn
from handlers.kit.ui import Action
from scheme.audience import Audience, closed, covers, may_know
from scheme.ids import PersonId
from scheme.meeting.appointment import spoken_at
from scheme.pace import Pace, TooMuch
from scheme.refusal import NotYours
from scheme.subject import Subject
from storage import applications, ledger, matters, parties, people
from storage.kind import Found
from storage.work import Work


@dataclass(frozen=True, kw_only=True)
class Schemes:
    """The schemes an action may be about."""

    keys: tuple[str, ...]  # at least one
    are_theirs: bool = True  # False of somebody who takes part in none yet, to whom all are open

    def meant_by(self, step: Step) -> str:
        """The scheme in which a step is taken; "" where several may be meant, and it matters which."""
        if len(self.keys) == 1 or step.common or (step.across and self.are_theirs):
            return self.keys[0]
        return ""


async def schemes_for(work: Work, step: Step, person_id: PersonId, action: Action) -> Schemes:
    """The schemes an action may be about: one when it says so, or when the person takes part in no other (R1.3).

    A step that goes across schemes is about those the person takes part in as well; the one it says is the first then.
    """
    every = tuple(work.definitions)
    named = (action.scheme,) if action.scheme in every else ()
    if named and not step.across:
        return Schemes(keys=named)
    if len(every) == 1 or step.starts:
        return Schemes(keys=every)
    theirs = await applications.schemes_of(work, person_id)
    ours = tuple(key for key in every if key in theirs)
    if named:
        return Schemes(keys=(*named, *(key for key in ours if key not in named)))
    return Schemes(keys=ours or every, are_theirs=bool(ours))


async def find(
    work: Work,
    step: Step,
    subject: Subject,
    person_id: PersonId,
    *,
    scheme: str,
    weighs: bool = True,
) -> Found:
    """What an action is about, for whoever may know of it.

    Before it is looked up, whoever holds no duty that opens the step must have a part in that very thing. So what is
    not there and what is not theirs are refused in the same words, by the same statements (R8.4, R11.3).
    """
    if subject:
        await _must_reach(work, step.audience_for(subject), subject, person_id)
    found = await matters.find(work, subject, scheme, weighs=weighs)
    may_know(person_id, found.matter)
    return found


async def _must_reach(
    work: Work, audience: Audience, subject: Subject, person_id: PersonId
) -> None:
    handled = subject.kind in matters.HANDLED
    duties: dict[str, set[str]] = {}
    if audience.asks_for_duties:
        duties = await people.duties_by_scheme(work, person_id)
    covered = [
        key for key in work.definitions if covers(audience, duties.get(key, ()), handled=handled)
    ]
    if len(covered) == len(work.definitions):
        return
    if not await parties.within_reach(work, subject, person_id, covered):
        raise NotYours if covered and not handled else closed(audience, handled=handled)


async def must_keep_pace(turn: Turn, work: Work, pace: Pace) -> None:
    """Raises `TooMuch` when the person has taken this step as often as one may (R13.6)."""
    again = await ledger.free_at(work, pace, turn.person.id, turn.action)
    if again is None:
        return
    contact = turn.definition.help[0]
    at = spoken_at(again, turn.person.zone)
    raise TooMuch(
        f"That was a lot in a short time, so this one waits. Whatever you typed is kept, and nothing is lost. {contact.name} "
        f"is glad to help meanwhile: {contact.email or contact.phone}. You can go on here from {at}."
    )
