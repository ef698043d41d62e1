"""Prompts around a meeting: one at a time, skippable, and none twice before all were seen (R6.4)."""

from typing import get_args

from handlers.kit.conversation import Conversation
from handlers.kit.help import MEETINGS
from handlers.kit.turn import Turn
from handlers.kit.ui import Button, Prose, Reply, View, says
from handlers.pair.which import from_introduction, live, one_of
from scheme.audience import Audience
from scheme.definition.pairs import PromptStage
from scheme.meeting.prompt import PromptsSeen, prompts_for, stage_at
from scheme.partnership.partnership import Partnership
from storage import meetings
from storage.plans import subject_of
from storage.work import Work

prepare = Conversation(name="prepare")

STAGES: tuple[PromptStage, ...] = get_args(PromptStage)
TITLES: dict[PromptStage, str] = {
    "preparing": "Before you meet",
    "meeting": "While you meet",
    "closing": "As you close",
    "reflecting": "Looking back",
}


@prepare.step(
    "now",
    Audience.ANYONE,
    reads=True,
    in_help=MEETINGS.entry("Questions to think about", 30, from_introduction),
)
async def find(turn: Turn, work: Work) -> Reply:
    """Leads to the prompts of the stage one is at."""
    return await one_of(
        turn, work, await live(turn, work), "prepare.ask", question="Which partnership is it for?"
    )


@prepare.step("ask", Audience.PARTY, about="partnership")
async def ask(turn: Turn, work: Work) -> Reply:
    """One prompt, noted as seen, and what can follow it. Without a stage it is the one that the planned meeting is at."""
    pair = turn.the(Partnership)
    stage = next((known for known in STAGES if known == turn.given("stage")), None)
    stage = stage or stage_at(await meetings.plan_of(work, pair.id), turn.now)
    offered = prompts_for(turn.definition, pair.role_of(turn.person.id), stage)
    prompt = (await _seen(turn, work, pair, stage)).turn(offered)
    if prompt:
        text = prompt.text
    else:
        text = (
            "There is nothing for this moment in the scheme's list. Your own questions do as well."
        )
    return Reply(
        window=View(
            title=TITLES[stage],
            parts=(Prose(text),),
            buttons=_after(turn, pair, stage, more=len(offered) > 1),
        )
    )


async def _seen(turn: Turn, work: Work, pair: Partnership, stage: PromptStage) -> PromptsSeen:
    if seen := await meetings.seen_of(work, pair.id, turn.person.id, stage):
        return seen
    return await work.add(
        PromptsSeen(partnership_id=pair.id, person_id=turn.person.id, stage=stage)
    )


def _after(turn: Turn, pair: Partnership, stage: PromptStage, *, more: bool) -> tuple[Button, ...]:
    """Another one, the stage that comes next, and a way out."""
    another = Button(
        label="Another",
        action="prepare.ask",
        subject=subject_of(pair),
        answers={"stage": stage},
        style="primary",
        opens=True,
    )
    if stage == "reflecting":
        onward = Button(
            label="Write a reflection", action="reflect.form", subject=subject_of(pair), opens=True
        )
    else:
        after = STAGES[STAGES.index(stage) + 1]
        onward = Button(
            label=TITLES[after],
            action="prepare.ask",
            subject=subject_of(pair),
            answers={"stage": after},
            opens=True,
        )
    enough = Button(label="That's enough", action="prepare.enough", subject=subject_of(pair))
    return (*([another] if more else []), onward, enough)


@prepare.step("enough", Audience.PARTY, about="partnership", reads=True)
async def enough(turn: Turn, work: Work) -> Reply:
    """Puts the prompts away and says how they come again; nothing is changed."""
    return says("Put away. There is more whenever you type prompts.")
