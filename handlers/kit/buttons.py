"""Buttons that stand below many messages; and how buttons are placed: one thing to do, two beside it, the rest in a menu."""

from collections.abc import Iterable
from dataclasses import replace

from handlers.kit.ui import Button

BESIDE = 2
MOST_IN_MENU = 3  # as many as the platform with the least room takes beside three in sight

HOME = Button(label="Home", action="home.show")
HELP = Button(label="Get help", action="home.people", opens=True)
PEOPLE = Button(label="Talk to a person", action="home.people", opens=True)


def arranged(buttons: Iterable[Button], beside: int = BESIDE) -> tuple[Button, ...]:
    """The first in sight with `beside` others, the rest in the menu. What does the same as one before is left out."""
    own = each_once(buttons)
    in_sight = own[: 1 + beside]
    menu = own[1 + beside :]
    if len(menu) == 1:  # a menu of one hides it for nothing
        return own
    return (*in_sight, *(in_menu(button) for button in menu))


def in_menu(button: Button) -> Button:
    """The same in the menu, where none is the first thing to do."""
    return replace(plain(button), place="menu")


def plain(button: Button) -> Button:
    """The same where something else is the first thing to do."""
    if button.style == "primary":
        return replace(button, style="plain")
    return button


def each_once(buttons: Iterable[Button]) -> tuple[Button, ...]:
    """The same without those that do what one before does."""
    found: list[Button] = []
    for button in buttons:
        if all(button.does != before.does for before in found):
            found.append(button)
    return tuple(found)
