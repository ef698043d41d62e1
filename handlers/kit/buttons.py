"""Buttons that stand below many messages: home, and people to talk to."""

from handlers.kit.ui import Button

HOME = Button("Home", "home.show")
HELP = Button("Get help", "home.people", opens=True)
PEOPLE = Button("Talk to a person", "home.people", opens=True)
