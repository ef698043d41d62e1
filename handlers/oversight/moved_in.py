"""A register taken over from elsewhere, and taken back as a whole: the Group hears of it once (R13.1)."""

from handlers.kit.post import tell_group
from handlers.kit.turn import Moment
from handlers.kit.ui import Button, Facts, Message
from scheme.definition.definition import Definition
from scheme.moving_in.fitting import Here
from scheme.moving_in.register import Register
from scheme.moving_in.taken_over import TakenOver
from scheme.wording import counted
from storage import moving_in, taking_back
from storage.work import Work


async def take_over(
    moment: Moment, work: Work, register: Register, here: Here, source: str
) -> TakenOver:
    """Keep a register that fits what is here, and tell the Group how many are on it."""
    record = await moving_in.take_over(work, moment.definition, register, here, source)
    text = "The register from before is here. Nobody else has been told."
    waits = Button(label="What waits for me", action="review.waiting", style="primary", opens=True)
    parts = (Facts((("In it", counts(moment.definition, register)),)),)
    told = Message(text=text, parts=parts, buttons=(waits,), heading="Moved in")
    await tell_group(work, moment.definition.key, told)
    return record


async def take_back(moment: Moment, work: Work, record: TakenOver) -> None:
    """Everything of an import goes. Raises `Refusal`, which says why, where something has come of it."""
    await taking_back.take_back(work, record)
    text = (
        "The register from before was taken back as a whole. Everything is as it was before that."
    )
    told = Message(text=text, heading="Taken back")
    await tell_group(work, moment.definition.key, told)


def counts(definition: Definition, register: Register) -> str:
    """How many mentors, mentees and pairs there are in it: "12 mentors, 9 mentees, 7 pairs"."""
    mentors = sum(entrant.role == "mentor" for entrant in register.entrants)
    mentees = len(register.entrants) - mentors
    return ", ".join(
        (
            counted(mentors, definition.terms.mentor),
            counted(mentees, definition.terms.mentee),
            counted(len(register.pairs), "pair"),
        )
    )
