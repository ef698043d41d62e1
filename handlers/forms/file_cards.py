"""Files that were handed in with a form, where somebody reads its answers: their names, and a button that opens each."""

from collections.abc import Mapping

from handlers.kit.ui import Button, Card
from scheme.application.application import Application
from scheme.definition.definition import Definition
from scheme.forms.fields import AnyField
from scheme.forms.file import File
from scheme.subject import Subject

OWN = "file.open"
MEMBERS = "file.read"  # for whoever it is meant for; for the members who handle it
MOST_LABEL = 30  # characters of a heading that a button takes


def opens(file: File, label: str = "Open it", step: str = OWN) -> Button:
    """Opens a file."""
    return Button(label=label, action=step, subject=Subject("file", file.id), opens=True)


def named_button(field: AnyField, file: File) -> Button:
    """Opens a file, where several things stand together."""
    return opens(
        file, f"Open {field.heading}" if len(field.heading) <= MOST_LABEL else "Open the file"
    )


def cards(
    definition: Definition, application: Application, held: Mapping[str, File], step: str = OWN
) -> tuple[Card, ...]:
    """A card for each file of an application; `held` by the key of its field."""
    form = definition.form(application.role)
    return tuple(
        Card(
            title=field.heading,
            subtitle=held[field.key].told,
            buttons=(opens(held[field.key], step=step),),
        )
        for field in form
        if field.key in held
    )
