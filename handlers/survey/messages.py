"""What somebody reads who is surveyed: the invitation, a reminder, the thanks, and that it has closed."""

from handlers.kit.buttons import HELP
from handlers.kit.reading import listed
from handlers.kit.ui import Button, Message
from scheme.definition.definition import Definition
from scheme.definition.sections import Resource
from scheme.forms.shown import spoken
from scheme.learning.shelves import resources_for
from scheme.partnership.partnership import Partnership
from scheme.people import Person
from scheme.subject import Subject
from scheme.survey.survey import Survey, minutes
from storage import partnerships, people
from storage.work import Work

HEADINGS = {"midpoint": "Halfway survey", "yearly": "Yearly survey", "conclusion": "Closing survey"}


def heading(survey: Survey) -> str:
    """What a survey is called."""
    return HEADINGS.get(survey.occasion.partition("-")[0], "A look back")


def answer_button(survey: Survey) -> Button:
    """Opens its questions."""
    if survey.answered:
        return Button(
            label="Change", action="survey.form", subject=Subject("survey", survey.id), opens=True
        )
    return Button(
        label="Answer",
        action="survey.form",
        subject=Subject("survey", survey.id),
        style="primary",
        opens=True,
    )


async def partner_in(work: Work, survey: Survey) -> Person:
    """With whom its person works, or worked."""
    partnership: Partnership = await partnerships.by_id(work, survey.partnership_id)
    return await people.by_id(work, partnership.partner_of(survey.person_id))


def invitation(definition: Definition, survey: Survey, person: Person, partner: str) -> Message:
    """Asks for answers: how long it takes, until when, and who sees what."""
    count = minutes(definition.questionnaire(survey.role, survey.occasion))
    if definition.surveys.optional:
        optional = " Answering is optional."
    else:
        optional = ""
    return Message(
        text=f"{_opening(survey, person, partner)} About {count} {'minute' if count == 1 else 'minutes'}, until "
        f"{spoken(survey.closes_on)}. After that your name is taken off: {definition.terms.the_group} sees figures and words "
        f"of several people together, and {partner} sees nothing.{optional}",
        parts=listed(_helpful(definition, survey)),
        buttons=(answer_button(survey),),
        heading=heading(survey),
    )


def _helpful(definition: Definition, survey: Survey) -> tuple[Resource, ...]:
    """What helps at the time at which it asks: halfway, and once it has ended (R9.2)."""
    if survey.kind == "midpoint":
        return resources_for(definition, survey.role, "halfway")
    if survey.kind == "conclusion":
        return resources_for(definition, survey.role, "afterwards")
    return ()


def _opening(survey: Survey, person: Person, partner: str) -> str:
    kind, _, number = survey.occasion.partition("-")
    match kind:
        case "midpoint":
            return f"{person.addressed(f'you and {partner} are halfway')}. How is it going?"
        case "yearly":
            if number == "1":
                years = "a year"
            else:
                years = f"{number} years"
            return f"{person.addressed(f'you have worked with {partner} for {years}')}. How is it going?"
        case "conclusion":
            return person.addressed(f"how was it with {partner}?")
        case _:
            return f"{person.addressed(f'some time has passed since you worked with {partner}')}. What has stayed?"


def reminder(definition: Definition, survey: Survey, partner: str, left: int) -> Message:
    """Answers are still welcome, for so many days."""
    if definition.surveys.optional:
        optional = " It is optional."
    else:
        optional = ""
    until = f"until {spoken(survey.closes_on)}"
    days = {0: "today is the last day", 1: f"one day left, {until}"}.get(
        left, f"{left} days left, {until}"
    )
    return Message(
        text=f"Your answers about the time with {partner} are still welcome: {days}. Every "
        f"question helps those who come after you.{optional}",
        buttons=(answer_button(survey),),
        heading=heading(survey),
    )


def thanks(survey: Survey, person: Person) -> Message:
    """It was answered; while a partnership goes on, help is always offered, whatever they said."""
    text = f"{person.greeted('Thank you')}. You can change your answers until {spoken(survey.closes_on)}."
    if survey.kind != "midpoint":
        return Message(text=text, buttons=(answer_button(survey),), heading=heading(survey))
    return Message(
        text=f"{text} If something is not as you would like it to be, there are people who gladly help, in confidence.",
        buttons=(answer_button(survey), HELP),
        heading=heading(survey),
    )


def over(survey: Survey) -> Message:
    """What stands in place of a survey's question once it has closed: put aside, answered or missed."""
    if survey.cut_short:
        return Message(
            text="This survey has been put aside. Nothing more is needed.", heading=heading(survey)
        )
    if survey.answered:
        after = "Thank you for your answers; your name is off them now."
    else:
        after = "Nothing more is needed."
    return Message(
        text=f"This survey closed on {spoken(survey.closes_on)}. {after}", heading=heading(survey)
    )
