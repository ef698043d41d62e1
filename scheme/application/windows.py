"""When one can apply, in words: until when, or from when on (R1.2)."""

from datetime import date

from scheme.definition.definition import Definition
from scheme.forms.shown import spoken
from scheme.people import Role


def when_open(definition: Definition, role: Role, today: date) -> str:
    """For a role, seen from a day: "open until Friday 27 March 2026", "Autumn opens on …", or that nobody knows yet."""
    if definition.open_round(role, today) is not None:
        closes = [
            campaign.window(role).closes
            for campaign in definition.rounds
            if campaign.window(role).holds(today)
        ]
        if closes:
            return f"open until {spoken(max(closes))}"
        return "open"
    coming = definition.next_round(role, today)
    if coming is None:
        return "closed; the next date is not set yet"
    return f"{coming.name} opens on {spoken(coming.window(role).opens)}"
