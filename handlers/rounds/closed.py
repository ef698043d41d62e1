"""What those of a round read when it has closed: they go without this time, or they stay where they are (R2.8)."""

from datetime import date

from handlers.group import missed
from handlers.kit.ui import Button, Message
from scheme.application.application import Application, ApplicationStage
from scheme.definition.definition import Definition
from scheme.forms.shown import spoken
from scheme.people import Person
from scheme.subject import Subject
from scheme.wording import a


def goes_without(
    definition: Definition, name: str, person: Person, application: Application, today: date
) -> Message:
    """There was no place for somebody; the closer's word is behind the button, as it may be about them."""
    subject = Subject("application", application.id)
    read = Button(
        label="Read more", action="applied.view", subject=subject, style="primary", opens=True
    )
    buttons = [read]
    coming = definition.next_round(application.role, today)
    follows = ""
    if application.priority:
        follows = " Next time you come first."
    if coming is not None:
        follows = (
            f"{follows} {coming.name} opens on {spoken(coming.window(application.role).opens)}."
        )
        buttons.append(
            Button(
                label="Remind me",
                action="apply.remind",
                answers={"role": application.role, "round": coming.key},
                scheme=definition.key,
            )
        )
    return Message(
        text=f"{person.greeted('Thank you for waiting')}. {name} has closed, and there was no place for you this time. It says "
        f"nothing about you.{follows} A word to you, and somebody to talk to, are behind the button.",
        buttons=tuple(buttons),
        heading=f"{name} has closed",
    )


def stays(definition: Definition, name: str, person: Person, application: Application) -> Message:
    """Somebody stays: on the register, or because a late place is looked for."""
    subject = Subject("application", application.id)
    on_register = application.role == "mentor" and application.stage == ApplicationStage.ELIGIBLE
    if on_register:
        follows = (
            f"nobody has asked you this time. You stay on the register, and {a(definition.terms.mentee)} may still ask. "
            "Nothing is needed from you."
        )
    else:
        state = f"we still look for {definition.sought} for you"
        if application.is_listed:
            state = "you stay on its waiting list, as a place may still come free"
        elif application.stage == ApplicationStage.RECEIVED:
            state = "we still read your application"
        follows = f"{state}. {missed.hears(definition, application)} Nothing is needed from you."
    return Message(
        text=f"{person.addressed(f'{name} has closed')}, and {follows}",
        buttons=(Button(label="View it", action="applied.view", subject=subject, opens=True),),
        heading=f"{name} has closed",
    )
