"""Making up a whole round: everybody who waits and everybody on the register, put together off the loop (R3.7).

What a draft is made up from is read, then it is thought about while nothing of the database is held, then it is kept if all
that it came from is still so; else it is done again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from handlers.kit.turn import Turn
from handlers.matching.round_rows import chosen_by_each
from scheme.definition.definition import Definition
from scheme.ids import ApplicationId
from scheme.matching.kept_round import KeptRound
from scheme.matching.ranking import Mentee, Mentor
from scheme.matching.round_changes import WishCost, cost_of
from scheme.matching.round_draft import RoundDraft
from scheme.matching.round_wishes import RoundWish, WishKind, with_wish
from scheme.matching.ways import way_to_come
from storage import people
from storage.matching import kept_rounds, register
from storage.work import Clash, Work

WEIGHED = (
    8  # wishes whose cost is worked out, the latest; each takes as long as making up the round
)
MANY = 1000  # mentees, from whom on that takes seconds
WEIGHED_OF_MANY = 1


@dataclass(frozen=True, kw_only=True)
class MadeUp:
    """A draft that was thought about, and what it came from: it is kept where that is still so."""

    draft: RoundDraft
    costs: Sequence[WishCost]  # of the wishes that were weighed
    revision: int  # of the draft that is kept, when it was read
    inputs: str  # as `kept_rounds.inputs` has them


@dataclass(frozen=True, kw_only=True)
class _Everybody:
    """What a round is made up from."""

    definition: Definition
    mentees: Sequence[Mentee]
    mentors: Sequence[Mentor]
    selected: tuple[RoundWish, ...]  # whom members have selected already stays with whom they have
    wishes: tuple[RoundWish, ...]
    today: date
    revision: int
    inputs: str


async def thinks(
    turn: Turn,
    work: Work,
    *,
    wish: RoundWish | None = None,
    let_go: ApplicationId | None = None,
) -> Callable[[], MadeUp]:
    """What making up the draft anew comes to: with the wishes it has, another, and without any about a mentee who is let go."""
    kept = await kept_rounds.of(work, turn.definition.key)
    wishes = tuple(each for each in kept.wishes if each.mentee != let_go) if kept else ()
    if wish is not None:
        wishes = with_wish(wishes, wish)
    everybody = await _everybody(turn, work, wishes, revision=kept.revision if kept else 0)
    return partial(_made_up, everybody)


async def kept_as_read(turn: Turn, work: Work) -> tuple[KeptRound, MadeUp]:
    """The draft that is kept, locked, and what was thought of it. Raises `Clash` where something is another since it was read."""
    made = turn.came_to(MadeUp)
    kept = await kept_rounds.lock(work, turn.definition.key, turn.person.id)
    if kept.revision != made.revision:
        raise Clash
    if await kept_rounds.inputs(work, turn.definition.key) != made.inputs:
        raise Clash
    return kept, made


def make_up(turn: Turn, kept: KeptRound, made: MadeUp) -> None:
    """What was thought of is the draft now."""
    kept.make_up(made.draft.placings, made.costs, turn.person.id, turn.now)


async def _everybody(
    turn: Turn, work: Work, wishes: Sequence[RoundWish], *, revision: int
) -> _Everybody:
    definition = turn.definition
    waiting = await kept_rounds.waiting(work, definition.key)
    known = await people.by_ids(work, {mentee.person_id for mentee in waiting})
    failed = await kept_rounds.did_not_work(work, definition.key)
    chose = await chosen_by_each(definition, work, [mentee.id for mentee in waiting])
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
        mentees=[
            Mentee(
                application=mentee, person=known[mentee.person_id], chose=chose.get(mentee.id, ())
            )
            for mentee in waiting
        ],
        mentors=mentors,
        selected=selected,
        wishes=tuple(wish for wish in wishes if wish.mentee not in settled),
        today=turn.today,
        revision=revision,
        inputs=await kept_rounds.inputs(work, definition.key),
    )


def _made_up(everybody: _Everybody) -> MadeUp:
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
    return MadeUp(draft=draft, costs=costs, revision=everybody.revision, inputs=everybody.inputs)
