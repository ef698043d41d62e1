"""What the conversations about pairs share: both of a pair, what both are told, and the Group's view of it."""

from handlers.kit.post import tell, tell_group
from handlers.kit.turn import Moment
from handlers.kit.ui import Button, Facts, Message
from scheme.calendar import local_day
from scheme.definition.definition import Definition
from scheme.forms.shown import spoken
from scheme.ids import PersonId
from scheme.partnership.partnership import Partnership
from scheme.people import Person
from storage import agreements, partnerships, people
from storage.plans import subject_of
from storage.work import Work


async def two(work: Work, pair: Partnership) -> dict[PersonId, Person]:
    """Both of a partnership, by id."""
    return await people.by_ids(work, {pair.mentee_id, pair.mentor_id})


async def tell_both(
    work: Work, pair: Partnership, key: str, message: Message, *, notify: bool = True
) -> None:
    """Tell both the same, under a key of the partnership's."""
    for person_id in (pair.mentee_id, pair.mentor_id):
        await tell(work, person_id, message, key=f"{key}:{pair.id}", notify=notify)


async def show_partnership(moment: Moment, work: Work, pair: Partnership, note: str) -> None:
    """Put a partnership's card in the Group's channel: its reference and what to know, with Open (R3.3)."""
    see = Button(
        label="Open",
        action="meet.overview" if pair.is_live else "end.overview",
        subject=subject_of(pair),
        style="primary",
        opens=True,
    )
    message = Message(text=f"{pair.ref}, partnership: {note}.", buttons=(see,))
    await tell_group(work, moment.definition.key, message, key=str(subject_of(pair)))


async def facts(definition: Definition, work: Work, pair: Partnership) -> Facts:
    """What the Group may know of a pair: names, dates, phase and how often they met."""
    known = await two(work, pair)
    count = (await partnerships.count_meetings(work, [pair.id])).get(pair.id, 0)
    introduced = local_day(pair.introduced_at, definition.zone)
    days = (
        ("Introduced", introduced),
        ("Started", pair.started_on),
        ("Paused until", pair.returns_on),
        ("Planned until", pair.ends_on),
        ("Last met", pair.last_met),
        ("Ended", local_day(pair.ended_at, definition.zone) if pair.ended_at else None),
    )
    rows = (
        (definition.terms.mentee.capitalize(), known[pair.mentee_id].known_as),
        (definition.terms.mentor.capitalize(), known[pair.mentor_id].known_as),
        ("Phase", str(pair.phase).capitalize()),
        *(
            (name, spoken(day) if day else "Not yet")
            for name, day in days
            if day or name in ("Started", "Last met")
        ),
        ("Meetings noted", str(count)),
        ("Agreement", await _signed(definition, work, pair)),
        ("Goals", await _goals(work, pair)),
    )
    return Facts(rows)


async def _signed(definition: Definition, work: Work, pair: Partnership) -> str:
    """That the two signed an agreement, and when: all that the Group learns of it (R5.1)."""
    agreement = await agreements.of_pair(work, pair.id)
    if agreement is None or agreement.agreed_at is None:
        if pair.is_live:
            return "Not signed yet"
        return "None signed"
    return f"Signed on {spoken(local_day(agreement.agreed_at, definition.zone))}"


async def _goals(work: Work, pair: Partnership) -> str:
    """How many goals were set and met, never which (R5.2)."""
    count, met = await agreements.goal_counts(work, pair.scheme, pair.id)
    if count:
        return f"{count} set, {met} met"
    if pair.is_live:
        return "None set yet"
    return "None set"
