"""Questions, issues and complaints in figures, for the Group and for the Board: no names, no references (R8.1, R8.3)."""

from handlers.kit.conversation import Conversation
from handlers.kit.help import GROUP, STEERING
from handlers.kit.turn import Turn
from handlers.kit.ui import Facts, Prose, Reply, View
from scheme.audience import Audience
from scheme.concern.figures import complaints, issues, questions
from storage import people
from storage.concern import concerns
from storage.work import Work

figures = Conversation(name="counts")


@figures.step(
    "group", Audience.MEMBER, opens=True, in_help=GROUP.entry("Questions and complaints", 40)
)
async def for_group(turn: Turn, work: Work) -> Reply:
    """The figures, for a member of the Group."""
    return await _shown(turn, work)


@figures.step(
    "board", Audience.STEERING, opens=True, in_help=STEERING.entry("Questions and complaints", 10)
)
async def for_board(turn: Turn, work: Work) -> Reply:
    """The figures, for the Steering Group."""
    return await _shown(turn, work)


async def _shown(turn: Turn, work: Work) -> Reply:
    definition = turn.definition
    me = turn.person.id
    asked, complained = await concerns.all_of(work, definition.key)
    roster = await people.tenure(work, definition.key)
    first = questions(definition, asked)
    second = issues(definition, asked, me)
    third = complaints(definition, complained, me, roster)
    outcomes = tuple(
        (f"{name[0].upper()}{name[1:]}", str(number)) for name, number in third.outcomes.items()
    )
    parts = (
        Facts(
            (
                ("Asked", str(first.number)),
                ("Answered", str(first.outcomes["answered"])),
                ("In the time promised", str(first.in_time)),
            ),
            "Questions",
        ),
        Facts(
            (("Closed", str(second.number)), ("In the time promised", str(second.in_time))),
            "Issues",
        ),
        Facts(
            (
                ("Closed", str(third.number)),
                ("In the time promised", str(third.in_time)),
                *outcomes,
            ),
            "Complaints",
        ),
        Prose(
            "Issues and complaints count here once they are closed. What is with other people is in no number."
        ),
    )
    return Reply(window=View(title="Questions, issues and complaints", parts=parts))
