"""The way from the suggestions and the board to what can be done where no mentor suits (R3.5)."""

from handlers.kit.ui import Button
from scheme.subject import Subject


def what_else_for(mentee: Subject) -> Button:
    """Opens what can be done for whoever applied so."""
    return Button(label="What can be done", action="nobody.open", subject=mentee, opens=True)
