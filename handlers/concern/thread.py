"""What was said about something raised, as each side reads it: in a window alone, never in a message (R11.4)."""

from collections.abc import Sequence

from handlers.kit.turn import Moment
from handlers.kit.ui import Part, Prose
from scheme import calendar
from scheme.concern.concern import Concern
from scheme.concern.raised import Raised
from scheme.concern.remark import Remark, To
from scheme.forms.shown import spoken
from scheme.ids import PersonId
from storage import people
from storage.concern import concerns
from storage.work import Work


def body(moment: Moment, raised: Raised) -> str:
    """Who speaks to whoever raised it: the Group, or the Steering Group."""
    if isinstance(raised, Concern) and not raised.for_group:
        return moment.definition.terms.the_steering_first
    return f"{moment.definition.terms.the_group_first}"


async def for_raiser(moment: Moment, work: Work, raised: Raised) -> tuple[Part, ...]:
    """What went to and fro between them and those who handle it; no names of these, as they answer together."""
    found = [
        remark
        for remark in await concerns.remarks_on(work, raised)
        if remark.between and remark.text
    ]
    sender = body(moment, raised)
    return tuple(
        Prose(
            each.text,
            f"{'You' if each.to == To.HANDLERS else sender} wrote on {_day(moment, each)}",
        )
        for each in found
    )


async def for_handlers(
    moment: Moment, work: Work, raised: Raised, *, advisers: bool = False
) -> tuple[Part, ...]:
    """Everything, with who wrote it; for advisers without the notes of those who handle it."""
    found = [
        each
        for each in await concerns.remarks_on(work, raised)
        if each.text and (each.for_advisers or not advisers)
    ]
    names = await _names(work, found)
    return tuple(
        Prose(each.text, f"{_line(each, names)} on {_day(moment, each)}") for each in found
    )


def _line(remark: Remark, names: dict[PersonId, str]) -> str:
    name = names.get(remark.by, "Somebody")
    match remark.to:
        case To.RAISER:
            return f"{name} answered"
        case To.ADVISERS:
            return f"{name} asked for advice"
        case To.ADVISED:
            return f"{name} advised"
        case To.THEMSELVES:
            return f"{name} noted"
        case _:
            return f"{name} wrote"


async def _names(work: Work, found: Sequence[Remark]) -> dict[PersonId, str]:
    return {
        key: person.name
        for key, person in (await people.by_ids(work, {remark.by for remark in found})).items()
    }


def _day(moment: Moment, remark: Remark) -> str:
    return spoken(calendar.local_day(remark.at, moment.definition.zone))
