"""Making up a whole round: everybody who waits and everybody on the register, put together off the loop (R3.7)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from handlers.kit.turn import Turn
from scheme.definition.definition import Definition
from scheme.matching.kept_round import KeptRound
from scheme.matching.ranking import Mentee, Mentor
from scheme.matching.round_changes import WishCost, cost_of
from scheme.matching.round_draft import RoundDraft
from scheme.matching.round_wishes import RoundWish, WishKind
from scheme.matching.ways import way_to_come
from storage import people
from storage.many import apart
from storage.matching import kept_rounds, register
from storage.work import Work

WEIGHED = (
    8  # wishes whose cost is worked out, the latest; each takes as long as making up the round
)
MANY = 1000  # mentees, from whom on that takes seconds
WEIGHED_OF_MANY = 1


@dataclass(frozen=True, kw_only=True)
class _Everybody:
    """What a round is made up from."""

    definition: Definition
    mentees: Sequence[Mentee]
    mentors: Sequence[Mentor]
    selected: tuple[RoundWish, ...]  # whom members have selected already stays with whom they have
    wishes: tuple[RoundWish, ...]
    today: date


async def make_up(turn: Turn, work: Work, kept: KeptRound) -> RoundDraft:
    """Make a draft up from what is so now, with the wishes that it has. Returns it, with the wishes that can't be kept."""
    everybody = await _everybody(turn, work, kept)
    draft, costs = await apart(_solved, everybody)
    kept.make_up(draft.placings, costs, turn.person.id, turn.now)
    return draft


async def _everybody(turn: Turn, work: Work, kept: KeptRound) -> _Everybody:
    definition = turn.definition
    waiting = await kept_rounds.waiting(work, definition.key)
    known = await people.by_ids(work, {mentee.person_id for mentee in waiting})
    failed = await kept_rounds.did_not_work(work, definition.key)
    mentors = [
        replace(mentor, did_not_work_with=failed.get(mentor.application.person_id, frozenset()))
        for mentor in await register.mentors(work, definition)
    ]
    selected = tuple(
        RoundWish(
            WishKind.KEEP, pending.application.id, pending.candidates[0].mentor_application_id
        )
        for pending in await register.pending_each(work, waiting)
        if pending.candidates
    )
    settled = {wish.mentee for wish in selected}
    return _Everybody(
        definition=definition,
        mentees=[Mentee(mentee, person=known[mentee.person_id]) for mentee in waiting],
        mentors=mentors,
        selected=selected,
        wishes=tuple(wish for wish in kept.wishes if wish.mentee not in settled),
        today=turn.today,
    )


def _solved(everybody: _Everybody) -> tuple[RoundDraft, list[WishCost]]:
    """In a thread of its own. SciPy is loaded when a round is first made up, and not at a start."""
    from scheme.matching.round_table import RoundTable  # noqa: PLC0415
    from scheme.matching.whole_round import drafted  # noqa: PLC0415

    table = RoundTable(everybody.definition, everybody.mentees, everybody.mentors, everybody.today)
    options = way_to_come(everybody.definition).most(everybody.definition)
    draft = drafted(table, (*everybody.selected, *everybody.wishes), options=options)
    weighed = WEIGHED if len(everybody.mentees) <= MANY else WEIGHED_OF_MANY
    costs = []
    for wish in everybody.wishes[-weighed:]:
        rest = tuple(other for other in everybody.wishes if other != wish)
        without = drafted(table, (*everybody.selected, *rest))
        costs.append(cost_of(wish, without.firsts, draft.firsts))
    return draft, costs
