"""On to the next pair of the board: whoever waits for a member's own word, or for somebody to be picked (R3.9)."""

from collections.abc import Sequence

from handlers.kit.conversation import Conversation
from handlers.kit.turn import Turn
from handlers.kit.ui import Action, Prose, Reply, View
from handlers.matching.board import AFTER, back_to_board
from handlers.matching.on_board import OnBoard, Waits, drawn, on_board
from scheme.audience import Audience
from scheme.ids import ApplicationId
from storage.work import Work

next_pair = Conversation(name="board")  # its step is part of the board

TRIED = 20  # who wait are looked at for a mentor who can be proposed to one of them


@next_pair.step("next", Audience.MEMBER, opens=True)
async def on_to_next(turn: Turn, work: Work) -> Reply:
    """The pair that waits next for whoever asks: with what was selected so far, else with the mentor who suits best."""
    whole = await on_board(turn, work)
    for each in _from_there_on(turn, whole)[:TRIED]:
        mentor_id = await _mentor_for(turn, whole, each)
        if mentor_id is not None:
            return Reply(
                then=Action(
                    name="board.pair", subject=each.subject, answers={"mentor": str(mentor_id)}
                )
            )
    text = "Nobody else waits for your word just now. Thank you."
    return Reply(window=View(title="The board", parts=(Prose(text),), buttons=(back_to_board(),)))


def _from_there_on(turn: Turn, whole: OnBoard) -> Sequence[Waits]:
    """Those who wait for a member, from whoever they looked at last, who is the last of them."""
    every = list(whole.waits)
    last = turn.number(AFTER)
    at = next((at for at, each in enumerate(every) if each.application.id == last), -1)
    in_order = [*every[at + 1 :], *every[: at + 1]]
    return [each for each in in_order if turn.person.id not in each.pending.agreed]


async def _mentor_for(turn: Turn, whole: OnBoard, each: Waits) -> ApplicationId | None:
    """A mentor to look at with somebody who waits; None where the reader may read of none who can be proposed."""
    if each.waiting.held:
        readable = {mentor.application.id for mentor in whole.mentors}
        return next(
            (
                candidate.mentor_application_id
                for candidate in each.pending.candidates
                if candidate.mentor_application_id in each.waiting.held & readable
            ),
            None,
        )
    [row] = (await drawn(turn, [each], whole.mentors)).rows
    return next((cell.mentor.application.id for cell in row.best), None)
