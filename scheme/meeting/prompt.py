"""Prompts around a meeting: one at a time, the next one always one that was not seen yet (R6.4)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from scheme.calendar import add_minutes
from scheme.definition.definition import Definition
from scheme.definition.pairs import Prompt, PromptStage
from scheme.ids import PartnershipId, PersonId
from scheme.meeting.appointment import Appointment
from scheme.people import Role

CLOSE = 15  # minutes


def prompts_for(definition: Definition, role: Role, stage: PromptStage) -> list[Prompt]:
    """The prompts of a scheme for one side at one stage, in the file's order."""
    return [
        prompt
        for prompt in definition.prompts
        if prompt.role in ("both", role) and prompt.stage == stage
    ]


def stage_at(plan: Appointment | None, now: datetime) -> PromptStage:
    """The stage that a planned meeting is at: before it, in it, as it closes, afterwards; before it without a plan."""
    if plan is None or not plan.is_live or now < plan.at:
        return "preparing"
    if now < add_minutes(plan.ends_at, -CLOSE):
        return "meeting"
    if now < plan.ends_at:
        return "closing"
    return "reflecting"


@dataclass(kw_only=True)
class PromptsSeen:
    """What one person in one partnership has seen of one stage: the keys, in order, since the round began."""

    partnership_id: PartnershipId  # in which they were shown
    person_id: PersonId  # who saw them
    stage: PromptStage  # of a meeting: before it, during it, at its close or after it
    keys: str = ""  # with spaces between; "" before the first
    id: int = field(init=False)  # of its row

    def turn(self, prompts: Sequence[Prompt]) -> Prompt | None:
        """The next prompt, noted as seen; None where there is none.

        None comes again before all were seen, and none twice in a row even then.
        """
        seen = self.keys.split()
        unseen = [prompt for prompt in prompts if prompt.key not in seen]
        if not unseen:
            last = seen[-1:]
            seen = []
            unseen = [prompt for prompt in prompts if [prompt.key] != last] or list(prompts)
        if not unseen:
            return None
        self.keys = " ".join([*seen, unseen[0].key])
        return unseen[0]
