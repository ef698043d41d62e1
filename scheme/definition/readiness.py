"""The table of a scheme file about the questions that somebody may ask themselves before they apply (R2.1)."""

from typing import Literal

from pydantic import Field

from scheme.definition.base import Fact, SchemeTable
from scheme.people import Role


class ReadinessQuestion(SchemeTable):
    """A question that is answered with yes, not sure, or not yet."""

    role: Literal["both", "mentee", "mentor"] = Field("both", description="Who is asked it.")
    text: str = Field(
        min_length=1,
        max_length=200,
        description="The question, as people read it.",
        examples=["Can you give it an hour or two every few weeks?"],
    )
    think: str = Field(
        min_length=1,
        max_length=300,
        description="What somebody may think about who is not sure, or says not yet.",
        examples=["Look at the next three months in your calendar before you decide."],
    )
    begins: str = Field(
        "",
        max_length=100,
        description="How their own words on it may begin in the application form, after a yes.",
        examples=["What I would like to change or learn:"],
    )


_MENTEE = (
    ReadinessQuestion(
        role="mentee",
        text="Is there something you would like to change, to learn or to decide?",
        think="It may still be hazy. Try to finish this sentence: in a year I would like to be able to…",
        begins="What I would like to change, learn or decide:",
    ),
    ReadinessQuestion(
        role="mentee",
        text="Do you know what you would ask of somebody with more experience?",
        think="Think of a talk that helped you once. Did they listen, ask, disagree, or tell you what they had tried?",
        begins="What I would ask of somebody with more experience:",
    ),
    ReadinessQuestion(
        role="mentee",
        text="Would somebody from outside help where your manager and colleagues can't?",
        think="Tell somebody near you what you are looking for. Part of it may be close by, and they can back you for the rest.",
    ),
    ReadinessQuestion(
        role="mentee",
        text="Are you ready to be asked things that make you think twice?",
        think="You need not agree with what you hear, nor tell more than you want to. It helps to be curious about it.",
    ),
    ReadinessQuestion(
        role="mentee",
        text="Can you keep the time free, and do a little in between?",
        think="Look at the next three months in your calendar. If they are full, a later start serves you both better.",
    ),
)
_MENTOR = (
    ReadinessQuestion(
        role="mentor",
        text="Has somebody helped you on your way, or have you helped somebody?",
        think="Ask yourself what was good about it, and what you would rather not do. You need not have done this before.",
    ),
    ReadinessQuestion(
        role="mentor",
        text="Are there steps in your working life you would tell somebody about, mistakes included?",
        think="Take one step you made from one job to another: what helped, and what would you do otherwise today?",
        begins="Steps in my working life that I would tell about:",
    ),
    ReadinessQuestion(
        role="mentor",
        text="Do you like to ask and to listen more than to tell?",
        think="Try it in your next talk with a colleague: three questions before the first piece of advice.",
    ),
    ReadinessQuestion(
        role="mentor",
        text="Is it all right for you if they choose another way than yours, or another mentor?",
        think="It says nothing about you. What they make of your talks is theirs, and often shows much later.",
    ),
    ReadinessQuestion(
        role="mentor",
        text="Can you keep the time free for as long as the two of you agree?",
        think="Look at the next three months in your calendar. You can also say that you take nobody just now, and come back.",
    ),
)


class BeforeApplying(Fact):
    """Questions to think over before one applies. What somebody answers is not kept."""

    offered: bool = Field(True, description="Whether they are offered.")
    questions: tuple[ReadinessQuestion, ...] = Field(
        (*_MENTEE, *_MENTOR),
        max_length=16,
        description="The questions, in their order; without any here, those of the bot.",
    )

    def of(self, role: Role) -> tuple[ReadinessQuestion, ...]:
        """The questions for a role; none where they are not offered."""
        if not self.offered:
            return ()
        return tuple(question for question in self.questions if question.role in ("both", role))
