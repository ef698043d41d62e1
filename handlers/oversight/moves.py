"""What the Group reads of somebody who moved: what stood before, and what is to be looked at again (R5.7)."""

from handlers.kit.ui import Bullets, Part
from scheme.application.application import Application
from scheme.calendar import local_day
from scheme.definition.definition import Definition
from scheme.forms.shown import shown, spoken
from scheme.matching.exclusions import kept_apart
from scheme.matching.pair import Pair
from scheme.matching.said_of_pair import influence
from scheme.matching.side import Side
from scheme.member.move import Move, MoveState, fields
from storage import applications, partnerships, people
from storage.member import moves
from storage.work import Work

WORDS = {
    MoveState.OPEN: "the new address waits for an administrator",
    MoveState.CONFIRMED: "the new address is confirmed",
    MoveState.PROVED: "a code has proved the new address",
    MoveState.DECLINED: "the new address was not confirmed",
}


async def moved(definition: Definition, work: Work, application: Application) -> list[Part]:
    """The moves of an applicant, latest first, with membership, approval and question (h) to be asked again."""
    parts: list[Part] = []
    for move in await moves.of_person(work, definition.key, application.person_id):
        day = spoken(local_day(move.said_at, definition.zone))
        state = WORDS.get(move.state, "")
        title = f"Moved on {day}" + (f"; {state}" if state else "")
        parts.append(Bullets(_changed(definition, application, move), title))
    if parts and (again := await _between(definition, work, application)):
        parts.append(Bullets(tuple(again), "To be asked again: line management or influence"))
    return parts


def _changed(definition: Definition, application: Application, move: Move) -> tuple[str, ...]:
    """Each thing that changed, as it was and as it is; the approval of the new line manager."""
    known = fields(definition, frozenset({application.role}))
    changed = [field for field in known if move.before.get(field.key) != move.after.get(field.key)]
    return tuple(
        f"{field.title or field.label}: {shown(field, move.after.get(field.key))} (before: {shown(field, move.before.get(field.key))})"
        for field in changed
    )


async def _between(definition: Definition, work: Work, application: Application) -> list[str]:
    """Question (h) for each partnership the applicant is in now."""
    found = []
    for pair in await partnerships.live_of(work, definition.key, application.person_id):
        two = await people.by_ids(work, {pair.mentee_id, pair.mentor_id})
        mentee = Side.of(
            definition,
            await applications.by_id(work, pair.mentee_application_id),
            two[pair.mentee_id],
        )
        mentor = Side.of(
            definition,
            await applications.by_id(work, pair.mentor_application_id),
            two[pair.mentor_id],
        )
        point = (
            kept_apart(mentee, mentor)
            or influence(Pair(definition=definition, mentee=mentee, mentor=mentor)).text
        )
        found.append(f"{pair.ref}: {point}")
    return found
