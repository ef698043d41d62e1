"""A scheme's own rules and forms, set in the invented places, with rounds around today."""

from datetime import date, timedelta

from bot.demonstration.cast import CAST, worded
from scheme import calendar
from scheme.definition.definition import Definition
from scheme.definition.rounds import Round, Window
from scheme.definition.support import HelpContact
from scheme.wording import capital

MONDAY = 0
FRIDAY = 4
MOST_APPROVALS = 4  # so that somebody can stand aside and enough are left


def demonstrate(definition: Definition, born: date) -> Definition:
    """The scheme with the demonstration's organisations, roster and contacts, and its rounds around the day `born`.

    Everything else is the scheme's own. Checked anew as a whole, as a scheme file is.
    """
    terms = definition.terms
    choosing = definition.choosing
    changes = {
        "organisations": CAST.organisations,
        "roster": CAST.roster,
        "help": tuple(_contact(contact, worded(contact.name, terms)) for contact in CAST.help),
        "urgent": CAST.urgent,
        "rounds": rounds(definition, born)
        if definition.rounds or not definition.always_open
        else (),
        "choosing": choosing.model_copy(
            update={"approvals": min(choosing.approvals, MOST_APPROVALS)}
        ),
    }
    shown = Definition.model_validate(definition.model_copy(update=changes).model_dump())
    # The numbers of a list stand in no file that was read here, so they are taken over.
    return shown.model_copy(update={"membership": definition.membership})


def _contact(contact: HelpContact, name: str) -> HelpContact:
    return contact.model_copy(update={"name": name})


PLAYED = 6  # months that the cast has together where the scheme leaves that to them


def length(definition: Definition, born: date) -> int:
    """How many days a partnership of the scheme lasts that ends on the day `born`."""
    months = definition.pairing.months or PLAYED
    return (born - calendar.add_months(born, -months)).days


def rounds(definition: Definition, born: date) -> tuple[Round, ...]:
    """An earlier round in which the partnerships began that are shown, the one that is open, and the next."""
    whole = length(definition, born)
    earlier = _window(born - timedelta(days=whole + 72), born - timedelta(days=whole // 2 + 52))
    current = _window(born - timedelta(days=42), born + timedelta(days=28))
    later = _window(born + timedelta(days=140), born + timedelta(days=210))
    word = capital(definition.terms.round)
    return tuple(
        Round(key=key, name=f"{word} {number}", mentee=window, mentor=window)
        for number, (key, window) in enumerate(
            (("earlier", earlier), ("current", current), ("next", later)), 1
        )
    )


def _window(opens: date, closes: date) -> Window:
    """From the Monday before to the Friday after."""
    return Window(
        opens=opens - timedelta(days=(opens.weekday() - MONDAY) % 7),
        closes=closes + timedelta(days=(FRIDAY - closes.weekday()) % 7),
    )
