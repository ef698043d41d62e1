"""What an applicant reads when the Group has decided: they are eligible, on the register, or not this time (R2.3, R3.6)."""

from handlers.group import missed
from handlers.kit.reading import listed
from handlers.kit.ui import Button, Message
from scheme.application.application import Application
from scheme.definition.definition import Definition
from scheme.learning.shelves import resources_for
from scheme.matching.ways import way_to_come
from scheme.people import Person
from scheme.subject import Subject
from scheme.wording import a


def looking(definition: Definition, person: Person, application: Application) -> Message:
    """A mentee is eligible."""
    terms = definition.terms
    text = (
        f"{person.greeted('Good news')}: you are eligible, and {terms.the_group} is now looking for {definition.sought} for "
        f"you. {missed.hears(definition, application)} Meanwhile you could think about what you want from it."
    )
    if way_to_come(definition).opens_list:
        text = (
            f"{person.greeted('Good news')}: you are eligible. You can look at every {terms.mentor} now, and choose whom you "
            "would like; the list is in a message of its own."
        )
    return Message(
        text=text,
        buttons=(
            Button(
                label="View it",
                action="applied.view",
                subject=Subject("application", application.id),
                opens=True,
            ),
            Button(label="How it works", action="home.about", opens=True, scheme=definition.key),
        ),
        heading="You are eligible",
    )


def on_register(definition: Definition, person: Person, application: Application) -> Message:
    """A mentor is on the register."""
    own = resources_for(definition, "mentor", "applying", "starting")
    training = listed(each for each in own if each.role == "mentor")
    return Message(
        text=f"{person.greeted('Welcome to the register')}. When {a(definition.terms.mentee)} would like to work with you, you'll be "
        f"asked here, with {definition.choosing.mentor_days} days to answer. It can be soon or take a while.",
        parts=training,
        buttons=(
            Button(
                label="Review profile",
                action="applied.view",
                subject=Subject("application", application.id),
                opens=True,
            ),
        ),
        heading="On the register",
    )


def not_this_time(definition: Definition, person: Person, application: Application) -> Message:
    """The kind no. The reason is behind the button."""
    door = definition.other_door(application.role)
    if door:
        besides = "another door that may suit you"
    else:
        besides = "somebody to talk it over with"
    if application.comes_first_next:
        next_time = " When you apply again, you come first."
    else:
        next_time = ""
    return Message(
        text=f"{person.greeted('Thank you for applying')}. We can't offer you a place this time. "
        f"The reason is behind the button, and so is {besides}.{next_time}",
        buttons=(
            Button(
                label="Read why",
                action="applied.view",
                subject=Subject("application", application.id),
                style="primary",
                opens=True,
            ),
        ),
        heading=f"About {application.ref}",
    )
