"""Which of somebody's partnerships is meant: the one there is, else the one they choose."""

from collections.abc import Sequence

from handlers.kit.buttons import HELP, HOME
from handlers.kit.turn import Turn
from handlers.kit.ui import Action, Button, Reply, says
from scheme.partnership.partnership import Partnership
from storage import partnerships, people
from storage.plans import subject_of
from storage.work import Work

NONE = "You have no partnership at the moment. Your home shows what comes next."


async def live(turn: Turn, work: Work) -> list[Partnership]:
    """The person's partnerships that have not ended, oldest first."""
    return await partnerships.live_of(work, turn.definition.key, turn.person.id)


async def one_of(
    turn: Turn,
    work: Work,
    ours: Sequence[Partnership],
    action: str,
    *,
    question: str,
    none: str = NONE,
    opens: bool = True,
) -> Reply:
    """ShowStep to `action` for the one partnership there is; asks `question` where there are several.

    `none` is what is said where there is none. `opens` as the buttons need it.
    """
    if len(ours) == 1:
        return Reply(then=Action(name=action, subject=subject_of(ours[0])))
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
            Button(label=name, action=action, subject=subject, opens=opens)
            for name, subject in names
        ],
    )
