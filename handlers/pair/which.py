"""Which of somebody's partnerships is meant: the one there is, else the one they choose."""

from collections.abc import Mapping, Sequence

from handlers.kit.buttons import HELP, HOME
from handlers.kit.turn import Turn
from handlers.kit.ui import Action, Button, Reply, says
from scheme.forms.fields import Answer
from scheme.partnership.partnership import Partnership
from scheme.partnership.phase import Phase
from storage import partnerships, people
from storage.plans import subject_of
from storage.work import Work

INTRODUCED = "Once you are introduced"
RESUMED = "Once your partnership goes on"
STARTED = "Once you two have started"
NOTHING: Mapping[str, Answer] = {}
NONE = "You have no partnership at the moment. Your home shows what comes next."


async def live(turn: Turn, work: Work) -> list[Partnership]:
    """The person's partnerships that have not ended, oldest first."""
    return await partnerships.live_of(work, turn.definition.key, turn.person.id)


async def going_on(turn: Turn, work: Work) -> list[Partnership]:
    """Those that are not paused; where all are, all of them, so that it is said until when."""
    ours = await live(turn, work)
    return [partnership for partnership in ours if partnership.phase != Phase.PAUSED] or ours


async def from_introduction(turn: Turn, work: Work) -> str:
    """From when there is something to do with a partner; "" where somebody has one."""
    return "" if await live(turn, work) else INTRODUCED


async def from_first_introduction(turn: Turn, work: Work) -> str:
    """From when there is something to look at; "" where somebody has a partner, or had one."""
    own = await partnerships.of_person(work, turn.definition.key, turn.person.id)
    return "" if own else INTRODUCED


async def from_going_on(turn: Turn, work: Work) -> str:
    """From when there is something to plan; "" where somebody has a partner, and no pause keeps them from it."""
    ours = await live(turn, work)
    if not ours:
        return INTRODUCED
    if any(partnership.phase != Phase.PAUSED for partnership in ours):
        return ""
    return RESUMED


async def from_start(turn: Turn, work: Work) -> str:
    """From when there is an end to move or something to pause; "" where a partnership has started."""
    ours = await live(turn, work)
    return "" if any(partnership.started_on for partnership in ours) else STARTED


async def from_under_way(turn: Turn, work: Work) -> str:
    """From when there is an end to move; "" where a partnership has started, and is not paused."""
    return await from_start(turn, work) or await from_going_on(turn, work)


async def one_of(
    turn: Turn,
    work: Work,
    ours: Sequence[Partnership],
    action: str,
    *,
    question: str,
    none: str = NONE,
    opens: bool = True,
    answers: Mapping[str, Answer] = NOTHING,
) -> Reply:
    """Leads to `action` for the one partnership there is; asks `question` where there are several.

    `none` is what is said where there is none. `opens` as the buttons need it.
    `answers`: what was said already, for the form it leads to.
    """
    if len(ours) == 1:
        return Reply(then=Action(name=action, subject=subject_of(ours[0]), answers=answers))
    if not ours:
        return says(none, HOME, HELP)
    known = await people.by_ids(
        work, {partnership.partner_of(turn.person.id) for partnership in ours}
    )
    names = [
        (known[partnership.partner_of(turn.person.id)].name, subject_of(partnership))
        for partnership in ours
    ]
    return says(
        question,
        *[
            Button(label=name, action=action, subject=subject, answers=answers, opens=opens)
            for name, subject in names
        ],
    )
