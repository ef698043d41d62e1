"""What somebody asks for, and how it goes on from step to step."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from handlers.desk import gate
from handlers.kit.conversation import Step
from handlers.kit.ui import Action, Button, Reply, says
from scheme.forms.fields import Answers
from scheme.ids import NOBODY, PersonId
from scheme.refusal import Refusal

StepsByName = Mapping[str, Step]

MOST_STEPS = 6  # that one errand may take; what goes on longer leads round in a circle


class Circle(RuntimeError):
    """A mistake in the code: steps lead to one another without an end."""


@dataclass(frozen=True, kw_only=True)
class Errand:
    """One action as a person takes it, or as a step of theirs led to it.

    `inbound`: the platform's id of what came in; a repeat gets the earlier reply. `caller`: the person for whom it is
    done, where a step led to it for somebody who phones. `otherwise`: what is done instead when a rule says no.
    """

    person_id: PersonId  # whoever acts
    action: Action
    now: datetime
    inbound: str | None = None
    caller: PersonId = NOBODY  # 0: nobody phoned
    otherwise: Action | None = None
    thought: object = None  # what its step thought of first, where it does
    number: int = 1  # how many steps have led here, this one included

    def led_on(self, reply: Reply) -> "Errand":
        """The errand that a reply leads to. Raises `Circle` where they come to no end."""
        if reply.then is None or self.number == MOST_STEPS:
            raise Circle(f"{self.action.name} leads round in a circle")
        return replace(
            self,
            action=reply.then,
            # A step led to has an id of its own, so that a phrase that is sent again does not act again either.
            inbound=self.inbound and f"{self.inbound}>",
            caller=reply.behalf or self.caller,
            otherwise=reply.otherwise,
            thought=None,
            number=self.number + 1,
        )

    def instead(self, no: Refusal) -> Reply | None:
        """What is done instead of what a rule said no to, told why; None where there is nothing."""
        if self.otherwise is None:
            return None
        told: Answers = {"text": no.text, "errors": list(no.errors)}
        return Reply(then=replace(self.otherwise, answers={**self.otherwise.answers, **told}))


@dataclass
class Course:
    """Where an errand has come to, and whether something that was done on the way is committed."""

    errand: Errand
    saved: bool = False


class NotShown(Exception):
    """What was done is committed, and what comes next could not be shown; `reply` tells the person so."""

    def __init__(self, errand: Errand) -> None:
        super().__init__(errand.action.name)
        action = errand.action
        button = Button(
            label="Go on",
            action=action.name,
            subject=action.subject,
            answers=action.answers,
            style="primary",
            opens=True,
            scheme=action.scheme,
        )
        ways = (
            () if errand.caller else (button,)
        )  # for a caller it would be the administrator's own
        self.reply = says(
            "What comes next can't be shown just now. Nothing you did is lost; go on in a moment.",
            *ways,
        )


def admitted(steps: StepsByName, action: Action) -> Step:
    """The step that an action names, which may be about such a thing: before anything is loaded.

    Raises `Unknown` or `Gone`.
    """
    step = steps.get(action.name)
    if step is None:
        raise gate.Unknown
    step.must_be_about(action.subject)
    return step
